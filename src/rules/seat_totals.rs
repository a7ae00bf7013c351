//! The seats that belong together: those of one subscription, or of every subscription of a product.

use crate::model::{Seats, SeatsScope, Subscription};
use crate::routes::Course;
use crate::rules::Case;

/// Seats of one subscription, or of one product where only its total of assigned seats is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeatTotals {
    pub(crate) assigned: u32,
    pub(crate) purchased: u32,
    pub(crate) target: u32,
}

/// The seats a rule compares for this subscription. `None` where no assigned seats are known, and for
/// every subscription of a product but the first where they are known for the product only.
pub(crate) fn seats_of_product(
    case: &Case<'_, '_>,
    position: usize,
    subscription: &Subscription<'_>,
    course: &Course<'_>,
) -> Option<SeatTotals> {
    let assigned = subscription.seats_assigned.map(Seats::get)?;
    if subscription.seats_scope != Some(SeatsScope::ProductPool) {
        let (purchased, target) = (subscription.seats_purchased, course.target_seats);
        return Some(SeatTotals { assigned, purchased, target });
    }
    let is_pooled = |it: usize| case.lines[it].subscription.seats_scope == Some(SeatsScope::ProductPool);
    let comes_later = case.moving().take_while(|&(before, _, _)| before < position);
    if comes_later.map(|(before, _, _)| before).any(|it| is_pooled(it) && case.is_same_product(it, position))
    {
        return None;
    }
    let counts = |course: &Course<'_>| course.is_in_scope() || Case::is_already_here(course);
    let pool = case.all().filter(|&(it, _, course)| counts(course) && case.is_same_product(it, position));
    let none = SeatTotals { assigned: 0, purchased: 0, target: 0 };
    Some(pool.fold(none, |total, (_, subscription, course)| total.with(subscription, course)))
}

impl SeatTotals {
    fn with(self, subscription: &Subscription<'_>, course: &Course<'_>) -> Self {
        let purchased = subscription.seats_purchased;
        let target = if course.is_moving() { course.target_seats } else { purchased };
        SeatTotals {
            assigned: self.assigned.max(subscription.seats_assigned.map_or(0, Seats::get)),
            purchased: self.purchased.saturating_add(purchased),
            target: self.target.saturating_add(target),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Line, Scene, customer, seats, subscription};

    fn pooled(id: &'static str) -> Line {
        subscription(id).but(|it| {
            it.facts.seats_scope = Some(SeatsScope::ProductPool);
            it.facts.seats_assigned = seats(40);
        })
    }

    fn totals(scene: &Scene) -> Vec<Option<SeatTotals>> {
        let case = scene.case();
        case.all()
            .map(|(it, subscription, course)| seats_of_product(&case, it, subscription, course))
            .collect()
    }

    #[test]
    fn a_product_is_counted_once_and_whole() {
        let sum = SeatTotals { assigned: 40, purchased: 50, target: 50 };
        assert_eq!(totals(&customer(vec![pooled("one"), pooled("two")])), [Some(sum), None]);
    }

    #[test]
    fn another_product_is_counted_apart() {
        let other = pooled("two").but(|it| {
            it.product.sku_part_number = "VISIOCLIENT".to_owned();
            it.verdict.source_part_number = "VISIOCLIENT".to_owned();
        });
        let alone = SeatTotals { assigned: 40, purchased: 25, target: 25 };
        assert_eq!(totals(&customer(vec![pooled("one"), other])), [Some(alone), Some(alone)]);
    }

    #[test]
    fn seats_of_a_subscription_are_its_own() {
        let own = SeatTotals { assigned: 25, purchased: 25, target: 25 };
        assert_eq!(totals(&customer(vec![subscription("one"), subscription("two")])), [Some(own), Some(own)]);
    }
}

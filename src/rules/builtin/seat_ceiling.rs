//! More seats of one small-business offer than a tenant may hold.

use crate::model::Subscription;
use crate::routes::Course;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "seat-ceiling",
    title: "A small-business offer has a ceiling of seats",
    severity: Severity::Blocker,
    points: 25,
    remedy: "Reduce the seats, or move some users to an enterprise offer.",
    citation: "https://learn.microsoft.com/partner-center/migrate-subscriptions-to-new-commerce",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Small-business offers are capped for each customer and offer. Two subscriptions below the cap cannot both
move if their sum is above it.

## What to do

Agree with the customer which users change to an enterprise offer, and plan the rest.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let limit = i64::from(case.settings.thresholds.small_business_seats);
    let capped = case.all().filter(|(_, _, course)| course.verdict.is_small_business);
    if capped.map(|(_, subscription, course)| planned_seats(subscription, course)).sum::<i64>() <= limit {
        return;
    }
    let mut counted: Vec<usize> = Vec::new();
    for (position, _, course) in case.moving().filter(|(_, _, course)| course.verdict.is_small_business) {
        if counted.iter().any(|&first| is_same_target(case, first, position)) {
            continue;
        }
        counted.push(position);
        let seats = seats_of_target(case, position);
        if seats > limit {
            let detail = Detail::NONE.with(Column::TargetSeats, seats).with(Column::Limit, limit);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

/// Seats of one target offer, with those that are here already and stay.
fn seats_of_target(case: &Case<'_, '_>, first: usize) -> i64 {
    let lines = case.all().filter(|&(position, _, _)| is_same_target(case, first, position));
    lines.map(|(_, subscription, course)| planned_seats(subscription, course)).sum()
}

/// Seats the planning partner will have sold after the move.
fn planned_seats(subscription: &Subscription<'_>, course: &Course<'_>) -> i64 {
    let staying = if Case::is_already_here(course) { subscription.seats_purchased } else { 0 };
    i64::from(if course.is_moving() { course.target_seats } else { staying })
}

fn is_same_target(case: &Case<'_, '_>, one: usize, other: usize) -> bool {
    let target =
        |position: usize| case.lines[position].course.verdict.targets.first().map(|(number, _)| number);
    match (target(one), target(other)) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => case.is_same_product(one, other),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::{OutOfScope, Route};
    use crate::rules::fixture::{Line, customer, findings_of, flags, flags_line, subscription};

    #[test]
    fn flags_two_subscriptions_above_the_ceiling_once() {
        let scene = customer(vec![basic("one", 200), basic("two", 101)]);
        assert_eq!(findings_of(&RULE, &scene).len(), 1);
    }

    #[test]
    fn ignores_the_ceiling_itself() {
        assert!(!flags(&RULE, &customer(vec![basic("one", 200), basic("two", 100)])));
    }

    #[test]
    fn counts_what_is_here_already() {
        let here = basic("two", 200).but(|it| {
            it.course.out_of_scope = Some(OutOfScope::AlreadyHere);
            it.course.route = Route::None;
            it.course.target_seats = 0;
        });
        assert!(flags(&RULE, &customer(vec![basic("one", 200), here])));
    }

    #[test]
    fn ignores_two_offers_that_are_below_it_each() {
        let other = basic("two", 200).but(|it| {
            it.verdict.targets = vec![("SPB".to_owned(), "Microsoft 365 Business Premium".to_owned())];
        });
        assert!(!flags(&RULE, &customer(vec![basic("one", 200), other])));
    }

    #[test]
    fn ignores_an_offer_for_enterprises() {
        assert!(!flags_line(&RULE, basic("e3", 301).but(|it| it.verdict.is_small_business = false)));
    }

    fn basic(id: &'static str, seats: u32) -> Line {
        subscription(id).but(|it| {
            it.facts.seats_purchased = seats;
            it.course.target_seats = seats;
            it.verdict.is_small_business = true;
        })
    }
}

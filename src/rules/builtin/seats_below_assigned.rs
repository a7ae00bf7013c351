//! Fewer licenses after the move than users who hold one.

use crate::model::Fact;
use crate::rules::seat_totals::seats_of_product;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "seats-below-assigned",
    title: "Fewer licenses are planned than users hold",
    severity: Severity::Blocker,
    points: 25,
    remedy: "Plan enough licenses, or take them from users before the cut-over.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::SeatsAssigned],
    explain: "\
## Why it matters

Users beyond the number of licenses lose their services when the old subscription ends. A source that
already has too few licenses is not made worse by a move with equal seats.

## What to do

Raise the number, or have licenses unassigned before the cut-over. Where only a total for the product is
known, the sum over its subscriptions is compared.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.moving() {
        let Some(total) = seats_of_product(case, position, subscription, course) else { continue };
        if total.target < total.assigned && total.target < total.purchased {
            let detail = Detail::NONE
                .with(Column::SeatsAssigned, total.assigned)
                .with(Column::TargetSeats, total.target);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::SeatsScope;
    use crate::rules::fixture::{customer, flags, flags_line, seats, subscription};

    #[test]
    fn flags_one_license_too_few() {
        let target = |n| subscription("e3").but(|it| it.course.target_seats = n);
        assert!(flags_line(&RULE, target(24)));
        assert!(!flags_line(&RULE, target(25)));
    }

    #[test]
    fn ignores_a_source_with_too_few_licenses_that_moves_as_it_is() {
        assert!(!flags_line(&RULE, subscription("e3").but(|it| it.facts.seats_assigned = seats(30))));
    }

    #[test]
    fn compares_the_sum_where_the_total_of_a_product_is_known() {
        let pooled = |id, target| {
            subscription(id).but(|it| {
                it.facts.seats_scope = Some(SeatsScope::ProductPool);
                it.facts.seats_assigned = seats(40);
                it.course.target_seats = target;
            })
        };
        assert!(!flags(&RULE, &customer(vec![pooled("one", 15), pooled("two", 25)])));
        assert!(flags(&RULE, &customer(vec![pooled("one", 14), pooled("two", 25)])));
    }
}

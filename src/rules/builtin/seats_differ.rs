//! A number of licenses that changes with the move.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "seats-differ",
    title: "The number of licenses changes with the move",
    severity: Severity::Action,
    points: 5,
    remedy: "Agree the new number with the customer, and change it on the day the path allows.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Users notice nothing only while the number of licenses stays the same. A transfer takes the subscription
as it is, so the number can change only afterwards.

## What to do

Confirm the number with the customer. With a transfer, transfer first and change at the next renewal; with
a purchase, order the new number.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.moving() {
        if course.target_seats != subscription.seats_purchased {
            let detail = Detail::NONE
                .with(Column::SeatsPurchased, subscription.seats_purchased)
                .with(Column::TargetSeats, course.target_seats);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_one_seat_more_or_less() {
        for target in [24, 26] {
            assert!(
                flags_line(&RULE, subscription("e3").but(|it| it.course.target_seats = target)),
                "{target}"
            );
        }
    }

    #[test]
    fn ignores_the_same_number() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

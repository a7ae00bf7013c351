//! The same offer with the same number of seats: users notice nothing.

use crate::catalogue::OfferMatch;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "same-offer",
    title: "The offer and its seats stay the same",
    severity: Severity::Note,
    points: 0,
    remedy: "Leave the licenses where they are.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Where the very same offer is provisioned with the same number of licenses, users go on working: no license
is assigned anew, nothing is interrupted and no data is lost.

## What to do

Provision the same offer before the old one ends, and change nothing else on that day.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.moving() {
        let is_same = course.offer_match(subscription.seats_purchased) == OfferMatch::Same
            && course.reassign_seats == 0;
        if is_same {
            findings.flag(
                position,
                Actor::Us,
                None,
                Detail::NONE.with(Column::TargetSeats, course.target_seats),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::catalogue::OfferMatch;
    use crate::routes::Route;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_the_same_offer_with_the_same_seats() {
        assert!(flags_line(&RULE, subscription("e3")));
    }

    #[test]
    fn ignores_another_number_of_seats() {
        assert!(!flags_line(&RULE, subscription("e3").but(|it| it.course.target_seats = 24)));
    }

    #[test]
    fn ignores_another_offer_and_one_that_does_not_move() {
        let other = subscription("e3").but(|it| it.verdict.offer_match = OfferMatch::Equivalent);
        let staying = subscription("e3").but(|it| it.course.route = Route::None);
        assert!(!flags_line(&RULE, other) && !flags_line(&RULE, staying));
    }
}

//! Licenses that nobody holds.

use crate::rules::seat_totals::seats_of_product;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "seats-unused",
    title: "Some licenses are held by nobody",
    severity: Severity::Note,
    points: 0,
    remedy: "Ask the customer whether it wants fewer licenses where the path allows it.",
    citation: "https://learn.microsoft.com/partner-center/create-a-new-subscription",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Licenses nobody holds are paid all the same. A new purchase may be smaller, a renewal too; a transfer may
not.

## What to do

Offer the smaller number for the new purchase, and write the wanted seats into the export.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.moving() {
        let Some(total) = seats_of_product(case, position, subscription, course) else { continue };
        if total.assigned < total.purchased {
            let detail = Detail::NONE
                .with(Column::SeatsPurchased, total.purchased)
                .with(Column::SeatsAssigned, total.assigned);
            findings.flag(position, Actor::Us, None, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{flags_line, seats, subscription};

    #[test]
    fn flags_one_license_nobody_holds() {
        let assigned = |n| subscription("e3").but(|it| it.facts.seats_assigned = seats(n));
        assert!(flags_line(&RULE, assigned(24)));
        assert!(!flags_line(&RULE, assigned(25)));
    }

    #[test]
    fn ignores_an_unknown_number() {
        assert!(!flags_line(&RULE, subscription("e3").but(|it| it.facts.seats_assigned = None)));
    }
}

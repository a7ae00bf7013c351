//! A decision for a day that is past, and a subscription that is still here.

use crate::rules::{Check, Provenance, Rule, Severity, Stands, Validity};

pub(super) const RULE: Rule<'_> = Rule {
    id: "pin-overdue",
    title: "The day of a pin is past",
    severity: Severity::Risk,
    points: 0,
    remedy: "Say whether the move took place, and pin another day if it did not.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

The day somebody chose is over and the exports still show the subscription. Either the move did not take
place, or the exports are older than the move. The plan falls back to the day it would choose itself.

## What to do

Ask the owner of the pin. Feed fresh exports after a move, or pin another day.
",
    check: Check::Pins,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::PinState;
    use crate::rules::fixture::told_of_pin;

    #[test]
    fn flags_a_day_that_is_past() {
        assert_eq!(told_of_pin(Some(PinState::Overdue)), [RULE.id]);
    }

    #[test]
    fn ignores_a_day_to_come() {
        assert!(!told_of_pin(Some(PinState::Useless)).contains(&RULE.id));
    }
}

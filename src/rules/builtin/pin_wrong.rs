//! A decision of a person that cannot be kept, or that costs users their service.

use crate::rules::{Check, Provenance, Rule, Severity, Stands, Validity};

pub(super) const RULE: Rule<'_> = Rule {
    id: "pin-wrong",
    title: "A pinned decision does not work",
    severity: Severity::Risk,
    points: 0,
    remedy: "Ask the owner of the pin for another decision.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A date before everything can be in place, behind the last safe day or inside a freeze is kept because a
person chose it, and so is its price. A route the channel does not offer, a successor that is no choice
here and a wave that does not exist cannot be kept at all: the plan goes on without them.

## What to do

Read what is observed, ask the owner, and change the pin or take it out of the file.
",
    check: Check::Pins,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::PinState;
    use crate::rules::fixture::told_of_pin;

    #[test]
    fn flags_a_date_behind_the_last_safe_day() {
        assert_eq!(told_of_pin(Some(PinState::Wrong("behind the last safe day"))), [RULE.id]);
    }

    #[test]
    fn ignores_a_pin_that_holds() {
        assert!(!told_of_pin(None).contains(&RULE.id));
    }
}

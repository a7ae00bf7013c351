//! A decision whose last day is past: it is not applied any more.

use crate::rules::{Check, Provenance, Rule, Severity, Stands, Validity};

pub(super) const RULE: Rule<'_> = Rule {
    id: "pin-expired",
    title: "A pinned decision has expired",
    severity: Severity::Risk,
    points: 0,
    remedy: "Have the pin renewed by its owner, or take it out of the file.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A pin holds until the day its owner set. Since then the plan decides again, which may come as a surprise
to whoever agreed to it.

## What to do

Ask the owner. Renew the pin with a reason and a new day, or delete its line.
",
    check: Check::Pins,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::PinState;
    use crate::rules::fixture::told_of_pin;

    #[test]
    fn flags_a_pin_behind_its_last_day() {
        assert_eq!(told_of_pin(Some(PinState::Expired)), [RULE.id]);
    }

    #[test]
    fn ignores_a_pin_that_still_holds() {
        assert!(!told_of_pin(Some(PinState::Overdue)).contains(&RULE.id));
    }
}

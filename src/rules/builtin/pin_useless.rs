//! A decision the plan would have taken by itself.

use crate::rules::{Check, Provenance, Rule, Severity, Stands, Validity};

pub(super) const RULE: Rule<'_> = Rule {
    id: "pin-useless",
    title: "A pin decides what would be decided anyway",
    severity: Severity::Note,
    points: 0,
    remedy: "Take the pin out of the file.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

The plan comes to the same answer without the pin. A pin that is left behind would hold the plan fast
when the facts change.

## What to do

Take the line out of the file, unless the decision must not change whatever happens.
",
    check: Check::Pins,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::PinState;
    use crate::rules::fixture::told_of_pin;

    #[test]
    fn flags_a_decision_that_changes_nothing() {
        assert_eq!(told_of_pin(Some(PinState::Useless)), [RULE.id]);
    }

    #[test]
    fn ignores_a_decision_at_work() {
        assert!(
            !told_of_pin(Some(PinState::Wrong("the channel does not offer the route"))).contains(&RULE.id)
        );
    }
}

//! A waiver of the policy whose last day is past: the finding counts again.

use crate::rules::{Check, Provenance, Rule, Severity, Stands, Validity};

pub(super) const RULE: Rule<'_> = Rule {
    id: "waiver-expired",
    title: "A waiver of the policy has expired",
    severity: Severity::Risk,
    points: 0,
    remedy: "Deal with the finding, or have the waiver renewed by its owner.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A waiver holds until its last day. Since then the finding counts again, which may come as a surprise to
whoever agreed to it.

## What to do

Ask the owner named in the policy. Renew the waiver with a reason and a new day, or act on the finding.
",
    check: Check::Waivers,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{customer, subscription, waived, waiver};

    #[test]
    fn flags_a_waiver_the_day_after_its_last_day() {
        let scene = customer(vec![subscription("e3")]);
        let is_expired =
            |on| waived(&waiver("commitment-running", on), &scene).iter().any(|rule| rule == RULE.id);
        assert!(is_expired("2026-01-14"));
        assert!(!is_expired("2026-01-15"));
    }

    #[test]
    fn ignores_a_waiver_for_somebody_else() {
        let scene = customer(vec![subscription("other")]);
        assert!(
            waived(&waiver("commitment-running", "2020-01-01"), &scene).iter().all(|rule| rule != RULE.id)
        );
    }
}

//! A waiver of the policy that waives nothing.

use crate::rules::{Check, Provenance, Rule, Severity, Stands, Validity};

pub(super) const RULE: Rule<'_> = Rule {
    id: "waiver-unused",
    title: "A waiver of the policy waives nothing",
    severity: Severity::Note,
    points: 0,
    remedy: "Take the waiver out of the policy.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

What a waiver was written for is not there any more. A waiver that is left behind would hide the same
finding when it comes back for another reason.

## What to do

Check that customer, subscription and rule are spelled as meant; otherwise delete the waiver.
",
    check: Check::Waivers,
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{customer, subscription, waived, waiver};

    #[test]
    fn flags_a_waiver_without_a_finding() {
        let scene = customer(vec![subscription("e3")]);
        assert!(waived(&waiver("region-mismatch", "2026-12-31"), &scene).iter().any(|rule| rule == RULE.id));
    }

    #[test]
    fn ignores_a_waiver_at_work() {
        let scene = customer(vec![subscription("e3")]);
        assert!(
            !waived(&waiver("commitment-running", "2026-12-31"), &scene).iter().any(|rule| rule == RULE.id)
        );
    }
}

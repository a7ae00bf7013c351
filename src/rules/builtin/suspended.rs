//! A suspended subscription: its users are locked out already.

use crate::model::Status;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "suspended",
    title: "Users are locked out and the clock runs",
    severity: Severity::Risk,
    points: 15,
    remedy: "Have its owner reactivate it, or move at once.",
    citation: "https://learn.microsoft.com/partner-center/subscription-lifecycle",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A suspended subscription locks its users out while it is still billed in new commerce, cannot be
transferred, and goes the way to deletion at the end of its term.

## What to do

Ask the owner why it is suspended. Have it reactivated before the move, or buy the new subscription first;
suspending is never a bridge.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        if subscription.status != Some(Status::Suspended) {
            continue;
        }
        let deletion = course.timing.data_deleted_on.day();
        let detail = Detail::NONE
            .with_some(Column::EndDate, course.timing.end)
            .with_some(Column::DataDeletedOn, deletion);
        findings.flag(position, Actor::owner_of(subscription.channel), deletion, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Status;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_a_suspended_subscription() {
        assert!(flags_line(&RULE, subscription("e3").but(|it| it.facts.status = Some(Status::Suspended))));
    }

    #[test]
    fn ignores_other_states() {
        for status in [Status::Active, Status::Warning, Status::Disabled, Status::Expired, Status::Pending] {
            assert!(
                !flags_line(&RULE, subscription("e3").but(|it| it.facts.status = Some(status))),
                "{status}"
            );
        }
    }
}

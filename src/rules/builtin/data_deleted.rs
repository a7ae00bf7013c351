//! A subscription that is deleted: buying the same offer does not bring its data back.

use crate::model::Status;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "data-deleted",
    title: "The subscription and its data are deleted",
    severity: Severity::Blocker,
    points: 40,
    remedy: "Tell the customer before anything is bought; start anew from its own backups.",
    citation: "https://learn.microsoft.com/partner-center/subscription-lifecycle",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A deleted subscription cannot be revived, and buying the same offer does not restore what its users had.

## What to do

Check whether the data live on elsewhere in the tenant, and ask the customer for backups. If something new
is bought, plan it as a new customer.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.all() {
        let deletion = course.timing.data_deleted_on.day();
        let is_past = course.is_in_scope() && deletion.is_some_and(|day| day <= case.as_of);
        if is_past || subscription.status == Some(Status::Deleted) {
            let detail = Detail::NONE
                .with_some(Column::Status, subscription.status.map(Status::as_str))
                .with_some(Column::DataDeletedOn, deletion);
            findings.flag(position, Actor::Customer, None, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Status;
    use crate::routes::OutOfScope;
    use crate::rules::fixture::{customer, day, flags, flags_line, subscription};

    #[test]
    fn flags_the_day_of_deletion_and_not_the_day_before() {
        let judged = |as_of| customer(vec![subscription("e3")]).but(|it| it.as_of = day(as_of));
        assert!(flags(&RULE, &judged("2026-09-29")));
        assert!(!flags(&RULE, &judged("2026-09-28")));
    }

    #[test]
    fn flags_a_deleted_subscription_that_is_out_of_scope() {
        let line = subscription("e3").but(|it| {
            it.facts.status = Some(Status::Deleted);
            it.course.out_of_scope = Some(OutOfScope::Deleted);
        });
        assert!(flags_line(&RULE, line));
    }

    #[test]
    fn ignores_a_running_subscription() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

//! A trial: there is nothing to transfer, but a date to watch.

use crate::model::Status;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "trial-ends",
    title: "A trial ends",
    severity: Severity::Risk,
    points: 3,
    remedy: "Buy the paid offer with the same services before the trial ends, or let it end on purpose.",
    citation: "https://learn.microsoft.com/partner-center/offer-your-customers-trials-of-microsoft-products",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A trial cannot be transferred. It ends with its users working in it, or turns into a paid subscription at
the old seller if renewal is left on.

## What to do

Decide before its last day: buy the paid offer, or switch renewal off.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.all() {
        if !subscription.is_trial || subscription.status == Some(Status::Deleted) {
            continue;
        }
        let end = course.timing.end.or(subscription.end_date);
        if end.is_none_or(|end| case.as_of <= end) {
            let detail = Detail::NONE
                .with_some(Column::EndDate, end)
                .with_some(Column::AutoRenew, subscription.auto_renew);
            findings.flag(position, Actor::owner_of(subscription.channel), end, detail);
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
    fn flags_a_trial_until_its_last_day() {
        let judged = |as_of| {
            let trial = subscription("trial").but(|it| {
                it.facts.is_trial = true;
                it.course.out_of_scope = Some(OutOfScope::Trial);
            });
            customer(vec![trial]).but(|it| it.as_of = day(as_of))
        };
        assert!(flags(&RULE, &judged("2026-06-30")));
        assert!(!flags(&RULE, &judged("2026-07-01")));
    }

    #[test]
    fn ignores_a_paid_subscription_and_a_trial_that_is_gone() {
        let gone = subscription("trial").but(|it| {
            it.facts.is_trial = true;
            it.facts.status = Some(Status::Deleted);
        });
        assert!(!flags_line(&RULE, subscription("e3")) && !flags_line(&RULE, gone));
    }
}

//! A direct purchase that loses its refund at any time when it renews.

use crate::model::{BillingAccount, Channel, days_between};
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "direct-terms-change",
    title: "Renewal takes away the refund at any time",
    severity: Severity::Risk,
    points: 5,
    remedy: "Move before the renewal.",
    citation: "https://learn.microsoft.com/answers/questions/5836394",
    provenance: Provenance::Inferred,
    valid: Validity::since(Bound::setting("direct-terms-change-from"), Event::NextRenewal),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A direct purchase under the older online agreement can be cancelled for a prorated refund on any day.
Microsoft support says that its next renewal is under the customer agreement, with seven days only; the
consequence is our deduction.

## What to do

Plan the cut-over before the end of the term, while cancelling still earns a refund.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let is_older = subscription.channel.is_some_and(Channel::is_direct)
            && subscription.billing_account == Some(BillingAccount::Mosa);
        let Some(end) = course.timing.end.filter(|_| is_older) else { continue };
        let days = days_between(case.as_of, end);
        if (0..=case.settings.thresholds.direct_terms_days).contains(&days) {
            let detail = Detail::NONE.with(Column::EndDate, end).with(Column::Days, days);
            findings.flag(position, Actor::Us, Some(end), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{BillingAccount, Channel};
    use crate::rules::fixture::{Scene, customer, day, flags, subscription};

    #[test]
    fn flags_the_ninety_days_before_the_renewal() {
        assert!(flags(&RULE, &ending("2026-04-15", "2026-01-15")));
        assert!(!flags(&RULE, &ending("2026-04-16", "2026-01-15")));
        assert!(flags(&RULE, &ending("2026-01-15", "2026-01-15")));
        assert!(!flags(&RULE, &ending("2026-01-14", "2026-01-15")));
    }

    #[test]
    fn judges_the_day_of_the_renewal() {
        assert!(flags(&RULE, &ending("2024-12-31", "2024-12-01")));
        assert!(!flags(&RULE, &ending("2024-12-30", "2024-12-01")));
    }

    #[test]
    fn ignores_other_accounts() {
        let scene = ending("2026-02-01", "2026-01-15")
            .but(|it| it.lines[0].subscription.billing_account = Some(BillingAccount::Mca));
        assert!(!flags(&RULE, &scene));
    }

    fn ending(end: &str, as_of: &str) -> Scene {
        let line = subscription("e3").but(|it| {
            it.facts.channel = Some(Channel::Direct);
            it.facts.billing_account = Some(BillingAccount::Mosa);
            it.course.timing.end = Some(day(end));
        });
        customer(vec![line]).but(|it| it.as_of = day(as_of))
    }
}

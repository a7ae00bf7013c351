//! Delegated administration that ends before the last cut-over of the customer.

use crate::model::{DapStatus, GdapStatus};
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "delegated-admin-ends-early",
    title: "Delegated administration ends before the cut-over",
    severity: Severity::Risk,
    points: 4,
    remedy: "Extend the relationship or request a new one before it ends.",
    citation: "https://learn.microsoft.com/partner-center/gdap-faq",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::fixed(2022, 1, 1), Event::Cutover),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A granular relationship lasts two years at most and does not renew by itself. Once it has ended, nobody on
our side can assign licenses or open a support request; subscriptions are not touched.

## What to do

Let the relationship be extended automatically, or send a new request well before its last day: a request
lapses after ninety days.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let facts = &case.customer.facts;
    let Some(ends_on) = facts.gdap_end_date else { return };
    let is_held = facts.gdap_status.is_some_and(GdapStatus::is_held);
    if !is_held || facts.dap_status == Some(DapStatus::Active) {
        return;
    }
    let Some(cutover) = case.last_cutover() else { return };
    if ends_on < cutover {
        let detail = Detail::NONE.with(Column::GdapEndDate, ends_on).with(Column::CutoverDate, cutover);
        findings.flag_customer(Actor::Us, Some(ends_on), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::GdapStatus;
    use crate::rules::fixture::{customer, day, flags, subscription};

    #[test]
    fn flags_access_that_ends_the_day_before() {
        let ends =
            |on| customer(vec![subscription("e3")]).but(|it| it.customer.facts.gdap_end_date = Some(day(on)));
        assert!(flags(&RULE, &ends("2026-06-29")));
        assert!(!flags(&RULE, &ends("2026-06-30")));
    }

    #[test]
    fn ignores_access_that_is_not_held_anyway() {
        let scene = customer(vec![subscription("e3")]).but(|it| {
            it.customer.facts.gdap_end_date = Some(day("2026-01-31"));
            it.customer.facts.gdap_status = Some(GdapStatus::Terminating);
        });
        assert!(!flags(&RULE, &scene));
    }
}

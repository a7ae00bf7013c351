//! More transfers than one request holds.

use crate::routes::Route;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "transfer-splits",
    title: "The transfers need several requests",
    severity: Severity::Note,
    points: 0,
    remedy: "Split the transfers over several requests, each add-on beside its base.",
    citation: "https://cloudcockpit.com/blog/take-control-your-microsoft-csp-transfers",
    provenance: Provenance::ThirdParty,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

One transfer request holds a limited number of subscriptions. In new commerce an add-on is a subscription
of its own, so each must be listed.

## What to do

Create as many requests as the finding says, and keep a base and its add-ons in one request.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let limit = i64::from(case.settings.thresholds.transfer_items.max(1));
    let count = case.in_scope().filter(|(_, _, course)| course.route == Route::Transfer).count() as i64;
    if count > limit {
        let requests = (count + limit - 1) / limit;
        let detail = Detail::NONE
            .with(Column::Subscriptions, count)
            .with(Column::Limit, limit)
            .with(Column::Requests, requests);
        findings.flag_customer(Actor::Us, case.first_cutover(), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::Route;
    use crate::rules::Value;
    use crate::rules::fixture::{Scene, customer, findings_of, flags, subscription};

    #[test]
    fn flags_one_more_than_a_request_holds() {
        let scene = transfers(26);
        let observed: Vec<_> = findings_of(&RULE, &scene)[0].detail.iter().collect();
        assert_eq!(observed[2], ("requests", Value::Count(2)));
    }

    #[test]
    fn ignores_a_full_request() {
        assert!(!flags(&RULE, &transfers(25)));
    }

    fn transfers(count: usize) -> Scene {
        let line = || subscription("e3").but(|it| it.course.route = Route::Transfer);
        customer((0..count).map(|_| line()).collect())
    }
}

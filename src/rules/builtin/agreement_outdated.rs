//! A customer whose agreement was accepted so long ago that it must be accepted again.

use crate::model::{AgreementStatus, Fact};
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "agreement-outdated",
    title: "The customer agreement must be accepted again",
    severity: Severity::Action,
    points: 8,
    remedy: "Have the customer accept the current Microsoft Customer Agreement again.",
    citation: "https://support.manageprotect.com/support/solutions/articles/44002771431-microsoft-customer-agreement-reacceptance",
    provenance: Provenance::ThirdParty,
    valid: Validity::since(Bound::setting("agreement-again-from"), Event::AsOf),
    stands: Stands::BeforeCutover,
    needs: &[Fact::AgreementStatus, Fact::AgreementDate],
    explain: "\
## Why it matters

Distributors report that purchases and changes are refused where the agreement on record was accepted
before April 2023. They give two dates of enforcement; the earlier one is the default of the policy.

## What to do

Ask an administrator of the customer to accept the agreement in its admin center. Both dates are values of
the policy.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let thresholds = &case.settings.thresholds;
    let facts = &case.customer.facts;
    let Some(accepted_on) = facts.agreement_date else { return };
    let is_outdated = facts.agreement_status == Some(AgreementStatus::Accepted)
        && accepted_on < thresholds.agreement_accepted_since;
    if is_outdated && case.has_scope() {
        let detail = Detail::NONE.with(Column::AgreementDate, accepted_on);
        findings.flag_customer(Actor::Customer, case.before_first_cutover(1), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::AgreementStatus;
    use crate::rules::fixture::{customer, day, flags, subscription};

    #[test]
    fn flags_the_last_day_that_is_too_early() {
        let accepted = |on| {
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.agreement_date = Some(day(on)))
        };
        assert!(flags(&RULE, &accepted("2023-03-31")));
        assert!(!flags(&RULE, &accepted("2023-04-01")));
    }

    #[test]
    fn ignores_days_before_it_is_enforced() {
        let judged = |as_of| {
            customer(vec![subscription("e3")]).but(|it| {
                it.customer.facts.agreement_date = Some(day("2022-01-01"));
                it.as_of = day(as_of);
            })
        };
        assert!(!flags(&RULE, &judged("2025-10-06")));
        assert!(flags(&RULE, &judged("2025-10-07")));
    }

    #[test]
    fn ignores_an_agreement_that_is_missing() {
        let scene = customer(vec![subscription("e3")]).but(|it| {
            it.customer.facts.agreement_date = Some(day("2022-01-01"));
            it.customer.facts.agreement_status = Some(AgreementStatus::Missing);
        });
        assert!(!flags(&RULE, &scene));
    }
}

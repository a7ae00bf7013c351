//! License work or a support request that nobody on our side may do, because delegated administration is not held.

use crate::model::{Channel, Fact, Subscription};
use crate::routes::Course;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "delegated-admin-missing",
    title: "Nobody on our side may administer the tenant",
    severity: Severity::Action,
    points: 8,
    remedy: "Request delegated administration, or have the customer do the work itself.",
    citation: "https://learn.microsoft.com/partner-center/gdap-faq",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::GdapStatus],
    explain: "\
## Why it matters

Ordering needs no access to the tenant. Assigning licenses and opening a support request for the customer
do: without delegated administration, only the customer can do them.

## What to do

Request granular delegated administration with roles to manage licenses and support requests. Until it is
approved, plan the task for an administrator of the customer.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let facts = &case.customer.facts;
    let Some(status) = facts.gdap_status else { return };
    if facts.has_delegated_admin() {
        return;
    }
    let is_work = |&(_, subscription, course): &(usize, &Subscription<'_>, &Course<'_>)| {
        let is_direct = subscription.channel.is_some_and(Channel::is_direct);
        course.reassign_seats > 0 || (is_direct && course.earns_credit())
    };
    if !case.in_scope().any(|it| is_work(&it)) {
        return;
    }
    let due = case.in_scope().filter(is_work).filter_map(|(_, _, course)| course.cutover_date).min();
    let reassigned: u32 = case.in_scope().map(|(_, _, course)| course.reassign_seats).sum();
    let detail =
        Detail::NONE.with(Column::GdapStatus, status.as_str()).with(Column::ReassignSeats, reassigned);
    findings.flag_customer(Actor::Customer, due, detail);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{Channel, DapStatus, GdapStatus};
    use crate::routes::Credit;
    use crate::rules::fixture::{customer, day, findings_of, flags, subscription};

    #[test]
    fn flags_license_work_without_access() {
        let line = subscription("e3").but(|it| it.course.reassign_seats = 25);
        let scene = customer(vec![line]).but(|it| it.customer.facts.gdap_status = Some(GdapStatus::Ended));
        let found = findings_of(&RULE, &scene);
        assert_eq!((found.len(), found[0].due), (1, Some(day("2026-06-30"))));
    }

    #[test]
    fn flags_a_credit_that_somebody_has_to_ask_for() {
        let line = subscription("e3").but(|it| {
            it.facts.channel = Some(Channel::Direct);
            it.course.credit = Credit::Prorated;
        });
        let scene = customer(vec![line]).but(|it| it.customer.facts.gdap_status = Some(GdapStatus::None));
        assert!(flags(&RULE, &scene));
    }

    #[test]
    fn ignores_access_of_the_older_kind_access_that_expires_and_access_nobody_knows_of() {
        let work = || subscription("e3").but(|it| it.course.reassign_seats = 25);
        let with = |dap, gdap| {
            customer(vec![work()]).but(|it| {
                it.customer.facts.dap_status = dap;
                it.customer.facts.gdap_status = gdap;
            })
        };
        assert!(!flags(&RULE, &with(Some(DapStatus::Active), Some(GdapStatus::None))));
        assert!(!flags(&RULE, &with(None, Some(GdapStatus::Expiring))));
        assert!(!flags(&RULE, &with(None, None)));
    }

    #[test]
    fn ignores_a_move_without_any_work_in_the_tenant() {
        let scene = customer(vec![subscription("e3")])
            .but(|it| it.customer.facts.gdap_status = Some(GdapStatus::None));
        assert!(!flags(&RULE, &scene));
    }
}

//! A different offer: every license has to be assigned anew.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "offer-changes",
    title: "Every license must be assigned anew",
    severity: Severity::Action,
    points: 10,
    remedy: "Buy the new offer, reassign the users, then let the old one go, in that order.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Another offer is another license. Users who are not reassigned before the old one ends lose their
services; with group-based assignment the product of the group has to be changed too, and errors appear
later and silently.

## What to do

Buy first, reassign second, end the old subscription last. Plans that exclude each other are swapped in
one operation. Where groups assign licenses, change the group and look at its errors.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.moving() {
        if course.reassign_seats == 0 {
            continue;
        }
        let facts = &case.customer.facts;
        let actor = if facts.has_delegated_admin() { Actor::Us } else { Actor::Customer };
        let detail = Detail::NONE
            .with(Column::ReassignSeats, course.reassign_seats)
            .with_some(Column::UsesGroupLicensing, facts.uses_group_licensing);
        findings.flag(position, actor, course.cutover_date, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Actor;
    use crate::rules::fixture::{customer, findings_of, flags_line, subscription};

    #[test]
    fn flags_licenses_that_are_assigned_anew() {
        let scene = customer(vec![subscription("e3").but(|it| it.course.reassign_seats = 1)]);
        assert_eq!(findings_of(&RULE, &scene)[0].actor, Actor::Us);
    }

    #[test]
    fn asks_the_customer_where_nobody_else_may_do_it() {
        let scene = customer(vec![subscription("e3").but(|it| it.course.reassign_seats = 1)])
            .but(|it| it.customer.facts.gdap_status = None);
        assert_eq!(findings_of(&RULE, &scene)[0].actor, Actor::Customer);
    }

    #[test]
    fn ignores_licenses_that_stay_where_they_are() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

//! A customer that has not accepted the reseller relationship with the planning partner.

use crate::model::{Fact, RelationshipStatus, RelationshipType};
use crate::routes::relationship_is_missing;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "relationship-missing",
    title: "The reseller relationship is not in place",
    severity: Severity::Action,
    points: 15,
    remedy: "Request the reseller relationship and wait until the customer has accepted it.",
    citation: "https://learn.microsoft.com/partner-center/request-a-relationship-with-a-customer",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::RelationshipStatus],
    explain: "\
## Why it matters

Nothing can be ordered and no transfer can be requested before the customer has accepted the reseller
relationship. An advisor relationship or delegated administration alone does not count.

## What to do

Send the request from the customer list of Partner Center. A Global admin of the customer accepts it.
The policy says how many working days to
allow; subscriptions the customer holds are not touched by accepting.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let facts = &case.customer.facts;
    let status = facts.relationship_status;
    let kind = facts.relationship_type;
    if !relationship_is_missing(facts) || !case.has_scope() {
        return;
    }
    let actor = if status == Some(RelationshipStatus::Invited) { Actor::Customer } else { Actor::Us };
    let detail = Detail::NONE
        .with_some(Column::RelationshipStatus, status.map(RelationshipStatus::as_str))
        .with_some(Column::RelationshipType, kind.map(RelationshipType::as_str));
    let lead = case.settings.thresholds.relationship_lead_working_days;
    let asked_by = |cutover| case.settings.calendar.minus_working_days(cutover, lead).max(case.as_of);
    findings.flag_customer(actor, case.first_cutover().map(asked_by), detail);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{RelationshipStatus, RelationshipType};
    use crate::routes::OutOfScope;
    use crate::rules::Actor;
    use crate::rules::fixture::{customer, day, findings_of, flags, flags_line, subscription};
    use crate::timing::Calendar;

    #[test]
    fn flags_everything_but_an_active_relationship() {
        for status in [RelationshipStatus::None, RelationshipStatus::Removed, RelationshipStatus::Invited] {
            let scene = customer(vec![subscription("e3")])
                .but(|it| it.customer.facts.relationship_status = Some(status));
            let found = findings_of(&RULE, &scene);
            assert_eq!(found[0].due, Some(day("2026-06-16")), "{status}");
        }
    }

    #[test]
    fn is_due_by_the_working_days_and_the_lead_of_the_policy() {
        let due = |change: fn(&mut crate::rules::Settings)| {
            let scene = customer(vec![subscription("e3")]).but(|it| {
                it.customer.facts.relationship_status = Some(RelationshipStatus::None);
                change(&mut it.settings);
            });
            findings_of(&RULE, &scene)[0].due
        };
        assert_eq!(due(|_| ()), Some(day("2026-06-16")), "ten working days before the 30th");
        assert_eq!(due(|it| it.thresholds.relationship_lead_working_days = 3), Some(day("2026-06-25")));
        let with_holiday = due(|it| {
            let days = [chrono::Weekday::Mon, chrono::Weekday::Tue];
            it.calendar = Calendar::new(&days, vec![day("2026-06-29")]).unwrap();
            it.thresholds.relationship_lead_working_days = 1;
        });
        assert_eq!(with_holiday, Some(day("2026-06-23")), "the Monday before is a holiday");
        assert_eq!(due(|it| it.thresholds.relationship_lead_working_days = 500), Some(day("2026-01-15")));
    }

    #[test]
    fn flags_an_advisor_relationship() {
        let scene = customer(vec![subscription("e3")])
            .but(|it| it.customer.facts.relationship_type = Some(RelationshipType::Advisor));
        assert!(flags(&RULE, &scene));
    }

    #[test]
    fn waits_for_the_customer_once_it_is_invited() {
        let scene = customer(vec![subscription("e3")])
            .but(|it| it.customer.facts.relationship_status = Some(RelationshipStatus::Invited));
        assert_eq!(findings_of(&RULE, &scene)[0].actor, Actor::Customer);
    }

    #[test]
    fn ignores_an_active_relationship_and_one_that_nobody_knows() {
        assert!(!flags_line(&RULE, subscription("e3")));
        let scene = customer(vec![subscription("e3")]).but(|it| it.customer.facts.relationship_status = None);
        assert!(!flags(&RULE, &scene));
    }

    #[test]
    fn ignores_a_customer_with_nothing_in_scope() {
        let trial = subscription("trial").but(|it| it.course.out_of_scope = Some(OutOfScope::Trial));
        let scene = customer(vec![trial])
            .but(|it| it.customer.facts.relationship_status = Some(RelationshipStatus::None));
        assert!(!flags(&RULE, &scene));
    }
}

//! A direct purchase for which cancelling may earn a credit.

use crate::model::Channel;
use crate::routes::{Contact, Credit};
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "credit-possible",
    title: "Cancelling may earn a credit",
    severity: Severity::Action,
    points: 2,
    remedy: "Ask Microsoft 365 billing support for the credit when the old subscription is cancelled.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::AfterCutover,
    needs: &[],
    explain: "\
## Why it matters

A customer that bought from Microsoft itself may be entitled to a credit. Billing support decides whether
and how much; with delegated administration the partner may ask, otherwise only the customer can.

## What to do

Cancel after the new subscription stands, then open a request with billing support. Any amount shown is an
estimate and never a promise.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.moving() {
        let is_open = case.follows_source_document(subscription.channel) && course.credit == Credit::Unknown;
        let is_direct = subscription.channel.is_some_and(Channel::is_direct);
        if !is_direct || !(course.earns_credit() || is_open) {
            continue;
        }
        let is_ours = course.credit_contact == Some(Contact::Partner);
        let actor = if is_ours { Actor::Us } else { Actor::Customer };
        let is_window = course.credit == Credit::Window;
        let due = course.timing.window_last_day.filter(|_| is_window);
        findings.flag(position, actor, due, Detail::NONE.with(Column::Credit, course.credit.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Channel;
    use crate::routes::{Contact, Credit};
    use crate::rules::Actor;
    use crate::rules::fixture::{Scene, customer, day, findings_of, flags, flags_line, subscription};

    #[test]
    fn flags_a_prorated_credit_and_one_inside_the_window() {
        assert!(flags(&RULE, &direct(Credit::Prorated, "2026-01-15")));
        assert!(flags(&RULE, &direct(Credit::Window, "2026-01-15")));
    }

    #[test]
    fn asks_whoever_may_ask() {
        let actor = |contact| {
            let scene =
                direct(Credit::Prorated, "2026-01-15").but(|it| it.lines[0].course.credit_contact = contact);
            findings_of(&RULE, &scene)[0].actor
        };
        assert_eq!(actor(Some(Contact::Partner)), Actor::Us);
        assert_eq!(actor(Some(Contact::Customer)), Actor::Customer);
    }

    #[test]
    fn leaves_it_to_billing_support_in_the_days_of_the_source_document() {
        assert!(flags(&RULE, &direct(Credit::Unknown, "2021-12-31")));
        assert!(!flags(&RULE, &direct(Credit::Unknown, "2022-01-01")));
    }

    #[test]
    fn ignores_the_credit_of_another_partner() {
        let line = subscription("e3").but(|it| it.course.credit = Credit::Prorated);
        assert!(!flags_line(&RULE, line));
    }

    fn direct(credit: Credit, as_of: &str) -> Scene {
        let line = subscription("e3").but(|it| {
            it.facts.channel = Some(Channel::Direct);
            it.course.credit = credit;
        });
        customer(vec![line]).but(|it| it.as_of = day(as_of))
    }
}

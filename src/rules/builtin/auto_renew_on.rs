//! A subscription that is to be replaced at its term end and will renew instead.

use crate::model::{Channel, EndOfTermAction, Fact};
use crate::routes::Route;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "auto-renew-on",
    title: "The subscription renews unless somebody stops it",
    severity: Severity::Action,
    points: 10,
    remedy: "Have its owner set it to end with the term.",
    citation: "https://learn.microsoft.com/partner-center/create-a-new-subscription",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::fixed(2022, 1, 1), Event::TermEnd),
    stands: Stands::BeforeCutover,
    needs: &[Fact::AutoRenew],
    explain: "\
## Why it matters

Renewal is on by default. On the day after the term ends it commits the customer to a whole new term, and
the settings are frozen on that day.

## What to do

The owner of the source switches renewal off and, where the choice exists, sets an explicit cancellation
at the end of the term. Do it five working days before the end, and at the latest on the last day.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let is_agreement = matches!(subscription.channel, Some(Channel::Volume | Channel::Open));
        if course.route != Route::RebuyAtTermEnd
            || is_agreement
            || subscription.end_action() != Some(EndOfTermAction::Renew)
        {
            continue;
        }
        let detail = Detail::NONE.with_some(Column::EndDate, course.timing.end);
        findings.flag(position, Actor::owner_of(subscription.channel), course.timing.end, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Channel;
    use crate::routes::Route;
    use crate::rules::Actor;
    use crate::rules::fixture::{Line, customer, day, findings_of, flags_line, subscription};

    #[test]
    fn flags_renewal_and_names_the_owner() {
        let scene = customer(vec![renewing()]);
        let found = findings_of(&RULE, &scene);
        assert_eq!((found[0].actor, found[0].due), (Actor::SourcePartner, Some(day("2026-06-30"))));
        let direct = customer(vec![renewing().but(|it| it.facts.channel = Some(Channel::Direct))]);
        assert_eq!(findings_of(&RULE, &direct)[0].actor, Actor::Customer);
    }

    #[test]
    fn lets_the_end_of_term_action_win_over_the_older_flag() {
        let line = subscription("e3").but(|it| it.facts.auto_renew = Some(true));
        assert!(!flags_line(&RULE, line));
    }

    #[test]
    fn ignores_agreements_and_other_routes() {
        let volume = renewing().but(|it| it.facts.channel = Some(Channel::Volume));
        let transfer = renewing().but(|it| it.course.route = Route::Transfer);
        assert!(!flags_line(&RULE, volume) && !flags_line(&RULE, transfer));
    }

    #[test]
    fn ignores_an_unknown_action() {
        let line = subscription("e3").but(|it| {
            it.facts.end_of_term_action = None;
            it.facts.auto_renew = None;
        });
        assert!(!flags_line(&RULE, line));
    }

    fn renewing() -> Line {
        subscription("e3").but(|it| {
            it.facts.end_of_term_action = None;
            it.facts.auto_renew = Some(true);
        })
    }
}

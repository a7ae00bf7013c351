//! A legacy subscription that becomes a new-commerce commitment when it renews.

use crate::model::{Channel, CommerceModel, EndOfTermAction};
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "legacy-converts",
    title: "Renewal turns it into a new-commerce commitment",
    severity: Severity::Risk,
    points: 5,
    remedy: "Move or migrate before it renews.",
    citation: "https://learn.microsoft.com/partner-center/migrate-subscriptions-to-new-commerce",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::setting("legacy-converts-from"), Event::NextRenewal)
        .in_public_sector(Bound::setting("legacy-converts-public-sector-from")),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Microsoft moves legacy subscriptions to new commerce when they renew, as an annual term with the same
billing and seats. What could be ended on any day is a commitment of a year from then on.

## What to do

Act before the term ends: migrate it yourself where it is yours, or have its owner switch renewal off.
After the renewal a few days remain to undo it.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.moving() {
        let is_legacy = subscription.commerce_model == Some(CommerceModel::Legacy)
            && matches!(subscription.channel, Some(Channel::CspSelf | Channel::CspOther));
        let Some(end) = course.timing.end.filter(|_| is_legacy && !course.timing.has_ended) else { continue };
        let is_ending = subscription
            .end_of_term_action
            .map_or(subscription.auto_renew == Some(false), |action| action != EndOfTermAction::Renew);
        if !is_ending {
            let detail = Detail::NONE.with(Column::EndDate, end);
            findings.flag(position, Actor::owner_of(subscription.channel), Some(end), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{Channel, CommerceModel, Segment};
    use crate::rules::fixture::{Line, customer, day, flags, flags_line, subscription};

    #[test]
    fn flags_a_renewal_that_converts() {
        assert!(flags_line(&RULE, legacy()));
        assert!(flags_line(&RULE, legacy().but(|it| it.facts.channel = Some(Channel::CspSelf))));
    }

    #[test]
    fn judges_the_day_of_the_renewal() {
        let ending = |on| legacy().but(|it| it.course.timing.end = Some(day(on)));
        assert!(flags_line(&RULE, ending("2023-12-31")));
        assert!(!flags_line(&RULE, ending("2023-12-30")));
        let school =
            |on| customer(vec![ending(on)]).but(|it| it.customer.facts.segment = Some(Segment::Education));
        assert!(flags(&RULE, &school("2024-08-31")));
        assert!(!flags(&RULE, &school("2024-08-30")));
    }

    #[test]
    fn ignores_renewal_that_is_off_new_commerce_and_what_has_ended() {
        let off = legacy().but(|it| it.facts.auto_renew = Some(false));
        let ended = legacy().but(|it| it.course.timing.has_ended = true);
        for line in [off, ended, subscription("e3")] {
            assert!(!flags_line(&RULE, line));
        }
    }

    fn legacy() -> Line {
        subscription("e3").but(|it| {
            it.facts.commerce_model = Some(CommerceModel::Legacy);
            it.facts.end_of_term_action = None;
            it.facts.auto_renew = None;
        })
    }
}

//! A volume license that ends with its agreement.

use crate::model::Channel;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "agreement-runs-out",
    title: "The license ends with its agreement",
    severity: Severity::Action,
    points: 5,
    remedy: "Stop the extension of the agreement and schedule the day of the change.",
    citation: "https://learn.microsoft.com/partner-center/multichannel",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Licenses of a volume agreement are not cancelled into the programme: they run until the agreement ends,
unless the agreement extends itself or a further key is redeemed.

## What to do

The customer stops the renewal or extension with its licensing partner and redeems no further keys.
Schedule the new subscriptions for the day after the agreement ends.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let is_agreement = matches!(subscription.channel, Some(Channel::Volume | Channel::Open));
        if is_agreement && !course.timing.has_ended {
            let detail = Detail::NONE.with_some(Column::EndDate, course.timing.end);
            findings.flag(position, Actor::Customer, course.timing.end, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Channel;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_both_kinds_of_agreement() {
        for channel in [Channel::Volume, Channel::Open] {
            assert!(
                flags_line(&RULE, subscription("e3").but(|it| it.facts.channel = Some(channel))),
                "{channel}"
            );
        }
    }

    #[test]
    fn ignores_an_agreement_that_has_ended_and_other_channels() {
        let ended = subscription("e3").but(|it| {
            it.facts.channel = Some(Channel::Volume);
            it.course.timing.has_ended = true;
        });
        assert!(!flags_line(&RULE, ended) && !flags_line(&RULE, subscription("e3")));
    }
}

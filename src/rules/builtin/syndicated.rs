//! A subscription bought through a syndication partner.

use crate::model::Channel;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "syndicated",
    title: "The subscription was bought through a syndication partner",
    severity: Severity::Blocker,
    points: 40,
    remedy: "Escalate to Microsoft and the syndication partner by hand.",
    citation: "https://learn.microsoft.com/partner-center/multichannel",
    provenance: Provenance::ThirdParty,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Subscriptions of syndication partners stand outside the programme of several channels. A distributor
reports that such tenants cannot be kept and must be rebuilt.

## What to do

Do not plan this move. Ask the syndication partner and Microsoft what is possible for this tenant, before
anything is cancelled.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, _) in case.in_scope() {
        if subscription.channel == Some(Channel::Syndication) {
            findings.flag(
                position,
                Actor::MicrosoftSupport,
                None,
                Detail::NONE.with(Column::SourceChannel, Channel::Syndication.as_str()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Channel;
    use crate::routes::Route;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_a_syndicated_subscription() {
        let line = subscription("e3").but(|it| {
            it.facts.channel = Some(Channel::Syndication);
            it.course.route = Route::None;
        });
        assert!(flags_line(&RULE, line));
    }

    #[test]
    fn ignores_every_other_channel() {
        for channel in [Channel::Direct, Channel::CspOther, Channel::Volume, Channel::Open, Channel::Advisor]
        {
            assert!(
                !flags_line(&RULE, subscription("e3").but(|it| it.facts.channel = Some(channel))),
                "{channel}"
            );
        }
    }
}

//! A channel that knows a transfer, and a subscription that cannot take it.

use crate::model::{Channel, CommerceModel, Status};
use crate::routes::Route;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "transfer-not-possible",
    title: "A transfer is ruled out here",
    severity: Severity::Note,
    points: 0,
    remedy: "Buy again at the day the plan names.",
    citation: "https://learn.microsoft.com/partner-center/customers/transfer-subscriptions",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Only active new-commerce subscriptions move from partner to partner, and not while another request holds
them. Volume agreements move by channel transfer only near the end of an agreement that is recent enough.

## What to do

Look at the status, the platform and open requests of the subscription. If the reason can be removed, a
transfer saves the purchase.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, subscription, course) in case.moving() {
        let is_ruled_out = match subscription.channel {
            Some(Channel::CspOther) => course.route != Route::Transfer,
            Some(Channel::Volume) => course.route != Route::ChannelTransfer,
            Some(
                Channel::Direct | Channel::CspSelf | Channel::Open | Channel::Advisor | Channel::Syndication,
            )
            | None => false,
        };
        if is_ruled_out {
            let request = Some(subscription.open_transfer_id).filter(|id| !id.is_empty());
            let detail = Detail::NONE
                .with_some(Column::Status, subscription.status.map(Status::as_str))
                .with_some(Column::CommerceModel, subscription.commerce_model.map(CommerceModel::as_str))
                .with_some(Column::EndDate, course.timing.end)
                .with_some(Column::OpenTransferId, request);
            findings.flag(position, Actor::Us, None, detail);
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
    fn flags_a_partner_subscription_that_is_bought_again() {
        assert!(flags_line(&RULE, subscription("e3")));
    }

    #[test]
    fn flags_a_volume_agreement_outside_the_channel_transfer() {
        let volume = |route| {
            subscription("e3").but(|it| {
                it.facts.channel = Some(Channel::Volume);
                it.course.route = route;
            })
        };
        assert!(flags_line(&RULE, volume(Route::RebuyAtTermEnd)));
        assert!(!flags_line(&RULE, volume(Route::ChannelTransfer)));
    }

    #[test]
    fn ignores_a_transfer_and_a_channel_without_one() {
        let transfer = subscription("e3").but(|it| it.course.route = Route::Transfer);
        let direct = subscription("e3").but(|it| it.facts.channel = Some(Channel::Direct));
        assert!(!flags_line(&RULE, transfer) && !flags_line(&RULE, direct));
    }
}

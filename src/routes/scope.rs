//! Which subscriptions a plan is not for; they are listed, never dropped.

use crate::model::{Channel, CommerceModel, Status, Subscription};
use crate::routes::OutOfScope;

/// Why a subscription is out of scope; tested before anything else. `None`: it is in scope.
pub fn out_of_scope(subscription: &Subscription<'_>) -> Option<OutOfScope> {
    match subscription.commerce_model {
        Some(CommerceModel::Usage) => return Some(OutOfScope::UsageBased),
        Some(CommerceModel::Perpetual) => return Some(OutOfScope::Perpetual),
        Some(CommerceModel::Legacy | CommerceModel::Nce) | None => {}
    }
    if subscription.is_trial {
        return Some(OutOfScope::Trial);
    }
    let is_new_commerce = subscription.commerce_model == Some(CommerceModel::Nce);
    if subscription.channel == Some(Channel::CspSelf) && is_new_commerce {
        return Some(OutOfScope::AlreadyHere);
    }
    (subscription.status == Some(Status::Deleted)).then_some(OutOfScope::Deleted)
}

/// A legacy subscription of the programme, ours or another partner's: it can be suspended any day, prorated.
pub(super) fn is_partner_legacy(subscription: &Subscription<'_>) -> bool {
    matches!(subscription.channel, Some(Channel::CspOther | Channel::CspSelf))
        && subscription.commerce_model == Some(CommerceModel::Legacy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::fixture::of_partner;

    #[test]
    fn whatever_else_is_found() {
        let in_scope = of_partner("2025-07-01", "2026-06-30");
        assert_eq!(out_of_scope(&in_scope), None);
        let with = |change: fn(&mut Subscription<'static>)| {
            let mut changed = in_scope.clone();
            change(&mut changed);
            out_of_scope(&changed)
        };
        assert_eq!(with(|it| it.commerce_model = Some(CommerceModel::Usage)), Some(OutOfScope::UsageBased));
        assert_eq!(
            with(|it| it.commerce_model = Some(CommerceModel::Perpetual)),
            Some(OutOfScope::Perpetual)
        );
        assert_eq!(with(|it| it.is_trial = true), Some(OutOfScope::Trial));
        assert_eq!(with(|it| it.channel = Some(Channel::CspSelf)), Some(OutOfScope::AlreadyHere));
        assert_eq!(with(|it| it.status = Some(Status::Deleted)), Some(OutOfScope::Deleted));
    }

    #[test]
    fn own_legacy_subscriptions_are_in_scope() {
        let mut own = of_partner("2025-07-01", "2026-06-30");
        own.channel = Some(Channel::CspSelf);
        own.commerce_model = Some(CommerceModel::Legacy);
        assert_eq!(out_of_scope(&own), None);
    }
}

//! Routes that were not taken, each with the rule that ruled it out.

use std::ops::Deref;

use crate::model::{BillingAccount, Channel, Status, Subscription};
use crate::routes::Route;
use crate::routes::scope::is_partner_legacy;
use crate::timing::Timing;

/// Ids of the rules that rule a route out.
pub mod ruled_out_by {
    /// A transfer or channel transfer the subscription cannot take.
    pub const TRANSFER_NOT_POSSIBLE: &str = "transfer-not-possible";
    /// Nothing comes back before the term ends.
    pub const COMMITMENT_RUNNING: &str = "commitment-running";
    /// There is nothing left to wait for.
    pub const TERM_ENDED: &str = "term-ended";
    /// Users are locked out already.
    pub const SUSPENDED: &str = "suspended";
    /// Cancelling earns a credit, so waiting gains nothing.
    pub const CREDIT_POSSIBLE: &str = "credit-possible";
    /// The purchase can still be undone.
    pub const CANCELLATION_WINDOW_OPEN: &str = "cancellation-window-open";
    /// Waiting would turn the subscription into a new commitment.
    pub const LEGACY_CONVERTS: &str = "legacy-converts";
    /// A transfer pays nothing twice; buying again might.
    pub const DOUBLE_PAYMENT: &str = "double-payment";
}

/// A route that was not taken, and the id of the rule that ruled it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejected {
    pub route: Route,
    pub rule: &'static str,
}

/// Routes most channels offer beside the one taken.
const MOST: usize = 2;

/// The routes a channel could in principle take and that were not taken, in the order of [`Route`].
///
/// Reads as a slice; held without an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectedRoutes {
    routes: [Rejected; MOST],
    len: u8,
}

impl RejectedRoutes {
    pub const NONE: RejectedRoutes =
        RejectedRoutes { routes: [Rejected { route: Route::None, rule: "" }; MOST], len: 0 };
}

impl Default for RejectedRoutes {
    fn default() -> Self {
        RejectedRoutes::NONE
    }
}

impl Deref for RejectedRoutes {
    type Target = [Rejected];

    fn deref(&self) -> &[Rejected] {
        &self.routes[..usize::from(self.len)]
    }
}

impl FromIterator<Rejected> for RejectedRoutes {
    /// Keeps the first routes; no channel offers more than three.
    fn from_iter<I: IntoIterator<Item = Rejected>>(rejected: I) -> Self {
        let mut kept = RejectedRoutes::NONE;
        for (place, route) in kept.routes.iter_mut().zip(rejected) {
            *place = route;
            kept.len += 1;
        }
        kept
    }
}

/// Why the other routes of the channel were not taken; empty when no route was.
pub(super) fn rejected_routes(
    subscription: &Subscription<'_>,
    timing: &Timing,
    taken: Route,
) -> RejectedRoutes {
    let (Some(channel), false) = (subscription.channel, taken == Route::None) else {
        return RejectedRoutes::NONE;
    };
    let others = routes_of(channel).iter().copied().filter(|&route| route != taken);
    others.map(|route| Rejected { route, rule: rule_against(route, subscription, timing, taken) }).collect()
}

/// The routes a channel could in principle take, in the order of [`Route`].
fn routes_of(channel: Channel) -> &'static [Route] {
    match channel {
        Channel::Direct | Channel::Advisor | Channel::Open => &[Route::RebuyNow, Route::RebuyAtTermEnd],
        Channel::CspOther => &[Route::RebuyNow, Route::RebuyAtTermEnd, Route::Transfer],
        Channel::CspSelf => &[Route::RebuyNow, Route::MigrateOwnLegacy],
        Channel::Volume => &[Route::RebuyNow, Route::RebuyAtTermEnd, Route::ChannelTransfer],
        Channel::Syndication => &[],
    }
}

fn rule_against(
    route: Route,
    subscription: &Subscription<'_>,
    timing: &Timing,
    taken: Route,
) -> &'static str {
    match (route, taken) {
        (Route::Transfer | Route::ChannelTransfer, _) => ruled_out_by::TRANSFER_NOT_POSSIBLE,
        (Route::RebuyNow, _) => ruled_out_by::COMMITMENT_RUNNING,
        (_, Route::Transfer | Route::ChannelTransfer) => ruled_out_by::DOUBLE_PAYMENT,
        (Route::RebuyAtTermEnd | Route::MigrateOwnLegacy | Route::None, _) => why_now(subscription, timing),
    }
}

/// Why a subscription that is bought again now does not wait for the end of its term.
fn why_now(subscription: &Subscription<'_>, timing: &Timing) -> &'static str {
    if subscription.status == Some(Status::Suspended) {
        return ruled_out_by::SUSPENDED;
    }
    if timing.has_ended {
        return ruled_out_by::TERM_ENDED;
    }
    if subscription.billing_account == Some(BillingAccount::Mosa)
        && subscription.channel.is_some_and(Channel::is_direct)
    {
        return ruled_out_by::CREDIT_POSSIBLE;
    }
    if is_partner_legacy(subscription) {
        return ruled_out_by::LEGACY_CONVERTS;
    }
    ruled_out_by::CANCELLATION_WINDOW_OPEN
}

//! What a step of a kind is like: who does it, whether it can be taken back, and which rule asks for it.

use crate::catalogue::OfferMatch;
use crate::model::{Channel, Day, EndOfTermAction, Subscription, plus_days};
use crate::plan::{StepKind, Undo};
use crate::routes::{Course, Credit, Route};
use crate::rules::{Actor, Named};

const OFFER_CHANGES: Named = Named::of("offer-changes");
const SAME_OFFER: Named = Named::of("same-offer");

/// The day itself, or the day after it where the source renews on it: its settings are frozen then.
pub(super) fn past_renewal(day: Day, course: &Course<'_>) -> Day {
    let renews_on = course.timing.end.map(|end| plus_days(end, 1));
    let is_frozen =
        !course.timing.has_ended && (renews_on == Some(day) || course.timing.last_renewal == Some(day));
    if is_frozen { plus_days(day, 1) } else { day }
}

/// What somebody has to choose.
pub(super) fn choice(course: &Course<'_>) -> StepKind {
    match course.verdict.offer_match {
        _ if course.verdict.is_ambiguous => StepKind::IdentifyOffer,
        OfferMatch::Degraded if course.verdict.alternatives.is_empty() => StepKind::AcceptLoss,
        _ => StepKind::ChooseOffer,
    }
}

pub(super) fn undo_of(kind: StepKind) -> Undo {
    match kind {
        StepKind::RequestRelationship | StepKind::RequestTransfer | StepKind::RequestCredit => Undo::Withdraw,
        StepKind::StopRenewal | StepKind::StopAgreement => Undo::SwitchBack,
        StepKind::Provision | StepKind::MigrateLegacy => Undo::CancelWithinWindow,
        StepKind::ReassignLicenses => Undo::AssignBack,
        StepKind::AcceptAgreement
        | StepKind::AcceptTransfer
        | StepKind::AcceptLoss
        | StepKind::LetExpire
        | StepKind::CancelSource => Undo::Impossible,
        StepKind::ResolveBlocker
        | StepKind::SupplyFacts
        | StepKind::IdentifyOffer
        | StepKind::ChooseOffer
        | StepKind::AcceptRelationship
        | StepKind::GrantDelegatedAdmin
        | StepKind::SettleSeats
        | StepKind::SaveData
        | StepKind::ConfirmEndAction
        | StepKind::ConfirmExpiry
        | StepKind::SecureData
        | StepKind::Verify
        | StepKind::RemoveFormerPartner => Undo::NotNeeded,
    }
}

pub(super) fn offer_rule(course: &Course<'_>) -> Named {
    if course.reassign_seats > 0 { OFFER_CHANGES } else { SAME_OFFER }
}

/// The old subscription is cancelled rather than left to expire: it earns a credit, its owner can end it
/// any day, or an extended service term would go on being paid.
pub(super) fn is_cancelled(subscription: &Subscription<'_>, course: &Course<'_>) -> bool {
    let is_extended = subscription.end_of_term_action == Some(EndOfTermAction::ExtendedServiceTerm);
    matches!(course.credit, Credit::Prorated | Credit::Window | Credit::Unknown)
        || (is_extended && course.route == Route::RebuyNow)
}

/// Days data are kept once a subscription is cancelled rather than left to expire.
/// Source: <https://learn.microsoft.com/microsoft-365/commerce/subscriptions/what-if-my-subscription-expires>.
const KEPT_AFTER_CANCELLING: i64 = 90;
/// The same inside a cancellation window; another page of Microsoft says 90, and the shorter one is safe.
/// Source: <https://learn.microsoft.com/partner-center/subscription-lifecycle>.
const KEPT_AFTER_UNDOING: i64 = 7;

/// The day the old data are deleted: after the term, or sooner where the subscription is cancelled for the move.
pub(super) fn data_gone_on(
    subscription: &Subscription<'_>,
    course: &Course<'_>,
    data_loss_on: Option<Day>,
) -> Option<Day> {
    if !is_cancelled(subscription, course) || course.timing.has_ended {
        return data_loss_on;
    }
    let kept = if course.credit == Credit::Window { KEPT_AFTER_UNDOING } else { KEPT_AFTER_CANCELLING };
    let cancelled = course.cutover_date.map(|day| plus_days(past_renewal(day, course), kept));
    cancelled.into_iter().chain(data_loss_on).min()
}

/// Who may change the source subscription.
pub(super) fn owner(subscription: &Subscription<'_>) -> Actor {
    match subscription.channel {
        Some(Channel::CspOther | Channel::Syndication) => Actor::SourcePartner,
        Some(Channel::CspSelf) => Actor::Us,
        Some(Channel::Direct | Channel::Advisor | Channel::Volume | Channel::Open) | None => Actor::Customer,
    }
}

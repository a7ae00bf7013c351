//! The way a subscription is moved: the first line of the table that matches.

use crate::model::{BillingAccount, Channel, CommerceModel, Day, Status, Subscription};
use crate::routes::scope::is_partner_legacy;
use crate::routes::{Route, Settings, Standing};
use crate::timing::Timing;

/// The route of a subscription that is in scope.
pub(super) fn route_of(
    subscription: &Subscription<'_>,
    timing: &Timing,
    standing: &Standing,
    settings: &Settings,
    as_of: Day,
) -> Route {
    let Some(channel) = subscription.channel else { return Route::None };
    if channel == Channel::Syndication || is_model_missing(subscription) {
        return Route::None;
    }
    if timing.has_ended || subscription.status == Some(Status::Suspended) {
        return Route::RebuyNow;
    }
    let window_is_usable = timing.window_is_usable(standing.earliest, as_of);
    match channel {
        Channel::CspSelf => Route::MigrateOwnLegacy,
        Channel::Direct | Channel::Advisor => direct_route(subscription, standing, window_is_usable),
        Channel::CspOther if can_transfer(subscription, timing, standing, settings) => Route::Transfer,
        Channel::CspOther if window_is_usable => Route::RebuyNow,
        Channel::CspOther if is_partner_legacy(subscription) && settings.legacy_moves_now => Route::RebuyNow,
        Channel::CspOther | Channel::Open => Route::RebuyAtTermEnd,
        Channel::Volume => volume_route(timing, settings),
        Channel::Syndication => Route::None,
    }
}

/// A subscription of the programme whose platform nobody knows.
pub(super) fn is_model_missing(subscription: &Subscription<'_>) -> bool {
    matches!(subscription.channel, Some(Channel::CspOther | Channel::CspSelf))
        && subscription.commerce_model.is_none()
}

fn direct_route(subscription: &Subscription<'_>, standing: &Standing, window_is_usable: bool) -> Route {
    let is_credited_any_time = subscription.billing_account == Some(BillingAccount::Mosa);
    if !standing.follows_source_document && (is_credited_any_time || window_is_usable) {
        Route::RebuyNow
    } else {
        Route::RebuyAtTermEnd
    }
}

/// Another partner can hand the subscription over before its term ends.
fn can_transfer(
    subscription: &Subscription<'_>,
    timing: &Timing,
    standing: &Standing,
    settings: &Settings,
) -> bool {
    matches!(subscription.status, Some(Status::Active) | None)
        && subscription.commerce_model == Some(CommerceModel::Nce)
        && subscription.open_transfer_id.is_empty()
        && standing.transfer >= settings.timing.transfer_from
        && timing.end.is_none_or(|end| standing.transfer <= end)
}

fn volume_route(timing: &Timing, settings: &Settings) -> Route {
    if timing.end.is_none_or(|end| end >= settings.timing.channel_transfer_from) {
        Route::ChannelTransfer
    } else {
        Route::RebuyAtTermEnd
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::fixture::{chart_one, chart_with, well_known};
    use crate::timing::fixture::{day, of_partner, subscription};

    /// Route and rejected routes as `plan.csv` shows them.
    fn line(subscription: &Subscription<'static>, as_of: &str) -> String {
        let course = chart_one(subscription, as_of);
        let rejected: Vec<_> = course.rejected.iter().map(|it| format!("{}:{}", it.route, it.rule)).collect();
        format!("{} | {}", course.route, rejected.join(";"))
    }

    fn with_status(subscription: &Subscription<'static>, status: Option<Status>) -> Subscription<'static> {
        Subscription { status, ..subscription.clone() }
    }

    fn direct(account: BillingAccount) -> Subscription<'static> {
        let billing_account = Some(account);
        Subscription { billing_account, ..subscription(Channel::Direct, "2025-07-01", "2026-06-30") }
    }

    fn of_model(channel: Channel, model: CommerceModel) -> Subscription<'static> {
        let commerce_model = Some(model);
        Subscription { commerce_model, ..subscription(channel, "2025-07-01", "2026-06-30") }
    }

    #[test]
    fn line_1_out_of_scope_whatever_the_channel() {
        let trial = Subscription { is_trial: true, ..direct(BillingAccount::Mosa) };
        assert_eq!(line(&trial, "2026-01-10"), "none | ");
        assert_eq!(line(&of_model(Channel::CspSelf, CommerceModel::Nce), "2026-01-10"), "none | ");
    }

    #[test]
    fn line_2_syndication() {
        let syndicated = subscription(Channel::Syndication, "2025-07-01", "2026-06-30");
        assert_eq!(line(&syndicated, "2026-01-10"), "none | ");
        assert_eq!(line(&with_status(&syndicated, Some(Status::Expired)), "2026-08-10"), "none | ");
    }

    #[test]
    fn line_3_unknown_channel() {
        let unknown = Subscription { channel: None, ..of_partner("2025-07-01", "2026-06-30") };
        assert_eq!(line(&unknown, "2026-01-10"), "none | ");
    }

    #[test]
    fn line_4_model_missing_inside_the_programme() {
        for channel in [Channel::CspOther, Channel::CspSelf] {
            assert_eq!(line(&subscription(channel, "2025-07-01", "2026-06-30"), "2026-01-10"), "none | ");
        }
        let volume = subscription(Channel::Volume, "2025-07-01", "2026-06-30");
        assert!(line(&volume, "2026-01-10").starts_with("channel-transfer"), "no model is needed elsewhere");
    }

    #[test]
    fn line_5_locked_out_or_over() {
        let partner = of_partner("2025-07-01", "2026-06-30");
        let over = "rebuy-now | rebuy-at-term-end:term-ended;transfer:transfer-not-possible";
        for status in [Status::Expired, Status::Warning, Status::Disabled] {
            assert_eq!(line(&with_status(&partner, Some(status)), "2026-07-10"), over);
        }
        let suspended = with_status(&partner, Some(Status::Suspended));
        let locked = "rebuy-now | rebuy-at-term-end:suspended;transfer:transfer-not-possible";
        assert_eq!(line(&suspended, "2026-01-10"), locked);
        let own = of_model(Channel::CspSelf, CommerceModel::Legacy);
        assert_eq!(
            line(&with_status(&own, Some(Status::Expired)), "2026-07-10"),
            "rebuy-now | migrate-own-legacy:term-ended"
        );
        assert_eq!(
            line(&with_status(&own, Some(Status::Suspended)), "2026-01-10"),
            "rebuy-now | migrate-own-legacy:suspended"
        );
    }

    #[test]
    fn line_5_begins_on_the_day_after_the_end() {
        let stopped = Subscription { auto_renew: Some(false), ..of_partner("2025-07-01", "2026-06-30") };
        assert!(line(&stopped, "2026-06-30").starts_with("rebuy-at-term-end"));
        assert!(line(&stopped, "2026-07-01").starts_with("rebuy-now | rebuy-at-term-end:term-ended"));
    }

    #[test]
    fn line_6_own_legacy() {
        let own = of_model(Channel::CspSelf, CommerceModel::Legacy);
        assert_eq!(line(&own, "2026-01-10"), "migrate-own-legacy | rebuy-now:commitment-running");
    }

    #[test]
    fn line_7_direct_under_the_old_agreement() {
        let expected = "rebuy-now | rebuy-at-term-end:credit-possible";
        assert_eq!(line(&direct(BillingAccount::Mosa), "2026-01-10"), expected);
        let advised = Subscription { channel: Some(Channel::Advisor), ..direct(BillingAccount::Mosa) };
        assert_eq!(line(&advised, "2026-01-10"), expected);
    }

    #[test]
    fn line_8_transfer_from_another_partner() {
        let partner = of_partner("2025-07-01", "2026-06-30");
        let taken = "transfer | rebuy-now:commitment-running;rebuy-at-term-end:double-payment";
        let waits = "rebuy-at-term-end | rebuy-now:commitment-running;transfer:transfer-not-possible";
        assert_eq!(line(&partner, "2026-01-10"), taken);
        assert_eq!(line(&with_status(&partner, None), "2026-01-10"), taken, "no status counts as active");
        assert_eq!(line(&with_status(&partner, Some(Status::Pending)), "2026-01-10"), waits);
        let requested = Subscription { open_transfer_id: "T-1", ..partner.clone() };
        assert_eq!(line(&requested, "2026-01-10"), waits);
        assert_eq!(line(&partner, "2026-06-16"), taken, "accepted on the last day");
        assert_eq!(line(&partner, "2026-06-17"), waits, "too late by a day");
        let endless = Subscription { end_date: None, ..partner };
        assert_eq!(line(&endless, "2026-06-17"), taken, "the end is unknown");
    }

    #[test]
    fn line_8_transfers_exist_since_2024() {
        let partner = of_partner("2023-10-01", "2024-09-30");
        assert!(line(&partner, "2024-05-17").starts_with("rebuy-at-term-end"), "accepted on 31 May");
        assert!(line(&partner, "2024-05-18").starts_with("transfer"), "accepted on 3 June");
    }

    #[test]
    fn line_9_inside_the_cancellation_window() {
        let bought = Subscription { start_date: Some(day("2026-01-05")), ..direct(BillingAccount::Mca) };
        assert_eq!(line(&bought, "2026-01-11"), "rebuy-now | rebuy-at-term-end:cancellation-window-open");
        assert_eq!(line(&bought, "2026-01-12"), "rebuy-at-term-end | rebuy-now:commitment-running");
        let monthly = of_partner("2026-01-05", "2026-01-15");
        assert_eq!(
            line(&monthly, "2026-01-08"),
            "rebuy-now | rebuy-at-term-end:cancellation-window-open;transfer:transfer-not-possible"
        );
    }

    #[test]
    fn line_9_needs_everything_in_place_inside_the_window() {
        let bought = Subscription { start_date: Some(day("2026-01-08")), ..direct(BillingAccount::McaE) };
        assert!(line(&bought, "2026-01-09").starts_with("rebuy-now"));
        let unrelated = crate::model::CustomerFacts { relationship_status: None, ..well_known() };
        let late = chart_with(unrelated, &bought, &Settings::default(), "2026-01-09");
        assert_eq!(late.route, Route::RebuyAtTermEnd);
    }

    #[test]
    fn line_10_volume_agreements_since_2025() {
        let ending = |end: &str| subscription(Channel::Volume, "2022-01-01", end);
        let taken = "channel-transfer | rebuy-now:commitment-running;rebuy-at-term-end:double-payment";
        let waits = "rebuy-at-term-end | rebuy-now:commitment-running;channel-transfer:transfer-not-possible";
        assert_eq!(line(&ending("2025-01-01"), "2024-12-01"), taken);
        assert_eq!(line(&ending("2024-12-31"), "2024-12-01"), waits);
        let endless = Subscription { end_date: None, ..ending("2024-12-31") };
        assert_eq!(line(&endless, "2024-12-01"), taken);
    }

    #[test]
    fn line_11_everybody_else_waits() {
        let waits = "rebuy-at-term-end | rebuy-now:commitment-running";
        let unknown_account = subscription(Channel::Direct, "2025-07-01", "2026-06-30");
        assert_eq!(line(&unknown_account, "2026-01-10"), waits);
        assert_eq!(line(&direct(BillingAccount::Mca), "2026-01-10"), waits);
        assert_eq!(line(&subscription(Channel::Open, "2025-07-01", "2026-06-30"), "2026-01-10"), waits);
        let legacy = of_model(Channel::CspOther, CommerceModel::Legacy);
        assert_eq!(line(&legacy, "2026-01-10"), format!("{waits};transfer:transfer-not-possible"));
    }

    #[test]
    fn line_11_legacy_may_move_now_if_the_policy_says_so() {
        let now = Settings { legacy_moves_now: true, ..Settings::default() };
        let legacy = of_model(Channel::CspOther, CommerceModel::Legacy);
        let course = chart_with(well_known(), &legacy, &now, "2026-01-10");
        assert_eq!(course.route, Route::RebuyNow);
        assert_eq!(course.rejected[0].rule, crate::routes::ruled_out_by::LEGACY_CONVERTS);
        assert_eq!(course.overlap_days, Some(0));
    }

    #[test]
    fn the_source_document_makes_every_direct_purchase_wait() {
        let mut bought = subscription(Channel::Advisor, "2021-12-30", "2022-12-29");
        bought.billing_account = Some(BillingAccount::Mosa);
        assert!(line(&bought, "2021-12-31").starts_with("rebuy-at-term-end"));
        assert!(line(&bought, "2022-01-01").starts_with("rebuy-now"));
        bought.status = Some(Status::Suspended);
        assert!(line(&bought, "2021-12-31").starts_with("rebuy-now | rebuy-at-term-end:suspended"));
    }
}

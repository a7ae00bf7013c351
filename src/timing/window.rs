//! The days after a purchase or renewal in which it can be undone.

use chrono::{NaiveDateTime, TimeDelta};

use crate::model::{BillingAccount, CommerceModel, CustomerFacts, Day, Subscription, plus_days};
use crate::timing::{Settings, Timing};

/// `W`: the moment the window closes, where the moment is known at which purchase or renewal completed.
///
/// `days` is the length of the window: 7, or 10 for customers in Chile. Seats that are added later have a
/// window of their own.
pub fn cancellation_window_end(completed_at: NaiveDateTime, days: i64) -> NaiveDateTime {
    completed_at + TimeDelta::days(days)
}

/// Last day that lies in the window as a whole, where only the day of purchase or renewal is known.
pub(super) fn last_safe_day(
    subscription: &Subscription<'_>,
    customer: &CustomerFacts,
    timing: &Timing,
    settings: &Settings,
    as_of: Day,
) -> Option<Day> {
    if !has_window(subscription, settings, as_of) {
        return None;
    }
    let renewed = timing.last_renewal.filter(|&day| day >= settings.cancellation_window_from)?;
    let closes = subscription
        .cancel_until
        .unwrap_or_else(|| plus_days(renewed, settings.cancellation_window_days(customer.country)));
    Some(plus_days(closes, -1))
}

/// The same for the renewal that follows the term: it completes on the day after its end.
pub(super) fn last_safe_day_of_renewal(
    subscription: &Subscription<'_>,
    customer: &CustomerFacts,
    timing: &Timing,
    settings: &Settings,
    as_of: Day,
) -> Option<Day> {
    let end = timing.end.filter(|_| has_window(subscription, settings, as_of) && !timing.has_ended)?;
    let length = settings.cancellation_window_days(customer.country);
    (plus_days(end, 1) >= settings.cancellation_window_from).then(|| plus_days(end, length))
}

fn has_window(subscription: &Subscription<'_>, settings: &Settings, as_of: Day) -> bool {
    let Some(channel) = subscription.channel else { return false };
    if channel.is_direct() {
        let is_modern = match subscription.billing_account {
            Some(BillingAccount::Mca | BillingAccount::McaE) => true,
            Some(BillingAccount::Mosa) | None => false,
        };
        return is_modern && !settings.follows_source_document(as_of);
    }
    channel == crate::model::Channel::CspOther && subscription.commerce_model == Some(CommerceModel::Nce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Country};
    use crate::timing::fixture::{day, of_partner, subscription};

    fn last_day(subscription: &Subscription<'_>, country: &str, as_of: &str) -> Option<Day> {
        let customer = CustomerFacts { country: Country::parse(country), ..CustomerFacts::default() };
        crate::timing::of(subscription, &customer, &Settings::default(), day(as_of)).window_last_day
    }

    #[test]
    fn seven_days_and_ten_in_chile() {
        let mut bought = of_partner("2026-01-01", "2026-12-31");
        bought.last_purchase_or_renewal = Some(day("2026-01-01"));
        assert_eq!(last_day(&bought, "DE", "2026-01-03"), Some(day("2026-01-07")));
        assert_eq!(last_day(&bought, "CL", "2026-01-03"), Some(day("2026-01-10")));
    }

    #[test]
    fn an_exported_end_of_the_window_wins_and_is_exclusive() {
        let mut bought = of_partner("2026-01-01", "2026-12-31");
        bought.cancel_until = Some(day("2026-01-06"));
        assert_eq!(last_day(&bought, "DE", "2026-01-03"), Some(day("2026-01-05")));
    }

    #[test]
    fn the_window_of_an_exported_renewal_is_its_own() {
        let mut renewed = of_partner("2025-01-01", "2026-12-31");
        renewed.last_purchase_or_renewal = Some(day("2026-01-01"));
        assert_eq!(last_day(&renewed, "DE", "2026-01-03"), Some(day("2026-01-07")));
    }

    #[test]
    fn a_renewal_that_nobody_stopped_can_be_undone_until_seven_days_after_the_term() {
        let bought = of_partner("2025-09-30", "2026-09-29");
        let last = |country: &str, as_of: &str| {
            let customer = CustomerFacts { country: Country::parse(country), ..CustomerFacts::default() };
            let timing = crate::timing::of(&bought, &customer, &Settings::default(), day(as_of));
            timing.renewal_window_last_day
        };
        assert_eq!(last("DE", "2026-01-10"), Some(day("2026-10-06")));
        assert_eq!(last("CL", "2026-01-10"), Some(day("2026-10-09")));
    }

    #[test]
    fn only_modern_purchases_have_one() {
        let mut direct = subscription(Channel::Direct, "2026-01-01", "2026-12-31");
        assert_eq!(last_day(&direct, "DE", "2026-01-03"), None);
        direct.billing_account = Some(BillingAccount::Mosa);
        assert_eq!(last_day(&direct, "DE", "2026-01-03"), None);
        direct.billing_account = Some(BillingAccount::McaE);
        assert_eq!(last_day(&direct, "DE", "2026-01-03"), Some(day("2026-01-07")));
        let mut legacy = of_partner("2026-01-01", "2026-12-31");
        legacy.commerce_model = Some(CommerceModel::Legacy);
        assert_eq!(last_day(&legacy, "DE", "2026-01-03"), None);
    }

    #[test]
    fn the_day_of_the_source_document_knows_no_window() {
        let mut direct = subscription(Channel::Advisor, "2022-01-02", "2023-01-01");
        direct.billing_account = Some(BillingAccount::Mca);
        assert_eq!(last_day(&direct, "DE", "2021-12-31"), None);
        assert_eq!(last_day(&direct, "DE", "2022-01-01"), Some(day("2022-01-08")));
    }

    #[test]
    fn nothing_bought_before_there_was_a_window_has_one() {
        let mut bought = of_partner("2021-12-31", "2022-12-30");
        assert_eq!(last_day(&bought, "DE", "2022-01-03"), None);
        bought.start_date = Some(day("2022-01-01"));
        assert_eq!(last_day(&bought, "DE", "2022-01-03"), Some(day("2022-01-07")));
    }

    #[test]
    fn without_a_purchase_date_the_window_counts_as_closed() {
        let mut bought = of_partner("2026-01-01", "2026-12-31");
        bought.start_date = None;
        bought.cancel_until = Some(day("2026-01-08"));
        assert_eq!(last_day(&bought, "DE", "2026-01-03"), None);
    }

    #[test]
    fn the_first_and_the_last_day_of_the_window_are_usable() {
        let bought = of_partner("2026-01-05", "2027-01-04");
        let usable = |as_of: &str| {
            let customer = CustomerFacts::default();
            let timing = crate::timing::of(&bought, &customer, &Settings::default(), day(as_of));
            timing.window_is_usable(day(as_of), day(as_of))
        };
        assert_eq!(
            ["2026-01-04", "2026-01-05", "2026-01-11", "2026-01-12"].map(usable),
            [false, true, true, false]
        );
    }
}

//! The worked examples of the rules' reference, as far as they are about the day of the cut-over.

use crate::model::{
    BillingAccount, Channel, CommerceModel, Day, EndOfTermAction, PriceBasis, Status, Subscription, UnitPrice,
};
use crate::routes::fixture::chart_one;
use crate::routes::{Course, Route};
use crate::timing::fixture::{day, of_partner, subscription, term};

fn planned(course: &Course<'_>) -> (Route, Option<Day>) {
    (course.route, course.best_date)
}

/// Another partner does not hand it over.
fn kept(mut bought: Subscription<'static>) -> Subscription<'static> {
    bought.open_transfer_id = "T-1";
    bought
}

fn monthly_from(start: &str) -> Subscription<'static> {
    Subscription { end_date: None, term: Some(term("P1M")), ..kept(of_partner(start, start)) }
}

#[test]
fn example_1_any_day_or_the_day_after_the_end() {
    let mut direct = subscription(Channel::Direct, "2024-03-15", "2025-03-14");
    direct.billing_account = Some(BillingAccount::Mosa);
    let any_day = chart_one(&direct, "2024-06-03");
    assert_eq!(planned(&any_day), (Route::RebuyNow, Some(day("2024-06-03"))));
    assert_eq!(any_day.last_safe_date, Some(day("2025-04-13")));
    direct.billing_account = Some(BillingAccount::Mca);
    assert_eq!(planned(&chart_one(&direct, "2024-06-03")), (Route::RebuyAtTermEnd, Some(day("2025-03-15"))));
}

#[test]
fn examples_2_and_3_monthly_terms_from_the_end_of_january() {
    for (start, as_of, cutover) in
        [("2025-01-31", "2025-02-10", "2025-02-28"), ("2024-01-31", "2024-02-10", "2024-02-29")]
    {
        assert_eq!(
            planned(&chart_one(&monthly_from(start), as_of)),
            (Route::RebuyAtTermEnd, Some(day(cutover)))
        );
    }
}

#[test]
fn example_4_a_year_from_29_february() {
    let yearly = Subscription { term: Some(term("P1Y")), ..monthly_from("2024-02-29") };
    assert_eq!(chart_one(&yearly, "2024-06-03").best_date, Some(day("2025-02-28")));
}

#[test]
fn example_5_the_last_day_of_a_term_without_grace() {
    let bought = Subscription {
        seats_purchased: 40,
        unit_price: UnitPrice::parse("300"),
        price_basis: Some(PriceBasis::PerTerm),
        term: Some(term("P1Y")),
        auto_renew: Some(false),
        end_of_term_action: Some(EndOfTermAction::Cancel),
        ..kept(of_partner("2025-06-01", "2026-05-31"))
    };
    let course = chart_one(&bought, "2026-05-04");
    assert_eq!(planned(&course), (Route::RebuyAtTermEnd, Some(day("2026-05-31"))));
    assert_eq!((course.gap_days, course.overlap_days), (Some(0), Some(1)));
    assert_eq!(course.overlap_cost.map(|cost| cost.to_string()).as_deref(), Some("32.88"));
}

#[test]
fn example_6_free_grace_before_the_extended_service_term() {
    let course = chart_one(&kept(of_partner("2025-03-10", "2026-03-09")), "2026-02-02");
    assert_eq!(planned(&course), (Route::RebuyAtTermEnd, Some(day("2026-03-10"))));
    assert_eq!(course.last_safe_date, Some(day("2026-04-08")));
}

#[test]
fn example_7_a_transfer_in_mid_term() {
    let course = chart_one(&of_partner("2024-04-10", "2025-04-09"), "2024-06-01");
    assert_eq!(planned(&course), (Route::Transfer, Some(day("2024-06-17"))), "the 15th is a Saturday");
    assert_eq!((course.gap_days, course.overlap_days), (Some(0), Some(0)));
}

#[test]
fn example_8_an_enterprise_agreement() {
    let course = chart_one(&subscription(Channel::Volume, "2022-07-01", "2025-06-30"), "2025-05-01");
    assert_eq!(planned(&course), (Route::ChannelTransfer, Some(day("2025-07-01"))));
    assert_eq!(course.last_safe_date, Some(day("2025-09-28")));
}

#[test]
fn example_9_a_missed_renewal_is_undone_until_the_last_full_day() {
    let missed = Subscription {
        auto_renew: Some(true),
        term: Some(term("P1Y")),
        ..kept(of_partner("2024-09-30", "2025-09-29"))
    };
    assert_eq!(planned(&chart_one(&missed, "2025-10-06")), (Route::RebuyNow, Some(day("2025-10-06"))));
    let locked = chart_one(&missed, "2025-10-07");
    assert_eq!(planned(&locked), (Route::RebuyAtTermEnd, Some(day("2026-09-29"))), "a term without grace");
}

#[test]
fn example_10_the_end_of_a_year() {
    let course = chart_one(&kept(of_partner("2025-01-01", "2025-12-31")), "2025-12-01");
    assert_eq!(course.best_date, Some(day("2026-01-01")));
}

#[test]
fn example_11_the_end_of_february() {
    let last_safe = |end: &str| chart_one(&kept(of_partner("2022-03-01", end)), "2022-06-01").last_safe_date;
    assert_eq!(last_safe("2023-02-28"), Some(day("2023-03-30")));
    assert_eq!(last_safe("2024-02-28"), Some(day("2024-03-29")));
}

#[test]
fn example_12_suspended_legacy_users_have_no_access_in_between() {
    let mut legacy = subscription(Channel::CspOther, "2020-06-11", "2022-06-10");
    legacy.commerce_model = Some(CommerceModel::Legacy);
    legacy.status = Some(Status::Suspended);
    let course = chart_one(&legacy, "2021-06-10");
    assert_eq!(planned(&course), (Route::RebuyNow, Some(day("2021-06-10"))));
    assert_eq!((course.last_safe_date, course.gap_days), (None, Some(0)), "the sooner the better");
}

#[test]
fn example_13_three_years_with_a_microsoft_seller() {
    let mut direct = subscription(Channel::Direct, "2022-07-01", "2025-06-30");
    direct.billing_account = Some(BillingAccount::McaE);
    direct.term = Some(term("P3Y"));
    let course = chart_one(&direct, "2025-05-01");
    assert_eq!(planned(&course), (Route::RebuyAtTermEnd, Some(day("2025-07-01"))));
    assert_eq!(course.last_safe_date, Some(day("2025-09-28")));
}

//! The worked examples of the rules' reference, as far as they are about dates.

use chrono::NaiveDateTime;

use crate::model::{
    BillingAccount, Channel, CommerceModel, CustomerFacts, EndOfTermAction, Status, Subscription,
    days_between, plus_days,
};
use crate::timing::fixture::{day, of_partner, subscription, term};
use crate::timing::{LastDay, Settings, Timing, cancellation_window_end, term_end};

fn timing(subscription: &Subscription<'_>, as_of: &str) -> Timing {
    crate::timing::of(subscription, &CustomerFacts::default(), &Settings::default(), day(as_of))
}

fn expect(timing: &Timing, end: &str, works: &str, deleted: &str) {
    assert_eq!(timing.end, Some(day(end)));
    assert_eq!(timing.users_work_until, LastDay::On(day(works)));
    assert_eq!(timing.data_deleted_on, LastDay::On(day(deleted)));
}

/// Bought on `start`, for `length`; the export leaves the end out.
fn computed(mut bought: Subscription<'static>, start: &str, length: &str) -> Subscription<'static> {
    bought.start_date = Some(day(start));
    bought.end_date = None;
    bought.term = Some(term(length));
    bought
}

fn moment(date: &str, hour: u32, minute: u32) -> NaiveDateTime {
    format!("{date}T{hour:02}:{minute:02}:00").parse().expect("a moment")
}

#[test]
fn example_1_direct_under_the_old_agreement() {
    let mut direct = subscription(Channel::Direct, "2024-03-15", "2025-03-14");
    direct.billing_account = Some(BillingAccount::Mosa);
    let direct = computed(direct, "2024-03-15", "P1Y");
    expect(&timing(&direct, "2024-06-01"), "2025-03-14", "2025-04-13", "2025-07-13");
}

#[test]
fn examples_2_and_3_a_monthly_term_from_the_end_of_january() {
    let from = |start: &str| computed(of_partner(start, start), start, "P1M");
    expect(&timing(&from("2025-01-31"), "2025-02-01"), "2025-02-27", "2025-03-29", "2025-06-28");
    expect(&timing(&from("2024-01-31"), "2024-02-01"), "2024-02-28", "2024-03-29", "2024-06-28");
}

#[test]
fn example_4_a_year_from_29_february_takes_the_earlier_candidate() {
    assert_eq!(term_end(day("2024-02-29"), term("P1Y")), day("2025-02-27"));
    let mut yearly = computed(of_partner("2024-02-29", "2024-02-29"), "2024-02-29", "P1Y");
    expect(&timing(&yearly, "2024-06-01"), "2025-02-27", "2025-03-29", "2025-06-28");
    yearly.end_date = Some(day("2025-02-28"));
    assert_eq!(timing(&yearly, "2024-06-01").end, Some(day("2025-02-28")), "an exported end wins");
}

#[test]
fn example_5_an_annual_term_inside_the_extended_service_term() {
    let mut bought = of_partner("2025-06-01", "2026-05-31");
    bought.auto_renew = Some(false);
    let left_alone = timing(&bought, "2026-05-01");
    assert!(left_alone.is_est_eligible);
    assert_eq!(left_alone.users_work_until, LastDay::Open);
    bought.end_of_term_action = Some(EndOfTermAction::Cancel);
    expect(&timing(&bought, "2026-05-01"), "2026-05-31", "2026-05-31", "2026-08-30");
}

#[test]
fn example_6_terms_outside_the_extended_service_term_keep_their_grace() {
    let annual = computed(of_partner("2025-03-10", "2025-03-10"), "2025-03-10", "P1Y");
    expect(&timing(&annual, "2026-01-01"), "2026-03-09", "2026-04-08", "2026-07-08");
    let three_years = computed(of_partner("2024-06-01", "2024-06-01"), "2024-06-01", "P3Y");
    expect(&timing(&three_years, "2026-01-01"), "2027-05-31", "2027-06-30", "2027-09-29");
}

#[test]
fn example_7_a_transfer_splits_the_term_without_gap_or_overlap() {
    let (bought, accepted) = (day("2024-04-10"), day("2024-06-15"));
    let end = term_end(bought, term("P1Y"));
    let (source, target) = (days_between(bought, accepted), days_between(accepted, end) + 1);
    assert_eq!((end, source, target, source + target), (day("2025-04-09"), 66, 299, 365));
}

#[test]
fn example_8_an_enterprise_agreement() {
    let volume = subscription(Channel::Volume, "2022-07-01", "2025-06-30");
    expect(&timing(&volume, "2025-06-01"), "2025-06-30", "2025-09-28", "2025-11-28");
    let shorter = timing(&volume, "2025-06-01").with_short_volume_grace();
    expect(&shorter, "2025-06-30", "2025-07-30", "2025-11-28");
}

#[test]
fn example_9_a_missed_renewal_can_be_undone_for_seven_days() {
    let mut missed = of_partner("2024-09-30", "2025-09-29");
    missed.auto_renew = Some(true);
    missed.term = Some(term("P1Y"));
    let renewed = timing(&missed, "2025-10-01");
    assert_eq!(renewed.last_renewal, Some(day("2025-09-30")));
    assert_eq!(renewed.window_last_day, Some(day("2025-10-06")));
    assert_eq!(renewed.window_last_day, Some(plus_days(day("2025-09-29"), 7)));
    assert_eq!(cancellation_window_end(moment("2025-09-30", 0, 0), 7), moment("2025-10-07", 0, 0));
    assert_eq!(cancellation_window_end(moment("2025-09-30", 14, 5), 7), moment("2025-10-07", 14, 5));
}

#[test]
fn example_10_the_end_of_a_year() {
    let bought = of_partner("2025-01-01", "2025-12-31");
    expect(&timing(&bought, "2025-12-01"), "2025-12-31", "2026-01-30", "2026-05-01");
}

#[test]
fn example_11_the_end_of_february() {
    let works = |end: &str| timing(&of_partner("2022-03-01", end), "2022-06-01").users_work_until;
    assert_eq!(works("2023-02-28"), LastDay::On(day("2023-03-30")));
    assert_eq!(works("2024-02-28"), LastDay::On(day("2024-03-29")));
}

#[test]
fn example_12_legacy_data_is_at_risk_ninety_days_after_it_stops() {
    let mut legacy = subscription(Channel::CspOther, "2020-06-11", "2021-06-10");
    legacy.commerce_model = Some(CommerceModel::Legacy);
    expect(&timing(&legacy, "2021-05-13"), "2021-06-10", "2021-06-10", "2021-09-08");
    legacy.status = Some(Status::Suspended);
    assert_eq!(timing(&legacy, "2021-06-10").users_work_until, LastDay::Unknown);
}

#[test]
fn example_13_three_years_with_a_microsoft_seller() {
    let mut direct = subscription(Channel::Direct, "2022-07-01", "2025-06-30");
    direct.billing_account = Some(BillingAccount::McaE);
    direct.term = Some(term("P3Y"));
    expect(&timing(&direct, "2025-06-01"), "2025-06-30", "2025-09-28", "2025-12-28");
}

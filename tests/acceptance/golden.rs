//! Microsoft's own dates and the worked examples, through the command line: right to the day.

use std::collections::BTreeMap;
use std::fs;

use crate::run::{cutover, rows};

type Row = BTreeMap<String, String>;

/// What a customer in perfect standing looks like; examples change what they are about.
const STANDING: &[(&str, &str)] = &[
    ("customer_tenant_id", "11111111-2222-4333-8444-555555555555"),
    ("customer_name", "Golden GmbH"),
    ("customer_country", "DE"),
    ("relationship_status", "active"),
    ("gdap_status", "active"),
    ("agreement_status", "accepted"),
    ("agreement_date", "2023-05-01"),
    ("agreement_method", "direct"),
    ("subscription_id", "99999999-2222-4333-8444-555555555555"),
    ("sku_part_number", "EXCHANGESTANDARD"),
    ("seats_purchased", "40"),
    ("seats_assigned", "40"),
    ("status", "active"),
    ("auto_renew", "true"),
    ("end_of_term_action", ""),
];

/// Plans one subscription on `as_of` and gives its row of the plan.
fn planned(as_of: &str, facts: &[(&str, &str)]) -> Row {
    let mut cells: BTreeMap<&str, &str> = STANDING.iter().copied().collect();
    cells.extend(facts.iter().copied());
    let directory = tempfile::tempdir().expect("a temporary directory");
    let line = |part: Vec<&str>| part.join(",");
    let text =
        format!("{}\n{}\n", line(cells.keys().copied().collect()), line(cells.values().copied().collect()));
    fs::write(directory.path().join("export.csv"), text).expect("an export");
    let output = cutover(
        directory.path(),
        &[
            "plan",
            "export.csv",
            "--partner-country",
            "DE",
            "--as-of",
            as_of,
            "--out",
            "run",
            "--format",
            "csv,json",
        ],
    );
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    rows(&directory.path().join("run/plan.csv")).remove(0)
}

fn assert_dates(name: &str, plan: &Row, expected: &[(&str, &str)]) {
    for (column, value) in expected {
        assert_eq!(plan[*column], *value, "{name}: {column}");
    }
}

/// Start, months, end: pages of Microsoft that print both ends of a term.
const TERMS: [(&str, &str, &str); 17] = [
    ("2021-01-31", "P1M", "2021-02-27"),
    ("2021-02-28", "P1M", "2021-03-27"),
    ("2021-05-31", "P1M", "2021-06-29"),
    ("2021-06-30", "P1M", "2021-07-29"),
    ("2021-07-31", "P1M", "2021-08-30"),
    ("2021-01-30", "P1M", "2021-02-27"),
    ("2021-02-27", "P1M", "2021-03-26"),
    ("2021-05-30", "P1M", "2021-06-29"),
    ("2021-06-29", "P1M", "2021-07-28"),
    ("2021-07-30", "P1M", "2021-08-29"),
    ("2021-04-14", "P1M", "2021-05-13"),
    ("2021-01-31", "P1Y", "2022-01-30"),
    ("2021-01-30", "P1Y", "2022-01-29"),
    ("2021-04-15", "P1Y", "2022-04-14"),
    ("2021-06-18", "P1Y", "2022-06-17"),
    ("2024-04-10", "P1Y", "2025-04-09"),
    ("2021-05-25", "P3Y", "2024-05-24"),
];

/// The day after a term is the best day to take over from a programme without refunds.
#[test]
fn terms_end_on_the_days_microsoft_prints() {
    for (start, term, end) in TERMS {
        let plan = planned(start, &[("source_channel", "open"), ("start_date", start), ("term", term)]);
        let next = chrono::NaiveDate::parse_from_str(end, "%Y-%m-%d").expect("a day") + chrono::Days::new(1);
        assert_dates(start, &plan, &[("best_date", &next.to_string()), ("route", "rebuy-at-term-end")]);
    }
}

#[test]
fn example_1_direct_on_the_old_agreement_moves_any_day() {
    let facts = [
        ("source_channel", "direct"),
        ("billing_account_type", "mosa"),
        ("start_date", "2024-03-15"),
        ("end_date", "2025-03-14"),
        ("term", "P1Y"),
    ];
    let plan = planned("2024-06-03", &facts);
    let dates = [
        ("users_work_until", "2025-04-13"),
        ("data_deleted_on", "2025-07-13"),
        ("route", "rebuy-now"),
        ("best_date", "2024-06-03"),
        ("credit", "prorated"),
    ];
    assert_dates("1", &plan, &dates);
}

/// A subscription of another partner that cannot be transferred, because it sits in another request.
fn of_another_partner<'f>(facts: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut all =
        vec![("source_channel", "csp_other"), ("commerce_model", "nce"), ("open_transfer_id", "request-1")];
    all.extend_from_slice(facts);
    all
}

#[test]
fn examples_2_and_3_month_ends_of_january() {
    let plan = planned("2025-02-10", &of_another_partner(&[("start_date", "2025-01-31"), ("term", "P1M")]));
    let dates =
        [("users_work_until", "2025-03-29"), ("data_deleted_on", "2025-06-28"), ("best_date", "2025-02-28")];
    assert_dates("2", &plan, &dates);

    let plan = planned("2024-02-10", &of_another_partner(&[("start_date", "2024-01-31"), ("term", "P1M")]));
    let dates =
        [("users_work_until", "2024-03-29"), ("data_deleted_on", "2024-06-28"), ("best_date", "2024-02-29")];
    assert_dates("3", &plan, &dates);
}

#[test]
fn example_4_a_year_from_a_leap_day() {
    let plan =
        planned("2024-06-03", &[("source_channel", "open"), ("start_date", "2024-02-29"), ("term", "P1Y")]);
    assert_dates("4", &plan, &[("best_date", "2025-02-28"), ("users_work_until", "2025-03-29")]);
}

#[test]
fn example_5_without_grace_one_paid_day_of_overlap() {
    let facts = of_another_partner(&[
        ("start_date", "2025-06-01"),
        ("end_date", "2026-05-31"),
        ("term", "P1Y"),
        ("auto_renew", "false"),
        ("unit_price", "300"),
        ("price_basis", "per_term"),
        ("currency", "EUR"),
    ]);
    let plan = planned("2026-03-02", &facts);
    let dates = [
        ("best_date", "2026-05-31"),
        ("overlap_days", "1"),
        ("overlap_cost", "32.88"),
        ("users_work_until", ""),
    ];
    assert_dates("5", &plan, &dates);
}

#[test]
fn example_6_bought_before_the_extended_term_keeps_its_grace() {
    let facts =
        of_another_partner(&[("start_date", "2025-03-10"), ("end_date", "2026-03-09"), ("term", "P1Y")]);
    let plan = planned("2026-01-05", &facts);
    assert_dates("6", &plan, &[("users_work_until", "2026-04-08"), ("best_date", "2026-03-10")]);

    let facts =
        of_another_partner(&[("start_date", "2024-06-01"), ("end_date", "2027-05-31"), ("term", "P3Y")]);
    assert_dates("6", &planned("2026-01-05", &facts), &[("users_work_until", "2027-06-30")]);
}

#[test]
fn example_7_a_transfer_has_neither_gap_nor_overlap() {
    let facts = [
        ("source_channel", "csp_other"),
        ("commerce_model", "nce"),
        ("start_date", "2024-04-10"),
        ("end_date", "2025-04-09"),
        ("term", "P1Y"),
    ];
    let plan = planned("2024-06-03", &facts);
    let dates =
        [("route", "transfer"), ("best_date", "2024-06-17"), ("overlap_days", "0"), ("gap_days", "0")];
    assert_dates("7", &plan, &dates);
}

#[test]
fn example_8_an_enterprise_agreement_ends() {
    let plan = planned("2025-01-06", &[("source_channel", "volume"), ("end_date", "2025-06-30")]);
    let dates = [
        ("users_work_until", "2025-09-28"),
        ("data_deleted_on", "2025-11-28"),
        ("best_date", "2025-07-01"),
        ("route", "channel-transfer"),
    ];
    assert_dates("8", &plan, &dates);
}

#[test]
fn example_9_a_missed_renewal_can_be_undone_for_seven_days() {
    let facts =
        of_another_partner(&[("start_date", "2025-09-30"), ("end_date", "2026-09-29"), ("term", "P1Y")]);
    assert_dates("9", &planned("2025-10-06", &facts), &[("route", "rebuy-now"), ("credit", "window")]);
    assert_dates("9", &planned("2025-10-07", &facts), &[("route", "rebuy-at-term-end"), ("credit", "none")]);
}

#[test]
fn examples_10_and_11_year_end_and_february() {
    let facts = of_another_partner(&[("end_date", "2025-12-31"), ("start_date", "2025-01-01")]);
    let dates =
        [("best_date", "2026-01-01"), ("users_work_until", "2026-01-30"), ("data_deleted_on", "2026-05-01")];
    assert_dates("10", &planned("2025-10-06", &facts), &dates);

    let facts = of_another_partner(&[("end_date", "2023-02-28"), ("start_date", "2022-03-01")]);
    assert_dates("11", &planned("2023-01-09", &facts), &[("users_work_until", "2023-03-30")]);
    let facts = of_another_partner(&[("end_date", "2024-02-28"), ("start_date", "2023-03-01")]);
    assert_dates("11", &planned("2024-01-08", &facts), &[("users_work_until", "2024-03-29")]);
}

#[test]
fn example_12_a_legacy_subscription_has_no_grace() {
    let facts = [("source_channel", "csp_other"), ("commerce_model", "legacy"), ("end_date", "2021-06-10")];
    let plan = planned("2021-05-13", &facts);
    assert_dates("12", &plan, &[("users_work_until", "2021-06-10"), ("data_deleted_on", "2021-09-08")]);
}

#[test]
fn example_13_three_years_with_a_microsoft_seller() {
    let facts = [
        ("source_channel", "direct"),
        ("billing_account_type", "mca_e"),
        ("term", "P3Y"),
        ("start_date", "2022-07-01"),
        ("end_date", "2025-06-30"),
    ];
    let plan = planned("2025-01-06", &facts);
    assert_dates("13", &plan, &[("users_work_until", "2025-09-28"), ("data_deleted_on", "2025-12-28")]);
}

//! A5 to A8: the last safe day, gaps, ends that are missing or past, the cancellation window, and what comes after.

use crate::clarified::{AS_OF, MOSA};
use crate::run::rows;
use crate::told::{Row, Told, WAITING, told};

/// Bought before there were extended service terms, so that grace is free.
const GRACE: &[(&str, &str)] =
    &[("start_date", "2024-01-01"), ("end_date", "2026-12-31"), ("term", "P3Y"), WAITING];
const EXTENDED: &[(&str, &str)] = &[("start_date", "2026-01-01"), ("end_date", "2026-12-31"), WAITING];

fn of_each(as_of: &str, rows: &[(&str, Vec<(&str, &str)>)]) -> Told {
    let rows: Vec<(&str, [Row<'_>; 1])> = rows.iter().map(|(name, row)| (*name, [row.as_slice()])).collect();
    let customers: Vec<(&str, &[Row<'_>])> = rows.iter().map(|(name, row)| (*name, row.as_slice())).collect();
    told(as_of, "", &customers)
}

fn with<'t>(row: Row<'t>, more: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    row.iter().chain(more).copied().collect()
}

#[test]
fn a5_the_last_safe_day_is_e_or_g_by_route() {
    let cases = [
        ("transfer", with(&[], &[]), "2027-01-31"),
        (
            "migration",
            with(&[], &[("source_channel", "csp_self"), ("commerce_model", "legacy")]),
            "2027-01-31",
        ),
        ("extended", with(EXTENDED, &[]), "2026-12-31"),
        ("grace", with(GRACE, &[]), "2027-01-30"),
        ("suspended", with(GRACE, &[("status", "suspended")]), ""),
        ("end unknown", with(GRACE, &[("end_date", ""), ("term", "")]), ""),
    ];
    let told = of_each(AS_OF, &cases.clone().map(|(name, row, _)| (name, row)));
    for (name, _, last) in cases {
        assert_eq!(told.cell(name, "last_safe_date"), last, "{name}");
    }
}

#[test]
fn a5_a_service_gap_is_found_exactly_when_users_stop_before_anything_can_be_ordered() {
    let ends = |end: &'static str| {
        with(EXTENDED, &[("start_date", "2026-01-01"), ("end_date", end), ("relationship_status", "none")])
    };
    let told = of_each(
        AS_OF,
        &[
            ("the day before", ends("2026-11-15")),
            ("the day itself", ends("2026-11-16")),
            ("today", ends("2026-11-02")),
            ("locked out", with(&ends("2026-12-31"), &[("status", "suspended")])),
            ("over", with(&ends("2026-11-01"), &[("status", "disabled")])),
        ],
    );
    for (name, is_found, gap) in [
        ("the day before", true, "0"),
        ("the day itself", false, "0"),
        ("today", true, "13"),
        ("locked out", false, "14"),
        ("over", false, "14"),
    ] {
        assert_eq!(told.rules(name).contains(&"service-gap"), is_found, "{name}");
        assert_eq!(told.cell(name, "gap_days"), gap, "{name}");
    }
    assert!(told.rules("locked out").contains(&"suspended") && told.rules("over").contains(&"term-ended"));
}

#[test]
fn a5_the_best_day_follows_the_route_and_keeps_weekends() {
    let cases = [
        ("transfer", with(&[], &[]), "2026-11-16"),
        ("mosa", with(MOSA, &[]), "2026-11-02"),
        (
            "own legacy",
            with(&[], &[("source_channel", "csp_self"), ("commerce_model", "legacy")]),
            "2026-11-02",
        ),
        ("extended, a Sunday", with(&[WAITING], &[]), "2027-01-31"),
        ("grace", with(GRACE, &[]), "2027-01-01"),
        ("volume", with(&[("source_channel", "volume")], &[]), "2027-02-01"),
        ("legacy", with(&[("commerce_model", "legacy")], &[]), "2027-01-31"),
        ("end unknown", with(&[WAITING], &[("end_date", ""), ("term", "")]), ""),
    ];
    let told = of_each(AS_OF, &cases.clone().map(|(name, row, _)| (name, row)));
    for (name, _, best) in cases {
        assert_eq!(told.cell(name, "best_date"), best, "{name}");
        assert_eq!(told.cell(name, "cutover_date"), best, "{name}");
    }
}

#[test]
fn a5_no_route_has_no_date_no_overlap_no_gap_and_no_cost() {
    let told = of_each(AS_OF, &[("trial", with(&[], &[("is_trial", "true"), ("unit_price", "3")]))]);
    for column in [
        "earliest_date",
        "best_date",
        "cutover_date",
        "last_safe_date",
        "users_work_until",
        "data_deleted_on",
        "overlap_days",
        "overlap_cost",
        "stranded_cost",
        "gap_days",
        "wave",
    ] {
        assert_eq!(told.cell("trial", column), "", "{column}");
    }
}

#[test]
fn a6_a_missing_end_is_computed_for_the_other_dates_and_stays_missing() {
    let told = of_each(
        AS_OF,
        &[
            ("computed", with(&[WAITING], &[("end_date", "")])),
            ("shorter", with(&[WAITING], &[("end_date", "2026-12-15")])),
        ],
    );
    assert_eq!((told.cell("computed", "end_date"), told.cell("computed", "best_date")), ("", "2027-01-31"));
    assert_eq!(told.risk("computed")["missing_facts"], "end_date");
    assert_eq!(told.cell("computed", "readiness"), "unknown");
    assert_eq!(told.cell("shorter", "best_date"), "2026-12-15", "as exported");
    assert_eq!(told.risk("shorter")["missing_facts"], "");
}

#[test]
fn a6_an_active_term_that_lies_behind_has_renewed() {
    let behind = &[("start_date", "2025-06-01"), ("end_date", "2026-05-31"), WAITING];
    let told = of_each(
        AS_OF,
        &[
            ("renews", with(behind, &[])),
            ("monthly", with(behind, &[("term", "P1M")])),
            ("action unknown", with(behind, &[("auto_renew", "")])),
            ("term unknown", with(behind, &[("term", "")])),
            ("cancelled", with(behind, &[("end_of_term_action", "cancel")])),
            ("off", with(behind, &[("auto_renew", "false")])),
        ],
    );
    assert_eq!(told.cell("renews", "best_date"), "2027-05-31");
    let renewed_yesterday = (told.cell("monthly", "route"), told.cell("monthly", "credit"));
    assert_eq!(renewed_yesterday, ("rebuy-now", "window"), "the fifth renewal is a day old");
    assert_eq!(told.risk("action unknown")["missing_facts"], "auto_renew");
    assert_eq!(told.risk("term unknown")["missing_facts"], "term");
    for name in ["action unknown", "term unknown"] {
        assert_eq!((told.cell(name, "best_date"), told.cell(name, "readiness")), ("", "unknown"), "{name}");
    }
    for name in ["cancelled", "off"] {
        assert_eq!(told.cell(name, "route"), "rebuy-now", "{name}: it has ended");
    }
}

#[test]
fn a6_an_ended_status_with_an_end_ahead_is_a_contradiction() {
    for status in ["expired", "warning", "disabled"] {
        let told = of_each(AS_OF, &[(status, with(GRACE, &[("status", status)]))]);
        assert_eq!(told.risk(status)["missing_facts"], "end_date", "{status}");
        assert_eq!(told.cell(status, "users_work_until"), "", "{status}");
    }
}

#[test]
fn a6_cells_that_cannot_be_are_rejected() {
    let told = of_each(
        AS_OF,
        &[
            ("good", with(&[], &[])),
            ("backwards", with(&[], &[("start_date", "2027-02-01")])),
            ("negative", with(&[], &[("seats_purchased", "-1")])),
            ("half", with(&[], &[("seats_purchased", "2.5")])),
            ("status", with(&[], &[("status", "sleeping")])),
            ("flag", with(&[], &[("auto_renew", "perhaps")])),
            ("day", with(&[], &[("end_date", "2027-02-30")])),
        ],
    );
    let rejects = rows(&told.run().join("rejects.csv"));
    let columns: Vec<&str> = rejects.iter().map(|row| row["column"].as_str()).collect();
    assert_eq!(rejects.len(), 6, "{columns:?}");
    assert_eq!(told.plan("good").len(), 1);
    for column in ["seats_purchased", "status", "auto_renew", "end_date"] {
        assert!(columns.contains(&column), "{column} is not among {columns:?}");
    }
}

#[test]
fn a7_a_purchase_can_be_undone_for_seven_days_and_ten_in_chile() {
    let bought = |on: &'static str| {
        vec![
            ("source_channel", "direct"),
            ("billing_account_type", "mca"),
            ("start_date", on),
            ("end_date", "2027-10-26"),
        ]
    };
    let told = of_each(
        AS_OF,
        &[
            ("last day", bought("2026-10-27")),
            ("a day late", bought("2026-10-26")),
            ("not yet", bought("2026-11-03")),
            ("chile", with(&bought("2026-10-24"), &[("customer_country", "CL")])),
            ("a day late in chile", with(&bought("2026-10-23"), &[("customer_country", "CL")])),
            ("exported", with(&bought("2026-10-01"), &[("cancel_until", "2026-11-03")])),
            ("exported, over", with(&bought("2026-10-30"), &[("cancel_until", "2026-11-02")])),
            ("renewed", with(&bought("2025-10-27"), &[("last_purchase_or_renewal_date", "2026-10-27")])),
            ("lead", with(&bought("2026-11-01"), &[("relationship_status", "none")])),
        ],
    );
    for (name, is_usable) in [
        ("last day", true),
        ("a day late", false),
        ("not yet", false),
        ("chile", true),
        ("a day late in chile", false),
        ("exported", true),
        ("exported, over", false),
        ("renewed", true),
        ("lead", false),
    ] {
        assert_eq!(told.cell(name, "credit") == "window", is_usable, "{name}");
        assert_eq!(told.cell(name, "route") == "rebuy-now", is_usable, "{name}");
    }
}

#[test]
fn a8_what_happens_after_the_end_whatever_auto_renew_says() {
    let ended = &[("start_date", "2023-11-01"), ("end_date", "2026-10-31"), ("term", "P3Y")];
    let cases = [
        ("nce", with(GRACE, &[]), "2027-01-30", "2027-05-01"),
        ("nce, cancelled", with(GRACE, &[("auto_renew", "false")]), "2027-01-30", "2027-05-01"),
        ("mosa", with(GRACE, MOSA), "2027-01-30", "2027-05-01"),
        ("open", with(GRACE, &[("source_channel", "open")]), "2027-01-30", "2027-05-01"),
        (
            "mca_e of three years",
            with(GRACE, &[("source_channel", "direct"), ("billing_account_type", "mca_e")]),
            "2027-03-31",
            "2027-06-30",
        ),
        ("volume", with(GRACE, &[("source_channel", "volume")]), "2027-03-31", "2027-05-31"),
        ("extended, renews", with(EXTENDED, &[]), "2026-12-31", "2027-04-01"),
        ("extended, cancel", with(EXTENDED, &[("end_of_term_action", "cancel")]), "2026-12-31", "2027-04-01"),
        ("extended, unknown", with(EXTENDED, &[("auto_renew", "")]), "2026-12-31", "2027-04-01"),
        ("extended, runs on", with(EXTENDED, &[("end_of_term_action", "extended_service_term")]), "", ""),
        ("extended, off", with(EXTENDED, &[("auto_renew", "false")]), "", ""),
        ("legacy", with(GRACE, &[("commerce_model", "legacy")]), "2026-12-31", "2027-03-31"),
        ("suspended", with(EXTENDED, &[("status", "suspended")]), "", "2027-04-01"),
        ("suspended legacy", with(GRACE, &[("commerce_model", "legacy"), ("status", "suspended")]), "", ""),
        ("disabled", with(ended, &[("status", "disabled")]), "2026-11-01", "2027-03-01"),
        ("bought a day too early", with(GRACE, &[("start_date", "2025-03-31")]), "2027-01-30", "2027-05-01"),
        ("bought on the first day", with(GRACE, &[("start_date", "2025-04-01")]), "2026-12-31", "2027-04-01"),
    ];
    let told = of_each(AS_OF, &cases.clone().map(|(name, row, ..)| (name, row)));
    for (name, _, works, deleted) in cases {
        let found = (told.cell(name, "users_work_until"), told.cell(name, "data_deleted_on"));
        assert_eq!(found, (works, deleted), "{name}");
    }
}

#[test]
fn a8_some_products_bought_by_volume_have_a_shorter_grace() {
    let volume: &[(&str, &str)] =
        &[("source_channel", "volume"), ("end_date", "2026-12-31"), ("start_date", "2024-01-01")];
    let policy = "[thresholds]\nshort-volume-grace = [\"exchangestandard\"]";
    let told = told(AS_OF, policy, &[("volume", &[volume])]);
    assert_eq!(told.cell("volume", "users_work_until"), "2027-01-30");
}

//! A3, A4, A10 and A16: the route as a function of the facts, the first possible day, and the credit.

use crate::clarified::{AS_OF, MOSA};
use crate::told::{Row, WAITING, told};

const OLD: &[(&str, &str)] =
    &[("start_date", "2024-01-01"), ("end_date", "2026-12-31"), ("term", "P3Y"), WAITING];

/// Line of the table, subscription, route, rejected routes.
const ROUTES: &[(&str, Row<'_>, &str, &str)] = &[
    ("1 trial", &[("is_trial", "true")], "none", ""),
    ("2 syndication", &[("source_channel", "syndication")], "none", ""),
    ("3 no channel", &[("source_channel", "")], "none", ""),
    ("4 no model", &[("commerce_model", "")], "none", ""),
    (
        "5 suspended",
        &[("status", "suspended")],
        "rebuy-now",
        "rebuy-at-term-end:suspended;transfer:transfer-not-possible",
    ),
    (
        "5 ended",
        &[("end_date", "2026-10-31"), ("start_date", "2025-11-01"), ("auto_renew", "false")],
        "rebuy-now",
        "rebuy-at-term-end:term-ended;transfer:transfer-not-possible",
    ),
    (
        "6 own legacy",
        &[("source_channel", "csp_self"), ("commerce_model", "legacy")],
        "migrate-own-legacy",
        "rebuy-now:commitment-running",
    ),
    ("7 mosa", MOSA, "rebuy-now", "rebuy-at-term-end:credit-possible"),
    (
        "7 advisor is direct",
        &[("source_channel", "advisor"), ("billing_account_type", "mosa")],
        "rebuy-now",
        "rebuy-at-term-end:credit-possible",
    ),
    ("8 another partner", &[], "transfer", "rebuy-now:commitment-running;rebuy-at-term-end:double-payment"),
    (
        "8 a status nobody knows",
        &[("status", "")],
        "transfer",
        "rebuy-now:commitment-running;rebuy-at-term-end:double-payment",
    ),
    (
        "9 inside the window",
        &[("source_channel", "direct"), ("billing_account_type", "mca"), ("start_date", "2026-11-01")],
        "rebuy-now",
        "rebuy-at-term-end:cancellation-window-open",
    ),
    (
        "10 volume",
        &[("source_channel", "volume")],
        "channel-transfer",
        "rebuy-now:commitment-running;rebuy-at-term-end:double-payment",
    ),
    (
        "11 type missing",
        &[("source_channel", "direct"), ("billing_account_type", "")],
        "rebuy-at-term-end",
        "rebuy-now:commitment-running",
    ),
    ("11 open", &[("source_channel", "open")], "rebuy-at-term-end", "rebuy-now:commitment-running"),
    (
        "11 legacy",
        &[("commerce_model", "legacy")],
        "rebuy-at-term-end",
        "rebuy-now:commitment-running;transfer:transfer-not-possible",
    ),
    (
        "11 pending never transfers",
        &[("status", "pending")],
        "rebuy-at-term-end",
        "rebuy-now:commitment-running;transfer:transfer-not-possible",
    ),
    (
        "11 in another request",
        OLD,
        "rebuy-at-term-end",
        "rebuy-now:commitment-running;transfer:transfer-not-possible",
    ),
    (
        "a product id means new commerce",
        &[("commerce_model", ""), ("product_id", "CFQ7TTC0LH16")],
        "transfer",
        "rebuy-now:commitment-running;rebuy-at-term-end:double-payment",
    ),
    (
        "an offer id means legacy",
        &[("commerce_model", ""), ("offer_id", "796b6b5f-613c-4e24-a17c-eba730d49c02")],
        "rebuy-at-term-end",
        "rebuy-now:commitment-running;transfer:transfer-not-possible",
    ),
    (
        "a region does not change the route",
        &[("customer_country", "US")],
        "transfer",
        "rebuy-now:commitment-running;rebuy-at-term-end:double-payment",
    ),
];

#[test]
fn a3_the_route_is_the_first_line_that_matches() {
    let customers: Vec<(&str, &[Row<'_>])> =
        ROUTES.iter().map(|(name, row, ..)| (*name, std::slice::from_ref(row))).collect();
    let told = told(AS_OF, "", &customers);
    for (name, _, route, rejected) in ROUTES {
        let found = (told.cell(name, "route"), told.cell(name, "rejected_routes"));
        assert_eq!(found, (*route, *rejected), "{name}");
    }
}

#[test]
fn a3_legacy_of_another_partner_moves_now_where_the_policy_says_so() {
    let customers: &[(&str, &[Row<'_>])] = &[("legacy", &[&[("commerce_model", "legacy")]])];
    let now = told(AS_OF, "[routes]\nlegacy-of-other-partner = \"now\"", customers);
    assert_eq!(now.cell("legacy", "route"), "rebuy-now");
    assert!(now.cell("legacy", "rejected_routes").contains("rebuy-at-term-end:legacy-converts"));
}

#[test]
fn a4_the_earliest_day_waits_for_relationship_and_agreement() {
    const LEADS: &[(&str, Row<'_>, &str)] = &[
        ("in place", &[], "2026-11-02"),
        ("no relationship", &[("relationship_status", "none")], "2026-11-16"),
        ("invited", &[("relationship_status", "invited")], "2026-11-16"),
        ("relationship unknown", &[("relationship_status", "")], "2026-11-16"),
        ("no agreement", &[("agreement_status", "missing")], "2026-11-03"),
        ("agreement outdated", &[("agreement_date", "2023-03-31")], "2026-11-03"),
        ("agreement unknown", &[("agreement_date", "")], "2026-11-03"),
        ("both", &[("relationship_status", "none"), ("agreement_status", "missing")], "2026-11-16"),
        ("delegated admin adds none", &[("gdap_status", "none")], "2026-11-02"),
    ];
    let customers: Vec<(&str, &[Row<'_>])> =
        LEADS.iter().map(|(name, row, _)| (*name, std::slice::from_ref(row))).collect();
    let plain = told(AS_OF, "", &customers);
    for (name, _, earliest) in LEADS {
        assert_eq!(plain.cell(name, "earliest_date"), *earliest, "{name}");
    }
    let holiday = told(AS_OF, "[calendar]\nholidays = [2026-11-03, 2026-11-04]", &customers);
    assert_eq!(holiday.cell("no agreement", "earliest_date"), "2026-11-05");
    assert_eq!(holiday.cell("no relationship", "earliest_date"), "2026-11-18");
    let saturday =
        told("2026-11-07", "", &[("in place", &[&[]]), ("short", &[&[("end_date", "2026-11-22")]])]);
    assert_eq!(saturday.cell("in place", "earliest_date"), "2026-11-07", "weekend or not");
    assert_eq!(saturday.cell("in place", "best_date"), "2026-11-23", "A is a working day");
    assert_eq!(saturday.cell("short", "route"), "rebuy-at-term-end", "A would be later than E");
}

#[test]
fn a10_credit_and_who_may_ask_for_it() {
    const CREDITS: &[(&str, Row<'_>, &str, &str)] = &[
        ("no route", &[("source_channel", "syndication")], "none", ""),
        ("no channel", &[("source_channel", "")], "unknown", ""),
        ("no model", &[("commerce_model", "")], "unknown", ""),
        (
            "ended",
            &[
                ("source_channel", "direct"),
                ("billing_account_type", "mosa"),
                ("status", "expired"),
                ("end_date", "2026-10-31"),
            ],
            "none",
            "",
        ),
        ("mosa", MOSA, "prorated", "partner"),
        (
            "mosa without administration",
            &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("gdap_status", "none")],
            "prorated",
            "customer",
        ),
        (
            "administration that expires",
            &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("gdap_status", "expiring")],
            "prorated",
            "partner",
        ),
        ("type missing", &[("source_channel", "direct")], "unknown", ""),
        ("transfer", &[], "prorated", "source-partner"),
        (
            "window",
            &[("source_channel", "direct"), ("billing_account_type", "mca"), ("start_date", "2026-11-01")],
            "window",
            "partner",
        ),
        ("window of a partner", &[("start_date", "2026-11-01"), WAITING], "window", "source-partner"),
        ("legacy", &[("commerce_model", "legacy")], "unknown", "source-partner"),
        ("waiting", &[WAITING], "none", ""),
        ("volume", &[("source_channel", "volume")], "none", ""),
        ("trial", &[("is_trial", "true")], "none", ""),
    ];
    let customers: Vec<(&str, &[Row<'_>])> =
        CREDITS.iter().map(|(name, row, ..)| (*name, std::slice::from_ref(row))).collect();
    let told = told(AS_OF, "", &customers);
    for (name, _, credit, contact) in CREDITS {
        let found = (told.cell(name, "credit"), told.cell(name, "credit_contact"));
        assert_eq!(found, (*credit, *contact), "{name}");
    }
}

#[test]
fn a16_before_2022_direct_purchases_follow_the_source_document() {
    let direct = |kind: &'static str| {
        [
            ("source_channel", "direct"),
            ("billing_account_type", kind),
            ("start_date", "2021-05-10"),
            ("end_date", "2022-05-09"),
            ("agreement_date", "2021-01-04"),
        ]
    };
    let (mca, unknown) = (direct("mca"), direct(""));
    let without: Vec<(&str, &str)> = mca.iter().copied().chain([("gdap_status", "none")]).collect();
    let customers: &[(&str, &[Row<'_>])] =
        &[("mca", &[&mca]), ("unknown", &[&unknown]), ("without", &[&without])];
    let then = told("2021-05-13", "", customers);
    for name in ["mca", "unknown", "without"] {
        assert_eq!(
            (then.cell(name, "route"), then.cell(name, "credit")),
            ("rebuy-at-term-end", "unknown"),
            "{name}"
        );
        assert!(then.rules(name).contains(&"credit-possible"), "{name}");
        assert_eq!(then.risk(name)["missing_facts"], "", "{name}: the account type is not needed");
    }
    assert_eq!(then.cell("mca", "credit_contact"), "partner");
    assert_eq!(then.cell("without", "credit_contact"), "customer");
    let later = told("2022-01-01", "", customers);
    assert_eq!(later.risk("unknown")["missing_facts"], "billing_account_type");
}

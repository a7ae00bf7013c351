//! A11 to A15: which actions stand before the cut-over, decisions, the score, regions, and rows that repeat.

use std::fs;

use crate::clarified::{AS_OF, MOSA};
use crate::run::{cutover, root, rows};
use crate::told::{Row, WAITING, told};

#[test]
fn a11_only_the_credit_and_the_former_partner_wait_until_after_the_move() {
    let told = told(
        AS_OF,
        "",
        &[("credit", &[MOSA]), ("former partner", &[&[WAITING, ("end_of_term_action", "cancel")]])],
    );
    assert!(told.rules("credit").contains(&"credit-possible"));
    assert_eq!(told.cell("credit", "readiness"), "ready");
    assert!(told.rules("former partner").contains(&"former-partner-keeps-access"));
    assert_eq!(told.cell("former partner", "readiness"), "ready-on-date");
}

/// Rule, whether it is found, subscription.
const ACTIONS: &[(&str, bool, &str, Row<'_>)] = &[
    ("relationship-missing", true, "invited", &[("relationship_status", "invited")]),
    ("relationship-missing", true, "advisor", &[("relationship_type", "advisor")]),
    ("relationship-missing", false, "unknown", &[("relationship_status", "")]),
    ("agreement-missing", true, "missing", &[("agreement_status", "missing")]),
    ("agreement-missing", true, "older kind", &[("agreement_type", "microsoft_cloud_agreement")]),
    ("agreement-missing", true, "attested", &[("agreement_method", "partner_attestation")]),
    (
        "agreement-missing",
        false,
        "attested, direct",
        &[
            ("agreement_method", "partner_attestation"),
            ("source_channel", "direct"),
            ("billing_account_type", "mosa"),
        ],
    ),
    ("agreement-outdated", true, "old", &[("agreement_date", "2023-03-31")]),
    ("agreement-outdated", false, "new", &[("agreement_date", "2023-04-01")]),
    ("auto-renew-on", true, "renews", &[WAITING]),
    ("auto-renew-on", false, "the action wins", &[WAITING, ("end_of_term_action", "cancel")]),
    ("auto-renew-on", false, "open", &[("source_channel", "open")]),
    ("auto-renew-on", false, "transfer", &[]),
    ("agreement-runs-out", true, "volume runs out", &[("source_channel", "volume")]),
    ("agreement-runs-out", true, "open runs out", &[("source_channel", "open")]),
    (
        "agreement-runs-out",
        false,
        "over",
        &[("source_channel", "open"), ("status", "expired"), ("end_date", "2026-10-20")],
    ),
    ("transfer-needs-consent", true, "consent", &[]),
    (
        "delegated-admin-missing",
        true,
        "nobody",
        &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("gdap_status", "none")],
    ),
    (
        "delegated-admin-missing",
        false,
        "dap",
        &[
            ("source_channel", "direct"),
            ("billing_account_type", "mosa"),
            ("gdap_status", "none"),
            ("dap_status", "active"),
        ],
    ),
    (
        "delegated-admin-missing",
        false,
        "not known",
        &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("gdap_status", "")],
    ),
];

#[test]
fn a11_each_action_is_found_under_its_own_condition() {
    let customers: Vec<(&str, &[Row<'_>])> =
        ACTIONS.iter().map(|(_, _, name, row)| (*name, std::slice::from_ref(row))).collect();
    let told = told(AS_OF, "", &customers);
    for (rule, is_found, name, _) in ACTIONS {
        assert_eq!(told.rules(name).contains(rule), *is_found, "{rule}: {name}");
        if *is_found {
            assert_eq!(told.cell(name, "readiness"), "needs-action", "{rule}: {name}");
        }
    }
}

#[test]
fn a11_an_extended_term_is_a_risk_and_not_an_action() {
    let told = told(AS_OF, "", &[("off", &[&[WAITING, ("auto_renew", "false")]])]);
    let found = told.findings("off").into_iter().find(|it| it["rule"] == "extended-term-starts");
    assert_eq!(found.expect("a finding")["severity"], "risk");
    assert_eq!(told.cell("off", "readiness"), "ready-on-date");
}

#[test]
fn a11_a_discontinued_offer_blocks_only_without_a_successor() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let run = work.path().join("run");
    let arguments =
        ["plan", "samples/portfolio.csv", "samples/licensing-list.csv", "--partner-country", "DE"];
    let dated =
        ["--as-of", "2026-11-22", "--out", run.to_str().expect("a path in UTF-8"), "--format", "csv,json"];
    let output = cutover(&root(), &[&arguments[..], &dated].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let plan = rows(&run.join("plan.csv"));
    let of = |name: &str| plan.iter().find(|row| row["customer_name"] == name).expect("a sample customer");
    let has = |name: &str, rule: &str| of(name)["findings"].split(';').any(|it| it == rule);
    assert!(has("Offer Discontinued GmbH", "offer-discontinued"));
    assert_eq!(of("Offer Discontinued GmbH")["readiness"], "blocked");
    assert!(has("Offer Changes GmbH", "offer-changes") && !has("Offer Changes GmbH", "offer-discontinued"));
    assert_eq!(of("Offer Changes GmbH")["readiness"], "needs-action", "one successor stands by itself");
    assert_eq!(of("Several Successors GmbH")["readiness"], "needs-decision");
    assert!(has("Successor Loses Data GmbH", "successor-loses-data"));
    assert_eq!(of("Successor Loses Data GmbH")["readiness"], "blocked");
}

#[test]
fn a12_a_rule_scores_once_and_the_parts_add_up() {
    let customers: &[(&str, &[Row<'_>])] = &[
        ("twice", &[&[], &[]]),
        ("near", &[&[WAITING, ("end_date", "2026-11-09"), ("start_date", "2025-11-10")]]),
        (
            "capped",
            &[&[
                ("customer_country", "US"),
                ("relationship_status", "none"),
                ("agreement_status", "missing"),
                ("status", "suspended"),
                ("source_channel", "direct"),
                ("billing_account_type", "mca"),
                ("gdap_status", "none"),
                ("end_date", "2026-11-09"),
                ("seats_purchased", "1000"),
                ("target_seats", "10"),
            ]],
        ),
        ("unknown", &[&[("customer_segment", ""), ("status", ""), ("end_date", "")]]),
    ];
    let plain = told(AS_OF, "", customers);
    let sum = |risk: &str| -> u32 {
        risk.split(';').filter_map(|part| part.rsplit_once(':')?.1.parse::<u32>().ok()).sum()
    };
    for (name, _) in customers {
        let risk = plain.risk(name);
        let score: u32 = risk["risk_score"].parse().expect("a score");
        assert_eq!(score, sum(&risk["score_breakdown"]).min(100), "{name}");
    }
    let twice = plain.risk("twice");
    let expected = "transfer-needs-consent:5;commitment-inherited:3;former-partner-keeps-access:1;exposure:1";
    let sorted = |text: &str| {
        let mut parts: Vec<String> = text.split(';').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    assert_eq!(sorted(&twice["score_breakdown"]), sorted(expected));
    assert_eq!((twice["risk_score"].as_str(), twice["grade"].as_str()), ("10", "C"), "an action is a C");
    assert!(plain.risk("near")["score_breakdown"].contains("deadline:20"), "seven days");
    assert_eq!(plain.risk("capped")["risk_score"], "100");
    assert_eq!(plain.risk("capped")["grade"], "F");
    let policy = "[levels]\ntransfer-needs-consent = \"note\"\ncommitment-inherited = \"off\"";
    let changed = told(AS_OF, policy, customers);
    let breakdown = &changed.risk("twice")["score_breakdown"];
    assert!(breakdown.contains("transfer-needs-consent:5") && !breakdown.contains("commitment-inherited"));
}

#[test]
fn a13_regions_are_judged_on_the_day_of_the_plan() {
    let country = |code: &'static str| [("customer_country", code)];
    let (russia, china, britain, iran, small) =
        (country("RU"), country("CN"), country("UK"), country("IR"), country("at"));
    let customers: &[(&str, &[Row<'_>])] =
        &[("RU", &[&russia]), ("CN", &[&china]), ("UK", &[&britain]), ("IR", &[&iran]), ("at", &[&small])];
    let (then, now) = (told("2023-08-16", "", customers), told("2023-08-17", "", customers));
    let found = |run: &crate::told::Told, name: &str| {
        let rules = run.rules(name);
        (rules.contains(&"region-mismatch"), rules.contains(&"market-not-listed"))
    };
    assert_eq!((found(&then, "RU"), found(&now, "RU")), ((true, false), (false, true)));
    assert_eq!((found(&then, "CN"), found(&now, "CN")), ((false, true), (true, false)));
    assert_eq!((found(&then, "IR"), found(&now, "IR")), ((false, true), (false, true)));
    assert_eq!(found(&now, "at"), (false, false));
    assert_eq!(now.cell("at", "customer_country"), "AT");
    assert_eq!(now.risk("UK")["missing_facts"], "customer_country", "no aliases");
    let work = tempfile::tempdir().expect("a temporary directory");
    fs::copy(now.work.path().join("export.csv"), work.path().join("export.csv")).expect("a copy");
    let output = cutover(work.path(), &["plan", "export.csv", "--partner-country", "IR", "--as-of", AS_OF]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a14_rows_of_one_subscription_merge_and_contradictions_reject_them_all() {
    let same = ("subscription_id", "00000000-0000-4000-a000-000000000001");
    let other = ("subscription_id", "00000000-0000-4000-a000-000000000002");
    let shared = ("subscription_id", "00000000-0000-4000-a000-000000000003");
    let told = told(
        AS_OF,
        "",
        &[
            ("merges", &[&[same, ("seats_assigned", "")], &[same, ("status", "")]]),
            ("contradicts", &[&[other, ("seats_purchased", "40")], &[other, ("seats_purchased", "41")], &[]]),
            ("one", &[&[shared], &[]]),
            ("two", &[&[shared], &[]]),
        ],
    );
    let merged = told.plan("merges");
    assert_eq!(
        (merged.len(), merged[0]["seats_assigned"].as_str(), merged[0]["status"].as_str()),
        (1, "40", "active")
    );
    for name in ["contradicts", "one", "two"] {
        assert_eq!(told.plan(name).len(), 1, "{name}: only the row nobody contradicts");
    }
    let rejects = rows(&told.run().join("rejects.csv"));
    assert_eq!(rejects.len(), 4);
    let conflicts = rejects.iter().filter(|row| row["reason"].contains("conflicting-duplicate")).count();
    assert_eq!(conflicts, 2, "{rejects:?}");
}

#[test]
fn a14_of_facts_that_differ_the_least_favorable_stands() {
    let told = told(
        AS_OF,
        "",
        &[
            ("relationship", &[&[("relationship_status", "invited")], &[("relationship_status", "removed")]]),
            ("agreement", &[&[("agreement_date", "2024-05-01")], &[("agreement_date", "2022-05-01")]]),
            ("method", &[&[("agreement_method", "direct")], &[("agreement_method", "partner_attestation")]]),
            ("country", &[&[("customer_country", "DE")], &[("customer_country", "AT")]]),
        ],
    );
    let seen = |name: &str, rule: &str| {
        let found = told.findings(name).into_iter().find(|it| it["rule"] == rule);
        found.unwrap_or_else(|| panic!("{name}: no {rule}"))["observed"].clone()
    };
    assert!(seen("relationship", "relationship-missing").contains("relationship_status=removed"));
    assert!(seen("agreement", "agreement-outdated").contains("agreement_date=2022-05-01"));
    assert!(seen("method", "agreement-missing").contains("partner_attestation"));
    assert_eq!(told.risk("country")["missing_facts"], "customer_country");
}

/// By the letter of A5, which settles what A15 leaves as an alternative: the users of a gap still work today.
#[test]
fn a15_users_who_are_locked_out_already_are_a_rescue_and_not_a_gap() {
    let told = told(
        AS_OF,
        "",
        &[(
            "disabled",
            &[&[
                ("status", "disabled"),
                ("end_date", "2026-10-20"),
                ("start_date", "2025-10-21"),
                ("relationship_status", "none"),
            ]],
        )],
    );
    assert!(
        !told.rules("disabled").contains(&"service-gap") && told.rules("disabled").contains(&"term-ended")
    );
    assert_eq!(told.cell("disabled", "readiness"), "needs-action");
}

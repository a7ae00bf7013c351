//! A1 and A2: which missing facts make a customer unknown, what may be assumed, and what is out of scope.

use crate::clarified::{AS_OF, MOSA};
use crate::told::{Row, WAITING, told};

/// The closed list: the fact, and a subscription for which it is needed and missing.
const NEEDED: &[(&str, Row<'_>)] = &[
    ("customer_country", &[("customer_country", "")]),
    ("relationship_status", &[("relationship_status", "")]),
    ("agreement_status", &[("agreement_status", "")]),
    ("agreement_date", &[("agreement_date", "")]),
    ("agreement_method", &[("agreement_method", "")]),
    ("gdap_status", &[("gdap_status", ""), ("source_channel", "direct"), ("billing_account_type", "mca")]),
    ("source_channel", &[("source_channel", "unknown")]),
    ("billing_account_type", &[("source_channel", "direct")]),
    ("commerce_model", &[("commerce_model", "")]),
    ("status", &[("status", "")]),
    ("end_date", &[("end_date", "")]),
    ("auto_renew", &[("auto_renew", ""), WAITING]),
    ("term", &[("term", ""), ("start_date", "2025-02-01"), ("end_date", "2026-01-31")]),
    ("seats_assigned", &[("seats_assigned", ""), ("target_seats", "39")]),
    ("parent_subscription_id", &[("is_add_on", "true")]),
    ("customer_segment", &[("sku_part_number", "STANDARDWOFFPACK_STUDENT")]),
];

#[test]
fn a1_a_missing_fact_of_the_closed_list_makes_readiness_unknown() {
    let customers: Vec<(&str, &[Row<'_>])> =
        NEEDED.iter().map(|(fact, row)| (*fact, std::slice::from_ref(row))).collect();
    let told = told(AS_OF, "", &customers);
    for (fact, _) in NEEDED {
        let risk = told.risk(fact);
        assert!(risk["missing_facts"].split(';').any(|missing| missing == *fact), "{fact}: {risk:?}");
        assert!(
            ["unknown", "blocked"].contains(&risk["readiness"].as_str()),
            "{fact}: {}",
            risk["readiness"]
        );
        let (known, needed): (u32, u32) =
            (risk["facts_known"].parse().expect("a count"), risk["facts_needed"].parse().expect("a count"));
        assert!(known < needed, "{fact}");
    }
}

#[test]
fn a1_nothing_else_that_is_missing_changes_readiness() {
    const OTHERS: &[(&str, Row<'_>)] = &[
        ("as it is", &[]),
        ("product_name", &[("product_name", "")]),
        ("start_date", &[("start_date", "")]),
        ("term of what runs", &[("term", "")]),
        ("seats_assigned with the same seats", &[("seats_assigned", "")]),
        ("price", &[("unit_price", "")]),
        ("gdap of a transfer", &[("gdap_status", "")]),
        ("segment of a commercial offer", &[("customer_segment", "")]),
        ("active subscriptions", &[("active_subscriptions_in_tenant", "")]),
        ("group licensing", &[("uses_group_licensing", "")]),
    ];
    let customers: Vec<(&str, &[Row<'_>])> =
        OTHERS.iter().map(|(name, row)| (*name, std::slice::from_ref(row))).collect();
    let told = told(AS_OF, "", &customers);
    for (name, _) in OTHERS {
        assert_eq!(told.risk(name)["readiness"], "needs-action", "{name}");
        assert_eq!(told.risk(name)["missing_facts"], "", "{name}");
    }
}

#[test]
fn a1_facts_are_assumed_where_the_policy_says_so_and_nowhere_else() {
    let unknown: &[(&str, &[Row<'_>])] =
        &[("customer", &[&[("agreement_status", ""), ("agreement_date", "")]])];
    let nothing = told(AS_OF, "", unknown);
    assert_eq!(nothing.risk("customer")["readiness"], "unknown");
    assert_eq!(nothing.risk("customer")["assumed_facts"], "");
    let policy = "[assume]\nagreement_status = \"accepted\"\nagreement_date = 2024-05-01";
    let assumed = told(AS_OF, policy, unknown);
    assert_eq!(assumed.risk("customer")["readiness"], "needs-action");
    assert_eq!(assumed.risk("customer")["assumed_facts"], "agreement_date;agreement_status");
    assert_eq!(assumed.risk("customer")["facts_known"], assumed.risk("customer")["facts_needed"]);
}

#[test]
fn a2_scope_is_tested_before_any_blocker() {
    const OUTSIDE: &[(&str, Row<'_>)] = &[
        ("usage", &[("commerce_model", "usage")]),
        ("perpetual", &[("commerce_model", "perpetual")]),
        ("trial", &[("is_trial", "true")]),
        ("already here", &[("source_channel", "csp_self")]),
        ("deleted", &[("status", "deleted"), ("end_date", "2026-03-31")]),
    ];
    let blocked = |row: Row<'static>| [&[("customer_country", "US")], row].concat();
    let rows: Vec<_> = OUTSIDE.iter().map(|(_, row)| blocked(row)).collect();
    let rows: Vec<[Row<'_>; 1]> = rows.iter().map(|row| [row.as_slice()]).collect();
    let customers: Vec<(&str, &[Row<'_>])> =
        OUTSIDE.iter().zip(&rows).map(|((name, _), row)| (*name, row.as_slice())).collect();
    let told = told(AS_OF, "", &customers);
    for (name, _) in OUTSIDE {
        assert_eq!(told.cell(name, "readiness"), "out-of-scope", "{name}");
        let risk = told.risk(name);
        assert_eq!(
            (risk["readiness"].as_str(), risk["risk_score"].as_str()),
            ("out-of-scope", "0"),
            "{name}"
        );
        assert_eq!((risk["subscriptions"].as_str(), risk["blockers"].as_str()), ("0", "0"), "{name}");
    }
}

#[test]
fn a2_deleted_data_block_where_the_status_does_not_say_deleted() {
    let told = told(
        "2026-11-02",
        "",
        &[
            ("gone", &[&[("status", "disabled"), ("start_date", "2025-07-01"), ("end_date", "2026-06-30")]]),
            ("going", &[&[("status", "disabled"), ("start_date", "2025-09-01"), ("end_date", "2026-08-31")]]),
            (
                "deleted",
                &[&[("status", "deleted"), ("start_date", "2025-07-01"), ("end_date", "2026-06-30")]],
            ),
        ],
    );
    assert!(told.rules("gone").contains(&"data-deleted") && told.cell("gone", "readiness") == "blocked");
    assert!(!told.rules("going").contains(&"data-deleted"));
    assert_eq!(told.cell("deleted", "readiness"), "out-of-scope");
}

#[test]
fn a2_a_finding_of_the_customer_counts_for_each_subscription_in_scope() {
    let told = told(
        AS_OF,
        "",
        &[(
            "customer",
            &[
                &[("relationship_status", "none")],
                &[("relationship_status", "none"), ("is_trial", "true")],
                MOSA,
            ],
        )],
    );
    let plan = told.plan("customer");
    let is_named = |row: usize| plan[row]["findings"].split(';').any(|rule| rule == "relationship-missing");
    assert!(is_named(0) && is_named(2), "in scope");
    assert!(!is_named(1), "a trial");
    let readiness: Vec<&str> = plan.iter().map(|row| row["readiness"].as_str()).collect();
    assert_eq!(readiness, ["needs-action", "out-of-scope", "needs-action"]);
}

//! Every deadline the reference derives stands in `steps.csv` with who has to act and until when, and in
//! `explain`.

use crate::told::{Told, WAITING, told};

const AS_OF: &str = "2026-11-02";

/// Nothing is in place, and the term of a year ends on 2027-01-31 without grace.
const OF_A_PARTNER: &[(&str, &str)] =
    &[WAITING, ("relationship_status", "none"), ("agreement_status", "missing")];
const TO_HAND_OVER: &[(&str, &str)] = &[("auto_renew", "true")];
const AGREEMENT: &[(&str, &str)] =
    &[("source_channel", "volume"), ("commerce_model", ""), ("start_date", "2024-02-01"), ("term", "P3Y")];
const IN_ITS_WINDOW: &[(&str, &str)] = &[
    ("source_channel", "direct"),
    ("billing_account_type", "mca"),
    ("start_date", "2026-11-01"),
    ("end_date", "2027-10-31"),
];
const ANY_DAY: &[(&str, &str)] =
    &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("start_date", "2026-02-01")];
const LEGACY: &[(&str, &str)] = &[("commerce_model", "legacy"), ("start_date", "2026-02-01")];
const IN_CHILE: &[(&str, &str)] = &[
    ("customer_country", "CL"),
    ("source_channel", "direct"),
    ("billing_account_type", "mca_e"),
    ("start_date", "2026-02-01"),
];

/// Deadline, customer, step, actor, due.
const DEADLINES: &[(&str, &str, &str, &str, &str)] = &[
    ("relationship_by: P less ten working days", "partner", "request-relationship", "us", "2027-01-18"),
    ("mca_by: P − 1", "partner", "accept-agreement", "customer", "2027-01-30"),
    (
        "autorenew_off_by, recommended: E less five working days",
        "partner",
        "stop-renewal",
        "source-partner",
        "2027-01-25",
    ),
    ("end_action_by: E, hard", "partner", "confirm-end-action", "us", "2027-01-31"),
    ("provision_no_later_than: E without grace", "partner", "provision", "us", "2027-01-31"),
    ("cancel_window_end: E + 7 of a renewal nobody stopped", "partner", "confirm-expiry", "us", "2027-02-07"),
    ("data_loss_on: E + 91", "partner", "secure-data", "us", "2027-05-02"),
    ("transfer_request_by: A − 14", "transfer", "request-transfer", "us", "2026-11-02"),
    (
        "an unanswered request lapses after 30 days",
        "transfer",
        "accept-transfer",
        "source-partner",
        "2026-12-02",
    ),
    ("end_action_by: E, hard", "agreement", "confirm-end-action", "us", "2027-01-31"),
    ("autorenew_off_by, recommended", "agreement", "stop-agreement", "customer", "2027-01-25"),
    ("provision_no_later_than: G = E + 90", "agreement", "provision", "us", "2027-05-01"),
    ("data_loss_on: E + 151", "agreement", "secure-data", "us", "2027-07-01"),
    ("cancel_window_end: the purchase itself", "window", "cancel-source", "customer", "2026-11-07"),
    ("data of what is undone are kept for seven days", "window", "secure-data", "us", "2026-11-09"),
    ("provision_no_later_than: G = E + 30", "mosa", "provision", "us", "2027-03-02"),
    ("data of what is cancelled are kept for ninety days", "mosa", "secure-data", "us", "2027-01-31"),
    ("provision_no_later_than: the day a legacy source stops", "legacy", "provision", "us", "2027-01-31"),
    ("cancel_window_end: ten days in Chile", "chile", "confirm-expiry", "us", "2027-02-10"),
];

fn planned() -> Told {
    told(
        AS_OF,
        "",
        &[
            ("partner", &[OF_A_PARTNER]),
            ("transfer", &[TO_HAND_OVER]),
            ("agreement", &[AGREEMENT]),
            ("window", &[IN_ITS_WINDOW]),
            ("mosa", &[ANY_DAY]),
            ("legacy", &[LEGACY]),
            ("chile", &[IN_CHILE]),
        ],
    )
}

#[test]
fn every_deadline_has_its_step_with_actor_and_day() {
    let told = planned();
    let mut wrong = Vec::new();
    for &(deadline, customer, kind, actor, due) in DEADLINES {
        let steps = told.steps(customer);
        let step = steps.iter().find(|step| step["step"] == kind);
        let step = step.unwrap_or_else(|| panic!("{customer}: no step {kind} for {deadline}"));
        let found = (step["actor"].as_str(), step["due"].as_str());
        if found != (actor, due) {
            wrong.push(format!("{customer}, {kind}: {deadline}: {found:?}, not {actor} by {due}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_deadline_is_explained() {
    let told = planned();
    for customer in ["partner", "transfer", "agreement", "window", "mosa", "legacy", "chile"] {
        let page = told.explained(customer);
        for &(deadline, _, kind, _, due) in DEADLINES.iter().filter(|it| it.1 == customer) {
            assert!(page.contains(due), "{customer}, {kind}: {deadline} is not in\n{page}");
        }
    }
}

/// Grace is for emergencies: the step begins on the recommended day and is due on the last one.
#[test]
fn the_recommended_day_to_provision_is_when_its_step_begins() {
    let told = planned();
    let begins = |customer: &str| {
        let steps = told.steps(customer);
        let step = steps.iter().find(|step| step["step"] == "provision").expect("a step");
        step["not_before"].clone()
    };
    assert_eq!(begins("partner"), "2027-01-31", "E without grace");
    assert_eq!(begins("agreement"), "2027-02-01", "N with grace");
}

#[test]
fn what_is_handed_over_keeps_its_data_and_has_no_end_to_set() {
    let told = planned();
    let kinds: Vec<&str> = told.steps("transfer").iter().map(|step| step["step"].as_str()).collect();
    assert_eq!(kinds, ["request-transfer", "accept-transfer", "verify", "remove-former-partner"]);
}

/// A deadline that has passed is due today, never before.
#[test]
fn nothing_is_due_in_the_past() {
    let late = told("2027-01-30", "", &[("partner", &[OF_A_PARTNER])]);
    for step in late.steps("partner") {
        assert!(step["due"].is_empty() || step["due"].as_str() >= "2027-01-30", "{step:?}");
    }
}

//! Dates of enforcement: the policy moves them, the rule book prints them, and the day of the event is judged.

use std::fs;
use std::path::Path;

use crate::run::{cutover, rows};

const EXPORT: &str = "customer_tenant_id,customer_name,customer_country,source_channel,billing_account_type,\
commerce_model,relationship_status,gdap_status,agreement_status,agreement_date,agreement_method,subscription_id,\
sku_part_number,seats_purchased,seats_assigned,status,term,start_date,end_date,auto_renew\n\
11111111-2222-4333-8444-555555555555,Contoso GmbH,DE,";
const STANDING: &str = "active,active,accepted,2024-05-01,direct,s-1,EXCHANGESTANDARD,40,40,active,P1Y";

/// Plans one subscription, given by its channel, account, model, start, end and renewal, under a policy.
fn plan(directory: &Path, subscription: [&str; 6], as_of: &str, policy: &str) {
    let [channel, account, model, start, end, renews] = subscription;
    let row = format!("{EXPORT}{channel},{account},{model},{STANDING},{start},{end},{renews}\n");
    fs::write(directory.join("export.csv"), row).expect("an export");
    fs::write(directory.join("policy.toml"), format!("partner.country = 'DE'\n{policy}")).expect("a policy");
    let plan = ["plan", "export.csv", "--policy", "policy.toml", "--as-of", as_of, "--out", "run"];
    let output = cutover(directory, &plan);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Whether a rule speaks of the subscription.
fn finds(rule: &str, subscription: [&str; 6], as_of: &str, policy: &str) -> bool {
    let work = tempfile::tempdir().expect("a temporary directory");
    plan(work.path(), subscription, as_of, policy);
    let line = rows(&work.path().join("run/plan.csv")).remove(0);
    line["findings"].split(';').any(|found| found == rule)
}

const BOUGHT_OF_A_PARTNER: [&str; 6] = ["csp_other", "", "nce", "2026-11-20", "2027-11-19", "true"];

/// Every rule that a date of the policy opens, and the key of that date.
const OPENED: [(&str, &str); 8] = [
    ("agreement-outdated", "agreement-again-from"),
    ("seat-minimum", "seat-minimum-from"),
    ("extended-term-starts", "extended-term-from"),
    ("cancellation-window-open", "cancellation-window-from"),
    ("transfer-needs-consent", "transfer-from"),
    ("commitment-inherited", "transfer-from"),
    ("legacy-converts", "legacy-converts-from"),
    ("direct-terms-change", "direct-terms-change-from"),
];

#[test]
fn a_date_of_the_policy_is_the_one_every_listing_of_the_rules_prints() {
    for (rule, key) in OPENED {
        let work = tempfile::tempdir().expect("a temporary directory");
        let moved = format!("[dates]\n{key} = 2019-03-04\n");
        plan(work.path(), BOUGHT_OF_A_PARTNER, "2026-11-22", &moved);
        let book = rows(&work.path().join("run/rules.csv"));
        let row = book.iter().find(|row| row["rule"] == rule).expect("the rule is in the book");
        assert_eq!((row["valid_from"].as_str(), row["valid_to"].as_str()), ("2019-03-04", ""), "{rule}");
        let said = |arguments: &[&str]| {
            let output = cutover(work.path(), arguments);
            String::from_utf8(output.stdout).expect("a text")
        };
        let page = said(&["rules", "explain", rule, "--policy", "policy.toml"]);
        assert!(page.contains("valid from 2019-03-04") && page.contains(key), "{page}");
        let list = said(&["rules", "list", "--format", "json", "--policy", "policy.toml"]);
        let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
        let listed = list["rules"].as_array().expect("a list").iter().find(|it| it["rule"] == rule);
        assert_eq!(listed.expect("the rule is listed")["valid_from"], "2019-03-04", "{rule}");
    }
}

#[test]
fn the_window_of_a_purchase_is_told_from_the_day_the_policy_says() {
    let bought = ["csp_other", "", "nce", "2021-11-20", "2022-11-19", "true"];
    let told = |policy: &str| finds("cancellation-window-open", bought, "2021-11-22", policy);
    assert!(!told(""));
    assert!(told("[dates]\ncancellation-window-from = 2021-11-20\n"));
    assert!(!told("[dates]\ncancellation-window-from = 2021-11-21\n"));
}

#[test]
fn a_direct_purchase_is_judged_by_the_day_of_its_renewal_and_not_by_that_of_the_plan() {
    let ending = |end| ["direct", "mosa", "", "2025-02-01", end, "true"];
    let told = |end, policy: &str| finds("direct-terms-change", ending(end), "2026-11-22", policy);
    let later = "[dates]\ndirect-terms-change-from = 2027-02-01\n";
    assert!(told("2027-01-30", "") && told("2027-01-31", later));
    assert!(!told("2027-01-30", later), "it renews the day before");
}

#[test]
fn a_legacy_subscription_is_judged_by_the_day_of_its_renewal() {
    let legacy = ["csp_self", "", "legacy", "2026-02-01", "2027-01-31", "true"];
    let told = |from| {
        let policy = format!("[dates]\nlegacy-converts-from = {from}\n");
        finds("legacy-converts", legacy, "2026-11-22", &policy)
    };
    assert!(told("2027-02-01") && !told("2027-02-02"));
}

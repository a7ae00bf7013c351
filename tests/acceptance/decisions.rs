//! Pins of every kind, decisions about nobody, and each kind of amount, right to the cent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cutover::model::{parse_day, plus_days};

use crate::dice::Dice;
use crate::run::{cutover, rows};

type Row = BTreeMap<String, String>;

/// One customer that pays yearly and lets its term run out, one in its extended service term, and one that has just
/// bought and may still cancel.
const EXPORT: &str = "\
customer_tenant_id,customer_name,customer_country,relationship_status,gdap_status,agreement_status,agreement_date,agreement_method,subscription_id,sku_part_number,seats_purchased,seats_assigned,status,auto_renew,end_of_term_action,source_channel,billing_account_type,commerce_model,term,billing_cycle,start_date,end_date,unit_price,price_basis,currency,customer_segment
11111111-2222-4333-8444-555555555555,Price GmbH,DE,active,active,accepted,2023-05-01,direct,99999999-2222-4333-8444-555555555551,SPE_E3,40,40,active,,cancel,direct,mca,nce,P1Y,annual,2026-02-01,2027-01-31,400,per_term,EUR,commercial
21111111-2222-4333-8444-555555555555,Bridge GmbH,DE,active,active,accepted,2023-05-01,direct,99999999-2222-4333-8444-555555555552,SPE_E3,10,10,active,,extended_service_term,csp_other,,nce,P1Y,annual,2025-11-20,2026-11-19,365,per_term,EUR,commercial
31111111-2222-4333-8444-555555555555,Credit GmbH,DE,active,active,accepted,2023-05-01,direct,99999999-2222-4333-8444-555555555553,SPE_E3,10,10,active,true,,direct,mca,nce,P1Y,annual,2026-11-20,2027-11-19,365,per_term,EUR,commercial
";

const PRICES: &str = "\
ChangeIndicator,ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment
Unchanged,Microsoft 365 E3,CFQ7TTC0LFLX,1,Microsoft 365 E3,Microsoft Corporation,,,P1Y,Annual,DE,EUR,432.5,,,2025-11-01T00:00:00.0000000Z,9999-11-30T23:59:59.0000000Z,License,500,Commercial
";

const PINS: &str = "customer_tenant_id,subscription_id,date,wave,route,successor,skip,owner,reason,expires\n";

/// Plans the customers on the given terms and gives the summary.
fn plan(directory: &Path, out: &str, policy: &str, pins: &str, more: &[&str]) -> String {
    let write = |name: &str, text: &str| fs::write(directory.join(name), text).expect("a file");
    write("export.csv", EXPORT);
    write("prices.csv", PRICES);
    write("policy.toml", policy);
    write("pins.csv", &format!("{PINS}{pins}"));
    let mut arguments = vec!["plan", "export.csv", "--partner-country", "DE", "--as-of", "2026-11-22"];
    arguments.extend(["--out", out, "--policy", "policy.toml", "--pins", "pins.csv", "--format", "csv,json"]);
    arguments.extend(more);
    let output = cutover(directory, &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a text")
}

fn row(directory: &Path, out: &str, id: &str) -> Row {
    let plan = rows(&directory.join(out).join("plan.csv"));
    plan.into_iter().find(|row| row["subscription_id"].ends_with(id)).expect("a row")
}

/// The amount, currency and label of a kind of figure of a subscription.
fn figure(directory: &Path, out: &str, id: &str, kind: &str) -> Option<(String, String, String)> {
    let money = rows(&directory.join(out).join("money.csv"));
    let found = money.into_iter().find(|row| row["subscription_id"].ends_with(id) && row["kind"] == kind);
    found.map(|row| (row["amount"].clone(), row["currency"].clone(), row["label"].clone()))
}

fn told(amount: &str, label: &str) -> (String, String, String) {
    (amount.to_owned(), "EUR".to_owned(), label.to_owned())
}

#[test]
fn a_price_list_says_what_the_new_term_adds() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    plan(directory, "run", "", "", &["--price-list", "prices.csv"]);
    // 40 × (432.50 − 400.00) and 10 × (432.50 − 365.00).
    assert_eq!(figure(directory, "run", "51", "new-term-difference"), Some(told("1300.00", "list-price")));
    assert_eq!(figure(directory, "run", "52", "new-term-difference"), Some(told("675.00", "list-price")));
    plan(directory, "without", "", "", &[]);
    assert_eq!(figure(directory, "without", "51", "new-term-difference"), None);
}

#[test]
fn what_cancelling_brings_back_is_negative_and_an_estimate() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    plan(directory, "run", "", "", &[]);
    assert_eq!(row(directory, "run", "53")["credit"], "window");
    // 363 of 365 days of 10 × 365.00 are left on the as-of day.
    assert_eq!(figure(directory, "run", "53", "credit"), Some(told("-3630.00", "estimate")));
}

#[test]
fn an_extended_service_term_costs_each_day_until_the_move() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let amount = |out: &str| {
        let (amount, _, label) = figure(directory, out, "52", "extended-service-bridge").expect("a bridge");
        assert_eq!(label, "estimate");
        amount.parse::<f64>().expect("an amount")
    };
    plan(directory, "soon", "", "", &[]);
    let pin = ",99999999-2222-4333-8444-555555555552,2026-12-09,,,,,Ada,asked,\n";
    plan(directory, "late", "", pin, &[]);
    // Twenty days, from the one after the end to the one before the move, against three.
    assert_eq!(row(directory, "late", "52")["cutover_date"], "2026-12-09");
    assert!(amount("soon") > 0.0 && amount("late") > 5.0 * amount("soon"));
}

#[test]
fn pins_to_a_wave_a_route_and_nowhere_hold() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let pins = "\
        ,99999999-2222-4333-8444-555555555551,,1,,,,Ada,with the first,\n\
        ,99999999-2222-4333-8444-555555555552,,,,,true,Ada,stays,\n\
        ,99999999-2222-4333-8444-555555555553,,,rebuy-at-term-end,,,Ada,no hurry,\n";
    plan(directory, "run", "[waves]\ncapacity = 5\n", pins, &[]);
    // The others stay or wait, so that the first wave is its own best day.
    assert_eq!(row(directory, "run", "51")["cutover_date"], "2027-02-01");
    assert_eq!(row(directory, "run", "52")["cutover_date"], "");
    assert_eq!(row(directory, "run", "53")["route"], "rebuy-at-term-end");
    assert_eq!(row(directory, "run", "53")["cutover_date"], "2027-11-19");
    assert_eq!(row(directory, "run", "53")["credit"], "none");
}

#[test]
fn a_pin_to_a_wave_that_is_not_or_to_a_successor_that_is_none_is_wrong() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let pins = "\
        ,99999999-2222-4333-8444-555555555551,,99,,,,Ada,some day,\n\
        ,99999999-2222-4333-8444-555555555552,,,,NO_SUCH_OFFER,,Ada,cheaper,\n\
        ,99999999-2222-4333-8444-555555555553,,,transfer,,,Ada,as usual,\n";
    plan(directory, "run", "[waves]\ncapacity = 5\n", pins, &[]);
    for id in ["51", "52", "53"] {
        let findings = row(directory, "run", id)["findings"].clone();
        assert!(findings.split(';').any(|rule| rule == "pin-wrong"), "{id}: {findings}");
    }
}

#[test]
fn pins_about_nobody_are_named_in_both_languages() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let gone = "77777777-2222-4333-8444-555555555555";
    let pins = format!("{gone},,2026-12-10,,,,,Ada,gone,\n");
    let english = plan(directory, "run", "", &pins, &[]);
    assert!(english.contains(&format!("1 pin is about nobody in the exports: {gone}")), "{english}");
    let german = plan(directory, "german", "", &pins, &["--lang", "de"]);
    assert!(german.contains("Wellen: ") && german.contains("1 Festlegung betrifft niemanden"), "{german}");
    let record = fs::read_to_string(directory.join("run/run.json")).expect("run.json");
    let record: serde_json::Value = serde_json::from_str(&record).expect("a document");
    assert_eq!(record["waves"]["absent_pins"][0]["id"], gone);
    assert_eq!(record["waves"]["gap_percent"], "0.00");
}

#[test]
fn explain_tells_calendar_and_money_in_german() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    plan(directory, "run", "[waves]\ncapacity = 1\nfreeze = [\"2026-11-23..2026-12-04\"]\n", "", &[]);
    let output = cutover(directory, &["explain", "run", "Credit GmbH", "--lang", "de"]);
    let text = String::from_utf8(output.stdout).expect("a text");
    for expected in
        ["Kalender\n  bester Tag 22.11.2026", "Änderungssperre der Richtlinie", "Beträge", "(sicher)"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn nobody_but_who_is_pinned_there_moves_on_a_frozen_day() {
    let mut dice = Dice(11);
    for _ in 0..6 {
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        let as_of = parse_day("2026-11-22").expect("a day");
        let first = plus_days(as_of, dice.below(90) as i64);
        let last = plus_days(first, dice.below(30) as i64);
        let capacity = dice.below(3) + 1;
        let policy = format!("[waves]\ncapacity = {capacity}\nfreeze = [\"{first}..{last}\"]\n");
        plan(directory, "run", &policy, "", &[]);
        for wave in rows(&directory.join("run/waves.csv")) {
            let day = parse_day(&wave["date"]).expect("a day");
            assert!(day < first || day > last, "{day} in {first}..{last}");
        }
    }
}

//! Capacity, freezes, groups and pins, through the command line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use cutover::model::{Day, parse_day};

use crate::run::{cutover, root, rows};

/// Plans the sample portfolio into `out` of `directory`.
fn plan(directory: &Path, export: &str, out: &str, more: &[&str]) -> Output {
    let mut arguments =
        vec!["plan", export, "--partner-country", "DE", "--as-of", "2026-11-22", "--out", out];
    arguments.extend(more);
    let output = cutover(directory, &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn sample(name: &str) -> String {
    root().join("samples").join(name).display().to_string()
}

fn crowded(directory: &Path, out: &str, more: &[&str]) -> Output {
    let policy = sample("crowded.toml");
    let arguments = [&["--policy", policy.as_str()], more].concat();
    plan(directory, &sample("portfolio.csv"), out, &arguments)
}

fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

#[test]
fn nobody_moves_on_a_frozen_day_and_no_day_takes_more_than_it_can() {
    let directory = tempfile::tempdir().expect("a directory");
    crowded(directory.path(), "run", &[]);
    let frozen = day("2026-12-15")..=day("2027-01-06");
    let waves = rows(&directory.path().join("run/waves.csv"));
    assert!(waves.len() > 20);
    for wave in &waves {
        let (date, customers) = (day(&wave["date"]), wave["customers"].parse::<u32>().expect("a number"));
        assert!(!frozen.contains(&date), "{date}");
        let capacity = wave["capacity"].parse::<u32>().expect("a capacity");
        let is_friday = date.format("%a").to_string() == "Fri";
        assert_eq!(capacity, if is_friday { 2 } else { 12 }, "{date}");
        assert!(customers <= capacity, "{date}: {customers} of {capacity}");
    }
    let number_of: BTreeMap<&str, &str> =
        waves.iter().map(|wave| (wave["date"].as_str(), wave["wave"].as_str())).collect();
    let plan = rows(&directory.path().join("run/plan.csv"));
    let moving = plan.iter().filter(|row| !row["cutover_date"].is_empty());
    assert!(moving.clone().any(|row| row["cutover_date"] != row["best_date"]));
    for row in moving {
        assert_eq!(Some(&row["wave"].as_str()), number_of.get(row["cutover_date"].as_str()));
        assert!(row["cutover_date"] >= row["earliest_date"], "{}", row["subscription_id"]);
    }
}

#[test]
fn a_group_moves_together() {
    let directory = tempfile::tempdir().expect("a directory");
    crowded(directory.path(), "run", &[]);
    let plan = rows(&directory.path().join("run/plan.csv"));
    let days: Vec<&str> = plan
        .iter()
        .filter(|row| {
            ["03ed8304", "1e35bacb"].iter().any(|tenant| row["customer_tenant_id"].starts_with(tenant))
        })
        .map(|row| row["cutover_date"].as_str())
        .collect();
    assert!(days.len() > 3 && days.iter().all(|it| *it == days[0]), "{days:?}");
}

#[test]
fn the_order_of_the_rows_changes_no_day() {
    let directory = tempfile::tempdir().expect("a directory");
    let text = fs::read_to_string(sample("portfolio.csv")).expect("the sample");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    fs::write(directory.path().join("reversed.csv"), lines.join("\n") + "\n").expect("an export");
    crowded(directory.path(), "run", &["--pins", &sample("decisions/pins.csv")]);
    let more = ["--policy", &sample("crowded.toml"), "--pins", &sample("decisions/pins.csv"), "--jobs", "1"];
    plan(directory.path(), "reversed.csv", "reversed", &more);
    for table in ["waves.csv", "schedule.csv", "money.csv"] {
        let read = |run: &str| fs::read(directory.path().join(run).join(table)).expect("a table");
        assert!(read("run") == read("reversed"), "{table}");
    }
}

#[test]
fn pins_hold_and_every_rule_about_pins_fires() {
    let directory = tempfile::tempdir().expect("a directory");
    crowded(directory.path(), "run", &["--pins", &sample("decisions/pins.csv")]);
    let plan = rows(&directory.path().join("run/plan.csv"));
    let row = |id: &str| plan.iter().find(|row| row["subscription_id"].starts_with(id)).expect("a row");
    assert_eq!(row("2e4765c2")["cutover_date"], "2026-12-10");
    assert_eq!(row("4f9e68d6")["route"], "rebuy-at-term-end");
    assert_eq!((row("3c8d1188")["cutover_date"].as_str(), row("3c8d1188")["wave"].as_str()), ("", ""));
    assert_eq!(row("9d5583d3")["cutover_date"], "2027-03-10");
    for (id, rule) in [
        ("50f138f1", "pin-useless"),
        ("9d5583d3", "pin-wrong"),
        ("aedfb896", "pin-overdue"),
        ("7a610a71", "pin-expired"),
    ] {
        assert!(row(id)["findings"].split(';').any(|it| it == rule), "{id}: {}", row(id)["findings"]);
    }
    assert!(!row("2e4765c2")["findings"].contains("pin-"));
}

#[test]
fn explain_says_what_took_the_days_between_and_what_waiting_costs() {
    let directory = tempfile::tempdir().expect("a directory");
    crowded(directory.path(), "run", &["--pins", &sample("decisions/pins.csv")]);
    let told = |id: &str| {
        let output = cutover(directory.path(), &["explain", "run", id]);
        String::from_utf8(output.stdout).expect("a text")
    };
    let schedule = rows(&directory.path().join("run/schedule.csv"));
    let frozen = schedule.iter().find(|row| row["taken_by"].contains("=freeze")).expect("a frozen move");
    let page = told(&frozen["customer_tenant_id"]);
    assert!(page.contains("Calendar\n  best day ") && page.contains("frozen by the policy"), "{page}");
    let pinned = told("9d5583d3-cbc8-4902-9db6-3384f2040187");
    assert!(
        pinned.contains("pinned by Ada Beispiel: date 2027-03-10 (after the annual accounts)"),
        "{pinned}"
    );
    let money = rows(&directory.path().join("run/money.csv"));
    let waits = money.iter().find(|row| row["kind"] == "moving-today").expect("somebody who waits");
    assert!(told(&waits["customer_tenant_id"]).contains("moving today on 2026-11-22: "));
    for row in &money {
        assert!(["certain", "estimate", "list-price"].contains(&row["label"].as_str()));
    }
}

#[test]
fn the_summary_and_the_record_tell_of_the_calendar_only_where_there_is_one() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = crowded(directory.path(), "crowded", &[]);
    let text = String::from_utf8(output.stdout).expect("a text");
    assert!(text.contains("\nWaves: ") && text.lines().count() <= 20, "{text}");
    plan(directory.path(), &sample("portfolio.csv"), "open", &[]);
    let record = |run: &str| -> serde_json::Value {
        let text = fs::read_to_string(directory.path().join(run).join("run.json")).expect("run.json");
        serde_json::from_str(&text).expect("a document")
    };
    let waves = &record("crowded")["waves"];
    assert_eq!(waves["proof"], "optimal");
    assert!(waves["smallest_capacity"].as_u64().is_some() && waves["freezes"][0]["first"] == "2026-12-15");
    let missed = |key: &str| waves[key]["missed_seats"].as_u64().expect("a number");
    assert!(missed("half_capacity") >= missed("planned") && missed("planned") >= missed("double_capacity"));
    assert!(record("open").get("waves").is_none());
    assert!(rows(&directory.path().join("open/schedule.csv")).is_empty());
}

#[test]
fn an_unreadable_pin_ends_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("pins.csv"), "subscription_id,date,owner,reason\ns,soon,Ada,asked\n")
        .expect("pins");
    let arguments = ["plan", &sample("minimal.csv"), "--partner-country", "DE", "--pins", "pins.csv"];
    let output = cutover(directory.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("pins.csv:2: date: `soon` is not a day"), "{told}");
}

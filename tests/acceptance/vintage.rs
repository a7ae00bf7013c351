//! The same export on the day of the source document and today: what answers differently, column by column.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::run::{cutover, root, rows};

/// Columns whose answers belong to their day.
const COLUMNS: [&str; 9] = [
    "route",
    "rejected_routes",
    "best_date",
    "users_work_until",
    "data_deleted_on",
    "credit",
    "credit_contact",
    "readiness",
    "findings",
];

type Cells = BTreeMap<String, String>;

/// The plan of the sample by subscription.
fn planned(as_of: &str, work: &Path) -> BTreeMap<String, Cells> {
    let out = work.join(as_of);
    let out_text = out.to_str().expect("a path in UTF-8");
    let arguments =
        ["plan", "samples/minimal.csv", "--partner-country", "DE", "--as-of", as_of, "--out", out_text];
    let output = cutover(&root(), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    rows(&out.join("plan.csv")).into_iter().map(|row| (row["subscription_id"].clone(), row)).collect()
}

#[test]
fn the_day_of_the_source_document_and_today_differ_as_the_rules_did() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let (then, now) = (planned("2021-05-13", work.path()), planned("2026-11-22", work.path()));
    let mut told = String::new();
    for (id, old) in &then {
        let new = &now[id];
        let facts =
            ["customer_name", "source_channel", "commerce_model", "end_date"].map(|it| old[it].as_str());
        writeln!(told, "{}", facts.join(", ")).expect("a string");
        for column in COLUMNS.into_iter().filter(|column| old[*column] != new[*column]) {
            writeln!(told, "  {column}\n    2021-05-13  {}\n    2026-11-22  {}", old[column], new[column])
                .expect("a string");
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("then-and-now", told) });
}

#[test]
fn no_route_of_today_is_taken_on_the_day_of_the_source_document() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let out = work.path().join("run");
    let out = out.to_str().expect("a path in UTF-8");
    let arguments =
        ["plan", "samples/portfolio.csv", "--partner-country", "DE", "--as-of", "2021-05-13", "--out", out];
    assert!(cutover(&root(), &arguments).status.success());
    let plan = rows(&work.path().join("run/plan.csv"));
    assert!(plan.iter().all(|row| row["route"] != "transfer"), "partners could not hand over yet");
    let direct = |row: &&Cells| matches!(row["source_channel"].as_str(), "direct" | "advisor");
    for row in plan.iter().filter(direct).filter(|row| row["route"] == "rebuy-at-term-end") {
        assert_eq!(row["credit"], "unknown", "{}: billing support decides", row["subscription_id"]);
        assert!(row["findings"].split(';').any(|rule| rule == "credit-possible"));
    }
    assert!(plan.iter().filter(direct).count() > 10);
}

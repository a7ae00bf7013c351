//! The samples show what they say: every rule of the book fires on them, and nothing on those without trouble.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{cutover, root, rows};

/// Every sample export, as a shell would name them.
fn exports() -> Vec<String> {
    let entries = fs::read_dir(root().join("samples")).expect("samples");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| Path::new(name).extension().is_some_and(|it| it == "csv"))
        .map(|name| format!("samples/{name}"))
        .collect();
    names.sort();
    names
}

/// Plans `exports` from the package's directory; gives the run.
fn planned(exports: &[String], partner: &[&str], out: &Path) -> PathBuf {
    let out = out.to_str().expect("a path in UTF-8");
    let mut arguments = vec!["plan", "--as-of", "2026-11-22", "--out", out, "--format", "csv,json"];
    arguments.extend(partner);
    arguments.extend(exports.iter().map(String::as_str));
    let output = cutover(&root(), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    PathBuf::from(out)
}

/// How often each rule fired.
fn fired(run: &Path) -> BTreeMap<String, u64> {
    let rules = rows(&run.join("rules.csv"));
    rules.into_iter().map(|row| (row["rule"].clone(), row["findings"].parse().expect("a count"))).collect()
}

#[test]
fn every_rule_of_the_book_fires_on_the_samples() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let policies: [&[&str]; 4] = [
        &["--partner-country", "DE"],
        &["--policy", "samples/busy-partner.toml"],
        &["--policy", "samples/suspended-partner.toml"],
        &["--partner-country", "DE", "--pins", "samples/decisions/pins.csv"],
    ];
    let mut total: BTreeMap<String, u64> = BTreeMap::new();
    for (number, partner) in policies.iter().enumerate() {
        let run = planned(&exports(), partner, &work.path().join(number.to_string()));
        for (rule, findings) in fired(&run) {
            *total.entry(rule).or_default() += findings;
        }
    }
    let listed = cutover(&root(), &["rules", "list", "--format", "json"]);
    let book: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    let ids: Vec<&str> = book["rules"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|rule| rule["rule"].as_str().expect("an id"))
        .collect();
    assert!(ids.len() >= 50, "the rule book is there");
    let silent: Vec<&&str> = ids.iter().filter(|id| total.get(**id).copied().unwrap_or(0) == 0).collect();
    assert!(silent.is_empty(), "never fired: {silent:?}");
}

#[test]
fn nothing_is_said_of_customers_without_trouble() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let exports = ["samples/untroubled.csv".to_owned()];
    let run = planned(&exports, &["--partner-country", "DE"], &work.path().join("run"));
    let said: Vec<_> = fired(&run).into_iter().filter(|(_, findings)| *findings > 0).collect();
    assert!(said.is_empty(), "{said:?}");
    assert!(!rows(&run.join("plan.csv")).is_empty(), "the sample holds subscriptions");
}

#[test]
fn every_finding_says_what_was_seen_where_and_what_to_do() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let run = planned(&exports(), &["--partner-country", "DE"], &work.path().join("run"));
    let rules: BTreeMap<String, _> =
        rows(&run.join("rules.csv")).into_iter().map(|row| (row["rule"].clone(), row)).collect();
    let findings = rows(&run.join("findings.csv"));
    assert!(findings.len() > 100, "the samples are full of findings");
    for finding in &findings {
        let id = &finding["finding_id"];
        for column in ["observed", "actor", "source_file", "source_line"] {
            assert!(!finding[column].is_empty(), "{id}: no {column}");
        }
        let rule = &rules[&finding["rule"]];
        assert!(rule["citation"].starts_with("https://") && !rule["remedy"].is_empty(), "{id}");
    }
    // Who is locked out already has no day left, and what follows the move has none yet.
    let is_open = |rule: &str| {
        let after = ["former-partner-keeps-access", "credit-possible", "sources-disagree", "syndicated"];
        after.contains(&rule) || ["suspended", "term-ended", "data-deleted"].contains(&rule)
    };
    let undated: Vec<&str> =
        findings.iter().filter(|it| it["due"].is_empty()).map(|it| it["rule"].as_str()).collect();
    assert!(undated.iter().all(|rule| is_open(rule)), "no day for {undated:?}");
}

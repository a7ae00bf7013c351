//! `--lang de`, and the environment: people read German, programs read the same bytes as ever.

use std::path::Path;

use assert_cmd::Command;

use crate::run::{cutover, root, rows};

fn planned(directory: &Path, language: &str) {
    let samples = root().join("samples/portfolio.csv").display().to_string();
    let day = ["--as-of", "2026-11-22", "--out", language, "--lang", language];
    let output = cutover(directory, &[&["plan", &samples, "--partner-country", "DE"], &day[..]].concat());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn an_explanation_speaks_german_and_the_tables_stay_as_they_are() {
    let work = tempfile::tempdir().expect("a directory");
    planned(work.path(), "en");
    planned(work.path(), "de");
    for table in ["plan.csv", "risk.csv", "findings.csv", "steps.csv", "rules.csv"] {
        let bytes = |run: &str| std::fs::read(work.path().join(run).join(table)).expect("a table");
        assert!(bytes("en") == bytes("de"), "{table}");
    }
    let english =
        ["Route:", "Findings", "Steps", "to do:", "seen:", "first prove", "where:", "undo:", "Money"];
    for row in rows(&work.path().join("de/risk.csv")).iter().take(8) {
        let output = cutover(work.path(), &["explain", "de", &row["customer_tenant_id"], "--lang", "de"]);
        let page = String::from_utf8(output.stdout).expect("text");
        assert!(page.contains("Mandant ") && page.contains("Befunde") && page.contains("Schritte"), "{page}");
        let left: Vec<&str> = english.into_iter().filter(|word| page.contains(word)).collect();
        assert!(left.is_empty(), "{left:?} in\n{page}");
    }
}

#[test]
fn the_environment_chooses_the_language_and_the_option_wins() {
    let told = |variable: &str, value: &str, arguments: &[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cutover"));
        command.env_clear().env(variable, value).args(["rules", "explain", "no-credit"]).args(arguments);
        String::from_utf8(command.output().expect("the program starts").stdout).expect("text")
    };
    let is_german = |page: &str| page.contains("## Was zu tun ist");
    assert!(is_german(&told("CUTOVER_LANG", "de", &[])) && is_german(&told("LANG", "de_AT.UTF-8", &[])));
    assert!(!is_german(&told("LANG", "de_DE", &["--lang", "en"])) && !is_german(&told("LANG", "C", &[])));
}

//! `--lang de`, and the environment: people read German, programs read the same bytes as ever.

use std::path::Path;

use assert_cmd::Command;
use calamine::{Reader, Xlsx, open_workbook};

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

#[test]
fn inspecting_comparing_and_ranking_speak_german() {
    let work = tempfile::tempdir().expect("a directory");
    let told = |arguments: &[&str]| {
        let output = cutover(work.path(), &[arguments, &["--lang", "de"]].concat());
        String::from_utf8(output.stdout).expect("text")
    };
    let sample = |name: &str| root().join("samples").join(name).display().to_string();
    let inspected =
        told(&["inspect", &sample("malformed.csv"), &sample("batch-migration"), "--as-of", "2026-11-22"]);
    for words in
        ["Trennzeichen", "weil die Datei", "zurückgewiesen", "in Zeile 2 beweist es", "alle nötigen Fakten"]
    {
        assert!(inspected.contains(words), "{words} in\n{inspected}");
    }
    for english in
        ["because it", "delimiter", "records", "proves", "Facts:", "damage", "not needed", "customers "]
    {
        assert!(!inspected.contains(english), "{english} in\n{inspected}");
    }
    let ranked = told(&["successor", "PROJECTONLINE_PLAN_1", "--as-of", "2026-11-22"]);
    assert!(ranked.contains("Am 22.11.2026 neu gekauft") && ranked.contains("genannt von"), "{ranked}");
    planned(work.path(), "en");
    std::fs::rename(work.path().join("en"), work.path().join("old")).expect("a run");
    planned(work.path(), "de");
    let compared = told(&["diff", "old", "de"]);
    assert!(
        compared.starts_with("22.11.2026 → 22.11.2026; zwischen den Läufen unterscheidet sich: nichts"),
        "{compared}"
    );
    assert!(compared.contains("Befunde") && !compared.contains("unchanged"), "{compared}");
}

#[test]
fn rejects_are_explained_in_german_where_a_person_reads_them() {
    let work = tempfile::tempdir().expect("a directory");
    let sample = root().join("samples/malformed.csv").display().to_string();
    let options = ["--partner-country", "DE", "--as-of", "2026-11-22", "--out", "run", "--lang", "de"];
    cutover(work.path(), &[&["plan", &sample], options.as_slice()].concat());
    let table = rows(&work.path().join("run/rejects.csv"));
    let mut workbook: Xlsx<_> = open_workbook(work.path().join("run/report.xlsx")).expect("a workbook");
    let sheet = workbook.worksheet_range("Zurückgewiesen").expect("the sheet");
    assert_eq!(sheet.height(), table.len() + 1);
    for (told, row) in sheet.rows().skip(1).zip(&table) {
        assert_ne!(told[4].to_string(), row["reason"]);
        assert_ne!(told[5].to_string(), row["repair"]);
    }
    let page = std::fs::read_to_string(work.path().join("run/report.html")).expect("the page");
    assert!(page.contains("widersprüchliche Dubletten") && page.contains("die Zelle berichtigen"));
    assert!(!page.contains("correct the cell") && !page.contains("a GUID such as"));
}

#[test]
fn a_run_is_rendered_again_in_its_own_language() {
    let work = tempfile::tempdir().expect("a directory");
    planned(work.path(), "de");
    let run: serde_json::Value =
        serde_json::from_slice(&std::fs::read(work.path().join("de/run.json")).expect("a record"))
            .expect("JSON");
    assert_eq!(run["options"]["lang"], "de");
    let again = |more: &[&str]| {
        let output =
            cutover(work.path(), &[&["report", "de", "--format", "html", "--out", "-"], more].concat());
        String::from_utf8(output.stdout).expect("text")
    };
    assert!(again(&[]).contains("<html lang=\"de\">"));
    assert!(again(&["--lang", "en"]).contains("<html lang=\"en\">"));
}

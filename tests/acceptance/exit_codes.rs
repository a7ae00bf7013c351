//! Situation to code, for every code of the table in docs/exit-codes.md that can be brought about from outside.

#![expect(clippy::unwrap_used, reason = "what a test prepares may panic")]

use std::fs;
use std::path::Path;

use crate::night::said;
use crate::run::{cutover, root};

/// What is run, in a directory that [`prepare`] has filled, and the code it has to end with.
const SITUATIONS: &[(&str, &[&str], i32)] = &[
    ("a complete plan", &["plan", "in.csv", "--partner-country", "DE"], 0),
    ("a gate that passes", &["plan", "in.csv", "--partner-country", "DE", "--max-rejects", "0"], 0),
    ("a gate on findings", &["plan", "all.csv", "--partner-country", "DE", "--fail-on", "blocker"], 1),
    ("a gate on rejects", &["plan", "bad.csv", "--partner-country", "DE", "--max-rejects", "1%"], 1),
    ("no such option", &["plan", "in.csv", "--no-such-option"], 2),
    ("no such command", &["paln", "in.csv"], 2),
    ("no partner country", &["plan", "in.csv"], 2),
    ("a policy with a mistake", &["plan", "in.csv", "--policy", "wrong.toml"], 2),
    ("no policy of that name", &["plan", "in.csv", "--policy", "gone.toml"], 2),
    ("no night of that name", &["nightly", "--config", "gone.toml"], 2),
    ("no input of that name", &["plan", "gone.csv", "--partner-country", "DE"], 3),
    ("an empty input", &["plan", "empty.csv", "--partner-country", "DE"], 3),
    ("a web page", &["plan", "page.csv", "--partner-country", "DE"], 3),
    ("a night without its export", &["nightly", "--config", "nightly.toml"], 3),
    ("no run to compare", &["diff", "gone", "run"], 3),
    ("no run to explain", &["explain", "gone", "x"], 3),
    ("no run to verify", &["verify", "gone"], 3),
    ("a run that was touched", &["verify", "touched"], 3),
    ("a run that is whole", &["verify", "run"], 0),
    ("a run against itself", &["diff", "run", "run", "--fail-on-new", "risk"], 0),
    (
        "reference data that is too old",
        &["plan", "in.csv", "--partner-country", "DE", "--max-catalog-age", "1", "--as-of", "2031-01-01"],
        4,
    ),
    (
        "no price list of that name",
        &["plan", "in.csv", "--partner-country", "DE", "--price-list", "gone.csv"],
        4,
    ),
    ("a foreign directory", &["plan", "in.csv", "--partner-country", "DE", "--out", "foreign"], 5),
    ("a file in the way", &["plan", "in.csv", "--partner-country", "DE", "--out", "in.csv"], 5),
    ("a held lock", &["plan", "in.csv", "--partner-country", "DE", "--out", "held"], 6),
];

fn prepare(place: &Path) {
    let copy = |from: &str, to: &str| fs::copy(root().join("samples").join(from), place.join(to)).unwrap();
    copy("untroubled.csv", "in.csv");
    copy("portfolio.csv", "all.csv");
    copy("malformed.csv", "bad.csv");
    fs::write(place.join("empty.csv"), "").unwrap();
    fs::write(place.join("page.csv"), "<!DOCTYPE html><title>Sign in</title>\n").unwrap();
    fs::write(place.join("wrong.toml"), "[thresholds]\ndeadline-dais = 3\n").unwrap();
    fs::write(place.join("nightly.toml"), "inputs = [\"none/*.csv\"]\nroot = \"runs\"\n").unwrap();
    fs::create_dir(place.join("foreign")).unwrap();
    fs::write(place.join("foreign/letter.txt"), "theirs").unwrap();
    for run in ["run", "touched"] {
        let arguments = ["plan", "in.csv", "--partner-country", "DE", "--as-of", "2026-11-22", "--out", run];
        assert_eq!(cutover(place, &arguments).status.code(), Some(0));
    }
    fs::write(place.join("touched/plan.csv"), "edited").unwrap();
}

#[test]
fn every_situation_has_its_code() {
    let place = tempfile::tempdir().unwrap();
    prepare(place.path());
    let lock = fs::File::create(place.path().join(".held.cutover-lock")).unwrap();
    lock.lock().unwrap();
    let mut wrong = Vec::new();
    for (situation, arguments, code) in SITUATIONS {
        let output = cutover(place.path(), arguments);
        if output.status.code() != Some(*code) {
            wrong.push(format!(
                "{situation}: expected {code}, {:?}: {}",
                output.status.code(),
                said(&output)
            ));
        }
        let is_told = !output.stderr.is_empty();
        assert_eq!(
            is_told,
            *code > 1,
            "{situation}: an error is told, and nothing else is: {}",
            said(&output)
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_help_names_every_code() {
    let output = cutover(&root(), &["--help"]);
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let codes = help.split_once("Exit codes:").expect("the help speaks of codes").1;
    for code in [0, 1, 2, 3, 4, 5, 6, 70, 130] {
        assert!(codes.contains(&format!("{code} ")), "{code}: {codes}");
    }
}

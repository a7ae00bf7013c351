//! One thing is changed at a time, through the program, and the cause that is named is that thing.

#![expect(clippy::unwrap_used, reason = "what a test prepares may panic")]

use std::fs;
use std::path::Path;

use crate::night::said;
use crate::run::{cutover, root, rows};

const DAY: &str = "2026-11-22";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        for sample in ["portfolio.csv", "licensing-list.csv"] {
            fs::copy(root().join("samples").join(sample), place.path().join(sample)).unwrap();
        }
        let policy = "[partner]\ncountry = \"DE\"\n";
        fs::write(place.path().join("policy.toml"), policy).unwrap();
        Place(place)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn edit(&self, name: &str, change: impl Fn(&str) -> String) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{name} is not as this test expects");
        fs::write(self.path(name), changed).unwrap();
    }

    fn plan(&self, out: &str, day: &str, more: &[&str]) {
        let inputs = ["plan", "portfolio.csv", "licensing-list.csv", "--policy", "policy.toml"];
        let arguments = [&inputs, ["--as-of", day, "--out", out].as_slice(), more].concat();
        let output = cutover(self.0.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }

    /// The causes of a comparison, as its CSV names them.
    fn causes(&self, old: &str, new: &str) -> Vec<(String, String)> {
        let changes = self.changes(old, new);
        changes.into_iter().map(|row| (row["customer_name"].clone(), row["cause"].clone())).collect()
    }

    fn changes(&self, old: &str, new: &str) -> Vec<std::collections::BTreeMap<String, String>> {
        let output = cutover(self.0.path(), &["diff", old, new, "--format", "csv"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        fs::write(self.path("changes.csv"), &output.stdout).unwrap();
        rows(&self.path("changes.csv"))
    }
}

/// The lines of a text that do not hold a word.
fn without(text: &str, word: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.contains(word)).collect()
}

#[test]
fn nothing_changed_means_no_change() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.plan("new", DAY, &[]);
    assert_eq!(place.causes("old", "new"), []);
}

#[test]
fn only_the_data_changed() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("portfolio.csv", |text| without(text, "Region Mismatch"));
    place.plan("new", DAY, &[]);
    let causes = place.causes("old", "new");
    assert!(!causes.is_empty() && causes.iter().all(|(_, cause)| cause == "data"), "{causes:?}");
}

#[test]
fn only_the_policy_changed() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("policy.toml", |text| format!("{text}[levels]\nregion-mismatch = \"off\"\n"));
    place.plan("new", DAY, &[]);
    let causes = place.causes("old", "new");
    assert!(!causes.is_empty() && causes.iter().all(|(_, cause)| cause == "policy"), "{causes:?}");
}

#[test]
fn only_the_calendar_moved() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.plan("new", "2026-12-22", &[]);
    let causes = place.causes("old", "new");
    assert!(!causes.is_empty() && causes.iter().all(|(_, cause)| cause == "calendar"), "{causes:?}");
}

#[test]
fn only_the_catalogue_changed() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("licensing-list.csv", |text| without(text, "EXCHANGESTANDARD"));
    place.plan("new", DAY, &[]);
    let output = cutover(place.0.path(), &["diff", "old", "new", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["possible_causes"], serde_json::json!(["catalogue"]));
    let causes = place.causes("old", "new");
    assert!(causes.iter().all(|(_, cause)| cause == "catalogue"), "{causes:?}");
}

/// A list of regions, which is part of the rule book, changed in its file alone.
#[test]
fn only_the_rule_book_changed() {
    let place = Place::new();
    let embedded = fs::read_to_string(root().join("src/rules/regions.toml")).unwrap();
    fs::write(place.path("regions.toml"), embedded).unwrap();
    place.edit("policy.toml", |text| format!("{text}[regions]\nfile = \"regions.toml\"\n"));
    place.plan("old", DAY, &[]);
    place.edit("regions.toml", |text| text.replacen("\"AT\"", "\"XA\"", 1));
    place.plan("new", DAY, &[]);
    let causes = place.causes("old", "new");
    assert!(!causes.is_empty() && causes.iter().all(|(_, cause)| cause == "rulebook"), "{causes:?}");
}

/// No two versions of the program can be run here: the record of the older one is written by hand.
#[test]
fn only_the_program_changed() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("portfolio.csv", |text| text.replace("Region Mismatch A.S.", "Region Mismatch B.S."));
    place.plan("new", DAY, &[]);
    // A run of an older program: another rule book, and the data of today.
    let record = place.path("old/run.json");
    let (old, new) =
        (fs::read_to_string(&record).unwrap(), fs::read_to_string(place.path("new/run.json")).unwrap());
    let hash = |text: &str| {
        let inputs = text.split_once("\"inputs\"").unwrap().1;
        inputs.split_once("\"sha256\": \"").unwrap().1[..64].to_owned()
    };
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let older = old.replace(&hash(&old), &hash(&new)).replace(&version, "\"version\": \"0.0.1\"");
    fs::write(&record, older).unwrap();
    let causes = place.causes("old", "new");
    assert!(!causes.is_empty() && causes.iter().all(|(_, cause)| cause == "rulebook"), "{causes:?}");
}

#[test]
fn on_an_ordinary_night_each_customer_has_its_own_cause() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("portfolio.csv", |text| text.replacen(",25,25,active", ",25,26,active", 1));
    place.plan("new", "2026-12-22", &[]);
    let causes = place.causes("old", "new");
    let of = |is_touched: bool| {
        let chosen = causes.iter().filter(|(name, _)| (name == "Region Mismatch A.S.") == is_touched);
        chosen.map(|(_, cause)| cause.as_str()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(of(true), ["data"].into(), "{causes:?}");
    assert_eq!(of(false), ["calendar"].into(), "{causes:?}");
}

#[test]
fn a_file_beside_the_policy_is_noticed_by_what_is_in_it() {
    let place = Place::new();
    let sample = fs::read_to_string(root().join("samples/portfolio.csv")).unwrap();
    let tenant = sample.lines().nth(1).and_then(|line| line.split(',').next()).unwrap();
    let pins = |day: &str| format!("customer_tenant_id,date,owner,reason\n{tenant},{day},us,agreed\n");
    fs::write(place.path("pins.csv"), pins("2026-12-01")).unwrap();
    place.plan("old", DAY, &["--pins", "pins.csv"]);
    fs::write(place.path("pins.csv"), pins("2026-12-08")).unwrap();
    place.plan("new", DAY, &["--pins", "pins.csv"]);
    let causes = place.causes("old", "new");
    assert!(!causes.is_empty() && causes.iter().all(|(_, cause)| cause == "policy"), "{causes:?}");
}

/// Which causes a finding of a rule is given, in all rows of a comparison and in those of one customer.
fn of_rule(
    changes: &[std::collections::BTreeMap<String, String>],
    rule: &str,
    customer: &str,
) -> [std::collections::BTreeSet<String>; 2] {
    let of = |customer: &str| {
        let chosen = changes.iter().filter(|row| row["id"].starts_with(&format!("{rule}:")));
        let chosen = chosen.filter(|row| row["customer_name"].contains(customer));
        chosen.map(|row| row["possible_causes"].clone()).collect()
    };
    [of(""), of(customer)]
}

#[test]
fn of_several_causes_each_finding_has_its_own() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("portfolio.csv", |text| text.replacen(",25,25,active", ",25,26,active", 1));
    let levels = "[levels]\nregion-mismatch = \"off\"\ndeadline-near = \"off\"\n";
    place.edit("policy.toml", |text| format!("{text}{levels}"));
    place.plan("new", DAY, &[]);
    place.plan("later", "2026-12-22", &[]);
    let set = |causes: &[&str]| causes.iter().map(|&it| it.to_owned()).collect();
    // That the touched customer's seats changed did not switch the rules.
    let changes = place.changes("old", "new");
    let touched = |rule| of_rule(&changes, rule, "Region Mismatch A.S.")[1].clone();
    assert_eq!(touched("region-mismatch"), set(&["policy;data"]), "{changes:?}");
    assert!(of_rule(&changes, "deadline-near", "")[0].contains("policy"), "{changes:?}");
    let own = changes.iter().find(|row| row["subject"] == "subscription" && row["columns"].contains("seats"));
    assert_eq!(own.map(|row| row["possible_causes"].as_str()), Some("data;policy"), "{changes:?}");
    let changes = place.changes("new", "later");
    assert!(
        !changes.is_empty() && changes.iter().all(|row| row["possible_causes"] == "calendar"),
        "{changes:?}"
    );
    // All three at once: what is of those rules is not of the day, what is not of them may be.
    let changes = place.changes("old", "later");
    let [all, touched] = of_rule(&changes, "deadline-near", "Region Mismatch A.S.");
    assert!(all.contains("policy") && !all.iter().any(|causes| causes.contains("calendar")), "{all:?}");
    assert!(touched.iter().all(|causes| causes == "policy;data"), "{touched:?}");
    assert!(changes.iter().any(|row| row["possible_causes"] == "policy;calendar"), "{changes:?}");
}

#[test]
fn a_baseline_adds_the_changes_to_the_run_and_a_gate() {
    let place = Place::new();
    place.plan("old", DAY, &[]);
    place.edit("portfolio.csv", |text| text.replacen(",25,25,active", ",25,26,active", 1));
    place.plan("new", DAY, &["--baseline", "old"]);
    let told = rows(&place.path("new/changes.csv"));
    assert!(told.iter().all(|row| row["cause"] == "data") && !told.is_empty(), "{told:?}");
    let inputs = ["plan", "portfolio.csv", "licensing-list.csv", "--policy", "policy.toml", "--as-of", DAY];
    let gated = |more: &[&str]| cutover(place.0.path(), &[&inputs, more].concat()).status.code();
    assert_eq!(gated(&["--out", "a", "--baseline", "new", "--fail-on-new", "risk"]), Some(0));
    assert_eq!(gated(&["--out", "b", "--fail-on-new", "risk"]), Some(2));
    place.edit("portfolio.csv", |text| text.replacen(",true,,false", ",,,false", 1).replace(",AT,", ",TR,"));
    assert_eq!(gated(&["--out", "c", "--baseline", "new", "--fail-on-new", "risk"]), Some(1));
    assert_whole(&place.path("c"));
    let diff = |level| cutover(place.0.path(), &["diff", "new", "c", "--fail-on-new", level]).status.code();
    assert_eq!((diff("risk"), diff("nothing")), (Some(1), Some(2)));
}

fn assert_whole(run: &Path) {
    crate::night::assert_whole(run);
}

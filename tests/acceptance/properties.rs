//! The laws of the design, over samples and random portfolios, through the program as it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use cutover::model::{Day, parse_day};
use cutover::plan::Readiness;

use crate::dice::{Dice, Row, csv, portfolio};
use crate::run::{cutover, root, rows};

const AS_OF: &str = "2026-11-22";
/// Days around which the rules differ: the source document, the first transfers, the extended service term.
const DAYS: [&str; 4] = ["2021-05-13", "2024-07-01", "2026-04-20", AS_OF];

type Cells = BTreeMap<String, String>;

fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

/// Plans one export below `work`; gives the run.
fn plan(work: &Path, text: &str, as_of: &str, more: &[&str]) -> PathBuf {
    fs::write(work.join("export.csv"), text).expect("an export");
    let mut arguments =
        vec!["plan", "export.csv", "--partner-country", "DE", "--as-of", as_of, "--out", "run"];
    arguments.extend(["--format", "csv,json"]);
    arguments.extend(more);
    let output = cutover(work, &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    work.join("run")
}

/// The readiness of every customer.
fn readiness(run: &Path) -> BTreeMap<String, Readiness> {
    let of = |row: Cells| {
        let word = row["readiness"].parse().unwrap_or_else(|_| panic!("{}", row["readiness"]));
        (row["customer_tenant_id"].clone(), word)
    };
    rows(&run.join("risk.csv")).into_iter().map(of).collect()
}

/// Subscriptions in scope.
fn in_scope(run: &Path) -> BTreeSet<String> {
    let moving = rows(&run.join("plan.csv")).into_iter().filter(|row| row["readiness"] != "out-of-scope");
    moving.map(|row| row["subscription_id"].clone()).collect()
}

/// Every table of a run, `source_line` aside.
fn tables(run: &Path) -> BTreeMap<String, Vec<Cells>> {
    let names = ["plan", "risk", "findings", "rules", "steps", "waves", "facts"];
    let table = |name: &str| {
        let mut table = rows(&run.join(format!("{name}.csv")));
        for row in &mut table {
            row.remove("source_line");
        }
        (name.to_owned(), table)
    };
    names.into_iter().map(table).collect()
}

/// Every file of a run as bytes.
fn files(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(run).expect("a run").map(|entry| entry.expect("an entry").path());
    let named = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read(&path).expect("a file"))
    };
    entries.filter(|path| path.is_file()).map(named).collect()
}

#[test]
fn no_row_is_lost_whatever_the_bytes() {
    let sample = fs::read(root().join("samples/malformed.csv")).expect("a sample");
    let mut dice = Dice(11);
    let mut planned = 0;
    for number in 0..24 {
        let mut bytes = sample.clone();
        for _ in 0..=dice.below(12) {
            let at = dice.below(bytes.len() as u64) as usize;
            match dice.below(4) {
                0 => bytes[at] = dice.below(256) as u8,
                1 => bytes.insert(at, b"\",;\n\r\0=\t"[dice.below(8) as usize]),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let work = tempfile::tempdir().expect("a temporary directory");
        fs::write(work.path().join("export.csv"), &bytes).expect("an export");
        let arguments = ["plan", "export.csv", "--partner-country", "DE", "--as-of", AS_OF, "--out", "run"];
        let output = cutover(work.path(), &arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => {
                planned += 1;
                assert_balanced(&work.path().join("run"));
            }
            Some(3) => {
                assert!(said.contains("export.csv"), "{number}: {said}");
                assert!(!work.path().join("run").exists(), "{number}: a refused input leaves nothing behind");
            }
            code => panic!("{number}: {code:?}: {said}"),
        }
    }
    assert!(planned > 3, "some of the damage leaves something to plan");
}

fn assert_balanced(run: &Path) {
    let text = fs::read_to_string(run.join("run.json")).expect("run.json");
    let info: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let number = |value: &serde_json::Value| value.as_u64().expect("a count");
    for line in info["ledger"].as_array().expect("a ledger") {
        for part in [line, &line["seats"]] {
            let went = ["planned", "merged", "out_of_scope", "reference", "rejected"];
            assert_eq!(number(&part["read"]), went.iter().map(|to| number(&part[to])).sum::<u64>(), "{line}");
        }
    }
    let accepted = rows(&run.join("plan.csv")).len() as u64;
    let told = &info["ledger"][0];
    assert_eq!(number(&told["planned"]) + number(&told["out_of_scope"]), accepted);
}

#[test]
fn neither_the_order_of_the_rows_nor_the_threads_change_an_answer() {
    let text = csv(&portfolio(3, 150, day(AS_OF)));
    let (header, body) = text.split_once('\n').expect("a header");
    let mut lines: Vec<&str> = body.lines().collect();
    let work = tempfile::tempdir().expect("a temporary directory");
    let one = files(&plan(work.path(), &text, AS_OF, &["--jobs", "1"]));
    let straight = tables(&work.path().join("run"));
    for jobs in ["2", "8"] {
        let many = files(&plan(work.path(), &text, AS_OF, &["--jobs", jobs]));
        for (name, bytes) in &one {
            assert!(many[name] == *bytes, "{name} differs with {jobs} threads");
        }
    }
    let mut dice = Dice(5);
    for last in (1..lines.len()).rev() {
        lines.swap(last, dice.below(last as u64 + 1) as usize);
    }
    let shuffled = tables(&plan(work.path(), &format!("{header}\n{}\n", lines.join("\n")), AS_OF, &[]));
    for (name, table) in &straight {
        assert!(shuffled[name] == *table, "{name}.csv differs when rows are shuffled");
    }
}

#[test]
fn neither_the_time_zone_nor_the_language_nor_the_place_change_an_answer() {
    let text = csv(&portfolio(4, 60, day(AS_OF)));
    let places = [("UTC", "C"), ("Pacific/Kiritimati", "de_DE.UTF-8"), ("America/Adak", "tr_TR.UTF-8")];
    let runs = places.map(|(zone, language)| {
        let work = tempfile::tempdir().expect("a temporary directory");
        fs::write(work.path().join("export.csv"), &text).expect("an export");
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cutover"));
        command
            .current_dir(work.path())
            .env_clear()
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language);
        command.args(["plan", "export.csv", "--partner-country", "DE", "--as-of", AS_OF, "--out", "run"]);
        // The language of documents for people is an answer to a question of its own.
        command.args(["--lang", "en"]);
        assert!(command.output().expect("the program starts").status.success());
        files(&work.path().join("run"))
    });
    assert!(runs.iter().all(|run| *run == runs[0]));
}

/// A missing fact that has a stated default, and the key that joins files.
const EXCEPTIONS: [&str; 5] = [
    "customer_tenant_id",
    "seats_purchased",
    "target_seats",
    "active_subscriptions_in_tenant",
    "end_of_term_action",
];

#[test]
fn a_column_less_never_makes_a_sample_customer_more_ready() {
    let text = fs::read_to_string(root().join("samples/portfolio.csv")).expect("a sample");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a record")).collect();
    let work = tempfile::tempdir().expect("a temporary directory");
    let before = readiness(&plan(work.path(), &text, AS_OF, &["--outputs", "risk"]));
    for (left_out, column) in header.iter().enumerate() {
        if EXCEPTIONS.contains(&column) {
            continue;
        }
        // `end_of_term_action` and `auto_renew` are one fact in two columns.
        let is_kept =
            |at: usize| at != left_out && !(column == "auto_renew" && &header[at] == "end_of_term_action");
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in std::iter::once(&header).chain(&records) {
            let cells = record.iter().enumerate().filter(|(at, _)| is_kept(*at)).map(|(_, cell)| cell);
            writer.write_record(cells).expect("a line");
        }
        let less = String::from_utf8(writer.into_inner().expect("bytes")).expect("UTF-8");
        let after = readiness(&plan(work.path(), &less, AS_OF, &["--outputs", "risk"]));
        assert_not_more_ready(column, &before, &after, |_| true);
    }
}

/// `unknown`, or no nearer the bottom than before.
fn assert_not_more_ready(
    what: &str,
    before: &BTreeMap<String, Readiness>,
    after: &BTreeMap<String, Readiness>,
    is_compared: impl Fn(&str) -> bool,
) {
    for (tenant, was) in before.iter().filter(|(tenant, _)| is_compared(tenant)) {
        let is = after[tenant];
        assert!(is == Readiness::Unknown || is <= *was, "{tenant} without {what}: {was} became {is}");
    }
}

/// The closed list of facts readiness may ask for, with the columns that tell each.
const FACTS: [&[&str]; 16] = [
    &["customer_country"],
    &["relationship_status"],
    &["agreement_status"],
    &["agreement_date"],
    &["agreement_method"],
    &["gdap_status"],
    &["source_channel"],
    &["billing_account_type"],
    &["commerce_model", "product_id", "offer_id"],
    &["status"],
    &["end_date"],
    &["auto_renew", "end_of_term_action"],
    &["term"],
    &["seats_assigned"],
    &["parent_subscription_id"],
    &["customer_segment"],
];

#[test]
fn an_unknown_fact_never_makes_a_customer_more_ready() {
    for as_of in DAYS {
        let rows = portfolio(7, 120, day(as_of));
        let work = tempfile::tempdir().expect("a temporary directory");
        let run = plan(work.path(), &csv(&rows), as_of, &[]);
        let (before, scope) = (readiness(&run), in_scope(&run));
        for columns in FACTS {
            let emptied: Vec<Row> = rows.iter().map(|row| without(row, columns)).collect();
            let run = plan(work.path(), &csv(&emptied), as_of, &["--outputs", "risk,plan"]);
            let after = readiness(&run);
            // Forgetting that something is usage-based or deleted brings it into scope; that is another question.
            let arrived: BTreeSet<&str> = {
                let now = in_scope(&run);
                let new = |row: &&Row| {
                    let id = &row["subscription_id"];
                    now.contains(id) && !scope.contains(id)
                };
                rows.iter().filter(new).map(|row| row["customer_tenant_id"].as_str()).collect()
            };
            let what = format!("{} on {as_of}", columns[0]);
            assert_not_more_ready(&what, &before, &after, |tenant| !arrived.contains(tenant));
        }
    }
}

fn without(row: &Row, columns: &[&str]) -> Row {
    let mut row = row.clone();
    row.retain(|column, _| !columns.contains(column));
    row
}

/// What becomes better, and the cells that say so.
const BETTER: [(&str, &[(&str, &str)]); 4] = [
    ("relationship", &[("relationship_status", "active"), ("relationship_type", "reseller")]),
    (
        "agreement",
        &[
            ("agreement_status", "accepted"),
            ("agreement_type", "microsoft_customer_agreement"),
            ("agreement_date", "2024-05-05"),
            ("agreement_method", "direct"),
        ],
    ),
    ("granular administration", &[("gdap_status", "active"), ("gdap_end_date", "2036-01-01")]),
    ("delegated administration", &[("dap_status", "active")]),
];

#[test]
fn a_better_fact_never_makes_a_customer_less_ready() {
    for as_of in DAYS {
        let rows = portfolio(9, 200, day(as_of));
        let work = tempfile::tempdir().expect("a temporary directory");
        let before = readiness(&plan(work.path(), &csv(&rows), as_of, &["--outputs", "risk"]));
        for (what, cells) in BETTER {
            let better = |row: &Row| {
                let mut row = row.clone();
                row.extend(cells.iter().map(|&(column, cell)| (column, cell.to_owned())));
                row
            };
            let rows: Vec<Row> = rows.iter().map(better).collect();
            let after = readiness(&plan(work.path(), &csv(&rows), as_of, &["--outputs", "risk"]));
            for (tenant, was) in &before {
                assert!(
                    after[tenant] >= *was,
                    "{tenant} with {what} on {as_of}: {was} became {}",
                    after[tenant]
                );
            }
        }
    }
}

#[test]
fn a_gap_is_never_silent_and_nothing_ends_before_its_successor_is_proven() {
    for as_of in DAYS {
        let work = tempfile::tempdir().expect("a temporary directory");
        let run = plan(work.path(), &csv(&portfolio(13, 300, day(as_of))), as_of, &[]);
        let mut found: BTreeSet<(String, String)> = BTreeSet::new();
        for finding in rows(&run.join("findings.csv")) {
            found.insert((finding["subscription_id"].clone(), finding["rule"].clone()));
        }
        let mut gaps = 0;
        for row in rows(&run.join("plan.csv")) {
            let id = &row["subscription_id"];
            let is_told = |rule: &str| found.contains(&(id.clone(), rule.to_owned()));
            if !matches!(row["gap_days"].as_str(), "" | "0") {
                gaps += 1;
                let is_told = ["service-gap", "term-ended", "suspended"].into_iter().any(is_told);
                assert!(is_told, "{id}: {} days without service, and nothing is said", row["gap_days"]);
            }
            // `service-gap` fires exactly when as-of ≤ G < earliest.
            let (last, earliest) = (&row["users_work_until"], &row["earliest_date"]);
            let is_unavoidable = !last.is_empty() && as_of <= last.as_str() && last < earliest;
            assert_eq!(is_told("service-gap"), is_unavoidable, "{id} on {as_of}: {last} and {earliest}");
        }
        assert!(gaps > 10, "the portfolio has gaps to tell");
        assert_proven_before_ended(&rows(&run.join("steps.csv")), as_of);
    }
}

fn assert_proven_before_ended(steps: &[Cells], as_of: &str) {
    let mut proven: BTreeSet<&str> = BTreeSet::new();
    let mut ended = 0;
    for of_customer in steps.chunk_by(|one, other| one["customer_tenant_id"] == other["customer_tenant_id"]) {
        for (at, step) in of_customer.iter().enumerate() {
            let (id, kind) = (step["subscription_id"].as_str(), step["step"].as_str());
            assert_eq!(step["step_no"], (at + 1).to_string());
            match kind {
                "verify" => drop(proven.insert(id)),
                "let-expire" | "cancel-source" => {
                    ended += 1;
                    assert!(proven.contains(id), "{id} is ended before its successor is proven");
                    let after: usize = step["after_step"].parse().expect("it waits for a step");
                    let waited = of_customer[after - 1]["step"].as_str();
                    assert!(["verify", "save-data"].contains(&waited), "{id} waits for {waited}");
                }
                _ => {}
            }
            let (from, due) = (step["not_before"].as_str(), step["due"].as_str());
            assert!(due.is_empty() || (as_of <= due && from <= due), "{id} {kind}: {from} to {due}");
        }
    }
    assert!(ended > 100, "there is something to end");
}

//! What holds of any input: the ledger balances, nothing panics, and no personal cell leaves a run.

use std::fs;
use std::path::{Path, PathBuf};

use cutover::error::Error;
use cutover::intake::layout::ColumnUse;
use cutover::intake::{DetectContext, Input, Layout, NamedCustomer, Portfolio, Settings};
use proptest::prelude::*;

use crate::run::{cutover, root};

const TENANT: &str = "3c95518e-8c37-41e3-9627-0ca339200f53";
/// Stands in every personal cell.
const SECRET: &str = "Erika-Mustermann";

fn samples() -> Vec<Vec<u8>> {
    let folders = [root().join("samples"), root().join("samples/batch-migration")];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("samples"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "csv"))
        .collect();
    files.sort();
    // The first rows say as much as all of them.
    let start = |bytes: Vec<u8>| bytes[..bytes.len().min(6_000)].to_vec();
    files.iter().map(|path| start(fs::read(path).expect("a sample"))).collect()
}

/// One way of spoiling bytes.
#[derive(Debug, Clone)]
enum Harm {
    Truncated(prop::sample::Index),
    Duplicated(prop::sample::Index, prop::sample::Index),
    Mutated(Vec<(prop::sample::Index, u8)>),
    Followed(prop::sample::Index),
    Inserted(prop::sample::Index, Vec<u8>),
    Replaced(Vec<u8>),
}

fn harm() -> impl Strategy<Value = Harm> {
    let index = any::<prop::sample::Index>;
    let special = prop::sample::select(b"\",;\t\r\n\0'=-?\x81\xff\x1a 0E".to_vec());
    prop_oneof![
        index().prop_map(Harm::Truncated),
        (index(), index()).prop_map(|(from, to)| Harm::Duplicated(from, to)),
        prop::collection::vec((index(), prop_oneof![special, any::<u8>()]), 1..12).prop_map(Harm::Mutated),
        index().prop_map(Harm::Followed),
        (index(), prop::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(at, bytes)| Harm::Inserted(at, bytes)),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Harm::Replaced),
    ]
}

fn spoil(mut bytes: Vec<u8>, harm: &Harm, samples: &[Vec<u8>]) -> Vec<u8> {
    let place = |index: &prop::sample::Index, bytes: &[u8]| index.index(bytes.len() + 1);
    match harm {
        Harm::Truncated(at) => bytes.truncate(place(at, &bytes)),
        Harm::Duplicated(a, b) => {
            let (a, b) = (place(a, &bytes), place(b, &bytes));
            bytes.extend_from_within(a.min(b)..a.max(b));
        }
        Harm::Mutated(changes) => {
            for (at, byte) in changes {
                let at = at.index(bytes.len().max(1));
                if let Some(place) = bytes.get_mut(at) {
                    *place = *byte;
                }
            }
        }
        Harm::Followed(by) => bytes.extend(by.get(samples)),
        Harm::Inserted(at, more) => {
            let at = place(at, &bytes);
            bytes.splice(at..at, more.iter().copied());
        }
        Harm::Replaced(other) => bytes.clone_from(other),
    }
    bytes
}

/// Every record of every file went somewhere, once; what is refused is refused in words of its own.
fn check(files: &[Vec<u8>]) -> Result<(), TestCaseError> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut inputs = Vec::new();
    for (nth, bytes) in files.iter().enumerate() {
        let path = directory.path().join(format!("{nth}.csv"));
        fs::write(&path, bytes).expect("a file");
        let outside = NamedCustomer::Domain("contoso.example".to_owned());
        inputs.push(Input { path: path.to_string_lossy().into_owned(), outside });
    }
    for skip_unreadable in [false, true] {
        let settings = Settings { skip_unreadable, ..Settings::default() };
        match Portfolio::read(&inputs, &settings, &|_| Ok(())) {
            Ok(portfolio) => {
                let mut accepted = 0;
                for file in &portfolio.files {
                    prop_assert!(file.entry.balances(), "{:?}", file.entry);
                    accepted += file.entry.accepted.records;
                }
                prop_assert_eq!(accepted, portfolio.n_subscriptions() as u64);
                let rejected: u64 = portfolio.files.iter().map(|file| file.entry.rejected.records).sum();
                prop_assert_eq!(rejected, portfolio.rejects.len() as u64);
            }
            Err(Error::Input { .. } | Error::Open { .. }) => {}
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_balances_on_anything(
        first in any::<prop::sample::Index>(),
        second in any::<prop::sample::Index>(),
        harms in prop::collection::vec(harm(), 0..4),
    ) {
        let samples = samples();
        let spoiled = harms.iter().fold(first.get(&samples).clone(), |bytes, harm| spoil(bytes, harm, &samples));
        check(&[spoiled, second.get(&samples).clone()])?;
    }
}

/// A cell that the column can hold.
fn cell(header: &str, usage: ColumnUse) -> String {
    let target = match usage {
        ColumnUse::Personal => return SECRET.to_owned(),
        ColumnUse::Mapped(target) | ColumnUse::Synonym(target) => target,
        ColumnUse::Ignored | ColumnUse::Unknown => return String::new(),
    };
    let name = target.as_str();
    match name {
        "customer_tenant_id" => TENANT.to_owned(),
        "customer_domain" => "contoso.example".to_owned(),
        "customer_name" => "Contoso".to_owned(),
        "subscription_id" => "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d".to_owned(),
        _ if target.is_date() => "2027-01-31".to_owned(),
        _ if target.is_count() => "25".to_owned(),
        _ if header.contains("Name") || name == "product_name" => "Office 365 E3".to_owned(),
        _ => String::new(),
    }
}

/// Rows that are accepted, and rows that are damaged in every way that moves cells about.
fn rows_of(cells: &[String]) -> Vec<String> {
    let good = cells.join(",");
    let bad_id = good.replace(TENANT, "broken");
    let mut rows = vec![good.clone(), bad_id.clone(), format!("{good},surplus"), format!("x,{good}")];
    rows.extend((1..cells.len()).step_by(4).map(|n| cells[n..].join(",")));
    rows.extend((1..cells.len()).step_by(4).map(|n| cells[..n].join(",")));
    rows.push(format!("\"{good}"));
    rows.push(good.replacen(TENANT, &format!("{TENANT},\"x"), 1));
    rows.push(format!("\"{}\"", bad_id.replace('"', "\"\"")));
    rows
}

#[test]
fn no_personal_cell_leaves_a_run() {
    let headers = fs::read_to_string(root().join("src/intake/layout/headers.txt")).expect("headers");
    let mut n_headers = 0;
    for line in headers.lines().filter(|line| !line.starts_with('#')) {
        let Some((profile, header)) = line.split_once(": ") else { continue };
        let names: Vec<&str> = header.split(',').collect();
        let context = DetectContext {
            outside: Some(cutover::intake::layout::Outside {
                tenant: None,
                domain: "contoso.example".to_owned(),
            }),
            ..DetectContext::default()
        };
        let Ok(layout) = Layout::detect(&names, &context) else { continue };
        if layout.personal_columns().is_empty() {
            continue;
        }
        n_headers += 1;
        let cells: Vec<String> = layout.mapping().map(|it| cell(it.header, it.usage)).collect();
        for (nth, row) in rows_of(&cells).iter().enumerate() {
            leaves_nothing(&format!("{profile} {nth}"), &format!("{header}\n{row}\n"));
        }
    }
    assert!(n_headers >= 3, "profiles with personal columns are tried: {n_headers}");
}

fn leaves_nothing(name: &str, text: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let export = format!("export_{TENANT}.csv");
    fs::write(directory.path().join(&export), text).expect("an export");
    let plain = format!("customer_tenant_id,subscription_id,seats_purchased\n{TENANT},other,3\n");
    fs::write(directory.path().join("plain.csv"), plain).expect("an export");
    let arguments = [
        "plan",
        &export,
        "plain.csv",
        "--partner-country",
        "DE",
        "--as-of",
        "2026-11-22",
        "--out",
        "out",
        "-v",
    ];
    let output = cutover(directory.path(), &arguments);
    let told = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&told).contains(SECRET), "{name}: {}", String::from_utf8_lossy(&told));
    assert!(output.status.code().is_some_and(|code| code == 0 || code == 3), "{name}");
    for file in below(&directory.path().join("out")) {
        let text = fs::read(&file).expect("an output");
        let is_kept = text.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
        assert!(!is_kept, "{name}: {}\n{}", file.display(), String::from_utf8_lossy(&text));
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

#[test]
fn rejects_can_be_repaired_and_fed_beside_the_inputs() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("a file");
    let header = "customer_tenant_id;customer_name;subscription_id;seats_purchased;end_date";
    let good = format!("{TENANT};Contoso;one;3;2027-01-31\n");
    let bad = format!("{TENANT};=Contoso;two;x;2027-01-31\n{TENANT};Contoso, -Nord;three;4;31st\n");
    write("a.csv", &format!("{header}\n{good}{bad}"));
    let plan = |exports: &[&str], out: &str| {
        let mut arguments = vec!["plan", "--partner-country", "DE", "--as-of", "2026-11-22", "--out", out];
        arguments.extend(exports);
        let output = cutover(directory.path(), &arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let run = fs::read(directory.path().join(out).join("run.json")).expect("run.json");
        serde_json::from_slice::<serde_json::Value>(&run).expect("run.json")
    };
    let first = plan(&["a.csv"], "first");
    assert_eq!(first["ledger"][0]["rejected"], 2, "{}", first["ledger"]);
    let rejects = fs::read_to_string(directory.path().join("first/rejects/a.csv")).expect("rejects");
    write("repaired.csv", &rejects.replace(";x;", ";5;").replace("31st", "2027-03-31"));
    let second = plan(&["repaired.csv", "a.csv"], "second");
    assert_eq!(second["ledger"][0]["rejected"], 0, "{}", second["ledger"]);
    assert_eq!(second["ledger"][0]["planned"], 2, "{}", second["ledger"]);
    let alone = plan(&["repaired.csv"], "alone");
    assert_eq!(alone["ledger"][0]["rejected"], 0, "{}", alone["ledger"]);
    let planned = crate::run::rows(&directory.path().join("alone/plan.csv"));
    assert!(planned.iter().all(|row| row["customer_name"].contains("Contoso")), "{planned:?}");
}

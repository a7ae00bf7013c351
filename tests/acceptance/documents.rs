//! Workbook, calendar, letters and message of real runs: what they hold, and what they must not hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::run::{cutover, root, rows};

const OPTIONS: [&str; 6] =
    ["--partner-country", "DE", "--as-of", "2026-11-22", "--format", "csv,json,xlsx,ics,md"];

/// A run of the portfolio in `samples/`.
fn planned(work: &Path, more: &[&str]) -> Output {
    let portfolio = root().join("samples/portfolio.csv");
    let exports = portfolio.to_str().expect("a path of text");
    cutover(work, &[&["plan", exports, "--out", "run"], OPTIONS.as_slice(), more].concat())
}

fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = workbook.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

/// What a cell of the workbook says, written as the CSV file writes it.
fn as_written(cell: &Data, wanted: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) if wanted.contains('.') => format!("{number:.2}"),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

#[test]
fn the_workbook_says_cell_by_cell_what_the_tables_say() {
    let work = tempfile::tempdir().expect("a temporary directory");
    assert!(planned(work.path(), &[]).status.success());
    let run = work.path().join("run");
    let mut compared = 0;
    for (name, table) in [
        ("Customers", "risk"),
        ("Plan", "plan"),
        ("Steps", "steps"),
        ("Findings", "findings"),
        ("Waves", "waves"),
        ("Rules", "rules"),
    ] {
        let sheet = sheet(&run.join("report.xlsx"), name);
        let text = fs::read(run.join(format!("{table}.csv"))).expect("the table");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
        let lines: Vec<csv::StringRecord> = reader.records().map(|line| line.expect("a line")).collect();
        assert_eq!(sheet.len(), lines.len(), "{name}");
        for (cells, line) in sheet.iter().zip(&lines).skip(1) {
            for (place, wanted) in line.iter().enumerate() {
                let wanted = cutover::table::guard::unguard(wanted);
                let cell = cells.get(place).unwrap_or(&Data::Empty);
                assert_eq!(as_written(cell, &wanted), wanted, "{name}, column {place} of {line:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 20_000, "{compared} cells");
}

#[test]
fn days_are_days_and_ids_are_text() {
    let work = tempfile::tempdir().expect("a temporary directory");
    planned(work.path(), &["--lang", "de"]);
    let plan = sheet(&work.path().join("run/report.xlsx"), "Plan");
    let place =
        |name: &str| plan[0].iter().position(|cell| *cell == name).unwrap_or_else(|| panic!("{name}"));
    for row in &plan[1..] {
        assert!(matches!(row[place("Mandanten-ID")], Data::String(_) | Data::Empty));
        assert!(matches!(row[place("Umstellung")], Data::DateTime(_) | Data::Empty));
        assert!(matches!(row[place("Lizenzen")], Data::Float(_)));
        assert!(matches!(row[place("Doppelt bezahlt")], Data::Float(_) | Data::Empty));
    }
    let words: Vec<String> = plan[1..].iter().map(|row| row[place("Bereitschaft")].to_string()).collect();
    assert!(
        words.iter().any(|word| word == "Handlung nötig") && words.iter().any(|word| word == "blockiert")
    );
}

/// Unfolded content lines of every event, by name of the property.
fn events(text: &str) -> Vec<BTreeMap<String, String>> {
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])), "folded, CRLF");
    let unfolded = text.replace("\r\n ", "");
    let bodies = unfolded.split("BEGIN:VEVENT\r\n").skip(1);
    let event = |body: &str| {
        let lines = body.split("\r\n").take_while(|line| *line != "END:VEVENT");
        lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    bodies.map(event).collect()
}

#[test]
fn the_calendar_tells_every_wave_and_keeps_its_ids_overnight() {
    let work = tempfile::tempdir().expect("a temporary directory");
    planned(work.path(), &[]);
    let run = work.path().join("run");
    let text = fs::read_to_string(run.join("calendar.ics")).expect("the calendar");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let told = events(&text);
    let mut ids: Vec<&String> = told.iter().map(|event| &event["UID"]).collect();
    let n_waves = ids.iter().filter(|id| id.starts_with("wave-day-")).count();
    assert_eq!(n_waves, rows(&run.join("waves.csv")).len());
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), told.len(), "ids are unique");
    assert!(told.len() <= 400 && told.iter().all(|event| event["DTSTAMP"] == "20261122T000000Z"));
    for row in rows(&run.join("plan.csv")) {
        assert!(!text.contains(&row["customer_tenant_id"]) && !text.contains(&row["customer_name"]));
    }
    let options = ["--partner-country", "DE", "--as-of", "2026-11-23", "--format", "ics", "--out", "next"];
    let portfolio = root().join("samples/portfolio.csv");
    cutover(work.path(), &[&["plan", portfolio.to_str().expect("text")], options.as_slice()].concat());
    let next = fs::read_to_string(work.path().join("next/calendar.ics")).expect("the next night's");
    let kept = events(&next).iter().filter(|event| ids.contains(&&event["UID"])).count();
    assert!(kept * 10 > ids.len() * 8, "{kept} of {} entries are updated", ids.len());
}

#[test]
fn a_letter_tells_nothing_of_anybody_else() {
    let work = tempfile::tempdir().expect("a temporary directory");
    planned(work.path(), &[]);
    let run = work.path().join("run");
    let mut secrets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&run.join("plan.csv")) {
        let of_customer = secrets.entry(row["customer_tenant_id"].clone()).or_default();
        for column in ["customer_tenant_id", "customer_name", "subscription_id"] {
            of_customer.push(row[column].clone());
        }
    }
    let letters = fs::read_dir(run.join("customers")).expect("letters").count();
    assert_eq!(letters, 2 * secrets.len());
    for tenant in secrets.keys() {
        for extension in ["md", "html"] {
            let path = run.join(format!("customers/{tenant}.{extension}"));
            let letter = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{tenant}: {error}"));
            assert!(letter.contains(tenant.as_str()));
            let own = &secrets[tenant];
            for other in secrets.iter().filter(|(other, _)| *other != tenant).flat_map(|(_, texts)| texts) {
                let is_shared = other.is_empty() || own.iter().any(|text| text.contains(other.as_str()));
                assert!(is_shared || !letter.contains(other.as_str()), "{tenant}.{extension} tells {other}");
            }
        }
    }
}

#[test]
fn a_letter_is_rendered_again_for_one_customer_and_to_stdout() {
    let work = tempfile::tempdir().expect("a temporary directory");
    planned(work.path(), &[]);
    let tenant = rows(&work.path().join("run/risk.csv"))[0]["customer_tenant_id"].clone();
    let again = |more: &[&str]| {
        cutover(work.path(), &[&["report", "run", "--customer", &tenant, "--out", "-"], more].concat()).stdout
    };
    let letter = fs::read(work.path().join(format!("run/customers/{tenant}.md"))).expect("a letter");
    assert_eq!(again(&["--format", "md"]), letter);
    let german = String::from_utf8(again(&["--format", "html", "--lang", "de"])).expect("text");
    assert!(german.contains("<html lang=\"de\">") && german.contains("Umstellung Ihrer Microsoft-Lizenzen"));
    let calendar = cutover(work.path(), &["report", "run", "--format", "ics", "--out", "-"]).stdout;
    assert_eq!(calendar, fs::read(work.path().join("run/calendar.ics")).expect("the calendar"));
}

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(bytes_of(&path));
        } else {
            found.insert(path.display().to_string(), fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn two_runs_are_the_same_bytes_in_every_format() {
    let work = tempfile::tempdir().expect("a temporary directory");
    planned(work.path(), &["--jobs", "1"]);
    let first = bytes_of(&work.path().join("run"));
    planned(work.path(), &["--jobs", "4"]);
    let second = bytes_of(&work.path().join("run"));
    assert!(first.keys().eq(second.keys()) && first.len() > 100);
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{path}");
    }
}

const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "</td><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\u{202e}moc.live\u{202c} GmbH",
    "🙂🚀 Grüße",
    "[link](javascript:alert(1)) `code` | **bold** {{ 7 * 7 }}",
    "line one\nBEGIN:VEVENT\nline three",
    "_x0041_ \u{7}bell",
];

/// An export of customers with names nobody has.
fn hostile_export(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = HOSTILE.iter().map(|&name| name.to_owned()).collect();
    names.push("x".repeat(10_000));
    let mut writer = csv::Writer::from_path(path).expect("an export");
    let header = "customer_tenant_id,customer_name,customer_country,source_channel,billing_account_type,\
                  commerce_model,subscription_id,sku_part_number,product_name,seats_purchased,status,term,\
                  billing_cycle,end_date,auto_renew";
    writer.write_record(header.split(',').map(str::trim)).expect("a header");
    for (place, name) in names.iter().enumerate() {
        let tenant = format!("11111111-2222-3333-4444-{place:012}");
        let subscription = format!("aaaaaaaa-2222-3333-4444-{place:012}");
        let line = [
            tenant.as_str(),
            name,
            "DE",
            "direct",
            "mosa",
            "legacy",
            &subscription,
            "ENTERPRISEPACK",
            name,
            "5",
            "active",
            "P1Y",
            "annual",
            "2026-12-31",
            "true",
        ];
        writer.write_record(line).expect("a line");
    }
    writer.flush().expect("a whole export");
    names
}

#[test]
fn hostile_names_are_text_in_every_format() {
    let work = tempfile::tempdir().expect("a temporary directory");
    hostile_export(&work.path().join("hostile.csv"));
    let output =
        cutover(work.path(), &[&["plan", "hostile.csv", "--out", "run"], OPTIONS.as_slice()].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let run = work.path().join("run");
    let names: Vec<String> = rows(&run.join("plan.csv"))
        .iter()
        .map(|row| cutover::table::guard::unguard(&row["customer_name"]).into_owned())
        .collect();
    let plan = sheet(&run.join("report.xlsx"), "Plan");
    let told: Vec<String> = plan[1..].iter().map(|row| row[1].to_string()).collect();
    assert_eq!(told, names, "as they were read");
    assert_eq!(names.len(), HOSTILE.len() + 1);
    let mut workbook: Xlsx<_> = open_workbook(run.join("report.xlsx")).expect("a workbook");
    for name in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&name).expect("formulas");
        assert!(formulas.rows().flatten().all(String::is_empty), "{name}");
    }
    for (path, bytes) in bytes_of(&run.join("customers")) {
        let letter = String::from_utf8(bytes).expect("UTF-8");
        assert!(!letter.contains("<script") && !letter.contains("<img"), "{path}");
        assert!(
            !letter.contains('\u{202e}') && !letter.contains('\u{7}') && !letter.contains("\nBEGIN"),
            "{path}"
        );
        assert!(!letter.contains("{{") || letter.contains("7 * 7") || letter.contains("7 \\* 7"), "{path}");
        assert!(path.ends_with("html") || !letter.contains("[link]"), "{path}");
        assert!(letter.len() < 60_000, "{path}: a name of 10,000 characters is cut");
    }
    let calendar = fs::read_to_string(run.join("calendar.ics")).expect("the calendar");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), events(&calendar).len());
    let message = fs::read_to_string(run.join("summary.md")).expect("the message");
    assert!(!message.contains("<script") && message.lines().count() < 40 && message.len() < 6_000);
}

#[cfg(unix)]
#[test]
fn the_hook_is_called_once_with_message_and_code_and_its_failure_is_only_told() {
    use std::os::unix::fs::PermissionsExt;
    let work = tempfile::tempdir().expect("a temporary directory");
    let script = work.path().join("hook");
    fs::write(
        &script,
        "#!/bin/sh\necho \"$# $1 $2\" >> called\nhead -1 \"$1\" >> called\necho talk\nexit 3\n",
    )
    .expect("a script");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("rights");
    let output = planned(work.path(), &["--hook", "./hook", "--fail-on", "blocker"]);
    assert_eq!(output.status.code(), Some(1), "the hook does not change the code");
    let called = fs::read_to_string(work.path().join("called")).expect("it was called");
    assert_eq!(called, "2 run/summary.md 1\n# Migration plan as of 2026-11-22\n");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("warning: --hook ./hook:") && said.contains("talk"), "{said}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("talk"));
}

//! What changed since the baseline, as the page, the workbook, the message and the letters tell it; and customers
//! without a tenant, whom no report takes for one another.

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use scraper::{Html, Selector};

use crate::run::{cutover, root, rows};

const BASE: [&str; 4] = ["--partner-country", "DE", "--format", "csv,html,xlsx,md"];

fn planned(work: &Path, export: &str, run: &str, more: &[&str]) {
    let output = cutover(work, &[&["plan", export, "--out", run], BASE.as_slice(), more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The sample, and the sample after a night in which two customers fared worse, one left and one came.
fn two_nights(work: &Path, language: &str) {
    let sample = fs::read_to_string(root().join("samples/portfolio.csv")).expect("a sample");
    let kept: Vec<&str> = sample.lines().filter(|line| !line.contains("Own Legacy GmbH")).collect();
    fs::write(
        work.join("old.csv"),
        kept.join(
            "
",
        ) + "
",
    )
    .expect("an export");
    let mut reader = csv::Reader::from_path(root().join("samples/portfolio.csv")).expect("a sample");
    let header = reader.headers().expect("a header").clone();
    let at = |column: &str| header.iter().position(|it| it == column).expect("a column");
    let mut writer = csv::Writer::from_path(work.join("new.csv")).expect("an export");
    writer.write_record(&header).expect("a header");
    for record in reader.records().map(|record| record.expect("a record")) {
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        match cells[at("customer_name")].as_str() {
            "No Credit GmbH" => continue,
            "Cancellation Window Open GmbH" => "none".clone_into(&mut cells[at("relationship_status")]),
            "Same Offer GmbH" => "TR".clone_into(&mut cells[at("customer_country")]),
            "Auto Renew On GmbH" => "30".clone_into(&mut cells[at("seats_purchased")]),
            _ => {}
        }
        writer.write_record(&cells).expect("a line");
    }
    writer.flush().expect("a whole export");
    let day = ["--as-of", "2026-11-22", "--lang", language];
    planned(work, "old.csv", "old", &day);
    planned(work, "new.csv", "new", &[day.as_slice(), &["--baseline", "old"]].concat());
}

fn select<'h>(page: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(element: scraper::ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_tells_what_changed_and_who_is_worse_off() {
    for (language, worse, data) in
        [("en", "customers worse 2 2", "data"), ("de", "Kunden schlechter 2 2", "Daten")]
    {
        let work = tempfile::tempdir().expect("a directory");
        two_nights(work.path(), language);
        let page = fs::read_to_string(work.path().join("new/report.html")).expect("the page");
        let html = Html::parse_document(&page);
        assert_eq!(select(&html, "nav a[href='#since']").len(), 1);
        let lines: Vec<String> = select(&html, "#t-since tbody tr").into_iter().map(text).collect();
        assert_eq!(lines[0], worse, "{lines:?}");
        let told: Vec<String> = select(&html, "#t-worsened tbody tr").into_iter().map(text).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("Same Offer GmbH ") && told[0].contains("region-mismatch"), "{told:?}");
        assert!(told[1].starts_with("Cancellation Window Open GmbH ") && told[1].ends_with(data), "{told:?}");
        let ids = select(&html, "[id]");
        for link in select(&html, "#since a") {
            let target = link.attr("href").expect("an address").trim_start_matches('#');
            assert!(ids.iter().any(|it| it.attr("id") == Some(target)), "{target}");
        }
        let without = fs::read_to_string(work.path().join("old/report.html")).expect("the page");
        assert!(!without.contains("id=\"since\"") && !without.contains("#since"), "there was no baseline");
    }
}

#[test]
fn the_workbook_holds_every_change() {
    let work = tempfile::tempdir().expect("a directory");
    two_nights(work.path(), "en");
    let changes = rows(&work.path().join("new/changes.csv"));
    let mut workbook: Xlsx<_> = open_workbook(work.path().join("new/report.xlsx")).expect("a workbook");
    let range = workbook.worksheet_range("Changes").expect("the sheet");
    assert_eq!(range.height(), changes.len() + 1);
    let columns = ["subject", "change", "customer_tenant_id", "customer_name", "id", "old", "new", "cause"];
    for (row, change) in range.rows().skip(1).zip(&changes) {
        for (cell, column) in row.iter().zip(columns) {
            let told = if *cell == Data::Empty { String::new() } else { cell.to_string() };
            assert_eq!(told, change[column], "{column}");
        }
    }
    let german = work.path().join("de.xlsx").display().to_string();
    assert!(
        cutover(work.path(), &["report", "new", "--format", "xlsx", "--lang", "de", "--out", &german])
            .status
            .success()
    );
    let mut workbook: Xlsx<_> = open_workbook(german).expect("a workbook");
    let first =
        workbook.worksheet_range("Änderungen").expect("the sheet").rows().nth(1).expect("a row").to_vec();
    let subject = if changes[0]["subject"] == "customer" { "Kunde" } else { "Abonnement" };
    assert_eq!(first[0].to_string(), subject);
    let mut workbook: Xlsx<_> = open_workbook(work.path().join("old/report.xlsx")).expect("a workbook");
    assert!(workbook.worksheet_range("Changes").is_err(), "there was no baseline");
}

#[test]
fn message_and_letters_tell_what_concerns_their_readers() {
    let work = tempfile::tempdir().expect("a directory");
    two_nights(work.path(), "en");
    let message =
        |run: &str| fs::read_to_string(work.path().join(run).join("summary.md")).expect("the message");
    let told = message("new");
    assert!(
        told.contains("**Since 2026-11-22:**") && told.contains("- customers: 2 worse, 1 new, 1 gone"),
        "{told}"
    );
    assert!(told.contains("- **Same Offer GmbH**: needs action → blocked; new: region-mismatch"), "{told}");
    assert!(!message("old").contains("Since"));
    let letter = |id: &str| {
        let output =
            cutover(work.path(), &["report", "new", "--customer", id, "--format", "md", "--out", "-"]);
        String::from_utf8(output.stdout).expect("text")
    };
    let changed = letter("Auto Renew On GmbH");
    assert!(changed.contains("## What has changed since our plan of 2026-11-22"), "{changed}");
    assert!(changed.contains("Another number of licenses: Microsoft 365 Business Premium."), "{changed}");
    assert!(letter("Own Legacy GmbH").contains("New, and part of the plan:"));
    assert!(!letter("Deadline Near GmbH").contains("What has changed"), "nothing changed there");
}

#[test]
fn nobody_is_asked_to_end_what_cannot_move() {
    let work = tempfile::tempdir().expect("a directory");
    two_nights(work.path(), "en");
    let letters = rows(&work.path().join("new/risk.csv"));
    for row in letters.iter().filter(|row| row["readiness"] == "blocked" && row["subscriptions"] == "1") {
        let path = work.path().join(format!("new/customers/{}.md", row["customer_tenant_id"]));
        let letter = fs::read_to_string(path).expect("a letter");
        let name = &row["customer_name"];
        for asked in
            ["Cancel the old subscription", "Let the old subscription", "Switch recurring billing off"]
        {
            assert!(!letter.contains(asked), "{name}: {asked}");
        }
        assert!(letter.contains("nothing can move") && !letter.contains("With your signature"), "{name}");
    }
}

#[test]
fn texts_are_for_whoever_has_to_act() {
    let work = tempfile::tempdir().expect("a directory");
    two_nights(work.path(), "en");
    let letter = |name: &str| {
        let output =
            cutover(work.path(), &["report", "new", "--customer", name, "--format", "md", "--out", "-"]);
        String::from_utf8(output.stdout).expect("text")
    };
    let (credit, refund) =
        ("### To Microsoft's billing support: credit", "### To your present partner: what was paid");
    let transferred = letter("Transfer Needs Consent GmbH");
    assert!(transferred.contains("### To your present partner: transfer") && transferred.contains(refund));
    assert!(transferred.contains("Settings > Partner relationships") && !transferred.contains(credit));
    let ours = letter("Credit Possible GmbH");
    assert!(ours.contains("We ask for it") && !ours.contains(credit) && !ours.contains(refund), "{ours}");
    let theirs = letter("Delegated Admin Missing GmbH");
    assert!(
        theirs.contains(credit) && theirs.contains("delegated administration (GDAP) of your tenant"),
        "{theirs}"
    );
    let direct = letter("Auto Renew On GmbH");
    assert!(
        direct.contains("### To forward to your billing administrator")
            && !direct.contains("present partner")
    );
    let elsewhere = letter("Transfer Not Possible GmbH");
    assert!(elsewhere.contains("### To your present partner: no renewal"), "{elsewhere}");
    let unknown = letter("End Date Unknown GmbH");
    assert!(unknown.contains("- Tell us when the term ends: "), "{unknown}");
}

const NAMELESS: &str = "\
customer_tenant_id,customer_domain,customer_name,subscription_id,product_name,seats_purchased,source_channel,status,end_date
,a.example,Same GmbH,11111111-0000-4000-8000-000000000001,Microsoft 365 E3,5,csp_other,active,2027-03-01
,b.example,Same GmbH,11111111-0000-4000-8000-000000000002,Microsoft 365 E3,6,csp_other,active,2027-03-01
,,Same GmbH,11111111-0000-4000-8000-000000000003,Microsoft 365 E5,7,csp_other,active,2027-03-01
,,One/Two,11111111-0000-4000-8000-000000000004,Microsoft 365 E3,5,csp_other,active,2027-03-01
,,One-Two,11111111-0000-4000-8000-000000000005,Microsoft 365 E3,5,csp_other,active,2027-03-01
,,../../<script>alert(1)</script>,11111111-0000-4000-8000-000000000006,Microsoft 365 E3,5,csp_other,active,2027-03-01
";

fn letters(run: &Path) -> Vec<String> {
    let names = fs::read_dir(run.join("customers")).expect("letters");
    let mut names: Vec<String> =
        names.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn customers_without_a_tenant_have_letters_of_their_own_whose_names_stay() {
    let work = tempfile::tempdir().expect("a directory");
    fs::write(work.path().join("a.csv"), NAMELESS).expect("an export");
    let day = ["--as-of", "2026-11-22"];
    planned(work.path(), "a.csv", "first", &day);
    let first = letters(&work.path().join("first"));
    assert_eq!(first.len(), 12, "{first:?}");
    for (n, name) in first.iter().enumerate() {
        let letter = fs::read_to_string(work.path().join("first/customers").join(name)).expect("a letter");
        let ids = (1..=6).filter(|id| letter.contains(&format!("11111111-0000-4000-8000-00000000000{id}")));
        assert!(ids.count() <= 1, "{n}: {name} tells of one customer only");
        assert!(!letter.contains("<script"), "{name}");
    }
    let more = format!(
        "{NAMELESS},,Aardvark,11111111-0000-4000-8000-000000000009,Microsoft 365 E3,5,csp_other,active,2027-03-01\n"
    );
    fs::write(work.path().join("a.csv"), more).expect("an export");
    planned(work.path(), "a.csv", "second", &day);
    let second = letters(&work.path().join("second"));
    assert_eq!(second.len(), 14);
    assert!(first.iter().all(|name| second.contains(name)), "{first:?} {second:?}");
    let one = |id: &str| {
        cutover(work.path(), &["report", "first", "--customer", id, "--format", "md", "--out", "-"])
    };
    let letter = String::from_utf8(one("b.example").stdout).expect("text");
    assert!(letter.contains("6 licenses") && !letter.contains("5 licenses"), "{letter}");
    let advice = String::from_utf8(one("Same GmbH").stderr).expect("text");
    assert!(advice.contains("names 3 customers") && advice.contains("a.example, b.example"), "{advice}");
    let page = fs::read_to_string(work.path().join("first/report.html")).expect("the page");
    let html = Html::parse_document(&page);
    let ids: std::collections::BTreeSet<_> =
        select(&html, "[id]").iter().filter_map(|it| it.attr("id")).collect();
    assert_eq!(ids.len(), select(&html, "[id]").len(), "ids are unique");
}

#[test]
fn hostile_names_are_text_in_what_changed_too() {
    let work = tempfile::tempdir().expect("a directory");
    let names =
        ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u{202e}evil", "🚀👩‍👩‍👧", &"x".repeat(10_000)];
    let write = |status: &str| {
        let mut export = "customer_tenant_id,customer_name,subscription_id,product_name,seats_purchased,source_channel,status,end_date,customer_country\n".to_owned();
        for (n, name) in names.iter().enumerate() {
            let id = format!("0000000{n}-0000-4000-8000-00000000000{n}");
            let cells = [&id, *name, &id, *name, "5", "csp_other", status, "2027-03-01", "DE"];
            export.push_str(&cells.join(","));
            export.push('\n');
        }
        fs::write(work.path().join("a.csv"), export).expect("an export");
    };
    write("active");
    planned(work.path(), "a.csv", "old", &["--as-of", "2026-11-22"]);
    write("suspended");
    planned(work.path(), "a.csv", "new", &["--as-of", "2026-11-22", "--baseline", "old"]);
    let page = fs::read_to_string(work.path().join("new/report.html")).expect("the page");
    let html = Html::parse_document(&page);
    assert_eq!(select(&html, "#t-worsened tbody tr").len(), names.len(), "all are suspended");
    assert_eq!(select(&html, "script").len(), 1, "only our own");
    assert!(!page.contains(&"x".repeat(200)));
    let message = fs::read_to_string(work.path().join("new/summary.md")).expect("the message");
    assert!(!message.contains("<script") && !message.contains('\u{202e}') && message.len() < 8_000);
    let mut workbook: Xlsx<_> = open_workbook(work.path().join("new/report.xlsx")).expect("a workbook");
    assert!(workbook.worksheet_formula("Changes").expect("formulas").rows().flatten().all(String::is_empty));
}

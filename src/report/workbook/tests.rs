//! Workbooks read back by another library, and the XML that other programs are strict about.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

use super::*;
use crate::report::fixture::{plan, published};
use crate::report::risk_csv;
use crate::report::run_json::RunInfo;
use crate::wording::Language;

fn run_in(root: &Path) -> Run {
    published(&root.join("plan"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()])
}

fn workbook(run: &Run, most_rows: u32) -> Vec<u8> {
    let settings = Settings { wording: Wording::of(Language::English), scratch: &run.directory, most_rows };
    let mut bytes = Vec::new();
    write(run, settings, &mut bytes).unwrap();
    bytes
}

fn sheets(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn rows(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Vec<Vec<Data>> {
    workbook.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_full_sheet_goes_on_under_a_second_name() {
    let root = tempfile::tempdir().unwrap();
    let run = run_in(root.path());
    let bytes = workbook(&run, 3);
    let mut workbook = sheets(&bytes);
    assert_eq!(run.plan().unwrap().rows().count(), 3);
    assert_eq!((rows(&mut workbook, "Plan").len(), rows(&mut workbook, "Plan 2").len()), (3, 2));
    assert_eq!(workbook.sheet_names()[0], "Summary");
}

/// `n` customers, each with something no one else has.
fn with_customers(run: &Run, n: usize) {
    let mut text = risk_csv::COLUMNS.join(",");
    for number in 0..n {
        let waiting_on = ["us", "customer", "provider"][number % 3];
        let name = format!("\"Customer \"\"{number}\"\", line\n<two> & {}\"", "ä".repeat(number % 200));
        text.push('\n');
        for column in risk_csv::COLUMNS {
            match *column {
                "customer_tenant_id" => write!(text, "{number:036}").unwrap(),
                "customer_name" => text.push_str(&name),
                "readiness" => text.push_str("blocked"),
                "risk_score" => write!(text, "{}", number % 101).unwrap(),
                "waiting_on" => text.push_str(waiting_on),
                "first_deadline" => text.push_str("2026-12-01"),
                "assumed_facts" => continue,
                _ => {}
            }
            text.push(',');
        }
    }
    std::fs::write(run.directory.join("risk.csv"), text).unwrap();
}

#[test]
fn rows_keep_their_order_over_blocks_and_sheets() {
    let root = tempfile::tempdir().unwrap();
    let run = run_in(root.path());
    with_customers(&run, 6_000);
    let of_limits = [701, 2_000, MOST_ROWS].map(|most_rows| {
        let bytes = workbook(&run, most_rows);
        let mut workbook = sheets(&bytes);
        let names = workbook.sheet_names();
        let of = |name: &str| names.iter().filter(|it| it.starts_with(name)).cloned().collect::<Vec<_>>();
        let mut told = Vec::new();
        for name in of("Customers") {
            let part = rows(&mut workbook, &name);
            assert!(part.len() <= most_rows as usize && part[0][0] == "Tenant id", "{name}");
            told.extend(part.into_iter().skip(1));
        }
        let waiting: Vec<_> =
            of("Waiting on").iter().flat_map(|name| rows(&mut workbook, name).split_off(1)).collect();
        (told, waiting)
    });
    let (told, waiting) = &of_limits[0];
    assert!(of_limits.iter().all(|other| other == &of_limits[0]), "the limit only divides them");
    assert_eq!((told.len(), waiting.len()), (6_000, 6_000));
    for (number, row) in told.iter().enumerate() {
        assert_eq!(row[0], Data::String(format!("{number:036}")));
        let name = format!("Customer \"{number}\", line\n<two> & {}", "ä".repeat(number % 200));
        assert_eq!(row[1], Data::String(name));
    }
    let actors: Vec<&Data> = waiting.iter().map(|row| &row[0]).collect();
    let mut in_order = actors.clone();
    in_order.dedup();
    assert_eq!(in_order, ["us", "customer", "provider"]);
}

#[test]
fn one_thread_or_many_write_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    let run = run_in(root.path());
    with_customers(&run, 3_000);
    let with = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| workbook(&run, 2_000))
    };
    assert!(with(1) == with(5));
}

/// Excel offers to repair a sheet whose parts stand in another order (ECMA-376-1, 18.3.1.99).
#[test]
fn the_parts_of_a_sheet_stand_in_the_order_of_the_format() {
    let root = tempfile::tempdir().unwrap();
    let bytes = workbook(&run_in(root.path()), MOST_ROWS);
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    let parts = [
        "<sheetPr",
        "<dimension ref=\"A1:AS4\"/>",
        "<sheetViews>",
        "<pane ",
        "<sheetFormatPr",
        "<cols>",
        "<sheetData>",
        "<row r=\"1\"",
        "<row r=\"4\"",
        "</sheetData>",
        "<autoFilter ref=\"A1:AS4\"/>",
        "<conditionalFormatting ",
        "<pageMargins",
        "<pageSetup",
        "</worksheet>",
    ];
    let places: Vec<usize> =
        parts.iter().map(|part| sheet.find(part).unwrap_or_else(|| panic!("{part} in {sheet}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(sheet.matches("<row ").count(), 4);
    assert!(!sheet.contains("<f>"), "there is no formula");
}

/// Numbers of formats are given before the library knows any other.
#[test]
fn every_look_is_the_format_it_names() {
    let root = tempfile::tempdir().unwrap();
    let bytes = workbook(&run_in(root.path()), MOST_ROWS);
    let styles = part(&bytes, "xl/styles.xml");
    let after = |text: &str, word: &str| -> Vec<String> {
        let cut = |it: &str| it.split('"').next().unwrap_or_default().to_owned();
        text.split(word).skip(1).map(cut).collect()
    };
    let (_, formats) = styles.split_once("<cellXfs").unwrap();
    let codes = after(&styles, "formatCode=\"");
    let numbers = after(formats, "numFmtId=\"");
    // Numbers from 164 on are those of the codes, in order.
    assert_eq!(numbers[..6], ["0", "0", "164", "165", "166", "167"]);
    assert_eq!(codes, ["#,##0", "0", "#,##0.00", "yyyy-mm-dd"]);
    let header = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(header.contains("<c r=\"A1\" s=\"1\" t=\"s\">"));
}

#[test]
fn a_full_disk_keeps_its_words() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let root = tempfile::tempdir().unwrap();
    let run = run_in(root.path());
    let error = write(&run, Settings::new(Wording::of(Language::English), root.path()), Full).unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
}

#[test]
fn a_damaged_table_is_named_and_no_workbook_is_made() {
    let root = tempfile::tempdir().unwrap();
    let run = run_in(root.path());
    let path = run.directory.join("steps.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}one,cell,too,few\n")).unwrap();
    let settings = Settings::new(Wording::of(Language::English), root.path());
    let error = write(&run, settings, Vec::new()).unwrap_err();
    assert!(matches!(&error, crate::error::Error::Input { line: Some(4), .. }), "{error}");
}

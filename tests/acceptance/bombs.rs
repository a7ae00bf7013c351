//! Workbooks made to fill memory or disk: each ends at a limit that has a name, with code 3 and nothing written.

#![expect(clippy::unwrap_used, reason = "what a test prepares may panic")]

use std::fs;
use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::night::{names, said};
use crate::run::cutover;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook of one sheet, with these shared texts and these rows.
fn workbook(path: &Path, texts: &str, rows: &str) {
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
                 <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>\
                 <sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", texts.to_owned()),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut writer = ZipWriter::new(fs::File::create(path).unwrap());
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}

fn texts(head: &str) -> String {
    format!("<sst xmlns=\"{MAIN}\" {head}><si><t>a</t></si></sst>")
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const HEADER: [&str; 4] = ["customer_tenant_id", "subscription_id", "product_name", "seats_purchased"];
const ROW: [&str; 4] =
    ["198b2541-eca7-4a86-8e89-34c482c6191c", "0f8fad5b-d9cb-469f-a165-70867728950e", "SPB", "25"];

fn rows(product: &str) -> String {
    let cells = |row: usize, values: [&str; 4]| -> String {
        values.iter().zip(["A", "B", "C", "D"]).map(|(text, at)| cell(&format!("{at}{row}"), text)).collect()
    };
    let [tenant, subscription, _, seats] = ROW;
    format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row>",
        cells(1, HEADER),
        cells(2, [tenant, subscription, product, seats])
    )
}

fn planned(place: &Path, name: &str) -> (Option<i32>, String) {
    let arguments = ["plan", name, "--partner-country", "DE", "--as-of", "2026-11-22", "--out", "plan"];
    let output = cutover(place, &arguments);
    (output.status.code(), said(&output))
}

#[test]
fn an_honest_workbook_is_read() {
    let place = tempfile::tempdir().unwrap();
    workbook(&place.path().join("in.xlsx"), &texts("count=\"1\" uniqueCount=\"1\""), &rows("SPB"));
    assert_eq!(planned(place.path(), "in.xlsx"), (Some(0), String::new()));
}

#[test]
fn a_bomb_is_refused_by_name_and_limit() {
    let place = tempfile::tempdir().unwrap();
    let far_column = format!("<row r=\"1\">{}</row>", cell("XFD1", "a"));
    let far_row = format!("<row r=\"1048577\">{}</row>", cell("A1048577", "a"));
    for (texts, rows, told) in [
        (texts("uniqueCount=\"99999999999\""), rows("SPB"), "claims 99999999999 texts"),
        (texts("uniqueCount=\"18446744073709551615\""), rows("SPB"), "texts where there is no room"),
        (texts(""), far_column, "4096 columns"),
        (texts(""), far_row, "1048576 rows"),
    ] {
        workbook(&place.path().join("in.xlsx"), &texts, &rows);
        let (code, said) = planned(place.path(), "in.xlsx");
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("in.xlsx") && said.contains(told), "{told}: {said}");
        assert_eq!(names(place.path()), ["in.xlsx"]);
    }
}

#[test]
fn a_cell_of_megabytes_costs_its_row_and_no_more() {
    let place = tempfile::tempdir().unwrap();
    workbook(&place.path().join("in.xlsx"), &texts(""), &rows(&"x".repeat(10 << 20)));
    let (code, said) = planned(place.path(), "in.xlsx");
    assert_eq!(code, Some(0), "{said}");
    let rejects = fs::read_to_string(place.path().join("plan/rejects.csv")).unwrap();
    assert!(rejects.contains("field-too-long") && rejects.len() < 1 << 20, "{}", rejects.len());
}

#[test]
fn an_archive_in_an_archive_is_no_workbook() {
    let place = tempfile::tempdir().unwrap();
    let inner = place.path().join("inner.xlsx");
    workbook(&inner, &texts(""), &rows("SPB"));
    let mut writer = ZipWriter::new(fs::File::create(place.path().join("in.xlsx")).unwrap());
    writer.start_file("inner.xlsx", SimpleFileOptions::default()).unwrap();
    writer.write_all(&fs::read(&inner).unwrap()).unwrap();
    writer.finish().unwrap();
    let (code, said) = planned(place.path(), "in.xlsx");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("not a readable workbook"), "{said}");
}

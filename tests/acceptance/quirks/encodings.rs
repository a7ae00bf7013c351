//! Quirks 1, 2 and the bytes around the text: encodings, marks, damage, compression.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{FIRST, ONE, SECOND, TWO, canonical, given, row};

fn utf_16(text: &str, is_little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

pub(super) fn windows_1252(text: &str) -> Vec<u8> {
    let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!is_lossy, "{text}");
    bytes.into_owned()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

fn umlaut() -> String {
    canonical(&[format!("{FIRST},Müller & Söhne,{ONE},Office 365 E3,25,2027-01-31")])
}

const UMLAUT: &[&str] = &["Müller & Söhne|one|Office 365 E3|25"];

#[test]
fn utf_16_is_read_both_ways_with_and_without_a_mark() {
    for (is_little, label) in [(true, "utf-16le"), (false, "utf-16be")] {
        for mark in ["\u{feff}", ""] {
            let outcome = given("a.csv", utf_16(&format!("{mark}{}", umlaut()), is_little)).planned();
            assert_eq!(outcome.input("encoding"), label);
            outcome.is(UMLAUT);
        }
    }
}

#[test]
fn a_mark_in_front_of_a_quoted_header_is_no_part_of_it() {
    let text = umlaut().replacen("customer_tenant_id", "\u{feff}\"customer_tenant_id\"", 1);
    let outcome = given("a.csv", text).planned();
    assert_eq!(outcome.input("encoding"), "utf-8");
    outcome.is(UMLAUT);
}

#[test]
fn windows_1252_is_recognised_and_may_be_said() {
    let outcome = given("a.csv", windows_1252(&umlaut())).planned();
    assert_eq!(outcome.input("encoding"), "windows-1252");
    outcome.is(UMLAUT);
    given("a.csv", windows_1252(&umlaut())).with(&["--encoding", "windows-1252"]).planned().is(UMLAUT);
}

#[test]
fn each_line_of_a_mixed_file_is_read_in_its_own_encoding() {
    let mut bytes = umlaut().into_bytes();
    bytes.extend(windows_1252(&format!("{SECOND},Jürgen,{TWO},Visio,3,2027-01-31\n")));
    let outcome = given("a.csv", bytes).planned();
    assert_eq!(outcome.input("encoding"), "mixed");
    outcome.is(&["Müller & Söhne|one|Office 365 E3|25", "Jürgen|two|Visio|3"]);
}

#[test]
fn lost_letters_are_noted_and_never_join_customers() {
    let text = canonical(&[format!("{FIRST},M?ller GmbH,{ONE},Office 365 E3,25,2027-01-31")]);
    let other = "Customer,SKU,Quantity,Expiry\nM?ller GmbH,VISIOCLIENT,3,31.01.2027\n";
    given("a.csv", text)
        .and("b.csv", other)
        .planned()
        .is(&["M?ller GmbH|||3", "M?ller GmbH|one|Office 365 E3|25"])
        .notes("`?` between letters");
}

#[test]
fn a_damaged_name_loses_against_a_whole_one() {
    let rows = [row(ONE).replace("Contoso", "M?ller"), row(TWO).replace("Contoso", "Müller")];
    given("a.csv", canonical(&rows))
        .planned()
        .is(&["Müller|two|Office 365 E3|25", "Müller|one|Office 365 E3|25"]);
}

#[test]
fn zero_bytes_end_marks_and_undefined_bytes_are_no_reason_to_stop() {
    let text = canonical(&[row(ONE)]).replace("Contoso", "Con\0toso") + "\u{1a}";
    given("a.csv", &text).planned().is(&["Contoso|one|Office 365 E3|25"]);
    let told = given("a.csv", &text).inspected();
    assert!(told.contains("zero bytes"), "{told}");

    let mut bytes = canonical(&[]).into_bytes();
    bytes.extend(row(ONE).replace("Contoso", "Con@toso").bytes().map(|b| if b == b'@' { 0x81 } else { b }));
    bytes.push(b'\n');
    given("a.csv", &bytes).planned().is(&["Con\u{fffd}toso|one|Office 365 E3|25"]);
    let told = given("a.csv", &bytes).inspected();
    assert!(told.contains("stand for no character (1)"), "{told}");
}

#[test]
fn lines_may_end_in_any_way() {
    let text = canonical(&[row(ONE), row(TWO)]);
    let both = ["Contoso|two|Office 365 E3|25", "Contoso|one|Office 365 E3|25"];
    for end in ["\r", "\r\n", "\n"] {
        given("a.csv", text.replace('\n', end)).planned().is(&both);
    }
    given("a.csv", text.trim_end()).planned().is(&both);
}

#[test]
fn marks_and_headers_of_joined_files_are_dropped() {
    let part = |id| format!("\u{feff}{}", canonical(&[row(id)]));
    let both = part(ONE) + &part(TWO);
    let told = given("a.csv", &both).inspected();
    assert!(told.contains("byte-order marks") && told.contains("repeated header"), "{told}");
    given("a.csv", both).planned().is(&["Contoso|two|Office 365 E3|25", "Contoso|one|Office 365 E3|25"]);
}

#[test]
fn compressed_files_are_read_whatever_their_name() {
    given("a.csv.gz", gzip(umlaut().as_bytes())).planned().is(UMLAUT);
    given("a.csv", gzip(&utf_16(&format!("\u{feff}{}", umlaut()), true))).planned().is(UMLAUT);
}

#[test]
fn a_compressed_file_that_breaks_off_is_refused() {
    let whole = gzip(umlaut().as_bytes());
    given("a.csv.gz", &whole[..whole.len() - 12]).refused(&["a.csv.gz"]);
}

//! A row of a table as a row of a sheet, in the XML of the format (ECMA-376-1, 18.3).
//!
//! Cells follow each other without their addresses, which the format allows; an empty cell before a full one
//! is `<c/>`. Text stands in its cell: nothing can become a formula, and no list of texts grows with the run.

use crate::model::{Day, parse_day};
use crate::report::workbook::columns::{Kind, kind_of};
use crate::report::workbook::style::Look;
use crate::table::append_count;
use crate::wording::{Language, Wording};

/// UTF-16 units of a cell.
const MOST_UNITS: usize = 32_767;
/// Values of closed lists that are remembered at once.
const REMEMBERED: usize = 64;
/// The day before the first of the calendar, in the days of our own: a spreadsheet counts from 1900-01-01,
/// and counts a 1900-02-29 that never was.
const BEFORE_1900: i32 = 693_595;
const NEVER: u64 = 60;

/// Writes rows of the same columns.
#[derive(Debug, Clone)]
pub(super) struct Lines<'w> {
    wording: &'w Wording,
    kinds: Vec<Kind>,
    words: Vec<(String, String)>,
    /// Cells that were too long.
    pub cut_cells: u64,
}

impl<'w> Lines<'w> {
    pub(super) fn new(wording: &'w Wording, columns: &[&str]) -> Self {
        let kinds = columns.iter().map(|column| kind_of(column)).collect();
        Lines { wording, kinds, words: vec![Default::default(); REMEMBERED], cut_cells: 0 }
    }

    /// Appends a row; `number` counts from 1, as a spreadsheet does. Cells are in the order of the columns.
    pub(super) fn append<'c>(
        &mut self,
        out: &mut Vec<u8>,
        number: u32,
        cells: impl Iterator<Item = &'c str>,
    ) {
        out.extend_from_slice(b"<row r=\"");
        append_count(out, u64::from(number));
        out.extend_from_slice(b"\">");
        let mut n_empty = 0;
        for (position, cell) in cells.enumerate() {
            if cell.is_empty() {
                n_empty += 1;
                continue;
            }
            for _ in 0..n_empty {
                out.extend_from_slice(b"<c/>");
            }
            n_empty = 0;
            self.append_cell(out, self.kinds[position], cell);
        }
        out.extend_from_slice(b"</row>");
    }

    fn append_cell(&mut self, out: &mut Vec<u8>, kind: Kind, cell: &str) {
        match kind {
            Kind::Count if is_number(cell) => append_number(out, Look::Count, cell),
            Kind::Number if is_number(cell) => append_number(out, Look::Number, cell),
            Kind::Money if is_number(cell) => append_number(out, Look::Money, cell),
            Kind::Day => match parse_day(cell).and_then(serial) {
                Some(serial) => append_day(out, serial),
                None => self.append_text(out, cell),
            },
            Kind::Value | Kind::Step => append_string(out, self.word(kind, cell)),
            Kind::Text | Kind::Id | Kind::Prose | Kind::Count | Kind::Number | Kind::Money => {
                self.append_text(out, cell);
            }
        }
    }

    fn append_text(&mut self, out: &mut Vec<u8>, cell: &str) {
        match cut(cell) {
            Some(kept) => {
                self.cut_cells += 1;
                append_string(out, &kept);
            }
            None => append_string(out, cell),
        }
    }

    /// A value of a closed list as a reader of the language knows it.
    fn word<'s>(&'s mut self, kind: Kind, id: &'s str) -> &'s str {
        let bytes = id.as_bytes();
        let [first, .., last] = bytes else { return value(self.wording, kind, id) };
        let place = usize::from(*first) * 7 + usize::from(*last) * 31 + bytes.len() * 3;
        let (known, word) = &mut self.words[(place + kind as usize) % REMEMBERED];
        if known != id {
            id.clone_into(known);
            value(self.wording, kind, id).clone_into(word);
        }
        word
    }
}

/// English readers know the ids themselves.
fn value<'t>(wording: &'t Wording, kind: Kind, id: &'t str) -> &'t str {
    let key = match (kind, wording.language) {
        (Kind::Step, Language::English) => return id,
        (Kind::Step, Language::German) => format!("steps.title.{id}"),
        _ => format!("workbook.value.{id}"),
    };
    wording.get(&key).unwrap_or(id)
}

/// Whether the cell is a number of at most fifteen digits, which is what a spreadsheet can hold; lists and
/// longer ones stay text.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let n_points = digits.bytes().filter(|&byte| byte == b'.').count();
    digits.len() <= 15 + n_points
        && n_points <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The day as a spreadsheet counts it; `None` outside its calendar.
fn serial(day: Day) -> Option<u64> {
    let number = u64::try_from(day.num_days_from_ce() - BEFORE_1900).ok().filter(|&number| number > 0)?;
    (day.year() <= 9999).then_some(number + u64::from(number >= NEVER))
}

fn append_number(out: &mut Vec<u8>, look: Look, digits: &str) {
    append_styled(out, look);
    out.extend_from_slice(digits.as_bytes());
    out.extend_from_slice(b"</v></c>");
}

fn append_day(out: &mut Vec<u8>, serial: u64) {
    append_styled(out, Look::Day);
    append_count(out, serial);
    out.extend_from_slice(b"</v></c>");
}

fn append_styled(out: &mut Vec<u8>, look: Look) {
    out.extend_from_slice(b"<c s=\"");
    append_count(out, look as u64);
    out.extend_from_slice(b"\"><v>");
}

fn append_string(out: &mut Vec<u8>, text: &str) {
    let is_space = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
    let bytes = text.as_bytes();
    out.extend_from_slice(b"<c t=\"inlineStr\"><is><t");
    if is_space(bytes.first()) || is_space(bytes.last()) {
        out.extend_from_slice(b" xml:space=\"preserve\"");
    }
    out.push(b'>');
    if bytes.iter().fold(false, |is_odd, &byte| is_odd | may_need_care(byte)) {
        append_escaped(out, text);
    } else {
        out.extend_from_slice(bytes);
    }
    out.extend_from_slice(b"</t></is></c>");
}

/// Whether a byte is, or begins, what cannot stand in XML as it is.
fn may_need_care(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'&' | b'<' | b'>' | b'_' | 0xef)
}

/// What XML cannot hold is told as `_xHHHH_`, and what looks like that is told apart from it (ECMA-376-1, 22.9.2.19).
fn append_escaped(out: &mut Vec<u8>, text: &str) {
    let mut kept = 0;
    for (at, c) in text.char_indices() {
        let escaped = match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '\t' | '\n' => continue,
            '_' if looks_escaped(&text.as_bytes()[at..]) => "_x005F_".to_owned(),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => format!("_x{:04X}_", c as u32),
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[kept..at]);
        out.extend_from_slice(escaped.as_bytes());
        kept = at + c.len_utf8();
    }
    out.extend_from_slice(&text.as_bytes()[kept..]);
}

fn looks_escaped(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

/// The text as far as a cell can hold it, where that is not all of it.
fn cut(text: &str) -> Option<String> {
    // No character takes more units than bytes.
    if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
        return None;
    }
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < MOST_UNITS
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[&str], cells: &[&str]) -> String {
        let mut out = Vec::new();
        Lines::new(Wording::of(Language::German), columns).append(&mut out, 7, cells.iter().copied());
        String::from_utf8(out).unwrap()
    }

    fn text(cell: &str) -> String {
        let row = row(&["reason"], &[cell]);
        let shell = row.strip_prefix("<row r=\"7\"><c t=\"inlineStr\"><is><t").unwrap();
        shell.strip_suffix("</t></is></c></row>").unwrap().to_owned()
    }

    #[test]
    fn every_kind_of_cell_has_its_form() {
        let columns =
            ["seats", "end_date", "overlap_cost", "wave", "readiness", "customer_tenant_id", "reason"];
        let cells = ["25", "2026-12-31", "-32.88", "", "blocked", "12345", ""];
        let wanted = "<row r=\"7\"><c s=\"2\"><v>25</v></c><c s=\"5\"><v>46387</v></c><c s=\"4\"><v>-32.88</v></c><c/>\
                      <c t=\"inlineStr\"><is><t>blockiert</t></is></c><c t=\"inlineStr\"><is><t>12345</t></is></c></row>";
        assert_eq!(row(&columns, &cells), wanted);
        assert_eq!(row(&columns, &[""; 7]), "<row r=\"7\"></row>");
    }

    #[test]
    fn a_value_is_told_in_words_however_often_others_come_between() {
        let mut lines = Lines::new(Wording::of(Language::German), &["readiness", "next_step"]);
        for _ in 0..2 {
            for n in 0..500 {
                assert_eq!(lines.word(Kind::Value, &format!("value-{n}")), format!("value-{n}"));
            }
            assert_eq!(lines.word(Kind::Value, "blocked"), "blockiert");
            assert_ne!(lines.word(Kind::Step, "verify"), "verify");
            assert_eq!(lines.word(Kind::Value, "verify"), "verify");
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_escaped_and_comes_back() {
        for (cell, wanted) in [
            ("a & <b>", ">a &amp; &lt;b&gt;"),
            ("bell\u{7}, \r, \u{0}", ">bell_x0007_, _x000D_, _x0000_"),
            ("\u{ffff}\u{feff}", ">_xFFFF_\u{feff}"),
            ("_x0041_ _x_ _x004g_ __x0041_", ">_x005F_x0041_ _x_ _x004g_ __x005F_x0041_"),
            ("=cmd|' /C calc'!A0", ">=cmd|' /C calc'!A0"),
            (" x", " xml:space=\"preserve\"> x"),
            ("x\n", " xml:space=\"preserve\">x\n"),
            ("a\tb\nc", ">a\tb\nc"),
        ] {
            assert_eq!(text(cell), wanted, "{cell:?}");
        }
    }

    #[test]
    fn a_cell_holds_what_it_can_and_says_that_there_was_more() {
        let long = "🙂".repeat(20_000);
        let kept = cut(&long).unwrap();
        assert!(kept.ends_with('…') && kept.encode_utf16().count() <= MOST_UNITS);
        assert!(cut(&"x".repeat(MOST_UNITS)).is_none() && cut(&"x".repeat(MOST_UNITS + 1)).is_some());
        let mut lines = Lines::new(Wording::of(Language::English), &["reason"]);
        lines.append(&mut Vec::new(), 2, [long.as_str()].into_iter());
        assert_eq!(lines.cut_cells, 1);
    }

    #[test]
    fn only_plain_numbers_become_numbers() {
        for text in ["0", "-12.50", "123456789012345", "-1234567890123.45"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["1e3", "0x10", "1;2", "", "-", ".5", "inf", "1234567890123456", "1.2.3", "--1", "٣"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn days_are_counted_as_a_spreadsheet_counts_them() {
        for (day, number) in [
            ("1900-01-01", 1),
            ("1900-02-28", 59),
            ("1900-03-01", 61),
            ("2026-11-22", 46_348),
            ("9999-12-31", 2_958_465),
        ] {
            assert_eq!(serial(parse_day(day).unwrap()), Some(number), "{day}");
        }
        assert_eq!(serial(parse_day("1899-12-31").unwrap()), None);
        assert_eq!(text("1850-01-01"), ">1850-01-01");
    }
}

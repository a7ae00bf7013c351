//! The mark that keeps a spreadsheet from running a text cell as a formula, and takes itself back.
//!
//! A spreadsheet splits a line before it looks at quotes, by a separator of its own locale. So the mark
//! stands not only at the start of a cell but wherever some reader could see a cell begin. Writer and
//! reader share one walk and cannot drift apart.

use std::borrow::Cow;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Add,
    Remove,
}

/// The text with one `'` more before everything that could begin a formula.
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.bytes().any(may_trigger) { walk(text, Mark::Add) } else { Cow::Borrowed(text) }
}

/// The text as it was before [`guard`].
pub fn unguard(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\'', text.as_bytes()).is_some() {
        walk(text, Mark::Remove)
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether the byte is a trigger, or begins one of more than one byte.
pub(crate) const fn may_trigger(byte: u8) -> bool {
    matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | b'|' | b'%' | 0xef)
}

fn is_trigger(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠')
}

fn splits(c: char) -> bool {
    matches!(c, ',' | ';' | '\t' | '|' | '\n' | '\r')
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\u{feff}' | '\u{200b}')
}

/// An optional sign, then digits with points and commas: a spreadsheet shows it and runs nothing.
fn is_plain_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

fn walk(text: &str, mark: Mark) -> Cow<'_, str> {
    if is_plain_number(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 2);
    let mut is_start = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind_marks = rest.trim_start_matches('\'');
        let trigger = behind_marks.chars().next().filter(|&t| is_start && is_trigger(t));
        let Some(trigger) = trigger else {
            is_start = splits(c) || (is_start && is_skipped(c));
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let marks = rest.len() - behind_marks.len();
        let wanted = if mark == Mark::Add { marks + 1 } else { marks.saturating_sub(1) };
        out.extend(std::iter::repeat_n('\'', wanted));
        out.push(trigger);
        is_start = splits(trigger);
        rest = &behind_marks[trigger.len_utf8()..];
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How a spreadsheet of some locale sees a cell: whatever stands before the first sign of meaning.
    fn begins_a_formula(cell: &str) -> bool {
        let seen = cell.trim_start_matches(is_skipped_but_no_trigger);
        let is_blank = seen.chars().all(is_skipped);
        let number = cell.split(splits).next().unwrap_or_default();
        seen.starts_with(is_trigger) && !is_blank && !is_plain_number(number.trim_end_matches('"'))
    }

    fn is_skipped_but_no_trigger(c: char) -> bool {
        is_skipped(c) && !is_trigger(c)
    }

    fn nasty() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop::sample::select(vec![
                '=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＠', '\'', '"', ',', ';', ' ', 'a',
                '1', '.', '\u{feff}', '\u{200b}', 'ü', '\u{0}',
            ]),
            0..14,
        )
        .prop_map(String::from_iter)
    }

    fn no_reader_sees_a_formula(line: &str) -> bool {
        let parsed = |delimiter: u8| {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).flexible(true).delimiter(delimiter);
            let records: Vec<_> = reader.from_reader(line.as_bytes()).into_records().collect();
            let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
            records.iter().filter_map(|record| record.as_ref().ok()).flat_map(cells).collect::<Vec<_>>()
        };
        let naive = |c: char| line.lines().flat_map(|l| l.split(c)).map(str::to_owned).collect::<Vec<_>>();
        let seen = [b',', b';', b'\t', b'|'].into_iter().flat_map(|d| [parsed(d), naive(char::from(d))]);
        !seen.flatten().any(|cell| begins_a_formula(cell.trim_start_matches('"')))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn reading_back_is_lossless(text in nasty()) {
            let guarded = guard(&text).into_owned();
            prop_assert_eq!(unguard(&guarded), text.as_str());
        }

        #[test]
        fn a_cell_is_marked_wherever_the_walk_would_mark_it(text in nasty()) {
            let mut line = Vec::new();
            let mut cells = crate::table::CellWriter::new(&mut line);
            cells.word("first");
            cells.text(&text);
            cells.end();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_slice());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&record[1], guard(&text));
        }

        #[test]
        fn no_separator_of_any_locale_uncovers_a_formula(first in nasty(), second in nasty()) {
            let mut line = Vec::new();
            let mut cells = crate::table::CellWriter::new(&mut line);
            cells.text(&first);
            cells.text(&second);
            cells.end();
            let line = String::from_utf8(line).unwrap();
            prop_assert!(no_reader_sees_a_formula(&line), "{line:?}");
        }
    }

    #[test]
    fn a_mark_at_the_start_alone_would_not_be_enough() {
        assert!(!no_reader_sees_a_formula("a;=1+1"));
        assert_eq!(guard("a;=1+1"), "a;'=1+1");
    }

    #[test]
    fn numbers_and_names_stay_as_they_are() {
        for text in ["-1250.5", "-1.250,50", "+5", "Müller-Söhne", "O'Neil", "'quoted'", "", "50% off", "a=b"]
        {
            assert_eq!(guard(text), text);
        }
        assert_eq!(guard("%50"), "'%50");
    }

    #[test]
    fn an_honest_mark_survives() {
        assert_eq!(guard("'=x"), "''=x");
        assert_eq!(unguard("''=x"), "'=x");
        assert_eq!(unguard("'=x"), "=x");
        assert_eq!(unguard("'tis"), "'tis");
    }
}

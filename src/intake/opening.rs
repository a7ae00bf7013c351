//! The start of a file: what stands above the header, the delimiter, and the header that is recognised.

use crate::intake::decode::decode_line;
use crate::intake::layout::{DetectContext, Layout, LayoutError};
use crate::table::Cells;
use crate::table::cutter::count_lines;

/// Lines above the header that are neither blank nor known.
const MOST_TITLES: usize = 10;
/// Columns a header may have.
pub(crate) const MOST_COLUMNS: usize = 4_096;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A header line as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub cells: Vec<String>,
    pub delimiter: u8,
    /// Physical line on which it begins.
    pub line: u32,
    /// Decoded, without its line end.
    pub raw: Vec<u8>,
    /// The type a `#TYPE` line above it names; empty where there is none.
    pub type_name: String,
}

impl Header {
    /// Columns up to the last one with a name.
    pub(crate) fn width(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
    }

    pub(crate) fn is_repeated_by(&self, record: &Cells<'_>) -> bool {
        let first = self.cells.first().map(String::as_str);
        record.get(0) == first && record.iter().eq(self.cells.iter().map(String::as_str))
    }
}

/// A header that is known, and the bytes up to its end.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) header: Header,
    pub(crate) layout: Layout,
    pub(crate) taken: usize,
    pub(crate) lines: u32,
}

/// Why no header was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) line: Option<u32>,
    pub(crate) reason: String,
    found: usize,
}

impl Refusal {
    fn new(line: Option<u32>, reason: impl Into<String>) -> Self {
        Refusal { line, reason: reason.into(), found: 0 }
    }
}

/// Looks for a known header in the first bytes of a file.
pub(crate) fn find(bytes: &[u8], delimiter: Option<u8>, context: &DetectContext) -> Result<Opening, Refusal> {
    refuse_other_formats(bytes)?;
    let mut given = delimiter;
    let mut at = 0;
    let mut best = Refusal::new(None, "the file is empty; export it again");
    let mut titles = 0;
    let mut type_name = String::new();
    while at < bytes.len() && titles <= MOST_TITLES {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found + 1);
        let line = strip_marks(&bytes[at..end]);
        if let Some(separator) = separator(line) {
            given = delimiter.or(Some(separator));
        } else if let Some(name) = line.strip_prefix(b"#TYPE ").or(line.strip_prefix(b"\"#TYPE ")) {
            let name = decode_line(name);
            name.trim_matches([' ', '\r', '\n', '"', ',', ';']).clone_into(&mut type_name);
        } else if !is_blank(line) {
            match header(bytes, end - line.len(), given, context) {
                Ok(mut opening) => {
                    opening.header.type_name = type_name;
                    return Ok(opening);
                }
                Err(refusal) if titles == 0 || refusal.found > best.found => best = refusal,
                Err(_) => {}
            }
            titles += 1;
        }
        at = end;
    }
    if !type_name.is_empty() {
        best.reason = format!("{} (a list of {type_name})", best.reason);
    }
    Err(best)
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), Refusal> {
    let refuse = |reason| Err(Refusal::new(Some(1), reason));
    match strip_marks(bytes).trim_ascii_start().first() {
        Some(b'{' | b'[') => refuse("this is JSON; export the same list as CSV"),
        Some(b'<') => refuse("this is an HTML or XML page, often a sign-in page; export the file again"),
        Some(_) | None => Ok(()),
    }
}

fn strip_marks(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest) = bytes.strip_prefix(BYTE_ORDER_MARK) {
        bytes = rest;
    }
    bytes
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b'|' | b'"' | 0x1a))
}

/// `sep=;` as Excel writes it, with or without quotes.
fn separator(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (key, rest) = line.split_at_checked(4)?;
    let (&separator, rest) = rest.split_first().or(Some((&b'\t', rest)))?;
    let is_separator = key.eq_ignore_ascii_case(b"sep=") && DELIMITERS.contains(&separator);
    (is_separator && rest.iter().all(|byte| matches!(byte, b'"' | b',' | b';'))).then_some(separator)
}

/// The header that begins at `at`, read with the delimiter that makes most sense of it.
fn header(bytes: &[u8], at: usize, given: Option<u8>, context: &DetectContext) -> Result<Opening, Refusal> {
    let line = count_lines(&bytes[..at]) + 1;
    let tried = given.map_or_else(|| candidates(&bytes[at..]), |delimiter| vec![delimiter]);
    let mut best: Option<Opening> = None;
    let mut refusal: Option<Refusal> = None;
    for delimiter in tried {
        let (header, taken) = split(bytes, at, delimiter, line);
        if header.cells.len() > MOST_COLUMNS {
            refusal = Some(Refusal::new(Some(line), format!("a header of more than {MOST_COLUMNS} columns")));
            continue;
        }
        let cells: Vec<&str> = header.cells.iter().map(String::as_str).collect();
        match Layout::detect(&cells, context) {
            Ok(layout) if best.as_ref().is_none_or(|best| layout.mapped() > best.layout.mapped()) => {
                best = Some(Opening { header, layout, taken, lines: count_lines(&bytes[..taken]) });
            }
            Ok(_) => {}
            Err(error) => {
                let found = known_columns(&error);
                if refusal.as_ref().is_none_or(|known| found > known.found) {
                    refusal = Some(Refusal { line: Some(line), reason: error.to_string(), found });
                }
            }
        }
    }
    let none = || refusal.unwrap_or_else(|| Refusal::new(Some(line), "no known header"));
    best.ok_or_else(none)
}

/// The delimiters that may stand in a header. Those that do not occur all make one cell of it, so that one of
/// them is enough.
fn candidates(bytes: &[u8]) -> Vec<u8> {
    let mut candidates = DELIMITERS.to_vec();
    let mut has_absent = false;
    candidates.retain(|&delimiter| {
        memchr::memchr(delimiter, bytes).is_some() || !std::mem::replace(&mut has_absent, true)
    });
    candidates
}

/// How much of a header made sense: a format that is known and refused is all of it.
fn known_columns(error: &LayoutError) -> usize {
    match error {
        LayoutError::NoMatch { found, .. } => *found,
        LayoutError::Tie { .. }
        | LayoutError::Refused { .. }
        | LayoutError::TooManyColumns { .. }
        | LayoutError::CustomerNotNamed { .. }
        | LayoutError::Contradiction { .. }
        | LayoutError::OppositeColumns { .. }
        | LayoutError::NoEvidence { .. }
        | LayoutError::BuiltIn(_) => MOST_COLUMNS,
    }
}

/// One record from `at`, as a header, and where it ends.
fn split(bytes: &[u8], at: usize, delimiter: u8, line: u32) -> (Header, usize) {
    if let Some((straight, end)) = straightened(bytes, at) {
        let (cells, _) = record_of(straight.as_bytes(), delimiter);
        return (
            Header { cells, delimiter, line, raw: straight.into_bytes(), type_name: String::new() },
            end,
        );
    }
    let (cells, length) = record_of(&bytes[at..], delimiter);
    let end = at + length;
    let raw = decode_line(bytes[at..end].trim_ascii_end()).into_owned().into_bytes();
    let cells = unwrapped(cells, delimiter);
    (Header { cells, delimiter, line, raw, type_name: String::new() }, end)
}

/// The cells of the first record, and its length.
fn record_of(bytes: &[u8], delimiter: u8) -> (Vec<String>, usize) {
    plain_record_of(bytes, delimiter).unwrap_or_else(|| quoted_record_of(bytes, delimiter))
}

/// A record that is its line: without quotes, and nothing before it.
fn plain_record_of(bytes: &[u8], delimiter: u8) -> Option<(Vec<String>, usize)> {
    let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    let line = &bytes[..end];
    if line.is_empty() || memchr::memchr(b'"', line).is_some() || line.starts_with(BYTE_ORDER_MARK) {
        return None;
    }
    let cells = line.split(|&byte| byte == delimiter).map(|cell| decode_line(cell).into_owned()).collect();
    Some((cells, (end + 1).min(bytes.len())))
}

fn quoted_record_of(bytes: &[u8], delimiter: u8) -> (Vec<String>, usize) {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let _ = reader.read_byte_record(&mut record);
    let cells = record.iter().map(|cell| decode_line(cell).into_owned()).collect();
    (cells, reader.position().byte() as usize)
}

/// The line at `at` where it holds quotes of a text processor: `"Tags“` is meant to be `"Tags"`.
fn straightened(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found + 1);
    let text = decode_line(bytes[at..end].trim_ascii_end());
    let curly = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'];
    text.contains(curly).then(|| (text.replace(curly, "\""), end))
}

/// A header that was wrapped in one more pair of quotes, as its rows are.
fn unwrapped(cells: Vec<String>, delimiter: u8) -> Vec<String> {
    match cells.as_slice() {
        [only] if only.contains(char::from(delimiter)) => record_of(only.as_bytes(), delimiter).0,
        [..] => cells,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn opened(text: &str) -> Result<Opening, Refusal> {
        find(text.as_bytes(), None, &DetectContext::default())
    }

    #[test]
    fn what_stands_above_the_header_is_passed_over() {
        let text = "sep=;\n#TYPE Some.Type\n\nMy report\n;;\n\u{feff}\"customer_tenant_id\";seats_purchased\nx;y;1\n";
        let opening = opened(text).expect("a header");
        assert_eq!((opening.header.line, opening.header.delimiter), (6, b';'));
        assert_eq!(&text.as_bytes()[opening.taken..], b"x;y;1\n");
    }

    proptest! {
        #[test]
        fn a_plain_record_is_read_as_any_other(text in "[ab,;\"\u{feff}\u{e4}]{0,9}(\r|\n|\r\n)?[ab,;\"]{0,4}") {
            for delimiter in [b',', b';'] {
                if let Some(record) = plain_record_of(text.as_bytes(), delimiter) {
                    prop_assert_eq!(record, quoted_record_of(text.as_bytes(), delimiter));
                }
            }
        }
    }

    #[test]
    fn delimiters_that_do_not_occur_are_tried_once() {
        assert_eq!(candidates(b"a;b|c\n"), *b",;|");
        assert_eq!(candidates(b"a,b\n"), *b",;");
        assert_eq!(candidates(b"a"), *b",");
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        assert!(opened("{\"value\": 1}").is_err_and(|refusal| refusal.reason.contains("JSON")));
        assert!(opened("  <html>").is_err_and(|refusal| refusal.reason.contains("HTML")));
        assert!(opened("\n\n ;;\n").is_err_and(|refusal| refusal.reason.contains("empty")));
    }

    #[test]
    fn the_delimiter_is_the_one_the_header_makes_sense_with() {
        for delimiter in DELIMITERS {
            let text = ["customer_tenant_id", "subscription_id", "seats_purchased"]
                .join(&char::from(delimiter).to_string());
            assert_eq!(opened(&text).expect("a header").header.delimiter, delimiter);
        }
    }
}

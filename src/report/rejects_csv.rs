//! `rejects.csv`: one line per record that could not be accepted, with its flaws as a sentence and as values.

use crate::intake::Flawed;
use crate::table::{CellWriter, append_header};
use crate::wording::{Language, Wording};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &["source_file", "source_line", "column", "value", "reason", "repair", "flaws"];

/// A rejected record. The value of a personal column is already empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectRow<'a> {
    /// Path as given.
    pub source_file: &'a str,
    pub source_line: u32,
    /// First bad column in the order of the header.
    pub column: &'a str,
    pub value: &'a str,
    /// Everything that is wrong.
    pub flaws: &'a [Flawed],
}

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

pub fn append(out: &mut Vec<u8>, reject: &RejectRow<'_>) {
    let mut cells = CellWriter::new(out);
    cells.text(reject.source_file);
    cells.count(u64::from(reject.source_line));
    cells.text(reject.column);
    cells.text(reject.value);
    let english = Wording::of(Language::English);
    cells.text(&english.reason(reject.flaws));
    cells.text(&reject.flaws.first().map_or_else(String::new, |it| english.repair(&it.flaw)));
    cells.text(&serde_json::to_string(reject.flaws).unwrap_or_default());
    cells.end();
}

/// The flaws of a line that was read back, from its cell; none where the run did not record them.
pub fn flaws(cell: &str) -> Vec<Flawed> {
    serde_json::from_str(cell).unwrap_or_default()
}

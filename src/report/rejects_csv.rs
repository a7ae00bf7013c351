//! `rejects.csv`: one line per record that could not be accepted.

use crate::table::{CellWriter, append_header};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &["source_file", "source_line", "column", "value", "reason", "repair"];

/// A rejected record. The value of a personal column is already empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectRow<'a> {
    /// Path as given.
    pub source_file: &'a str,
    pub source_line: u32,
    /// First bad column in the order of the header.
    pub column: &'a str,
    pub value: &'a str,
    /// Every reason.
    pub reason: &'a str,
    pub repair: &'a str,
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
    cells.text(reject.reason);
    cells.text(reject.repair);
    cells.end();
}

//! The records of some text, one at a time.

use crate::table::Cells;
use crate::table::cut::cut;
use crate::table::cutter::count_lines;
use crate::table::single::Single;

/// A record of a block with its place in the file.
pub struct Found<'b> {
    pub line: u32,
    /// The record as it stands, with its line end.
    pub raw: &'b [u8],
    /// Bytes of the block up to the end of the record.
    pub end: usize,
}

/// Walks the records of a block as the `csv` crate splits it.
///
/// Nearly every record is cut where it stands; the others, and a first one
/// behind a byte-order mark, are left to the parser of that crate.
pub struct Records<'b> {
    /// Made for the first record that is not cut: most blocks have none.
    single: Option<Single>,
    delimiter: u8,
    text: &'b str,
    at: usize,
    /// Physical line of the next byte.
    line: u32,
}

impl<'b> Records<'b> {
    /// The records of some text whose first byte stands in a physical line, counted from 1.
    pub fn new(text: &'b str, first_line: u32, delimiter: u8) -> Self {
        Records { single: None, delimiter, text, at: 0, line: first_line }
    }

    /// Reads the next record into `cells`; blank lines are none.
    pub fn next(&mut self, cells: &mut Cells<'b>) -> Option<Found<'b>> {
        let (bytes, at, line) = (self.text.as_bytes(), self.at, self.line);
        let bounds = cells.lend(self.text);
        if !(at == 0 && self.text.starts_with('\u{feff}'))
            && let Some(cut) = cut(bytes, at, self.delimiter, bounds)
        {
            self.at = cut.end;
            self.line += cut.lines;
            return Some(Found { line, raw: &bytes[at..cut.end], end: cut.end });
        }
        let rest = &bytes[at..];
        let single = self.single.get_or_insert_with(|| Single::new(self.delimiter));
        let found =
            if at == 0 { single.split(rest, line, cells)? } else { single.follow(rest, line, cells)? };
        self.line += count_lines(&rest[..found.end]);
        self.at += found.end;
        Some(Found { end: self.at, ..found })
    }
}

//! Records split one at a time, as the `csv` crate splits them, by one parser for all of them.

use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};

use crate::table::Cells;
use crate::table::Found;
use crate::table::cutter::count_lines;

/// The parser of the `csv` crate with the room for one record.
pub(crate) struct Single {
    core: csv_core::Reader,
    delimiter: u8,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl Single {
    pub(crate) fn new(delimiter: u8) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Single { core, delimiter, cells: vec![0; 1 << 10], ends: vec![0; 1 << 6] }
    }

    /// The same for another delimiter.
    pub(crate) fn with(&mut self, delimiter: u8) -> &mut Self {
        if self.delimiter != delimiter {
            *self = Single::new(delimiter);
        }
        self
    }

    /// Reads the first record of some bytes, which stands in `line`, into `cells`; blank lines are none.
    pub(crate) fn split<'b>(
        &mut self,
        bytes: &'b [u8],
        line: u32,
        cells: &mut Cells<'_>,
    ) -> Option<Found<'b>> {
        self.core.reset();
        self.take(bytes, line, cells)
    }

    /// The same where the bytes follow those of the record before, so that no byte-order mark begins them.
    pub(crate) fn follow<'b>(
        &mut self,
        bytes: &'b [u8],
        line: u32,
        cells: &mut Cells<'_>,
    ) -> Option<Found<'b>> {
        // A blank line in front: what begins the input is no byte-order mark any more.
        self.core.reset();
        self.core.read_record(b"\n", &mut self.cells, &mut self.ends);
        self.take(bytes, line, cells)
    }

    fn take<'b>(&mut self, bytes: &'b [u8], line: u32, cells: &mut Cells<'_>) -> Option<Found<'b>> {
        let (end, n_cells) = self.read(bytes)?;
        let ends = &self.ends[..n_cells];
        cells.copy(&self.cells[..ends.last().copied().unwrap_or(0)], ends);
        let read = &bytes[..end];
        let blank = read.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).unwrap_or(0);
        Some(Found { line: line + count_lines(&read[..blank]), raw: &read[blank..], end })
    }

    /// Bytes and cells of the first record.
    fn read(&mut self, bytes: &[u8]) -> Option<(usize, usize)> {
        let (mut end, mut n_bytes, mut n_cells) = (0, 0, 0);
        loop {
            let (cells, ends) = (&mut self.cells[n_bytes..], &mut self.ends[n_cells..]);
            let (result, taken, written, split) = self.core.read_record(&bytes[end..], cells, ends);
            (end, n_bytes, n_cells) = (end + taken, n_bytes + written, n_cells + split);
            match result {
                // What is empty the next time is the end.
                InputEmpty => {}
                OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                Record => return Some((end, n_cells)),
                End => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::Records;

    type Split = (u32, Vec<u8>, Vec<Vec<u8>>);

    fn of(found: &Found<'_>, cells: &Cells<'_>) -> Split {
        let raw = found.raw.trim_ascii_end().to_vec();
        (found.line, raw, cells.iter().map(|cell| cell.as_bytes().to_vec()).collect())
    }

    /// What the `csv` crate makes of some bytes that begin in line 3.
    fn by_the_crate(bytes: &[u8]) -> Vec<Split> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut cells = csv::ByteRecord::new();
        let mut all = Vec::new();
        loop {
            let (start, line) = (reader.position().byte() as usize, reader.position().line() as u32);
            if !reader.read_byte_record(&mut cells).expect("bytes can be read") {
                return all;
            }
            let end = (reader.position().byte() as usize).min(bytes.len());
            let read = &bytes[start..end];
            let blank = read.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).unwrap_or(0);
            let line = line + 2 + count_lines(&read[..blank]);
            let raw = read[blank..].trim_ascii_end().to_vec();
            all.push((line, raw, cells.iter().map(<[u8]>::to_vec).collect()));
        }
    }

    const TEXT: &str = "([\",\n\rab\u{feff}]{0,60}|[,\nab]{0,60}|,{60,200}|a{1000,3000})";

    proptest! {
        #[test]
        fn a_single_record_is_the_first_the_csv_crate_reads(texts in proptest::collection::vec(TEXT, 1..5)) {
            let mut single = Single::new(b';');
            let mut cells = Cells::default();
            for text in &texts {
                let found = single.with(b',').split(text.as_bytes(), 3, &mut cells);
                let mine = found.map(|found| of(&found, &cells));
                prop_assert_eq!(mine, by_the_crate(text.as_bytes()).into_iter().next());
            }
        }

        #[test]
        fn all_records_are_those_the_csv_crate_reads(texts in proptest::collection::vec(TEXT, 1..4)) {
            let text = texts.join("\n");
            let mut records = Records::new(&text, 3, b',');
            let mut cells = Cells::default();
            let next = || records.next(&mut cells).map(|found| of(&found, &cells));
            prop_assert_eq!(std::iter::from_fn(next).collect::<Vec<_>>(), by_the_crate(text.as_bytes()));
        }
    }
}

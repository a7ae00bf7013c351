//! One block to one batch: records, what is not a record, and what cannot be read.

use std::borrow::Cow;

use crate::intake::batch::{Batch, Place};
use crate::intake::cutter::{Block, LONGEST_FIELD, count_lines};
use crate::intake::decode::clean;
use crate::intake::layout::{DetectContext, Fault, Layout, Parsed};
use crate::intake::opening::{Header, MOST_COLUMNS};
use crate::intake::products::Products;
use crate::intake::rejects::Reject;
use crate::intake::{Grain, Record};
use crate::model::Origin;

/// A header, and how its columns are read.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) header: Header,
    pub(crate) layout: Layout,
}

/// What every block of a file is read with.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) section: &'a Section,
    pub(crate) file: u16,
    pub(crate) context: &'a DetectContext,
    pub(crate) known: &'a Products,
}

/// A header of another kind in mid-file, and the block that begins behind it.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) section: Section,
    pub(crate) rest: Block,
}

/// A record of a block with its place in the file.
pub(crate) struct Found<'b> {
    pub(crate) line: u32,
    pub(crate) raw: &'b [u8],
    /// Bytes of the block up to the end of the record.
    pub(crate) end: usize,
}

/// Walks the records of a block as the `csv` crate splits it.
pub(crate) struct Records<'b> {
    reader: csv::Reader<&'b [u8]>,
    bytes: &'b [u8],
    first_line: u32,
}

impl<'b> Records<'b> {
    pub(crate) fn new(bytes: &'b [u8], first_line: u32, delimiter: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(32 << 10)
            .from_reader(bytes);
        Records { reader, bytes, first_line }
    }

    /// Reads the next record into `cells`; blank lines are none.
    pub(crate) fn next(&mut self, cells: &mut csv::ByteRecord) -> Option<Found<'b>> {
        let (start, line) = (self.reader.position().byte() as usize, self.reader.position().line() as u32);
        if !self.reader.read_byte_record(cells).unwrap_or(false) {
            return None;
        }
        let end = (self.reader.position().byte() as usize).min(self.bytes.len());
        let read = &self.bytes[start..end];
        let blank = read.iter().position(|byte| !matches!(byte, b'\n' | b'\r')).unwrap_or(0);
        let line = self.first_line + line - 1 + count_lines(&read[..blank]);
        Some(Found { line, raw: &read[blank..], end })
    }
}

/// Reads one block; where another known header stands in it, only up to there.
pub(crate) fn parse(block: &Block, reading: &Reading<'_>) -> (Batch, Option<Change>) {
    let mut batch = Batch::default();
    let bytes = clean(&block.bytes, &mut batch.damage);
    let mut records = Records::new(&bytes, block.first_line, reading.section.header.delimiter);
    let mut cells = csv::ByteRecord::new();
    let mut change = None;
    while let Some(found) = records.next(&mut cells) {
        if reading.section.header.is_repeated_by(&cells) {
            batch.damage.repeated_headers += 1;
            continue;
        }
        let is_last = block.unfinished && found.end == bytes.len();
        if let Some(section) = reading.record(&cells, &found, is_last, &mut batch) {
            let rest = bytes[found.end..].to_vec();
            let lines = count_lines(&rest);
            let first_line = block.first_line + block.lines - lines;
            change = Some(Change { section, rest: Block { bytes: rest, first_line, lines, ..*block } });
            break;
        }
    }
    batch.seal();
    (batch, change)
}

impl Reading<'_> {
    /// Stores one record; returns the section a known header begins.
    pub(crate) fn record(
        &self,
        cells: &csv::ByteRecord,
        found: &Found<'_>,
        is_last: bool,
        batch: &mut Batch,
    ) -> Option<Section> {
        let place = self.place(found.line);
        if let Some(fault) = self.misshapen(cells, found, is_last) {
            if !is_end_mark(cells) {
                batch.reject(Reject::new(self.origin(found), fault, 0, found.raw));
            }
            return None;
        }
        let mut record = Record::default();
        match self.section.layout.parse(cells, &mut record) {
            Parsed::Row => self.accept(&record, place, batch),
            Parsed::Several(several) => {
                for record in several {
                    self.accept(&record, place, batch);
                }
            }
            Parsed::Skip(_) if is_blank(cells) || self.is_total(cells) => batch.damage.totals += 1,
            Parsed::Skip(_) => {
                batch.entry.read.add(0);
                batch.entry.skipped.add(0);
            }
            Parsed::Reject(fault) => return self.rejected(fault, &record, cells, found, batch),
        }
        None
    }

    fn accept(&self, record: &Record<'_>, place: Place, batch: &mut Batch) {
        batch.add(record, place, self.known);
    }

    /// A record the layout refuses may be no record at all: a total, a wrapped line, another header.
    fn rejected(
        &self,
        fault: Fault,
        record: &Record<'_>,
        cells: &csv::ByteRecord,
        found: &Found<'_>,
        batch: &mut Batch,
    ) -> Option<Section> {
        if is_blank(cells) || self.is_total(cells) || is_end_mark(cells) {
            batch.damage.totals += 1;
            return None;
        }
        if let Some(unwrapped) = self.unwrapped(cells) {
            batch.damage.wrapped_lines += 1;
            let mut record = Record::default();
            match self.section.layout.parse(&unwrapped, &mut record) {
                Parsed::Row => self.accept(&record, self.place(found.line), batch),
                Parsed::Several(_) | Parsed::Skip(_) | Parsed::Reject(_) => {
                    batch.reject(Reject::new(self.origin(found), fault, 0, found.raw));
                }
            }
            return None;
        }
        if let Some(section) = self.other_section(cells, found) {
            return Some(section);
        }
        let seats = match record.grain {
            Grain::Subscription => record.seats_purchased.map_or(0, |seats| u64::from(seats.get())),
            Grain::Customer | Grain::Relationship | Grain::Pool | Grain::Charge => 0,
        };
        batch.reject(Reject::new(self.origin(found), fault, seats, found.raw));
        None
    }

    /// Damage of the record as a whole, before any cell is looked at.
    fn misshapen(&self, cells: &csv::ByteRecord, found: &Found<'_>, is_last: bool) -> Option<Fault> {
        let fault = |reason, repair| Fault {
            column: Cow::Borrowed(""),
            value: String::new(),
            reason: Cow::Borrowed(reason),
            repair: Cow::Borrowed(repair),
        };
        if is_last && cells.len() < self.section.header.width() {
            return Some(fault("record-cut-short", "the file ends inside this record; export it again"));
        }
        if found.raw.len() > LONGEST_FIELD && cells.iter().any(|cell| cell.len() > LONGEST_FIELD) {
            return Some(fault("field-too-long", "a field holds more than 1 MiB; a quote may be missing"));
        }
        None
    }

    /// A line that was wrapped in one more pair of quotes, split as it was meant.
    fn unwrapped(&self, cells: &csv::ByteRecord) -> Option<csv::ByteRecord> {
        let header = &self.section.header;
        let only = cells.get(0).filter(|_| cells.len() == 1 && header.cells.len() > 1)?;
        memchr::memchr(header.delimiter, only)?;
        let mut unwrapped = csv::ByteRecord::new();
        Records::new(only, 1, header.delimiter).next(&mut unwrapped)?;
        (unwrapped.len() > 1).then_some(unwrapped)
    }

    /// The section a line begins that is a known header rather than a row.
    fn other_section(&self, cells: &csv::ByteRecord, found: &Found<'_>) -> Option<Section> {
        let filled = cells.iter().filter(|cell| !cell.is_empty());
        let with_digits = filled.clone().filter(|cell| cell.iter().any(u8::is_ascii_digit)).count();
        if cells.len() > MOST_COLUMNS || with_digits * 4 > filled.count() {
            return None;
        }
        let texts: Vec<&str> =
            cells.iter().map(|cell| std::str::from_utf8(cell).unwrap_or_default()).collect();
        let layout = Layout::detect(&texts, self.context).ok()?;
        let header = Header {
            cells: texts.iter().map(ToString::to_string).collect(),
            delimiter: self.section.header.delimiter,
            line: found.line,
            raw: found.raw.trim_ascii_end().to_vec(),
        };
        Some(Section { header, layout })
    }

    fn is_total(&self, cells: &csv::ByteRecord) -> bool {
        self.section.layout.is_total(cells) || is_row_count(cells)
    }

    fn place(&self, line: u32) -> Place {
        Place { file: self.file, line, rank: self.section.layout.rank() as u8 }
    }

    fn origin(&self, found: &Found<'_>) -> Origin {
        Origin { file: u32::from(self.file), line: found.line }
    }
}

fn is_blank(cells: &csv::ByteRecord) -> bool {
    cells.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// The byte 0x1A that old tools write at the end of a file.
fn is_end_mark(cells: &csv::ByteRecord) -> bool {
    cells.len() == 1 && cells.get(0) == Some(b"\x1a")
}

/// `(42 rows)`, as database tools end a list.
fn is_row_count(cells: &csv::ByteRecord) -> bool {
    let first = cells.iter().next().and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default();
    let inner = first.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut words = inner.unwrap_or_default().split_whitespace();
    let n = words.next().is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()));
    n && words.next().is_some_and(|word| word.chars().all(char::is_alphabetic)) && words.next().is_none()
}

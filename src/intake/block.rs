//! One block to one batch: records, what is not a record, and what cannot be read.

use crate::intake::batch::{Batch, Place};
use crate::intake::decode::clean;
use crate::intake::layout::{DetectContext, Fault, Flaw, Layout, Parsed, Rows};
use crate::intake::opening::{Header, MOST_COLUMNS};
use crate::intake::products::Products;
use crate::intake::rejects::Reject;
use crate::intake::{Grain, Record};
use crate::model::Origin;
use crate::table::cutter::{Block, LONGEST_FIELD, count_lines};
use crate::table::{Cells, Found, Records};

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

/// Reads one block; where another known header stands in it, only up to there.
pub(crate) fn parse(block: &Block, reading: &Reading<'_>) -> (Batch, Option<Change>) {
    let mut batch = Batch::default();
    let text = clean(&block.bytes, &mut batch.damage);
    let mut records = Records::new(&text, block.first_line, reading.section.header.delimiter);
    let mut cells = Cells::default();
    let mut rows = Rows::new(&reading.section.layout);
    let mut change = None;
    let mut before_total = None;
    while let Some(found) = records.next(&mut cells) {
        if reading.section.header.is_repeated_by(&cells) {
            batch.damage.repeated_headers += 1;
            continue;
        }
        let is_last = block.unfinished && found.end == text.len();
        if let Some(section) = reading.record(&cells, &found, is_last, &mut rows, &mut batch) {
            let rest = text.as_bytes()[found.end..].to_vec();
            let lines = count_lines(&rest);
            let first_line = block.first_line + block.lines - lines;
            change = Some(Change { section, rest: Block { bytes: rest, first_line, lines, ..*block } });
            break;
        }
        if batch.damage.totals > 0 {
            before_total.get_or_insert(batch.entry.read.records);
        }
    }
    batch.damage.records_after_total = before_total.map_or(0, |before| batch.entry.read.records - before);
    batch.seal();
    (batch, change)
}

impl Reading<'_> {
    /// Stores one record; returns the section a known header begins.
    pub(crate) fn record(
        &self,
        cells: &Cells<'_>,
        found: &Found<'_>,
        is_last: bool,
        rows: &mut Rows<'_>,
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
        let parsed = rows.parse(cells, &mut record);
        if matches!(parsed, Parsed::Row) && !(may_be_total(cells) && self.is_total(cells)) {
            self.accept(&record, place, batch);
            return None;
        }
        rows.forget();
        match parsed {
            Parsed::Row => batch.damage.totals += 1,
            Parsed::Several(several) => {
                for record in several {
                    self.accept(&record, place, batch);
                }
            }
            Parsed::Skip(_) if is_blank(cells) => batch.damage.blank_records += 1,
            Parsed::Skip(_) if self.is_total(cells) => batch.damage.totals += 1,
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
        cells: &Cells<'_>,
        found: &Found<'_>,
        batch: &mut Batch,
    ) -> Option<Section> {
        if is_blank(cells) || is_end_mark(cells) {
            batch.damage.blank_records += 1;
            return None;
        }
        if self.is_total(cells) {
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
        let delimiter = self.section.header.delimiter;
        if let Some(section) = known_header(cells, found, delimiter, self.context) {
            return Some(section);
        }
        let seats = match record.grain {
            Grain::Subscription => record.seats_purchased.map_or(0, |seats| u64::from(seats.get())),
            Grain::Customer | Grain::Relationship | Grain::Pool | Grain::Charge | Grain::Usage => 0,
        };
        batch.reject(Reject::new(self.origin(found), fault, seats, found.raw));
        None
    }

    /// Damage of the record as a whole, before any cell is looked at.
    fn misshapen(&self, cells: &Cells<'_>, found: &Found<'_>, is_last: bool) -> Option<Fault> {
        if is_last && cells.len() < self.section.header.width() {
            return Some(Fault::of_record(Flaw::RecordCutShort));
        }
        if found.raw.len() > LONGEST_FIELD && cells.iter().any(|cell| cell.len() > LONGEST_FIELD) {
            return Some(Fault::of_record(Flaw::FieldTooLong));
        }
        None
    }

    /// A line that was wrapped in one more pair of quotes, split as it was meant.
    fn unwrapped<'c>(&self, cells: &'c Cells<'_>) -> Option<Cells<'c>> {
        let header = &self.section.header;
        let only = cells.get(0).filter(|_| cells.len() == 1 && header.cells.len() > 1)?;
        memchr::memchr(header.delimiter, only.as_bytes())?;
        let mut unwrapped = Cells::default();
        Records::new(only, 1, header.delimiter).next(&mut unwrapped)?;
        (unwrapped.len() > 1).then_some(unwrapped)
    }

    fn is_total(&self, cells: &Cells<'_>) -> bool {
        self.section.layout.is_total(cells) || is_row_count(cells)
    }

    fn place(&self, line: u32) -> Place {
        Place { file: self.file, line, rank: self.section.layout.rank() as u8 }
    }

    fn origin(&self, found: &Found<'_>) -> Origin {
        Origin { file: u32::from(self.file), line: found.line }
    }
}

/// The section a line begins that is a known header rather than a row.
pub(crate) fn known_header(
    cells: &Cells<'_>,
    found: &Found<'_>,
    delimiter: u8,
    context: &DetectContext,
) -> Option<Section> {
    let filled = cells.iter().filter(|cell| !cell.is_empty());
    let with_digits = filled.clone().filter(|cell| cell.bytes().any(|byte| byte.is_ascii_digit())).count();
    if cells.len() > MOST_COLUMNS || with_digits * 4 > filled.count() {
        return None;
    }
    let texts: Vec<&str> = cells.iter().collect();
    let layout = Layout::detect(&texts, context).ok()?;
    let header = Header {
        cells: texts.iter().map(ToString::to_string).collect(),
        delimiter,
        line: found.line,
        raw: found.raw.trim_ascii_end().to_vec(),
        type_name: String::new(),
    };
    Some(Section { header, layout })
}

/// Whether the first cell begins as the word for a total does: nearly no row is looked at any closer.
fn may_be_total(cells: &Cells<'_>) -> bool {
    let first = cells.cell(0).as_bytes();
    first.len() <= 16
        && matches!(first.trim_ascii_start().first(), Some(b'T' | b't' | b'S' | b's' | b'G' | b'g' | b'('))
}

fn is_blank(cells: &Cells<'_>) -> bool {
    cells.iter().all(|cell| cell.as_bytes().trim_ascii().is_empty())
}

/// The byte 0x1A that old tools write at the end of a file.
fn is_end_mark(cells: &Cells<'_>) -> bool {
    cells.len() == 1 && cells.cell(0) == "\x1a"
}

/// `(42 rows)`, as database tools end a list.
fn is_row_count(cells: &Cells<'_>) -> bool {
    let inner = cells.cell(0).trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut words = inner.unwrap_or_default().split_whitespace();
    let n = words.next().is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()));
    n && words.next().is_some_and(|word| word.chars().all(char::is_alphabetic)) && words.next().is_none()
}

//! What the cells of a file say about the notation of its dates and numbers.

use super::{Layout, Reader, Witness};
use crate::intake::special::text::date_text;
use crate::intake::target::Target;
use crate::intake::values::clean::{Cell, clean};
use crate::intake::values::dates::{Shape, shape};
use crate::intake::values::numbers::{Mark, Proof, proof, split_currency};
use crate::table::Cells;

/// Evidence gathered over a file or a part of it, one entry per column that is read.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub(super) columns: Vec<ColumnEvidence>,
}

/// What the cells of one column say; of every kind the first witness is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnEvidence {
    /// Cells with one meaning: ISO dates, or plain digits.
    pub plain: u64,
    pub slash: Option<Witness>,
    pub slash_day_first: Option<Witness>,
    pub slash_month_first: Option<Witness>,
    pub dotted: Option<Witness>,
    /// A dotted date whose first number cannot be a month.
    pub dotted_day_first: Option<Witness>,
    pub serial: Option<Witness>,
    pub seconds: Option<Witness>,
    pub point: Option<Witness>,
    pub comma: Option<Witness>,
    /// `1.000`, which may be one or a thousand.
    pub open_point: Option<Witness>,
    pub open_comma: Option<Witness>,
}

impl Evidence {
    /// Adds the evidence of a later part of the file.
    pub fn merge(&mut self, later: Evidence) {
        if self.columns.is_empty() {
            self.columns = later.columns;
            return;
        }
        for (mine, theirs) in self.columns.iter_mut().zip(later.columns) {
            mine.merge(theirs);
        }
    }

    /// Everything seen so far is in the notation of the contract: ISO dates, whole seats, decimal points.
    pub fn is_plain(&self) -> bool {
        self.columns.iter().all(ColumnEvidence::is_plain)
    }
}

impl ColumnEvidence {
    fn merge(&mut self, later: ColumnEvidence) {
        self.plain += later.plain;
        let pairs = [
            (&mut self.slash, later.slash),
            (&mut self.slash_day_first, later.slash_day_first),
            (&mut self.slash_month_first, later.slash_month_first),
            (&mut self.dotted, later.dotted),
            (&mut self.dotted_day_first, later.dotted_day_first),
            (&mut self.serial, later.serial),
            (&mut self.seconds, later.seconds),
            (&mut self.point, later.point),
            (&mut self.comma, later.comma),
            (&mut self.open_point, later.open_point),
            (&mut self.open_comma, later.open_comma),
        ];
        for (mine, theirs) in pairs {
            if mine.is_none() {
                *mine = theirs;
            }
        }
    }

    fn is_plain(&self) -> bool {
        [
            &self.slash,
            &self.dotted,
            &self.serial,
            &self.seconds,
            &self.comma,
            &self.open_point,
            &self.open_comma,
        ]
        .iter()
        .all(|witness| witness.is_none())
    }

    fn date(&mut self, text: &str, line: u32) {
        let see = |slot: &mut Option<Witness>| see(slot, text, line);
        match shape(text) {
            Shape::Plain(_) => self.plain += 1,
            Shape::Slash { first, second, .. } => {
                see(&mut self.slash);
                if first > 12 {
                    see(&mut self.slash_day_first);
                } else if second > 12 {
                    see(&mut self.slash_month_first);
                }
            }
            Shape::Dotted { first, .. } => {
                see(&mut self.dotted);
                if first > 12 {
                    see(&mut self.dotted_day_first);
                }
            }
            Shape::Serial(_) => see(&mut self.serial),
            Shape::Seconds(_) => see(&mut self.seconds),
            Shape::Other => {}
        }
    }

    fn number(&mut self, text: &str, line: u32) {
        let text = split_currency(text).0;
        match proof(text) {
            Proof::Plain => self.plain += 1,
            Proof::Proves(Mark::Point) => see(&mut self.point, text, line),
            Proof::Proves(Mark::Comma) => see(&mut self.comma, text, line),
            Proof::Open(mark) => {
                let slot = if mark == Mark::Point { &mut self.open_point } else { &mut self.open_comma };
                see(slot, text, line);
            }
            Proof::NotANumber => {}
        }
    }
}

fn see(slot: &mut Option<Witness>, text: &str, line: u32) {
    if slot.is_none() {
        *slot = Some(Witness { line, value: text.to_owned() });
    }
}

impl Layout {
    /// Whether all records must be observed before the first can be parsed. The canonical format needs
    /// it only where a first sample is not [plain](Evidence::is_plain).
    pub fn needs_evidence(&self) -> bool {
        !self.contract_notation && self.readers.iter().any(Reader::is_decided)
    }

    /// Adds what the cells of one record say. `line` is the line on which the record begins.
    pub fn observe(&self, cells: &Cells<'_>, line: u32, evidence: &mut Evidence) {
        if evidence.columns.is_empty() {
            evidence.columns.resize_with(self.readers.len(), ColumnEvidence::default);
        }
        for (reader, column) in self.readers.iter().zip(&mut evidence.columns) {
            if !reader.is_decided() {
                continue;
            }
            let Cell::Value(text) = clean(cells.cell(reader.column)) else { continue };
            if reader.target.is_date() {
                if let Some(text) = date_text(text, reader.special) {
                    column.date(text, line);
                }
            } else {
                column.number(text, line);
            }
        }
    }
}

impl Reader {
    /// The notation of this column is decided once, from evidence.
    pub(super) fn is_decided(&self) -> bool {
        self.target.is_date() || (self.target.is_number() && self.target != Target::ActiveSubscriptions)
    }
}

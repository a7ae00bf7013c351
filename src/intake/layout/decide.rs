//! The one decision per column on how its dates and numbers are read, from evidence and never by guessing.

use serde::{Deserialize, Serialize};

use super::evidence::ColumnEvidence;
use super::{DateOrder, DateRule, Dotted, Evidence, Layout, LayoutError, Witness};
use crate::intake::profile::DateDefault;
use crate::intake::values::numbers::Mark;

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    SerialDays,
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
    Dotted,
    DottedSwapped,
    DottedRejected,
    DecimalPoint,
    DecimalComma,
}

/// What an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The only notation of the column.
    Cells {
        n: u64,
    },
    Serials(Witness),
    Proof(Witness),
    ProofElsewhere {
        line: u32,
        value: String,
        column: String,
    },
    DateOrder,
    DateOrderDmy,
    DateOrderMdy,
    /// The profile's notation, which no cell contradicts.
    Uncontradicted,
    Notation,
    Dotted(Witness),
    SuspectDots(Witness),
    Thousands(Witness),
}

/// What was decided about one column, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Position of the column in the header.
    pub column: usize,
    pub name: String,
    pub answer: Answer,
    pub basis: Basis,
}

/// A proof, the column it stands in, and the cell.
type Proven<T> = Option<(T, usize, Witness)>;

impl Layout {
    /// Settles every column of dates and numbers by what the whole file says.
    pub fn decide(mut self, evidence: Evidence) -> Result<Layout, LayoutError> {
        let mut columns = evidence.columns;
        columns.resize_with(self.readers.len(), ColumnEvidence::default);
        let order = self.file_order(&columns)?;
        let mark = self.file_mark(&columns)?;
        for (idx, column) in columns.iter().enumerate() {
            let target = self.readers[idx].target;
            if target.is_date() {
                let elsewhere = columns.iter().any(|other| other.dotted_day_first.is_some());
                self.readers[idx].dates = self.date_rule(idx, column, order.as_ref(), elsewhere)?;
            } else if target.is_number() {
                self.readers[idx].mark = self.number_mark(idx, column, mark.as_ref())?;
            }
        }
        Ok(self)
    }

    fn name_of(&self, reader: usize) -> String {
        self.column_name(self.readers[reader].column)
    }

    fn tell(&mut self, reader: usize, answer: Answer, basis: Basis) {
        let (column, name) = (self.readers[reader].column, self.name_of(reader));
        self.decisions.push(Decision { column, name, answer, basis });
    }

    /// A cell of the column itself, or that of another reader.
    fn proof(&self, own: Option<&Witness>, other: usize, witness: &Witness) -> Basis {
        if let Some(own) = own {
            return Basis::Proof(own.clone());
        }
        let Witness { line, value } = witness.clone();
        Basis::ProofElsewhere { line, value, column: self.name_of(other) }
    }

    /// The order of day and month that any column of the file proves.
    fn file_order(&self, columns: &[ColumnEvidence]) -> Result<Proven<DateOrder>, LayoutError> {
        let mut proven: Proven<DateOrder> = None;
        for (idx, column) in columns.iter().enumerate() {
            let (order, witness) = match (&column.slash_day_first, &column.slash_month_first) {
                (Some(first), Some(second)) => {
                    let (column, first, second) = (self.name_of(idx), first.clone(), second.clone());
                    let what = "day first against month first";
                    return Err(LayoutError::Contradiction { column, what, first, second });
                }
                (Some(day), None) => (DateOrder::DayFirst, day.clone()),
                (None, Some(month)) => (DateOrder::MonthFirst, month.clone()),
                (None, None) => continue,
            };
            match proven {
                Some((other, earlier, first)) if other != order => {
                    let (column, other) = (self.name_of(earlier), self.name_of(idx));
                    return Err(LayoutError::OppositeColumns { column, first, other, second: witness });
                }
                Some(_) => {}
                None => proven = Some((order, idx, witness)),
            }
        }
        Ok(proven)
    }

    fn date_rule(
        &mut self,
        idx: usize,
        column: &ColumnEvidence,
        proven: Option<&(DateOrder, usize, Witness)>,
        dotted_elsewhere: bool,
    ) -> Result<DateRule, LayoutError> {
        let slash = self.slash_order(idx, column, proven)?;
        let dotted = self.dotted(idx, column, dotted_elsewhere);
        let seconds = self.date_default == DateDefault::Unix;
        let alone = column.plain == 0 && column.slash.is_none() && column.dotted.is_none();
        let serials = column.serial.is_some() && alone;
        if let Some(serial) = column.serial.as_ref().filter(|_| serials) {
            self.tell(idx, Answer::SerialDays, Basis::Serials(serial.clone()));
        } else if alone && column.plain > 0 {
            self.tell(idx, Answer::YearMonthDay, Basis::Cells { n: column.plain });
        }
        Ok(DateRule { slash, dotted, serials, seconds })
    }

    fn slash_order(
        &mut self,
        idx: usize,
        column: &ColumnEvidence,
        proven: Option<&(DateOrder, usize, Witness)>,
    ) -> Result<Option<DateOrder>, LayoutError> {
        let default = match self.date_default {
            DateDefault::MonthFirst => Some(DateOrder::MonthFirst),
            DateDefault::DayFirst => Some(DateOrder::DayFirst),
            DateDefault::Iso | DateDefault::Local | DateDefault::Unix => None,
        };
        let own = column.slash_day_first.as_ref().or(column.slash_month_first.as_ref());
        let (order, why) = match (proven, self.date_order, default, &column.slash) {
            (Some((order, other, witness)), ..) => (*order, self.proof(own, *other, witness)),
            (None, Some(order), ..) => (order, Basis::DateOrder),
            (None, None, Some(order), _) => (order, Basis::Uncontradicted),
            (None, None, None, None) => return Ok(None),
            (None, None, None, Some(example)) => {
                return Err(LayoutError::NoEvidence {
                    column: self.name_of(idx),
                    what: "day or month first",
                    example: example.clone(),
                    option: "say --date-order dmy or --date-order mdy",
                });
            }
        };
        if column.slash.is_some() {
            let is_day_first = order == DateOrder::DayFirst;
            let answer = if is_day_first { Answer::DayMonthYear } else { Answer::MonthDayYear };
            self.tell(idx, answer, why);
        }
        Ok(Some(order))
    }

    /// Dotted dates are day first, unless a month-first file went through a spreadsheet that swapped them.
    fn dotted(&mut self, idx: usize, column: &ColumnEvidence, elsewhere: bool) -> Dotted {
        let Some(example) = &column.dotted else { return Dotted::DayFirst };
        let month_first = self.date_default == DateDefault::MonthFirst || column.slash_month_first.is_some();
        let genuine = column.slash.is_none() && (column.dotted_day_first.is_some() || elsewhere);
        let (rule, answer, why) = match (month_first && !genuine, self.date_order) {
            (false, _) => (Dotted::DayFirst, Answer::Dotted, Basis::Dotted(example.clone())),
            (true, Some(DateOrder::DayFirst)) => (Dotted::DayFirst, Answer::Dotted, Basis::DateOrderDmy),
            (true, Some(DateOrder::MonthFirst)) => {
                (Dotted::Swapped, Answer::DottedSwapped, Basis::DateOrderMdy)
            }
            (true, None) => (Dotted::Suspect, Answer::DottedRejected, Basis::SuspectDots(example.clone())),
        };
        self.tell(idx, answer, why);
        rule
    }

    /// The decimal mark that the columns of the file prove without contradiction.
    fn file_mark(&self, columns: &[ColumnEvidence]) -> Result<Proven<Mark>, LayoutError> {
        let mut found: [Proven<Mark>; 2] = [None, None];
        for (idx, column) in columns.iter().enumerate() {
            let point = column.point.as_ref();
            let comma = column.comma.as_ref();
            let opposite = match (point, comma, &column.open_point, &column.open_comma) {
                (Some(first), Some(second), ..) | (None, None, Some(first), Some(second)) => {
                    Some((first, second))
                }
                _ => None,
            };
            if let Some((first, second)) = opposite {
                let (column, first, second) = (self.name_of(idx), first.clone(), second.clone());
                let what = "decimal point against decimal comma";
                return Err(LayoutError::Contradiction { column, what, first, second });
            }
            for (slot, mark, witness) in [(0, Mark::Point, point), (1, Mark::Comma, comma)] {
                if let (None, Some(witness)) = (&found[slot], witness) {
                    found[slot] = Some((mark, idx, witness.clone()));
                }
            }
        }
        let [point, comma] = found;
        Ok(if point.is_some() && comma.is_some() { None } else { point.or(comma) })
    }

    fn number_mark(
        &mut self,
        idx: usize,
        column: &ColumnEvidence,
        proven: Option<&(Mark, usize, Witness)>,
    ) -> Result<Option<Mark>, LayoutError> {
        if let Some((mark, witness)) = column.own_mark() {
            self.tell(idx, answer(mark), Basis::Proof(witness.clone()));
            return Ok(Some(mark));
        }
        let Some((open, example)) = column.open_mark() else {
            return Ok(proven.map(|(mark, ..)| *mark).or(self.number_default));
        };
        let is_count = self.readers[idx].target.is_count();
        let grouping = other(open);
        let (mark, why) = match (proven, self.number_default) {
            _ if is_count && column.plain > 0 => (grouping, Basis::Thousands(example.clone())),
            (Some((mark, other, witness)), _) => (*mark, self.proof(None, *other, witness)),
            (None, Some(mark)) if !is_count || mark == grouping => (mark, Basis::Notation),
            (None, _) => {
                return Err(LayoutError::NoEvidence {
                    column: self.name_of(idx),
                    what: "thousands or decimals",
                    example: example.clone(),
                    option: "say numbers=point or numbers=comma in a profile given with --columns",
                });
            }
        };
        self.tell(idx, answer(mark), why);
        Ok(Some(mark))
    }
}

impl ColumnEvidence {
    fn own_mark(&self) -> Option<(Mark, &Witness)> {
        let point = self.point.as_ref().map(|witness| (Mark::Point, witness));
        point.or(self.comma.as_ref().map(|witness| (Mark::Comma, witness)))
    }

    fn open_mark(&self) -> Option<(Mark, &Witness)> {
        let point = self.open_point.as_ref().map(|witness| (Mark::Point, witness));
        point.or(self.open_comma.as_ref().map(|witness| (Mark::Comma, witness)))
    }
}

fn other(mark: Mark) -> Mark {
    match mark {
        Mark::Point => Mark::Comma,
        Mark::Comma => Mark::Point,
    }
}

fn answer(mark: Mark) -> Answer {
    match mark {
        Mark::Point => Answer::DecimalPoint,
        Mark::Comma => Answer::DecimalComma,
    }
}

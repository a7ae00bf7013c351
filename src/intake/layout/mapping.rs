//! What becomes of every column of a header, for people.

use super::{Decision, Layout};
use crate::intake::profile::Ends;
use crate::intake::target::Target;

/// What becomes of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUse {
    Mapped(Target),
    /// Mapped because its name is a common synonym, not because the profile knows it.
    Synonym(Target),
    /// Known and not used.
    Ignored,
    /// Known to hold personal data: never stored, never written.
    Personal,
    Unknown,
}

/// One header cell and what becomes of the column.
#[derive(Debug, Clone, Copy)]
pub struct Mapping<'a> {
    pub header: &'a str,
    pub usage: ColumnUse,
    pub decision: Option<&'a Decision>,
    /// What the days of a column of ends name, where not the last day of the term.
    pub ends: Option<Ends>,
}

impl Layout {
    /// Every column of the header, in its order.
    pub fn mapping(&self) -> impl Iterator<Item = Mapping<'_>> {
        self.header.iter().zip(&self.uses).enumerate().map(|(idx, (header, &usage))| Mapping {
            header,
            usage,
            decision: self.decisions.iter().find(|decision| decision.column == idx),
            ends: self.ends(idx),
        })
    }

    fn ends(&self, column: usize) -> Option<Ends> {
        let reader = self.readers.iter().find(|it| it.column == column && it.target == Target::EndDate)?;
        Some(reader.ends).filter(|&ends| ends != Ends::LastDay)
    }

    /// Positions of the columns whose cells must never be written anywhere.
    pub fn personal_columns(&self) -> Vec<usize> {
        let personal = |(idx, usage): (usize, &ColumnUse)| (*usage == ColumnUse::Personal).then_some(idx);
        self.uses.iter().enumerate().filter_map(personal).collect()
    }

    /// The header's name of a column; columns beyond the header are named by their position.
    pub(super) fn column_name(&self, column: usize) -> String {
        self.header.get(column).map_or_else(|| format!("#{}", column + 1), |name| name.trim().to_owned())
    }
}

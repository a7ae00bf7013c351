//! One row of a table that is read back, with its cells as they were before they were written.

use std::str::FromStr;

use memchr::{memchr, memchr_iter};

use crate::model::{Day, Money, UnitPrice, parse_day};
use crate::table::guard::unguard;

/// One row, owned. Empty cells mean unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells, one byte behind each.
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    columns: &'static [&'static str],
}

impl Row {
    /// Room for rows of these columns.
    pub(super) fn new(columns: &'static [&'static str]) -> Self {
        Row { text: String::new(), ends: Vec::with_capacity(columns.len()), columns }
    }

    /// Takes the cells of a line that holds no quote.
    pub(super) fn cut(&mut self, line: &str) {
        self.clear();
        self.text.push_str(line);
        self.ends.extend(memchr_iter(b',', line.as_bytes()));
        self.ends.push(line.len());
        self.text.push(',');
        self.unmark();
    }

    /// Takes cells that were split already.
    pub(super) fn fill<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        self.clear();
        cells.for_each(|cell| self.push(cell));
        self.unmark();
    }

    /// Whether every column has its cell.
    pub(super) fn is_whole(&self) -> bool {
        self.ends.len() == self.columns.len()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
        self.text.push(',');
    }

    /// Takes back the marks against formulas.
    fn unmark(&mut self) {
        if memchr(b'\'', self.text.as_bytes()).is_some() {
            let mut plain = Row::new(self.columns);
            (0..self.ends.len()).for_each(|position| plain.push(&unguard(self.cell(position))));
            *self = plain;
        }
    }

    fn cell(&self, position: usize) -> &str {
        let Some(&end) = self.ends.get(position) else { return "" };
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        &self.text[start..end]
    }

    /// The cell of a column of this table; empty for any other name.
    pub fn text(&self, column: &str) -> &str {
        let position = self.columns.iter().position(|it| *it == column);
        debug_assert!(position.is_some(), "no column {column}");
        position.map_or("", |position| self.cell(position))
    }

    pub fn count(&self, column: &str) -> Option<u64> {
        self.text(column).parse().ok()
    }

    pub fn day(&self, column: &str) -> Option<Day> {
        parse_day(self.text(column))
    }

    /// A single amount, rounded as it was written.
    pub fn money(&self, column: &str) -> Option<Money> {
        let text = self.text(column);
        match text.strip_prefix('-') {
            Some(positive) => UnitPrice::parse(positive).map(|price| -price.money()),
            None => UnitPrice::parse(text).map(UnitPrice::money),
        }
    }

    /// A value of a closed list.
    pub fn value<T: FromStr>(&self, column: &str) -> Option<T> {
        self.text(column).parse().ok()
    }

    /// The parts of a list cell; none for an empty one.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.text(column).split(';').filter(|part| !part.is_empty())
    }

    /// The cells at some places, as [`crate::table::blocks::Rows::places`] gives them.
    pub(crate) fn cells_at<'r>(&'r self, places: &'r [usize]) -> impl Iterator<Item = &'r str> {
        places.iter().map(|&place| self.cell(place))
    }

    /// Every column with its cell.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.columns.iter().enumerate().map(|(position, column)| (*column, self.cell(position)))
    }
}

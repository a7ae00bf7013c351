//! A table of an earlier run, read back row by row, exactly as it was before it was written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use csv::StringRecord;

use crate::error::Error;
use crate::model::{Day, Money, UnitPrice, parse_day};
use crate::report::guard::unguard;

/// A table that is being read. Rows come one at a time, so that no run is too large.
#[derive(Debug)]
pub struct Table {
    reader: csv::Reader<File>,
    path: PathBuf,
    columns: &'static [&'static str],
}

/// One row, owned. Empty cells mean unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    cells: StringRecord,
    columns: &'static [&'static str],
}

impl Table {
    /// Opens a table that must have exactly these columns.
    pub(crate) fn open(path: &Path, columns: &'static [&'static str]) -> Result<Self, Error> {
        let shown = || path.display().to_string();
        let file = File::open(path).map_err(|source| Error::Open { path: shown(), source })?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let header = reader.headers().map_err(|error| unreadable(path, error))?;
        if header.iter().ne(columns.iter().copied()) {
            return Err(Error::Input {
                path: shown(),
                line: Some(1),
                reason: format!(
                    "the columns are not those of this version, which are {}",
                    columns.join(", ")
                ),
            });
        }
        Ok(Table { reader, path: path.to_owned(), columns })
    }

    /// The next row; `None` behind the last.
    pub fn next_row(&mut self) -> Result<Option<Row>, Error> {
        let mut cells = StringRecord::new();
        match self.reader.read_record(&mut cells) {
            Ok(true) => Ok(Some(Row { cells: unmarked(cells), columns: self.columns })),
            Ok(false) => Ok(None),
            Err(error) => Err(unreadable(&self.path, error)),
        }
    }

    /// An error about the row that was read last.
    pub(crate) fn refuse(&self, reason: &str) -> Error {
        let line = Some(self.reader.position().line() as u32);
        Error::Input { path: self.path.display().to_string(), line, reason: reason.to_owned() }
    }

    /// Every row that is left, or those up to the first that cannot be read.
    pub fn rows(mut self) -> impl Iterator<Item = Result<Row, Error>> {
        std::iter::from_fn(move || self.next_row().transpose())
    }
}

fn unmarked(cells: StringRecord) -> StringRecord {
    if memchr::memchr(b'\'', cells.as_byte_record().as_slice()).is_none() {
        return cells;
    }
    cells.iter().map(|cell| unguard(cell).into_owned()).collect()
}

fn unreadable(path: &Path, error: csv::Error) -> Error {
    let line = error.position().map(|position| position.line() as u32);
    let path = path.display().to_string();
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::Open { path, source },
        _ => Error::Input { path, line, reason },
    }
}

impl Row {
    /// The cell of a column of this table; empty for any other name.
    pub fn text(&self, column: &str) -> &str {
        let position = self.columns.iter().position(|it| *it == column);
        debug_assert!(position.is_some(), "no column {column}");
        position.and_then(|position| self.cells.get(position)).unwrap_or_default()
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

    /// Every column with its cell.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.columns.iter().copied().zip(&self.cells)
    }
}

//! A table of an earlier run, read back exactly as it was before it was written.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::error::Error;
use crate::report::blocks::Blocks;
use crate::report::row::Row;

/// A table that is being read. Rows come one at a time, so that no run is too large.
#[derive(Debug)]
pub struct Table {
    reader: csv::Reader<File>,
    record: StringRecord,
    path: PathBuf,
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
        Ok(Table { reader, record: StringRecord::new(), path: path.to_owned(), columns })
    }

    /// The next row; `None` behind the last.
    pub fn next_row(&mut self) -> Result<Option<Row>, Error> {
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {
                let mut row = Row::new(self.columns);
                row.fill(self.record.iter());
                Ok(Some(row))
            }
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

    /// The rows that are left, in blocks.
    pub(crate) fn blocks(self) -> Result<Blocks, Error> {
        let start = self.reader.position().byte();
        let mut file = self.reader.into_inner();
        file.seek(SeekFrom::Start(start))
            .map_err(|source| Error::Open { path: self.path.display().to_string(), source })?;
        Ok(Blocks::new(file, &self.path, self.columns))
    }

    /// Gathers something from every row that is left, several blocks at once; what the blocks gave is merged
    /// in the order of the table.
    pub(crate) fn gather<T: Default + Send>(
        self,
        add: impl Fn(&mut T, &Row) + Sync,
        mut merge: impl FnMut(&mut T, T) + Send,
    ) -> Result<T, Error> {
        let mut gathered = T::default();
        self.blocks()?.each_batch(|batch| {
            for part in batch.gather(&add)? {
                merge(&mut gathered, part);
            }
            Ok(())
        })?;
        Ok(gathered)
    }
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

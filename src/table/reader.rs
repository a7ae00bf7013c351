//! A table of an earlier run, read back exactly as it was before it was written.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::error::Error;
use crate::table::blocks::Blocks;
use crate::table::row::Row;

/// A table that is being read. Rows come one at a time, so that no run is too large.
#[derive(Debug)]
pub struct Table {
    file: File,
    /// Bytes of the header.
    header: u64,
    /// Once rows are read one at a time: to make it costs more than to read a small table in blocks.
    reader: Option<csv::Reader<File>>,
    record: StringRecord,
    path: PathBuf,
    columns: &'static [&'static str],
}

impl Table {
    /// Opens a table that must have exactly these columns.
    pub(crate) fn open(path: &Path, columns: &'static [&'static str]) -> Result<Self, Error> {
        let failed = |source| Error::Open { path: path.display().to_string(), source };
        let file = File::open(path).map_err(failed)?;
        let written = format!("{}\n", columns.join(","));
        let mut start = Vec::new();
        (&file).take(written.len() as u64).read_to_end(&mut start).map_err(failed)?;
        let (header, record) = (start.len() as u64, StringRecord::new());
        let mut table = Table { file, header, reader: None, record, path: path.to_owned(), columns };
        if start != written.as_bytes() {
            table.header = table.reader()?.position().byte();
        }
        Ok(table)
    }

    /// The reader of single rows, behind the header.
    fn reader(&mut self) -> Result<&mut csv::Reader<File>, Error> {
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => self.new_reader()?,
        };
        Ok(self.reader.insert(reader))
    }

    fn new_reader(&self) -> Result<csv::Reader<File>, Error> {
        let file = self.at(0)?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let header = reader.headers().map_err(|error| unreadable(&self.path, error))?;
        if header.iter().eq(self.columns.iter().copied()) {
            return Ok(reader);
        }
        let columns = self.columns.join(", ");
        let reason = format!("the columns are not those of this version, which are {columns}");
        Err(Error::Input { path: self.path.display().to_string(), line: Some(1), reason })
    }

    /// The file from a byte on.
    fn at(&self, start: u64) -> Result<File, Error> {
        let file = self.file.try_clone().and_then(|mut file| file.seek(SeekFrom::Start(start)).map(|_| file));
        file.map_err(|source| Error::Open { path: self.path.display().to_string(), source })
    }

    /// The next row; `None` behind the last.
    pub fn next_row(&mut self) -> Result<Option<Row>, Error> {
        let mut record = std::mem::take(&mut self.record);
        let is_read = self.reader()?.read_record(&mut record);
        self.record = record;
        match is_read {
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
        let line = self.reader.as_ref().map(|reader| reader.position().line() as u32);
        Error::Input { path: self.path.display().to_string(), line, reason: reason.to_owned() }
    }

    /// Every row that is left, or those up to the first that cannot be read.
    pub fn rows(mut self) -> impl Iterator<Item = Result<Row, Error>> {
        std::iter::from_fn(move || self.next_row().transpose())
    }

    /// The rows that are left, in blocks.
    pub(crate) fn blocks(self) -> Result<Blocks, Error> {
        let start = self.reader.as_ref().map_or(self.header, |reader| reader.position().byte());
        Ok(Blocks::new(self.at(start)?, &self.path, self.columns))
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

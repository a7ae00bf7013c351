//! A small table with a header line, read by column name.

use std::borrow::Cow;

use crate::catalogue::text::{decode, delimiter_of, header_key, trimmed};
use crate::error::Error;

/// A decoded download and what it looked like.
pub(crate) struct Table<'a> {
    path: &'a str,
    text: Cow<'a, str>,
    pub(crate) encoding: &'static str,
    pub(crate) delimiter: u8,
    header: Vec<String>,
}

/// One record of a table.
pub(crate) struct Line<'t> {
    header: &'t [String],
    pub(crate) record: csv::StringRecord,
    /// Physical line, from 1.
    pub(crate) number: u64,
}

impl<'a> Table<'a> {
    /// Reads the header; an empty file is an error, as is one without `needed` columns (as header keys).
    pub(crate) fn open(path: &'a str, bytes: &'a [u8], needed: &[&str]) -> Result<Self, Error> {
        let (mut text, encoding) = decode(bytes);
        if text.starts_with("sep=") {
            let rest = text.split_once('\n').map_or(String::new(), |(_, rest)| rest.to_owned());
            text = Cow::Owned(rest);
        }
        let delimiter = delimiter_of(&text);
        let mut table = Table { path, text, encoding, delimiter, header: Vec::new() };
        let mut reader = table.reader();
        let mut record = csv::StringRecord::new();
        let has_header = reader.read_record(&mut record).map_err(|e| table.error(&e.to_string()))?;
        drop(reader);
        table.header = record.iter().map(header_key).collect();
        if !has_header || table.header.iter().all(String::is_empty) {
            return Err(table.error("the file is empty; download it again"));
        }
        let missing: Vec<_> =
            needed.iter().copied().filter(|name| !table.header.iter().any(|h| h == name)).collect();
        if missing.is_empty() {
            return Ok(table);
        }
        Err(table.error(&format!("this is not the expected download: no column {}", missing.join(", "))))
    }

    /// Every record after the header; blank ones are left out.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let records = self.reader().into_records().skip(1).filter_map(Result::ok);
        records.filter(|r| r.iter().any(|cell| !trimmed(cell).is_empty())).map(|record| {
            let number = record.position().map_or(0, csv::Position::line);
            Line { header: &self.header, record, number }
        })
    }

    /// Position of a column, by header key.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h == name)
    }

    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// An error about the file as a whole.
    pub(crate) fn error(&self, reason: &str) -> Error {
        Error::Reference { path: self.path.to_owned(), reason: reason.to_owned() }
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(self.text.starts_with('#').then_some(b'#'))
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes())
    }
}

impl Line<'_> {
    /// The cell under a header key, trimmed; empty where the column or the cell is missing.
    pub(crate) fn cell(&self, name: &str) -> &str {
        let position = self.header.iter().position(|h| h == name);
        position.and_then(|p| self.record.get(p)).map_or("", trimmed)
    }
}

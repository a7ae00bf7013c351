//! The sheets of an `.xlsx` workbook as CSV, cell by cell, whatever the workbook claims about its size.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use crate::error::Error;
use crate::intake::source::archive;

/// Columns a sheet may have.
const MOST_COLUMNS: u32 = 4_096;
/// Rows a sheet may have: what the format allows.
const MOST_ROWS: u32 = 1_048_576;
/// Bytes the sheets of a workbook may become.
const MOST_BYTES: u64 = 4 << 30;
/// Sheets that are looked at.
const MOST_SHEETS: usize = 64;

/// Every sheet as a temporary CSV file, in the order of the workbook.
///
/// The library may panic on a crafted workbook, so a panic counts as "not readable".
pub(super) fn render(path: &str, file: File) -> Result<Vec<File>, Error> {
    let rendered = catch_unwind(AssertUnwindSafe(|| sheets(file)));
    match rendered {
        Ok(Ok(sheets)) if !sheets.is_empty() => Ok(sheets),
        Ok(Ok(_)) => Err(Error::input(path, "the workbook has no sheet with cells")),
        Ok(Err(reason)) => Err(Error::input(path, format!("not a readable workbook: {reason}"))),
        Err(_) => Err(Error::input(path, "not a readable workbook; save it again, or as .csv")),
    }
}

fn sheets(mut file: File) -> Result<Vec<File>, String> {
    archive::examine(&file)?;
    file.rewind().map_err(describe)?;
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(BufReader::new(file)).map_err(describe)?;
    let names = workbook.sheet_names();
    let mut files = Vec::new();
    let mut left = MOST_BYTES;
    for name in names.iter().take(MOST_SHEETS) {
        if let Ok(cells) = workbook.worksheet_cells_reader(name) {
            files.push(sheet(cells, &mut left)?);
        }
    }
    Ok(files)
}

fn sheet<R: std::io::Read + Seek>(
    mut cells: calamine::XlsxCellReader<'_, R>,
    left: &mut u64,
) -> Result<File, String> {
    let mut writer = Rows::new(tempfile::tempfile().map_err(describe)?, left);
    while let Some(cell) = cells.next_cell().map_err(describe)? {
        let (row, column) = cell.get_position();
        writer.cell(row, column, &text_of(cell.get_value()))?;
    }
    writer.finish()
}

fn describe(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Cells in reading order to lines of CSV; empty rows between them become empty lines.
struct Rows<'l> {
    out: BufWriter<File>,
    row: u32,
    column: u32,
    /// Bytes all sheets together may still become.
    left: &'l mut u64,
}

impl<'l> Rows<'l> {
    fn new(file: File, left: &'l mut u64) -> Self {
        Rows { out: BufWriter::new(file), row: 0, column: 0, left }
    }

    fn cell(&mut self, row: u32, column: u32, text: &str) -> Result<(), String> {
        if column >= MOST_COLUMNS || row >= MOST_ROWS {
            return Err(format!("more than {MOST_COLUMNS} columns or {MOST_ROWS} rows"));
        }
        if row < self.row || (row == self.row && column < self.column) {
            return Err("its cells are not in order".to_owned());
        }
        self.advance(&b"\n".repeat((row - self.row) as usize))?;
        if row > self.row {
            (self.row, self.column) = (row, 0);
        }
        self.advance(&b",".repeat((column - self.column) as usize))?;
        self.column = column;
        let quoted =
            text.contains([',', '"', '\n', '\r']).then(|| format!("\"{}\"", text.replace('"', "\"\"")));
        self.advance(quoted.as_deref().unwrap_or(text).as_bytes())
    }

    fn advance(&mut self, bytes: &[u8]) -> Result<(), String> {
        let left = self.left.checked_sub(bytes.len() as u64);
        *self.left = left.ok_or("its sheets hold more than any export")?;
        self.out.write_all(bytes).map_err(describe)
    }

    fn finish(mut self) -> Result<File, String> {
        self.advance(b"\n")?;
        self.out.into_inner().map_err(describe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[(u32, u32, &str)], mut left: u64) -> Result<u64, String> {
        let mut rows = Rows::new(tempfile::tempfile().unwrap(), &mut left);
        for &(row, column, text) in cells {
            rows.cell(row, column, text)?;
        }
        rows.finish().map(|file| file.metadata().unwrap().len())
    }

    #[test]
    fn a_far_cell_is_refused_where_no_sheet_of_the_format_reaches() {
        assert_eq!(written(&[(MOST_ROWS - 1, 0, "a")], MOST_BYTES), Ok(u64::from(MOST_ROWS) + 1));
        assert_eq!(written(&[(0, MOST_COLUMNS - 1, "a")], MOST_BYTES), Ok(u64::from(MOST_COLUMNS) + 1));
        for (row, column) in [(MOST_ROWS, 0), (0, MOST_COLUMNS)] {
            let refusal = written(&[(row, column, "a")], MOST_BYTES).unwrap_err();
            assert_eq!(refusal, "more than 4096 columns or 1048576 rows");
        }
    }

    #[test]
    fn the_sheets_of_a_workbook_share_what_they_may_become() {
        assert_eq!(written(&[(0, 0, "a"), (0, 1, "b")], 4), Ok(4));
        assert!(written(&[(0, 0, "a"), (0, 1, "b")], 3).unwrap_err().contains("more than any export"));
    }
}

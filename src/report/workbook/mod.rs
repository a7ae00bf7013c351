//! `report.xlsx`: the run as a workbook, in bounded memory whatever its size.
//!
//! Everything that comes from an input is written as text: nothing here can become a formula. The library
//! that knows the format is used in this folder only; it writes everything but the rows of the tables: these
//! are made and compressed on all threads, wait beside the file, and are put in at the end.

mod changes;
mod archive;
mod columns;
mod deflate;
mod grouped;
mod line;
mod overview;
mod rejects;
mod package;
mod scratch;
mod sheet;
mod style;
mod tables;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::Run;
use crate::wording::Wording;
use scratch::Scratch;
use sheet::Sheets;
use style::Style;

/// Name of the file in a run directory.
pub const FILE_NAME: &str = "report.xlsx";
/// Rows of a sheet, its header included; the format knows no more.
const MOST_ROWS: u32 = 1_048_576;

/// How a workbook is made.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'s> {
    pub wording: &'s Wording,
    /// Where rows wait until the file is put together; as private as the run itself.
    pub scratch: &'s Path,
    most_rows: u32,
}

impl<'s> Settings<'s> {
    pub fn new(wording: &'s Wording, scratch: &'s Path) -> Self {
        Settings { wording, scratch, most_rows: MOST_ROWS }
    }
}

/// Writes the workbook of a run. Tables the run was made without have no sheet.
pub fn write(run: &Run, settings: Settings<'_>, out: impl Write) -> Result<(), Error> {
    let Settings { wording, scratch, most_rows } = settings;
    let mut sheets = Sheets::new(wording, most_rows, Scratch::new(scratch));
    let gathered = tables::write(run, &mut sheets)?;
    changes::write(run, &mut sheets)?;
    grouped::write(run, &gathered, &mut sheets)?;
    rejects::write(run, &mut sheets)?;
    tables::write_rest(run, &mut sheets)?;
    overview::write_run(run, &mut sheets)?;
    let (finished, scratch) = sheets.finish();
    let mut workbook = Workbook::new();
    let style = Style::new(wording);
    style.register(&mut workbook);
    workbook.set_properties(&properties(run, wording)?);
    let summary = overview::summary(run, &gathered, &finished, wording, Worksheet::new()).map_err(failed)?;
    workbook.push_worksheet(summary);
    for sheet in &finished {
        workbook.push_worksheet(sheet.frame(wording, &style).map_err(failed)?);
    }
    let frame = workbook.save_to_buffer().map_err(failed)?;
    package::write(&frame, &finished, scratch, out)
}

/// Without a time of day: the file of a run is the same bytes every time.
fn properties(run: &Run, wording: &Wording) -> Result<DocProperties, Error> {
    let as_of = parse_day(&run.info.as_of)
        .ok_or_else(|| Error::Internal(format!("`{}` is not a day", run.info.as_of)))?;
    let title = wording.fill("workbook.title", &[("day", &wording.day(as_of))]);
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(format!("{} {}", run.info.tool, run.info.version))
        .set_creation_datetime(&excel_day(as_of).map_err(failed)?))
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().clamp(1900, 9999) as u16, day.month() as u8, day.day() as u8)
}

/// The error of the library as one of ours; the kind of an I/O error is kept.
fn failed(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => Error::output(Path::new(FILE_NAME), &source),
        XlsxError::TempFileError(path, source) => Error::output(&path, &source),
        XlsxError::ZipError(wrong) => Error::output(Path::new(FILE_NAME), &std::io::Error::from(wrong)),
        other => Error::Internal(format!("{FILE_NAME} cannot be written: {other}")),
    }
}

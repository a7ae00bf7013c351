//! `report.xlsx`: the run as a workbook, written row by row whatever its size.
//!
//! Everything that comes from an input is written as text: nothing here can become a formula. The library
//! that knows the format is used in this folder only.

mod columns;
mod grouped;
mod overview;
mod sheet;
mod style;
mod tables;

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::Run;
use crate::wording::Wording;
use sheet::Sheets;

/// Name of the file in a run directory.
pub const FILE_NAME: &str = "report.xlsx";
/// What spreadsheets themselves use: a third faster than the default, a fifth larger.
const COMPRESSION: u8 = 3;
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

/// The thread that writes a workbook, by which a panic of the library is told from one of our own.
pub const THREAD: &str = "workbook";

/// Writes the workbook of a run. Tables the run was made without have no sheet.
///
/// The library panics where its temporary files cannot be written; on a thread of its own that is an error
/// like any other.
pub fn write(run: &Run, settings: Settings<'_>, out: impl Write + Send) -> Result<(), Error> {
    let scratch = settings.scratch;
    let full = || std::io::Error::from(std::io::ErrorKind::StorageFull);
    std::thread::scope(|scope| {
        let writing = std::thread::Builder::new().name(THREAD.to_owned());
        let writing = writing.spawn_scoped(scope, || write_here(run, settings, out));
        let written = writing.map_err(|source| Error::output(scratch, &source))?.join();
        written.unwrap_or_else(|_| Err(Error::output(scratch, &full())))
    })
}

fn write_here(run: &Run, settings: Settings<'_>, out: impl Write + Send) -> Result<(), Error> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    workbook.set_tempdir(settings.scratch).map_err(failed)?;
    workbook.set_properties(&properties(run, settings.wording)?);
    let summary = workbook.new_worksheet_with_constant_memory().map_err(failed)?;
    let mut sheets = Sheets::new(&mut workbook, settings.wording, settings.most_rows);
    let gathered = tables::write(run, &mut sheets)?;
    grouped::write(run, &gathered, &mut sheets)?;
    tables::write_rest(run, &mut sheets)?;
    overview::write_run(run, &mut sheets)?;
    let mut finished = sheets.finish();
    let summary = overview::summary(run, &gathered, &finished, settings.wording, summary).map_err(failed)?;
    workbook.push_worksheet(summary);
    for sheet in finished.drain(..) {
        workbook.push_worksheet(sheet.worksheet);
    }
    workbook.save_to_writer(out).map_err(failed)
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
    use chrono::Datelike;
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::*;
    use crate::report::fixture::{plan, published};
    use crate::report::run_json::RunInfo;
    use crate::wording::Language;

    #[test]
    fn a_full_sheet_goes_on_under_a_second_name() {
        let root = tempfile::tempdir().unwrap();
        let run = published(&root.path().join("plan"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()]);
        let wording = Wording::of(Language::English);
        let settings = Settings { wording, scratch: root.path(), most_rows: 3 };
        let mut bytes = Vec::new();
        write(&run, settings, &mut bytes).unwrap();
        let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
        let rows = |workbook: &mut Xlsx<_>, name: &str| workbook.worksheet_range(name).unwrap().height();
        let n_rows = run.plan().unwrap().rows().count();
        assert_eq!(n_rows, 3);
        assert_eq!((rows(&mut workbook, "Plan"), rows(&mut workbook, "Plan 2")), (3, 2));
        assert_eq!(workbook.sheet_names()[0], "Summary");
    }

    #[test]
    fn a_full_disk_keeps_its_words() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let root = tempfile::tempdir().unwrap();
        let run = published(&root.path().join("plan"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()]);
        let settings = Settings::new(Wording::of(Language::English), root.path());
        let error = write(&run, settings, Full).unwrap_err().to_string();
        assert!(error.contains("the disk is full"), "{error}");
    }
}

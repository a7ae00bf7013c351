//! The file itself: what the library wrote around the tables, with their rows put in.

use std::io::{self, Cursor, Read, Write};
use std::path::Path;

use rust_xlsxwriter::utility::cell_range;
use zip::{CompressionMethod, ZipArchive};

use crate::error::Error;
use crate::report::workbook::FILE_NAME;
use crate::report::workbook::archive::{Archive, DEFLATED, Entry, STORED};
use crate::report::workbook::deflate::{END, Press, Sum};
use crate::report::workbook::scratch::Scratch;
use crate::report::workbook::sheet::Finished;

/// Sheets before those of the tables: the summary.
const BEFORE: usize = 1;
/// Where rows end.
const ROWS_END: &str = "</sheetData>";

/// Writes the file. `frame` is a workbook whose sheets hold their headers and nothing else.
pub(super) fn write(
    frame: &[u8],
    sheets: &[Finished],
    mut scratch: Scratch,
    out: impl Write,
) -> Result<(), Error> {
    let broken = |wrong: zip::result::ZipError| Error::Internal(format!("{FILE_NAME}: {wrong}"));
    let mut frame = ZipArchive::new(Cursor::new(frame)).map_err(broken)?;
    let mut archive = Archive::new(out);
    let mut press = Press::default();
    for place in 0..frame.len() {
        let name = frame.by_index_raw(place).map_err(broken)?.name().map_err(broken)?.into_owned();
        if let Some(sheet) = sheet_of(&name, sheets) {
            let mut text = String::new();
            let mut part = frame.by_index(place).map_err(broken)?;
            part.read_to_string(&mut text).map_err(|wrong| full(&wrong))?;
            let press = (&mut press, &mut scratch);
            write_sheet(&mut archive, name, &text, sheet, press)?;
        } else {
            let mut part = frame.by_index_raw(place).map_err(broken)?;
            copy(&mut archive, name, &mut part).map_err(|wrong| full(&wrong))?;
        }
    }
    archive.finish().map(drop).map_err(|wrong| full(&wrong))
}

fn full(source: &io::Error) -> Error {
    Error::output(Path::new(FILE_NAME), source)
}

/// The table whose sheet is the part of this name.
fn sheet_of<'s>(name: &str, sheets: &'s [Finished]) -> Option<&'s Finished> {
    let number = name.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?;
    let number: usize = number.parse().ok()?;
    sheets.get(number.checked_sub(BEFORE + 1)?)
}

/// A part as it is.
fn copy(
    archive: &mut Archive<impl Write>,
    name: String,
    part: &mut zip::read::ZipFile<'_, Cursor<&[u8]>>,
) -> io::Result<()> {
    let method = if part.compression() == CompressionMethod::Stored { STORED } else { DEFLATED };
    archive.begin(Entry {
        name,
        method,
        crc: part.crc32(),
        packed: part.compressed_size(),
        raw: part.size(),
    })?;
    io::copy(part, archive).map(drop)
}

/// A sheet with its rows behind the header.
fn write_sheet(
    archive: &mut Archive<impl Write>,
    name: String,
    frame: &str,
    sheet: &Finished,
    (press, scratch): (&mut Press, &mut Scratch),
) -> Result<(), Error> {
    let frame = with_dimension(frame, sheet);
    let split = frame.find(ROWS_END).ok_or_else(|| Error::Internal(format!("{name} has no rows")))?;
    let (head, tail) = frame.split_at(split);
    let (head, tail) = (press.piece(head.as_bytes())?, press.piece(tail.as_bytes())?);
    let mut sum = Sum::default();
    for part in [&head.sum, &sheet.sum, &tail.sum] {
        sum.add(part);
    }
    let packed = sum.packed + END.len() as u64;
    let entry = Entry { name, method: DEFLATED, crc: sum.crc(), packed, raw: sum.raw };
    let write = || -> io::Result<()> {
        archive.begin(entry)?;
        archive.write_all(&head.bytes)?;
        sheet.stretches.iter().try_for_each(|stretch| scratch.copy(stretch, archive))?;
        archive.write_all(&tail.bytes)?;
        archive.write_all(&END)
    };
    write().map_err(|wrong| full(&wrong))
}

/// The frame with the range its cells will fill, which some readers trust.
fn with_dimension(frame: &str, sheet: &Finished) -> String {
    const BEGIN: &str = "<dimension ref=\"";
    let last_column = (sheet.columns.len() as u16).saturating_sub(1);
    let range = cell_range(0, 0, sheet.rows, last_column);
    let Some(start) = frame.find(BEGIN).map(|at| at + BEGIN.len()) else { return frame.to_owned() };
    let end = frame[start..].find('"').map_or(start, |at| start + at);
    format!("{}{range}{}", &frame[..start], &frame[end..])
}

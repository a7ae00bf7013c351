//! Reads rejected records again, so that they can be written as they stood in their files.

use crate::error::Error;
use crate::intake::block::Records;
use crate::intake::cutter::{Block, Piece};
use crate::intake::decode::{Damage, clean};
use crate::intake::export::Again;
use crate::intake::portfolio::Portfolio;
use crate::intake::read::FileReport;
use crate::intake::rejects::Reject;

/// Fills in the records that were rejected only after everything was read, and empties personal cells.
pub(crate) fn fetch(again: &[Option<Again>], portfolio: &mut Portfolio) -> Result<(), Error> {
    let Portfolio { files, rejects, .. } = portfolio;
    for rejects in rejects.chunk_by_mut(|a, b| a.origin.file == b.origin.file) {
        let idx = rejects[0].origin.file as usize;
        let wanted = rejects.iter().filter(|reject| reject.raw.is_empty()).count();
        if let Some(again) = again[idx].as_ref().filter(|_| wanted > 0) {
            fetch_from(again, &files[idx], &mut *rejects)?;
        }
        for reject in rejects {
            empty_personal_cells(reject, &files[idx]);
        }
    }
    Ok(())
}

fn fetch_from(again: &Again, file: &FileReport, rejects: &mut [Reject]) -> Result<(), Error> {
    let failed = |source| Error::Open { path: file.path.clone(), source };
    let mut open: Vec<&mut Reject> = rejects.iter_mut().filter(|reject| reject.raw.is_empty()).collect();
    let mut first = 0;
    let mut cutter = again.cutter(false)?;
    while first < open.len()
        && let Some(piece) = cutter.next().map_err(failed)?
    {
        let Piece::Block(block) = piece else { continue };
        let end = block.first_line + block.lines + u32::from(block.unfinished);
        let n = open[first..].partition_point(|reject| reject.origin.line < end);
        fill(&block, file, &mut open[first..first + n]);
        first += n;
    }
    Ok(())
}

/// Takes the records of some lines out of their block; `rejects` are sorted by line.
fn fill(block: &Block, file: &FileReport, rejects: &mut [&mut Reject]) {
    let mut cells = csv::ByteRecord::new();
    let (mut line, mut rest) = (block.first_line, block.bytes.as_slice());
    for reject in rejects {
        let Some((header, _)) = file.section_of(reject.origin.line) else { return };
        let ahead = reject.origin.line.saturating_sub(line) as usize;
        if let Some(skipped) = ahead.checked_sub(1) {
            let Some(end) = memchr::memchr_iter(b'\n', rest).nth(skipped) else { return };
            rest = &rest[end + 1..];
            line = reject.origin.line;
        }
        if let Some(found) = Records::new(rest, line, header.delimiter).next(&mut cells) {
            let raw = clean(found.raw, &mut Damage::default()).into_owned();
            let end = raw.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
            reject.raw = raw[..end.map_or(0, |at| at + 1)].to_vec();
        }
    }
}

fn empty_personal_cells(reject: &mut Reject, file: &FileReport) {
    let Some((header, layout)) = file.section_of(reject.origin.line) else { return };
    let personal = layout.personal_columns();
    if personal.is_empty() {
        return;
    }
    let mut cells = csv::ByteRecord::new();
    if Records::new(&reject.raw, 1, header.delimiter).next(&mut cells).is_none() {
        return;
    }
    let mut writer =
        csv::WriterBuilder::new().delimiter(header.delimiter).flexible(true).from_writer(Vec::new());
    let kept =
        cells.iter().enumerate().map(|(idx, cell)| if personal.contains(&idx) { &b""[..] } else { cell });
    // A writer into memory does not fail; should it, nothing personal is kept.
    reject.raw = match writer.write_record(kept) {
        Ok(()) => writer.into_inner().unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let end = reject.raw.iter().rposition(|&byte| byte != b'\n').map_or(0, |at| at + 1);
    reject.raw.truncate(end);
}

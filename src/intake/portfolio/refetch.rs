//! Reads rejected records again, so that they can be written as they stood in their files.

use crate::error::Error;
use crate::intake::cutter::{Block, Piece};
use crate::intake::decode::{Damage, clean};
use crate::intake::export::Again;
use crate::intake::file_report::FileReport;
use crate::intake::layout::Layout;
use crate::intake::opening::Header;
use crate::intake::portfolio::Portfolio;
use crate::intake::rejects::Reject;
use crate::intake::single::Single;
use crate::model::TenantId;

/// Fills in the records that were rejected only after everything was read, and empties personal cells.
pub(crate) fn fetch(again: &[Option<Again>], portfolio: &mut Portfolio) -> Result<(), Error> {
    let Portfolio { files, rejects, .. } = portfolio;
    for rejects in rejects.chunk_by_mut(|a, b| a.origin.file == b.origin.file) {
        let idx = rejects[0].origin.file as usize;
        let wanted = rejects.iter().filter(|reject| reject.raw.is_empty()).count();
        if let Some(again) = again[idx].as_ref().filter(|_| wanted > 0) {
            fetch_from(again, &files[idx], &mut *rejects)?;
        }
        let mut single = Single::new(b',');
        for reject in rejects {
            empty_personal_cells(reject, &files[idx], &mut single);
        }
    }
    Ok(())
}

fn fetch_from(again: &Again, file: &FileReport, rejects: &mut [Reject]) -> Result<(), Error> {
    let failed = |source| Error::Open { path: file.path.clone(), source };
    let mut open: Vec<&mut Reject> = rejects.iter_mut().filter(|reject| reject.raw.is_empty()).collect();
    let mut first = 0;
    let mut cutter = again.cutter(false)?;
    let mut single = Single::new(b',');
    while first < open.len()
        && let Some(piece) = cutter.next().map_err(failed)?
    {
        let Piece::Block(block) = piece else { continue };
        let end = block.first_line + block.lines + u32::from(block.unfinished);
        let n = open[first..].partition_point(|reject| reject.origin.line < end);
        fill(&block, file, &mut open[first..first + n], &mut single);
        first += n;
    }
    Ok(())
}

/// Takes the records of some lines out of their block; `rejects` are sorted by line.
fn fill(block: &Block, file: &FileReport, rejects: &mut [&mut Reject], single: &mut Single) {
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
        if let Some(found) = single.with(header.delimiter).split(rest, line, &mut cells) {
            let raw = clean(found.raw, &mut Damage::default()).into_owned();
            let end = raw.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
            reject.raw = raw[..end.map_or(0, |at| at + 1)].to_vec();
        }
    }
}

/// Takes personal data out of a record. Where its cells have slipped nobody can say which are personal,
/// and only ids are kept.
fn empty_personal_cells(reject: &mut Reject, file: &FileReport, single: &mut Single) {
    let Some((header, layout)) = file.section_of(reject.origin.line) else { return };
    let personal = layout.personal_columns();
    if personal.is_empty() {
        return;
    }
    let mut cells = csv::ByteRecord::new();
    if single.with(header.delimiter).split(&reject.raw, 1, &mut cells).is_none() {
        return;
    }
    let is_late = reject.reason.starts_with("conflicting");
    if !is_late {
        reject.value.clear();
    }
    let has_slipped = have_slipped(&cells, reject, header, layout);
    let is_kept = |(idx, cell): (usize, &[u8])| {
        if has_slipped {
            std::str::from_utf8(cell).is_ok_and(|text| TenantId::parse(text.trim()).is_some())
        } else {
            !personal.contains(&idx)
        }
    };
    let mut writer =
        csv::WriterBuilder::new().delimiter(header.delimiter).flexible(true).from_writer(Vec::new());
    let kept = cells.iter().enumerate().map(|(idx, cell)| if is_kept((idx, cell)) { cell } else { &b""[..] });
    // A writer into memory does not fail; should it, nothing personal is kept.
    reject.raw = match writer.write_record(kept) {
        Ok(()) => writer.into_inner().unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let end = reject.raw.iter().rposition(|&byte| byte != b'\n').map_or(0, |at| at + 1);
    reject.raw.truncate(end);
}

/// Whether cells may stand under the wrong names: too few, too many, or several that their columns
/// cannot hold.
fn have_slipped(cells: &csv::ByteRecord, reject: &Reject, header: &Header, layout: &Layout) -> bool {
    let width = header.cells.len().max(layout.width());
    let is_bad = |name: &str| reject.reason.contains(&format!("({})", name.trim()));
    let n_bad = layout.mapping().filter(|mapping| is_bad(mapping.header)).count();
    cells.len() < header.width()
        || cells.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty())
        || n_bad > 1
}

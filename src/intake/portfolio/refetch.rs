//! Reads rejected records again, so that they can be written as they stood in their files.

use crate::error::Error;
use crate::intake::decode::{Damage, clean};
use crate::intake::export::Again;
use crate::intake::file_report::FileReport;
use crate::intake::layout::Layout;
use crate::intake::opening::Header;
use crate::intake::portfolio::Portfolio;
use crate::intake::rejects::Reject;
use crate::model::TenantId;
use crate::table::Cells;
use crate::table::single::Single;

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
    let mut lines = again.lines()?;
    let mut single = Single::new(b',');
    for reject in rejects.iter_mut().filter(|reject| reject.raw.is_empty()) {
        let line = reject.origin.line;
        let Some((header, _)) = file.section_of(line) else { continue };
        if !lines.go_to(line).map_err(failed)? {
            return Ok(());
        }
        if let Some(raw) = lines.record(single.with(header.delimiter)).map_err(failed)? {
            let raw = clean(raw, &mut Damage::default());
            reject.raw = raw.trim_end_matches(['\n', '\r']).as_bytes().to_vec();
        }
    }
    Ok(())
}

/// Takes personal data out of a record. Where its cells have slipped nobody can say which are personal,
/// and only ids are kept.
fn empty_personal_cells(reject: &mut Reject, file: &FileReport, single: &mut Single) {
    let Some((header, layout)) = file.section_of(reject.origin.line) else { return };
    let personal = layout.personal_columns();
    if personal.is_empty() {
        return;
    }
    let mut cells = Cells::default();
    if single.with(header.delimiter).split(&reject.raw, 1, &mut cells).is_none() {
        return;
    }
    let is_late = reject.flaws.iter().any(|it| it.flaw.is_conflict());
    if !is_late {
        reject.value.clear();
    }
    let has_slipped = have_slipped(&cells, reject, header, layout);
    let is_kept = |(idx, cell): (usize, &str)| {
        if has_slipped { TenantId::parse(cell.trim()).is_some() } else { !personal.contains(&idx) }
    };
    let mut writer =
        csv::WriterBuilder::new().delimiter(header.delimiter).flexible(true).from_writer(Vec::new());
    let kept = cells.iter().enumerate().map(|(idx, cell)| if is_kept((idx, cell)) { cell } else { "" });
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
fn have_slipped(cells: &Cells<'_>, reject: &Reject, header: &Header, layout: &Layout) -> bool {
    let width = header.cells.len().max(layout.width());
    let is_bad = |name: &str| reject.flaws.iter().any(|flawed| flawed.column == name.trim());
    let n_bad = layout.mapping().filter(|mapping| is_bad(mapping.header)).count();
    cells.len() < header.width()
        || cells.iter().skip(width).any(|cell| !cell.as_bytes().trim_ascii().is_empty())
        || (reject.flaws.len() > 1 && n_bad > 1)
}

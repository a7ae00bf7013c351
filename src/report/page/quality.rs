//! Data quality: what was rejected and why, and how the rejected can be repaired.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::report::page::shown::shown;
use crate::report::{Run, rejects_csv};
use crate::wording::Wording;

/// Rejected records with one flaw in one column.
#[derive(Debug, Serialize)]
pub(super) struct RejectLine {
    /// What the flaw is called.
    flaw: String,
    /// What a good record would have had.
    expected: String,
    column: String,
    records: u64,
    /// Where the first of them stands.
    example: String,
    repair: String,
}

/// The first flaws of records, the most frequent first.
pub(super) fn rejects(run: &Run, wording: &Wording) -> Result<Vec<RejectLine>, Error> {
    if !run.has("rejects.csv") {
        return Ok(Vec::new());
    }
    let mut by_flaw: BTreeMap<(String, String), RejectLine> = BTreeMap::new();
    let mut table = run.rejects()?;
    while let Some(row) = table.next_row()? {
        let flaws = rejects_csv::flaws(row.text("flaws"));
        let first = flaws.first().map(|flawed| &flawed.flaw);
        let flaw = first.map_or_else(|| shown(row.text("reason")), |flaw| wording.flaw(flaw));
        let column = shown(row.text("column"));
        let line = by_flaw.entry((flaw.clone(), column.clone())).or_insert_with(|| RejectLine {
            flaw,
            expected: first.and_then(|flaw| wording.expected(flaw)).map_or_else(String::new, |it| shown(&it)),
            column,
            records: 0,
            example: shown(&format!("{}:{}", row.text("source_file"), row.text("source_line"))),
            repair: first.map_or_else(|| shown(row.text("repair")), |flaw| wording.repair(flaw)),
        });
        line.records += 1;
    }
    let mut lines: Vec<_> = by_flaw.into_values().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.records));
    lines.truncate(100);
    Ok(lines)
}

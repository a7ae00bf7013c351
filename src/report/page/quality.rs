//! Data quality: what was rejected and why, and how the rejected can be repaired.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::report::Run;
use crate::report::page::shown::shown;
use crate::wording::flaws;

/// Rejected records for one reason.
#[derive(Debug, Serialize)]
pub(super) struct RejectLine {
    /// The word of the reason.
    reason: String,
    /// What it says, in the program's own words.
    says: String,
    column: String,
    records: u64,
    /// Where the first of them stands.
    example: String,
    repair: String,
}

/// Reasons, the most frequent first.
pub(super) fn rejects(run: &Run) -> Result<Vec<RejectLine>, Error> {
    if !run.has("rejects.csv") {
        return Ok(Vec::new());
    }
    let mut by_reason: BTreeMap<(String, String), RejectLine> = BTreeMap::new();
    let mut table = run.rejects()?;
    while let Some(row) = table.next_row()? {
        let (reason, says, _) = flaws(row.text("reason"))[0];
        let key = (shown(reason), shown(row.text("column")));
        let line = by_reason.entry(key.clone()).or_insert_with(|| RejectLine {
            reason: key.0,
            says: says.to_owned(),
            column: key.1,
            records: 0,
            example: shown(&format!("{}:{}", row.text("source_file"), row.text("source_line"))),
            repair: row.text("repair").to_owned(),
        });
        line.records += 1;
    }
    let mut lines: Vec<_> = by_reason.into_values().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.records));
    lines.truncate(100);
    Ok(lines)
}

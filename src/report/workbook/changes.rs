//! The sheet of what changed since the baseline; a run that was compared with nothing has none.

use crate::error::Error;
use crate::model::parse_day;
use crate::report::workbook::sheet::{Plan, Sheets};
use crate::report::{Run, changes_csv};

/// Writes the sheet, in the order of `changes.csv`.
pub(super) fn write(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    if !run.has(changes_csv::FILE_NAME) {
        return Ok(());
    }
    let as_of = parse_day(&run.info.as_of);
    let plan = Plan { key: "changes", columns: changes_csv::COLUMNS, frozen: 2, as_of };
    let mut series = sheets.begin(plan);
    sheets.append_table::<()>(&mut series, run.changes()?, None)?;
    sheets.end(series)
}

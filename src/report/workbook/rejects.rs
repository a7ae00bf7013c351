//! The sheet of rejected records, with reason and repair in the words of the language.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::report::workbook::sheet::{Plan, Sheets};
use crate::report::{Run, rejects_csv};

/// Writes the sheet, row by row in the order of `rejects.csv`; its column for programs is left out.
pub(super) fn write(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let Some((&flaws_column, columns)) = rejects_csv::COLUMNS.split_last() else { return Ok(()) };
    if !run.has("rejects.csv") {
        return Ok(());
    }
    let wording = sheets.wording;
    let mut series = sheets.begin(Plan { key: "rejects", columns, frozen: 1, as_of: None });
    // There are many records and few reasons.
    let mut said: BTreeMap<String, [String; 2]> = BTreeMap::new();
    let mut table = run.rejects()?;
    while let Some(row) = table.next_row()? {
        let cell = row.text(flaws_column);
        if !said.contains_key(cell) {
            let flaws = rejects_csv::flaws(cell);
            let words = flaws.first().map(|first| [wording.reason(&flaws), wording.repair(&first.flaw)]);
            let written = || [row.text("reason").to_owned(), row.text("repair").to_owned()];
            said.insert(cell.to_owned(), words.unwrap_or_else(written));
        }
        let [reason, repair] = &said[cell];
        let cells = columns.iter().map(|&column| match column {
            "reason" => reason,
            "repair" => repair,
            _ => row.text(column),
        });
        sheets.append(&mut series, cells)?;
    }
    sheets.end(series)
}

//! The sheet of rejected records, with reason and repair in the words of the language.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::report::workbook::sheet::{Plan, Sheets};
use crate::report::{Run, rejects_csv};

/// Writes the sheet, row by row in the order of `rejects.csv`.
pub(super) fn write(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    if !run.has("rejects.csv") {
        return Ok(());
    }
    let wording = sheets.wording;
    let plan = Plan { key: "rejects", columns: rejects_csv::COLUMNS, frozen: 1, as_of: None };
    let mut series = sheets.begin(plan);
    // There are many records and few reasons.
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let mut table = run.rejects()?;
    while let Some(row) = table.next_row()? {
        for (column, cell) in row.iter().filter(|(_, cell)| !said.contains_key(*cell)).collect::<Vec<_>>() {
            match column {
                "reason" => drop(said.insert(cell.to_owned(), wording.reject_reason(cell))),
                "repair" => drop(said.insert(cell.to_owned(), wording.said(cell))),
                _ => {}
            }
        }
        let cells = row.iter().map(|(column, cell)| match column {
            "reason" | "repair" => said.get(cell).map_or(cell, String::as_str),
            _ => cell,
        });
        sheets.append(&mut series, cells)?;
    }
    sheets.end(series)
}

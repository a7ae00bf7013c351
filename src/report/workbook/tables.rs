//! The sheets that are tables of the run, and what the summary has to know of them.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::workbook::grouped::Successors;
use crate::report::workbook::sheet::{Plan, Sheets};
use crate::report::{
    Row, Run, Table, findings_csv, plan_csv, rejects_csv, risk_csv, rules_csv, steps_csv, waves_csv,
};

/// What is seen while the tables pass by.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Customers and licences by readiness.
    pub readiness: BTreeMap<String, (u64, u64)>,
    pub successors: Successors,
}

/// Customers, plan, steps, findings and waves.
pub(super) fn write(run: &Run, sheets: &mut Sheets<'_>) -> Result<Gathered, Error> {
    let mut gathered = Gathered::default();
    let as_of = parse_day(&run.info.as_of);
    if run.has("risk.csv") {
        let plan = Plan { key: "customers", columns: risk_csv::COLUMNS, frozen: 2, as_of };
        copy(run.risk()?, plan, sheets, |row| gathered.count(row))?;
    }
    if run.has("plan.csv") {
        let plan = Plan { key: "plan", columns: plan_csv::COLUMNS, frozen: 2, as_of };
        copy(run.plan()?, plan, sheets, |row| gathered.successors.add(row))?;
    }
    if run.has("steps.csv") {
        copy(run.steps()?, table("steps", steps_csv::COLUMNS, as_of), sheets, |_| {})?;
    }
    if run.has("findings.csv") {
        copy(run.findings()?, table("findings", findings_csv::COLUMNS, as_of), sheets, |_| {})?;
    }
    if run.has("waves.csv") {
        copy(run.waves()?, table("waves", waves_csv::COLUMNS, None), sheets, |_| {})?;
    }
    Ok(gathered)
}

/// Rejects and rules.
pub(super) fn write_rest(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    if run.has("rejects.csv") {
        copy(run.rejects()?, table("rejects", rejects_csv::COLUMNS, None), sheets, |_| {})?;
    }
    if run.has("rules.csv") {
        rules(run, sheets)?;
    }
    Ok(())
}

/// The rules in the words of the language; those of the policy keep their own.
fn rules(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let wording = sheets.wording;
    let mut series = sheets.begin(table("rules", rules_csv::COLUMNS, None))?;
    for row in run.rules()?.rows() {
        let row = row?;
        let keys = ["title", "remedy"].map(|part| format!("rules.{}.{part}", row.text("rule")));
        let translated = |column: &str| match column {
            "title" => wording.get(&keys[0]),
            "remedy" => wording.get(&keys[1]),
            _ => None,
        };
        let is_ours = row.text("provenance") != "policy";
        let cells = row.iter().map(|(column, cell)| translated(column).filter(|_| is_ours).unwrap_or(cell));
        sheets.append(&mut series, cells)?;
    }
    sheets.end(series)
}

fn table(key: &'static str, columns: &'static [&'static str], as_of: Option<Day>) -> Plan<'static> {
    Plan { key, columns, frozen: 1, as_of }
}

fn copy(
    mut table: Table,
    plan: Plan<'_>,
    sheets: &mut Sheets<'_>,
    mut see: impl FnMut(&Row),
) -> Result<(), Error> {
    let mut series = sheets.begin(plan)?;
    while let Some(row) = table.next_row()? {
        see(&row);
        sheets.append(&mut series, row.iter().map(|(_, cell)| cell))?;
    }
    sheets.end(series)
}

impl Gathered {
    fn count(&mut self, row: &Row) {
        let seats = row.count("seats").unwrap_or_default();
        match self.readiness.get_mut(row.text("readiness")) {
            Some(sums) => *sums = (sums.0 + 1, sums.1 + seats),
            None => drop(self.readiness.insert(row.text("readiness").to_owned(), (1, seats))),
        }
    }
}

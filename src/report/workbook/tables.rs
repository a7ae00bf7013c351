//! The sheets that are tables of the run, and what the summary has to know of them.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::workbook::grouped::Successors;
use crate::report::workbook::sheet::{Plan, Seen, Sheets};
use crate::report::{Run, findings_csv, plan_csv, risk_csv, rules_csv, steps_csv, waves_csv};
use crate::table::{Row, Table};

/// What is seen while the tables pass by.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub customers: Customers,
    pub successors: Successors,
}

/// Customers and licences by a value of a closed list.
pub(super) type Sums = BTreeMap<String, (u64, u64)>;

/// Who is how ready, and who is waited for.
#[derive(Debug, Default)]
pub(super) struct Customers {
    pub readiness: Sums,
    pub waiting: Sums,
}

/// Customers, plan, steps, findings and waves.
pub(super) fn write(run: &Run, sheets: &mut Sheets<'_>) -> Result<Gathered, Error> {
    let mut gathered = Gathered::default();
    let as_of = parse_day(&run.info.as_of);
    if run.has("risk.csv") {
        let plan = Plan { key: "customers", columns: risk_csv::COLUMNS, frozen: 2, as_of };
        gathered.customers = copy(run.risk()?, plan, sheets)?;
    }
    if run.has("plan.csv") {
        let plan = Plan { key: "plan", columns: plan_csv::COLUMNS, frozen: 2, as_of };
        gathered.successors = copy(run.plan()?, plan, sheets)?;
    }
    if run.has("steps.csv") {
        copy::<()>(run.steps()?, table("steps", steps_csv::COLUMNS, as_of), sheets)?;
    }
    if run.has("findings.csv") {
        copy::<()>(run.findings()?, table("findings", findings_csv::COLUMNS, as_of), sheets)?;
    }
    if run.has("waves.csv") {
        copy::<()>(run.waves()?, table("waves", waves_csv::COLUMNS, None), sheets)?;
    }
    Ok(gathered)
}

/// Rules.
pub(super) fn write_rest(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    if run.has("rules.csv") {
        rules(run, sheets)?;
    }
    Ok(())
}

/// The rules in the words of the language; those of the policy keep their own.
fn rules(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let wording = sheets.wording;
    let mut series = sheets.begin(table("rules", rules_csv::COLUMNS, None));
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

fn copy<T: Seen>(table: Table, plan: Plan<'_>, sheets: &mut Sheets<'_>) -> Result<T, Error> {
    let mut series = sheets.begin(plan);
    let seen = sheets.append_table(&mut series, table, None)?;
    sheets.end(series)?;
    Ok(seen)
}

impl Seen for Customers {
    fn see(&mut self, row: &Row) {
        let seats = row.count("seats").unwrap_or_default();
        add(&mut self.readiness, row.text("readiness"), (1, seats));
        add(&mut self.waiting, row.text("waiting_on"), (1, seats));
    }

    fn merge(&mut self, other: Self) {
        for (sums, others) in [(&mut self.readiness, other.readiness), (&mut self.waiting, other.waiting)] {
            for (value, more) in others {
                add(sums, &value, more);
            }
        }
    }
}

fn add(sums: &mut Sums, value: &str, more: (u64, u64)) {
    match sums.get_mut(value) {
        Some(sum) => *sum = (sum.0 + more.0, sum.1 + more.1),
        None => drop(sums.insert(value.to_owned(), more)),
    }
}

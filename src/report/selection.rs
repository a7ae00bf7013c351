//! Which tables a run writes.

use crate::model::value::column_values;
use crate::report::{
    facts_csv, findings_csv, money_csv, plan_csv, rejects_csv, risk_csv, rules_csv, schedule_csv, steps_csv,
    waves_csv,
};

column_values! {
    /// A CSV file of a run, by the name `--outputs` gives it.
    OutputTable {
        Plan = "plan",
        Risk = "risk",
        Findings = "findings",
        Rules = "rules",
        Steps = "steps",
        Waves = "waves",
        Rejects = "rejects",
        Facts = "facts",
        /// What moves cost, each figure with how sure it is.
        Money = "money",
        /// Who does not move on the best day, and why.
        Schedule = "schedule",
    }
}

impl OutputTable {
    /// Tables that are written customer by customer, in the order of the tenants.
    pub(crate) const STREAMED: [OutputTable; 6] = [
        OutputTable::Plan,
        OutputTable::Findings,
        OutputTable::Steps,
        OutputTable::Facts,
        OutputTable::Money,
        OutputTable::Schedule,
    ];

    pub(crate) fn file_name(self) -> &'static str {
        match self {
            OutputTable::Plan => "plan.csv",
            OutputTable::Risk => "risk.csv",
            OutputTable::Findings => "findings.csv",
            OutputTable::Rules => "rules.csv",
            OutputTable::Steps => "steps.csv",
            OutputTable::Waves => "waves.csv",
            OutputTable::Rejects => "rejects.csv",
            OutputTable::Facts => "facts.csv",
            OutputTable::Money => "money.csv",
            OutputTable::Schedule => "schedule.csv",
        }
    }

    pub(crate) fn header(self, out: &mut Vec<u8>) {
        match self {
            OutputTable::Plan => plan_csv::header(out),
            OutputTable::Risk => risk_csv::header(out),
            OutputTable::Findings => findings_csv::header(out),
            OutputTable::Rules => rules_csv::header(out),
            OutputTable::Steps => steps_csv::header(out),
            OutputTable::Waves => waves_csv::header(out),
            OutputTable::Rejects => rejects_csv::header(out),
            OutputTable::Facts => facts_csv::header(out),
            OutputTable::Money => money_csv::header(out),
            OutputTable::Schedule => schedule_csv::header(out),
        }
    }
}

/// The tables of one run.
#[derive(Debug, Clone)]
pub struct Selection(Vec<OutputTable>);

impl Default for Selection {
    fn default() -> Self {
        Selection(OutputTable::ALL.to_vec())
    }
}

impl Selection {
    /// These tables and no other; none means all.
    pub fn of(tables: &[OutputTable]) -> Self {
        Selection(if tables.is_empty() { OutputTable::ALL } else { tables }.to_vec())
    }

    pub fn has(&self, table: OutputTable) -> bool {
        self.0.contains(&table)
    }
}

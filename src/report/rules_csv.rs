//! `rules.csv`: every rule of the run, with what it found.

use crate::error::Error;
use crate::plan::CustomerPlan;
use crate::report::{Finished, OutputTable, Selection, Staging};
use crate::rules::Rule;
use crate::table::{CellWriter, append_header};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &[
    "rule",
    "severity",
    "title",
    "remedy",
    "citation",
    "valid_from",
    "valid_to",
    "provenance",
    "points",
    "findings",
    "customers",
    "subscriptions",
    "seats",
];

/// What one rule found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub findings: u64,
    pub customers: u64,
    /// Those the rule holds for; a finding about a customer holds for all of it that moves.
    pub subscriptions: u64,
    pub seats: u64,
}

/// What every rule found, notes included, waived findings left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleTallies(Vec<Tally>);

impl RuleTallies {
    pub fn new(n_rules: usize) -> Self {
        RuleTallies(vec![Tally::default(); n_rules])
    }

    pub fn add(&mut self, plan: &CustomerPlan<'_>) {
        let mut subjects = Vec::new();
        let mut start = 0;
        for same_rule in plan.findings.chunk_by(|one, next| one.rule == next.rule) {
            let live = (start..start + same_rule.len()).filter(|&at| !plan.is_waived(at));
            start += same_rule.len();
            subjects.clear();
            subjects.extend(live.map(|at| plan.findings[at].subscription));
            if !subjects.is_empty() {
                self.0[usize::from(same_rule[0].rule)].add(plan, &mut subjects);
            }
        }
    }

    pub fn merge(&mut self, other: &RuleTallies) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            mine.findings += theirs.findings;
            mine.customers += theirs.customers;
            mine.subscriptions += theirs.subscriptions;
            mine.seats += theirs.seats;
        }
    }

    /// One per rule, in the order of the rulebook.
    pub fn iter(&self) -> impl Iterator<Item = &Tally> {
        self.0.iter()
    }
}

impl Tally {
    /// Adds one customer; `subjects` are those of the rule's findings about it.
    fn add(&mut self, plan: &CustomerPlan<'_>, subjects: &mut Vec<Option<usize>>) {
        self.findings += subjects.len() as u64;
        self.customers += 1;
        if subjects.contains(&None) {
            for (_, line) in plan.in_scope() {
                self.subscriptions += 1;
                self.seats += u64::from(line.subscription.seats_purchased);
            }
            return;
        }
        subjects.sort_unstable();
        subjects.dedup();
        for &position in subjects.iter().flatten() {
            self.subscriptions += 1;
            self.seats += u64::from(plan.lines[position].subscription.seats_purchased);
        }
    }
}

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// Writes the table, where it is selected.
pub fn write(
    staging: &Staging,
    selection: &Selection,
    rules: &[Rule<'_>],
    tallies: &RuleTallies,
    finished: &mut Vec<Finished>,
) -> Result<(), Error> {
    if selection.has(OutputTable::Rules) {
        let mut out = Vec::new();
        header(&mut out);
        rules.iter().zip(tallies.iter()).for_each(|(rule, tally)| append(&mut out, rule, tally));
        finished.push(staging.write("rules.csv", &out)?);
    }
    Ok(())
}

/// The line of one rule at the severity and points of this run.
pub fn append(out: &mut Vec<u8>, rule: &Rule<'_>, tally: &Tally) {
    let mut cells = CellWriter::new(out);
    cells.text(rule.id);
    cells.word(rule.severity.as_str());
    cells.text(rule.title);
    cells.text(rule.remedy);
    cells.text(rule.citation);
    cells.day(rule.valid.first_day());
    cells.day(rule.valid.last_day());
    cells.word(rule.provenance.as_str());
    cells.count(u64::from(rule.points));
    for count in [tally.findings, tally.customers, tally.subscriptions, tally.seats] {
        cells.count(count);
    }
    cells.end();
}

//! The summary on standard output: where the rows went, who is ready, what is urgent, where to look next.

use std::fmt::Display;
use std::path::Path;

use cutover::history::since;
use cutover::model::parse_day;
use cutover::plan::{PortfolioTotals, Readiness};
use cutover::report::run_json::{LedgerLine, MoneyTotal, RunInfo};
use cutover::run::Published;
use cutover::wording::Wording;

/// At most twenty lines.
pub(crate) fn text(published: &Published, out: &Path, wording: &Wording) -> String {
    let Published { info, totals, since: changes, .. } = published;
    let summary = Summary { info, totals, wording };
    let mut lines = summary.rows();
    lines.extend(summary.customers());
    lines.extend(info.waves.iter().flat_map(|waves| waves.lines(wording)));
    lines.extend(summary.urgent());
    lines.extend(
        changes
            .as_ref()
            .map(|changes| since(changes, wording))
            .unwrap_or_default()
            .lines()
            .map(str::to_owned),
    );
    lines.push(summary.next(out));
    lines.push(String::new());
    lines.join("\n")
}

struct Summary<'s> {
    info: &'s RunInfo,
    totals: &'s PortfolioTotals,
    wording: &'s Wording,
}

impl Summary<'_> {
    /// A line of the section `summary` with its counts.
    fn line(&self, key: &str, counts: &[(&str, u64)]) -> String {
        let counts: Vec<(&str, String)> =
            counts.iter().map(|&(name, count)| (name, self.wording.count(count))).collect();
        let values: Vec<(&str, &dyn Display)> =
            counts.iter().map(|(name, count)| (*name, count as &dyn Display)).collect();
        self.wording.fill(&format!("summary.{key}"), &values)
    }

    fn sum(&self, of: fn(&LedgerLine) -> u64) -> u64 {
        self.info.ledger.iter().map(of).sum()
    }

    fn rows(&self) -> Vec<String> {
        let files = self.wording.count(self.info.inputs.len() as u64);
        let records = self.wording.count(self.sum(|line| line.read));
        let as_of = &self.info.as_of;
        let day = parse_day(as_of).map_or_else(|| as_of.clone(), |day| self.wording.day(day));
        let read =
            self.wording.fill("summary.read", &[("files", &files), ("records", &records), ("day", &day)]);
        let records = [
            ("planned", self.sum(|line| line.planned)),
            ("merged", self.sum(|line| line.merged)),
            ("out_of_scope", self.sum(|line| line.out_of_scope)),
            ("reference", self.sum(|line| line.reference)),
            ("rejected", self.sum(|line| line.rejected)),
        ];
        let seats = [
            ("seats", self.sum(|line| line.seats.read)),
            ("planned", self.sum(|line| line.seats.planned)),
            ("merged", self.sum(|line| line.seats.merged)),
            ("out_of_scope", self.sum(|line| line.seats.out_of_scope)),
            ("rejected", self.sum(|line| line.seats.rejected)),
        ];
        vec![
            read,
            format!("  {}", self.line("records", &records)),
            format!("  {}", self.line("seats", &seats)),
        ]
    }

    fn customers(&self) -> Vec<String> {
        let mut lines = vec![self.line("customers", &[("customers", self.totals.customers)])];
        let name = |readiness: Readiness| self.wording.value("readiness", readiness.as_str());
        let width = Readiness::ALL.iter().map(|&it| name(it).chars().count()).max().unwrap_or_default();
        for &readiness in Readiness::ALL.iter().rev() {
            let customers = self.totals.customers_by_readiness[readiness as usize];
            let seats = self.totals.seats_by_readiness[readiness as usize];
            if customers > 0 {
                let (customers, seats) = (self.wording.count(customers), self.wording.count(seats));
                let unit = self.wording.text("summary.seats_column");
                lines.push(format!("  {:<width$} {customers:>9}  {seats:>11} {unit}", name(readiness)));
            }
        }
        if self.totals.assumed_customers > 0 {
            let assumed = self.line("assumed", &[("customers", self.totals.assumed_customers)]);
            lines.push(format!("  {assumed}"));
        }
        lines
    }

    fn urgent(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let (customers, seats) = (self.totals.urgent_customers, self.totals.urgent_seats);
        if customers > 0 {
            lines.push(self.line("urgent", &[("customers", customers), ("seats", seats)]));
        }
        lines.extend(self.money("overlap", |total| &total.overlap_cost));
        lines.extend(self.money("stranded", |total| &total.stranded_cost));
        lines
    }

    /// The sums of one kind, currency by currency.
    fn money(&self, key: &str, of: fn(&MoneyTotal) -> &str) -> Option<String> {
        let told = self.info.totals.money.iter().filter(|total| of(total) != "0.00");
        let amounts = told.map(|total| format!("{} {}", self.wording.amount(of(total)), total.currency));
        let money = amounts.collect::<Vec<_>>().join("; ");
        let line = || self.wording.fill(&format!("summary.{key}"), &[("money", &money.trim_end())]);
        (!money.is_empty()).then(line)
    }

    fn next(&self, out: &Path) -> String {
        let is_rejected = self.info.ledger.iter().any(|line| line.rejected > 0);
        let key = if is_rejected { "summary.next_with_rejects" } else { "summary.next" };
        self.wording.fill(key, &[("out", &out.display())])
    }
}

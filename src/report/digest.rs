//! `summary.md`: where the run stands, short enough for a mail or a chat message.

use std::fmt::{self, Display, Write};

use chrono::Days;

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::plan::Readiness;
use crate::report::escape::{markdown, plain};
use crate::report::run_json::LedgerLine;
use crate::report::{Row, Run};
use crate::wording::Wording;

/// Name of the file in a run directory.
pub const FILE_NAME: &str = "summary.md";
/// Customers that are named.
const NAMED: usize = 5;
/// Days within which a deadline is urgent.
const SOON: u64 = 7;

/// What the table of customers says besides the totals.
#[derive(Debug, Default)]
struct Urgency {
    customers: u64,
    seats: u64,
    worst: Vec<Row>,
}

/// The message of a run.
pub fn text(run: &Run, wording: &Wording) -> Result<String, Error> {
    let as_of = parse_day(&run.info.as_of)
        .ok_or_else(|| Error::Internal(format!("`{}` is not a day", run.info.as_of)))?;
    let urgency = urgency(run, as_of)?;
    let mut out = String::new();
    let message = Message { run, wording, as_of };
    message.write(&mut out, &urgency).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(out)
}

fn urgency(run: &Run, as_of: Day) -> Result<Urgency, Error> {
    let mut urgency = Urgency::default();
    if !run.has("risk.csv") {
        return Ok(urgency);
    }
    let soon = as_of.checked_add_days(Days::new(SOON)).unwrap_or(as_of);
    for row in run.risk()?.rows() {
        let row = row?;
        if row.day("first_deadline").is_some_and(|day| day <= soon) {
            urgency.customers += 1;
            urgency.seats += row.count("seats").unwrap_or_default();
        }
        if urgency.worst.len() < NAMED && row.text("readiness") != Readiness::OutOfScope.as_str() {
            urgency.worst.push(row);
        }
    }
    Ok(urgency)
}

struct Message<'m> {
    run: &'m Run,
    wording: &'m Wording,
    as_of: Day,
}

impl Message<'_> {
    fn write(&self, out: &mut String, urgency: &Urgency) -> fmt::Result {
        let day = self.wording.day(self.as_of);
        writeln!(out, "# {}\n", self.say("title", &[("day", &day)]))?;
        self.totals(out)?;
        self.readiness(out)?;
        if urgency.customers > 0 {
            let (customers, seats) = (self.count(urgency.customers), self.count(urgency.seats));
            writeln!(out, "\n{}", self.say("urgent", &[("customers", &customers), ("seats", &seats)]))?;
        }
        self.money(out)?;
        self.worst(out, &urgency.worst)?;
        writeln!(out, "\n{}", self.say("next", &[]))
    }

    fn totals(&self, out: &mut String) -> fmt::Result {
        let sum = |of: fn(&LedgerLine) -> u64| self.count(self.run.info.ledger.iter().map(of).sum::<u64>());
        let totals = &self.run.info.totals;
        let line = self.say(
            "ledger",
            &[
                ("files", &self.count(self.run.info.inputs.len() as u64)),
                ("read", &sum(|line| line.read)),
                ("planned", &sum(|line| line.planned)),
                ("merged", &sum(|line| line.merged)),
                ("out_of_scope", &sum(|line| line.out_of_scope)),
                ("reference", &sum(|line| line.reference)),
                ("rejected", &sum(|line| line.rejected)),
            ],
        );
        writeln!(out, "{line}\n")?;
        let (customers, seats) = (self.count(totals.customers), self.count(totals.seats));
        writeln!(out, "{}\n", self.say("customers", &[("customers", &customers), ("seats", &seats)]))
    }

    fn readiness(&self, out: &mut String) -> fmt::Result {
        for readiness in Readiness::ALL.iter().rev() {
            let known = self.run.info.totals.customers_by_readiness.get(readiness.as_str());
            if let Some(&customers) = known.filter(|&&customers| customers > 0) {
                let word = self.say(&format!("readiness.{readiness}"), &[]);
                writeln!(out, "- {word}: {}", self.count(customers))?;
            }
        }
        Ok(())
    }

    fn money(&self, out: &mut String) -> fmt::Result {
        for total in &self.run.info.totals.money {
            let overlap = self.wording.amount(&total.overlap_cost);
            let stranded = self.wording.amount(&total.stranded_cost);
            let currency = markdown(&total.currency);
            let values: [(&str, &dyn Display); 3] =
                [("overlap", &overlap), ("stranded", &stranded), ("currency", &currency)];
            writeln!(out, "\n{}", self.say("money", &values))?;
        }
        Ok(())
    }

    fn worst(&self, out: &mut String, worst: &[Row]) -> fmt::Result {
        if worst.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}\n", self.say("worst", &[]))?;
        for row in worst {
            let name = match (row.text("customer_name"), row.text("customer_tenant_id")) {
                ("", tenant) => markdown(tenant),
                (name, _) => markdown(&plain(name)),
            };
            let score = row.text("risk_score");
            let readiness = self.say(&format!("readiness.{}", row.text("readiness")), &[]);
            let reasons = ["reason_1", "reason_2"].map(|column| row.text(column));
            let reasons: Vec<_> = reasons.into_iter().filter(|reason| !reason.is_empty()).collect();
            write!(out, "- **{name}**: {readiness}, {}", self.say("risk", &[("score", &score)]))?;
            if let Some(day) = row.day("first_deadline") {
                write!(out, ", {}", self.say("deadline", &[("day", &self.wording.day(day))]))?;
            }
            writeln!(out, " ({})", reasons.join(", "))?;
        }
        Ok(())
    }

    fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.wording.fill(&format!("digest.{key}"), values)
    }

    fn count(&self, number: u64) -> String {
        self.wording.count(number)
    }
}

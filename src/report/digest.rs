//! `summary.md`: where the run stands, short enough for a mail or a chat message.

use std::fmt::{self, Display, Write};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::plan::Readiness;
use crate::report::Run;
use crate::report::escape::{markdown, plain};
use crate::report::run_json::LedgerLine;
use crate::report::since::{Since, Worsened};
use crate::table::Row;
use crate::wording::Wording;

/// Name of the file in a run directory.
pub const FILE_NAME: &str = "summary.md";
/// Customers that are named.
const NAMED: usize = 5;
/// Ways to change that are told; mere differences are in `changes.csv`.
const CHANGES: [&str; 5] = ["worse", "new", "better", "gone", "resolved"];

/// The message of a run.
pub fn text(run: &Run, wording: &Wording) -> Result<String, Error> {
    let as_of = parse_day(&run.info.as_of)
        .ok_or_else(|| Error::Internal(format!("`{}` is not a day", run.info.as_of)))?;
    let mut since = Since::read(run)?;
    let worst = worst(run, since.as_mut())?;
    let mut out = String::new();
    let message = Message { run, wording, as_of };
    message.write(&mut out, &worst, since.as_ref()).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(out)
}

/// The first customers of the risk report that move; it has the most urgent first. What changed takes its order
/// from the whole of it.
fn worst(run: &Run, mut since: Option<&mut Since>) -> Result<Vec<Row>, Error> {
    let mut worst = Vec::new();
    if !run.has("risk.csv") {
        return Ok(worst);
    }
    for row in run.risk()?.rows() {
        let row = row?;
        match since.as_mut() {
            Some(since) => since.place(&row),
            None if worst.len() == NAMED => break,
            None => {}
        }
        if worst.len() < NAMED && row.text("readiness") != Readiness::OutOfScope.as_str() {
            worst.push(row);
        }
    }
    Ok(worst)
}

struct Message<'m> {
    run: &'m Run,
    wording: &'m Wording,
    as_of: Day,
}

impl Message<'_> {
    fn write(&self, out: &mut String, worst: &[Row], since: Option<&Since>) -> fmt::Result {
        let day = self.wording.day(self.as_of);
        writeln!(out, "# {}\n", self.say("title", &[("day", &day)]))?;
        self.totals(out)?;
        self.readiness(out)?;
        let totals = &self.run.info.totals;
        if totals.urgent_customers > 0 {
            let (customers, seats) = (self.count(totals.urgent_customers), self.count(totals.urgent_seats));
            writeln!(out, "\n{}", self.say("urgent", &[("customers", &customers), ("seats", &seats)]))?;
        }
        self.money(out)?;
        if let Some(since) = since {
            self.since(out, since)?;
        }
        self.worst(out, worst)?;
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
                let word = self.wording.value("readiness", readiness.as_str());
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
            let readiness = self.wording.value("readiness", row.text("readiness"));
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

    /// What changed since the baseline, and who is worse off for it.
    fn since(&self, out: &mut String, since: &Since) -> fmt::Result {
        let day = parse_day(&since.info.as_of).map(|day| self.wording.day(day)).unwrap_or_default();
        writeln!(out, "\n{}\n", self.say("since", &[("day", &day)]))?;
        for subject in ["customer", "finding"] {
            let counts = CHANGES.map(|change| (change, since.count(subject, change)));
            let told: Vec<String> = counts
                .into_iter()
                .filter(|&(_, n)| n > 0)
                .map(|(change, n)| format!("{} {}", self.count(n), self.wording.value("change", change)))
                .collect();
            let told = if told.is_empty() { self.say("since_none", &[]) } else { told.join(", ") };
            writeln!(out, "- {}: {told}", self.wording.value("subject", subject))?;
        }
        let causes = since.causes().into_iter().filter(|(cause, _)| !cause.is_empty());
        let causes: Vec<String> = causes
            .map(|(cause, n)| format!("{} {}", self.count(n), self.wording.value("cause", cause)))
            .collect();
        if !causes.is_empty() {
            writeln!(out, "- {}", self.say("since_causes", &[("causes", &causes.join(", "))]))?;
        }
        for customer in since.worsened(NAMED) {
            writeln!(out, "- {}", self.worsened(customer))?;
        }
        let rest = since.n_worsened().saturating_sub(NAMED);
        if rest > 0 {
            writeln!(out, "- {}", self.say("since_rest", &[("customers", &self.count(rest as u64))]))?;
        }
        Ok(())
    }

    fn worsened(&self, customer: &Worsened) -> String {
        let name = if customer.name.is_empty() { &customer.tenant } else { &customer.name };
        let name = markdown(&plain(name));
        let mut told: Vec<String> = Vec::new();
        if let Some([old, new]) = &customer.readiness {
            let [old, new] = [old, new].map(|it| self.wording.value("readiness", it));
            told.push(format!("{old} → {new}"));
        }
        if !customer.rules.is_empty() {
            let rules: Vec<String> = customer.rules.iter().take(NAMED).map(|rule| markdown(rule)).collect();
            told.push(self.say("new_findings", &[("rules", &rules.join(", "))]));
        }
        let causes: Vec<&str> = customer.causes.iter().map(|it| self.wording.value("cause", it)).collect();
        let because = if causes.is_empty() { String::new() } else { format!(" ({})", causes.join(", ")) };
        format!("**{name}**: {}{because}", told.join("; "))
    }

    fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.wording.fill(&format!("digest.{key}"), values)
    }

    fn count(&self, number: u64) -> String {
        self.wording.count(number)
    }
}

//! Whether the tables of a run hold as many rows as its record says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::Error;
use crate::history::verify::Fault;
use crate::report::Run;
use crate::report::run_json::RunInfo;
use crate::table::{Row, Table};

/// Counts the rows of every table that the record counts too; what disagrees is a fault.
pub(super) fn recount(directory: &Path, info: &RunInfo) -> Result<Vec<Fault>, Error> {
    let run = Run { directory: directory.to_owned(), info: info.clone() };
    let mut counts = Counts { run: &run, faults: Vec::new(), outside: BTreeSet::new() };
    counts.plan()?;
    counts.customers()?;
    counts.findings()?;
    if run.has("rejects.csv") {
        let rejected = info.ledger.iter().map(|line| line.rejected).sum();
        let found = counts.rows("rejects.csv", run.rejects(), |_| {})?;
        counts.compare("rejects.csv", "rejected records", rejected, found);
    }
    Ok(counts.faults)
}

struct Counts<'r> {
    run: &'r Run,
    faults: Vec<Fault>,
    /// Subscriptions out of scope.
    outside: BTreeSet<Subject>,
}

/// Tenant id and subscription id.
type Subject = (String, String);

fn subject(row: &Row) -> Subject {
    (row.text("customer_tenant_id").to_owned(), row.text("subscription_id").to_owned())
}

impl Counts<'_> {
    fn plan(&mut self) -> Result<(), Error> {
        let (totals, ledger) = (&self.run.info.totals, &self.run.info.ledger);
        if !self.run.has("plan.csv") {
            return Ok(());
        }
        let mut by_readiness = BTreeMap::new();
        let (mut planned, mut seats) = (0, 0);
        let mut outside = BTreeSet::new();
        let found = self.rows("plan.csv", self.run.plan(), |row| {
            tally(&mut by_readiness, row.text("readiness"));
            if row.text("readiness") == OUT_OF_SCOPE {
                outside.insert(subject(row));
            } else {
                planned += 1;
                seats += row.count("seats_purchased").unwrap_or(0);
            }
        })?;
        self.outside = outside;
        self.compare("plan.csv", "subscriptions", totals.subscriptions, found);
        self.compare("plan.csv", "seats in scope", totals.seats, seats);
        let of_ledger = ledger.iter().map(|line| line.planned).sum();
        self.compare("plan.csv", "planned records", of_ledger, planned);
        let of_ledger = ledger.iter().map(|line| line.seats.planned).sum();
        self.compare("plan.csv", "planned seats", of_ledger, seats);
        self.compare_all("plan.csv", &totals.subscriptions_by_readiness, &by_readiness);
        Ok(())
    }

    fn customers(&mut self) -> Result<(), Error> {
        let totals = &self.run.info.totals;
        if !self.run.has("risk.csv") {
            return Ok(());
        }
        let mut by_readiness = BTreeMap::new();
        let count = |row: &Row| tally(&mut by_readiness, row.text("readiness"));
        let found = self.rows("risk.csv", self.run.risk(), count)?;
        self.compare("risk.csv", "customers", totals.customers, found);
        self.compare_all("risk.csv", &totals.customers_by_readiness, &by_readiness);
        Ok(())
    }

    fn findings(&mut self) -> Result<(), Error> {
        let totals = &self.run.info.totals;
        if !self.run.has("findings.csv") {
            return Ok(());
        }
        let mut by_severity = BTreeMap::new();
        // What is out of scope is listed and does not count. Without an id it cannot be told apart.
        let outside = std::mem::take(&mut self.outside);
        let mut is_sure = self.run.has("plan.csv");
        self.rows("findings.csv", self.run.findings(), |row| {
            let subject = subject(row);
            let is_outside = outside.contains(&subject);
            is_sure &= !(is_outside && subject.1.is_empty());
            if !is_outside {
                tally(&mut by_severity, row.text("severity"));
            }
        })?;
        if !is_sure {
            return Ok(());
        }
        let mut listed = totals.findings_by_severity.clone();
        listed.remove("note");
        self.compare_all("findings.csv", &listed, &by_severity);
        Ok(())
    }

    /// Walks over a table; one that cannot be read is a fault, and counts as empty.
    fn rows(
        &mut self,
        path: &str,
        table: Result<Table, Error>,
        mut count: impl FnMut(&Row),
    ) -> Result<u64, Error> {
        let walk = || -> Result<u64, Error> {
            let mut n = 0;
            for row in table?.rows() {
                count(&row?);
                n += 1;
            }
            Ok(n)
        };
        match walk() {
            Err(Error::Input { reason, .. }) => {
                self.faults.push(Fault::Unreadable { path: path.to_owned(), reason });
                Ok(0)
            }
            counted => counted,
        }
    }

    fn compare(&mut self, path: &str, what: &str, recorded: u64, found: u64) {
        if recorded != found {
            let (path, what) = (path.to_owned(), what.to_owned());
            self.faults.push(Fault::Miscounted { path, what, recorded, found });
        }
    }

    fn compare_all(&mut self, path: &str, recorded: &BTreeMap<String, u64>, found: &BTreeMap<String, u64>) {
        let names: BTreeSet<&String> = recorded.keys().chain(found.keys()).collect();
        for name in names {
            let of = |counts: &BTreeMap<String, u64>| counts.get(name).copied().unwrap_or(0);
            self.compare(path, name, of(recorded), of(found));
        }
    }
}

const OUT_OF_SCOPE: &str = "out-of-scope";

fn tally(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => drop(counts.insert(name.to_owned(), 1)),
    }
}

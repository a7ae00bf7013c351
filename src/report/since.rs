//! What changed since the baseline of a run, as its `changes.csv` and its record say it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::plan::Readiness;
use crate::report::{Run, changes_csv};
use crate::rules::Severity;
use crate::table::Row;

/// What `run.json` keeps of a comparison beside its table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SinceInfo {
    /// The day the baseline was made for, `YYYY-MM-DD`.
    pub as_of: String,
    /// What differs between the two runs as a whole.
    pub possible_causes: Vec<String>,
    /// Customers, subscriptions and findings that are as they were.
    pub unchanged: BTreeMap<String, u64>,
}

/// Changes of one subject in one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    pub subject: String,
    pub change: String,
}

/// How many changed, and of them how many by which cause; the empty cause is none that is known.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    pub all: u64,
    pub by_cause: BTreeMap<String, u64>,
}

/// A customer that is worse off than it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worsened {
    pub tenant: String,
    pub name: String,
    /// Readiness before and now; empty where it is the same.
    pub readiness: Option<[String; 2]>,
    /// Rules whose findings are new or heavier, the heaviest first.
    pub rules: Vec<String>,
    pub causes: Vec<String>,
    heaviest: Option<Severity>,
    /// Its row in `risk.csv`, where the greatest risk is first.
    place: usize,
}

/// Everything that changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Since {
    pub info: SinceInfo,
    pub ways: BTreeMap<Way, Counts>,
    worsened: BTreeMap<String, Worsened>,
    /// Customers that were not there before: what is found of them is new and makes nobody worse off.
    newcomers: BTreeSet<String>,
    n_placed: usize,
}

/// A new finding that is lighter than this makes nobody worse off.
const LIGHTEST: Severity = Severity::Risk;

impl Since {
    /// `None` where the run was compared with nothing.
    pub(crate) fn read(run: &Run) -> Result<Option<Self>, Error> {
        if !run.has(changes_csv::FILE_NAME) {
            return Ok(None);
        }
        let mut since = Since { info: run.info.since.clone().unwrap_or_default(), ..Since::default() };
        for row in run.changes()?.rows() {
            since.add(&row?);
        }
        Ok(Some(since))
    }

    fn add(&mut self, row: &Row) {
        let way = Way { subject: row.text("subject").to_owned(), change: row.text("change").to_owned() };
        match (way.subject.as_str(), way.change.as_str()) {
            ("customer", "worse") => {
                let readiness = ["old", "new"].map(|column| row.text(column).to_owned());
                self.worse_off(row).readiness = Some(readiness);
            }
            ("customer", "new") => drop(self.newcomers.insert(key_of(row))),
            ("finding", "new" | "worse") => self.add_finding(row),
            _ => {}
        }
        let counts = self.ways.entry(way).or_default();
        counts.all += 1;
        *counts.by_cause.entry(row.text("cause").to_owned()).or_default() += 1;
    }

    fn add_finding(&mut self, row: &Row) {
        let Some(severity) = row.value::<Severity>("new").filter(|&severity| severity >= LIGHTEST) else {
            return;
        };
        let key = key_of(row);
        if key.is_empty() || self.newcomers.contains(&key) {
            return;
        }
        let rule = row.text("id").split(':').next().unwrap_or_default().to_owned();
        let customer = self.worse_off(row);
        if !customer.rules.contains(&rule) {
            if Some(severity) > customer.heaviest {
                customer.rules.insert(0, rule);
            } else {
                customer.rules.push(rule);
            }
        }
        customer.heaviest = customer.heaviest.max(Some(severity));
    }

    fn worse_off(&mut self, row: &Row) -> &mut Worsened {
        let customer = self.worsened.entry(key_of(row)).or_insert_with(|| Worsened {
            tenant: row.text("customer_tenant_id").to_owned(),
            name: row.text("customer_name").to_owned(),
            readiness: None,
            rules: Vec::new(),
            causes: Vec::new(),
            heaviest: None,
            place: usize::MAX,
        });
        let cause = row.text("cause");
        if !cause.is_empty() && !customer.causes.iter().any(|it| it == cause) {
            customer.causes.push(cause.to_owned());
        }
        customer
    }

    /// Takes note of a row of `risk.csv`; rows come in the order of that table.
    pub(crate) fn place(&mut self, row: &Row) {
        self.n_placed += 1;
        if let Some(customer) = self.worsened.get_mut(&key_of(row)) {
            customer.place = self.n_placed;
        }
    }

    pub(crate) fn n_worsened(&self) -> usize {
        self.worsened.len()
    }

    /// The customers that are worse off: those that can be moved less, then by what was found, then by risk.
    pub(crate) fn worsened(&self, most: usize) -> Vec<&Worsened> {
        let mut ranked: Vec<&Worsened> = self.worsened.values().collect();
        ranked.sort_by_key(|it| (it.standing(), std::cmp::Reverse(it.heaviest), it.place));
        ranked.truncate(most);
        ranked
    }

    /// How many of a subject changed in a way.
    pub(crate) fn count(&self, subject: &str, change: &str) -> u64 {
        let way = Way { subject: subject.to_owned(), change: change.to_owned() };
        self.ways.get(&way).map_or(0, |counts| counts.all)
    }

    /// Every cause with its changes.
    pub(crate) fn causes(&self) -> BTreeMap<&str, u64> {
        let mut causes = BTreeMap::new();
        for (cause, n) in self.ways.values().flat_map(|counts| &counts.by_cause) {
            *causes.entry(cause.as_str()).or_default() += n;
        }
        causes
    }
}

impl Worsened {
    /// Whose readiness fell comes first, the least ready before the others.
    fn standing(&self) -> (bool, Option<Readiness>) {
        let now = self.readiness.as_ref().and_then(|[_, now]| now.parse().ok());
        (now.is_none(), now)
    }
}

/// What names a customer in every table: the tenant, or the name where the tenant is not known.
fn key_of(row: &Row) -> String {
    match row.text("customer_tenant_id") {
        "" => row.text("customer_name").to_owned(),
        tenant => tenant.to_owned(),
    }
}

//! What `risk.csv` says: who is ready, who is urgent, what is missing, and who is waited for.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::model::{Day, days_between};
use crate::report::Run;
use crate::report::customers::safe_name;
use crate::report::page::shown::shown;
use crate::report::since::Since;
use crate::table::Row;

/// Days before a last safe day from which a customer counts as urgent, as in the summary of a run.
const URGENT_DAYS: i64 = 7;

/// The customers of a run.
#[derive(Debug, Default, Serialize)]
pub(super) struct Customers {
    pub(super) total: u64,
    /// The riskiest, in the order of the table.
    pub(super) top: Vec<Customer>,
    pub(super) by_readiness: BTreeMap<String, Sum>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) missing: Vec<MissingFact>,
    /// Customers that rest on an assumed fact, by fact.
    pub(super) assumed: BTreeMap<String, u64>,
    pub(super) urgent: Sum,
    #[serde(skip)]
    pub(super) deadlines: BTreeMap<Day, u64>,
}

/// Customers and the seats they hold.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Sum {
    pub(super) customers: u64,
    pub(super) seats: u64,
}

/// One customer that is told of at length.
#[derive(Debug, Serialize)]
pub(super) struct Customer {
    #[serde(skip)]
    pub(super) key: String,
    pub(super) anchor: String,
    tenant: String,
    name: String,
    country: String,
    readiness: String,
    score: u64,
    grade: String,
    breakdown: Vec<String>,
    facts: [u64; 2],
    missing: Vec<String>,
    assumed: Vec<String>,
    pub(super) subscriptions: u64,
    seats: u64,
    deadline: String,
    cutover: String,
    /// Amount and currency.
    overlap: Vec<[String; 2]>,
    stranded: Vec<[String; 2]>,
    reasons: Vec<String>,
    next_step: String,
    waiting_on: String,
    pub(super) held: Vec<super::subscriptions::Held>,
    pub(super) findings: Vec<super::findings::Finding>,
}

/// One party and one step it is asked for.
#[derive(Debug, Serialize)]
pub(super) struct Waiting {
    who: String,
    step: String,
    customers: u64,
    seats: u64,
    deadline: String,
}

/// A fact that is not known of somebody.
#[derive(Debug, Serialize)]
pub(super) struct MissingFact {
    fact: String,
    /// Customers it is missing for.
    customers: u64,
    /// Those of them whose readiness is unknown for want of this fact and no other.
    decides: u64,
    seats: u64,
}

impl Customers {
    /// The customers of a run; those that are worse off take their order from its risk report.
    pub(super) fn read(run: &Run, as_of: Day, most: usize, since: Option<&mut Since>) -> Result<Self, Error> {
        let add = |(customers, tally): &mut (Customers, Tally), row: &Row| {
            customers.add(row, as_of);
            tally.add(row);
        };
        let merge = |(customers, tally): &mut (Customers, Tally), behind: (Customers, Tally)| {
            customers.merge(behind.0);
            tally.merge(behind.1);
        };
        let (mut customers, mut tally) = run.risk()?.gather(add, merge)?;
        for row in run.risk()?.rows().take(most) {
            customers.push(Customer::of(&row?));
        }
        if let Some(since) = since {
            for row in run.risk()?.rows() {
                since.place(&row?);
            }
        }
        customers.waiting = tally.waiting();
        customers.missing = tally.missing();
        Ok(customers)
    }

    /// Two customers without a tenant may have one name; their sections have different addresses.
    fn push(&mut self, mut customer: Customer) {
        let n_same = self.top.iter().filter(|other| other.key == customer.key).count();
        if n_same > 0 {
            customer.anchor = format!("{}-{}", customer.anchor, n_same + 1);
        }
        self.top.push(customer);
    }

    /// Adds the sums of the rows behind these.
    fn merge(&mut self, behind: Customers) {
        self.total += behind.total;
        for (readiness, sum) in behind.by_readiness {
            self.by_readiness.entry(readiness).or_default().merge(&sum);
        }
        for (day, n) in behind.deadlines {
            *self.deadlines.entry(day).or_default() += n;
        }
        for (fact, n) in behind.assumed {
            *self.assumed.entry(fact).or_default() += n;
        }
        self.urgent.merge(&behind.urgent);
    }

    fn add(&mut self, row: &Row, as_of: Day) {
        let seats = row.count("seats").unwrap_or_default();
        self.total += 1;
        self.by_readiness.entry(row.text("readiness").to_owned()).or_default().add(seats);
        if let Some(deadline) = row.day("first_deadline") {
            *self.deadlines.entry(deadline).or_default() += 1;
            if days_between(as_of, deadline) <= URGENT_DAYS {
                self.urgent.add(seats);
            }
        }
        for fact in row.list("assumed_facts") {
            *self.assumed.entry(fact.to_owned()).or_default() += 1;
        }
    }
}

impl Sum {
    fn add(&mut self, seats: u64) {
        self.customers += 1;
        self.seats += seats;
    }

    fn merge(&mut self, other: &Sum) {
        self.customers += other.customers;
        self.seats += other.seats;
    }
}

/// What names a customer in every table: the tenant, or the name where the tenant is not known.
pub(super) fn key_of(row: &Row) -> String {
    match row.text("customer_tenant_id") {
        "" => row.text("customer_name").to_owned(),
        tenant => tenant.to_owned(),
    }
}

impl Customer {
    fn of(row: &Row) -> Self {
        let text = |column| shown(row.text(column));
        let list = |column| row.list(column).map(shown).collect::<Vec<_>>();
        let reasons = ["reason_1", "reason_2", "reason_3"].map(|column| row.text(column));
        let key = key_of(row);
        Customer {
            anchor: safe_name(row.text("customer_tenant_id"), "", row.text("customer_name")),
            key,
            tenant: text("customer_tenant_id"),
            name: text("customer_name"),
            country: text("customer_country"),
            readiness: text("readiness"),
            score: row.count("risk_score").unwrap_or_default(),
            grade: text("grade"),
            breakdown: list("score_breakdown"),
            facts: ["facts_known", "facts_needed"].map(|column| row.count(column).unwrap_or_default()),
            missing: list("missing_facts"),
            assumed: list("assumed_facts"),
            subscriptions: row.count("subscriptions").unwrap_or_default(),
            seats: row.count("seats").unwrap_or_default(),
            deadline: text("first_deadline"),
            cutover: text("first_cutover"),
            overlap: amounts(row, "overlap_cost"),
            stranded: amounts(row, "stranded_cost"),
            reasons: reasons.into_iter().filter(|reason| !reason.is_empty()).map(str::to_owned).collect(),
            next_step: text("next_step"),
            waiting_on: text("waiting_on"),
            held: Vec::new(),
            findings: Vec::new(),
        }
    }
}

/// The amounts of a column with their currencies; nothing where there is no money in it.
fn amounts(row: &Row, column: &str) -> Vec<[String; 2]> {
    let currencies = row.text("currency").split(';');
    let pairs = row.text(column).split(';').zip(currencies);
    pairs.filter(|(amount, _)| !matches!(*amount, "" | "0.00")).map(|(a, c)| [shown(a), shown(c)]).collect()
}

/// Sums that are ranked when all customers are read.
#[derive(Default)]
struct Tally {
    waiting: BTreeMap<(String, String), (Sum, Option<Day>)>,
    missing: BTreeMap<String, (Sum, u64)>,
}

impl Tally {
    fn add(&mut self, row: &Row) {
        let seats = row.count("seats").unwrap_or_default();
        if !row.text("waiting_on").is_empty() {
            let asked = (row.text("waiting_on").to_owned(), row.text("next_step").to_owned());
            let (sum, first) = self.waiting.entry(asked).or_default();
            sum.add(seats);
            *first = first.iter().copied().chain(row.day("first_deadline")).min();
        }
        let is_undecided = row.text("readiness") == "unknown";
        let n_missing = row.list("missing_facts").count();
        for fact in row.list("missing_facts") {
            let (sum, decides) = self.missing.entry(fact.to_owned()).or_default();
            sum.add(seats);
            *decides += u64::from(is_undecided && n_missing == 1);
        }
    }

    fn merge(&mut self, behind: Tally) {
        for (asked, (more, day)) in behind.waiting {
            let (sum, first) = self.waiting.entry(asked).or_default();
            sum.merge(&more);
            *first = first.iter().copied().chain(day).min();
        }
        for (fact, (more, n)) in behind.missing {
            let (sum, decides) = self.missing.entry(fact).or_default();
            sum.merge(&more);
            *decides += n;
        }
    }

    /// Who holds up most customers first.
    fn waiting(&mut self) -> Vec<Waiting> {
        let lines = std::mem::take(&mut self.waiting).into_iter();
        let mut lines: Vec<_> = lines
            .map(|((who, step), (sum, first))| Waiting {
                who,
                step,
                customers: sum.customers,
                seats: sum.seats,
                deadline: first.map(|day| day.to_string()).unwrap_or_default(),
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.customers));
        lines
    }

    /// The fact that would decide most customers first.
    fn missing(&mut self) -> Vec<MissingFact> {
        let lines = std::mem::take(&mut self.missing).into_iter();
        let mut lines: Vec<_> = lines
            .map(|(fact, (sum, decides))| MissingFact {
                fact,
                customers: sum.customers,
                decides,
                seats: sum.seats,
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse((line.decides, line.customers)));
        lines
    }
}

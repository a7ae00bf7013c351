//! What `plan.csv` says: routes, money, deadlines, successors, the heat map, and what the riskiest hold.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::model::{Day, Money};
use crate::report::Run;
use crate::report::page::customers::key_of;
use crate::report::page::shown::shown;
use crate::table::Row;

/// Subscriptions of one customer that are listed; the rest stands in `plan.csv`.
const MOST_HELD: usize = 8;
/// Successors that are listed.
const MOST_SUCCESSORS: usize = 200;
/// Out-of-scope subscriptions have neither money nor deadlines.
const OUT_OF_SCOPE: &str = "out-of-scope";

/// The subscriptions of a run.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    pub(super) by_readiness: BTreeMap<String, Sum>,
    pub(super) by_route: BTreeMap<String, Sum>,
    /// By rule, then by readiness of the subscription.
    pub(super) heat: BTreeMap<String, BTreeMap<String, Sum>>,
    /// By currency, then by `YYYY-MM`.
    pub(super) money: BTreeMap<String, BTreeMap<String, Stake>>,
    /// By last safe day.
    pub(super) deadlines: BTreeMap<Day, Sum>,
    pub(super) successors: Vec<Successor>,
    pub(super) n_successors: usize,
    /// By [`key_of`] of the customers asked for.
    pub(super) held: BTreeMap<String, Vec<Held>>,
}

/// Subscriptions and their seats.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Sum {
    pub(super) subscriptions: u64,
    pub(super) seats: u64,
}

/// Money of one month.
#[derive(Debug, Default, Clone)]
pub(super) struct Stake {
    pub(super) overlap: Money,
    pub(super) stranded: Money,
}

/// One offer and what it becomes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Successor {
    from: String,
    to: String,
    offer_match: String,
    lost: Vec<String>,
    subscriptions: u64,
    seats: u64,
}

/// A subscription of a customer that is told of at length.
#[derive(Debug, Serialize)]
pub(super) struct Held {
    product: String,
    target: String,
    seats: u64,
    readiness: String,
    route: String,
    cutover: String,
    last_safe: String,
    gap_days: u64,
}

type Pairs = BTreeMap<[String; 4], Sum>;

impl Subscriptions {
    /// Reads the table; what the customers of `told`, sorted, hold is kept.
    pub(super) fn read(run: &Run, told: &[&str]) -> Result<Self, Error> {
        let add = |(subscriptions, pairs): &mut (Subscriptions, Pairs), row: &Row| {
            subscriptions.add(row);
            subscriptions.hold(row, told);
            add_pair(pairs, row);
        };
        let merge = |(subscriptions, pairs): &mut (Subscriptions, Pairs), behind: (Subscriptions, Pairs)| {
            subscriptions.merge(behind.0);
            merge(pairs, behind.1);
        };
        let (mut subscriptions, pairs) = run.plan()?.gather(add, merge)?;
        subscriptions.rank(pairs);
        Ok(subscriptions)
    }

    /// Adds what the rows behind these say.
    fn merge(&mut self, behind: Subscriptions) {
        merge(&mut self.by_readiness, behind.by_readiness);
        merge(&mut self.by_route, behind.by_route);
        merge(&mut self.deadlines, behind.deadlines);
        for (rule, line) in behind.heat {
            merge(self.heat.entry(rule).or_default(), line);
        }
        for (currency, months) in behind.money {
            let all = self.money.entry(currency).or_default();
            for (month, stake) in months {
                let sum = all.entry(month).or_default();
                sum.overlap += stake.overlap;
                sum.stranded += stake.stranded;
            }
        }
        for (key, held) in behind.held {
            let all = self.held.entry(key).or_default();
            let room = MOST_HELD - all.len();
            all.extend(held.into_iter().take(room));
        }
    }

    fn add(&mut self, row: &Row) {
        let seats = row.count("seats_purchased").unwrap_or_default();
        let readiness = row.text("readiness");
        count(&mut self.by_readiness, readiness).add(seats);
        if readiness == OUT_OF_SCOPE {
            return;
        }
        count(&mut self.by_route, row.text("route")).add(seats);
        for rule in row.list("findings") {
            if !self.heat.contains_key(rule) {
                self.heat.insert(rule.to_owned(), BTreeMap::new());
            }
            if let Some(line) = self.heat.get_mut(rule) {
                count(line, readiness).add(seats);
            }
        }
        if let Some(day) = row.day("last_safe_date") {
            self.deadlines.entry(day).or_default().add(seats);
        }
        self.stake(row, "overlap_cost", "cutover_date", |stake| &mut stake.overlap);
        self.stake(row, "stranded_cost", "end_date", |stake| &mut stake.stranded);
    }

    /// Money is told in the month in which it is paid, or in which the commitment behind it ends.
    fn stake(&mut self, row: &Row, column: &str, dated: &str, of: fn(&mut Stake) -> &mut Money) {
        let Some(amount) = row.money(column).filter(|amount| !amount.is_zero()) else { return };
        let month = row.text(dated).get(..7).unwrap_or_default().to_owned();
        let months = self.money.entry(row.text("currency").to_owned()).or_default();
        *of(months.entry(month).or_default()) += amount;
    }

    fn hold(&mut self, row: &Row, told: &[&str]) {
        let tenant = row.text("customer_tenant_id");
        let key = if tenant.is_empty() { row.text("customer_name") } else { tenant };
        if told.binary_search(&key).is_err() {
            return;
        }
        let held = self.held.entry(key_of(row)).or_default();
        if held.len() < MOST_HELD {
            held.push(Held::of(row));
        }
    }

    fn rank(&mut self, pairs: Pairs) {
        self.n_successors = pairs.len();
        self.successors = pairs
            .into_iter()
            .map(|([from, to, offer_match, lost], sum)| Successor {
                from,
                to,
                offer_match,
                lost: lost.split(';').filter(|it| !it.is_empty()).map(str::to_owned).collect(),
                subscriptions: sum.subscriptions,
                seats: sum.seats,
            })
            .collect();
        self.successors.sort_by_key(|it| std::cmp::Reverse((!it.lost.is_empty(), it.seats)));
        self.successors.truncate(MOST_SUCCESSORS);
    }
}

fn merge<K: Ord>(all: &mut BTreeMap<K, Sum>, behind: BTreeMap<K, Sum>) {
    for (key, more) in behind {
        let sum = all.entry(key).or_default();
        sum.subscriptions += more.subscriptions;
        sum.seats += more.seats;
    }
}

fn count<'m>(sums: &'m mut BTreeMap<String, Sum>, value: &str) -> &'m mut Sum {
    if !sums.contains_key(value) {
        sums.insert(value.to_owned(), Sum::default());
    }
    sums.get_mut(value).expect("it has just been put there")
}

/// Unchanged offers are no news.
fn add_pair(pairs: &mut Pairs, row: &Row) {
    let offer_match = row.text("offer_match");
    if matches!(offer_match, "" | "same" | "same-seats-differ") || row.text("readiness") == OUT_OF_SCOPE {
        return;
    }
    let pair = [
        first_known(row, ["product_name", "sku_part_number"]),
        first_known(row, ["target_product_name", "target_sku_part_number"]),
        offer_match.to_owned(),
        shown(row.text("lost_data")),
    ];
    pairs.entry(pair).or_default().add(row.count("seats_purchased").unwrap_or_default());
}

fn first_known(row: &Row, columns: [&str; 2]) -> String {
    let known = columns.map(|column| row.text(column)).into_iter().find(|name| !name.is_empty());
    shown(known.unwrap_or_default())
}

impl Sum {
    pub(super) fn add(&mut self, seats: u64) {
        self.subscriptions += 1;
        self.seats += seats;
    }
}

impl Held {
    fn of(row: &Row) -> Self {
        let target = first_known(row, ["target_product_name", "target_sku_part_number"]);
        let is_same = matches!(row.text("offer_match"), "same" | "same-seats-differ");
        Held {
            product: first_known(row, ["product_name", "sku_part_number"]),
            target: if is_same { String::new() } else { target },
            seats: row.count("seats_purchased").unwrap_or_default(),
            readiness: shown(row.text("readiness")),
            route: shown(row.text("route")),
            cutover: shown(row.text("cutover_date")),
            last_safe: shown(row.text("last_safe_date")),
            gap_days: row.count("gap_days").unwrap_or_default(),
        }
    }
}

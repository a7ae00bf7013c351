//! Sheets that answer a question across customers: what becomes of an offer, and who is waited for.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::parse_day;
use crate::report::Run;
use crate::report::workbook::sheet::{Plan, Seen, Sheets};
use crate::report::workbook::tables::Gathered;
use crate::rules::Actor;
use crate::table::Row;

const SUCCESSOR_COLUMNS: &[&str] = &[
    "product_name",
    "sku_part_number",
    "offer_match",
    "target_product_name",
    "target_sku_part_number",
    "lost_data",
    "subscriptions",
    "seats",
];
const WAITING_COLUMNS: &[&str] = &[
    "waiting_on",
    "next_step",
    "customer_tenant_id",
    "customer_name",
    "readiness",
    "risk_score",
    "first_deadline",
    "first_cutover",
    "subscriptions",
    "seats",
];
/// Offers that are told apart; an export whose every row has a product of its own is no offer list.
const MOST_OFFERS: usize = 20_000;

/// Offers and what they become, with subscriptions and licences.
#[derive(Debug, Default)]
pub(super) struct Successors {
    /// By the cells of the offer, one behind the other.
    offers: BTreeMap<String, Offer>,
    key: String,
}

#[derive(Debug)]
struct Offer {
    cells: [String; 6],
    subscriptions: u64,
    seats: u64,
}

impl Seen for Successors {
    fn see(&mut self, row: &Row) {
        if row.text("readiness") == "out-of-scope" {
            return;
        }
        let cell = |place: usize| row.text(SUCCESSOR_COLUMNS[place]);
        self.key.clear();
        for place in 0..6 {
            self.key.push_str(cell(place));
            self.key.push('\u{1f}');
        }
        let seats = row.count("seats_purchased").unwrap_or_default();
        self.add(|| std::array::from_fn(|place| cell(place).to_owned()), 1, seats);
    }

    fn merge(&mut self, other: Self) {
        for (key, Offer { cells, subscriptions, seats }) in other.offers {
            self.key = key;
            self.add(|| cells, subscriptions, seats);
        }
    }
}

impl Successors {
    /// Adds to the offer of `key`.
    fn add(&mut self, cells: impl FnOnce() -> [String; 6], subscriptions: u64, seats: u64) {
        if self.offers.len() >= MOST_OFFERS && !self.offers.contains_key(&self.key) {
            OTHERS.clone_into(&mut self.key);
        }
        match self.offers.get_mut(&self.key) {
            Some(offer) => {
                offer.subscriptions += subscriptions;
                offer.seats += seats;
            }
            None if self.key == OTHERS => {
                let cells =
                    std::array::from_fn(|place| if place == 0 { OTHERS.to_owned() } else { String::new() });
                self.offers.insert(OTHERS.to_owned(), Offer { cells, subscriptions, seats });
            }
            None => {
                self.offers.insert(self.key.clone(), Offer { cells: cells(), subscriptions, seats });
            }
        }
    }
}

/// Stands for every offer beyond those that are told apart.
const OTHERS: &str = "…";

pub(super) fn write(run: &Run, gathered: &Gathered, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    if run.has("plan.csv") {
        successors(&gathered.successors, sheets)?;
    }
    if run.has("risk.csv") {
        waiting(run, gathered, sheets)?;
    }
    Ok(())
}

fn successors(successors: &Successors, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let plan = Plan { key: "successors", columns: SUCCESSOR_COLUMNS, frozen: 1, as_of: None };
    let mut series = sheets.begin(plan);
    let mut offers: Vec<&Offer> = successors.offers.values().collect();
    offers.sort_by_key(|offer| (std::cmp::Reverse(offer.seats), &offer.cells));
    for offer in offers {
        let sums = [offer.subscriptions.to_string(), offer.seats.to_string()];
        sheets.append(&mut series, offer.cells.iter().chain(&sums).map(String::as_str))?;
    }
    sheets.end(series)
}

/// By the one waited for, then in the order of risk.
fn waiting(run: &Run, gathered: &Gathered, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let as_of = parse_day(&run.info.as_of);
    let mut series = sheets.begin(Plan { key: "waiting", columns: WAITING_COLUMNS, frozen: 1, as_of });
    let actors = Actor::ALL.iter().map(|actor| actor.as_str());
    for actor in actors.filter(|actor| gathered.customers.waiting.contains_key(*actor)) {
        let choice = |row: &Row| row.text("waiting_on") == actor;
        sheets.append_table::<()>(&mut series, run.risk()?, Some(&choice))?;
    }
    sheets.end(series)
}

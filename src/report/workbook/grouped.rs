//! Sheets that answer a question across customers: what becomes of an offer, and who is waited for.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::parse_day;
use crate::report::workbook::sheet::{Plan, Sheets};
use crate::report::workbook::tables::Gathered;
use crate::report::{Row, Run};
use crate::rules::Actor;

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
pub(super) struct Successors(BTreeMap<[String; 6], (u64, u64)>);

impl Successors {
    pub(super) fn add(&mut self, row: &Row) {
        if row.text("readiness") == "out-of-scope" {
            return;
        }
        let key: [String; 6] = std::array::from_fn(|place| row.text(SUCCESSOR_COLUMNS[place]).to_owned());
        let key = if self.0.len() < MOST_OFFERS || self.0.contains_key(&key) { key } else { others() };
        let sums = self.0.entry(key).or_default();
        sums.0 += 1;
        sums.1 += row.count("seats_purchased").unwrap_or_default();
    }
}

/// Stands for every offer beyond those that are told apart.
fn others() -> [String; 6] {
    std::array::from_fn(|place| if place == 0 { "…".to_owned() } else { String::new() })
}

pub(super) fn write(run: &Run, gathered: &Gathered, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    if run.has("plan.csv") {
        successors(&gathered.successors, sheets)?;
    }
    if run.has("risk.csv") {
        waiting(run, sheets)?;
    }
    Ok(())
}

fn successors(successors: &Successors, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let plan = Plan { key: "successors", columns: SUCCESSOR_COLUMNS, frozen: 1, as_of: None };
    let mut series = sheets.begin(plan)?;
    let mut rows: Vec<_> = successors.0.iter().collect();
    rows.sort_by_key(|(_, (_, seats))| std::cmp::Reverse(*seats));
    for (offer, (subscriptions, seats)) in rows {
        let sums = [subscriptions.to_string(), seats.to_string()];
        sheets.append(&mut series, offer.iter().chain(&sums).map(String::as_str))?;
    }
    sheets.end(series)
}

/// By the one waited for, then in the order of risk.
fn waiting(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let as_of = parse_day(&run.info.as_of);
    let mut series = sheets.begin(Plan { key: "waiting", columns: WAITING_COLUMNS, frozen: 1, as_of })?;
    for actor in Actor::ALL {
        for row in run.risk()?.rows() {
            let row = row?;
            if row.text("waiting_on") == actor.as_str() {
                sheets.append(&mut series, WAITING_COLUMNS.iter().map(|column| row.text(column)))?;
            }
        }
    }
    sheets.end(series)
}

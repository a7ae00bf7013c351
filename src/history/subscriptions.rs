//! The subscriptions of one customer in two runs, matched.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::cause::Evidence;
use crate::history::change::CellChange;
use crate::table::Row;

/// Cells that come from an export.
const FACTS: [&str; 16] = [
    "customer_name",
    "customer_country",
    "parent_subscription_id",
    "product_name",
    "sku_part_number",
    "source_channel",
    "commerce_model",
    "status",
    "seats_purchased",
    "seats_assigned",
    "term",
    "billing_cycle",
    "start_date",
    "end_date",
    "auto_renew",
    "currency",
];

/// Cells that the catalogue decides.
const OFFER: [&str; 5] =
    ["offer_match", "target_sku_part_number", "target_product_name", "reassign_seats", "lost_data"];

/// Cells that follow from the day the waves gave.
const WAVE: [&str; 8] = [
    "wave",
    "cutover_date",
    "overlap_days",
    "overlap_cost",
    "gap_days",
    "readiness",
    "next_step",
    "waiting_on",
];

/// Where a record stood in its file is no change.
const PLACE: [&str; 2] = ["source_file", "source_line"];

/// One subscription as it was and as it is.
#[derive(Debug, Clone)]
pub(super) struct Matched<'r> {
    pub id: String,
    pub old: Option<&'r Row>,
    pub new: Option<&'r Row>,
}

/// Matches by id; where there is none by the product, counted where it repeats.
pub(super) fn match_subscriptions<'r>(old: &'r [Row], new: &'r [Row]) -> Vec<Matched<'r>> {
    let (old, new) = (by_id(old), by_id(new));
    let ids: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    ids.into_iter().map(|id| Matched { old: old.get(&id).copied(), new: new.get(&id).copied(), id }).collect()
}

fn by_id(rows: &[Row]) -> BTreeMap<String, &Row> {
    let mut found: BTreeMap<String, &Row> = BTreeMap::new();
    for row in rows {
        let names = ["subscription_id", "sku_part_number", "product_name"].map(|column| row.text(column));
        let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let mut id = name.to_owned();
        let mut n = 1;
        while found.contains_key(&id) {
            n += 1;
            id = format!("{name}#{n}");
        }
        found.insert(id, row);
    }
    found
}

impl Matched<'_> {
    /// Every cell that differs, where the subscription stands in both runs.
    pub(super) fn differing(&self) -> Vec<CellChange> {
        let (Some(old), Some(new)) = (self.old, self.new) else { return Vec::new() };
        let pairs = old.iter().zip(new.iter());
        let differing = pairs.filter(|((column, old), (_, new))| old != new && !PLACE.contains(column));
        differing
            .map(|((column, old), (_, new))| CellChange { column, old: old.to_owned(), new: new.to_owned() })
            .collect()
    }

    /// What the two rows say about why they differ.
    pub(super) fn evidence(&self, cells: &[CellChange], hidden_facts_differ: Option<bool>) -> Evidence {
        let (Some(old), Some(new)) = (self.old, self.new) else {
            return Evidence { own_facts_differ: true, hidden_facts_differ, ..Evidence::default() };
        };
        let columns: Vec<&str> = cells.iter().map(|cell| cell.column).collect();
        let rules = |row: &Row| row.list("findings").map(str::to_owned).collect::<BTreeSet<_>>();
        let toggled = if columns.contains(&"findings") {
            rules(old).symmetric_difference(&rules(new)).cloned().collect()
        } else {
            Vec::new()
        };
        Evidence {
            own_facts_differ: columns.iter().any(|column| FACTS.contains(column)),
            hidden_facts_differ,
            offer_differs: columns.iter().any(|column| OFFER.contains(column)),
            only_wave_differs: columns.contains(&"cutover_date")
                && columns.iter().all(|column| WAVE.contains(column)),
            toggled_rules: toggled,
            is_of_one_rule: false,
        }
    }
}

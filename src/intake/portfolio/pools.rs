//! Seats a tenant knows per product only: they go to the one subscription of the product, to all of
//! them as a sum, or stand in for a subscription nobody lists.

use crate::intake::layout::Note;
use crate::intake::portfolio::merge::Merger;
use crate::intake::products::Names;
use crate::intake::rejects::Why;
use crate::intake::row::Row;
use crate::model::{Seats, SeatsScope};

/// Settles the pool rows of one customer, whose subscriptions with an id stand from `first_row` on and
/// those without in `without_id`, to which stand-in rows are added.
pub(crate) fn settle(merger: &mut Merger<'_>, pools: &[u32], first_row: usize, without_id: &mut Vec<u32>) {
    let mut open = pools.to_vec();
    merger.sort_by_content(&mut open);
    let subscriptions: Vec<u32> =
        merger.shard.order[first_row..].iter().chain(without_id.iter()).copied().collect();
    while let Some(&first) = open.first() {
        let is_same = |row: &u32| same_product(&merger.names_of(first), &merger.names_of(*row));
        let (pool, rest): (Vec<u32>, Vec<u32>) =
            open.iter().copied().partition(|row| *row == first || is_same(row));
        let of_product: Vec<u32> = subscriptions.iter().copied().filter(|row| is_same(row)).collect();
        if let Some(sum) = Pool::sum(merger, &pool) {
            sum.give(merger, &pool, &of_product, without_id);
        }
        open = rest;
    }
}

/// Whether two sets of names mean one product: the first kind of name both have decides.
fn same_product(a: &Names<'_>, b: &Names<'_>) -> bool {
    let [offer, product, sku, _, part, license, name] = [0, 1, 2, 3, 4, 5, 6];
    for kind in [license, part, offer] {
        if !a[kind].is_empty() && !b[kind].is_empty() {
            return a[kind] == b[kind];
        }
    }
    if !a[product].is_empty() && !b[product].is_empty() {
        return (a[product], a[sku]) == (b[product], b[sku]);
    }
    !a[name].is_empty() && a[name].to_lowercase() == b[name].to_lowercase()
}

/// The seats of one product.
struct Pool {
    purchased: Option<Seats>,
    assigned: Option<Seats>,
}

impl Pool {
    /// Equal lines count once; different lines are summed where each is a subscription, and a conflict
    /// inside one rank where not. A higher rank wins.
    fn sum(merger: &mut Merger<'_>, rows: &[u32]) -> Option<Pool> {
        let store = &merger.shard.store;
        let all: Vec<Row> = rows.iter().map(|&row| store.rows[row]).collect();
        let rank = all.iter().map(|row| row.rank).min()?;
        let month = |row: &Row| store.extra(row).and_then(|extra| extra.reported_month);
        let newest = all.iter().filter(|row| row.rank == rank).filter_map(month).max();
        let is_current = |row: &&Row| row.rank == rank && month(row).is_none_or(|it| Some(it) == newest);
        let mut distinct: Vec<&Row> = Vec::new();
        for row in all.iter().filter(is_current) {
            let text = &store.text;
            let says = |row: &Row| (row.seats_purchased, row.seats_assigned);
            let is_known = |known: &&Row| known.id.id(text) == row.id.id(text) && says(known) == says(row);
            if !distinct.iter().any(is_known) {
                distinct.push(row);
            }
        }
        if let [first, second, ..] = distinct.as_slice()
            && distinct.iter().any(|row| row.id.is_missing())
        {
            let value = format!("{};{}", first.seats(), second.seats());
            let why = Why::conflict("seats_purchased", value);
            for row in &all {
                merger.reject(row, why.clone());
            }
            return None;
        }
        let total = |seats: fn(&Row) -> Option<Seats>| {
            let known: Vec<u32> = distinct.iter().filter_map(|row| seats(row)).map(Seats::get).collect();
            let sum = known.iter().fold(0u32, |sum, n| sum.saturating_add(*n));
            if known.is_empty() { None } else { Seats::new(sum) }
        };
        Some(Pool { purchased: total(|row| row.seats_purchased), assigned: total(|row| row.seats_assigned) })
    }

    fn give(&self, merger: &mut Merger<'_>, pool: &[u32], of_product: &[u32], without_id: &mut Vec<u32>) {
        let scope = if of_product.len() == 1 { SeatsScope::Subscription } else { SeatsScope::ProductPool };
        for &row in of_product {
            let row = merger.shard.store.rows.get_mut(row);
            if row.seats_assigned.is_none() && self.assigned.is_some() {
                row.seats_assigned = self.assigned;
                row.seats_scope = Some(scope);
            }
        }
        if of_product.is_empty() && self.purchased.is_none() {
            for &row in pool {
                merger.note(row, Note::PoolWithoutSeats);
            }
        }
        let mut added = pool;
        if of_product.is_empty()
            && self.purchased.is_some()
            && let Some((&stand_in, others)) = pool.split_first()
        {
            let row = merger.shard.store.rows.get_mut(stand_in);
            row.seats_purchased = self.purchased;
            row.seats_assigned = self.assigned;
            row.seats_scope = Some(SeatsScope::ProductPool);
            row.id = crate::intake::row::Key::Missing;
            without_id.push(stand_in);
            added = others;
        }
        for &row in added {
            let row = merger.shard.store.rows[row];
            merger.count_merged(&row);
        }
    }
}

//! A shard while its rows are merged, and the walk that puts them in the order they are asked for.

use crate::intake::portfolio::shard::{CustomerEntry, Shard, StoredKind, StoredRemark};
use crate::intake::row::{Arena, NOTHING, Row};
use crate::intake::shard::Store;

/// Customers of a shard whose rows stand where they arrived, beside rows nobody needs any more.
#[derive(Debug, Default)]
pub(crate) struct Unordered {
    pub(crate) store: Store,
    /// Rows that are subscriptions, sorted by customer and subscription id.
    pub(crate) order: Vec<u32>,
    /// Merged facts of each customer.
    pub(crate) heads: Vec<u32>,
    /// Where each customer's part of `order` and of the remarks begins.
    pub(crate) customers: Vec<CustomerEntry>,
    /// Sorted by customer.
    pub(crate) remarks: Vec<StoredRemark>,
}

impl Unordered {
    pub(crate) fn of(store: Store, n_rows: usize) -> Self {
        Unordered { store, order: Vec::with_capacity(n_rows), ..Unordered::default() }
    }

    /// The customers one behind the other. Each is asked for twice, and memory is quick where it is read in order.
    pub(crate) fn in_order(self) -> Shard {
        let Unordered { store: from, order, heads, customers, mut remarks } = self;
        let mut store = Store::default();
        let ends = customers.iter().skip(1).map(|next| next.first_row as usize).chain([order.len()]);
        for ((customer, end), head) in customers.iter().zip(ends).zip(heads) {
            let head = store.heads.push(from.heads[head].moved(&from.text, &mut store.text));
            for &row in &order[customer.first_row as usize..end] {
                let row = Row { head, ..from.rows[row] };
                store.add(&row, from.extra(&row), &from.text);
            }
        }
        place_remarks(&mut remarks, &order, &customers, (&from.text, &mut store.text));
        Shard { store, customers, remarks }
    }
}

/// Says where the rows of the remarks stand now, and keeps their texts.
fn place_remarks(
    remarks: &mut [StoredRemark],
    order: &[u32],
    customers: &[CustomerEntry],
    (from, into): (&Arena, &mut Arena),
) {
    for (at, remark) in remarks.iter_mut().enumerate() {
        let customer = customers.partition_point(|it| it.first_remark as usize <= at).saturating_sub(1);
        let first = customers[customer].first_row;
        let end = customers.get(customer + 1).map_or(order.len(), |next| next.first_row as usize);
        let place = order[first as usize..end].iter().position(|&row| row == remark.row);
        remark.row = place.map_or(NOTHING, |place| first + place as u32);
        if let StoredKind::Disagree { kept, other, .. } = &mut remark.kind {
            (*kept, *other) = (into.add(from.get(*kept)), into.add(from.get(*other)));
        }
    }
}

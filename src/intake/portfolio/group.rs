//! Which records belong to the same customer, and to the same subscription.

use std::cmp::Ordering;

use crate::intake::Grain;
use crate::intake::decode::is_damaged;
use crate::intake::row::Key;
use crate::intake::shard::Store;

/// The heads and rows of one shard, sorted by customer.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    /// Heads with the number of their customer, sorted by it.
    pub(crate) heads: Vec<(u32, u32)>,
    /// Rows with the number of their customer, sorted by it and by subscription id.
    pub(crate) rows: Vec<Placed>,
}

/// A row with the number of its customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    /// The number of the customer, doubled; one more where the row has the subscription id of the one before it.
    pub(super) number: u32,
    pub(crate) row: u32,
}

impl Placed {
    pub(crate) fn customer(self) -> u32 {
        self.number >> 1
    }

    /// Its subscription id is that of the row before it; rows without one all have the same.
    pub(crate) fn repeats(self) -> bool {
        self.number & 1 == 1
    }
}

/// A row with what it is sorted by.
struct Sortable {
    placed: Placed,
    /// The first characters of the subscription id; 0 where there is none.
    prefix: u64,
}

impl Grouping {
    pub(crate) fn of(store: &Store, shard: usize, discarded: &[u16]) -> Self {
        let numbers = if shard == 0 { number_by_text(store) } else { number_by_tenant(store) };
        let is_kept = |file: &u16| !discarded.contains(file);
        let mut heads: Vec<(u32, u32)> = numbers.iter().copied().zip(0..).collect();
        heads.retain(|&(_, head)| is_kept(&store.heads[head].file));
        heads.sort_unstable();
        let kept = store.rows.iter().zip(0..).filter(|(row, _)| is_kept(&row.file));
        let mut sortable = Vec::with_capacity(store.rows.len());
        sortable.extend(kept.map(|(row, idx)| Sortable {
            placed: Placed { number: numbers[row.head as usize] << 1, row: idx },
            prefix: prefix(row.id, store),
        }));
        sortable.sort_unstable_by(|a, b| compare(a, b, store));
        mark_repeats(&mut sortable, store);
        let rows = sortable.iter().map(|it| it.placed).collect();
        Grouping { heads, rows }
    }

    /// Runs of rows of one customer and one subscription id that are no pools; rows without an id aside.
    pub(crate) fn subscriptions<'g>(&'g self, store: &'g Store) -> impl Iterator<Item = &'g [Placed]> {
        self.rows.chunk_by(|_, next| next.repeats()).filter(|run| {
            let has_id = run.first().is_some_and(|first| !store.rows[first.row].id.is_missing());
            has_id && run.iter().any(|placed| store.rows[placed.row].grain != Grain::Pool)
        })
    }
}

fn mark_repeats(sorted: &mut [Sortable], store: &Store) {
    for at in 1..sorted.len() {
        let (before, it) = (&sorted[at - 1], &sorted[at]);
        let is_same = before.placed.customer() == it.placed.customer()
            && before.prefix == it.prefix
            && compare_ids(before, it, store).is_eq();
        sorted[at].placed.number |= u32::from(is_same);
    }
}

/// No row is marked yet as one that repeats an id.
fn compare(a: &Sortable, b: &Sortable, store: &Store) -> Ordering {
    let keys = |it: &Sortable| (it.placed.number, it.prefix);
    keys(a).cmp(&keys(b)).then_with(|| compare_ids(a, b, store))
}

fn compare_ids(a: &Sortable, b: &Sortable, store: &Store) -> Ordering {
    match (store.rows[a.placed.row].id, store.rows[b.placed.row].id) {
        (Key::Missing, Key::Missing) => Ordering::Equal,
        (Key::Guid(a), Key::Guid(b)) => a.cmp(&b),
        (a, b) => a.id(&store.text).cmp(&b.id(&store.text)),
    }
}

/// The first eight characters of the id as a number, so that most comparisons need no text.
fn prefix(id: Key, store: &Store) -> u64 {
    match id {
        Key::Missing => 0,
        Key::Guid(guid) => {
            const DIGITS: &[u8; 16] = b"0123456789abcdef";
            let first = &guid.as_bytes()[..4];
            first.iter().fold(0, |prefix, &byte| {
                let (high, low) = (DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]);
                prefix << 16 | u64::from(high) << 8 | u64::from(low)
            })
        }
        Key::Text(span) => {
            let mut first = [0; 8];
            let text = store.text.get(span).as_bytes();
            let n = text.len().min(8);
            first[..n].copy_from_slice(&text[..n]);
            u64::from_be_bytes(first)
        }
    }
}

/// Numbers the customers of a shard in the order of their tenant ids; one number per head.
fn number_by_tenant(store: &Store) -> Vec<u32> {
    let mut order: Vec<_> = store.heads.iter().map(|head| head.tenant).zip(0u32..).collect();
    order.sort_unstable();
    numbered(&order)
}

/// Without a tenant id, the domain is the customer, and where there is none the name: that of the one
/// domain it stands beside elsewhere, or its own. A name with lost characters stays inside its file.
fn number_by_text(store: &Store) -> Vec<u32> {
    let text = |head: u32| {
        let head = &store.heads[head];
        (store.text.get(head.name), store.text.get(head.domain), head.file)
    };
    let mut domains: Vec<(&str, &str)> = (0..store.heads.len() as u32)
        .map(|head| (text(head).0, text(head).1))
        .filter(|(name, domain)| !name.is_empty() && !domain.is_empty() && !is_damaged(name))
        .collect();
    domains.sort_unstable();
    domains.dedup();
    let key = |head: u32| {
        let (name, domain, file) = text(head);
        let first = domains.partition_point(|known| known.0 < name);
        let known: Vec<_> = domains[first..].iter().take_while(|known| known.0 == name).take(2).collect();
        match known.as_slice() {
            _ if !domain.is_empty() => (domain, "", 0),
            [(_, only)] => (*only, "", 0),
            [] | [_, ..] if is_damaged(name) => ("", name, file + 1),
            [] | [_, ..] => ("", name, 0),
        }
    };
    let mut order: Vec<_> = (0..store.heads.len() as u32).map(|head| (key(head), head)).collect();
    order.sort_unstable();
    numbered(&order)
}

fn numbered<K: PartialEq>(order: &[(K, u32)]) -> Vec<u32> {
    let mut numbers = vec![0; order.len()];
    let mut number = 0;
    for (idx, (key, head)) in order.iter().enumerate() {
        number += u32::from(idx > 0 && order[idx - 1].0 != *key);
        numbers[*head as usize] = number;
    }
    numbers
}

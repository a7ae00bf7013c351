//! Subscription ids that two tenants claim.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;
use uuid::Uuid;

use crate::intake::portfolio::group::Grouping;
use crate::intake::products::hash_text;
use crate::intake::row::{Arena, Key};
use crate::intake::shard::Store;

/// Ids that stand under more than one customer.
#[derive(Debug, Default)]
pub(crate) struct Doubles {
    again: Bits,
    ids: Vec<Owned>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owned {
    Guid(Uuid),
    Text(String),
}

impl Doubles {
    /// Two passes: bits that were set twice name the candidates, which alone are compared exactly.
    pub(crate) fn find(stores: &[Store], groupings: &[Grouping]) -> Self {
        let n: usize = groupings.iter().map(|grouping| grouping.rows.len()).sum();
        let (seen, again) = (Bits::new(n), Bits::new(n));
        let shards = || stores.par_iter().zip(groupings);
        shards().for_each(|(store, grouping)| {
            for run in grouping.subscriptions(store) {
                let hash = hash(store.rows[run[0].row].id, &store.text);
                if seen.set(hash) {
                    again.set(hash);
                }
            }
        });
        let candidates = |(store, grouping): (&'_ Store, &'_ Grouping)| {
            let ids = grouping.subscriptions(store).map(|run| store.rows[run[0].row].id);
            let is_candidate = |id: &Key| again.get(hash(*id, &store.text));
            ids.filter(is_candidate).filter_map(|id| owned(id, &store.text)).collect::<Vec<_>>()
        };
        let mut ids: Vec<Owned> = shards().flat_map_iter(candidates).collect();
        ids.par_sort_unstable();
        let ids = ids.chunk_by(|a, b| a == b).filter(|run| run.len() > 1).map(|run| run[0].clone()).collect();
        Doubles { again, ids }
    }

    pub(crate) fn hold(&self, id: Key, text: &Arena) -> bool {
        !self.ids.is_empty()
            && !id.is_missing()
            && self.again.get(hash(id, text))
            && owned(id, text).is_some_and(|id| self.ids.binary_search(&id).is_ok())
    }
}

fn owned(id: Key, text: &Arena) -> Option<Owned> {
    match id {
        Key::Missing => None,
        Key::Guid(guid) => Some(Owned::Guid(guid)),
        Key::Text(span) => Some(Owned::Text(text.get(span).to_owned())),
    }
}

fn hash(id: Key, text: &Arena) -> u64 {
    match id {
        Key::Missing => 0,
        Key::Guid(guid) => {
            let (high, low) = guid.as_u64_pair();
            let mixed = (high ^ low.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ (mixed >> 32)
        }
        Key::Text(span) => hash_text(2, text.get(span)),
    }
}

/// Bits that many threads may set; which thread came first shows nowhere.
#[derive(Debug, Default)]
struct Bits(Vec<AtomicU64>);

impl Bits {
    fn new(n: usize) -> Self {
        let words = (n * 16).next_power_of_two().max(64) / 64;
        Bits((0..words).map(|_| AtomicU64::new(0)).collect())
    }

    /// Whether the bit was set before.
    fn set(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.0[word].fetch_or(bit, Relaxed) & bit != 0
    }

    fn get(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.0[word].load(Relaxed) & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let place = hash as usize & (self.0.len() * 64 - 1);
        (place / 64, 1 << (place % 64))
    }
}

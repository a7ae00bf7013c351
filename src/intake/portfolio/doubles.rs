//! Subscription ids that two tenants claim.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use uuid::Uuid;

use crate::error::Error;
use crate::intake::portfolio::group::Grouping;
use crate::intake::portfolio::parts::Parts;
use crate::intake::products::hash_text;
use crate::intake::row::{Arena, Key};
use crate::intake::shard::Store;
use crate::model::SubscriptionId;

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

/// What is noted of every id while the rows are sorted: a bit for each, which no cache holds, so that they are
/// asked once.
#[derive(Debug)]
pub(crate) struct Marks {
    seen: Bits,
    /// Hashes that were met before, in whatever shard.
    repeated: Mutex<Vec<u64>>,
}

impl Marks {
    /// Room for the ids of so many rows.
    pub(crate) fn new(n_rows: usize) -> Self {
        Marks { seen: Bits::new(n_rows), repeated: Mutex::default() }
    }

    /// Notes the ids of one shard, each customer's once.
    pub(crate) fn note(&self, store: &Store, grouping: &Grouping) {
        let repeated: Vec<u64> = ids(store, grouping).map(hash).filter(|&hash| self.seen.set(hash)).collect();
        self.repeated.lock().unwrap_or_else(PoisonError::into_inner).extend(repeated);
    }
}

/// The ids of the subscriptions of one shard, each customer's once.
pub(crate) fn ids<'s>(store: &'s Store, grouping: &'s Grouping) -> impl Iterator<Item = SubscriptionId<'s>> {
    grouping.subscriptions(store).filter_map(|run| store.rows[run[0].row].id.id(&store.text))
}

impl Doubles {
    /// A hash that was met before names candidates, which alone are compared exactly.
    pub(crate) fn find(marks: Marks, parts: &Parts) -> Result<Self, Error> {
        let repeated = marks.repeated.into_inner().unwrap_or_else(PoisonError::into_inner);
        if repeated.is_empty() {
            return Ok(Doubles::default());
        }
        let candidates = Bits::of(&repeated);
        let candidate = |id: SubscriptionId<'_>| {
            let hash = hash(id);
            candidates.get(hash).then(|| (owned(id), hash))
        };
        let mut found = parts.ids(candidate)?;
        found.par_sort_unstable();
        let several = found.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
        let (ids, hashes): (_, Vec<u64>) = several.map(|run| run[0].clone()).unzip();
        Ok(Doubles { again: Bits::of(&hashes), ids })
    }

    pub(crate) fn hold(&self, id: Key, text: &Arena) -> bool {
        let is_double =
            |id: SubscriptionId<'_>| self.again.get(hash(id)) && self.ids.binary_search(&owned(id)).is_ok();
        !self.ids.is_empty() && id.id(text).is_some_and(is_double)
    }
}

fn owned(id: SubscriptionId<'_>) -> Owned {
    match id {
        SubscriptionId::Guid(guid) => Owned::Guid(guid),
        SubscriptionId::Text(text) => Owned::Text(text.to_owned()),
    }
}

fn hash(id: SubscriptionId<'_>) -> u64 {
    match id {
        SubscriptionId::Guid(guid) => {
            let (high, low) = guid.as_u64_pair();
            let mixed = (high ^ low.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ (mixed >> 32)
        }
        SubscriptionId::Text(text) => hash_text(2, text),
    }
}

/// Bits that many threads may set; which thread came first shows nowhere.
#[derive(Debug, Default)]
struct Bits(Vec<AtomicU64>);

impl Bits {
    fn new(n: usize) -> Self {
        let words = (n * 8).next_power_of_two().max(64) / 64;
        Bits((0..words).map(|_| AtomicU64::new(0)).collect())
    }

    fn of(hashes: &[u64]) -> Self {
        let bits = Bits::new(hashes.len());
        for &hash in hashes {
            bits.set(hash);
        }
        bits
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

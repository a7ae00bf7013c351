//! Records without a tenant id find their customer by its domain, then by its exact name.

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::decode::is_damaged;
use crate::intake::products::hash_text;
use crate::intake::row::{Head, Joined, Row};
use crate::intake::shard::{N_SHARDS, Store, shard_of};
use crate::intake::spill::Piles;
use crate::model::TenantId;

/// Records that are moved before it is asked whether they are too many for memory.
const AT_ONCE: u32 = 1 << 14;

/// Moves every record whose customer is known by tenant id elsewhere to that customer's shard.
///
/// A domain or a name that belongs to two tenants joins nobody, and a name with lost characters never does.
pub(crate) fn join(piles: &mut Piles) -> Result<(), Error> {
    let nameless = piles.take(0)?;
    if nameless.heads.len() == 0 {
        return Ok(());
    }
    let by_domain = Directory::search(&nameless, piles, |store, head| store.text.get(head.domain))?;
    let by_name = Directory::search(&nameless, piles, |store, head| match store.text.get(head.name) {
        name if is_damaged(name) => "",
        name => name,
    })?;
    let mut row = 0;
    for (idx, head) in nameless.heads.iter().zip(0u32..).map(|(head, idx)| (idx, head)) {
        let found = by_domain.tenant(nameless.text.get(head.domain)).map(|it| (it, Joined::ByDomain));
        let found =
            found.or_else(|| by_name.tenant(nameless.text.get(head.name)).map(|it| (it, Joined::ByName)));
        let (tenant, joined) = found.map_or((None, Joined::Named), |(it, joined)| (Some(it), joined));
        if idx % AT_ONCE == AT_ONCE - 1 {
            piles.relieve()?;
        }
        let store = &mut piles.stores[shard_of(tenant)];
        let moved = Head { tenant, joined, ..head.moved(&nameless.text, &mut store.text) };
        let new_head = store.heads.push(moved);
        while (row as usize) < nameless.rows.len() && nameless.rows[row].head == idx {
            let moved = Row { head: new_head, ..nameless.rows[row] };
            store.add(&moved, nameless.extra(&moved), &nameless.text);
            row += 1;
        }
    }
    piles.relieve()
}

/// Texts that were looked for, and the one tenant each belongs to.
struct Directory {
    /// Sorted by text; `None` where several tenants share it.
    found: Vec<(String, Option<TenantId>)>,
}

impl Directory {
    fn search<F>(nameless: &Store, piles: &Piles, text: F) -> Result<Self, Error>
    where
        F: for<'s> Fn(&'s Store, &Head) -> &'s str + Sync,
    {
        let mut wanted: Vec<&str> = nameless.heads.iter().map(|head| text(nameless, head)).collect();
        wanted.retain(|text| !text.is_empty());
        wanted.par_sort_unstable();
        wanted.dedup();
        let filter = Filter::of(&wanted);
        let matches = |store: &Store| {
            let mut matches: Vec<(usize, TenantId)> = Vec::new();
            for head in store.heads.iter() {
                let (text, Some(tenant)) = (text(store, head), head.tenant) else { continue };
                if filter.may_hold(text)
                    && let Ok(idx) = wanted.binary_search(&text)
                {
                    matches.push((idx, tenant));
                }
            }
            matches.sort_unstable();
            matches.dedup();
            matches
        };
        let of_shard = |shard: usize| piles.lend(shard).map(|store| matches(&store));
        let found: Vec<_> = (1..N_SHARDS).into_par_iter().map(of_shard).collect::<Result<_, Error>>()?;
        let mut matches = found.concat();
        matches.par_sort_unstable();
        let one = |group: &[(usize, TenantId)]| match group {
            [(idx, tenant)] => (wanted[*idx].to_owned(), Some(*tenant)),
            several => (wanted[several[0].0].to_owned(), None),
        };
        Ok(Directory { found: matches.chunk_by(|a, b| a.0 == b.0).map(one).collect() })
    }

    fn tenant(&self, text: &str) -> Option<TenantId> {
        let idx = self.found.binary_search_by(|(known, _)| known.as_str().cmp(text)).ok()?;
        self.found[idx].1
    }
}

/// Says quickly that a text was not looked for.
struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    fn of(texts: &[&str]) -> Self {
        let size = (texts.len() * 16).next_power_of_two().max(64);
        let mut filter = Filter { bits: vec![0; size / 64] };
        for text in texts {
            let (word, bit) = filter.place(text);
            filter.bits[word] |= bit;
        }
        filter
    }

    fn may_hold(&self, text: &str) -> bool {
        let (word, bit) = self.place(text);
        self.bits[word] & bit != 0
    }

    fn place(&self, text: &str) -> (usize, u64) {
        let hash = hash_text(1, text) as usize & (self.bits.len() * 64 - 1);
        (hash / 64, 1 << (hash % 64))
    }
}

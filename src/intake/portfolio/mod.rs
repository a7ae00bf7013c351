//! All customers of one run: rows joined by tenant, merged, and held in the order of the tenants.

mod charges;
mod doubles;
mod draft;
mod group;
mod heads;
mod join;
mod merge;
mod parts;
mod pools;
mod refetch;
mod shard;
mod shards;
mod unordered;

use std::sync::Arc;

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::file_report::FileReport;
use crate::intake::layout::{Layout, Role};
use crate::intake::ledger::Entry;
use crate::intake::products::{Products, hash, names};
use crate::intake::read::Stores;
use crate::intake::rejects::Reject;
use crate::intake::settings::{OnProgress, Settings};
use crate::intake::source::Input;
use crate::model::Product;

use doubles::{Doubles, Marks};
use merge::Merged;
use parts::Parts;
pub use shard::Shard;
use shards::{Kept, Renaming};
pub use shards::{Lent, Shards};

#[cfg(test)]
mod tests;

/// Every input, read, joined and merged.
#[derive(Debug)]
pub struct Portfolio {
    /// One report per input, in the order given; its ledger is complete.
    pub files: Vec<FileReport>,
    /// Distinct products, sorted; `Subscription::product` is a position in this list.
    pub products: Vec<Product>,
    /// Sorted by file and line.
    pub rejects: Vec<Reject>,
    /// In the order of the tenant ids; customers without one come first.
    pub shards: Shards,
}

impl Portfolio {
    /// Reads the inputs one after the other and joins them.
    ///
    /// The customers do not depend on the order of the rows nor on the number of threads.
    pub fn read(inputs: &[Input], settings: &Settings, tell: OnProgress<'_>) -> Result<Self, Error> {
        let mut stores = Stores::new(settings.memory.clone());
        for input in inputs {
            stores.read(input, settings, tell)?;
        }
        if !settings.look_only {
            refuse_what_cannot_stand_alone(&stores.files)?;
        }
        let again = std::mem::take(&mut stores.again);
        let mut portfolio = Portfolio::build(stores)?;
        portfolio.files.iter().try_for_each(|file| file.entry.check(&file.path))?;
        refetch::fetch(&again, &mut portfolio)?;
        Ok(portfolio)
    }

    /// Whether the inputs are enough for a plan: facts and useless files need another one beside them.
    pub fn stands_alone(&self) -> Result<(), Error> {
        refuse_what_cannot_stand_alone(&self.files)
    }

    /// Customers that hold a subscription.
    pub fn n_customers(&self) -> usize {
        self.shards.n_customers()
    }

    pub fn n_subscriptions(&self) -> usize {
        self.shards.n_subscriptions()
    }

    fn build(read: Stores) -> Result<Self, Error> {
        let Stores { shards: mut piles, products, mut rejects, mut files, discarded, .. } = read;
        let (products, places) = sorted(products.into_list());
        join::join(&mut piles)?;
        let marks = Marks::new(piles.n_rows());
        let parts = Parts::group(piles.settled()?, places, &discarded, &marks)?;
        let doubles = Doubles::find(marks, &parts)?;
        let (merged, scratch, at_once) = parts.give(|store, grouping, scratch| {
            let (shard, rest) = merge::merge(store, grouping, &products, &doubles);
            Ok((Kept::of(shard, scratch)?, rest))
        })?;
        let mut kept = Vec::with_capacity(merged.len());
        let mut added = Vec::with_capacity(merged.len());
        for (shard, Merged { rejects: late, entries, notes, products }) in merged {
            rejects.extend(late);
            for (&file, entry) in &entries {
                files[usize::from(file)].entry.plus(entry);
            }
            for ((file, note), n) in notes {
                *files[usize::from(file)].notes.entry(note).or_default() += n;
            }
            added.push(products);
            kept.push(shard);
        }
        rejects.retain(|reject| !discarded.contains(&(reject.origin.file as u16)));
        for &file in &discarded {
            files[usize::from(file)].entry = Entry::default();
        }
        rejects.par_sort_unstable();
        let products = adopt(products, &added, &mut kept);
        Ok(Portfolio { files, products, rejects, shards: Shards::new(kept, scratch, at_once) })
    }
}

/// Files that only add facts, or are of no use, need another one beside them.
fn refuse_what_cannot_stand_alone(files: &[FileReport]) -> Result<(), Error> {
    let layouts = || files.iter().flat_map(|file| file.sections.iter().map(move |(_, it)| (file, it)));
    let stands_alone = |layout: &Layout| {
        layout.role() == Role::Reference || layout.role() == Role::Portfolio && !layout.adds_facts()
    };
    if layouts().any(|(_, layout)| stands_alone(layout)) {
        return Ok(());
    }
    match layouts().next() {
        None => Ok(()),
        Some((file, layout)) if layout.role() == Role::Useless => {
            Err(Error::input(&file.path, layout.because()))
        }
        Some((file, layout)) => {
            let profile = layout.profile();
            let reason = format!(
                "needed column missing: {profile} holds no number of seats; add the export that lists the subscriptions"
            );
            Err(Error::input(&file.path, reason))
        }
    }
}

/// Adds the products that merging put together, and sorts again.
fn adopt(list: Vec<Product>, added: &[Vec<Product>], shards: &mut [Kept]) -> Vec<Product> {
    if added.iter().all(Vec::is_empty) {
        return list;
    }
    let mut all = Products::default();
    let mut intern = |product: &Product| all.intern(&names(product), hash(&names(product)));
    let known: Vec<u32> = list.iter().map(&mut intern).collect();
    let own: Vec<Vec<u32>> = added.iter().map(|part| part.iter().map(&mut intern).collect()).collect();
    let (sorted, places) = sorted(all.into_list());
    let ranked = |list: Vec<u32>| list.into_iter().map(|product| places[product as usize]);
    let known: Arc<[u32]> = ranked(known).collect();
    shards.par_iter_mut().zip(own).for_each(|(shard, own)| {
        shard.rename(Renaming { known: Arc::clone(&known), own: ranked(own).collect() });
    });
    sorted
}

fn sorted(list: Vec<Product>) -> (Vec<Product>, Vec<u32>) {
    let mut numbered: Vec<(Product, u32)> = list.into_iter().zip(0..).collect();
    numbered.par_sort_unstable();
    let mut places = vec![0; numbered.len()];
    numbered.iter().zip(0..).for_each(|((_, from), to)| places[*from as usize] = to);
    (numbered.into_iter().map(|(product, _)| product).collect(), places)
}

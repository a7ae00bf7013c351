//! The rows that are read, shard by shard: in memory, and on disk once they are too many.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::shard::{N_SHARDS, Store};
use crate::intake::spill::{Memory, Piece, Scratch};

/// Shards that are made ready for the disk at once.
const AT_ONCE: usize = 16;
/// A shard that is worked on takes so many times its own size.
const WORKING: u64 = 3;

/// The rows of all shards.
#[derive(Debug)]
pub(crate) struct Piles {
    /// What stands in memory, behind what was put aside.
    pub(crate) stores: Vec<Store>,
    aside: Option<Aside>,
}

/// What was put aside, or will be.
#[derive(Debug)]
struct Aside {
    memory: Memory,
    /// Made when it is needed.
    scratch: Option<Scratch>,
    /// Of each shard, in the order of their rows.
    pieces: Vec<Vec<Piece>>,
    /// Rows that were put aside.
    n_rows: usize,
}

impl Piles {
    pub(crate) fn new(memory: Option<Memory>) -> Self {
        let stores = (0..N_SHARDS).map(|_| Store::default()).collect();
        let aside = memory.map(|memory| Aside {
            memory,
            scratch: None,
            pieces: vec![Vec::new(); N_SHARDS],
            n_rows: 0,
        });
        Piles { stores, aside }
    }

    /// Puts everything aside where it takes more memory than it may.
    pub(crate) fn relieve(&mut self) -> Result<(), Error> {
        let Some(aside) = &self.aside else { return Ok(()) };
        let held: u64 = self.stores.iter().map(Store::bytes).sum();
        if held > aside.memory.rows { self.put_aside() } else { Ok(()) }
    }

    /// Rows of all shards, those of files that do not count included; rows that were moved may count twice.
    pub(crate) fn n_rows(&self) -> usize {
        let held: usize = self.stores.iter().map(|store| store.rows.len()).sum();
        held + self.aside.as_ref().map_or(0, |aside| aside.n_rows)
    }

    /// Whether anything was put aside.
    pub(crate) fn is_split(&self) -> bool {
        self.aside.as_ref().is_some_and(|aside| aside.scratch.is_some())
    }

    /// Puts aside what stands in memory.
    pub(crate) fn put_aside(&mut self) -> Result<(), Error> {
        let Some(aside) = &mut self.aside else { return Ok(()) };
        let scratch = match &mut aside.scratch {
            Some(scratch) => scratch,
            none => none.insert(Scratch::create(&aside.memory.directory)?),
        };
        aside.n_rows += self.stores.iter().map(|store| store.rows.len()).sum::<usize>();
        for (group, pieces) in self.stores.chunks_mut(AT_ONCE).zip(aside.pieces.chunks_mut(AT_ONCE)) {
            let encode = |store: &mut Store| {
                let mut bytes = Vec::new();
                if store.heads.len() > 0 {
                    bytes.reserve(store.bytes() as usize);
                    store.encode(&mut bytes);
                    *store = Store::default();
                }
                bytes
            };
            let encoded: Vec<Vec<u8>> = group.par_iter_mut().map(encode).collect();
            for (bytes, pieces) in encoded.iter().zip(pieces).filter(|(bytes, _)| !bytes.is_empty()) {
                pieces.push(scratch.append(bytes)?);
            }
        }
        aside
            .pieces
            .iter()
            .enumerate()
            .try_for_each(|(shard, pieces)| aside.memory.has_room_for(shard, pieces))
    }

    /// The rows of one shard, which stay where they are.
    pub(crate) fn lend(&self, shard: usize) -> Result<Cow<'_, Store>, Error> {
        match &self.aside {
            Some(Aside { scratch: Some(scratch), pieces, .. }) if !pieces[shard].is_empty() => {
                let mut store = whole(&pieces[shard], scratch)?;
                let mut rest = Vec::new();
                self.stores[shard].encode(&mut rest);
                store.append_decoded(&mut rest.as_slice()).ok_or_else(|| scratch.damaged())?;
                Ok(Cow::Owned(store))
            }
            Some(_) | None => Ok(Cow::Borrowed(&self.stores[shard])),
        }
    }

    /// The rows of one shard, which holds none afterwards.
    pub(crate) fn take(&mut self, shard: usize) -> Result<Store, Error> {
        let whole = match self.lend(shard)? {
            Cow::Owned(whole) => Some(whole),
            Cow::Borrowed(_) => None,
        };
        let held = std::mem::take(&mut self.stores[shard]);
        self.aside.iter_mut().for_each(|aside| aside.pieces[shard].clear());
        Ok(whole.unwrap_or(held))
    }

    /// Where everything stands: in memory, or everything on disk.
    pub(crate) fn settled(mut self) -> Result<Settled, Error> {
        if self.is_split() {
            self.put_aside()?;
        }
        Ok(match self.aside {
            Some(Aside { scratch: Some(scratch), pieces, memory, .. }) => {
                let at_once = memory.at_once(&pieces);
                Settled::Disk { pieces, scratch, at_once }
            }
            Some(_) | None => Settled::Memory(self.stores),
        })
    }
}

/// The rows of all shards when nothing is added any more.
#[derive(Debug)]
pub(crate) enum Settled {
    Memory(Vec<Store>),
    Disk {
        pieces: Vec<Vec<Piece>>,
        scratch: Scratch,
        /// Shards that may be worked on at once.
        at_once: usize,
    },
}

/// One store of the pieces of a shard.
pub(crate) fn whole(pieces: &[Piece], scratch: &Scratch) -> Result<Store, Error> {
    let mut store = Store::default();
    for &piece in pieces {
        let bytes = scratch.read(piece)?;
        store.append_decoded(&mut bytes.as_slice()).ok_or_else(|| scratch.damaged())?;
    }
    Ok(store)
}

fn size(pieces: &[Piece]) -> u64 {
    pieces.iter().map(|piece| piece.len() as u64).sum()
}

impl Memory {
    /// How many shards of the size of the largest there is room for.
    fn at_once(&self, pieces: &[Vec<Piece>]) -> usize {
        let largest = pieces.iter().map(|pieces| size(pieces)).max().unwrap_or_default();
        let n = self.rows / (largest * WORKING).max(1);
        usize::try_from(n).unwrap_or(usize::MAX).max(1)
    }

    /// One shard at least has to be worked on as a whole.
    fn has_room_for(&self, shard: usize, pieces: &[Piece]) -> Result<(), Error> {
        let bytes = size(pieces);
        if bytes * WORKING <= self.rows {
            return Ok(());
        }
        let who = match shard.checked_sub(1) {
            None => "the rows without a tenant id".to_owned(),
            Some(first) => format!("the rows of tenants whose ids begin with {first:02x}"),
        };
        let (needed, most) = ((bytes * WORKING) >> 20, self.rows >> 20);
        Err(Error::Usage(format!(
            "--memory is too small: {who} are worked on together and need more than {needed} MiB, {most} are left for rows; give more, or leave --memory out"
        )))
    }
}

//! The rows of every shard with the customers they belong to, in memory or on disk, until they are merged.

use rayon::prelude::*;
use uuid::Uuid;

use crate::error::Error;
use crate::intake::portfolio::doubles::{Marks, ids};
use crate::intake::portfolio::group::{Grouping, Placed};
use crate::intake::shard::Store;
use crate::intake::spill::{Coded, Piece, Scratch, Settled, whole};
use crate::model::SubscriptionId;

/// All shards.
pub(crate) struct Parts {
    list: Vec<Part>,
    scratch: Option<Scratch>,
    /// Shards that may be worked on at once.
    at_once: usize,
    /// Positions of the products in the order of their names, by the position they were read at.
    places: Vec<u32>,
}

enum Part {
    Memory(Store, Grouping),
    Disk {
        /// Rows as they were read.
        pieces: Vec<Piece>,
        grouping: Piece,
        /// The ids of the subscriptions alone, which are asked for before anything is merged.
        ids: Piece,
    },
}

impl Parts {
    /// Ranks the products of all rows and sorts them by customer, those of `discarded` files left out, and
    /// marks every id.
    pub(crate) fn group(
        settled: Settled,
        places: Vec<u32>,
        discarded: &[u16],
        marks: &Marks,
    ) -> Result<Self, Error> {
        match settled {
            Settled::Memory(stores) => {
                let group = |(shard, mut store): (usize, Store)| {
                    rank(&mut store, &places);
                    let grouping = Grouping::of(&store, shard, discarded);
                    marks.note(&store, &grouping);
                    Part::Memory(store, grouping)
                };
                let list = stores.into_par_iter().enumerate().map(group).collect();
                Ok(Parts { list, scratch: None, at_once: usize::MAX, places })
            }
            Settled::Disk { pieces, scratch, at_once } => {
                let group = |(shard, pieces): (usize, Vec<Piece>)| {
                    let store = whole(&pieces, &scratch)?;
                    let grouping = Grouping::of(&store, shard, discarded);
                    marks.note(&store, &grouping);
                    let ids = scratch.append(&encoded_ids(&store, &grouping))?;
                    let mut bytes = Vec::new();
                    grouping.heads.encode(&mut bytes);
                    grouping.rows.encode(&mut bytes);
                    Ok(Part::Disk { pieces, grouping: scratch.append(&bytes)?, ids })
                };
                let list = in_turns(pieces.into_iter().enumerate().collect(), at_once, group)?;
                Ok(Parts { list, scratch: Some(scratch), at_once, places })
            }
        }
    }

    /// What is chosen of the ids of the subscriptions, each customer's once; in no order that means anything.
    pub(crate) fn ids<T: Send>(
        &self,
        choose: impl Fn(SubscriptionId<'_>) -> Option<T> + Sync,
    ) -> Result<Vec<T>, Error> {
        let of_part = |part: &Part| match (part, &self.scratch) {
            (Part::Memory(store, grouping), _) => Ok(ids(store, grouping).filter_map(&choose).collect()),
            (Part::Disk { ids, .. }, Some(scratch)) => {
                let bytes = scratch.read(*ids)?;
                chosen_ids(&bytes, &choose).ok_or_else(|| scratch.damaged())
            }
            (Part::Disk { .. }, None) => Err(no_disk()),
        };
        let chosen: Vec<Vec<T>> = self.list.par_iter().map(of_part).collect::<Result<_, Error>>()?;
        Ok(chosen.into_iter().flatten().collect())
    }

    /// Gives every shard away, in parallel, and the place on disk where what becomes of it may stand; and says
    /// how many of them may be worked on at once.
    pub(crate) fn give<T: Send>(
        self,
        make: impl Fn(Store, &Grouping, Option<&Scratch>) -> Result<T, Error> + Sync,
    ) -> Result<(Vec<T>, Option<Scratch>, usize), Error> {
        let Parts { list, scratch, at_once, places } = self;
        let of_part = |part: Part| match (part, &scratch) {
            (Part::Memory(store, grouping), scratch) => make(store, &grouping, scratch.as_ref()),
            (Part::Disk { pieces, grouping, .. }, Some(scratch)) => {
                let (store, grouping) = read(&pieces, grouping, scratch, &places)?;
                make(store, &grouping, Some(scratch))
            }
            (Part::Disk { .. }, None) => Err(no_disk()),
        };
        let given = in_turns(list, at_once, of_part)?;
        Ok((given, scratch, at_once))
    }
}

fn no_disk() -> Error {
    Error::Internal("rows were put aside on no disk".to_owned())
}

/// Every id as the length of its text and the text; a GUID, which has none, as sixteen bytes behind a length no
/// text has.
fn encoded_ids(store: &Store, grouping: &Grouping) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(grouping.rows.len() * (size_of::<u32>() + size_of::<Uuid>()));
    for id in ids(store, grouping) {
        match id {
            SubscriptionId::Guid(guid) => (u32::MAX, guid).encode(&mut bytes),
            SubscriptionId::Text(text) => {
                (text.len() as u32).encode(&mut bytes);
                bytes.extend_from_slice(text.as_bytes());
            }
        }
    }
    bytes
}

fn chosen_ids<T>(mut bytes: &[u8], choose: impl Fn(SubscriptionId<'_>) -> Option<T>) -> Option<Vec<T>> {
    let mut chosen = Vec::new();
    while !bytes.is_empty() {
        let id = match u32::decode(&mut bytes)? {
            u32::MAX => SubscriptionId::Guid(Uuid::decode(&mut bytes)?),
            n => {
                let (text, rest) = bytes.split_at_checked(n as usize)?;
                bytes = rest;
                SubscriptionId::Text(std::str::from_utf8(text).ok()?)
            }
        };
        chosen.extend(choose(id));
    }
    Some(chosen)
}

/// Works on all of them in parallel, on so many at once; the answers stand in their order.
fn in_turns<P: Send, T: Send>(
    parts: Vec<P>,
    at_once: usize,
    work: impl Fn(P) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let mut done = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter();
    while parts.len() > 0 {
        let turn: Vec<P> = parts.by_ref().take(at_once).collect();
        let worked: Vec<T> = turn.into_par_iter().map(&work).collect::<Result<_, Error>>()?;
        done.extend(worked);
    }
    Ok(done)
}

fn read(
    pieces: &[Piece],
    grouping: Piece,
    scratch: &Scratch,
    places: &[u32],
) -> Result<(Store, Grouping), Error> {
    let mut store = whole(pieces, scratch)?;
    rank(&mut store, places);
    let bytes = scratch.read(grouping)?;
    let mut rest = bytes.as_slice();
    let heads = Coded::decode(&mut rest).ok_or_else(|| scratch.damaged())?;
    let rows = Coded::decode(&mut rest).ok_or_else(|| scratch.damaged())?;
    Ok((store, Grouping { heads, rows }))
}

/// Sorted products, so that their positions say nothing about the order of the rows.
fn rank(store: &mut Store, places: &[u32]) {
    store.rows.iter_mut().for_each(|row| row.product = places[row.product as usize]);
}

impl Coded for Placed {
    fn encode(&self, out: &mut Vec<u8>) {
        (self.number, self.row).encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        let (number, row) = Coded::decode(from)?;
        Some(Placed { number, row })
    }
}

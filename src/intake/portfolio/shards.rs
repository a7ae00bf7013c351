//! All shards of a portfolio, in memory or on disk: lent as often as needed, and given away once at the end.

use std::ops::{Deref, Range};

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::portfolio::shard::{CustomerEntry, Shard, StoredKind, StoredRemark};
use crate::intake::products::LOCAL;
use crate::intake::row::Span;
use crate::intake::shard::Store;
use crate::intake::spill::{Coded, Piece, Scratch};
use crate::intake::target::Target;
use crate::model::value::UnknownValue;

/// The shards in the order of the tenant ids; customers without one come first.
#[derive(Debug)]
pub struct Shards {
    kept: Vec<Kept>,
    scratch: Option<Scratch>,
    at_once: usize,
}

/// One shard, wherever it stands.
#[derive(Debug)]
pub(crate) struct Kept {
    n_customers: usize,
    n_subscriptions: usize,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Memory(Shard),
    /// The products of its rows are to be looked up once it is read.
    Disk(Piece, Renaming),
    Given,
}

/// New positions of products, by the old ones: those of the portfolio, and those a shard made up.
#[derive(Debug, Default)]
pub(crate) struct Renaming {
    pub(crate) known: std::sync::Arc<[u32]>,
    pub(crate) own: Vec<u32>,
}

/// A shard that is in memory as long as it is lent.
#[derive(Debug)]
pub enum Lent<'s> {
    Held(&'s Shard),
    Read(Box<Shard>),
}

impl Deref for Lent<'_> {
    type Target = Shard;

    fn deref(&self) -> &Shard {
        match self {
            Lent::Held(shard) => shard,
            Lent::Read(shard) => shard,
        }
    }
}

impl Renaming {
    fn apply(&self, store: &mut Store) {
        if self.known.is_empty() && self.own.is_empty() {
            return;
        }
        store.rows.iter_mut().for_each(|row| {
            row.product = match row.product {
                own if own & LOCAL != 0 => self.own[(own ^ LOCAL) as usize],
                known => self.known[known as usize],
            };
        });
    }
}

impl Kept {
    /// Keeps a shard in memory, or on disk where there is one.
    pub(crate) fn of(shard: Shard, scratch: Option<&Scratch>) -> Result<Self, Error> {
        let (n_customers, n_subscriptions) = (shard.n_customers(), shard.n_subscriptions());
        let place = match scratch {
            None => Place::Memory(shard),
            Some(scratch) => {
                let mut bytes = Vec::with_capacity(shard.store.bytes() as usize);
                shard.encode(&mut bytes);
                Place::Disk(scratch.append(&bytes)?, Renaming::default())
            }
        };
        Ok(Kept { n_customers, n_subscriptions, place })
    }

    /// Gives the products of all rows new positions.
    pub(crate) fn rename(&mut self, renaming: Renaming) {
        match &mut self.place {
            Place::Memory(shard) => renaming.apply(&mut shard.store),
            Place::Disk(_, waiting) => *waiting = renaming,
            Place::Given => {}
        }
    }
}

impl Shards {
    pub(crate) fn new(kept: Vec<Kept>, scratch: Option<Scratch>, at_once: usize) -> Self {
        Shards { kept, scratch, at_once }
    }

    /// How many shards there is room for at once.
    pub fn at_once(&self) -> usize {
        self.at_once
    }

    /// How many shards there are, whether they hold anybody or not.
    pub fn n(&self) -> usize {
        self.kept.len()
    }

    pub fn n_customers(&self) -> usize {
        self.kept.iter().map(|kept| kept.n_customers).sum()
    }

    pub fn n_subscriptions(&self) -> usize {
        self.kept.iter().map(|kept| kept.n_subscriptions).sum()
    }

    /// Customers of the shards before each.
    pub fn first_customers(&self) -> Vec<u32> {
        let mut next = 0;
        let first_of = |kept: &Kept| {
            let first = next;
            next += kept.n_customers as u32;
            first
        };
        self.kept.iter().map(first_of).collect()
    }

    /// One shard to look at.
    pub fn lend(&self, idx: usize) -> Result<Lent<'_>, Error> {
        match &self.kept[idx].place {
            Place::Memory(shard) => Ok(Lent::Held(shard)),
            Place::Disk(piece, renaming) => self.read(*piece, renaming).map(|it| Lent::Read(Box::new(it))),
            Place::Given => Err(given_twice()),
        }
    }

    /// Every shard at once, for a portfolio known to be small.
    pub fn lend_all(&self) -> Result<Vec<Lent<'_>>, Error> {
        (0..self.n()).map(|idx| self.lend(idx)).collect()
    }

    /// Asks every shard, in parallel; the answers stand in the order of the shards.
    pub fn map<T: Send>(&self, ask: impl Fn(usize, &Shard) -> T + Sync) -> Result<Vec<T>, Error> {
        let of_shard = |idx: usize| self.lend(idx).map(|shard| ask(idx, &shard));
        let mut answers = Vec::with_capacity(self.n());
        while answers.len() < self.n() {
            let turn = answers.len()..answers.len().saturating_add(self.at_once).min(self.n());
            let of_turn: Vec<T> = turn.into_par_iter().map(of_shard).collect::<Result<_, Error>>()?;
            answers.extend(of_turn);
        }
        Ok(answers)
    }

    /// Some shards for the last time: who takes them lets them go.
    pub fn give(&mut self, range: Range<usize>) -> Result<Vec<Shard>, Error> {
        let places: Vec<Place> = self.kept[range]
            .iter_mut()
            .map(|kept| std::mem::replace(&mut kept.place, Place::Given))
            .collect();
        let take = |place| match place {
            Place::Memory(shard) => Ok(shard),
            Place::Disk(piece, renaming) => self.read(piece, &renaming),
            Place::Given => Err(given_twice()),
        };
        if places.iter().any(|place| matches!(place, Place::Disk(..))) {
            return places.into_par_iter().map(take).collect();
        }
        places.into_iter().map(take).collect()
    }

    fn read(&self, piece: Piece, renaming: &Renaming) -> Result<Shard, Error> {
        let scratch = self.scratch.as_ref().ok_or_else(given_twice)?;
        let bytes = scratch.read(piece)?;
        let mut shard = Shard::decode(&mut bytes.as_slice()).ok_or_else(|| scratch.damaged())?;
        renaming.apply(&mut shard.store);
        Ok(shard)
    }
}

fn given_twice() -> Error {
    Error::Internal("a shard was asked for after it was given away".to_owned())
}

impl Coded for Shard {
    fn encode(&self, out: &mut Vec<u8>) {
        self.store.encode(out);
        self.customers.encode(out);
        self.remarks.encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        let mut store = Store::default();
        store.append_decoded(from)?;
        let (customers, remarks) = (Coded::decode(from)?, Coded::decode(from)?);
        Some(Shard { store, customers, remarks })
    }
}

impl Coded for CustomerEntry {
    fn encode(&self, out: &mut Vec<u8>) {
        (self.first_row, self.first_remark).encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        let (first_row, first_remark) = Coded::decode(from)?;
        Some(CustomerEntry { first_row, first_remark })
    }
}

impl Coded for StoredRemark {
    fn encode(&self, out: &mut Vec<u8>) {
        ((self.row, self.kind), self.origin).encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        let ((row, kind), origin) = Coded::decode(from)?;
        Some(StoredRemark { row, kind, origin })
    }
}

impl Coded for StoredKind {
    fn encode(&self, out: &mut Vec<u8>) {
        let disagreement = match self {
            StoredKind::ByDomain => return out.push(0),
            StoredKind::ByName => return out.push(1),
            StoredKind::Disagree { column, kept, other } => (place_of(column), (*kept, *other)),
        };
        out.push(2);
        disagreement.encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        match u8::decode(from)? {
            0 => Some(StoredKind::ByDomain),
            1 => Some(StoredKind::ByName),
            2 => {
                let (place, (kept, other)): (u8, (Span, Span)) = Coded::decode(from)?;
                let column = Target::ALL.get(usize::from(place))?.as_str();
                Some(StoredKind::Disagree { column, kept, other })
            }
            _ => None,
        }
    }
}

/// Sources disagree about columns of the contract.
fn place_of(column: &str) -> u8 {
    let target: Result<Target, UnknownValue> = column.parse();
    target.map_or(u8::MAX, |target| target as u8)
}

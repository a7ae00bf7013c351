//! The rows of 1/256 of all tenants, in the order of the tenant ids.

use std::ops::Index;

use crate::intake::batch::Batch;
use crate::intake::row::{Arena, Extra, Head, NOTHING, Row};
use crate::model::TenantId;

/// Shard 0 holds what has no tenant id; the others follow the first byte of the id.
pub(crate) const N_SHARDS: usize = 257;
const SEGMENT: usize = 64;

pub(crate) fn shard_of(tenant: Option<TenantId>) -> usize {
    tenant.map_or(0, |tenant| usize::from(tenant.0.as_bytes()[0]) + 1)
}

/// A list that grows without moving what it holds, and wastes at most one segment.
#[derive(Debug, Clone)]
pub(crate) struct Segments<T>(Vec<Vec<T>>);

impl<T> Default for Segments<T> {
    fn default() -> Self {
        Segments(Vec::new())
    }
}

impl<T> Segments<T> {
    pub(crate) fn push(&mut self, value: T) -> u32 {
        match self.0.last_mut() {
            Some(last) if last.len() < SEGMENT => last.push(value),
            Some(_) | None => {
                let mut segment = Vec::with_capacity(SEGMENT);
                segment.push(value);
                self.0.push(segment);
            }
        }
        self.len() as u32 - 1
    }

    pub(crate) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * SEGMENT + last.len())
    }

    /// Bytes it takes.
    fn bytes(&self) -> u64 {
        (self.0.len() * SEGMENT * size_of::<T>()) as u64
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }

    pub(crate) fn get_mut(&mut self, idx: u32) -> &mut T {
        &mut self.0[idx as usize / SEGMENT][idx as usize % SEGMENT]
    }
}

impl<T> Index<u32> for Segments<T> {
    type Output = T;

    fn index(&self, idx: u32) -> &T {
        &self.0[idx as usize / SEGMENT][idx as usize % SEGMENT]
    }
}

/// Rows that are stored, in the order of their arrival.
#[derive(Debug, Clone, Default)]
pub(crate) struct Store {
    pub(crate) text: Arena,
    pub(crate) heads: Segments<Head>,
    pub(crate) rows: Segments<Row>,
    pub(crate) extras: Vec<Extra>,
}

impl Store {
    /// Takes this shard's part of a batch; `products` are the final positions of the batch's own products.
    pub(crate) fn append(&mut self, shard: usize, batch: &Batch, products: &[u32]) {
        for &head in batch.heads_of(shard) {
            let moved = batch.heads[head as usize].moved(&batch.text, &mut self.text);
            let new_head = self.heads.push(moved);
            for row in batch.rows_of(head) {
                let extra = (row.extra != NOTHING).then(|| &batch.extras[row.extra as usize]);
                let product = products.get((row.product ^ crate::intake::products::LOCAL) as usize);
                let row = Row { product: product.copied().unwrap_or(row.product), head: new_head, ..*row };
                self.add(&row, extra, &batch.text);
            }
        }
    }

    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let extras = self.extras.capacity() * size_of::<Extra>();
        self.text.bytes() + self.heads.bytes() + self.rows.bytes() + extras as u64
    }

    /// Stores a row whose texts stand in another arena.
    pub(crate) fn add(&mut self, row: &Row, extra: Option<&Extra>, from: &Arena) -> u32 {
        let mut row = row.moved(from, &mut self.text);
        row.extra = match extra {
            None => NOTHING,
            Some(extra) => {
                let extra = extra.moved(from, &mut self.text);
                self.keep_extra(extra)
            }
        };
        self.rows.push(row)
    }

    pub(crate) fn keep_extra(&mut self, extra: Extra) -> u32 {
        self.extras.push(extra);
        self.extras.len() as u32 - 1
    }

    pub(crate) fn extra(&self, row: &Row) -> Option<&Extra> {
        self.extras.get(row.extra as usize)
    }
}

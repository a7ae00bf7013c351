//! Customers of one shard, lent to whoever asks, as often as they ask.

use std::ops::Range;

use crate::intake::row::{Extra, Row, Span};
use crate::intake::shard::Store;
use crate::model::{Customer, Estate, Origin, ProductIdx, Remark, RemarkKind, Subscription};

/// Customers whose tenant ids begin with the same byte, in the order of their ids.
#[derive(Debug, Default)]
pub struct Shard {
    /// One head per customer; rows are subscriptions, sorted by customer and subscription id.
    pub(crate) store: Store,
    pub(crate) customers: Vec<CustomerEntry>,
    /// Sorted by customer.
    pub(crate) remarks: Vec<StoredRemark>,
}

/// Where a customer's rows and remarks begin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CustomerEntry {
    pub(crate) first_row: u32,
    pub(crate) first_remark: u32,
}

/// A remark about a row, or about the customer where `row` is [`crate::intake::row::NOTHING`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredRemark {
    pub(crate) row: u32,
    pub(crate) kind: StoredKind,
    pub(crate) origin: Origin,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum StoredKind {
    Disagree { column: &'static str, kept: Span, other: Span },
    ByDomain,
    ByName,
}

impl Shard {
    pub fn n_customers(&self) -> usize {
        self.customers.len()
    }

    pub fn n_subscriptions(&self) -> usize {
        self.store.rows.len()
    }

    /// Every customer that holds a subscription, in the order of the tenant ids.
    pub fn estates(&self) -> impl ExactSizeIterator<Item = Estate<'_>> {
        (0..self.customers.len()).map(|idx| self.estate(idx))
    }

    /// The customer at a position, for work that is divided.
    pub fn estate(&self, idx: usize) -> Estate<'_> {
        let entry = self.customers[idx];
        let next = self.customers.get(idx + 1);
        let end_row = next.map_or(self.store.rows.len() as u32, |next| next.first_row);
        let end_remark = next.map_or(self.remarks.len(), |next| next.first_remark as usize);
        let rows = entry.first_row..end_row;
        let remarks = &self.remarks[entry.first_remark as usize..end_remark];
        let head = &self.store.heads[idx as u32];
        let customer = Customer {
            tenant: head.tenant,
            name: self.store.text.get(head.name),
            domain: self.store.text.get(head.domain),
            facts: head.facts,
            remarks: remarks.iter().map(|remark| self.remark(remark, &rows)).collect(),
        };
        Estate { customer, subscriptions: rows.map(|row| self.subscription(&self.store.rows[row])).collect() }
    }

    fn remark(&self, stored: &StoredRemark, rows: &Range<u32>) -> Remark<'_> {
        let text = |span| self.store.text.get(span);
        let kind = match stored.kind {
            StoredKind::Disagree { column, kept, other } => {
                RemarkKind::SourcesDisagree { column, kept: text(kept), other: text(other) }
            }
            StoredKind::ByDomain => RemarkKind::JoinedByDomain,
            StoredKind::ByName => RemarkKind::JoinedByName,
        };
        let about = rows.contains(&stored.row).then(|| (stored.row - rows.start) as usize);
        Remark { subscription: about, kind, origin: stored.origin }
    }

    fn subscription(&self, row: &Row) -> Subscription<'_> {
        let text = &self.store.text;
        let rare = self.store.extra(row).copied().unwrap_or_default();
        let Extra {
            parent,
            cancel_until,
            next_state,
            last_purchase_or_renewal,
            promotion,
            open_transfer,
            target_seats,
            target_term,
            ..
        } = rare;
        let parent = parent.id(text);
        Subscription {
            id: row.id.id(text),
            parent,
            product: ProductIdx(row.product),
            channel: row.channel,
            billing_account: row.billing_account,
            commerce_model: row.commerce_model,
            seats_purchased: row.seats() as u32,
            seats_assigned: row.seats_assigned,
            seats_scope: row.seats_scope,
            status: row.status,
            term: row.term,
            term_is_guessed: row.term_is_guessed,
            billing_cycle: row.billing_cycle,
            start_date: row.start_date,
            end_date: row.end_date,
            cancel_until,
            next_state,
            last_purchase_or_renewal,
            auto_renew: row.auto_renew,
            end_of_term_action: row.end_of_term_action,
            is_trial: row.is_trial == Some(true),
            is_add_on: row.is_add_on.unwrap_or(parent.is_some()),
            promotion_id: text.get(promotion),
            open_transfer_id: text.get(open_transfer),
            unit_price: row.unit_price,
            price_basis: row.price_basis,
            currency: row.currency,
            target_seats,
            target_term,
            origin: row.origin(),
        }
    }
}

//! The rows of one block, ready to be divided among the shards.

use std::collections::BTreeMap;

use crate::intake::decode::Damage;
use crate::intake::layout::Note;
use crate::intake::ledger::Entry;
use crate::intake::products::{LOCAL, Products, hash, names_of};
use crate::intake::rejects::Reject;
use crate::intake::row::{Arena, Extra, Head, Joined, Key, NOTHING, Row};
use crate::intake::shard::{N_SHARDS, shard_of};
use crate::intake::{Grain, Record};
use crate::model::Channel;

/// Where a record stands, and how far its file is trusted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) file: u16,
    pub(crate) line: u32,
    pub(crate) rank: u8,
}

/// What one block became.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) text: Arena,
    pub(crate) heads: Vec<Head>,
    /// First row of each head; rows follow their head.
    pub(crate) first_rows: Vec<u32>,
    pub(crate) rows: Vec<Row>,
    pub(crate) extras: Vec<Extra>,
    /// Products the portfolio did not know when the block was read.
    pub(crate) products: Products,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) entry: Entry,
    pub(crate) damage: Damage,
    pub(crate) notes: BTreeMap<Note, u64>,
    /// Heads in the order of their shards, and where each shard begins among them.
    by_shard: Vec<u32>,
    shard_starts: Vec<u32>,
}

impl Batch {
    /// Stores a record that was accepted.
    pub(crate) fn add(&mut self, record: &Record<'_>, place: Place, known: &Products) {
        let head = self.head(record, place);
        for note in record.notes.iter() {
            *self.notes.entry(note).or_default() += 1;
        }
        match record.grain {
            Grain::Customer | Grain::Relationship => {
                self.entry.read.add(0);
                self.entry.merged.add(0);
            }
            Grain::Subscription | Grain::Pool | Grain::Charge | Grain::Usage => {
                let row = self.row(record, head, place, known);
                let counted = if record.grain == Grain::Subscription { row.seats() } else { 0 };
                self.entry.read.add(counted);
                self.rows.push(row);
            }
        }
    }

    pub(crate) fn reject(&mut self, reject: Reject) {
        self.entry.read.add(reject.seats);
        self.entry.rejected.add(reject.seats);
        self.rejects.push(reject);
    }

    /// The last head, where it says the same; else a new one.
    fn head(&mut self, record: &Record<'_>, place: Place) -> u32 {
        if record.repeats_customer {
            return self.heads.len() as u32 - 1;
        }
        if let Some(last) = self.heads.last()
            && last.tenant == record.tenant
            && last.grain == record.grain
            && last.grain != Grain::Relationship
            && self.text.get(last.name) == record.customer_name
            && self.text.get(last.domain) == record.customer_domain
            && last.facts == record.facts
            && last.assumed_relationship == record.constants.relationship_status
            && last.channel == channel_of_customer(record)
        {
            return self.heads.len() as u32 - 1;
        }
        let head = Head {
            tenant: record.tenant,
            name: self.text.add(&record.customer_name),
            domain: self.text.add(&record.customer_domain),
            facts: record.facts,
            grain: record.grain,
            assumed_relationship: record.constants.relationship_status,
            channel: channel_of_customer(record),
            joined: Joined::Named,
            file: place.file,
            line: place.line,
        };
        self.heads.push(head);
        self.first_rows.push(self.rows.len() as u32);
        self.heads.len() as u32 - 1
    }

    fn row(&mut self, record: &Record<'_>, head: u32, place: Place, known: &Products) -> Row {
        let mut row = Row {
            head,
            line: place.line,
            product: self.product(record, known),
            extra: self.extra(record),
            id: Key::store(&record.subscription_id, &mut self.text),
            seats_purchased: record.seats_purchased,
            seats_assigned: record.seats_assigned,
            start_date: record.start_date,
            end_date: record.end_date,
            unit_price: record.unit_price,
            term: record.term,
            file: place.file,
            rank: place.rank,
            grain: record.grain,
            channel: record.channel,
            billing_account: record.billing_account,
            commerce_model: record.commerce_model,
            seats_scope: record.seats_scope,
            status: record.status,
            billing_cycle: record.billing_cycle,
            auto_renew: record.auto_renew,
            end_of_term_action: record.end_of_term_action,
            is_trial: record.is_trial,
            is_add_on: record.is_add_on,
            price_basis: record.price_basis,
            currency: record.currency,
            term_is_guessed: record.term_is_guessed,
            assumed_channel: false,
            assumed_model: false,
        };
        row.mark_constants(record.constants);
        row
    }

    fn product(&mut self, record: &Record<'_>, known: &Products) -> u32 {
        let names = names_of(record);
        let hash = hash(&names);
        known.get(&names, hash).unwrap_or_else(|| LOCAL | self.products.intern(&names, hash))
    }

    fn extra(&mut self, record: &Record<'_>) -> u32 {
        let is_plain = record.parent_subscription_id.is_empty()
            && record.cancel_until.is_none()
            && record.next_state.is_none()
            && record.last_purchase_or_renewal.is_none()
            && record.promotion_id.is_empty()
            && record.open_transfer_id.is_empty()
            && record.wanted.seats.is_none()
            && record.wanted.term.is_none()
            && record.reported_month.is_none()
            && record.grain != Grain::Charge;
        if is_plain {
            return NOTHING;
        }
        self.extras.push(Extra {
            parent: Key::store(&record.parent_subscription_id, &mut self.text),
            cancel_until: record.cancel_until,
            next_state: record.next_state,
            last_purchase_or_renewal: record.last_purchase_or_renewal,
            promotion: self.text.add(&record.promotion_id),
            open_transfer: self.text.add(&record.open_transfer_id),
            target_seats: record.wanted.seats,
            target_term: record.wanted.term,
            reported_month: record.reported_month,
            charge: record.charge,
        });
        self.extras.len() as u32 - 1
    }

    /// Sorts the heads by shard, keeping their order inside each.
    pub(crate) fn seal(&mut self) {
        let mut starts = vec![0u32; N_SHARDS + 1];
        self.heads.iter().for_each(|head| starts[shard_of(head.tenant) + 1] += 1);
        (1..=N_SHARDS).for_each(|idx| starts[idx] += starts[idx - 1]);
        let mut next = starts.clone();
        self.by_shard = vec![0; self.heads.len()];
        for (idx, head) in self.heads.iter().enumerate() {
            let place = &mut next[shard_of(head.tenant)];
            self.by_shard[*place as usize] = idx as u32;
            *place += 1;
        }
        self.shard_starts = starts;
    }

    /// The heads of one shard.
    pub(crate) fn heads_of(&self, shard: usize) -> &[u32] {
        &self.by_shard[self.shard_starts[shard] as usize..self.shard_starts[shard + 1] as usize]
    }

    pub(crate) fn rows_of(&self, head: u32) -> &[Row] {
        let start = self.first_rows[head as usize] as usize;
        let end = self.first_rows.get(head as usize + 1).map_or(self.rows.len(), |&next| next as usize);
        &self.rows[start..end]
    }
}

fn channel_of_customer(record: &Record<'_>) -> Option<Channel> {
    match record.grain {
        Grain::Customer | Grain::Relationship => record.channel,
        Grain::Subscription | Grain::Pool | Grain::Charge | Grain::Usage => None,
    }
}

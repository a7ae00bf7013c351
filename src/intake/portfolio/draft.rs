//! Several records of one subscription on their way to become one.

use std::cmp::Ordering;

use crate::intake::portfolio::charges;
use crate::intake::rejects::Why;
use crate::intake::row::{Arena, Extra, Key, NOTHING, Row, Span};
use crate::intake::shard::Store;
use crate::intake::{Charge, Grain};
use crate::model::{Origin, Seats};

/// A row with its rare facts beside it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Position of the row it came from, and will be stored at.
    pub(crate) at: u32,
    pub(crate) row: Row,
    extra: Extra,
    /// Products of all records, the highest rank first.
    pub(crate) products: Vec<u32>,
}

/// A cell of a lower rank that gave way.
#[derive(Debug, Clone)]
pub(crate) struct Disagreement {
    pub(crate) column: &'static str,
    pub(crate) origin: Origin,
    kept: String,
    other: String,
}

impl Disagreement {
    pub(crate) fn texts(&self) -> (String, String) {
        (self.kept.clone(), self.other.clone())
    }
}

impl Draft {
    pub(crate) fn of(store: &Store, at: u32) -> Self {
        let row = store.rows[at];
        let extra = store.extra(&row).copied().unwrap_or_default();
        Draft { at, row, extra, products: vec![row.product] }
    }

    /// Stores the draft where its row stood.
    pub(crate) fn put(mut self, store: &mut Store) {
        self.row.extra = if self.row.extra == NOTHING && self.extra.is_empty() {
            NOTHING
        } else {
            store.keep_extra(self.extra)
        };
        *store.rows.get_mut(self.at) = self.row;
    }

    /// Month of a monthly report row.
    pub(crate) fn month(&self) -> Option<crate::model::Day> {
        self.extra.reported_month
    }

    /// What it says as a line of an invoice.
    pub(crate) fn charge(&self) -> &Charge {
        &self.extra.charge
    }

    /// One row of several of the same id, and what lower ranks said otherwise; or why they contradict
    /// each other inside one rank.
    pub(crate) fn unite(drafts: &[Draft], text: &Arena) -> Result<(Draft, Vec<Disagreement>), Why> {
        let mut current = newest_month(&without_usage(drafts));
        let (charges, mut ranked): (Vec<_>, Vec<_>) =
            current.drain(..).partition(|draft| draft.row.grain == Grain::Charge);
        ranked.extend(charges::collapse(charges, text));
        ranked.sort_by(|a, b| a.compare(b, text));
        let mut united: Option<Draft> = None;
        let mut disagreements = Vec::new();
        for rank in ranked.chunk_by(|a, b| a.row.rank == b.row.rank) {
            let level = level(rank, text)?;
            match &mut united {
                None => united = Some(level),
                Some(united) => {
                    disagreements.extend(united.differences(&level, text));
                    united.fill(&level);
                }
            }
        }
        let mut united = united.ok_or_else(Why::no_seats)?;
        united.stand_where_the_seats_are(&ranked);
        Ok((united, disagreements))
    }

    /// The row is that of the record whose own seats were taken.
    fn stand_where_the_seats_are(&mut self, ranked: &[Draft]) {
        let seats = self.row.seats_purchased;
        let by_place = |draft: &&Draft| (draft.row.rank, draft.row.origin());
        let source = ranked.iter().filter(|draft| draft.row.seats_purchased == seats).min_by_key(by_place);
        if let Some(source) = source {
            let Row { head, line, file, grain, .. } = source.row;
            self.row = Row { head, line, file, grain, ..self.row };
            self.at = source.at;
        }
    }

    pub(crate) fn compare(&self, other: &Draft, text: &Arena) -> Ordering {
        self.compare_content(other, text).then_with(|| self.row.origin().cmp(&other.row.origin()))
    }

    /// An order by what they say, not by where they stand.
    pub(crate) fn compare_content(&self, other: &Draft, text: &Arena) -> Ordering {
        self.row.compare_content(&other.row).then_with(|| self.extra.compare_content(&other.extra, text))
    }

    /// Takes what is unknown here from `other`; a constant of a profile gives way to any cell.
    fn fill(&mut self, other: &Draft) {
        let (row, from) = (&mut self.row, &other.row);
        if row.channel.is_none() || (row.assumed_channel && from.channel.is_some() && !from.assumed_channel) {
            (row.channel, row.assumed_channel) = (from.channel, from.assumed_channel);
        }
        let gives_model = from.commerce_model.is_some() && !from.assumed_model;
        if row.commerce_model.is_none() || (row.assumed_model && gives_model) {
            (row.commerce_model, row.assumed_model) = (from.commerce_model, from.assumed_model);
        }
        if row.unit_price.is_none() {
            row.unit_price = from.unit_price;
            row.price_basis = from.price_basis;
            row.currency = from.currency;
        }
        if row.seats_assigned.is_none() {
            row.seats_assigned = from.seats_assigned;
            row.seats_scope = from.seats_scope.or(row.seats_scope);
        }
        row.seats_purchased = row.seats_purchased.or(from.seats_purchased);
        row.start_date = row.start_date.or(from.start_date);
        row.end_date = row.end_date.or(from.end_date);
        if row.term.is_none() || (row.term_is_guessed && from.term.is_some() && !from.term_is_guessed) {
            (row.term, row.term_is_guessed) = (from.term, from.term_is_guessed);
        }
        row.billing_account = row.billing_account.or(from.billing_account);
        row.seats_scope = row.seats_scope.or(from.seats_scope);
        row.status = row.status.or(from.status);
        row.billing_cycle = row.billing_cycle.or(from.billing_cycle);
        row.auto_renew = row.auto_renew.or(from.auto_renew);
        row.end_of_term_action = row.end_of_term_action.or(from.end_of_term_action);
        row.is_trial = row.is_trial.or(from.is_trial);
        row.is_add_on = row.is_add_on.or(from.is_add_on);
        self.products.extend_from_slice(&other.products);
        self.extra.fill(&other.extra);
    }

    /// Columns both know and that differ, of those a contradiction matters in.
    fn differences(&self, other: &Draft, text: &Arena) -> Vec<Disagreement> {
        let mut found = Differences { origin: other.row.origin(), list: Vec::new() };
        let (a, b) = (&self.row, &other.row);
        let count = |seats: Option<Seats>| seats.map(Seats::get);
        if !a.assumed_channel && !b.assumed_channel {
            found.compare("source_channel", a.channel, b.channel);
        }
        found.compare("seats_purchased", count(a.seats_purchased), count(b.seats_purchased));
        if a.seats_scope == b.seats_scope {
            found.compare("seats_assigned", count(a.seats_assigned), count(b.seats_assigned));
        }
        found.compare("status", a.status, b.status);
        if !a.term_is_guessed && !b.term_is_guessed {
            found.compare("term", a.term, b.term);
        }
        found.compare("start_date", a.start_date, b.start_date);
        found.compare("end_date", a.end_date, b.end_date);
        let (a, b) = (&self.extra, &other.extra);
        found.compare("cancel_until", a.cancel_until, b.cancel_until);
        let last = (a.last_purchase_or_renewal, b.last_purchase_or_renewal);
        found.compare("last_purchase_or_renewal_date", last.0, last.1);
        found.compare("parent_subscription_id", a.parent.id(text), b.parent.id(text));
        found.list
    }
}

/// The records of one rank as one; two different cells in a column that matters are a conflict.
fn level(rank: &[Draft], text: &Arena) -> Result<Draft, Why> {
    let (first, others) = rank.split_first().ok_or_else(Why::no_seats)?;
    let mut level = first.clone();
    for other in others {
        if let Some(Disagreement { column, kept, other, .. }) =
            level.differences(other, text).into_iter().next()
        {
            return Err(Why::conflict(
                column,
                format!("{};{}", kept.clone().min(other.clone()), kept.max(other)),
            ));
        }
        level.fill(other);
    }
    Ok(level)
}

/// Lines without licences count only where no record lists the subscription with licences.
fn without_usage(drafts: &[Draft]) -> Vec<Draft> {
    let is_usage = |draft: &Draft| draft.row.grain == Grain::Usage;
    let is_licensed = !drafts.iter().all(is_usage);
    drafts.iter().filter(|draft| !(is_licensed && is_usage(draft))).cloned().collect()
}

/// Of monthly reports, the newest month of each rank; everything else as it is.
fn newest_month(drafts: &[Draft]) -> Vec<Draft> {
    let newest = |rank: u8| {
        let of_rank = drafts.iter().filter(|draft| draft.row.rank == rank);
        of_rank.filter_map(|draft| draft.extra.reported_month).max()
    };
    let is_current = |draft: &&Draft| {
        draft.extra.reported_month.is_none() || draft.extra.reported_month == newest(draft.row.rank)
    };
    drafts.iter().filter(is_current).cloned().collect()
}

struct Differences {
    origin: Origin,
    list: Vec<Disagreement>,
}

impl Differences {
    fn compare<T: PartialEq + ToString>(&mut self, column: &'static str, kept: Option<T>, other: Option<T>) {
        if let (Some(kept), Some(other)) = (kept, other)
            && kept != other
        {
            let (kept, other) = (kept.to_string(), other.to_string());
            self.list.push(Disagreement { column, origin: self.origin, kept, other });
        }
    }
}

impl Extra {
    fn is_empty(&self) -> bool {
        self.parent == Key::Missing
            && self.cancel_until.is_none()
            && self.next_state.is_none()
            && self.last_purchase_or_renewal.is_none()
            && self.promotion == Span::default()
            && self.open_transfer == Span::default()
            && self.target_seats.is_none()
            && self.target_term.is_none()
    }

    fn fill(&mut self, other: &Extra) {
        if self.parent.is_missing() {
            self.parent = other.parent;
        }
        if self.promotion.len == 0 {
            self.promotion = other.promotion;
        }
        if self.open_transfer.len == 0 {
            self.open_transfer = other.open_transfer;
        }
        self.cancel_until = self.cancel_until.or(other.cancel_until);
        self.next_state = self.next_state.or(other.next_state);
        self.last_purchase_or_renewal = self.last_purchase_or_renewal.or(other.last_purchase_or_renewal);
        self.target_seats = self.target_seats.or(other.target_seats);
        self.target_term = self.target_term.or(other.target_term);
    }
}

//! One accepted record in a fixed, small shape: ids as sixteen bytes, texts as spans of an arena.

use std::cmp::Ordering;

use uuid::Uuid;

use crate::intake::{Charge, Constants, Grain};
use crate::model::{
    BillingAccount, BillingCycle, Channel, CommerceModel, Currency, CustomerFacts, Day, EndOfTermAction,
    Origin, PriceBasis, Seats, SeatsScope, Status, SubscriptionId, TenantId, Term, UnitPrice,
};

/// No extra facts.
pub(crate) const NOTHING: u32 = u32::MAX;

/// A text in an arena.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

/// The texts rows point into; at most four gibibytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena(String);

impl Arena {
    pub(crate) fn whole(&self) -> &str {
        &self.0
    }

    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.capacity() as u64
    }

    /// Adds the texts of another arena as they stand there; `None` where they are too many.
    pub(crate) fn append_whole(&mut self, texts: &str) -> Option<()> {
        u32::try_from(self.0.len() + texts.len()).ok()?;
        self.0.reserve_exact(texts.len());
        self.0.push_str(texts);
        Some(())
    }

    pub(crate) fn get(&self, span: Span) -> &str {
        self.0.get(span.start as usize..(span.start + span.len) as usize).unwrap_or_default()
    }

    /// Adds a text; a text beyond four gibibytes is lost, which the reader refuses long before.
    pub(crate) fn add(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        let start = self.0.len();
        if start + text.len() > u32::MAX as usize {
            return Span::default();
        }
        if self.0.capacity() < start + text.len() {
            self.0.reserve_exact(text.len().max(start / 4).max(1024));
        }
        self.0.push_str(text);
        Span { start: start as u32, len: text.len() as u32 }
    }
}

/// A subscription id in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Key {
    #[default]
    Missing,
    Guid(Uuid),
    Text(Span),
}

impl Key {
    pub(crate) fn store(text: &str, arena: &mut Arena) -> Self {
        match SubscriptionId::parse(text) {
            None => Key::Missing,
            Some(SubscriptionId::Guid(guid)) => Key::Guid(guid),
            Some(SubscriptionId::Text(text)) => Key::Text(arena.add(text)),
        }
    }

    pub(crate) fn id(self, arena: &Arena) -> Option<SubscriptionId<'_>> {
        match self {
            Key::Missing => None,
            Key::Guid(guid) => Some(SubscriptionId::Guid(guid)),
            Key::Text(span) => Some(SubscriptionId::Text(arena.get(span))),
        }
    }

    pub(crate) fn is_missing(self) -> bool {
        self == Key::Missing
    }

    fn moved(self, from: &Arena, into: &mut Arena) -> Self {
        match self {
            Key::Missing | Key::Guid(_) => self,
            Key::Text(span) => Key::Text(into.add(from.get(span))),
        }
    }
}

/// What records say of their customer; records that follow each other share one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) name: Span,
    pub(crate) domain: Span,
    pub(crate) facts: CustomerFacts,
    pub(crate) grain: Grain,
    /// `relationship_status` is a constant of the profile, not a cell.
    pub(crate) assumed_relationship: bool,
    /// A constant of a customer list: who sells to the customer, where no subscription says it.
    pub(crate) channel: Option<Channel>,
    pub(crate) joined: Joined,
    pub(crate) file: u16,
    pub(crate) line: u32,
}

/// How a record without a tenant id came to its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Joined {
    Named,
    ByDomain,
    ByName,
}

/// One record of grain subscription, pool or charge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) head: u32,
    pub(crate) line: u32,
    pub(crate) product: u32,
    /// Position of rare facts, or [`NOTHING`].
    pub(crate) extra: u32,
    pub(crate) id: Key,
    pub(crate) seats_purchased: Option<Seats>,
    pub(crate) seats_assigned: Option<Seats>,
    pub(crate) start_date: Option<Day>,
    pub(crate) end_date: Option<Day>,
    pub(crate) unit_price: Option<UnitPrice>,
    pub(crate) term: Option<Term>,
    pub(crate) file: u16,
    pub(crate) rank: u8,
    pub(crate) grain: Grain,
    pub(crate) channel: Option<Channel>,
    pub(crate) billing_account: Option<BillingAccount>,
    pub(crate) commerce_model: Option<CommerceModel>,
    pub(crate) seats_scope: Option<SeatsScope>,
    pub(crate) status: Option<Status>,
    pub(crate) billing_cycle: Option<BillingCycle>,
    pub(crate) auto_renew: Option<bool>,
    pub(crate) end_of_term_action: Option<EndOfTermAction>,
    pub(crate) is_trial: Option<bool>,
    pub(crate) is_add_on: Option<bool>,
    pub(crate) price_basis: Option<PriceBasis>,
    pub(crate) currency: Option<Currency>,
    pub(crate) term_is_guessed: bool,
    pub(crate) assumed_channel: bool,
    pub(crate) assumed_model: bool,
}

/// Facts few records have.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extra {
    pub(crate) parent: Key,
    pub(crate) cancel_until: Option<Day>,
    pub(crate) next_state: Option<Day>,
    pub(crate) last_purchase_or_renewal: Option<Day>,
    pub(crate) promotion: Span,
    pub(crate) open_transfer: Span,
    pub(crate) target_seats: Option<Seats>,
    pub(crate) target_term: Option<Term>,
    pub(crate) reported_month: Option<Day>,
    pub(crate) charge: Charge,
}

impl Row {
    pub(crate) fn origin(&self) -> Origin {
        Origin { file: u32::from(self.file), line: self.line }
    }

    pub(crate) fn seats(&self) -> u64 {
        u64::from(self.seats_purchased.map_or(0, Seats::get))
    }

    pub(crate) fn mark_constants(&mut self, constants: Constants) {
        self.assumed_channel = constants.channel && self.channel.is_some();
        self.assumed_model = constants.commerce_model && self.commerce_model.is_some();
    }

    /// The row with its id in another arena; head, product and extra facts are the caller's.
    pub(crate) fn moved(&self, from: &Arena, into: &mut Arena) -> Self {
        Row { id: self.id.moved(from, into), ..*self }
    }

    /// An order by what the row says, not by where it stands. The product's position must already be its
    /// rank among all products.
    pub(crate) fn compare_content(&self, other: &Row) -> Ordering {
        self.rank
            .cmp(&other.rank)
            .then_with(|| self.grain.cmp(&other.grain))
            .then_with(|| self.product.cmp(&other.product))
            .then_with(|| self.numbers().cmp(&other.numbers()))
            .then_with(|| self.choices().cmp(&other.choices()))
            .then_with(|| self.flags().cmp(&other.flags()))
    }

    fn numbers(&self) -> impl Ord + use<> {
        let seats = (self.seats_purchased, self.seats_assigned);
        (seats, self.start_date, self.end_date, self.term, self.unit_price, self.currency)
    }

    fn choices(&self) -> impl Ord + use<> {
        let channel = (self.channel, self.billing_account, self.commerce_model);
        (
            channel,
            self.status,
            self.billing_cycle,
            self.end_of_term_action,
            self.price_basis,
            self.seats_scope,
        )
    }

    fn flags(&self) -> impl Ord + use<> {
        let assumed = (self.term_is_guessed, self.assumed_channel, self.assumed_model);
        (self.auto_renew, self.is_trial, self.is_add_on, assumed)
    }
}

impl Extra {
    pub(crate) fn moved(&self, from: &Arena, into: &mut Arena) -> Self {
        Extra {
            parent: self.parent.moved(from, into),
            promotion: into.add(from.get(self.promotion)),
            open_transfer: into.add(from.get(self.open_transfer)),
            ..*self
        }
    }

    /// An order by what the facts say.
    pub(crate) fn compare_content(&self, other: &Extra, arena: &Arena) -> Ordering {
        let days = |e: &Extra| {
            (e.reported_month, e.cancel_until, e.next_state, e.last_purchase_or_renewal, e.target_seats)
        };
        let charge = |e: &Extra| (e.charge, e.target_term);
        let texts = |e: &Extra| (e.parent.id(arena), arena.get(e.promotion), arena.get(e.open_transfer));
        days(self)
            .cmp(&days(other))
            .then_with(|| charge(self).cmp(&charge(other)))
            .then_with(|| texts(self).cmp(&texts(other)))
    }
}

impl Head {
    pub(crate) fn moved(&self, from: &Arena, into: &mut Arena) -> Self {
        Head { name: into.add(from.get(self.name)), domain: into.add(from.get(self.domain)), ..*self }
    }
}

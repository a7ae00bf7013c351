//! Decisions of people that a plan keeps: a day, a wave, a route, a successor, or not to move at all.

use crate::model::{Day, SubscriptionId, TenantId};
use crate::routes::{Line, Route};
use crate::rules::{Actor, Column, Detail, Findings, Rulebook};

/// What somebody decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Move on this day.
    Date(Day),
    /// Move in the wave of this number, from 1: those of the calendar without pins to waves.
    Wave(u32),
    /// Move by this route.
    Route(Route),
    /// Move to the offer of this part number.
    Successor(String),
    /// Do not move.
    Skip,
}

/// One decision about a customer, or about one of its subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// With a subscription: the customer it must belong to.
    pub customer: Option<TenantId>,
    /// Subscription id; `None` is about the whole customer.
    pub subscription: Option<String>,
    pub choice: Choice,
    /// The decision as it is shown: `date 2026-12-01`.
    pub told: String,
    pub owner: String,
    pub reason: String,
    /// Last day the pin holds; `None`: until further notice.
    pub expires: Option<Day>,
}

impl Pin {
    fn subscription(&self) -> Option<SubscriptionId<'_>> {
        self.subscription.as_deref().and_then(SubscriptionId::parse)
    }
}

/// What is wrong with a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinState {
    /// It cannot be kept, or users pay for it; the text says why.
    Wrong(&'static str),
    /// Its day is past and the subscription is still here.
    Overdue,
    /// Its own last day is past: it is not applied.
    Expired,
    /// The plan would have decided the same.
    Useless,
}

/// Something to be said about a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinNote<'a> {
    pub pin: &'a Pin,
    /// Position of the subscription; `None` for a pin of the whole customer.
    pub position: Option<usize>,
    pub state: PinState,
}

/// Every pin of a run, found by customer and by subscription.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    list: Vec<Pin>,
    /// Positions of the pins of whole customers, sorted by tenant.
    by_customer: Vec<usize>,
    /// Positions of the pins of subscriptions, sorted by id.
    by_subscription: Vec<usize>,
}

impl Pins {
    pub fn new(list: Vec<Pin>) -> Self {
        let (mut by_subscription, mut by_customer): (Vec<usize>, Vec<usize>) =
            (0..list.len()).partition(|&it| list[it].subscription.is_some());
        by_customer.sort_by_key(|&it| list[it].customer);
        by_subscription.sort_by(|&one, &other| list[one].subscription().cmp(&list[other].subscription()));
        Pins { list, by_customer, by_subscription }
    }

    pub fn as_slice(&self) -> &[Pin] {
        &self.list
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The pins of a customer, and of its subscriptions with their positions: those of the customer first,
    /// so that what comes later, and is about less, wins.
    pub fn about(&self, tenant: Option<TenantId>, lines: &[Line<'_>]) -> Vec<(Option<usize>, &Pin)> {
        let numbers = self.numbers_about(tenant, lines).into_iter();
        numbers.map(|(position, number)| (position, &self.list[number])).collect()
    }

    /// The same as positions in [`Pins::as_slice`].
    pub fn numbers_about(&self, tenant: Option<TenantId>, lines: &[Line<'_>]) -> Vec<(Option<usize>, usize)> {
        let mut about: Vec<(Option<usize>, usize)> = Vec::new();
        if let Some(tenant) = tenant {
            let order = |it: usize| self.list[it].customer.cmp(&Some(tenant));
            about.extend(equal_range(&self.by_customer, order).map(|it| (None, it)));
        }
        if self.by_subscription.is_empty() {
            return about;
        }
        for (position, line) in lines.iter().enumerate() {
            let Some(id) = line.subscription.id else { continue };
            let order = |it: usize| self.list[it].subscription().cmp(&Some(id));
            let is_ours = |it: &usize| self.list[*it].customer.is_none() || self.list[*it].customer == tenant;
            let pins = equal_range(&self.by_subscription, order).filter(is_ours);
            about.extend(pins.map(|it| (Some(position), it)));
        }
        about
    }
}

/// The entries of a sorted list that compare equal.
fn equal_range(
    sorted: &[usize],
    compare: impl Fn(usize) -> std::cmp::Ordering,
) -> impl Iterator<Item = usize> {
    let start = sorted.partition_point(|&it| compare(it).is_lt());
    let end = sorted.partition_point(|&it| compare(it).is_le());
    sorted[start..end].iter().copied()
}

/// Adds what is to be said about pins, in the order of the rulebook.
pub fn tell_pins<'d>(notes: &[PinNote<'d>], rulebook: &Rulebook<'_>, findings: &mut Findings<'d>) {
    let mut told: Vec<(u16, PinNote<'d>)> =
        notes.iter().filter_map(|&note| Some((rulebook.position(rule_of(note.state))?, note))).collect();
    told.sort_by_key(|&(rule, note)| (rule, note.position));
    for (rule, PinNote { pin, position, state }) in told {
        findings.begin(rule, rulebook.rules()[usize::from(rule)].severity);
        let why = match state {
            PinState::Wrong(why) => Some(why),
            PinState::Overdue | PinState::Expired | PinState::Useless => None,
        };
        let detail = Detail::NONE
            .with(Column::Pin, pin.told.as_str())
            .with(Column::Owner, pin.owner.as_str())
            .with_some(Column::Because, why)
            .with_some(Column::Expires, pin.expires);
        match position {
            Some(position) => findings.flag(position, Actor::Us, pin.expires, detail),
            None => findings.flag_customer(Actor::Us, pin.expires, detail),
        }
    }
}

fn rule_of(state: PinState) -> &'static str {
    match state {
        PinState::Wrong(_) => "pin-wrong",
        PinState::Overdue => "pin-overdue",
        PinState::Expired => "pin-expired",
        PinState::Useless => "pin-useless",
    }
}

//! One rule about one subject, and the collector that stamps it.

use crate::model::value::column_values;
use crate::model::{Channel, Day};
use crate::rules::{Detail, Severity};

column_values! {
    /// `actor`: who has to act.
    Actor {
        Us = "us",
        Customer = "customer",
        SourcePartner = "source-partner",
        Provider = "provider",
        MicrosoftSupport = "microsoft-support",
    }
}

impl Actor {
    /// Who owns a subscription of this channel today and alone may stop, renew or hand it over.
    pub const fn owner_of(channel: Option<Channel>) -> Actor {
        match channel {
            Some(Channel::CspOther | Channel::Syndication) => Actor::SourcePartner,
            Some(Channel::CspSelf) => Actor::Us,
            Some(Channel::Direct | Channel::Advisor | Channel::Volume | Channel::Open) | None => {
                Actor::Customer
            }
        }
    }
}

/// Findings of most subscriptions, and of most customers as a whole.
const USUALLY_FOUND: usize = 6;

/// One rule about one subject.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// Position of the rule in the rulebook.
    pub rule: u16,
    pub severity: Severity,
    /// Position in the customer's subscriptions; `None` for the customer itself.
    pub subscription: Option<usize>,
    pub detail: Detail<'a>,
    pub actor: Actor,
    pub due: Option<Day>,
}

/// Collects what one rule finds; rule and severity are stamped here, not by the check.
#[derive(Debug, Default)]
pub struct Findings<'a> {
    found: Vec<Finding<'a>>,
    stamp: Option<(u16, Severity)>,
    /// Where the findings of that rule begin.
    begun: usize,
    /// Positions of those that are said where the rule does not hold.
    undated: Vec<usize>,
}

impl<'a> Findings<'a> {
    /// Room for what the rules usually find of a customer with that many subscriptions.
    pub fn with_room(n_subscriptions: usize) -> Self {
        Findings::in_room_of(Vec::with_capacity(USUALLY_FOUND * (n_subscriptions + 1)))
    }

    /// The room of findings that are no longer needed.
    pub fn in_room_of(mut findings: Vec<Finding<'a>>) -> Self {
        findings.clear();
        Findings { found: findings, ..Findings::default() }
    }

    /// What follows is found by this rule at this severity.
    #[inline]
    pub fn begin(&mut self, rule: u16, severity: Severity) {
        self.stamp = Some((rule, severity));
        self.begun = self.found.len();
    }

    /// Keeps what the rule has found about subjects it holds for, given by position.
    pub(super) fn keep_begun(&mut self, holds_for: impl Fn(Option<usize>) -> bool) {
        let undated = std::mem::take(&mut self.undated);
        for (position, found) in (self.begun..).zip(self.found.split_off(self.begun)) {
            let is_kept = if undated.contains(&position) {
                !self.found[self.begun..].iter().any(|kept| kept.subscription == found.subscription)
            } else {
                holds_for(found.subscription)
            };
            self.found.extend(is_kept.then_some(found));
        }
    }

    /// The rule holds for one subscription.
    #[inline]
    pub fn flag(&mut self, subscription: usize, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        self.push(Some(subscription), actor, due, detail);
    }

    /// The same for a reason that does not wait for the first day of the rule, such as what an export or a
    /// price list says; left out where the rule holds for the subscription already.
    pub fn flag_undated(&mut self, subscription: usize, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        self.undated.push(self.found.len());
        self.push(Some(subscription), actor, due, detail);
    }

    /// The rule holds for the customer as a whole.
    #[inline]
    pub fn flag_customer(&mut self, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        self.push(None, actor, due, detail);
    }

    #[inline]
    fn push(&mut self, subscription: Option<usize>, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        let (rule, severity) = self.stamp.expect("begin is called before a check runs");
        self.found.push(Finding { rule, severity, subscription, detail, actor, due });
    }

    /// Everything found so far, in the order of the rulebook.
    pub fn as_slice(&self) -> &[Finding<'a>] {
        &self.found
    }

    /// Everything found, in the order of the rulebook.
    pub fn into_vec(self) -> Vec<Finding<'a>> {
        self.found
    }
}

//! One rule about one subject, and the collector that stamps it.

use crate::model::value::column_values;
use crate::model::{Day, Money};
use crate::rules::Severity;

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

/// One observed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Text(&'a str),
    Count(i64),
    Day(Day),
    Money(Money),
}

/// Up to four observed values, each under the name of its column; language-neutral, nothing is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Detail<'a>([Option<(&'static str, Value<'a>)>; 4]);

impl<'a> Detail<'a> {
    /// Nothing to show beyond the rule itself.
    pub const NONE: Detail<'static> = Detail([None; 4]);

    /// Adds one value; a fifth is a mistake of the rule and is dropped in release builds.
    #[must_use]
    pub fn with(mut self, column: &'static str, value: impl Into<Value<'a>>) -> Self {
        let free = self.0.iter_mut().find(|slot| slot.is_none());
        debug_assert!(free.is_some(), "a detail holds at most four values");
        if let Some(slot) = free {
            *slot = Some((column, value.into()));
        }
        self
    }

    /// Adds the value where there is one.
    #[must_use]
    pub fn with_some(self, column: &'static str, value: Option<impl Into<Value<'a>>>) -> Self {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Value<'a>)> + '_ {
        self.0.iter().flatten().copied()
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(count: i64) -> Self {
        Value::Count(count)
    }
}

impl From<u32> for Value<'_> {
    fn from(count: u32) -> Self {
        Value::Count(i64::from(count))
    }
}

impl From<Day> for Value<'_> {
    fn from(day: Day) -> Self {
        Value::Day(day)
    }
}

impl From<Money> for Value<'_> {
    fn from(amount: Money) -> Self {
        Value::Money(amount)
    }
}

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
}

impl<'a> Findings<'a> {
    /// What follows is found by this rule at this severity.
    pub fn begin(&mut self, rule: u16, severity: Severity) {
        self.stamp = Some((rule, severity));
    }

    /// The rule holds for one subscription.
    pub fn flag(&mut self, subscription: usize, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        self.push(Some(subscription), actor, due, detail);
    }

    /// The rule holds for the customer as a whole.
    pub fn flag_customer(&mut self, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        self.push(None, actor, due, detail);
    }

    fn push(&mut self, subscription: Option<usize>, actor: Actor, due: Option<Day>, detail: Detail<'a>) {
        let (rule, severity) = self.stamp.expect("begin is called before a check runs");
        self.found.push(Finding { rule, severity, subscription, detail, actor, due });
    }

    /// Everything found, in the order of the rulebook.
    pub fn into_vec(self) -> Vec<Finding<'a>> {
        self.found
    }
}

//! When work is done: working days, holidays, capacity, freezes and groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};

use crate::config::spelled::{Spelled, list, spelled_serde, spelled_words};
use crate::model::value::column_values;
use crate::model::{Day, TenantId};

column_values! {
    /// A day of the week, as a policy names it.
    Weekday {
        Monday = "mon",
        Tuesday = "tue",
        Wednesday = "wed",
        Thursday = "thu",
        Friday = "fri",
        Saturday = "sat",
        Sunday = "sun",
    }
}

spelled_words!(Weekday);
spelled_serde!(Weekday, Capacity, DayRange);

/// `[calendar]`: the partner's working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Calendar {
    pub working_days: Vec<Weekday>,
    #[serde(with = "list")]
    pub holidays: Vec<Day>,
}

impl Default for Calendar {
    fn default() -> Self {
        let (working_days, _) = Weekday::ALL.split_at(5);
        Calendar { working_days: working_days.to_vec(), holidays: Vec::new() }
    }
}

/// Customers that can be cut over on one day, or `unlimited`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Capacity {
    #[default]
    Unlimited,
    PerDay(u32),
}

impl Spelled for Capacity {
    fn read(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(units) => Ok(Capacity::PerDay(units)),
            Err(_) if text == "unlimited" => Ok(Capacity::Unlimited),
            Err(_) => Err(format!("`{text}` is not a capacity: expected 0 or more, or \"unlimited\"")),
        }
    }

    fn spell(&self) -> Value {
        match self {
            Capacity::Unlimited => Value::from("unlimited"),
            Capacity::PerDay(units) => Value::from(i64::from(*units)),
        }
    }
}

impl Capacity {
    /// Customers per day; `None`: as many as come.
    pub fn limit(self) -> Option<u32> {
        match self {
            Capacity::Unlimited => None,
            Capacity::PerDay(units) => Some(units),
        }
    }
}

/// Two days and everything between, written `2026-12-15..2027-01-06`; one day may stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayRange {
    pub first: Day,
    /// Inclusive.
    pub last: Day,
}

impl Spelled for DayRange {
    fn read(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (Day::read(first.trim())?, Day::read(last.trim())?);
        if last < first {
            return Err(format!("`{text}` ends before it begins"));
        }
        Ok(DayRange { first, last })
    }

    fn spell(&self) -> Value {
        Value::from(format!("{}..{}", self.first, self.last))
    }
}

/// `[waves]`: how many customers move when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Waves {
    /// Customers per working day.
    pub capacity: Capacity,
    /// Customers on one day of the week, where it differs.
    pub capacity_by_weekday: BTreeMap<Weekday, u32>,
    /// Days on which nobody is cut over.
    pub freeze: Vec<DayRange>,
    /// All of a customer's subscriptions move on one day.
    pub together: bool,
    /// `[[waves.period]]`
    pub period: Vec<Period>,
    /// `[[waves.group]]`
    pub group: Vec<Group>,
}

/// A capacity that holds for some days; the last period that covers a day counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Period {
    pub days: DayRange,
    pub capacity: u32,
}

/// Customers that move together on one day, perhaps on a later one than another group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    pub name: Spanned<String>,
    #[serde(with = "list")]
    pub customers: Vec<TenantId>,
    /// Name of the group that moves on an earlier day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Spanned<String>>,
}

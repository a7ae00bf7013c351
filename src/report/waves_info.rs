//! The study of the calendar as `run.json` holds it.

use serde::{Deserialize, Serialize};

use crate::model::Totals;
use crate::plan::{Book, Point, Study};

/// Key `waves` of `run.json`: there where the policy or the pins leave the calendar something to respect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WavesInfo {
    /// Customers on one day.
    pub units: u64,
    /// Units that do not get their best day.
    pub moved_units: u64,
    /// `optimal`: no other calendar that keeps pins and groups misses fewer seats or costs less; `within`: none misses
    /// fewer seats, and none of as few is cheaper by more than `gap_percent`; `unproven`: nothing is known.
    pub proof: String,
    /// Per cent of the cost, rounded up to two decimals.
    #[serde(default)]
    pub gap_percent: Option<String>,
    pub planned: Reckoned,
    /// Units that no calendar could have saved.
    pub unavoidable_units: u64,
    /// Most days by which a unit misses its last safe day.
    pub most_days_missed: i64,
    pub smallest_capacity: Option<u32>,
    pub half_capacity: Option<Reckoned>,
    pub double_capacity: Option<Reckoned>,
    pub freezes: Vec<FreezeInfo>,
    /// Pins about customers and subscriptions that no input holds.
    #[serde(default)]
    pub absent_pins: Vec<AbsentPin>,
    pub load: Vec<LoadInfo>,
}

/// What one set of rules leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reckoned {
    /// Paid twice because units move before their best days.
    pub early_cost: Vec<Amount>,
    pub missed_units: u64,
    pub missed_seats: u64,
}

/// Rounded, as exact text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub currency: String,
    pub amount: String,
}

/// What would be without one freeze, everything else unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreezeInfo {
    pub first: String,
    pub last: String,
    pub without_it: Reckoned,
}

/// A decision about nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsentPin {
    /// Tenant or subscription.
    pub id: String,
    /// `date 2026-12-01`.
    pub pin: String,
}

/// One day on which somebody moves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadInfo {
    pub date: String,
    pub units: u32,
    /// `None`: no limit.
    pub capacity: Option<u32>,
}

impl WavesInfo {
    pub fn of(study: &Study) -> Self {
        let late = || study.late.iter();
        WavesInfo {
            units: study.units,
            moved_units: study.moved_units,
            proof: match study.gap {
                Some(0) => "optimal",
                Some(_) => "within",
                None => "unproven",
            }
            .to_owned(),
            gap_percent: study.gap.map(|gap| format!("{}.{:02}", gap / 100, gap % 100)),
            planned: reckoned(&study.planned),
            unavoidable_units: late().filter(|it| it.is_unavoidable).count() as u64,
            most_days_missed: late().filter_map(|it| it.days).max().unwrap_or(0),
            smallest_capacity: study.smallest_capacity,
            half_capacity: study.half_and_double.as_ref().map(|(half, _)| reckoned(half)),
            double_capacity: study.half_and_double.as_ref().map(|(_, double)| reckoned(double)),
            freezes: study
                .freezes
                .iter()
                .map(|(span, without)| FreezeInfo {
                    first: span.first.to_string(),
                    last: span.last.to_string(),
                    without_it: reckoned(without),
                })
                .collect(),
            absent_pins: study
                .absent_pins
                .iter()
                .map(|(id, pin)| AbsentPin { id: id.clone(), pin: pin.clone() })
                .collect(),
            load: study
                .load
                .iter()
                .map(|&(day, units, capacity)| LoadInfo { date: day.to_string(), units, capacity })
                .collect(),
        }
    }
}

fn reckoned(point: &Point) -> Reckoned {
    Reckoned {
        early_cost: amounts(&point.early_cost),
        missed_units: point.missed_units,
        missed_seats: point.missed_seats,
    }
}

fn amounts(totals: &Totals) -> Vec<Amount> {
    let code = |currency: Option<crate::model::Currency>| {
        currency.map(|code| code.as_str().to_owned()).unwrap_or_default()
    };
    totals
        .iter()
        .map(|(currency, amount)| Amount { currency: code(currency), amount: amount.to_string() })
        .collect()
}

/// The study of a run, where there is a calendar to study.
pub fn waves_info(book: Option<&Book<'_>>, as_of: crate::model::Day) -> Option<WavesInfo> {
    book.map(|book| WavesInfo::of(&crate::plan::study(book, as_of)))
}

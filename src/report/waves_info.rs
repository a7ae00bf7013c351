//! The study of the calendar as `run.json` holds it, and as lines of the summary.

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
    /// `optimal`: no other calendar that keeps pins and groups misses fewer seats or costs less.
    pub proof: String,
    pub planned: Reckoned,
    /// Units that no calendar could have saved.
    pub unavoidable_units: u64,
    /// Most days by which a unit misses its last safe day.
    pub most_days_missed: i64,
    pub smallest_capacity: Option<u32>,
    pub half_capacity: Option<Reckoned>,
    pub double_capacity: Option<Reckoned>,
    pub freezes: Vec<FreezeInfo>,
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
            proof: if study.is_proven { "optimal" } else { "unproven" }.to_owned(),
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
            load: study
                .load
                .iter()
                .map(|&(day, units, capacity)| LoadInfo { date: day.to_string(), units, capacity })
                .collect(),
        }
    }

    /// What the summary says of the calendar: at most four lines.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.moves()];
        if self.planned.missed_units > 0 {
            lines.push(self.misses());
        }
        if let (Some(half), Some(double)) = (&self.half_capacity, &self.double_capacity) {
            let planned = told(&self.planned);
            lines.push(format!(
                "  early: {planned}; at half the capacity {}; at double {}",
                told(half),
                told(double)
            ));
        }
        let worth = |freeze: &&FreezeInfo| {
            (
                self.planned.missed_seats - freeze.without_it.missed_seats.min(self.planned.missed_seats),
                freeze.without_it != self.planned,
            )
        };
        if let Some(freeze) = self.freezes.iter().max_by_key(worth).filter(|it| worth(it).1) {
            let FreezeInfo { first, last, without_it } = freeze;
            lines.push(format!("  without the freeze {first}..{last}: {}", told(without_it)));
        }
        lines
    }

    fn moves(&self) -> String {
        let full = self.load.iter().filter(|it| it.capacity.is_some_and(|most| it.units >= most)).count();
        let peak = self.load.iter().map(|it| it.units).max().unwrap_or(0);
        let days = self.load.len();
        let proof = if self.proof == "optimal" { "" } else { " (not proven to be the best)" };
        format!(
            "Waves: {days} days, {full} of them full, at most {peak} a day; {} of {} moves are not on their best day{proof}",
            self.moved_units, self.units
        )
    }

    fn misses(&self) -> String {
        let Reckoned { missed_units, missed_seats, .. } = &self.planned;
        let remedy = match self.smallest_capacity {
            Some(capacity) => format!("; the smallest capacity that saves all others is {capacity}"),
            None => String::new(),
        };
        format!(
            "  {missed_units} moves ({missed_seats} seats) miss the last safe day, by up to {} days; {} of them could not be saved{remedy}",
            self.most_days_missed, self.unavoidable_units
        )
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

fn told(point: &Reckoned) -> String {
    let cost: Vec<String> = point
        .early_cost
        .iter()
        .map(|it| format!("{} {}", it.amount, it.currency).trim_end().to_owned())
        .collect();
    let cost = if cost.is_empty() { "0.00".to_owned() } else { cost.join(" + ") };
    format!("{cost} and {} missed", point.missed_units)
}

/// The study of a run, where there is a calendar to study.
pub fn waves_info(book: Option<&Book<'_>>, as_of: crate::model::Day) -> Option<WavesInfo> {
    book.map(|book| WavesInfo::of(&crate::plan::study(book, as_of)))
}

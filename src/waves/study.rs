//! What the calendar would be under other rules: more or less capacity, or without one of the freezes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{Day, plus_days};
use crate::waves::line::OpenDays;
use crate::waves::solver::Item;
use crate::waves::{Proof, Settings, Unit, schedule};

/// What one set of rules leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Price of being early, in the scale of [`Unit::cost_per_day_early`].
    pub cost: i128,
    pub missed_units: usize,
    pub missed_seats: u64,
    pub proof: Proof,
}

/// Capacity multiplied by a half, one and two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curve {
    pub half: Outcome,
    pub same: Outcome,
    pub double: Outcome,
}

/// The outcome of a calendar made by `settings`.
pub fn outcome(units: &[Unit], settings: &Settings, as_of: Day) -> Outcome {
    let calendar = schedule(units, settings, as_of);
    Outcome {
        cost: calendar.cost,
        missed_units: calendar.missed.len(),
        missed_seats: calendar.missed_seats(units),
        proof: calendar.proof,
    }
}

/// What half and double the capacity would lead to.
pub fn curve(units: &[Unit], settings: &Settings, as_of: Day) -> Curve {
    let with = |numerator, denominator| outcome(units, &settings.scaled(numerator, denominator), as_of);
    let ((half, same), double) = rayon::join(|| (with(1, 2), with(1, 1)), || with(2, 1));
    Curve { half, same, double }
}

/// Per freeze: the outcome if that one did not exist, everything else unchanged.
pub fn without_each_freeze(units: &[Unit], settings: &Settings, as_of: Day) -> Vec<Outcome> {
    (0..settings.freezes.len())
        .map(|freeze| {
            let mut open = settings.clone();
            open.freezes.remove(freeze);
            outcome(units, &open, as_of)
        })
        .collect()
}

/// The smallest `capacity` at which nobody misses who can be saved at all: every unit on its own, pins aside.
/// `None` where no capacity is enough, because the days that have one of their own are too few.
pub fn smallest_capacity(units: &[Unit], settings: &Settings) -> Option<u32> {
    let first = units.iter().map(|unit| unit.earliest).min()?;
    let last = units.iter().filter_map(|unit| unit.last_safe).max()?.max(first);
    let unlimited = Settings { capacity: Some(u32::MAX), ..settings.clone() };
    let mut days = OpenDays::new(&unlimited, first, last.min(plus_days(first, 20_000)), 0);
    let mut windows: Vec<(u32, u32)> = units
        .iter()
        .filter(|unit| unit.pin.is_none() && unit.last_safe.is_some())
        .map(|unit| days.item(unit, 0))
        .filter(Item::can_be_saved)
        .map(|item| (item.early, item.end))
        .collect();
    windows.sort_unstable();
    let mut saves = |capacity: u32| {
        let settings = Settings { capacity: Some(capacity), ..settings.clone() };
        for position in 0..days.line.len() {
            let day = days.day(position as u32);
            days.line.room[position] = settings.capacity_on(day).unwrap_or(capacity);
        }
        all_in_time(&windows, &days.line.room)
    };
    let (mut low, mut high) = (1, units.len() as u32);
    if !saves(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if saves(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(high)
}

/// Whether every window holds a day of its own: the earliest deadline first is never wrong for units of equal length.
fn all_in_time(windows: &[(u32, u32)], room: &[u32]) -> bool {
    let mut waiting = BinaryHeap::new();
    let mut arriving = windows.iter().peekable();
    for (position, &room) in (0u32..).zip(room) {
        while let Some(&&(_, end)) = arriving.peek().filter(|window| window.0 <= position) {
            waiting.push(Reverse(end));
            arriving.next();
        }
        for _ in 0..room {
            match waiting.pop() {
                None => break,
                Some(Reverse(end)) if end <= position => return false,
                Some(_) => {}
            }
        }
    }
    waiting.is_empty() && arriving.peek().is_none()
}

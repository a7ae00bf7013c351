//! The days on which somebody works, and how they stand on the solver's line.

use crate::model::{Day, days_between, plus_days};
use crate::waves::settings::Settings;
use crate::waves::solver::{ENDLESS, Item, Line, STEEPEST};
use crate::waves::unit::Unit;

/// Days a calendar may reach behind the last date of its units, where capacity is short.
pub(super) const FURTHEST: i64 = 20_000;

/// The open days with their places on the line.
#[derive(Debug, Clone)]
pub(super) struct OpenDays {
    pub(super) line: Line,
    first: Day,
    /// Per calendar day from the first: the position of the first open day on or after it.
    from: Vec<u32>,
}

impl OpenDays {
    /// Open days from `first` to `last`, and on until `units` of them find room behind `last`.
    pub(super) fn new(settings: &Settings, first: Day, last: Day, units: usize) -> Self {
        let (mut line, mut from) = (Line::default(), Vec::new());
        let span = days_between(first, last);
        let mut wanted = units as u64;
        for offset in 0..=span + FURTHEST {
            if offset > span && wanted == 0 {
                break;
            }
            let day = plus_days(first, offset);
            from.push(line.len() as u32);
            if settings.closure(day).is_none() {
                let room = settings.capacity_on(day).unwrap_or(ENDLESS);
                line.offset.push(offset as i32);
                line.room.push(room);
                wanted = if offset > span { wanted.saturating_sub(u64::from(room)) } else { wanted };
            }
        }
        OpenDays { line, first, from }
    }

    /// A unit on the line; `rank` is its place in the canonical order. A unit without licences weighs as much as one.
    pub(super) fn item(&self, unit: &Unit, rank: u32) -> Item {
        let best = unit.best();
        Item {
            early: self.on_or_after(unit.earliest),
            free: self.on_or_after(best),
            end: unit.last_safe.map_or(self.line.len() as u32, |last| self.behind(last)),
            best: self.offset_of(best),
            slope: unit.cost_per_day_early.min(STEEPEST),
            weight: unit.seats.max(1),
            rank,
        }
    }

    /// Calendar days from the first to `day`.
    pub(super) fn offset_of(&self, day: Day) -> i32 {
        days_between(self.first, day) as i32
    }

    /// Position of the first open day on or after `day`; the number of open days where there is none.
    pub(super) fn on_or_after(&self, day: Day) -> u32 {
        let offset = self.offset_of(day).max(0) as usize;
        self.from.get(offset).copied().unwrap_or(self.line.len() as u32)
    }

    /// Position behind the last open day on or before `day`.
    pub(super) fn behind(&self, day: Day) -> u32 {
        if self.offset_of(day) < 0 { 0 } else { self.on_or_after(plus_days(day, 1)) }
    }

    pub(super) fn day(&self, position: u32) -> Day {
        plus_days(self.first, i64::from(self.line.offset[position as usize]))
    }

    /// Position of `day`, where it is open.
    pub(super) fn position(&self, day: Day) -> Option<u32> {
        self.line.offset.binary_search(&self.offset_of(day)).ok().map(|position| position as u32)
    }
}

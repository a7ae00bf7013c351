//! The open days in a row, each with the room it has.

use crate::model::{Day, days_between, plus_days};
use crate::waves::Settings;

/// Days a calendar may reach behind the last date of its units, where capacity is short.
pub(super) const FURTHEST: i64 = 20_000;
/// Room of a day that takes as many as come.
pub(super) const ENDLESS: u32 = u32::MAX;

/// Open days by position; positions are what the scheduler calculates with.
#[derive(Debug, Clone)]
pub(super) struct Line {
    first: Day,
    /// Days of the calendar from `first`, one per open day.
    pub(super) offset: Vec<i32>,
    /// Units each open day still takes.
    pub(super) room: Vec<u32>,
    /// Per calendar day: the position of the first open day on or after it.
    from: Vec<u32>,
}

impl Line {
    /// Open days from `first` to `last`, and on until `units` of them find room behind `last`.
    pub(super) fn new(settings: &Settings, first: Day, last: Day, units: usize) -> Self {
        let mut line = Line { first, offset: Vec::new(), room: Vec::new(), from: Vec::new() };
        let span = days_between(first, last);
        let mut wanted = units as u64;
        for offset in 0..=span + FURTHEST {
            if offset > span && wanted == 0 {
                break;
            }
            let day = plus_days(first, offset);
            line.from.push(line.offset.len() as u32);
            if settings.closure(day).is_none() {
                let room = settings.capacity_on(day).unwrap_or(ENDLESS);
                line.offset.push(offset as i32);
                line.room.push(room);
                wanted = if offset > span { wanted.saturating_sub(u64::from(room)) } else { wanted };
            }
        }
        line
    }

    pub(super) fn len(&self) -> usize {
        self.offset.len()
    }

    /// Calendar days from the line's first to `day`.
    pub(super) fn offset_of(&self, day: Day) -> i32 {
        days_between(self.first, day) as i32
    }

    /// Position of the first open day on or after `day`; the number of open days where there is none.
    pub(super) fn on_or_after(&self, day: Day) -> u32 {
        let offset = self.offset_of(day).max(0) as usize;
        self.from.get(offset).copied().unwrap_or(self.len() as u32)
    }

    /// Position behind the last open day on or before `day`.
    pub(super) fn behind(&self, day: Day) -> u32 {
        if self.offset_of(day) < 0 { 0 } else { self.on_or_after(plus_days(day, 1)) }
    }

    pub(super) fn day(&self, position: u32) -> Day {
        plus_days(self.first, i64::from(self.offset[position as usize]))
    }

    /// Position of `day`, where it is open.
    pub(super) fn position(&self, day: Day) -> Option<u32> {
        self.offset.binary_search(&self.offset_of(day)).ok().map(|position| position as u32)
    }
}

/// The nearest position with room in one direction, in nearly constant time (union-find with path halving).
#[derive(Debug, Clone)]
pub(super) struct Nearest(Vec<u32>);

impl Nearest {
    /// All positions below `len` open; `len` itself stands for "none".
    pub(super) fn new(len: usize) -> Self {
        Nearest((0..=len as u32).collect())
    }

    /// The first position at or above `position` that has not been closed.
    pub(super) fn find(&mut self, position: u32) -> u32 {
        let mut at = position as usize;
        while self.0[at] as usize != at {
            self.0[at] = self.0[self.0[at] as usize];
            at = self.0[at] as usize;
        }
        at as u32
    }

    pub(super) fn close(&mut self, position: u32) {
        self.0[position as usize] = position + 1;
    }
}

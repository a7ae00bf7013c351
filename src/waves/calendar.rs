//! The answer: a day per unit, the waves they make, who is missed, and why somebody did not get the best day.

use crate::model::{Day, days_between};
use crate::waves::{Closure, PinVerdict, Settings, Span, Unit};

/// Everything that moves on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// From 1, in the order of the days.
    pub number: u32,
    pub date: Day,
    pub units: u32,
    pub seats: u64,
    /// Units the day takes; `None`: as many as come, or a closed day somebody was pinned to.
    pub capacity: Option<u32>,
    /// Price of being early, in the scale of [`Unit::cost_per_day_early`].
    pub cost: i128,
}

/// A unit that moves behind its last safe day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Number of the unit as given.
    pub unit: usize,
    /// Days behind the last safe day; `None` where no day is left on the calendar.
    pub days: Option<i64>,
    /// No calendar could have saved it: its earliest day lies behind its last safe one, or nothing is open between.
    pub is_unavoidable: bool,
}

/// What is known about the quality of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No other calendar that keeps pins and bundles misses fewer seats or costs less.
    Optimal,
    /// No such calendar misses fewer seats, and none costs less than this, in the scale of [`Calendar::cost`].
    Within(i128),
    /// Nothing is proven about the seats missed.
    Unproven,
}

/// Who moves when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Per unit, in the order given; `None`: pinned as skipped, or no day left.
    pub days: Vec<Option<Day>>,
    /// In the order of the days.
    pub waves: Vec<Wave>,
    /// In the order of the units given.
    pub missed: Vec<Missed>,
    /// Every pinned unit with what has to be said about it, in the order of the units given.
    pub pins: Vec<(usize, PinVerdict)>,
    /// Sum of the prices of all units.
    pub cost: i128,
    pub proof: Proof,
}

/// What stood between a unit and its best day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Every place was taken by units for which another day is dearer.
    Full,
    Closed(Closure),
    /// There is room, but another day is emptier and costs no more.
    Smoother,
    /// The last day without a gap, or of a cancellation window, had passed by then.
    TooLate,
    /// There is room, but the whole group would not fit or pays more.
    Group,
    /// A person chose the day.
    Pin,
}

/// Neighboring days with one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obstacle {
    pub span: Span,
    pub reason: Reason,
}

impl Calendar {
    /// The most by which a calendar of as few missed seats could be cheaper, in hundredths of a per cent of the
    /// cost, rounded up; `None` where nothing is proven.
    pub fn gap(&self) -> Option<u64> {
        match self.proof {
            Proof::Optimal => Some(0),
            Proof::Within(least) => {
                let gap = (self.cost - least).max(0) * 10_000;
                u64::try_from((gap + self.cost.max(1) - 1) / self.cost.max(1)).ok()
            }
            Proof::Unproven => None,
        }
    }

    /// The wave of a day; `None` where nobody moves.
    pub fn wave_on(&self, day: Day) -> Option<&Wave> {
        self.waves.binary_search_by_key(&day, |wave| wave.date).ok().map(|found| &self.waves[found])
    }

    /// The wave of a unit.
    pub fn wave_of(&self, unit: usize) -> Option<&Wave> {
        self.days[unit].and_then(|day| self.wave_on(day))
    }

    /// Licences that miss their last safe day.
    pub fn missed_seats(&self, units: &[Unit]) -> u64 {
        self.missed.iter().map(|missed| u64::from(units[missed.unit].seats)).sum()
    }

    pub(super) fn reason_of_day(&self, settings: &Settings, day: Day) -> Reason {
        if let Some(closure) = settings.closure(day) {
            return Reason::Closed(closure);
        }
        let load = self.wave_on(day).map_or(0, |wave| wave.units);
        let is_full = settings.capacity_on(day).is_some_and(|capacity| load >= capacity);
        if is_full { Reason::Full } else { Reason::Smoother }
    }
}

/// Price of moving a unit on `day`.
pub(super) fn price(unit: &Unit, day: Day) -> i128 {
    i128::from(days_between(day, unit.best()).max(0)) * i128::from(unit.cost_per_day_early)
}

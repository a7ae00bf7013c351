//! A unit in the scheduler's own terms: positions on the line of open days, and a price per day.

use crate::waves::Unit;
use crate::waves::line::Line;

/// Position of a unit that finds no day in time.
pub(super) const MISSED: u32 = u32::MAX;
/// Steepest price per day that is told apart.
const STEEPEST: u64 = (1 << 40) - 1;

/// A unit that can still be saved. Positions are those of [`Line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    /// First position allowed.
    pub(super) early: u32,
    /// First position on or after the best day: from here on nothing is paid.
    pub(super) free: u32,
    /// Position behind the last safe one.
    pub(super) end: u32,
    /// Calendar offset of the best day.
    pub(super) best: i32,
    /// Price of each calendar day before the best one.
    pub(super) slope: u64,
    pub(super) seats: u32,
    /// Place in the canonical order of the units.
    pub(super) rank: u32,
}

impl Item {
    pub(super) fn new(unit: &Unit, rank: u32, line: &Line) -> Self {
        let best = unit.best();
        Item {
            early: line.on_or_after(unit.earliest),
            free: line.on_or_after(best),
            end: unit.last_safe.map_or(line.len() as u32, |last| line.behind(last)),
            best: line.offset_of(best),
            slope: unit.cost_per_day_early.min(STEEPEST),
            seats: unit.seats,
            rank,
        }
    }

    /// Whether any open day lies between the earliest and the last safe one.
    pub(super) fn can_be_saved(&self) -> bool {
        self.early < self.end
    }

    /// Licences at risk; a unit without any counts as one.
    pub(super) fn seats_at_risk(&self) -> u32 {
        self.seats.max(1)
    }

    /// Price of moving at `position`, which lies at or after `early`.
    pub(super) fn cost(&self, position: u32, line: &Line) -> i128 {
        if position >= self.free {
            return 0;
        }
        i128::from(self.slope) * i128::from(self.best - line.offset[position as usize])
    }

    /// Units of one class differ in price, seats and rank only.
    pub(super) fn class(&self) -> (u32, u32, u32, i32) {
        (self.early, self.free, self.end, self.best)
    }
}

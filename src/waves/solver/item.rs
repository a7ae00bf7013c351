//! What is placed: positions on the line of open days, a weight, and a price per day.

use crate::waves::solver::line::Line;

/// Position of a unit that finds no day in time.
pub(in crate::waves) const MISSED: u32 = u32::MAX;
/// Steepest price per day that is told apart.
pub(in crate::waves) const STEEPEST: u64 = (1 << 40) - 1;

/// A unit that takes one place of one day. Positions are those of [`Line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::waves) struct Item {
    /// First position allowed.
    pub(in crate::waves) early: u32,
    /// First position on or after the best day: from here on nothing is paid.
    pub(in crate::waves) free: u32,
    /// Position behind the last safe one.
    pub(in crate::waves) end: u32,
    /// Calendar offset of the best day.
    pub(in crate::waves) best: i32,
    /// Price of each calendar day before the best one.
    pub(in crate::waves) slope: u64,
    /// What missing its last position weighs; at least 1.
    pub(in crate::waves) weight: u32,
    /// Place in the canonical order of the units.
    pub(in crate::waves) rank: u32,
}

impl Item {
    /// Whether any open day lies between the earliest and the last safe one.
    pub(in crate::waves) fn can_be_saved(&self) -> bool {
        self.early < self.end
    }

    /// Price of moving at `position`, which lies at or after `early`.
    pub(in crate::waves) fn cost(&self, position: u32, line: &Line) -> i128 {
        if position >= self.free {
            return 0;
        }
        i128::from(self.slope) * i128::from(self.best - line.offset[position as usize])
    }

    /// Units of one class differ in price, weight and rank only.
    pub(in crate::waves) fn class(&self) -> (u32, u32, u32, i32) {
        (self.early, self.free, self.end, self.best)
    }
}

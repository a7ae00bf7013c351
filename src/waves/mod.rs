//! Who moves on which day: capacity, freezes, groups and pins, at the least cost.
//!
//! The objective, in this order: the fewest seats beyond their last safe day, the least price of being early,
//! the smoothest load, the order of the tenants. Pinned units and bundles (groups, and customers that must not be
//! split) are settled first; what follows is about everybody else, each of whom takes one place of one day.
//!
//! What is left to single units is a transportation problem on the line of open days, which the solver settles and proves;
//! it has the whole argument. Around it:
//!
//! 1. *Pins* take their days, *bundles* (groups, customers that must not be split) their cheapest one, in turn.
//! 2. *Solve.* Everybody else, exactly: the fewest seats beyond their last safe day, then the least price.
//! 3. *Settle.* Whoever cannot be saved takes the next free place, most seats first. Twins take their days in the order
//!    of the tenants. Units behind their best day move to an emptier day of equal cost while the sum of the squared
//!    loads falls, a descent by single moves.
//!
//! Seats missed and price are exact whenever [`Calendar::proof`] is [`Proof::Optimal`]; [`Proof::Within`] keeps the fewest
//! missed seats and bounds the price. Bundles take their cheapest day one after the other; the bound is then what they
//! would pay alone and the others without them, so it holds but need not be close.

mod bundle;
mod calendar;
mod draft;
mod line;
mod reasons;
mod settings;
mod settle;
mod solver;
mod study;
mod unit;

pub use calendar::{Calendar, Missed, Obstacle, Proof, Reason, Wave};
pub use reasons::Reasons;
pub use settings::{Closure, Period, Settings, Span};
pub use study::{Curve, Outcome, curve, outcome, smallest_capacity, without_each_freeze};
pub use unit::{Pin, PinVerdict, Unit};

use crate::model::Day;
use draft::Draft;

/// Gives every unit its day. The answer for a unit does not depend on the order of `units`.
pub fn schedule(units: &[Unit], settings: &Settings, as_of: Day) -> Calendar {
    let Some(mut draft) = Draft::new(units, settings) else {
        return Calendar {
            days: Vec::new(),
            waves: Vec::new(),
            missed: Vec::new(),
            pins: Vec::new(),
            cost: 0,
            proof: Proof::Optimal,
        };
    };
    let open = draft.pin(as_of);
    let open = draft.bundle(open);
    draft.solve(&open);
    draft.finish()
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

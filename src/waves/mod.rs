//! Who moves on which day: capacity, freezes, groups and pins, at the least cost.
//!
//! The objective, in this order: the fewest seats beyond their last safe day, the least price of being early,
//! the smoothest load, the order of the tenants. Pinned units and bundles (groups, and customers that must not be
//! split) are settled first; what follows is about everybody else, each of whom takes one place of one day.
//!
//! **It is an assignment problem on a line.** A unit costs nothing from its best day to its last safe one,
//! `slope × days` before the best day, and its seats behind the last safe one; a day has a fixed number of places.
//! Its integer optimum is a minimum-cost flow from units to days.
//!
//! 1. *Sweep.* Days are walked in order; a day whose newcomers fit takes them (O(n)). Where they do not, those with
//!    the least time left go first. Earliest deadline first is exact for units of equal length, so every stretch in
//!    which nobody's time runs out costs nothing and is final: zero cannot be undercut.
//! 2. *Price.* The units of every other stretch are placed again, the steepest price first, on the nearest free
//!    place behind the best day, else before it (sorting, then union-find). Where all earliest days of a stretch are
//!    equal and nobody has free days behind the best one, this is the optimum already: read backwards it is weighted
//!    completion time with release days.
//! 3. *Exchange.* Nobody wants to cross a day with a free place: it would take that place, for it costs no more than
//!    one farther away. So a stretch between two days with room is a problem of its own. Its residual graph needs
//!    one node per day, one for "missed" and one for "free places", not one per unit: the arc from day to day costs
//!    what the cheapest move of a single unit costs, and among units of one class (earliest, best and last day)
//!    that is the least slope to the left and the greatest to the right. A flow is of minimum cost exactly if its
//!    residual graph has no ring of negative cost (Klein 1967), so rings found by Bellman and Ford are turned until
//!    there is none. Costs are integers, lexicographic in one number of 128 bits, and fall with each turn. Rings first
//!    move chunks of one class, priced at the worst of the chunk so that every turn is a gain, then smaller chunks,
//!    at last single units; only the last round proves. A stretch that came to fill a day at its edge grows by that
//!    day's neighbors and is looked at again.
//! 4. *Settle.* Whoever cannot be saved takes the next free place, most seats first. Twins take their days in the
//!    order of the tenants. Units behind their best day move to an emptier day of equal cost while the sum of the
//!    squared loads falls.
//!
//! Exact: seats missed and price, for any earliest days, whenever [`Calendar::proof`] is [`Proof::Optimal`].
//! Not exact: a stretch of more than 1,500 open days, or one whose exchanges use up a counted budget of steps, is
//! the best calendar found so far and says [`Proof::Unproven`]; bundles take their cheapest day one after the
//! other; the smoothing is a descent by single moves.
//! Every choice is made on units in their canonical order, and stretches share nothing, so that neither the order
//! of the input nor the number of threads shows.

mod bundle;
mod calendar;
mod draft;
mod exchange;
mod item;
mod line;
mod settings;
mod settle;
mod solve;
mod study;
mod sweep;
mod unit;

pub use calendar::{Calendar, Missed, Move, Obstacle, Proof, Reason, Wave};
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
mod tests;

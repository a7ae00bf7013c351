//! Who moves on which day: capacity, freezes, groups and pins, at the least cost.
//!
//! The objective, in this order: the fewest seats beyond their last safe day, the least price of being early,
//! the smoothest load, the order of the tenants. Pinned units and bundles (groups, and customers that must not be
//! split) are settled first; what follows is about everybody else, each of whom takes one place of one day.
//!
//! **It is a transportation problem on a line.** A unit costs nothing from its best day to its last safe one,
//! `slope × days` before the best day, and its seats behind the last safe one; a day has a fixed number of places.
//!
//! 1. *Sweep.* Days are walked in order; a day whose newcomers fit takes them (O(n)). Where they do not, those with
//!    the least time left go first. Earliest deadline first is exact for units of equal length, so every stretch in
//!    which nobody's time runs out costs nothing and is final: zero cannot be undercut. Elsewhere the steepest slope
//!    goes first to the nearest free place (union-find), which shows how far the crowd reaches.
//! 2. *Stretches.* Nobody wants to cross a day with a free place: it would take that place, for it costs no more than
//!    one farther away. So what lies between two days with room is a problem of its own. A stretch that came to fill
//!    a day at its edge grows and is placed again.
//! 3. *Rescue.* Who has to be missed is decided first and exactly: sets that can be placed in time are a matroid, so
//!    the set of most seats is found greedily (`rescue`). It also says which units are saved, lost, or tied.
//! 4. *Transport.* A basis of the transportation problem is a tree over the days (network simplex: Dantzig 1951,
//!    strongly feasible trees: Cunningham 1976), turned until no unit has a cheaper way at the prices of the places
//!    the tree implies. Units of one class (earliest, best and last day) differ in slope alone, so all of a class
//!    are priced at once by the lower envelope of one line per day, and are moved in chunks of like slopes. The
//!    steeper a slope the nearer its cheapest way; so a chunk is content where its gentlest and its steepest unit
//!    are, and is cut where they are not. When all are content, complementary slackness makes the placement an
//!    optimum of the single units, though hardly one of them was ever looked at.
//! 5. *Settle.* Whoever cannot be saved takes the next free place, most seats first. Twins take their days in the
//!    order of the tenants. Units behind their best day move to an emptier day of equal cost while the sum of the
//!    squared loads falls.
//!
//! Exact: seats missed and price, for any earliest days, whenever [`Calendar::proof`] is [`Proof::Optimal`]. A stretch
//! that uses up a counted budget of steps keeps the fewest missed seats and says [`Proof::Within`]: at any prices of
//! the places, what everybody pays on the cheapest way, less what the places bring, is a bound (weak duality), and
//! the last prices reached make it a close one. Bundles take their cheapest day one after the other; the bound is
//! then what they would pay alone and the others without them, so it holds but need not be close. The smoothing is a
//! descent by single moves.
//! Every choice is made on units in their canonical order, and stretches share nothing, so that neither the order
//! of the input nor the number of threads shows.

mod bundle;
mod calendar;
mod draft;
mod envelope;
mod item;
mod line;
mod network;
mod reasons;
mod rescue;
mod settings;
mod settle;
mod solve;
mod study;
mod sweep;
mod transport;
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

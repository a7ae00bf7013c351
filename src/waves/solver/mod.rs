//! Units on days, at the least price: a solver with its proof. It knows positions on a line, weights and prices, and no
//! word of what is moved.
//!
//! A unit takes one place of one day. Missing its last day costs its weight, which comes before any price; a day before
//! its free ones costs `slope` for each calendar day; its free days cost nothing. A day has a fixed number of places.
//!
//! **It is a transportation problem on a line.**
//!
//! 1. *Sweep.* Days are walked in order; a day whose newcomers fit takes them (O(n)). Where they do not, those with
//!    the least time left go first. Earliest deadline first is exact for units of equal length, so every stretch in
//!    which nobody's time runs out costs nothing and is final: zero cannot be undercut. Elsewhere the steepest slope
//!    goes first to the nearest free place (union-find), which shows how far the crowd reaches.
//! 2. *Stretches.* Nobody wants to cross a day with a free place: it would take that place, for it costs no more than
//!    one farther away. So what lies between two days with room is a problem of its own. A stretch that came to fill
//!    a day at its edge grows and is placed again.
//! 3. *Rescue.* Who has to be missed is decided first and exactly: sets that can be placed in time are a matroid, so
//!    the set of most weight is found greedily (`rescue`). It also says which units are saved, lost, or tied.
//! 4. *Transport.* A basis of the transportation problem is a tree over the days (network simplex: Dantzig 1951,
//!    strongly feasible trees: Cunningham 1976), turned until no unit has a cheaper way at the prices of the places
//!    the tree implies. Units of one class (earliest, best and last day) differ in slope alone, so all of a class
//!    are priced at once by the lower envelope of one line per day, and are moved in chunks of like slopes. The
//!    steeper a slope the nearer its cheapest way; so a chunk is content where its gentlest and its steepest unit
//!    are, and is cut where they are not. When all are content, complementary slackness makes the placement an
//!    optimum of the single units, though hardly one of them was ever looked at.
//!
//! Exact: the least weight missed, then the least price, for any first positions, whenever the gap of a solution is 0. A stretch
//! that uses up a counted budget of steps keeps the least weight missed and tells a gap: at any prices of the places,
//! what everybody pays on the cheapest way, less what the places bring, is a bound (weak duality), and the last prices
//! reached make it a close one.
//!
//! Every choice is made on units in their canonical order (`rank` settles what is left), and stretches share nothing, so
//! that neither the order of the input nor the number of threads shows.

mod envelope;
mod item;
mod line;
mod network;
mod rescue;
mod solve;
mod stretch;
mod sweep;
mod transport;

pub(super) use item::{Item, MISSED, STEEPEST};
pub(super) use line::{ENDLESS, Line, Nearest};
pub(super) use solve::solve;
#[cfg(test)]
pub(super) use {
    solve::{Solution, solve_within},
    transport::Limits,
};

//! A part of the line between two days with room, and everybody on it.

use crate::waves::solver::item::Item;
use crate::waves::solver::line::Line;

/// A stretch of open days with everybody on it.
pub(in crate::waves) struct Stretch<'a> {
    pub(in crate::waves) line: &'a Line,
    /// First position of the stretch, and how many follow.
    pub(in crate::waves) first: u32,
    pub(in crate::waves) width: usize,
    /// Units that stand on the stretch or found no place on it, in their order.
    pub(in crate::waves) items: Vec<Item>,
    /// Position of each, or [`MISSED`].
    pub(in crate::waves) days: Vec<u32>,
}

//! What does not fit into memory, in a file beside the output that has no name and goes with the program.

mod codec;
mod piles;
mod rows;
mod scratch;

use std::path::PathBuf;

pub(crate) use codec::Coded;
pub(crate) use piles::{Piles, Settled, whole};
pub(crate) use scratch::{Piece, Scratch};

/// How many rows may stand in memory, and where the others go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Bytes the rows of all inputs may take together, counted as they are held. Working on them takes about
    /// as much again.
    pub rows: u64,
    /// An existing directory on a disk with room for the rows.
    pub directory: PathBuf,
}

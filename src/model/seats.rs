//! How many licences: a count that fits an `Option` without growing.

use std::num::NonZeroU32;

/// A number of seats, 0 to 4,294,967,294.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seats(NonZeroU32);

impl Seats {
    /// `None` only for `u32::MAX`, which no export holds.
    pub fn new(n: u32) -> Option<Self> {
        NonZeroU32::new(n.wrapping_add(1)).map(Seats)
    }

    pub fn get(self) -> u32 {
        self.0.get() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_a_number_of_seats() {
        assert_eq!(Seats::new(0).map(Seats::get), Some(0));
        assert_eq!(std::mem::size_of::<Option<Seats>>(), 4);
    }
}

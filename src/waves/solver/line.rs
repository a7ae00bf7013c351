//! The open days in a row, by position: how far each lies behind the first, and the room it has.

/// Room of a day that takes as many as come.
pub(in crate::waves) const ENDLESS: u32 = u32::MAX;

/// Open days by position.
#[derive(Debug, Clone, Default)]
pub(in crate::waves) struct Line {
    /// Days of the calendar from the first, one per open day.
    pub(in crate::waves) offset: Vec<i32>,
    /// Units each open day still takes.
    pub(in crate::waves) room: Vec<u32>,
}

impl Line {
    pub(in crate::waves) fn len(&self) -> usize {
        self.offset.len()
    }

    /// Takes one place of a day; a day that takes as many as come stays as it is.
    pub(in crate::waves) fn take(&mut self, day: u32) {
        let room = &mut self.room[day as usize];
        if *room != ENDLESS {
            *room = room.saturating_sub(1);
        }
    }
}

/// The nearest position with room in one direction, in nearly constant time (union-find with path halving).
#[derive(Debug, Clone)]
pub(in crate::waves) struct Nearest(Vec<u32>);

impl Nearest {
    /// All positions below `len` open; `len` itself stands for "none".
    pub(in crate::waves) fn new(len: usize) -> Self {
        Nearest((0..=len as u32).collect())
    }

    /// The first position at or above `position` that has not been closed.
    pub(in crate::waves) fn find(&mut self, position: u32) -> u32 {
        let mut at = position as usize;
        while self.0[at] as usize != at {
            self.0[at] = self.0[self.0[at] as usize];
            at = self.0[at] as usize;
        }
        at as u32
    }

    pub(in crate::waves) fn close(&mut self, position: u32) {
        self.0[position as usize] = position + 1;
    }
}

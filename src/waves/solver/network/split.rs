//! A chunk that stands on several days is cut, and its pieces take its places in the tree.

use crate::waves::solver::network::{Chunk, NONE, Network};

impl Network {
    /// Replaces a chunk that stands on several days by those it is cut into, as `(number, mass)`, and gives back
    /// where each of them stands. Prices are stale until [`Network::reprice`].
    pub(in crate::waves) fn split(&mut self, place: u32, pieces: &[(u32, u32)]) -> Vec<u32> {
        let whole = Chunk { group: 0, begin: 0, mass: 0, slope: 0, place };
        let mut parts = self.parts(&whole).into_iter().peekable();
        let days: Vec<u32> = parts.clone().skip(1).map(|part| part.0).collect();
        for day in days {
            self.unlink(day);
        }
        self.unlink(place);
        self.unused.push(place);
        let mut places = Vec::with_capacity(pieces.len());
        for &(number, mass) in pieces {
            let mut taken: Vec<(u32, u32)> = Vec::new();
            let mut wanted = mass;
            while let Some(part) = parts.peek_mut() {
                let amount = part.1.min(wanted);
                (part.1, wanted) = (part.1 - amount, wanted - amount);
                taken.push((part.0, amount));
                if wanted == 0 {
                    break;
                }
                parts.next();
            }
            places.push(self.seat(number, &taken));
        }
        places
    }

    /// Tells a node the new number of its chunk.
    pub(in crate::waves) fn rename(&mut self, node: u32, number: u32) {
        self.chunk[node as usize] = number;
    }

    /// Hangs a chunk below the first of its days and the others below it.
    fn seat(&mut self, number: u32, parts: &[(u32, u32)]) -> u32 {
        let (first, amount) = parts[0];
        if parts.len() == 1 {
            return first;
        }
        let whole = Chunk { group: 0, begin: 0, mass: 0, slope: 0, place: first };
        let node = self.promote(number, whole, amount, 0);
        for &(day, amount) in &parts[1..] {
            self.flow[day as usize] = amount;
            self.link(day, node);
        }
        node
    }

    /// Calculates all prices and depths afresh; `cost` says what a unit of a chunk costs on a day.
    pub(in crate::waves) fn reprice(&mut self, cost: impl Fn(u32, u32) -> i128) {
        let mut stack = vec![self.root()];
        while let Some(node) = stack.pop() {
            let at = node as usize;
            if node != self.root() {
                let parent = self.parent[at];
                self.depth[at] = self.depth[parent as usize] + 1;
                self.price[at] = match (self.is_day(node), parent == self.root()) {
                    (true, true) => 0,
                    (true, false) => self.price[parent as usize] - cost(self.chunk[parent as usize], node),
                    (false, _) => self.price[parent as usize] + cost(self.chunk[at], parent),
                };
            }
            let mut child = self.child[at];
            while child != NONE {
                stack.push(child);
                child = self.next[child as usize];
            }
        }
    }
}

//! A basis of the transportation problem of a stretch: a tree over its days, turned one exchange at a time.

mod split;

/// No node.
const NONE: u32 = u32::MAX;

/// Units of one class and nearly one slope that are placed as one.
#[derive(Debug, Clone, Copy)]
pub(in crate::waves) struct Chunk {
    /// Number of its group.
    pub(in crate::waves) group: u32,
    /// Place of its first unit in the group's order, and how many there are.
    pub(in crate::waves) begin: u32,
    pub(in crate::waves) mass: u32,
    /// Price of each calendar day before the best one, the mean of its units.
    pub(in crate::waves) slope: u64,
    /// The day it stands on (or "missed"), or its node where it stands on several.
    pub(in crate::waves) place: u32,
}

/// What lies between a node and its parent stops an exchange here.
#[derive(Clone, Copy)]
enum Leaving {
    /// The chunk leaves its only day altogether.
    Own,
    /// The arc above this node, on the way to the chunk that moves.
    Below(u32),
    /// The arc above this node, on the way back from the day it moves to.
    Above(u32),
}

/// Nodes are the days, then the root (free places and "missed"), then the chunks that stand on several days.
/// Every day hangs from the root while it has a free place, else from a chunk that could leave it. A chunk on one
/// day is a leaf and has no node.
pub(in crate::waves) struct Network {
    /// Number of days; the number of the root.
    pub(in crate::waves) width: usize,
    /// Places and units per day.
    pub(in crate::waves) room: Vec<u32>,
    load: Vec<u32>,
    /// Price of a place per day; of a chunk's node: what its units pay, the place included.
    pub(in crate::waves) price: Vec<i128>,
    parent: Vec<u32>,
    depth: Vec<u32>,
    /// Units between a chunk and a day, at the lower of the two.
    flow: Vec<u32>,
    child: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    /// Chunk of every node behind the root.
    chunk: Vec<u32>,
    unused: Vec<u32>,
    stack: Vec<u32>,
    /// Elementary steps so far.
    pub(in crate::waves) effort: u64,
}

impl Network {
    /// All days empty.
    pub(in crate::waves) fn new(room: Vec<u32>) -> Self {
        let width = room.len();
        let nodes = width + 1;
        let mut network = Network {
            width,
            room,
            load: vec![0; width],
            price: vec![0; nodes],
            parent: vec![NONE; nodes],
            depth: vec![0; nodes],
            flow: vec![0; nodes],
            child: vec![NONE; nodes],
            next: vec![NONE; nodes],
            previous: vec![NONE; nodes],
            chunk: vec![NONE; nodes],
            unused: Vec::new(),
            stack: Vec::new(),
            effort: 0,
        };
        for day in 0..width as u32 {
            network.link(day, width as u32);
            network.depth[day as usize] = 1;
        }
        network
    }

    pub(in crate::waves) fn root(&self) -> u32 {
        self.width as u32
    }

    fn is_day(&self, node: u32) -> bool {
        (node as usize) < self.width
    }

    /// Whether a chunk stands on one day only.
    pub(in crate::waves) fn is_leaf(&self, place: u32) -> bool {
        place as usize <= self.width
    }

    /// Places of a day nobody has taken.
    pub(in crate::waves) fn left(&self, day: u32) -> u32 {
        self.room[day as usize] - self.load[day as usize]
    }

    /// Puts a chunk on a day on which it leaves a place free.
    pub(in crate::waves) fn put(&mut self, mass: u32, day: u32) {
        self.load[day as usize] += mass;
    }

    /// The days a chunk stands on, its parent first, with its units on each.
    pub(in crate::waves) fn parts(&self, chunk: &Chunk) -> Vec<(u32, u32)> {
        if self.is_leaf(chunk.place) {
            return vec![(chunk.place, chunk.mass)];
        }
        let node = chunk.place as usize;
        let mut parts = vec![(self.parent[node], self.flow[node])];
        let mut child = self.child[node];
        while child != NONE {
            parts.push((child, self.flow[child as usize]));
            child = self.next[child as usize];
        }
        parts
    }

    /// Moves units of `chunks[at]` to the day `to`, round the ring this closes, as far as the ring allows. `here`
    /// is what each pays now, the place included, and `gain` (below 0) what moving changes about that.
    pub(in crate::waves) fn turn(
        &mut self,
        chunks: &mut [Chunk],
        at: usize,
        to: u32,
        here: i128,
        gain: i128,
    ) {
        let chunk = chunks[at];
        let is_leaf = self.is_leaf(chunk.place);
        let own = if is_leaf { chunk.mass } else { u32::MAX };
        let (amount, leaving) = self.narrowest(chunk.place, to, own);
        self.push(chunk.place, to, amount);
        if matches!(leaving, Leaving::Own) {
            chunks[at].place = to;
            return;
        }
        let node =
            if is_leaf { self.promote(at as u32, chunk, chunk.mass - amount, here) } else { chunk.place };
        chunks[at].place = node;
        match leaving {
            Leaving::Own => {}
            Leaving::Below(cut) => self.hang(chunks, cut, (node, to), amount, gain),
            Leaving::Above(cut) => self.hang(chunks, cut, (to, node), amount, -gain),
        }
    }

    /// Brings a full day back under the root whose places have become worth less than nothing, or an empty one
    /// whose places are worth something; `false` where there is nothing to do.
    pub(in crate::waves) fn release(&mut self, chunks: &mut [Chunk], day: u32) -> bool {
        let (at, root) = (day as usize, self.root());
        if self.parent[at] == root || self.room[at] == 0 {
            return false;
        }
        let price = self.price[at];
        if price < 0 && self.load[at] > 0 {
            let (amount, leaving) = self.narrowest(root, day, self.load[at]);
            self.push(root, day, amount);
            self.load[at] -= amount;
            if let Leaving::Above(cut) = leaving {
                self.hang(chunks, cut, (day, root), 0, -price);
            }
            return true;
        }
        if price > 0 && self.load[at] == 0 {
            let (mut amount, mut leaving) = self.narrowest(day, root, u32::MAX);
            if self.room[at] <= amount {
                (amount, leaving) = (self.room[at], Leaving::Own);
            }
            self.push(day, root, amount);
            self.load[at] += amount;
            if let Leaving::Below(cut) = leaving {
                self.hang(chunks, cut, (day, root), 0, -price);
            }
            return true;
        }
        false
    }

    /// The most units that can go round from `to` up the tree and down to `from`, and what stops the next one. Of
    /// several the last on the way, seen from the top: so that units can always move towards the root, and no
    /// sequence of exchanges that move nobody comes back to where it began (Cunningham 1976).
    fn narrowest(&mut self, from: u32, to: u32, own: u32) -> (u32, Leaving) {
        let (mut below, mut above) = (from, to);
        let (mut least, mut leaving) = (own, Leaving::Own);
        let (mut most, mut top) = (u32::MAX, NONE);
        while below != above {
            self.effort += 1;
            if self.depth[below as usize] >= self.depth[above as usize] {
                let room = self.room_down(below);
                if room < least {
                    (least, leaving) = (room, Leaving::Below(below));
                }
                below = self.parent[below as usize];
            } else {
                let room = self.room_up(above);
                if room <= most {
                    (most, top) = (room, above);
                }
                above = self.parent[above as usize];
            }
        }
        if top != NONE && most <= least { (most, Leaving::Above(top)) } else { (least, leaving) }
    }

    /// Units that can still move from a node to its parent.
    fn room_up(&self, node: u32) -> u32 {
        match (self.is_day(node), self.parent[node as usize] == self.root()) {
            (true, true) => self.left(node),
            (true, false) => self.flow[node as usize],
            (false, _) => u32::MAX,
        }
    }

    /// Units that can still move from the parent to the node.
    fn room_down(&self, node: u32) -> u32 {
        match (self.is_day(node), self.parent[node as usize] == self.root()) {
            (true, true) => self.load[node as usize],
            (true, false) => u32::MAX,
            (false, _) => self.flow[node as usize],
        }
    }

    fn push(&mut self, from: u32, to: u32, amount: u32) {
        if amount == 0 {
            return;
        }
        let (mut below, mut above) = (from, to);
        while below != above {
            if self.depth[below as usize] >= self.depth[above as usize] {
                self.change(below, amount, false);
                below = self.parent[below as usize];
            } else {
                self.change(above, amount, true);
                above = self.parent[above as usize];
            }
        }
    }

    fn change(&mut self, node: u32, amount: u32, is_up: bool) {
        let at = node as usize;
        let is_slack = self.is_day(node) && self.parent[at] == self.root();
        let grows = is_up == (is_slack || !self.is_day(node));
        let flow = if is_slack { &mut self.load[at] } else { &mut self.flow[at] };
        *flow = if grows { *flow + amount } else { *flow - amount };
    }

    /// Gives a chunk that stood on one day a node below it.
    fn promote(&mut self, number: u32, chunk: Chunk, flow: u32, price: i128) -> u32 {
        let node = self.unused.pop().unwrap_or_else(|| {
            for list in
                [&mut self.parent, &mut self.child, &mut self.next, &mut self.previous, &mut self.chunk]
            {
                list.push(NONE);
            }
            self.depth.push(0);
            self.flow.push(0);
            self.price.push(0);
            self.parent.len() as u32 - 1
        });
        let at = node as usize;
        (self.chunk[at], self.flow[at], self.price[at]) = (number, flow, price);
        (self.child[at], self.depth[at]) = (NONE, self.depth[chunk.place as usize] + 1);
        self.link(node, chunk.place);
        node
    }

    /// Cuts the tree above `cut` and hangs the part below from `under`, by its node `by`, where `amount` units
    /// stand between the two; every price of the part changes by `change`.
    fn hang(&mut self, chunks: &mut [Chunk], cut: u32, (by, under): (u32, u32), amount: u32, change: i128) {
        let lost = self.parent[cut as usize];
        let mut path = vec![by];
        while path[path.len() - 1] != cut {
            path.push(self.parent[path[path.len() - 1] as usize]);
        }
        let flows: Vec<u32> = path.iter().map(|&node| self.flow[node as usize]).collect();
        for &node in &path {
            self.unlink(node);
        }
        for (pair, flow) in path.windows(2).zip(flows) {
            self.flow[pair[1] as usize] = flow;
            self.link(pair[1], pair[0]);
        }
        self.flow[by as usize] = amount;
        self.link(by, under);
        self.shift(by, change);
        self.demote(chunks, cut);
        self.demote(chunks, lost);
    }

    fn shift(&mut self, top: u32, change: i128) {
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(top);
        while let Some(node) = stack.pop() {
            self.effort += 1;
            let at = node as usize;
            self.price[at] += change;
            self.depth[at] = self.depth[self.parent[at] as usize] + 1;
            let mut child = self.child[at];
            while child != NONE {
                stack.push(child);
                child = self.next[child as usize];
            }
        }
        self.stack = stack;
    }

    /// A chunk that is left with one day needs no node any more.
    fn demote(&mut self, chunks: &mut [Chunk], node: u32) {
        let at = node as usize;
        if at <= self.width || self.child[at] != NONE {
            return;
        }
        chunks[self.chunk[at] as usize].place = self.parent[at];
        self.unlink(node);
        self.unused.push(node);
    }

    fn link(&mut self, node: u32, parent: u32) {
        let (at, above) = (node as usize, parent as usize);
        let first = self.child[above];
        (self.parent[at], self.next[at], self.previous[at]) = (parent, first, NONE);
        if first != NONE {
            self.previous[first as usize] = node;
        }
        self.child[above] = node;
    }

    fn unlink(&mut self, node: u32) {
        let at = node as usize;
        let (parent, next, previous) = (self.parent[at], self.next[at], self.previous[at]);
        if next != NONE {
            self.previous[next as usize] = previous;
        }
        if previous == NONE {
            self.child[parent as usize] = next;
        } else {
            self.next[previous as usize] = next;
        }
    }
}

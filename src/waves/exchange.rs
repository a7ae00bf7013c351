//! Makes a crowded stretch exactly optimal: as long as a ring of exchanges gains something, it is made.

use std::cmp::Reverse;

use crate::waves::item::{Item, MISSED};
use crate::waves::line::Line;

/// Weight of one seat that misses its last safe day: more than any sum of prices (below 2^68 on any ring).
const SEAT: i128 = 1 << 80;
/// No such exchange.
const NEVER: i128 = i128::MAX / 4;
/// Widest stretch whose exchanges are looked at.
const WIDEST: usize = 1_500;
/// Elementary steps spent on one stretch before its calendar stands as it is; counted, so every machine agrees.
const EFFORT: u64 = 2_000_000_000;

/// A stretch of open days with everybody on it.
pub(super) struct Stretch<'a> {
    pub(super) line: &'a Line,
    /// First position of the stretch, and how many follow.
    pub(super) first: u32,
    pub(super) width: usize,
    /// Units that stand on the stretch or found no place on it, by class, then price.
    pub(super) items: Vec<Item>,
    /// Position of each, or [`MISSED`].
    pub(super) days: Vec<u32>,
}

/// Units of one class on one day, the cheapest first.
struct Team {
    class: u32,
    members: Vec<u32>,
}

/// Nodes are the days of the stretch, then "missed", then "room": free places wherever they are.
struct Exchange<'a> {
    stretch: Stretch<'a>,
    /// Class of each item, counted in the order of the items.
    classes: Vec<u32>,
    /// Per node but "room": who stands there, by class.
    teams: Vec<Vec<Team>>,
    /// Units per node.
    loads: Vec<u32>,
    nodes: usize,
    /// Units that every arc of a ring hands on at once.
    chunk: usize,
    /// Per pair of nodes: the most one of the chunk's units pays for the cheapest move, and which unit sets it.
    price: Vec<i128>,
    mover: Vec<u32>,
    effort: u64,
}

/// Improves `stretch.days` to the optimum; `false` where the effort ran out first.
pub(super) fn improve(stretch: Stretch<'_>) -> (Vec<Item>, Vec<u32>, bool) {
    if stretch.width > WIDEST {
        return (stretch.items, stretch.days, false);
    }
    let mut exchange = Exchange::new(stretch);
    let is_optimal = exchange.run();
    (exchange.stretch.items, exchange.stretch.days, is_optimal)
}

impl<'a> Exchange<'a> {
    fn new(stretch: Stretch<'a>) -> Self {
        let nodes = stretch.width + 2;
        let mut classes = vec![0; stretch.items.len()];
        for at in 1..classes.len() {
            let is_new = stretch.items[at].class() != stretch.items[at - 1].class();
            classes[at] = classes[at - 1] + u32::from(is_new);
        }
        let (price, mover) = (vec![NEVER; nodes * nodes], vec![MISSED; nodes * nodes]);
        let teams = (1..nodes).map(|_| Vec::new()).collect();
        let loads = vec![0; nodes - 1];
        let mut exchange =
            Exchange { stretch, classes, teams, loads, nodes, chunk: 1, price, mover, effort: 0 };
        for number in 0..exchange.stretch.items.len() as u32 {
            let day = exchange.stretch.days[number as usize];
            let node = if day == MISSED { nodes - 2 } else { (day - exchange.stretch.first) as usize };
            exchange.join(node, number);
        }
        exchange
    }

    fn missed(&self) -> usize {
        self.nodes - 2
    }

    fn room(&self) -> usize {
        self.nodes - 1
    }

    /// Large chunks first: they come close to the optimum in few steps, and chunks of one unit reach it.
    fn run(&mut self) -> bool {
        let largest = self.teams.iter().flatten().map(|team| team.members.len()).max().unwrap_or(0);
        self.chunk = if largest >= 16 { (largest / 4).next_power_of_two() } else { 1 };
        loop {
            (0..self.nodes - 1).for_each(|node| self.refresh(node));
            if !self.exchange() {
                return false;
            }
            if self.chunk == 1 {
                return true;
            }
            self.chunk = (self.chunk / 2).max(1);
        }
    }

    /// Turns rings of the present chunk until none gains; `false` where the effort ran out first.
    fn exchange(&mut self) -> bool {
        while self.effort < EFFORT {
            let rings = self.gaining_rings();
            if rings.is_empty() {
                return true;
            }
            for ring in rings {
                while self.gain(&ring) < 0 && self.effort < EFFORT {
                    self.turn(&ring);
                }
            }
        }
        false
    }

    /// Cost of a ring of nodes, each handing a chunk to the next; [`NEVER`] where one of them cannot.
    fn gain(&self, ring: &[usize]) -> i128 {
        arcs(ring)
            .map(|(from, to)| self.price[from * self.nodes + to])
            .try_fold(0, |sum, price| (price < NEVER).then(|| sum + price))
            .unwrap_or(NEVER)
    }

    /// Moves a chunk along every arc of the ring.
    fn turn(&mut self, ring: &[usize]) {
        let room = self.room();
        let moves: Vec<(usize, usize)> =
            arcs(ring).filter(|&(from, to)| from != room && to != room).collect();
        let chunks: Vec<Vec<u32>> = moves.iter().map(|&(from, to)| self.leave(from, to)).collect();
        for (&(_, to), chunk) in moves.iter().zip(chunks) {
            let day = if to == self.missed() { MISSED } else { self.stretch.first + to as u32 };
            for number in chunk {
                self.join(to, number);
                self.stretch.days[number as usize] = day;
            }
        }
        for &node in ring.iter().filter(|&&node| node != room) {
            self.refresh(node);
        }
    }

    fn join(&mut self, node: usize, number: u32) {
        let class = self.classes[number as usize];
        let teams = &mut self.teams[node];
        let place = teams.binary_search_by_key(&class, |team| team.class).unwrap_or_else(|place| {
            teams.insert(place, Team { class, members: Vec::new() });
            place
        });
        let members = &mut teams[place].members;
        let place = members.partition_point(|&other| other < number);
        members.insert(place, number);
        self.loads[node] += 1;
    }

    /// Takes the chunk that moves from one node to another out of its team.
    fn leave(&mut self, from: usize, to: usize) -> Vec<u32> {
        let mover = self.mover[from * self.nodes + to];
        let class = self.classes[mover as usize];
        let is_dear = to > from && from != self.missed() && self.pays(mover, from);
        let teams = &mut self.teams[from];
        let Ok(place) = teams.binary_search_by_key(&class, |team| team.class) else { return Vec::new() };
        let members = &mut teams[place].members;
        let at = members.partition_point(|&other| other < mover);
        let begin = if is_dear || self.chunk == 1 { at } else { at + 1 - self.chunk };
        let chunk: Vec<u32> = members.drain(begin..begin + self.chunk).collect();
        if members.is_empty() {
            teams.remove(place);
        }
        self.loads[from] -= chunk.len() as u32;
        chunk
    }

    fn pays(&self, number: u32, node: usize) -> bool {
        self.stretch.first + (node as u32) < self.stretch.items[number as usize].free
    }

    /// Recalculates every move away from `node`, and its arcs to and from "room".
    fn refresh(&mut self, node: usize) {
        let (row, room, missed) = (node * self.nodes, self.room(), self.missed());
        self.price[row..row + self.nodes].fill(NEVER);
        let teams = std::mem::take(&mut self.teams[node]);
        self.effort += (teams.len() * self.nodes) as u64;
        let chunk = self.chunk;
        for team in teams.iter().filter(|team| team.members.len() >= chunk) {
            if node == missed {
                self.offer_rescue(&team.members);
            } else {
                self.offer(node, &team.members);
            }
        }
        self.teams[node] = teams;
        if node != missed && self.loads[missed] > 0 && self.chunk == 1 {
            self.offer_missing(node);
        }
        let capacity = |node: usize| self.stretch.line.room[self.stretch.first as usize + node];
        let has_room = node == missed || capacity(node) - self.loads[node] >= self.chunk as u32;
        self.price[row + room] = if has_room { 0 } else { NEVER };
        self.price[room * self.nodes + node] = if self.loads[node] == 0 { NEVER } else { 0 };
    }

    /// Enters the moves of a team: its cheapest chunk to the left, its dearest to the right where it pays.
    fn offer(&mut self, node: usize, members: &[u32]) {
        let (cheap, dear) = (members[self.chunk - 1], members[members.len() - self.chunk]);
        let item = &self.stretch.items[cheap as usize];
        let begin = item.early.saturating_sub(self.stretch.first) as usize;
        let end = (item.end.saturating_sub(self.stretch.first) as usize).min(self.stretch.width);
        self.enter_days(node, begin..end.min(node), cheap);
        let right = if self.pays(cheap, node) { dear } else { cheap };
        self.enter_days(node, begin.max(node + 1)..end, right);
    }

    fn enter_days(&mut self, node: usize, days: std::ops::Range<usize>, number: u32) {
        let item = self.stretch.items[number as usize];
        let here = self.weight(number, node);
        for to in days {
            let change = item.cost(self.stretch.first + to as u32, self.stretch.line) - here;
            self.enter(node, to, change, number);
        }
    }

    /// Enters the days on which missed units of a team could be saved: the one with most seats, or a chunk that
    /// counts as if each had no more than its least.
    fn offer_rescue(&mut self, members: &[u32]) {
        let items = &self.stretch.items;
        let seats = |number: u32| items[number as usize].seats.max(1);
        let chunk = &members[..self.chunk];
        let most = members.iter().copied().max_by_key(|&number| (seats(number), Reverse(number)));
        let (number, at_stake) = match (self.chunk, most) {
            (1, Some(most)) => (most, seats(most)),
            _ => (chunk[chunk.len() - 1], chunk.iter().map(|&number| seats(number)).min().unwrap_or(1)),
        };
        let item = items[number as usize];
        let begin = item.early.saturating_sub(self.stretch.first) as usize;
        let end = (item.end.saturating_sub(self.stretch.first) as usize).min(self.stretch.width);
        for to in begin..end {
            let change =
                item.cost(self.stretch.first + to as u32, self.stretch.line) - i128::from(at_stake) * SEAT;
            self.enter(self.missed(), to, change, number);
        }
    }

    fn weight(&self, number: u32, node: usize) -> i128 {
        let item = &self.stretch.items[number as usize];
        if node == self.missed() {
            return i128::from(item.seats.max(1)) * SEAT;
        }
        item.cost(self.stretch.first + node as u32, self.stretch.line)
    }

    /// Enters the cheapest way to give up a unit of `node`.
    fn offer_missing(&mut self, node: usize) {
        let missed = self.missed();
        self.effort += u64::from(self.loads[node]);
        let change = |&number: &u32| (self.weight(number, missed) - self.weight(number, node), number);
        let standing = self.teams[node].iter().flat_map(|team| &team.members);
        if let Some((change, number)) = standing.map(change).min() {
            self.enter(node, missed, change, number);
        }
    }

    fn enter(&mut self, from: usize, to: usize, change: i128, number: u32) {
        let arc = from * self.nodes + to;
        if change < self.price[arc] {
            self.price[arc] = change;
            self.mover[arc] = number;
        }
    }

    /// Rings without a node in common that each gain something; none exactly where no ring gains.
    fn gaining_rings(&mut self) -> Vec<Vec<usize>> {
        let mut distance = vec![0i128; self.nodes];
        let mut parent = vec![usize::MAX; self.nodes];
        let mut active = vec![true; self.nodes];
        loop {
            let touched = self.relax(&mut distance, &mut parent, &mut active);
            if touched == 0 {
                return Vec::new();
            }
            self.effort += (touched * self.nodes) as u64;
            let rings = rings_of(&parent);
            if !rings.is_empty() {
                return rings;
            }
        }
    }

    /// One round of Bellman and Ford over the nodes whose distance has changed; how many there were.
    fn relax(&self, distance: &mut [i128], parent: &mut [usize], active: &mut [bool]) -> usize {
        let mut touched = 0;
        for from in 0..self.nodes {
            if !std::mem::take(&mut active[from]) {
                continue;
            }
            touched += 1;
            let (base, row) = (distance[from], &self.price[from * self.nodes..][..self.nodes]);
            for (to, &price) in row.iter().enumerate() {
                if base + price < distance[to] {
                    distance[to] = base + price;
                    parent[to] = from;
                    active[to] = true;
                }
            }
        }
        touched
    }
}

fn arcs(ring: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// The cycles of the graph in which every node points to its parent, in the direction of the moves.
fn rings_of(parent: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![usize::MAX; parent.len()];
    let mut rings = Vec::new();
    for start in 0..parent.len() {
        let mut node = start;
        while node != usize::MAX && seen[node] == usize::MAX {
            seen[node] = start;
            node = parent[node];
        }
        if node != usize::MAX && seen[node] == start {
            let mut ring = vec![node];
            let mut next = parent[node];
            while next != node {
                ring.push(next);
                next = parent[next];
            }
            ring.reverse();
            rings.push(ring);
        }
    }
    rings
}

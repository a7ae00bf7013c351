//! What is left to decide once nobody can be saved more cheaply: who is too late, and how even the days are.

use std::cmp::Reverse;

use crate::waves::item::{Item, MISSED};
use crate::waves::line::{ENDLESS, Line, Nearest};

/// Passes over the moved units; every move makes the sum of squares smaller, so few are ever needed.
const PASSES: usize = 8;

/// Whoever is too late anyway moves as soon as there is room on or after the best day, most seats first. Takes room from `line`.
pub(super) fn place_late(items: &[Item], late: &mut [u32], line: &mut Line, days: &mut [u32]) {
    late.sort_unstable_by_key(|&number| (Reverse(items[number as usize].seats), number));
    let mut later = Nearest::new(line.len());
    (0..line.len() as u32).filter(|&at| line.room[at as usize] == 0).for_each(|at| later.close(at));
    for &number in late.iter() {
        let item = &items[number as usize];
        let day = later.find(item.early.max(item.free));
        if day as usize == line.len() {
            continue;
        }
        days[number as usize] = day;
        take(line, day);
        if line.room[day as usize] == 0 {
            later.close(day);
        }
    }
}

/// Takes one place of a day; a day that takes as many as come stays as it is.
pub(super) fn take(line: &mut Line, day: u32) {
    let room = &mut line.room[day as usize];
    if *room != ENDLESS {
        *room = room.saturating_sub(1);
    }
}

/// Moves units that cannot have their best day to the emptiest day that costs them no more, as long as the
/// sum of the squared loads falls. `line.room` is what is left.
pub(super) fn smooth(items: &[Item], line: &mut Line, loads: &[u32], days: &mut [u32]) {
    let movable: Vec<usize> =
        (0..items.len()).filter(|&number| is_movable(&items[number], days[number], line)).collect();
    if movable.is_empty() {
        return;
    }
    let mut emptiest = Emptiest::new(loads, &line.room);
    for _ in 0..PASSES {
        let mut has_moved = false;
        for &number in &movable {
            let item = &items[number];
            let from = days[number];
            let (load, to) = emptiest.find(item.free, item.end);
            if load != u32::MAX && load + 1 < emptiest.load(from) {
                line.room[from as usize] =
                    line.room[from as usize].saturating_add(u32::from(line.room[from as usize] != ENDLESS));
                take(line, to);
                emptiest.shift(from, to, &line.room);
                days[number] = to;
                has_moved = true;
            }
        }
        if !has_moved {
            return;
        }
    }
}

/// Stands behind its best day, in time, with a last safe day inside the line.
fn is_movable(item: &Item, day: u32, line: &Line) -> bool {
    day != MISSED && day > item.free && day < item.end && (item.end as usize) < line.len()
}

/// The emptiest day with room between two positions (a tree of minima).
struct Emptiest {
    width: usize,
    loads: Vec<u32>,
    tree: Vec<(u32, u32)>,
}

impl Emptiest {
    fn new(loads: &[u32], room: &[u32]) -> Self {
        let width = loads.len().next_power_of_two();
        let mut tree = vec![(u32::MAX, u32::MAX); 2 * width];
        for (at, &load) in loads.iter().enumerate() {
            tree[width + at] = Self::leaf(load, room[at], at);
        }
        for node in (1..width).rev() {
            tree[node] = tree[2 * node].min(tree[2 * node + 1]);
        }
        Emptiest { width, loads: loads.to_vec(), tree }
    }

    fn leaf(load: u32, room: u32, at: usize) -> (u32, u32) {
        (if room == 0 { u32::MAX } else { load }, at as u32)
    }

    fn load(&self, at: u32) -> u32 {
        self.loads[at as usize]
    }

    fn find(&self, begin: u32, end: u32) -> (u32, u32) {
        let (mut low, mut high) = (begin as usize + self.width, end as usize + self.width);
        let mut least = (u32::MAX, u32::MAX);
        while low < high {
            if low & 1 == 1 {
                least = least.min(self.tree[low]);
                low += 1;
            }
            if high & 1 == 1 {
                high -= 1;
                least = least.min(self.tree[high]);
            }
            (low, high) = (low / 2, high / 2);
        }
        least
    }

    fn shift(&mut self, from: u32, to: u32, room: &[u32]) {
        self.loads[from as usize] -= 1;
        self.loads[to as usize] += 1;
        for at in [from as usize, to as usize] {
            let mut node = self.width + at;
            self.tree[node] = Self::leaf(self.loads[at], room[at], at);
            while node > 1 {
                node /= 2;
                self.tree[node] = self.tree[2 * node].min(self.tree[2 * node + 1]);
            }
        }
    }
}

//! What is left to decide once nobody can be saved more cheaply: who is too late, and how even the days are.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::waves::solver::{ENDLESS, Item, Line, MISSED, Nearest};

/// Passes over the moved units; every move makes the sum of squares smaller, so few are ever needed.
const PASSES: usize = 8;

/// Whoever is too late anyway moves as soon as there is room on or after the best day, most seats first: also on a
/// place that somebody else can leave for the free one in time and for nothing. Takes room from `line`.
pub(super) fn place_late(items: &[Item], late: &mut [u32], line: &mut Line, days: &mut [u32], saved: &[u32]) {
    if late.is_empty() {
        return;
    }
    late.par_sort_by_cached_key(|&number| (Reverse(items[number as usize].weight), number));
    let mut later = Nearest::new(line.len());
    (0..line.len() as u32).filter(|&at| line.room[at as usize] == 0).for_each(|at| later.close(at));
    let mut patient = Patient::new(items, saved, days, line.len());
    for &number in late.iter() {
        let item = &items[number as usize];
        let begin = item.early.max(item.free);
        let day = later.find(begin);
        if day as usize == line.len() {
            continue;
        }
        line.take(day);
        if line.room[day as usize] == 0 {
            later.close(day);
        }
        days[number as usize] = match patient.first(begin, day) {
            None => day,
            Some(sooner) => {
                if let Some(other) = patient.leave(sooner) {
                    days[other as usize] = day;
                    patient.join(day, items[other as usize].end, other);
                }
                sooner
            }
        };
    }
}

/// Units that could wait for nothing, by their days; a tree of the latest last days.
struct Patient {
    width: usize,
    waiting: Vec<BinaryHeap<(u32, Reverse<u32>)>>,
    tree: Vec<u32>,
}

impl Patient {
    fn new(items: &[Item], saved: &[u32], days: &[u32], length: usize) -> Self {
        let width = length.next_power_of_two();
        let mut patient =
            Patient { width, waiting: vec![BinaryHeap::new(); length], tree: vec![0; 2 * width] };
        for &number in saved {
            let (item, day) = (&items[number as usize], days[number as usize]);
            if day != MISSED && day >= item.free && day + 1 < item.end {
                patient.waiting[day as usize].push((item.end, Reverse(number)));
            }
        }
        (0..length).for_each(|day| patient.refresh(day));
        patient
    }

    fn refresh(&mut self, day: usize) {
        let mut node = self.width + day;
        self.tree[node] = self.waiting[day].peek().map_or(0, |most| most.0);
        while node > 1 {
            node /= 2;
            self.tree[node] = self.tree[2 * node].max(self.tree[2 * node + 1]);
        }
    }

    /// The first day from `begin` on, before `day`, on which somebody stands who could still wait for `day`.
    fn first(&self, begin: u32, day: u32) -> Option<u32> {
        let mut node = self.width + begin as usize;
        loop {
            if self.tree[node] > day {
                while node < self.width {
                    node = if self.tree[2 * node] > day { 2 * node } else { 2 * node + 1 };
                }
                return Some((node - self.width) as u32).filter(|&found| found < day);
            }
            while node & 1 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
    }

    fn leave(&mut self, day: u32) -> Option<u32> {
        let (_, Reverse(number)) = self.waiting[day as usize].pop()?;
        self.refresh(day as usize);
        Some(number)
    }

    fn join(&mut self, day: u32, end: u32, number: u32) {
        if day + 1 < end {
            self.waiting[day as usize].push((end, Reverse(number)));
            self.refresh(day as usize);
        }
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
                line.take(to);
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

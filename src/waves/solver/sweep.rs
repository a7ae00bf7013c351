//! A first calendar: days that are never crowded in one pass, the rest by the price of being early.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::waves::solver::item::{Item, MISSED};
use crate::waves::solver::line::{Line, Nearest};

/// One missed unit in so many: weight comes before prices.
const MANY: usize = 32;
/// More weight than this is not told apart in a first calendar.
const WEIGHTS: u32 = (1 << 24) - 1;

/// Gives every item a position, or [`MISSED`].
pub(in crate::waves) fn sweep(items: &[Item], line: &Line) -> Vec<u32> {
    let mut forward = Forward::new(items, line);
    (0..line.len() as u32).for_each(|position| forward.step(position));
    let (mut days, crowded) = forward.finish();
    let mut left = line.room.clone();
    for &day in days.iter().filter(|&&day| day != MISSED) {
        left[day as usize] -= 1;
    }
    let by_price = |item: &Item| item.slope;
    let mut chosen = place(items, &crowded, line, &left, by_price);
    let missed = chosen.iter().filter(|&&day| day == MISSED).count();
    if missed > crowded.len() / MANY {
        let by_weight = |item: &Item| u64::from(item.weight.min(WEIGHTS)) << 40 | item.slope;
        chosen = place(items, &crowded, line, &left, by_weight);
    }
    crowded.iter().zip(chosen).for_each(|(&number, day)| days[number as usize] = day);
    days
}

/// Walks the line once; whoever cannot have its best day waits, the one with the least time first.
struct Forward<'a> {
    items: &'a [Item],
    line: &'a Line,
    /// Item numbers by first free position, and where each position's begin.
    order: Vec<u32>,
    begins: Vec<u32>,
    /// The last safe position in the upper half, the item in the lower.
    waiting: BinaryHeap<Reverse<u64>>,
    days: Vec<u32>,
    /// First position of the queue that is waiting now, and whether somebody's time ran out in it.
    queue: Option<(u32, bool)>,
    /// Stretches of positions in which waiting for free was not enough.
    crowded: Vec<(u32, u32)>,
}

impl<'a> Forward<'a> {
    fn new(items: &'a [Item], line: &'a Line) -> Self {
        let mut begins = vec![0u32; line.len() + 2];
        let place = |item: &Item| item.free.min(line.len() as u32) as usize;
        for item in items {
            begins[place(item) + 1] += 1;
        }
        (1..begins.len()).for_each(|at| begins[at] += begins[at - 1]);
        let (mut next, mut order) = (begins.clone(), vec![0u32; items.len()]);
        for (number, item) in items.iter().enumerate() {
            let slot = &mut next[place(item)];
            order[*slot as usize] = number as u32;
            *slot += 1;
        }
        let (waiting, days) = (BinaryHeap::new(), vec![MISSED; items.len()]);
        Forward { items, line, order, begins, waiting, days, queue: None, crowded: Vec::new() }
    }

    fn step(&mut self, position: u32) {
        let at = position as usize;
        let room = self.line.room[at];
        let (begin, end) = (self.begins[at] as usize, self.begins[at + 1] as usize);
        if self.waiting.is_empty() && end - begin <= room as usize {
            for slot in begin..end {
                self.admit(slot, position);
            }
            return;
        }
        for slot in begin..end {
            let number = self.order[slot];
            let end = u64::from(self.items[number as usize].end);
            self.waiting.push(Reverse(end << 32 | u64::from(number)));
        }
        let mut queue = self.queue.unwrap_or((position, false));
        let mut taken = 0;
        while let Some(&Reverse(key)) = self.waiting.peek() {
            if key >> 32 <= u64::from(position) {
                queue.1 = true;
            } else if taken == room {
                break;
            } else {
                self.days[key as u32 as usize] = position;
                taken += 1;
            }
            self.waiting.pop();
        }
        self.queue = if self.waiting.is_empty() { self.close(queue, position) } else { Some(queue) };
    }

    fn admit(&mut self, slot: usize, position: u32) {
        let number = self.order[slot] as usize;
        if self.items[number].end > position {
            self.days[number] = position;
        }
    }

    fn close(&mut self, queue: (u32, bool), position: u32) -> Option<(u32, bool)> {
        if queue.1 {
            self.crowded.push((queue.0, position));
        }
        None
    }

    /// The positions so far, and the items that still need one: those of every crowded stretch.
    fn finish(mut self) -> (Vec<u32>, Vec<u32>) {
        if let Some((first, _)) = self.queue {
            self.crowded.push((first, self.line.len() as u32));
        }
        let mut is_crowded = vec![false; self.line.len() + 1];
        for &(first, last) in &self.crowded {
            is_crowded[first as usize..=last as usize].fill(true);
        }
        let mut open = Vec::new();
        for (number, day) in self.days.iter_mut().enumerate() {
            if *day == MISSED || is_crowded[*day as usize] {
                *day = MISSED;
                open.push(number as u32);
            }
        }
        (self.days, open)
    }
}

/// Places items, the greatest `weight` first, on the nearest position with room: behind the best day, else before.
fn place(
    items: &[Item],
    numbers: &[u32],
    line: &Line,
    left: &[u32],
    weight: impl Fn(&Item) -> u64 + Sync,
) -> Vec<u32> {
    let in_turn = |(at, &number): (usize, &u32)| {
        let item = &items[number as usize];
        let (early, free, end) = (item.early as u16, item.free as u16, item.end as u16);
        Turn { weight: Reverse(weight(item)), at: at as u32, early, free, end }
    };
    let mut order: Vec<Turn> = numbers.par_iter().enumerate().map(in_turn).collect();
    order.par_sort_unstable();
    let mut gaps = Gaps::new(line, left);
    let mut days = vec![MISSED; numbers.len()];
    for turn in order {
        if let Some(day) = gaps.take(&turn) {
            days[turn.at as usize] = day;
        }
    }
    days
}

/// When an item is placed, and all that has to be known of it then, so that nothing is looked up out of order. A
/// position takes 16 bits: the line never reaches farther than two horizons of 20,000 days.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    weight: Reverse<u64>,
    at: u32,
    early: u16,
    free: u16,
    end: u16,
}

/// Positions with room, found from both sides.
struct Gaps {
    left: Vec<u32>,
    later: Nearest,
    sooner: Nearest,
}

impl Gaps {
    fn new(line: &Line, left: &[u32]) -> Self {
        let (later, sooner) = (Nearest::new(line.len()), Nearest::new(line.len()));
        let mut gaps = Gaps { left: left.to_vec(), later, sooner };
        for position in (0..line.len() as u32).filter(|&position| left[position as usize] == 0) {
            gaps.close(position);
        }
        gaps
    }

    fn close(&mut self, position: u32) {
        self.later.close(position);
        self.sooner.close(self.left.len() as u32 - 1 - position);
    }

    fn take(&mut self, turn: &Turn) -> Option<u32> {
        let length = self.left.len() as u32;
        let behind = self.later.find(u32::from(turn.free).min(length));
        let day = if behind < u32::from(turn.end) { behind } else { before(turn, &mut self.sooner, length)? };
        self.left[day as usize] -= 1;
        if self.left[day as usize] == 0 {
            self.close(day);
        }
        Some(day)
    }
}

fn before(turn: &Turn, sooner: &mut Nearest, length: u32) -> Option<u32> {
    let latest = u32::from(turn.free.min(turn.end));
    let found = sooner.find(length - latest.min(length));
    (found < length && length - 1 - found >= u32::from(turn.early)).then(|| length - 1 - found)
}

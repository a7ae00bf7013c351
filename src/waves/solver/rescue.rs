//! Who has to be missed on a stretch without room for all: the least weight, exactly.
//!
//! Sets of units that can all be placed in time are the independent sets of a matroid, so the heaviest is found
//! greedily. Units come in the order of their last days. A set fits exactly if, for every day, those that may not
//! begin before it fit between it and the last day so far (Hall); where one unit too many comes, the latest day for
//! which this fails bounds the only circle of the matroid, and the unit with the least weight in it is given up.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::waves::solver::item::{Item, MISSED};
use crate::waves::solver::line::Nearest;
use crate::waves::solver::stretch::Stretch;

/// What weight alone decides about a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::waves) enum Fate {
    /// Is placed in every calendar of the least missed weight; missing it would cost at least so much weight.
    Saved(u32),
    /// Weighs as much as another that could be missed in its place.
    Tied(u32),
    /// Is missed in every such calendar.
    Lost,
}

impl Fate {
    /// Seats that missing the unit costs at least.
    pub(in crate::waves) fn escape(self) -> u32 {
        match self {
            Fate::Saved(weight) | Fate::Tied(weight) => weight,
            Fate::Lost => 0,
        }
    }
}

/// What weight alone decides about a stretch.
pub(in crate::waves) struct Rescue {
    /// Per item.
    pub(in crate::waves) fates: Vec<Fate>,
    /// Seats of tied items that have to be missed.
    pub(in crate::waves) tied_weight: u64,
    /// What a place of each day is worth in weight.
    pub(in crate::waves) weight_prices: Vec<u32>,
    /// One choice of the items that are saved.
    is_saved: Vec<bool>,
}

/// Finds out who has to be missed.
pub(in crate::waves) fn rescue(stretch: &Stretch<'_>) -> Rescue {
    let count = stretch.items.len();
    if stretch.days.iter().all(|&day| day != MISSED) {
        return Rescue {
            fates: vec![Fate::Saved(1); count],
            tied_weight: 0,
            weight_prices: vec![0; stretch.width],
            is_saved: vec![true; count],
        };
    }
    let room = &stretch.line.room[stretch.first as usize..][..stretch.width];
    let windows = windows(stretch);
    let is_saved = heaviest(&stretch.items, &windows, room);
    let weight_prices = weight_prices(&stretch.items, &windows, &is_saved, room);
    let mut rescue = Rescue { fates: Vec::new(), tied_weight: 0, weight_prices, is_saved };
    let cheapest = Cheapest::new(&rescue.weight_prices, room);
    let fate = |(item, &window): (&Item, &(u32, u32))| {
        let (least, weight) = (cheapest.of(window), item.weight);
        match weight.cmp(&least) {
            Ordering::Greater => Fate::Saved(least + 1),
            Ordering::Equal => Fate::Tied(weight),
            Ordering::Less => Fate::Lost,
        }
    };
    rescue.fates = stretch.items.par_iter().zip(&windows).map(fate).collect();
    let fated = rescue.fates.par_iter().zip(&rescue.is_saved);
    rescue.tied_weight = fated
        .map(|(fate, is_saved)| match fate {
            Fate::Tied(weight) if !is_saved => u64::from(*weight),
            Fate::Saved(_) | Fate::Tied(_) | Fate::Lost => 0,
        })
        .sum();
    rescue
}

/// The least price of an open day in any window: the least of every 2^n days that follow one another.
struct Cheapest(Vec<Vec<u32>>);

impl Cheapest {
    fn new(prices: &[u32], room: &[u32]) -> Self {
        let of_day = |(&price, &room): (&u32, &u32)| if room > 0 { price } else { u32::MAX };
        let mut levels: Vec<Vec<u32>> = vec![prices.iter().zip(room).map(of_day).collect()];
        for level in 0..prices.len().max(1).ilog2() as usize {
            let below = &levels[level];
            levels.push(below.iter().zip(&below[1 << level..]).map(|(&a, &b)| a.min(b)).collect());
        }
        Cheapest(levels)
    }

    /// `u32::MAX` where no day is open.
    fn of(&self, (begin, end): (u32, u32)) -> u32 {
        let Some(level) = end.saturating_sub(begin).checked_ilog2() else { return u32::MAX };
        let least = &self.0[level as usize];
        least[begin as usize].min(least[end as usize - (1 << level)])
    }
}

/// First position allowed and the one behind the last, counted from the first of the stretch.
fn windows(stretch: &Stretch<'_>) -> Vec<(u32, u32)> {
    let local = |position: u32| position.saturating_sub(stretch.first).min(stretch.width as u32);
    stretch.items.par_iter().map(|item| (local(item.early), local(item.end))).collect()
}

impl Rescue {
    /// A placement of everybody who is saved, as late as possible, because early days are paid for: backwards, who
    /// may not begin long before goes first.
    pub(in crate::waves) fn in_time(&self, stretch: &Stretch<'_>) -> Vec<u32> {
        if stretch.days.iter().all(|&day| day != MISSED) {
            return stretch.days.clone();
        }
        let mut order: Vec<(Reverse<u32>, u32, u32)> = (0u32..)
            .zip(windows(stretch))
            .filter(|&(number, _)| self.is_saved[number as usize])
            .map(|(number, (begin, end))| (Reverse(end), begin, number))
            .collect();
        order.par_sort_unstable();
        let mut arriving = order.into_iter().peekable();
        let mut waiting: BinaryHeap<(u32, u64, u32)> = BinaryHeap::new();
        let mut days = vec![MISSED; stretch.items.len()];
        for day in (0..stretch.width as u32).rev() {
            while let Some((_, begin, number)) = arriving.next_if(|it| it.0.0 > day) {
                waiting.push((begin, stretch.items[number as usize].slope, number));
            }
            for _ in 0..stretch.line.room[(stretch.first + day) as usize] {
                let Some((.., number)) = waiting.pop() else { break };
                days[number as usize] = stretch.first + day;
            }
        }
        days
    }
}

/// Which items make up the set of most weight that can all be placed.
fn heaviest(items: &[Item], windows: &[(u32, u32)], room: &[u32]) -> Vec<bool> {
    let mut order = in_order_of_windows(windows);
    let mut slack = Slack::new(room.len());
    let mut least = Least::new(room.len());
    let mut is_saved = vec![false; items.len()];
    let mut known = 0;
    for alike in order.chunk_by_mut(|&a, &b| windows[a as usize] == windows[b as usize]) {
        let (begin, end) = windows[alike[0] as usize];
        for day in known..end.max(known) {
            slack.add(day as usize, i64::from(room[day as usize]));
        }
        known = known.max(end);
        let worth = |number: u32| {
            let item = &items[number as usize];
            (item.weight, Reverse(item.slope), Reverse(item.rank), number)
        };
        for &number in alike.iter() {
            is_saved[number as usize] = true;
        }
        slack.add(begin as usize, -(alike.len() as i64));
        if slack.last_below_zero().is_none() {
            least.push(begin as usize, alike.iter().map(|&number| worth(number)));
            continue;
        }
        slack.add(begin as usize, alike.len() as i64);
        // Any order finds the same set; the greatest first leaves little to be found out again.
        alike.sort_unstable_by_key(|&number| Reverse(items[number as usize].weight));
        for &number in alike.iter() {
            slack.add(begin as usize, -1);
            least.push(begin as usize, std::iter::once(worth(number)));
            let Some(from) = slack.last_below_zero() else { continue };
            if let Some((day, given_up)) = least.pop(from) {
                is_saved[given_up as usize] = false;
                slack.add(day, 1);
            }
        }
    }
    is_saved
}

/// Numbers of the items by the end, then the begin of their windows. A position takes 16 bits: the line never reaches
/// farther than two horizons of 20,000 days.
fn in_order_of_windows(windows: &[(u32, u32)]) -> Vec<u32> {
    let key = |(number, &(begin, end)): (usize, &(u32, u32))| {
        u64::from(end) << 48 | u64::from(begin) << 32 | number as u64
    };
    let mut keys: Vec<u64> = windows.par_iter().enumerate().map(key).collect();
    keys.par_sort_unstable();
    keys.into_par_iter().map(|key| key as u32).collect()
}

/// Per day: places less the units that may not begin before; a tree of sums and of least sums up to the right end.
struct Slack {
    width: usize,
    tree: Vec<(i64, i64)>,
}

impl Slack {
    fn new(days: usize) -> Self {
        let width = days.next_power_of_two();
        Slack { width, tree: vec![(0, 0); 2 * width] }
    }

    fn add(&mut self, day: usize, change: i64) {
        let mut node = self.width + day;
        let sum = self.tree[node].0 + change;
        self.tree[node] = (sum, sum);
        while node > 1 {
            node /= 2;
            let (left, right) = (self.tree[2 * node], self.tree[2 * node + 1]);
            self.tree[node] = (left.0 + right.0, right.1.min(right.0 + left.1));
        }
    }

    /// The last day from which on there are too few places.
    fn last_below_zero(&self) -> Option<usize> {
        if self.tree[1].1 >= 0 {
            return None;
        }
        let (mut node, mut behind) = (1, 0);
        while node < self.width {
            let right = self.tree[2 * node + 1];
            if behind + right.1 < 0 {
                node = 2 * node + 1;
            } else {
                behind += right.0;
                node *= 2;
            }
        }
        Some(node - self.width)
    }
}

/// Weight, then the gentler slope, then the earlier rank are worth more; then the number of the item.
type Worth = (u32, Reverse<u64>, Reverse<u32>, u32);

/// The unit worth least among those that may not begin before a day.
struct Least {
    width: usize,
    heaps: Vec<BinaryHeap<Reverse<Worth>>>,
    tree: Vec<Option<Worth>>,
}

impl Least {
    fn new(days: usize) -> Self {
        let width = days.next_power_of_two();
        Least { width, heaps: vec![BinaryHeap::new(); days], tree: vec![None; 2 * width] }
    }

    fn push(&mut self, day: usize, worth: impl Iterator<Item = Worth>) {
        self.heaps[day].extend(worth.map(Reverse));
        self.refresh(day);
    }

    fn pop(&mut self, from: usize) -> Option<(usize, u32)> {
        let (mut low, mut high) = (self.width + from, 2 * self.width);
        let mut found: Option<(Worth, usize)> = None;
        let mut look = |node: usize, tree: &[Option<Worth>]| {
            if let Some(worth) = tree[node]
                && found.is_none_or(|(least, _)| worth < least)
            {
                found = Some((worth, node));
            }
        };
        while low < high {
            if low & 1 == 1 {
                look(low, &self.tree);
                low += 1;
            }
            if high & 1 == 1 {
                high -= 1;
                look(high, &self.tree);
            }
            (low, high) = (low / 2, high / 2);
        }
        let (worth, mut node) = found?;
        while node < self.width {
            node = if self.tree[2 * node] == Some(worth) { 2 * node } else { 2 * node + 1 };
        }
        let day = node - self.width;
        self.heaps[day].pop();
        self.refresh(day);
        Some((day, worth.3))
    }

    fn refresh(&mut self, day: usize) {
        let mut node = self.width + day;
        let top = self.heaps[day].peek().map(|top| top.0);
        if self.tree[node] == top {
            return;
        }
        self.tree[node] = top;
        while node > 1 {
            node /= 2;
            let (left, right) = (self.tree[2 * node], self.tree[2 * node + 1]);
            self.tree[node] = left.into_iter().chain(right).min();
        }
    }
}

/// What a place of each day is worth in weight: as much as the largest missed unit that could have it, or could have
/// the place of one that moves there. By complementary slackness nobody takes a day worth more than another one.
fn weight_prices(items: &[Item], windows: &[(u32, u32)], is_saved: &[bool], room: &[u32]) -> Vec<u32> {
    let reach = reach(windows, is_saved, room);
    let mut missed: Vec<u32> = (0..items.len() as u32).filter(|&number| !is_saved[number as usize]).collect();
    missed.par_sort_by_cached_key(|&number| Reverse(items[number as usize].weight));
    let mut prices = vec![0; room.len()];
    let mut open = Nearest::new(room.len());
    let mut waiting = Vec::new();
    for number in missed {
        waiting.push(windows[number as usize]);
        while let Some((begin, end)) = waiting.pop() {
            let mut day = open.find(begin);
            while day < end {
                prices[day as usize] = items[number as usize].weight;
                open.close(day);
                waiting.push(reach[day as usize]);
                day = open.find(day);
            }
        }
    }
    prices
}

/// Per day: the first day and the day behind the last one its units could move to, in one calendar of those saved.
fn reach(windows: &[(u32, u32)], is_saved: &[bool], room: &[u32]) -> Vec<(u32, u32)> {
    let mut windows: Vec<(u32, u32)> =
        windows.iter().zip(is_saved).filter(|(_, is_saved)| **is_saved).map(|(&window, _)| window).collect();
    windows.par_sort_unstable();
    let mut arriving = windows.chunk_by(|a, b| a == b).peekable();
    let mut waiting: BinaryHeap<Reverse<(u32, u32, u32)>> = BinaryHeap::new();
    let mut reach = vec![(0, 0); room.len()];
    for (day, &places) in room.iter().enumerate() {
        while let Some(alike) = arriving.next_if(|alike| alike[0].0 as usize <= day) {
            waiting.push(Reverse((alike[0].1, alike[0].0, alike.len() as u32)));
        }
        let (mut span, mut places): (Option<(u32, u32)>, u32) = (None, places);
        while let Some(Reverse((end, begin, units))) = waiting.peek().copied().filter(|_| places > 0) {
            span = Some(span.map_or((begin, end), |known| (known.0.min(begin), known.1.max(end))));
            waiting.pop();
            if units > places {
                waiting.push(Reverse((end, begin, units - places)));
            }
            places = places.saturating_sub(units);
        }
        reach[day] = span.unwrap_or((0, 0));
    }
    reach
}

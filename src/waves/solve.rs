//! From items to positions: the first calendar, then exchanges wherever somebody pays or misses.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::waves::exchange::{Stretch, improve};
use crate::waves::item::{Item, MISSED};
use crate::waves::line::Line;
use crate::waves::sweep::sweep;

/// Positions per item, and whether they are proven to be the optimum.
pub(super) struct Solution {
    pub(super) days: Vec<u32>,
    pub(super) is_optimal: bool,
}

/// Fewest missed seats, then least price. Items stand in canonical order and can all be saved.
pub(super) fn solve(items: &[Item], line: &Line) -> Solution {
    let mut days = sweep(items, line);
    let mut done = BTreeSet::new();
    let mut is_optimal = true;
    loop {
        let stretches: Vec<(u32, u32)> =
            stretches(items, &days, line).into_iter().filter(|stretch| done.insert(*stretch)).collect();
        if stretches.is_empty() {
            return Solution { days, is_optimal };
        }
        let members = members(items, &days, line, &stretches);
        let improved: Vec<(Vec<Item>, Vec<u32>, bool)> = stretches
            .par_iter()
            .zip(members)
            .map(|(&(first, end), mut numbers)| {
                numbers.par_sort_unstable_by_key(|&number| items[number as usize]);
                let (items, days) =
                    numbers.iter().map(|&number| (items[number as usize], days[number as usize])).unzip();
                improve(Stretch { line, first, width: (end - first) as usize, items, days })
            })
            .collect();
        for (items, mut positions, is_proven) in improved {
            is_optimal &= is_proven;
            in_order_of_rank(&items, &mut positions, line);
            items.iter().zip(positions).for_each(|(item, day)| days[item.rank as usize] = day);
        }
    }
}

/// Ranges of positions in which somebody would like another day: everything between the nearest positions
/// with room on both sides, these included.
fn stretches(items: &[Item], days: &[u32], line: &Line) -> Vec<(u32, u32)> {
    let mut left: Vec<i64> = line.room.iter().map(|&room| i64::from(room)).collect();
    let mut wished = vec![0i32; line.len() + 1];
    for (item, &day) in items.iter().zip(days) {
        if day != MISSED {
            left[day as usize] -= 1;
        }
        if let Some((first, end)) = wish(item, day) {
            wished[first as usize] += 1;
            wished[end as usize] -= 1;
        }
    }
    (1..wished.len()).for_each(|at| wished[at] += wished[at - 1]);
    let mut found: Vec<(u32, u32)> = Vec::new();
    for hot in (0..line.len()).collect::<Vec<_>>().chunk_by(|&a, &b| (wished[a] > 0) == (wished[b] > 0)) {
        let (Some(&first), Some(&last)) = (hot.first(), hot.last()) else { continue };
        if wished[first] <= 0 {
            continue;
        }
        let first = (0..first).rev().find(|&at| left[at] > 0).unwrap_or(0);
        let end = (last + 1..line.len()).find(|&at| left[at] > 0).map_or(line.len(), |at| at + 1);
        match found.last_mut() {
            Some(previous) if first < previous.1 as usize => previous.1 = previous.1.max(end as u32),
            _ => found.push((first as u32, end as u32)),
        }
    }
    found
}

/// The positions an item would rather have, with its own: `None` where it stands as well as it ever can.
fn wish(item: &Item, day: u32) -> Option<(u32, u32)> {
    if day == MISSED {
        return Some((item.early, item.end));
    }
    (day < item.free && day + 1 < item.end).then_some((day, item.end))
}

/// The items of every stretch: those that stand on it, and those that missed it.
fn members(items: &[Item], days: &[u32], line: &Line, stretches: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut owner = vec![MISSED; line.len()];
    for (number, &(first, end)) in stretches.iter().enumerate() {
        owner[first as usize..end as usize].fill(number as u32);
    }
    let mut members = vec![Vec::new(); stretches.len()];
    for (number, (item, &day)) in items.iter().zip(days).enumerate() {
        let place = if day == MISSED { item.early } else { day };
        if let Some(list) = members.get_mut(owner[place as usize] as usize) {
            list.push(number as u32);
        }
    }
    members
}

/// Units that differ in nothing but their customer take their days in the order of the tenants, best first.
fn in_order_of_rank(items: &[Item], days: &mut [u32], line: &Line) {
    let mut at = 0;
    let twins = |a: &Item, b: &Item| (a.class(), a.slope, a.seats) == (b.class(), b.slope, b.seats);
    for group in items.chunk_by(twins) {
        let slice = &mut days[at..at + group.len()];
        at += group.len();
        if group.len() > 1 {
            slice.sort_unstable_by_key(|&day| {
                (day == MISSED, if day == MISSED { 0 } else { group[0].cost(day, line) }, day)
            });
        }
    }
}

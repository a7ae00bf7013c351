//! From items to positions: the first calendar, then exchanges wherever somebody pays or misses.

use rayon::prelude::*;

use crate::waves::solver::item::{Item, MISSED};
use crate::waves::solver::line::Line;
use crate::waves::solver::stretch::Stretch;
use crate::waves::solver::sweep::sweep;
use crate::waves::solver::transport::{Limits, Placement, place};

/// Positions per item, and what is known about them.
pub(in crate::waves) struct Solution {
    pub(in crate::waves) days: Vec<u32>,
    /// No placement of as little missed weight is cheaper by more than this; `None`: nothing is known.
    pub(in crate::waves) gap: Option<i128>,
}

/// Least missed weight, then least price. Items stand in canonical order and can all be saved.
pub(in crate::waves) fn solve(items: &[Item], line: &Line) -> Solution {
    solve_within(items, line, Limits::default())
}

/// The same with other limits to the search.
pub(in crate::waves) fn solve_within(items: &[Item], line: &Line, limits: Limits) -> Solution {
    let mut days = sweep(items, line);
    let mut done: Vec<Done> = Vec::new();
    let mut margin = 1 + 2 * days.iter().filter(|&&day| day == MISSED).count() as i64;
    loop {
        let open = stretches(items, &days, line, margin, &done);
        if open.is_empty() {
            // Whoever stands outside has no wish, and so pays as little as possible.
            return Solution { days, gap: done.iter().map(|it| it.gap).sum() };
        }
        let members = members(items, &days, line, &open);
        let placements: Vec<Placement> = open
            .par_iter()
            .zip(members)
            .map(|(&(first, end), numbers)| {
                let (items, days) =
                    numbers.iter().map(|&number| (items[number as usize], days[number as usize])).unzip();
                place(Stretch { line, first, width: (end - first) as usize, items, days }, limits)
            })
            .collect();
        for ((first, end), mut placed) in open.into_iter().zip(placements) {
            done.retain(|it| it.end <= first || end <= it.first);
            done.push(Done { first, end, gap: placed.gap });
            in_order_of_rank(&placed.items, &mut placed.days, line);
            placed.items.iter().zip(placed.days).for_each(|(item, day)| days[item.rank as usize] = day);
        }
        margin *= 4;
    }
}

/// A stretch that has been placed, and how much cheaper it might be.
struct Done {
    first: u32,
    end: u32,
    gap: Option<i128>,
}

/// Ranges of positions in which somebody would like another day: everything between the nearest positions
/// with room on both sides, these included; those inside a range that is done left out. What has to be placed
/// anew reaches on to both sides until `margin` places are free there, and takes in what it touches of the others.
fn stretches(items: &[Item], days: &[u32], line: &Line, margin: i64, done: &[Done]) -> Vec<(u32, u32)> {
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
    let reach = |first: usize, end: usize, margin: i64| {
        let enough = |sum: &mut i64, at: usize| {
            *sum += left[at];
            Some((*sum >= margin, at))
        };
        let before = (0..first).rev().scan(0, |sum, at| enough(sum, at)).find(|it| it.0);
        let behind = (end..line.len()).scan(0, |sum, at| enough(sum, at)).find(|it| it.0);
        (before.map_or(0, |it| it.1), behind.map_or(line.len(), |it| it.1 + 1))
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for hot in (0..line.len()).collect::<Vec<_>>().chunk_by(|&a, &b| (wished[a] > 0) == (wished[b] > 0)) {
        let (Some(&first), Some(&last)) = (hot.first(), hot.last()) else { continue };
        if wished[first] <= 0 {
            continue;
        }
        let (near, far) = reach(first, last + 1, 1);
        if done.iter().any(|it| it.first as usize <= near && far <= it.end as usize) {
            continue;
        }
        let (mut first, mut end) = reach(first, last + 1, margin);
        for it in done {
            if (it.first as usize) < end && first < it.end as usize {
                (first, end) = (first.min(it.first as usize), end.max(it.end as usize));
            }
        }
        while let Some(previous) = found.last().copied().filter(|previous| first < previous.1) {
            found.pop();
            (first, end) = (first.min(previous.0), end.max(previous.1));
        }
        found.push((first, end));
    }
    found.into_iter().map(|(first, end)| (first as u32, end as u32)).collect()
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

/// Units that differ in nothing but their rank take their days in its order, best first.
fn in_order_of_rank(items: &[Item], days: &mut [u32], line: &Line) {
    let mut at = 0;
    let twins = |a: &Item, b: &Item| (a.class(), a.slope, a.weight) == (b.class(), b.slope, b.weight);
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

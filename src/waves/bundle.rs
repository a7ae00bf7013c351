//! Units that move on one day together: groups, and customers whose subscriptions must not be split.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::waves::settings::Settings;
use crate::waves::solver::{ENDLESS, Item, Line};
use crate::waves::unit::Unit;

/// What holds units together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    Group(u32),
    Customer(u32),
}

/// Numbers of the units that move together.
pub(super) type Bundles = BTreeMap<Tie, Vec<u32>>;

/// Groups, and with `together` the customers of several units; `units` in canonical order, `open` of them unpinned.
pub(super) fn bundles(units: &[&Unit], open: &[u32], settings: &Settings) -> Bundles {
    let mut bundles = Bundles::new();
    let same_customer = |a: &u32, b: &u32| units[*a as usize].customer == units[*b as usize].customer;
    for customer in open.chunk_by(same_customer) {
        let shared = customer.iter().find_map(|&number| units[number as usize].group);
        for &number in customer {
            let unit = units[number as usize];
            let tie = match (unit.group, settings.together) {
                (Some(group), false) => Some(Tie::Group(group)),
                (None, false) => None,
                (_, true) if customer.len() == 1 && shared.is_none() => None,
                (_, true) => Some(shared.map_or(Tie::Customer(unit.customer), Tie::Group)),
            };
            if let Some(tie) = tie {
                bundles.entry(tie).or_default().push(number);
            }
        }
    }
    let is_ordered = |tie: &Tie| {
        settings.after.iter().any(|&(one, other)| [Tie::Group(one), Tie::Group(other)].contains(tie))
    };
    bundles.retain(|tie, members| members.len() > 1 || is_ordered(tie));
    bundles
}

/// Gives every bundle its cheapest day with room for all of its customers, one bundle after the other: those
/// another waits for first, then most seats first. Takes the room from `line`; `false` where a day had to take more
/// than it should.
pub(super) fn place(
    bundles: &Bundles,
    items: &[Item],
    units: &[&Unit],
    settings: &Settings,
    line: &mut Line,
    days: &mut [u32],
) -> bool {
    let mut is_within_room = true;
    let mut placed: BTreeMap<Tie, u32> = BTreeMap::new();
    for tie in order(bundles, items, &settings.after) {
        let members: Vec<&Item> = bundles[&tie].iter().map(|&number| &items[number as usize]).collect();
        let before = settings.after.iter().filter(|&&(one, _)| tie == Tie::Group(one));
        let earliest = before
            .filter_map(|&(_, other)| placed.get(&Tie::Group(other)).map(|day| day + 1))
            .chain(members.iter().map(|item| item.early))
            .max()
            .unwrap_or(0);
        let customers: BTreeSet<u32> =
            bundles[&tie].iter().map(|&number| units[number as usize].customer).collect();
        let wanted = customers.len() as u32;
        let Some(day) = cheapest(&members, earliest, wanted, line) else { continue };
        placed.insert(tie, day);
        is_within_room &= line.room[day as usize] >= wanted;
        if line.room[day as usize] != ENDLESS {
            line.room[day as usize] = line.room[day as usize].saturating_sub(wanted);
        }
        bundles[&tie].iter().for_each(|&number| days[number as usize] = day);
    }
    is_within_room
}

/// Seats missed and price of every bundle on the best day it could have if it were alone, summed up: no calendar
/// that keeps the bundles has less of both.
pub(super) fn least(bundles: &Bundles, items: &[Item], line: &Line) -> (u64, i128) {
    let of_one = |members: &Vec<u32>| {
        let members: Vec<&Item> = members.iter().map(|&number| &items[number as usize]).collect();
        let earliest = members.iter().map(|item| item.early).max().unwrap_or(0);
        let latest = members.iter().map(|item| item.free.max(item.early)).max().unwrap_or(0);
        let days = earliest..=latest.min(line.len() as u32 - 1);
        days.map(|day| worth(&members, day, line)).min().unwrap_or((0, 0))
    };
    let sums = bundles.values().map(of_one);
    sums.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// Seats missed and price of a bundle on a day.
pub(super) fn worth(members: &[&Item], day: u32, line: &Line) -> (u64, i128) {
    let missed = members.iter().filter(|item| day >= item.end).map(|item| u64::from(item.weight)).sum();
    (missed, members.iter().map(|item| item.cost(day, line)).sum())
}

/// Bundles in the order in which they choose; a circle of groups that wait for each other is cut at its first.
fn order(bundles: &Bundles, items: &[Item], after: &[(u32, u32)]) -> Vec<Tie> {
    let seats =
        |tie: &Tie| bundles[tie].iter().map(|&number| u64::from(items[number as usize].weight)).sum::<u64>();
    let mut waiting: Vec<Tie> = bundles.keys().copied().collect();
    waiting.sort_by_key(|tie| (Reverse(seats(tie)), *tie));
    if after.is_empty() {
        return waiting;
    }
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let waits = |tie: &Tie| {
            after.iter().any(|&(one, other)| *tie == Tie::Group(one) && waiting.contains(&Tie::Group(other)))
        };
        let next = waiting.iter().position(|tie| !waits(tie)).unwrap_or(0);
        order.push(waiting.remove(next));
    }
    order
}

/// The position of the fewest missed seats, then the least price, then nearest to the best days. Where no day
/// has room for all, the day with most room takes more than it should.
fn cheapest(members: &[&Item], earliest: u32, places: u32, line: &Line) -> Option<u32> {
    let free = members.iter().map(|item| item.free).max().unwrap_or(earliest);
    let fits = |day: &u32| line.room[*day as usize] >= places;
    let length = line.len() as u32;
    let until = (earliest.max(free)..length).find(fits).map_or(length, |day| day + 1);
    (earliest..until)
        .filter(fits)
        .min_by_key(|&day| (worth(members, day, line), day.abs_diff(free)))
        .or_else(|| (earliest..length).max_by_key(|&day| (line.room[day as usize], Reverse(day))))
}

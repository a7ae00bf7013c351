//! What holds for every calendar: chunks lose nothing, seats stay exact, and what is called a bound is one.

use super::line::OpenDays;
use super::solver::{Item, Limits, Line, MISSED, Solution, solve_within};
use super::*;
use crate::model::{parse_day, plus_days};

/// Numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }
}

/// Units that crowd a few weeks, with a freeze and days of other capacities.
fn crowd(seed: u64, most: u64) -> (Vec<Item>, Line) {
    let mut dice = Dice(seed);
    let first = parse_day("2026-11-23").expect("a day");
    let count = dice.roll(most) + most / 4;
    let span = dice.roll(50) + 5;
    let capacity = (count * (dice.roll(12) + 4) / (10 * span)).max(1) as u32;
    let mut settings = Settings { capacity: Some(capacity), ..Settings::default() };
    settings.capacity_by_weekday[4] = [None, Some(0), Some(capacity / 2 + 1)][dice.roll(3) as usize];
    let frozen = plus_days(first, dice.roll(span) as i64);
    settings.freezes.push(Span { first: frozen, last: plus_days(frozen, dice.roll(9) as i64) });
    let n_earliest = dice.roll(3) + 1;
    let scale = [4, 300, 1_000_000][dice.roll(3) as usize];
    let most_seats = [2, 20, 500][dice.roll(3) as usize];
    let units: Vec<Unit> = (0..count as u32)
        .map(|customer| {
            let earliest = plus_days(first, dice.roll(n_earliest) as i64 * 6);
            let best = plus_days(earliest, dice.roll(span) as i64);
            let last = plus_days(best, [0, 0, 14][dice.roll(3) as usize]);
            Unit {
                customer,
                group: None,
                earliest,
                best,
                last_safe: Some(last),
                seats: dice.roll(most_seats) as u32,
                cost_per_day_early: dice.roll(scale),
                pin: None,
            }
        })
        .collect();
    let last = units.iter().filter_map(|unit| unit.last_safe).max().expect("a unit");
    let days = OpenDays::new(&settings, first, last, units.len());
    let items = units.iter().map(|unit| days.item(unit, 0)).filter(Item::can_be_saved);
    let items = (0u32..).zip(items).map(|(rank, item)| Item { rank, ..item }).collect();
    (items, days.line)
}

/// Seats missed, and the price of the others.
fn worth(items: &[Item], line: &Line, solution: &Solution) -> (u64, i128) {
    items.iter().zip(&solution.days).fold((0, 0), |(seats, price), (item, &day)| match day {
        MISSED => (seats + u64::from(item.weight), price),
        day => (seats, price + item.cost(day, line)),
    })
}

#[test]
fn chunks_lose_nothing_against_single_units() {
    for seed in 0..120 {
        let (items, line) = crowd(seed, 1_500);
        let with = |chunks_per_day: usize| {
            let solution = solve_within(&items, &line, Limits { chunks_per_day, ..Limits::default() });
            assert_eq!(solution.gap, Some(0), "seed {seed}");
            worth(&items, &line, &solution)
        };
        assert_eq!(with(1), with(usize::MAX), "seed {seed}");
    }
}

#[test]
fn a_search_cut_short_misses_no_more_seats_and_its_bound_holds() {
    let (mut n_bounds, mut n_close) = (0, 0);
    for seed in 0..120 {
        let (items, line) = crowd(seed, 400);
        let (seats, price) = worth(&items, &line, &solve_within(&items, &line, Limits::default()));
        for effort in [0, 1_000, 4_000, 16_000, 64_000] {
            let solution = solve_within(&items, &line, Limits { effort, chunks_per_day: 1 });
            let (missed, paid) = worth(&items, &line, &solution);
            assert_eq!(missed, seats, "seed {seed}, effort {effort}");
            assert!(paid >= price, "seed {seed}, effort {effort}");
            let Some(gap) = solution.gap.filter(|&gap| gap > 0) else { continue };
            assert!(paid - gap <= price, "seed {seed}, effort {effort}: {paid} - {gap} > {price}");
            n_bounds += 1;
            n_close += u32::from(gap * 20 < paid);
        }
    }
    assert!(n_bounds > 50 && n_close > 5, "{n_bounds} bounds, {n_close} of them close");
}

#[test]
fn nobody_stands_outside_the_days_allowed_and_no_day_takes_too_many() {
    for seed in 0..60 {
        let (items, line) = crowd(seed, 600);
        for effort in [0, 5_000, u64::MAX] {
            let solution = solve_within(&items, &line, Limits { effort, chunks_per_day: 2 });
            let mut loads = vec![0; line.len()];
            for (item, &day) in items.iter().zip(&solution.days).filter(|(_, day)| **day != MISSED) {
                assert!(item.early <= day && day < item.end, "seed {seed}");
                loads[day as usize] += 1;
            }
            assert!(loads.iter().zip(&line.room).all(|(load, room)| load <= room), "seed {seed}");
        }
    }
}

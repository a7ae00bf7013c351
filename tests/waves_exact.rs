//! The calendar against an exact assignment solver, and against itself in another order.

use cutover::model::{Day, days_between, parse_day, plus_days};
use cutover::waves::{Period, Proof, Settings, Span, Unit, schedule};
use pathfinding::prelude::{Matrix, kuhn_munkres_min};

/// A small generator of numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.roll((high - low + 1) as u64) as i64
    }
}

fn as_of() -> Day {
    parse_day("2026-11-22").expect("a day")
}

fn settings(dice: &mut Dice, span: i64) -> Settings {
    let mut settings = Settings { capacity: Some(dice.roll(6) as u32 + 1), ..Settings::default() };
    for _ in 0..dice.roll(3) {
        let first = plus_days(as_of(), dice.between(0, span));
        settings.freezes.push(Span { first, last: plus_days(first, dice.between(0, 12)) });
    }
    for _ in 0..dice.roll(3) {
        let first = plus_days(as_of(), dice.between(0, span));
        let span = Span { first, last: plus_days(first, dice.between(0, 15)) };
        settings.periods.push(Period { span, capacity: dice.roll(9) as u32 });
    }
    if dice.roll(2) == 0 {
        settings.capacity_by_weekday[dice.roll(7) as usize] = Some(dice.roll(4) as u32);
    }
    settings.holidays.push(plus_days(as_of(), dice.between(0, span)));
    settings
}

fn unit(dice: &mut Dice, customer: u32, span: i64, ties: bool) -> Unit {
    let earliest = plus_days(as_of(), [0, 0, 1, 10, dice.between(0, span)][dice.roll(5) as usize]);
    let best = plus_days(earliest, dice.between(0, span));
    let last_safe = match dice.roll(8) {
        0 => None,
        1 | 2 => Some(best),
        3 => Some(plus_days(best, -dice.between(0, 9))),
        _ => Some(plus_days(best, dice.between(0, 30))),
    };
    let scale = if ties { 4 } else { 1_000_000 };
    Unit {
        customer,
        group: None,
        earliest,
        best,
        last_safe,
        seats: dice.roll(if ties { 3 } else { 500 }) as u32,
        cost_per_day_early: dice.roll(scale),
        pin: None,
    }
}

fn instance(seed: u64) -> (Vec<Unit>, Settings) {
    let mut dice = Dice(seed);
    let largest = if seed.is_multiple_of(8) { 200 } else { 60 };
    let count = dice.roll(largest) + 1;
    let span = dice.between(3, 60);
    let settings = settings(&mut dice, span);
    let ties = dice.roll(3) == 0;
    ((0..count as u32).map(|customer| unit(&mut dice, customer, span, ties)).collect(), settings)
}

/// Seats missed and price of the optimum, by an algorithm that knows nothing of days in a row.
fn oracle(units: &[Unit], settings: &Settings) -> (i64, i64) {
    const SEAT: i64 = 1 << 40;
    let horizon = units.iter().map(|unit| unit.best.max(unit.last_safe.unwrap_or(unit.best))).max();
    let mut slots: Vec<Option<Day>> = vec![None; units.len()];
    for offset in 0..=days_between(as_of(), horizon.expect("a unit")) + 400 {
        let day = plus_days(as_of(), offset);
        let open = settings.closure(day).is_none();
        let room = if open { settings.capacity_on(day).expect("a limit") as usize } else { 0 };
        if offset <= 150 || slots.len() < 3 * units.len() {
            slots.extend(vec![Some(day); room.min(units.len())]);
        }
    }
    let weights = Matrix::from_fn(units.len(), slots.len(), |(row, column)| {
        let unit = &units[row];
        let missed = i64::from(unit.seats.max(1)) * SEAT;
        match slots[column] {
            None if unit.last_safe.is_none() => SEAT << 16,
            None => missed,
            Some(day) if day < unit.earliest => SEAT << 16,
            Some(day) if unit.last_safe.is_some_and(|last| day > last) => missed,
            Some(day) => days_between(day, unit.best).max(0) * unit.cost_per_day_early as i64,
        }
    });
    let (total, _) = kuhn_munkres_min(&weights);
    (total / SEAT, total % SEAT)
}

#[test]
fn a_thousand_calendars_cost_what_an_exact_solver_says() {
    for seed in 0..1_000 {
        let (units, settings) = instance(seed);
        let calendar = schedule(&units, &settings, as_of());
        let (seats, cost) = oracle(&units, &settings);
        let missed: i64 =
            calendar.missed.iter().map(|missed| i64::from(units[missed.unit].seats.max(1))).sum();
        assert_eq!((missed, calendar.cost), (seats, i128::from(cost)), "seed {seed}");
        assert_eq!(calendar.proof, Proof::Optimal, "seed {seed}");
    }
}

#[test]
fn no_day_takes_more_than_it_can_and_nobody_moves_before_the_earliest_day() {
    for seed in 0..1_000 {
        let (units, settings) = instance(seed);
        let calendar = schedule(&units, &settings, as_of());
        for wave in &calendar.waves {
            assert_eq!(settings.closure(wave.date), None, "seed {seed}");
            assert!(Some(wave.units) <= settings.capacity_on(wave.date), "seed {seed}");
        }
        for (day, unit) in calendar.days.iter().zip(&units) {
            assert!(day.is_some_and(|day| day >= unit.earliest), "seed {seed}");
        }
    }
}

#[test]
fn the_order_of_the_units_changes_nothing() {
    for seed in 0..300 {
        let (units, settings) = instance(seed);
        let calendar = schedule(&units, &settings, as_of());
        let mut order: Vec<usize> = (0..units.len()).collect();
        let mut dice = Dice(seed + 7);
        (1..order.len()).rev().for_each(|at| order.swap(at, dice.roll(at as u64 + 1) as usize));
        let shuffled: Vec<Unit> = order.iter().map(|&number| units[number].clone()).collect();
        let again = schedule(&shuffled, &settings, as_of());
        let expected: Vec<Option<Day>> = order.iter().map(|&number| calendar.days[number]).collect();
        assert_eq!(again.days, expected, "seed {seed}");
        assert_eq!(again.waves, calendar.waves, "seed {seed}");
    }
}

//! Small calendars whose answer can be seen.

use super::*;
use crate::model::{parse_day, plus_days};

fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

/// A Monday.
fn as_of() -> Day {
    day("2026-11-23")
}

/// The chosen day of the first unit, what it pays for it, and what took the days between.
fn moved(calendar: &Calendar, units: &[Unit], settings: &Settings) -> (Day, i128, Vec<Obstacle>) {
    let chosen = calendar.days[0].expect("a day");
    let between = Reasons::of(calendar, settings, units).between(settings, &units[0], chosen);
    (chosen, calendar::price(&units[0], chosen), between)
}

/// A unit that may move from the as-of day on.
fn unit(customer: u32, best: &str, last_safe: &str, cost: u64) -> Unit {
    Unit {
        customer,
        group: None,
        earliest: as_of(),
        best: day(best),
        last_safe: Some(day(last_safe)),
        seats: 10,
        cost_per_day_early: cost,
        pin: None,
    }
}

fn capacity(capacity: u32) -> Settings {
    Settings { capacity: Some(capacity), ..Settings::default() }
}

fn days(units: &[Unit], settings: &Settings) -> Vec<Option<Day>> {
    schedule(units, settings, as_of()).days
}

#[test]
fn without_capacity_everybody_gets_the_best_day_even_on_a_weekend() {
    let units = [unit(0, "2026-11-28", "2026-11-28", 5), unit(1, "2026-11-28", "2026-12-28", 5)];
    assert_eq!(days(&units, &Settings::default()), [Some(day("2026-11-28")); 2]);
}

#[test]
fn nobody_at_all_makes_an_empty_calendar() {
    assert_eq!(schedule(&[], &capacity(1), as_of()).waves, []);
}

#[test]
fn the_cheaper_of_two_moves_early() {
    let units = [unit(0, "2026-11-25", "2026-11-25", 5), unit(1, "2026-11-25", "2026-11-25", 7)];
    let calendar = schedule(&units, &capacity(1), as_of());
    assert_eq!(calendar.days, [Some(day("2026-11-24")), Some(day("2026-11-25"))]);
    assert_eq!((calendar.cost, calendar.proof), (5, Proof::Optimal));
}

#[test]
fn a_unit_with_free_days_makes_place_for_one_that_would_pay() {
    let units = [unit(0, "2026-11-25", "2026-11-25", 1), unit(1, "2026-11-25", "2026-11-26", 900)];
    assert_eq!(days(&units, &capacity(1)), [Some(day("2026-11-25")), Some(day("2026-11-26"))]);
}

#[test]
fn equal_units_stand_in_the_order_of_the_tenants() {
    let units: Vec<Unit> = (0..3).map(|customer| unit(customer, "2026-11-25", "2026-11-25", 5)).collect();
    let expected = ["2026-11-25", "2026-11-24", "2026-11-23"].map(|text| Some(day(text)));
    assert_eq!(days(&units, &capacity(1)), expected);
}

#[test]
fn the_unit_with_fewer_seats_is_missed_and_moves_as_soon_as_it_can() {
    let mut units = [unit(0, "2026-11-23", "2026-11-23", 5), unit(1, "2026-11-23", "2026-11-23", 5)];
    units[1].seats = 11;
    let calendar = schedule(&units, &capacity(1), as_of());
    assert_eq!(calendar.days, [Some(day("2026-11-24")), Some(day("2026-11-23"))]);
    assert_eq!(calendar.missed, [Missed { unit: 0, days: Some(1), is_unavoidable: false }]);
    assert_eq!(smallest_capacity(&units, &capacity(1)), Some(2));
}

#[test]
fn who_is_too_late_goes_before_one_who_can_wait_for_nothing() {
    let mut units: Vec<Unit> = (0..3).map(|customer| unit(customer, "2026-11-23", "2026-11-26", 5)).collect();
    units[1].last_safe = Some(day("2026-11-20"));
    units[2].last_safe = Some(day("2026-11-23"));
    let calendar = schedule(&units, &capacity(1), as_of());
    let expected = ["2026-11-25", "2026-11-24", "2026-11-23"].map(|text| Some(day(text)));
    assert_eq!(calendar.days, expected);
    assert_eq!(calendar.missed, [Missed { unit: 1, days: Some(4), is_unavoidable: true }]);
}

#[test]
fn a_group_that_takes_the_days_of_others_claims_no_optimum() {
    let mut units: Vec<Unit> = (0..3).map(|customer| unit(customer, "2026-11-25", "2026-11-25", 5)).collect();
    units[2].cost_per_day_early = 90;
    (units[0].group, units[1].group) = (Some(1), Some(1));
    let calendar = schedule(&units, &capacity(2), as_of());
    assert_eq!((calendar.cost, calendar.proof), (90, Proof::Within(0)));
    let roomy = schedule(&units, &capacity(3), as_of());
    assert_eq!((roomy.cost, roomy.proof), (0, Proof::Optimal));
    let none = schedule(&units, &capacity(1), as_of());
    assert_eq!((none.proof, none.gap()), (Proof::Unproven, None));
}

#[test]
fn the_smallest_capacity_is_the_first_at_which_nobody_is_missed() {
    let mut seed = 5u64;
    let mut roll = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for round in 0..200 {
        let units: Vec<Unit> = (0..=roll(11) as u32)
            .map(|customer| {
                let best = plus_days(as_of(), roll(9) as i64);
                let last_safe = Some(plus_days(best, roll(4) as i64));
                Unit { best, last_safe, ..unit(customer, "2026-11-25", "2026-11-25", roll(9)) }
            })
            .collect();
        let frozen = plus_days(as_of(), roll(8) as i64);
        let span = Span { first: frozen, last: plus_days(frozen, roll(3) as i64) };
        let settings = Settings { freezes: vec![span], ..capacity(1) };
        let missed = |capacity: u32| {
            let settings = Settings { capacity: Some(capacity), ..settings.clone() };
            schedule(&units, &settings, as_of()).missed.iter().filter(|it| !it.is_unavoidable).count()
        };
        let first = (1..=units.len() as u32).find(|&capacity| missed(capacity) == 0);
        assert_eq!(smallest_capacity(&units, &settings), first, "round {round}");
        let curve = curve(&units, &Settings { capacity: Some(4), ..settings.clone() }, as_of());
        let at = |capacity: u32| {
            let settings = Settings { capacity: Some(capacity), ..settings.clone() };
            outcome(&units, &settings, as_of())
        };
        assert_eq!((curve.half, curve.same, curve.double), (at(2), at(4), at(8)), "round {round}");
        let open = Settings { freezes: Vec::new(), ..settings.clone() };
        assert_eq!(
            without_each_freeze(&units, &settings, as_of()),
            [outcome(&units, &open, as_of())],
            "round {round}"
        );
    }
}

#[test]
fn a_freeze_is_left_on_the_cheaper_side_and_explained() {
    let units = [unit(0, "2026-12-16", "2026-12-16", 3)];
    let freeze = Span { first: day("2026-12-15"), last: day("2027-01-06") };
    let settings = Settings { freezes: vec![freeze], ..Settings::default() };
    let calendar = schedule(&units, &settings, as_of());
    let (chosen, cost, between) = moved(&calendar, &units, &settings);
    assert_eq!((chosen, cost), (day("2026-12-14"), 6));
    let span = Span { first: day("2026-12-15"), last: day("2026-12-16") };
    assert_eq!(between, [Obstacle { span, reason: Reason::Closed(Closure::Freeze(0)) }]);
    assert_eq!(without_each_freeze(&units, &settings, as_of())[0].cost, 0);
}

#[test]
fn a_best_day_behind_the_last_good_one_is_not_called_full_or_uneven() {
    let units = [unit(0, "2026-12-03", "2026-12-01", 3)];
    let calendar = schedule(&units, &capacity(5), as_of());
    let (chosen, _, between) = moved(&calendar, &units, &capacity(5));
    assert_eq!(chosen, day("2026-12-01"));
    let span = Span { first: day("2026-12-02"), last: day("2026-12-03") };
    assert_eq!(between, [Obstacle { span, reason: Reason::TooLate }]);
    let reasons = Reasons::of(&calendar, &capacity(5), &units);
    assert_eq!(reasons.between(&capacity(5), &units[0], day("2026-12-03")), []);
}

#[test]
fn a_full_day_is_named_before_the_weekend() {
    let units = [unit(0, "2026-11-27", "2026-12-31", 5), unit(1, "2026-11-27", "2026-11-27", 5)];
    let calendar = schedule(&units, &capacity(1), as_of());
    let (chosen, _, between) = moved(&calendar, &units, &capacity(1));
    let reasons: Vec<Reason> = between.iter().map(|obstacle| obstacle.reason).collect();
    assert_eq!(reasons, [Reason::Full, Reason::Closed(Closure::Weekend)]);
    assert_eq!(chosen, day("2026-11-30"));
}

#[test]
fn a_group_moves_on_one_day_and_another_after_it() {
    let mut units = [
        unit(0, "2026-11-25", "2026-12-25", 5),
        unit(1, "2026-11-26", "2026-12-25", 5),
        unit(2, "2026-11-24", "2026-12-25", 5),
    ];
    (units[0].group, units[1].group, units[2].group) = (Some(1), Some(1), Some(2));
    let settings = Settings { after: vec![(2, 1)], ..capacity(2) };
    let expected = ["2026-11-26", "2026-11-26", "2026-11-27"].map(|text| Some(day(text)));
    assert_eq!(days(&units, &settings), expected);
}

#[test]
fn a_customer_kept_together_takes_one_place() {
    let units = [unit(0, "2026-11-25", "2026-12-25", 5), unit(0, "2026-11-27", "2026-12-25", 5)];
    let settings = Settings { together: true, ..capacity(1) };
    assert_eq!(days(&units, &settings), [Some(day("2026-11-27")); 2]);
}

#[test]
fn a_pin_holds_whatever_it_costs_and_is_judged() {
    let pins = [
        (Pin::On(day("2026-12-02")), PinVerdict::PastLastSafe(2)),
        (Pin::On(day("2026-11-20")), PinVerdict::Overdue),
        (Pin::On(day("2026-11-28")), PinVerdict::Closed),
        (Pin::On(day("2026-11-30")), PinVerdict::Useless),
        (Pin::On(day("2026-11-24")), PinVerdict::Holds),
        (Pin::Wave(1), PinVerdict::Holds),
        (Pin::Wave(2), PinVerdict::NoSuchWave),
        (Pin::Skip, PinVerdict::Holds),
    ];
    let settings = Settings { wave_days: vec![day("2026-11-25")], ..capacity(5) };
    for (pin, verdict) in pins {
        let units = [Unit { pin: Some(pin), ..unit(0, "2026-11-30", "2026-11-30", 5) }];
        let calendar = schedule(&units, &settings, as_of());
        assert_eq!(calendar.pins, [(0, verdict)], "{pin:?}");
        let expected = match pin {
            Pin::Skip => None,
            Pin::On(day) if day >= as_of() => Some(day),
            Pin::Wave(1) => Some(day("2026-11-25")),
            Pin::On(_) | Pin::Wave(_) => Some(day("2026-11-30")),
        };
        assert_eq!(calendar.days, [expected], "{pin:?}");
    }
}

#[test]
fn waves_are_numbered_by_day_and_sum_their_units() {
    let units = [unit(0, "2026-11-26", "2026-11-26", 5), unit(1, "2026-11-24", "2026-11-24", 5)];
    let calendar = schedule(&units, &capacity(3), as_of());
    let seen: Vec<_> =
        calendar.waves.iter().map(|wave| (wave.number, wave.units, wave.seats, wave.capacity)).collect();
    assert_eq!(seen, [(1, 1, 10, Some(3)), (2, 1, 10, Some(3))]);
    assert_eq!(calendar.wave_of(0).map(|wave| wave.number), Some(2));
}

#[test]
fn moved_units_spread_over_days_that_cost_no_more() {
    let units: Vec<Unit> = (0..9).map(|customer| unit(customer, "2026-11-23", "2026-11-26", 5)).collect();
    let calendar = schedule(&units, &capacity(4), as_of());
    let loads: Vec<u32> = calendar.waves.iter().map(|wave| wave.units).collect();
    assert_eq!(loads, [4, 2, 2, 1]);
}

#[test]
fn half_the_capacity_costs_more_than_twice() {
    let units: Vec<Unit> = (0..8).map(|customer| unit(customer, "2026-12-04", "2026-12-04", 5)).collect();
    let curve = curve(&units, &capacity(2), as_of());
    assert!(curve.half.cost > curve.same.cost && curve.same.cost > curve.double.cost);
    assert_eq!(curve.same.cost, outcome(&units, &capacity(2), as_of()).cost);
}

#[test]
fn a_term_that_never_ends_does_not_stretch_the_calendar() {
    let far = plus_days(as_of(), 900_000);
    let units = [Unit { best: far, last_safe: None, ..unit(0, "2026-11-25", "2026-11-25", 5) }];
    assert_eq!(days(&units, &capacity(1)), [Some(far)]);
}

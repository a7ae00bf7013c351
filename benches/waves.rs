//! How long a calendar takes: two million units, from no crowding to more than fit, over three and ten years.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use cutover::model::{Day, parse_day, plus_days};
use cutover::waves::{Settings, Span, Unit, schedule};

const UNITS: u64 = 2_000_000;

fn as_of() -> Day {
    parse_day("2026-11-22").expect("a day")
}

/// Numbers that look random (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A portfolio over `span` days: four in ten must end on the last day of their term, the others have the month
/// after it; `peaks` of a hundred terms end with a month.
fn portfolio(units: u64, peaks: u64, span: u64) -> Vec<Unit> {
    let unit = |number: u64| {
        let dice = |salt: u64, below: u64| mixed(number * 8 + salt) % below;
        let offset = dice(0, span) as i64;
        let end = plus_days(as_of(), if dice(1, 100) < peaks { offset / 30 * 30 + 29 } else { offset });
        let earliest = plus_days(as_of(), [0, 1, 14][dice(2, 3) as usize]);
        let is_est = dice(3, 10) < 4;
        let best = if is_est { end } else { plus_days(end, 1) };
        let last_safe = if is_est { end } else { plus_days(end, 30) };
        Unit {
            customer: number as u32,
            group: None,
            earliest,
            best: best.max(earliest),
            last_safe: Some(last_safe),
            seats: dice(4, 300) as u32 + 1,
            cost_per_day_early: (dice(4, 300) + 1) * (dice(5, 5_000) + 100),
            pin: None,
        }
    };
    (0..units).map(unit).collect()
}

fn settings(capacity: u32) -> Settings {
    let freeze = |first: &str, last: &str| Span {
        first: parse_day(first).expect("a day"),
        last: parse_day(last).expect("a day"),
    };
    Settings {
        capacity: Some(capacity),
        freezes: vec![freeze("2026-12-15", "2027-01-06"), freeze("2027-12-15", "2028-01-06")],
        ..Settings::default()
    }
}

fn calendars(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("calendar");
    group.sample_size(10).throughput(Throughput::Elements(UNITS));
    for peaks in [0, 30] {
        let units = portfolio(UNITS, peaks, 1_095);
        let limited = [("roomy", 8_000), ("tight", 3_200), ("short", 2_600), ("hopeless", 1_500)];
        let limited = limited.map(|(name, capacity)| (name, settings(capacity)));
        for (name, settings) in [("open", Settings::default())].into_iter().chain(limited) {
            group.bench_function(BenchmarkId::new(name, peaks), |bencher| {
                bencher.iter(|| schedule(&units, &settings, as_of()));
            });
        }
    }
    let units = portfolio(UNITS, 30, 3_650);
    let tight = settings(900);
    group.bench_function("ten years, tight", |bencher| bencher.iter(|| schedule(&units, &tight, as_of())));
    group.finish();
}

criterion_group!(benches, calendars);
criterion_main!(benches);

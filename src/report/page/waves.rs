//! Waves against their capacity and the freezes between them.

use serde::Serialize;

use crate::error::Error;
use crate::model::{Day, days_between, plus_days};
use crate::report::Run;
use crate::report::page::calendar::Closures;
use crate::report::page::readiness::tenth;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 180.0;
/// Room for the marks of the axis.
const LEFT: f64 = 40.0;
/// Days drawn at most.
const MOST_DAYS: i64 = 190;
/// Days drawn at least, so that a single wave does not fill the drawing.
const FEWEST_DAYS: i64 = 27;
/// Waves listed at most; the rest stands in `waves.csv`.
const MOST_WAVES: usize = 200;

/// One line of `waves.csv`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Wave {
    number: u64,
    date: String,
    pub(super) customers: u64,
    subscriptions: u64,
    seats: u64,
    capacity: Option<u64>,
    overlap: Vec<[String; 2]>,
    #[serde(skip)]
    day: Option<Day>,
}

impl Wave {
    pub(super) fn is_between(&self, first: Day, last: Day) -> bool {
        self.day.is_some_and(|day| first <= day && day <= last)
    }
}

/// The waves and their drawing.
#[derive(Debug, Serialize)]
pub(super) struct Waves {
    total: usize,
    listed: Vec<Wave>,
    bars: Vec<Bar>,
    bands: Vec<Band>,
    marks: Vec<Mark>,
    /// The number at the top of the axis.
    top: u64,
    last_drawn: String,
    has_capacity: bool,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    capacity_y: Option<f64>,
    is_over: bool,
    date: String,
    customers: u64,
}

#[derive(Debug, Serialize)]
struct Band {
    x: f64,
    width: f64,
    middle: f64,
}

#[derive(Debug, Serialize)]
struct Mark {
    x: f64,
    month: String,
}

/// Every wave, in the order of the days; none where the run was made without the table.
pub(super) fn read(run: &Run) -> Result<Vec<Wave>, Error> {
    if !run.has("waves.csv") {
        return Ok(Vec::new());
    }
    let wave = |row: crate::table::Row| Wave {
        number: row.count("wave").unwrap_or_default(),
        date: row.text("date").to_owned(),
        customers: row.count("customers").unwrap_or_default(),
        subscriptions: row.count("subscriptions").unwrap_or_default(),
        seats: row.count("seats").unwrap_or_default(),
        capacity: row.count("capacity"),
        overlap: row
            .list("overlap_cost")
            .zip(row.text("currency").split(';'))
            .filter(|(amount, _)| *amount != "0.00")
            .map(|(amount, currency)| [amount.to_owned(), currency.to_owned()])
            .collect(),
        day: row.day("date"),
    };
    run.waves()?.rows().map(|row| row.map(wave)).collect()
}

/// Days to drawing.
struct Scale {
    first: Day,
    last: Day,
    step: f64,
    top: u64,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a width in a drawing")]
    fn new(waves: &[Wave], as_of: Day) -> Self {
        let days = || waves.iter().filter_map(|wave| wave.day);
        let first = days().min().unwrap_or(as_of).min(as_of);
        let last = days().max().unwrap_or(as_of);
        let last = last.clamp(plus_days(first, FEWEST_DAYS), plus_days(first, MOST_DAYS));
        let drawn = waves.iter().filter(|wave| wave.is_between(first, last));
        let most = drawn.flat_map(|wave| [wave.customers, wave.capacity.unwrap_or_default()]).max();
        let step = (WIDTH - LEFT) / (days_between(first, last) + 1) as f64;
        Scale { first, last, step, top: most.unwrap_or_default().max(1) }
    }

    #[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
    fn x(&self, day: Day) -> f64 {
        LEFT + self.step * days_between(self.first, day) as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "a height in a drawing")]
    fn y(&self, number: u64) -> f64 {
        HEIGHT - number as f64 / self.top as f64 * HEIGHT
    }

    fn bar(&self, wave: &Wave) -> Option<Bar> {
        let day = wave.day.filter(|&day| self.first <= day && day <= self.last)?;
        let width = (self.step * 0.8).min(24.0);
        Some(Bar {
            x: tenth(self.x(day) + (self.step - width) / 2.0),
            y: tenth(self.y(wave.customers)),
            width: tenth(width),
            height: tenth(HEIGHT - self.y(wave.customers)),
            capacity_y: wave.capacity.map(|capacity| tenth(self.y(capacity))),
            is_over: wave.capacity.is_some_and(|capacity| wave.customers > capacity),
            date: wave.date.clone(),
            customers: wave.customers,
        })
    }

    fn bands(&self, closures: &Closures) -> Vec<Band> {
        let spans = closures.freezes.iter().map(|freeze| freeze.days);
        let drawn = spans.filter(|(first, last)| *first <= self.last && self.first <= *last);
        drawn
            .map(|(first, last)| {
                let start = self.x(first.max(self.first));
                let width = self.x(last.min(self.last)) + self.step - start;
                Band { x: tenth(start), width: tenth(width), middle: tenth(start + width / 2.0) }
            })
            .collect()
    }

    fn marks(&self) -> Vec<Mark> {
        let days = (0..=days_between(self.first, self.last)).map(|n| plus_days(self.first, n));
        days.filter(|day| day.day() == 1 || *day == self.first)
            .filter(|day| day.day() == 1 || day.day() < 20)
            .map(|day| Mark { x: tenth(self.x(day)), month: day.format("%Y-%m").to_string() })
            .collect()
    }
}

impl Waves {
    pub(super) fn draw(waves: &[Wave], closures: &Closures, as_of: Day) -> Self {
        let scale = Scale::new(waves, as_of);
        Waves {
            total: waves.len(),
            listed: waves.iter().take(MOST_WAVES).cloned().collect(),
            bars: waves.iter().filter_map(|wave| scale.bar(wave)).collect(),
            bands: scale.bands(closures),
            marks: scale.marks(),
            top: scale.top,
            last_drawn: scale.last.to_string(),
            has_capacity: waves.iter().any(|wave| wave.capacity.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn wave(date: &str, customers: u64, capacity: Option<u64>) -> Wave {
        let (number, subscriptions, seats, overlap) = (1, 1, 1, Vec::new());
        let date = date.to_owned();
        let day = parse_day(&date);
        Wave { number, date, customers, subscriptions, seats, capacity, overlap, day }
    }

    #[test]
    fn waves_are_drawn_against_their_capacity() {
        let waves =
            [wave("2026-11-23", 12, Some(10)), wave("2026-11-24", 10, Some(20)), wave("2026-11-25", 5, None)];
        let drawn = Waves::draw(&waves, &Closures::default(), day("2026-11-22"));
        assert_eq!(
            (drawn.top, drawn.has_capacity, drawn.bars.len()),
            (20, true, 3),
            "the axis holds the capacity"
        );
        let [over, within, free] = &drawn.bars[..] else { panic!("three bars") };
        assert!(over.is_over && !within.is_over && !free.is_over);
        assert_eq!((over.y, over.height, over.capacity_y), (72.0, 108.0, Some(90.0)));
        assert_eq!((within.y, within.capacity_y), (90.0, Some(0.0)));
        assert_eq!((free.y, free.height, free.capacity_y), (135.0, 45.0, None));
        assert!(over.x > LEFT && over.x + over.width < within.x && within.x + within.width < free.x);
    }

    #[test]
    fn what_is_far_off_is_listed_and_not_drawn() {
        let waves = [wave("2026-11-23", 1, None), wave("2029-01-01", 90, Some(90))];
        let drawn = Waves::draw(&waves, &Closures::default(), day("2026-11-22"));
        assert_eq!((drawn.total, drawn.listed.len(), drawn.bars.len(), drawn.top), (2, 2, 1, 1));
        let last = plus_days(day("2026-11-22"), MOST_DAYS);
        assert_eq!(drawn.last_drawn, last.to_string());
    }
}

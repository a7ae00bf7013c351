//! What the calendar of a portfolio costs, who misses it, and what other rules would change.

use rayon::prelude::*;

use crate::model::{Day, Totals, days_between};
use crate::plan::Book;
use crate::rules::Pin;
use crate::waves::{self, Calendar, Settings, Span};

/// What one set of rules leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Point {
    /// Paid twice because units move before their best days, exact per currency.
    pub early_cost: Totals,
    /// Units that move behind their last day without a gap, or on no day at all.
    pub missed_units: u64,
    pub missed_seats: u64,
}

/// A unit that moves behind its last day without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Number of the unit.
    pub unit: usize,
    /// Days behind that day; `None`: it moves on no day.
    pub days: Option<i64>,
    /// No calendar could have saved it.
    pub is_unavoidable: bool,
}

/// Everything a manager asks about the calendar of a portfolio.
#[derive(Debug, Clone)]
pub struct Study {
    pub units: u64,
    /// Units that do not get their best day.
    pub moved_units: u64,
    /// The most by which a calendar of as few missed seats could be cheaper, in hundredths of a per cent; 0 where
    /// none is, `None` where nothing is proven.
    pub gap: Option<u64>,
    pub planned: Point,
    /// In the order of the tenants.
    pub late: Vec<Late>,
    /// The smallest capacity at which everybody is saved who can be; `None` where none is enough or none is set.
    pub smallest_capacity: Option<u32>,
    /// The planned calendar at half and at double the capacity; `None` where no capacity is set.
    pub half_and_double: Option<(Point, Point)>,
    /// Each freeze with the calendar that would be possible without it.
    pub freezes: Vec<(Span, Point)>,
    /// Pins about customers and subscriptions that no input holds: whom they name, and what was decided.
    pub absent_pins: Vec<(String, String)>,
    /// Every day on which somebody moves: units, and how many the day takes.
    pub load: Vec<(Day, u32, Option<u32>)>,
}

/// Studies the calendar; what other rules would lead to is scheduled anew for each of them.
pub fn study(book: &Book<'_>, as_of: Day) -> Study {
    let settings = &book.settings;
    let calendar = &book.calendar;
    let mut others: Vec<Settings> = Vec::new();
    if settings.is_limited() {
        others.extend([settings.scaled(1, 2), settings.scaled(2, 1)]);
    }
    for freeze in 0..settings.freezes.len() {
        let mut open = settings.clone();
        open.freezes.remove(freeze);
        others.push(open);
    }
    let reckon = |other: &Settings| point(book, &waves::schedule(&book.units, other, as_of));
    let mut points: Vec<Point> = others.par_iter().map(reckon).collect();
    let without = points.split_off(if settings.is_limited() { 2 } else { 0 });
    let moved = calendar.days.iter().zip(&book.units).filter(|(day, unit)| **day != Some(unit.best()));
    Study {
        units: book.units.len() as u64,
        moved_units: moved.count() as u64,
        gap: calendar.gap(),
        planned: point(book, calendar),
        late: late(book, calendar),
        smallest_capacity: settings.capacity.and_then(|_| waves::smallest_capacity(&book.units, settings)),
        half_and_double: <[Point; 2]>::try_from(points).ok().map(|[half, double]| (half, double)),
        freezes: settings.freezes.iter().copied().zip(without).collect(),
        absent_pins: book.absent_pins.iter().map(|pin| (named(pin), pin.told.clone())).collect(),
        load: calendar.waves.iter().map(|wave| (wave.date, wave.units, wave.capacity)).collect(),
    }
}

/// Whom a pin is about: the subscription, else the customer.
fn named(pin: &Pin) -> String {
    let customer = || pin.customer.map(|tenant| tenant.to_string()).unwrap_or_default();
    pin.subscription.clone().unwrap_or_else(customer)
}

fn point(book: &Book<'_>, calendar: &Calendar) -> Point {
    let mut point = Point::default();
    for &(unit, currency, price) in &book.prices {
        let (day, best) = (calendar.days[unit as usize], book.units[unit as usize].best());
        let early = day.map_or(0, |day| days_between(day, best).max(0));
        if early > 0 {
            point.early_cost.add(currency, price.scaled(i128::from(early), 1));
        }
    }
    for missed in late(book, calendar) {
        point.missed_units += 1;
        point.missed_seats += u64::from(book.units[missed.unit].seats);
    }
    point
}

/// The calendar also counts who loses the credit of a cancellation window; here only the service counts.
fn late(book: &Book<'_>, calendar: &Calendar) -> Vec<Late> {
    let missed = calendar.missed.iter().filter_map(|missed| {
        let last_safe = book.lots[missed.unit].last_safe?;
        let days = calendar.days[missed.unit].map(|day| days_between(last_safe, day));
        let is_unavoidable = missed.is_unavoidable && book.units[missed.unit].last_safe == Some(last_safe);
        days.is_none_or(|days| days > 0).then_some(Late { unit: missed.unit, days, is_unavoidable })
    });
    missed.collect()
}

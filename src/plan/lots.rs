//! Customers to units of the calendar: the subscriptions of a customer that have one best day move as one.

use crate::assess::{Assessor, Charted};
use crate::error::Error;
use crate::intake::{Shard, Shards};
use crate::model::{Currency, Day, Money, Status, plus_days};
use crate::plan::decisions::{Decided, keep};
use crate::plan::holding::{Tight, relieve, tight_of};
use crate::plan::schedule::{Lot, Wishes};
use crate::routes::{Course, Credit, Line, Route, cost_per_day_early};
use crate::rules::{Choice, Pin};
use crate::waves::{self, Unit};

/// Subscriptions of one customer that move as one.
pub(super) struct Together<'a> {
    /// The decision about their day, and the subscription it is about; `None`: the whole customer.
    pub(super) pin: Option<(Option<usize>, &'a Pin)>,
    pub(super) best: Day,
    /// In the order of the customer's subscriptions; never empty.
    pub(super) positions: Vec<usize>,
}

/// The units of all customers, in the order of the tenants.
#[derive(Default)]
pub(super) struct Gathered<'a> {
    pub(super) units: Vec<Unit>,
    pub(super) lots: Vec<Lot<'a>>,
    pub(super) prices: Vec<(u32, Option<Currency>, Money)>,
    /// Customers whose tenant has no room for every duplicate at once.
    pub(super) tight: Vec<Tight>,
    /// Numbers of the pins that are about somebody.
    pub(super) pins: Vec<usize>,
}

/// What moves of one customer, by decision, then best day.
pub(super) fn of_customer<'a>(charted: &Charted<'_>, decided: &Decided<'a>) -> Vec<Together<'a>> {
    let moving = charted.lines.iter().enumerate().filter(|(_, line)| line.course.is_moving());
    let mut found: Vec<(usize, Day, usize)> = moving
        .filter_map(|(position, line)| Some((decided.number(position), wanted_date(&line.course)?, position)))
        .collect();
    found.sort_unstable();
    let same = |a: &(usize, Day, usize), b: &(usize, Day, usize)| (a.0, a.1) == (b.0, b.1);
    let lots = found.chunk_by(same).map(|lot| Together {
        pin: decided.pin(lot[0].0),
        best: lot[0].1,
        positions: lot.iter().map(|&(_, _, position)| position).collect(),
    });
    lots.collect()
}

/// The best day, or the later one on which the tenant has room.
fn wanted_date(course: &Course<'_>) -> Option<Day> {
    if course.held_back_from.is_some() { course.cutover_date } else { course.best_date }
}

/// Charts every customer and makes its units.
pub(super) fn gather<'a>(
    wishes: &'a Wishes,
    assessor: &Assessor<'a>,
    shards: &Shards,
) -> Result<Gathered<'a>, Error> {
    let first_customers = shards.first_customers();
    let parts = shards.map(|idx, shard| of_shard(wishes, assessor, shard, first_customers[idx]))?;
    let mut all = Gathered::default();
    for part in parts {
        all.append(part);
    }
    Ok(all)
}

fn of_shard<'a>(wishes: &'a Wishes, assessor: &Assessor<'a>, shard: &Shard, first: u32) -> Gathered<'a> {
    let mut gathered = Gathered::default();
    for (number, estate) in (first..).zip(shard.estates()) {
        let mut charted = assessor.chart(estate);
        if !wishes.pins.is_empty() {
            let about = wishes.pins.numbers_about(charted.customer.tenant, &charted.lines);
            gathered.pins.extend(about.into_iter().map(|it| it.1));
        }
        let decided = keep(&wishes.pins, assessor, &mut charted);
        relieve(assessor, &mut charted, &decided);
        let lots = of_customer(&charted, &decided);
        gathered.tight.extend(tight_of(assessor, &charted, &lots, gathered.units.len() as u32));
        for lot in &lots {
            gathered.add(wishes, &charted, lot, number, assessor.as_of);
        }
    }
    gathered
}

impl<'a> Gathered<'a> {
    fn append(&mut self, part: Gathered<'a>) {
        let units = self.units.len() as u32;
        self.units.extend(part.units);
        self.tight.extend(part.tight.into_iter().map(|mut tight| {
            tight.shift(units);
            tight
        }));
        self.lots.extend(part.lots);
        self.pins.extend(part.pins);
        self.prices
            .extend(part.prices.into_iter().map(|(unit, currency, price)| (unit + units, currency, price)));
    }

    fn add(&mut self, wishes: &Wishes, charted: &Charted<'_>, lot: &Together<'a>, customer: u32, as_of: Day) {
        let lines = || lot.positions.iter().map(|&it| &charted.lines[it]);
        let (mut slope, mut seats) = (0u64, 0u64);
        for Line { subscription, course, .. } in lines() {
            let price = cost_per_day_early(course, subscription).filter(|price| !price.is_zero());
            seats += u64::from(subscription.seats_purchased);
            slope = slope.saturating_add(scaled(price, subscription.seats_purchased, course));
            if let Some(price) = price {
                add_price(&mut self.prices, self.units.len() as u32, subscription.currency, price);
            }
        }
        let tenant = charted.customer.tenant;
        let group = tenant.and_then(|tenant| wishes.groups.binary_search_by_key(&tenant, |it| it.0).ok());
        let last_safe = lines().filter_map(|line| line.course.last_safe_date).min();
        let last_good = lines().filter_map(|line| last_good(line.subscription.status, &line.course, as_of));
        let pin = lot.pin.map(|(_, pin)| pin);
        self.units.push(Unit {
            customer,
            group: group.map(|at| wishes.groups[at].1),
            earliest: lines().filter_map(|line| earliest(&line.course)).max().unwrap_or(lot.best),
            best: lot.best,
            last_safe: last_good.min(),
            seats: u32::try_from(seats).unwrap_or(u32::MAX),
            cost_per_day_early: slope,
            pin: pin.and_then(|pin| calendar_pin(&pin.choice)),
        });
        self.lots.push(Lot {
            best: lot.best,
            key: charted.lines[lot.positions[0]].subscription.origin,
            last_safe,
            pin,
        });
    }
}

fn add_price(
    prices: &mut Vec<(u32, Option<Currency>, Money)>,
    unit: u32,
    currency: Option<Currency>,
    price: Money,
) {
    match prices.iter_mut().rev().take_while(|it| it.0 == unit).find(|it| it.1 == currency) {
        Some(known) => known.2 += price,
        None => prices.push((unit, currency, price)),
    }
}

/// First day on which the move is possible: nobody can bring forward what another partner has to accept.
fn earliest(course: &Course<'_>) -> Option<Day> {
    match course.route {
        Route::Transfer => course.best_date,
        Route::RebuyNow
        | Route::RebuyAtTermEnd
        | Route::ChannelTransfer
        | Route::MigrateOwnLegacy
        | Route::None => course.earliest_date,
    }
}

/// The day after which something is lost: the service, or the credit of a cancellation window, which nobody who waits
/// for the end of the term counts on. Users who are
/// locked out already have no such day ahead of them: the sooner they move the better.
fn last_good(status: Option<Status>, course: &Course<'_>, as_of: Day) -> Option<Day> {
    if status == Some(Status::Suspended) {
        return Some(plus_days(as_of, -1));
    }
    match course.credit {
        Credit::Window if course.route == Route::RebuyNow => {
            course.last_safe_date.into_iter().chain(course.timing.window_last_day).min()
        }
        Credit::Window | Credit::Prorated | Credit::None | Credit::Unknown => course.last_safe_date,
    }
}

/// Price of a day in hundred-thousandths, one to one across currencies; where it is not known, one such part
/// per seat, so that as few seats as possible move early.
fn scaled(price: Option<Money>, seats: u32, course: &Course<'_>) -> u64 {
    let is_unknown = course.overlap_cost.is_none() || price.is_none() && course.timing.end.is_none();
    match price {
        Some(price) => u64::try_from(price.hundred_thousandths()).unwrap_or(0),
        None => u64::from(seats) * u64::from(is_unknown),
    }
}

/// What the calendar itself has to keep; waves come in a second round.
fn calendar_pin(choice: &Choice) -> Option<waves::Pin> {
    match choice {
        Choice::Date(day) => Some(waves::Pin::On(*day)),
        Choice::Skip => Some(waves::Pin::Skip),
        Choice::Wave(_) | Choice::Route(_) | Choice::Successor(_) => None,
    }
}

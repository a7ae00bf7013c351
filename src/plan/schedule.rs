//! When everybody moves: what the calendar is asked for, and the days it gives back.

use rayon::prelude::*;

use crate::assess::{Assessor, Charted};
use crate::error::Error;
use crate::intake::{Shard, Shards};
use crate::model::{Currency, Day, Estate, Money, Origin, TenantId};
use crate::plan::decisions::{Decided, keep};
use crate::plan::holding::{has_room_for_all, keep_ceilings, relieve};
use crate::plan::lots::{self, Gathered};
use crate::routes::{Contact, Course, Credit, clear_cutover, set_cutover};
use crate::rules::{Choice, Pin, PinNote, PinState, Pins};
use crate::waves::{self, Calendar, PinVerdict, Reasons, Unit};

/// What the calendar has to respect.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    pub settings: waves::Settings,
    /// Customers that move together, sorted by tenant, with the number of their group.
    pub groups: Vec<(TenantId, u32)>,
    pub pins: Pins,
}

impl Wishes {
    /// Whether everybody simply moves on the best day.
    pub fn is_open(&self) -> bool {
        self.settings.is_open() && !self.settings.together && self.groups.is_empty() && self.pins.is_empty()
    }
}

/// What one unit of the calendar stands for: the subscriptions of a customer with one best day.
#[derive(Debug, Clone)]
pub struct Lot<'a> {
    pub best: Day,
    /// Record of its first subscription: what finds the lot again.
    pub(crate) key: Origin,
    /// Last day without a service gap; the unit's own last day may be the end of a cancellation window.
    pub last_safe: Option<Day>,
    pub pin: Option<&'a Pin>,
}

/// The calendar with everything it was made of.
#[derive(Debug, Clone)]
pub struct Book<'a> {
    pub settings: waves::Settings,
    pub units: Vec<Unit>,
    /// One per unit.
    pub lots: Vec<Lot<'a>>,
    /// Number of the unit, and what each day before its best one adds, per currency; sorted by unit.
    pub prices: Vec<(u32, Option<Currency>, Money)>,
    pub calendar: Calendar,
    /// Units that wait because their tenant is too full, with the day they would have had; sorted.
    held: Vec<(usize, Day)>,
    /// Pins about customers and subscriptions that no input holds, in the order of their file.
    pub absent_pins: Vec<&'a Pin>,
    /// Why days were taken.
    pub reasons: Reasons,
    /// Numbers of the units, sorted by key and best day.
    index: Vec<(Origin, Day, u32)>,
}

/// The days of a run.
#[derive(Debug)]
pub struct Schedule<'a> {
    wishes: &'a Wishes,
    /// Every day on which somebody moves, in order: the waves.
    days: Vec<Day>,
    /// `None`: everybody moves on the best day.
    book: Option<Book<'a>>,
}

impl<'a> Schedule<'a> {
    /// Charts every customer once and gives everybody a day.
    pub fn make(wishes: &'a Wishes, assessor: &Assessor<'a>, shards: &Shards) -> Result<Self, Error> {
        if wishes.is_open() {
            return Ok(Schedule { wishes, days: best_days(assessor, shards)?, book: None });
        }
        let book = Book::make(wishes, assessor, shards)?;
        let days = book.calendar.waves.iter().map(|wave| wave.date).collect();
        Ok(Schedule { wishes, days, book: Some(book) })
    }

    /// Charts a customer, keeps what people decided about it, and moves it to its days.
    pub fn chart<'s>(&self, assessor: &Assessor<'s>, estate: Estate<'s>) -> Charted<'s>
    where
        'a: 's,
    {
        let mut charted = assessor.chart(estate);
        let decided = match self.book {
            Some(_) => keep(&self.wishes.pins, assessor, &mut charted),
            None => Decided::default(),
        };
        relieve(assessor, &mut charted, &decided);
        if let Some(book) = &self.book {
            book.place(assessor, &mut charted, &decided);
        }
        charted
    }

    /// The number of the wave of a cut-over day, from 1.
    pub fn wave_of(&self, day: Day) -> Option<u32> {
        self.days.binary_search(&day).ok().map(|place| place as u32 + 1)
    }

    /// How many customers may move on a day; `None`: as many as come, or somebody was pinned to a closed day.
    pub fn capacity_on(&self, day: Day) -> Option<u32> {
        let settings = &self.wishes.settings;
        if settings.closure(day).is_some() { None } else { settings.capacity_on(day) }
    }

    /// The calendar where something had to be respected.
    pub fn book(&self) -> Option<&Book<'a>> {
        self.book.as_ref()
    }
}

/// Every best day of somebody who moves, in order.
fn best_days(assessor: &Assessor<'_>, shards: &Shards) -> Result<Vec<Day>, Error> {
    let of_shard = |_: usize, shard: &Shard| {
        let mut days = Vec::new();
        shard.estates().for_each(|estate| add_best_days(assessor, estate, &mut days));
        days.sort_unstable();
        days.dedup();
        days
    };
    let mut days = shards.map(of_shard)?.concat();
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

fn add_best_days<'a>(assessor: &Assessor<'a>, estate: Estate<'a>, days: &mut Vec<Day>) {
    if has_room_for_all(assessor, &estate) {
        return assessor.best_days(estate, days);
    }
    let mut charted = assessor.chart(estate);
    relieve(assessor, &mut charted, &Decided::default());
    let moving = charted.lines.iter().filter(|line| line.course.is_in_scope());
    days.extend(moving.filter_map(|line| line.course.cutover_date));
}

impl<'a> Book<'a> {
    fn make(wishes: &'a Wishes, assessor: &Assessor<'a>, shards: &Shards) -> Result<Self, Error> {
        let Gathered { mut units, lots, prices, tight, pins: mut found } =
            lots::gather(wishes, assessor, shards)?;
        found.sort_unstable();
        let pins = wishes.pins.as_slice().iter().enumerate();
        let absent_pins = pins.filter(|(it, _)| found.binary_search(it).is_err()).map(|it| it.1).collect();
        let mut settings = wishes.settings.clone();
        settings.wave_days = wave_days(&mut units, &lots, &settings, assessor.as_of);
        let schedule = |units: &mut [Unit]| schedule_windows(units, &lots, &settings, assessor.as_of);
        let calendar = schedule(&mut units);
        let (calendar, held) = keep_ceilings(&tight, &mut units, calendar, schedule);
        let mut index: Vec<(Origin, Day, u32)> =
            (0u32..).zip(&lots).map(|(number, lot)| (lot.key, lot.best, number)).collect();
        index.par_sort_unstable();
        let reasons = Reasons::of(&calendar, &settings, &units);
        Ok(Book { settings, units, lots, prices, calendar, held, absent_pins, reasons, index })
    }

    /// Moves the courses of one customer to their days, and says what is wrong with its pins.
    fn place<'s>(&self, assessor: &Assessor<'s>, charted: &mut Charted<'s>, decided: &Decided<'s>)
    where
        'a: 's,
    {
        let mut verdicts: Vec<(Option<usize>, &'s Pin, PinVerdict)> = Vec::new();
        for lot in lots::of_customer(charted, decided) {
            let first = charted.lines[lot.positions[0]].subscription.origin;
            let Some(unit) = self.unit(first, lot.best) else { continue };
            let day = self.calendar.days[unit];
            for &position in &lot.positions {
                let line = &mut charted.lines[position];
                move_to(&mut line.course, &line.subscription, day, assessor);
                line.course.held_back_from = self.held_back_from(unit, &line.course);
                line.unit = Some(unit as u32);
            }
            if let Some((about, pin)) = lot.pin {
                let found = self.calendar.pins.binary_search_by_key(&unit, |&(unit, _)| unit);
                verdicts.extend(found.ok().map(|at| (about, pin, self.calendar.pins[at].1)));
            }
        }
        charted.pins.extend(notes_of(&verdicts));
    }

    /// The day the course would be cut over on, had its tenant more room.
    fn held_back_from(&self, unit: usize, course: &Course<'_>) -> Option<Day> {
        let found = self.held.binary_search_by_key(&unit, |it| it.0);
        let before = found.map_or(course.held_back_from, |at| Some(self.held[at].1));
        before.filter(|_| before != course.cutover_date)
    }

    fn unit(&self, key: Origin, best: Day) -> Option<usize> {
        let found = self.index.binary_search_by_key(&(key, best), |&(key, best, _)| (key, best));
        found.ok().map(|at| self.index[at].2 as usize)
    }

    /// What each day before the best one adds for a unit, per currency.
    pub fn prices_of(&self, unit: usize) -> &[(u32, Option<Currency>, Money)] {
        let begin = self.prices.partition_point(|price| (price.0 as usize) < unit);
        let end = self.prices.partition_point(|price| price.0 as usize <= unit);
        &self.prices[begin..end]
    }
}

/// Sets the cut-over; outside its cancellation window a purchase cannot be undone any more.
fn move_to(
    course: &mut Course<'_>,
    subscription: &crate::model::Subscription<'_>,
    day: Option<Day>,
    assessor: &Assessor<'_>,
) {
    let Some(day) = day else { return clear_cutover(course, subscription, assessor.routes, assessor.as_of) };
    if course.cutover_date != Some(day) {
        set_cutover(course, subscription, day, assessor.routes, assessor.as_of);
    }
    if course.credit == Credit::Window && course.timing.window_last_day.is_some_and(|last| day > last) {
        course.credit = Credit::None;
        course.credit_contact = None::<Contact>;
    }
}

/// The days of the waves a pin may name: those of the calendar in which nobody is pinned to a wave.
fn wave_days(units: &mut [Unit], lots: &[Lot<'_>], settings: &waves::Settings, as_of: Day) -> Vec<Day> {
    let wave = |lot: &Lot<'_>| match lot.pin.map(|pin| &pin.choice) {
        Some(Choice::Wave(wave)) => Some(*wave),
        Some(Choice::Date(_) | Choice::Route(_) | Choice::Successor(_) | Choice::Skip) | None => None,
    };
    if !lots.iter().any(|lot| wave(lot).is_some()) {
        return Vec::new();
    }
    let calendar = waves::schedule(units, settings, as_of);
    for (unit, lot) in units.iter_mut().zip(lots) {
        unit.pin = wave(lot).map(waves::Pin::Wave).or(unit.pin);
    }
    calendar.waves.iter().map(|wave| wave.date).collect()
}

/// A unit inside a cancellation window has the last day of the window for its last one. Where that cannot be
/// kept, only the service counts: a window is never kept at the price of somebody's service, be it the unit's
/// own or another's.
fn schedule_windows(
    units: &mut [Unit],
    lots: &[Lot<'_>],
    settings: &waves::Settings,
    as_of: Day,
) -> Calendar {
    let calendar = waves::schedule(units, settings, as_of);
    let is_window =
        |unit: &Unit, lot: &Lot<'_>| unit.last_safe != lot.last_safe && unit.last_safe >= Some(as_of);
    let lost: Vec<usize> = calendar.missed.iter().map(|missed| missed.unit).collect();
    if lost.is_empty() || !units.iter().zip(lots).any(|(unit, lot)| is_window(unit, lot)) {
        return calendar;
    }
    let relaxed = |numbers: &mut dyn Iterator<Item = usize>, units: &[Unit]| {
        let mut units = units.to_vec();
        for number in numbers.filter(|&it| is_window(&units[it], &lots[it])).collect::<Vec<_>>() {
            units[number].last_safe = lots[number].last_safe;
        }
        let calendar = waves::schedule(&units, settings, as_of);
        (calendar, units)
    };
    let (keeping, keeping_units) = relaxed(&mut lost.into_iter(), units);
    let (giving_up, giving_up_units) = relaxed(&mut (0..units.len()), units);
    let without_service = |calendar: &Calendar, units: &[Unit]| -> u64 {
        let missed = calendar.missed.iter().filter(|it| !is_window(&units[it.unit], &lots[it.unit]));
        missed.map(|it| u64::from(units[it.unit].seats)).sum()
    };
    let is_dear = without_service(&keeping, &keeping_units) > without_service(&giving_up, &giving_up_units)
        || keeping.missed.iter().any(|it| is_window(&keeping_units[it.unit], &lots[it.unit]));
    let (calendar, chosen) = if is_dear { (giving_up, giving_up_units) } else { (keeping, keeping_units) };
    units.clone_from_slice(&chosen);
    calendar
}

/// One note per pin, however many units it is about: it is useless only where it is useless for each.
fn notes_of<'a>(verdicts: &[(Option<usize>, &'a Pin, PinVerdict)]) -> Vec<PinNote<'a>> {
    let mut notes: Vec<PinNote<'a>> = Vec::new();
    let same = |a: &&'a Pin, b: &&'a Pin| std::ptr::eq(*a, *b);
    for (at, (about, pin, _)) in verdicts.iter().enumerate() {
        if verdicts[..at].iter().any(|(_, other, _)| same(other, pin)) {
            continue;
        }
        let states = || verdicts.iter().filter(|(_, other, _)| same(other, pin)).map(|it| state_of(it.2));
        let is_useless = states().all(|state| state == Some(PinState::Useless));
        let worst = states().flatten().filter(|&state| is_useless || state != PinState::Useless).min();
        notes.extend(worst.map(|state| PinNote { pin, position: *about, state }));
    }
    notes
}

fn state_of(verdict: PinVerdict) -> Option<PinState> {
    match verdict {
        PinVerdict::Holds => None,
        PinVerdict::Overdue => Some(PinState::Overdue),
        PinVerdict::TooEarly => Some(PinState::Wrong("before everything can be in place")),
        PinVerdict::PastLastSafe(_) => Some(PinState::Wrong("behind the last safe day")),
        PinVerdict::Closed => Some(PinState::Wrong("nobody works on that day")),
        PinVerdict::Useless => Some(PinState::Useless),
        PinVerdict::NoSuchWave => Some(PinState::Wrong("there is no wave of that number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).expect("a day")
    }

    /// A customer that may move from Monday the 23rd on, with its own last day and the last day of its service.
    fn one(customer: u32, seats: u32, last: &str, last_safe: &str) -> (Unit, Lot<'static>) {
        let best = day("2026-11-23");
        let unit = Unit {
            customer,
            group: None,
            earliest: best,
            best,
            last_safe: Some(day(last)),
            seats,
            cost_per_day_early: 0,
            pin: None,
        };
        let key = Origin { file: 0, line: customer + 2 };
        let last_safe = Some(day(last_safe));
        (unit, Lot { best, key, last_safe, pin: None })
    }

    fn planned(of: [(Unit, Lot<'static>); 2]) -> Vec<Option<Day>> {
        let (mut units, lots): (Vec<_>, Vec<_>) = of.into_iter().unzip();
        let settings = waves::Settings { capacity: Some(1), ..waves::Settings::default() };
        schedule_windows(&mut units, &lots, &settings, day("2026-11-22")).days
    }

    #[test]
    fn who_loses_a_cancellation_window_still_keeps_the_service() {
        let window = |customer| one(customer, 10, "2026-11-23", "2026-11-24");
        let days = planned([window(0), window(1)]);
        assert_eq!(days, [Some(day("2026-11-23")), Some(day("2026-11-24"))]);
    }

    #[test]
    fn a_window_is_never_kept_at_the_price_of_a_service() {
        let days = planned([one(0, 900, "2026-11-23", "2026-12-23"), one(1, 1, "2026-11-23", "2026-11-23")]);
        assert_eq!(days[1], Some(day("2026-11-23")));
        assert!(days[0] > days[1] && days[0] <= Some(day("2026-12-23")));
    }

    #[test]
    fn a_pin_of_several_moves_is_useless_only_where_it_is_for_each() {
        let pin = Pin {
            customer: None,
            subscription: None,
            choice: Choice::Date(day("2026-11-23")),
            told: "date 2026-11-23".to_owned(),
            owner: "Ada".to_owned(),
            reason: "asked".to_owned(),
            expires: None,
        };
        let states = |verdicts: &[PinVerdict]| {
            let verdicts: Vec<_> = verdicts.iter().map(|&verdict| (None, &pin, verdict)).collect();
            notes_of(&verdicts).into_iter().map(|note| note.state).collect::<Vec<_>>()
        };
        assert_eq!(states(&[PinVerdict::Useless, PinVerdict::Useless]), [PinState::Useless]);
        assert!(states(&[PinVerdict::Useless, PinVerdict::Holds]).is_empty());
        assert_eq!(states(&[PinVerdict::Holds, PinVerdict::Overdue]), [PinState::Overdue]);
    }
}

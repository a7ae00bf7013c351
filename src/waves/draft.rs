//! A calendar in the making: pins first, then what must stay together, then everybody else.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{Day, days_between, plus_days};
use crate::waves::bundle::{self, Bundles};
use crate::waves::calendar::price;
use crate::waves::line::{FURTHEST, OpenDays};
use crate::waves::settle::{place_late, smooth};
use crate::waves::solver::{Item, Line, MISSED, solve};
use crate::waves::{Calendar, Missed, Pin, PinVerdict, Proof, Settings, Unit, Wave};

/// Farther behind the first day than this a unit simply takes its best day: nobody plans half a century ahead.
const HORIZON: i64 = 20_000;
// Sort keys hold a position of the line in sixteen bits.
const _: () = assert!(HORIZON + FURTHEST + 2 < u16::MAX as i64);

/// Units in canonical order with what is decided about them so far.
pub(super) struct Draft<'a> {
    settings: &'a Settings,
    /// Number as given, per unit.
    order: Vec<u32>,
    units: Vec<&'a Unit>,
    open_days: OpenDays,
    items: Vec<Item>,
    /// Position per unit; [`MISSED`] while there is none.
    days: Vec<u32>,
    /// Units with a day that is not on the line: pinned to a closed day, or beyond the horizon.
    elsewhere: BTreeMap<u32, Day>,
    pins: Vec<(u32, PinVerdict)>,
    /// What moves together, with the room before it took its own.
    bundles: Option<(Bundles, Line)>,
    /// What the units that move alone cost.
    cost_of_singles: i128,
    /// How much cheaper a calendar of as few missed seats might be; `None`: nothing is known.
    gap: Option<i128>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(units: &'a [Unit], settings: &'a Settings) -> Option<Self> {
        let first = units.par_iter().map(|unit| unit.earliest).min()?;
        let horizon = plus_days(first, HORIZON);
        let last = units.par_iter().map(|unit| unit.best().max(unit.last_safe.unwrap_or(first))).max()?;
        let open_days = OpenDays::new(settings, first, last.min(horizon), units.len());
        let mut order: Vec<u32> = (0..units.len() as u32).collect();
        if !units.is_sorted() {
            order.par_sort_unstable_by_key(|&number| &units[number as usize]);
        }
        let units: Vec<&Unit> = order.iter().map(|&number| &units[number as usize]).collect();
        let items =
            units.par_iter().enumerate().map(|(rank, unit)| open_days.item(unit, rank as u32)).collect();
        let mut draft = Draft {
            settings,
            order,
            days: vec![MISSED; units.len()],
            units,
            open_days,
            items,
            elsewhere: BTreeMap::new(),
            pins: Vec::new(),
            bundles: None,
            cost_of_singles: 0,
            gap: Some(0),
        };
        for number in
            (0..draft.units.len() as u32).filter(|&number| draft.items[number as usize].best > HORIZON as i32)
        {
            draft.elsewhere.insert(number, draft.units[number as usize].best());
        }
        Some(draft)
    }

    /// Settles every unit with a pin, and returns the numbers of those still open.
    pub(super) fn pin(&mut self, as_of: Day) -> Vec<u32> {
        let mut open = Vec::with_capacity(self.units.len());
        for number in 0..self.units.len() as u32 {
            let Some(pin) = self.units[number as usize].pin else {
                if !self.elsewhere.contains_key(&number) {
                    open.push(number);
                }
                continue;
            };
            let day = match pin {
                Pin::Skip => {
                    self.elsewhere.remove(&number);
                    self.pins.push((number, PinVerdict::Holds));
                    continue;
                }
                Pin::On(day) => Some(day),
                Pin::Wave(wave) => {
                    (wave as usize).checked_sub(1).and_then(|at| self.settings.wave_days.get(at)).copied()
                }
            };
            if let Some(day) = day.filter(|&day| day >= as_of) {
                self.fix(number, day);
                continue;
            }
            let verdict = if day.is_some() { PinVerdict::Overdue } else { PinVerdict::NoSuchWave };
            self.pins.push((number, verdict));
            open.push(number);
        }
        open
    }

    fn fix(&mut self, number: u32, day: Day) {
        self.elsewhere.remove(&number);
        let verdict = self.verdict(self.units[number as usize], day);
        self.pins.push((number, verdict));
        match self.open_days.position(day) {
            Some(position) => {
                self.days[number as usize] = position;
                self.open_days.line.take(position);
            }
            None => {
                self.elsewhere.insert(number, day);
            }
        }
    }

    fn verdict(&self, unit: &Unit, day: Day) -> PinVerdict {
        let past = unit.last_safe.map_or(0, |last| days_between(last, day));
        if day < unit.earliest {
            PinVerdict::TooEarly
        } else if past > 0 {
            PinVerdict::PastLastSafe(past)
        } else if self.settings.closure(day).is_some() {
            PinVerdict::Closed
        } else {
            PinVerdict::Holds
        }
    }

    /// Settles groups and customers that must not be split; returns the numbers of those still open.
    pub(super) fn bundle(&mut self, open: Vec<u32>) -> Vec<u32> {
        let bundles = bundle::bundles(&self.units, &open, self.settings);
        if bundles.is_empty() {
            return open;
        }
        let before = self.open_days.line.clone();
        let (items, units) = (&self.items, &self.units);
        if !bundle::place(&bundles, items, units, self.settings, &mut self.open_days.line, &mut self.days) {
            self.gap = None;
        }
        let mut bound: Vec<u32> = bundles.values().flatten().copied().collect();
        bound.sort_unstable();
        self.bundles = Some((bundles, before));
        open.into_iter().filter(|number| bound.binary_search(number).is_err()).collect()
    }

    /// Settles everybody else.
    pub(super) fn solve(&mut self, open: &[u32]) {
        let (saved, mut late): (Vec<u32>, Vec<u32>) =
            open.iter().partition(|&&number| self.items[number as usize].can_be_saved());
        let n_unavoidable = late.len();
        let single =
            |(rank, &number): (usize, &u32)| Item { rank: rank as u32, ..self.items[number as usize] };
        let singles: Vec<Item> = saved.iter().enumerate().map(single).collect();
        let solution = solve(&singles, &self.open_days.line);
        for (&number, day) in saved.iter().zip(solution.days) {
            match day {
                MISSED => late.push(number),
                day => {
                    self.days[number as usize] = day;
                    self.cost_of_singles += self.items[number as usize].cost(day, &self.open_days.line);
                    self.open_days.line.take(day);
                }
            }
        }
        let missed_seats: u64 =
            late[n_unavoidable..].iter().map(|&number| u64::from(self.items[number as usize].weight)).sum();
        self.gap = self.gap.zip(solution.gap).map(|(known, gap)| known + gap);
        self.gap = self.gap.zip(self.gap_of_bundles(&singles, missed_seats)).map(|(gap, more)| gap + more);
        place_late(&self.items, &mut late, &mut self.open_days.line, &mut self.days, &saved);
        self.smooth(&saved, &singles);
    }

    /// How much cheaper the calendar might be if what moves together, one bundle after the other, had left the best
    /// days to others or had got its own; `None` where that might save seats.
    fn gap_of_bundles(&self, singles: &[Item], missed_seats: u64) -> Option<i128> {
        let Some((bundles, before)) = &self.bundles else { return Some(0) };
        let mut own = (missed_seats, 0);
        let mut is_full = false;
        for members in bundles.values() {
            let day = members.first().map_or(MISSED, |&number| self.days[number as usize]);
            if day == MISSED {
                return None;
            }
            let items: Vec<&Item> = members.iter().map(|&number| &self.items[number as usize]).collect();
            let worth = bundle::worth(&items, day, before);
            own = (own.0 + worth.0, own.1 + worth.1);
            is_full |= self.open_days.line.room[day as usize] == 0;
        }
        let least = bundle::least(bundles, &self.items, before);
        let (seats_of_others, gain_of_others) =
            if is_full { self.without_bundles(singles, before)? } else { (missed_seats, 0) };
        (own.0 == least.0 + seats_of_others).then_some((own.1 - least.1 + gain_of_others).max(0))
    }

    /// Seats the others would miss, and what they would save, if nobody moved together.
    fn without_bundles(&self, singles: &[Item], line: &Line) -> Option<(u64, i128)> {
        let free = solve(singles, line);
        let cost = |days: &mut dyn Iterator<Item = (&Item, u32)>| -> i128 {
            days.filter(|(_, day)| *day != MISSED).map(|(item, day)| item.cost(day, line)).sum()
        };
        let placed = || singles.iter().zip(free.days.iter().copied());
        let missed = placed().filter(|(_, day)| *day == MISSED).map(|(item, _)| u64::from(item.weight)).sum();
        Some((missed, self.cost_of_singles - cost(&mut placed()) + free.gap?))
    }

    fn smooth(&mut self, saved: &[u32], singles: &[Item]) {
        let mut loads = vec![0; self.open_days.line.len()];
        self.days.iter().filter(|&&day| day != MISSED).for_each(|&day| loads[day as usize] += 1);
        let mut days: Vec<u32> = saved.iter().map(|&number| self.days[number as usize]).collect();
        smooth(singles, &mut self.open_days.line, &loads, &mut days);
        saved.iter().zip(days).for_each(|(&number, day)| self.days[number as usize] = day);
    }

    /// The calendar in the order of the units as given.
    pub(super) fn finish(self) -> Calendar {
        let count = self.units.len();
        let day_of = |number: usize| match self.days[number] {
            MISSED => self.elsewhere.get(&(number as u32)).copied(),
            position => Some(self.open_days.day(position)),
        };
        let mut calendar = Calendar {
            days: vec![None; count],
            waves: self.waves(),
            missed: Vec::new(),
            pins: Vec::new(),
            cost: 0,
            proof: Proof::Optimal,
        };
        for (number, (unit, &given)) in self.units.iter().zip(&self.order).enumerate() {
            let day = day_of(number);
            calendar.days[given as usize] = day;
            let is_late = unit.last_safe.is_some_and(|last| day.is_none_or(|day| day > last));
            if is_late && unit.pin != Some(Pin::Skip) {
                let days = day.zip(unit.last_safe).map(|(day, last)| days_between(last, day));
                let is_unavoidable = !self.items[number].can_be_saved();
                calendar.missed.push(Missed { unit: given as usize, days, is_unavoidable });
            }
        }
        calendar.cost = calendar.waves.iter().map(|wave| wave.cost).sum();
        calendar.proof = match self.gap {
            None => Proof::Unproven,
            Some(0) => Proof::Optimal,
            Some(gap) => Proof::Within((calendar.cost - gap).max(0)),
        };
        calendar.missed.sort_unstable_by_key(|missed| missed.unit);
        let useless = |number: u32, verdict| match verdict {
            PinVerdict::Holds if self.is_useless(number) => PinVerdict::Useless,
            other => other,
        };
        let pins = self.pins.iter();
        calendar.pins = pins
            .map(|&(number, verdict)| (self.order[number as usize] as usize, useless(number, verdict)))
            .collect();
        calendar.pins.sort_unstable();
        calendar
    }

    /// Pinned to its best day, which has room for more: it would have got it anyway.
    fn is_useless(&self, number: u32) -> bool {
        let item = &self.items[number as usize];
        let day = self.days[number as usize];
        let is_best =
            day != MISSED && day == item.free && self.open_days.line.offset[day as usize] == item.best;
        is_best && self.open_days.line.room[day as usize] > 0
    }

    fn waves(&self) -> Vec<Wave> {
        let empty = |date| Wave { number: 0, date, units: 0, seats: 0, capacity: None, cost: 0 };
        let mut open: Vec<Wave> =
            (0..self.open_days.line.len() as u32).map(|at| empty(self.open_days.day(at))).collect();
        let mut closed: BTreeMap<Day, Wave> = BTreeMap::new();
        for (number, (unit, &position)) in self.units.iter().zip(&self.days).enumerate() {
            let wave = match (position, self.elsewhere.get(&(number as u32))) {
                (MISSED, None) => continue,
                (MISSED, Some(&day)) => closed.entry(day).or_insert_with(|| empty(day)),
                (position, _) => &mut open[position as usize],
            };
            wave.units += 1;
            wave.seats += u64::from(unit.seats);
            wave.cost += price(unit, wave.date);
        }
        let mut waves: Vec<Wave> =
            open.into_iter().filter(|wave| wave.units > 0).chain(closed.into_values()).collect();
        waves.sort_by_key(|wave| wave.date);
        for (number, wave) in (1..).zip(&mut waves) {
            wave.number = number;
            let is_open = self.settings.closure(wave.date).is_none();
            wave.capacity = is_open.then(|| self.settings.capacity_on(wave.date)).flatten();
        }
        waves
    }
}

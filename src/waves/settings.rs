//! The rules of the calendar: how many units a day takes, which days are closed, who moves with whom.

use chrono::Weekday;

use crate::model::Day;

/// First and last day, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub first: Day,
    pub last: Day,
}

impl Span {
    pub fn contains(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// `[[waves.period]]`: another capacity between two days. The last one that covers a day decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub span: Span,
    /// Units per working day.
    pub capacity: u32,
}

/// Why nobody moves on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closure {
    /// Position in `Settings::freezes`.
    Freeze(usize),
    Holiday,
    /// Not a working day.
    Weekend,
    /// A working day whose capacity is 0.
    NoCapacity,
}

/// `[waves]` of the policy.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Units per working day. `None`: as many as come.
    pub capacity: Option<u32>,
    /// Monday first; wins over `capacity`. A weekday named here is a working day unless `working_days` says otherwise.
    pub capacity_by_weekday: [Option<u32>; 7],
    /// Wins over both.
    pub periods: Vec<Period>,
    pub freezes: Vec<Span>,
    /// Closed days, where working days matter at all.
    pub holidays: Vec<Day>,
    /// Monday first. `None`: Monday to Friday where a capacity is set, every day otherwise.
    pub working_days: Option<[bool; 7]>,
    /// Days of the waves a pin may name, wave 1 first: those of the plan the person looked at.
    pub wave_days: Vec<Day>,
    /// The first group moves on a later day than the second.
    pub after: Vec<(u32, u32)>,
    /// All units of a customer move on one day.
    pub together: bool,
}

impl Settings {
    /// Whether any day takes a limited number of units.
    pub fn is_limited(&self) -> bool {
        self.capacity.is_some()
            || self.capacity_by_weekday.iter().any(Option::is_some)
            || !self.periods.is_empty()
    }

    /// Whether every unit may simply take its best day.
    pub fn is_open(&self) -> bool {
        !self.is_limited() && self.freezes.is_empty() && self.working_days.is_none()
    }

    /// Why nobody moves on `day`; `None` on an open day.
    pub fn closure(&self, day: Day) -> Option<Closure> {
        if let Some(freeze) = self.freezes.iter().position(|span| span.contains(day)) {
            return Some(Closure::Freeze(freeze));
        }
        if self.keeps_working_days() {
            if self.holidays.contains(&day) {
                return Some(Closure::Holiday);
            }
            if !self.works_on(day.weekday()) {
                return Some(Closure::Weekend);
            }
        }
        (self.capacity_on(day) == Some(0)).then_some(Closure::NoCapacity)
    }

    /// Units an open day takes; `None`: as many as come.
    pub fn capacity_on(&self, day: Day) -> Option<u32> {
        let dated = self.periods.iter().rev().find(|period| period.span.contains(day));
        dated
            .map(|period| period.capacity)
            .or(self.capacity_by_weekday[day.weekday().num_days_from_monday() as usize])
            .or(self.capacity)
    }

    /// The same rules with every capacity multiplied by `numerator ÷ denominator`, rounded down, but at least 1
    /// where it was not 0.
    #[must_use]
    pub fn scaled(&self, numerator: u32, denominator: u32) -> Settings {
        let scale = |capacity: u32| {
            let scaled = u64::from(capacity) * u64::from(numerator) / u64::from(denominator.max(1));
            u32::try_from(scaled).unwrap_or(u32::MAX).max(u32::from(capacity > 0))
        };
        let mut settings = self.clone();
        settings.capacity = self.capacity.map(scale);
        settings.capacity_by_weekday = self.capacity_by_weekday.map(|capacity| capacity.map(scale));
        settings.periods.iter_mut().for_each(|period| period.capacity = scale(period.capacity));
        settings
    }

    fn keeps_working_days(&self) -> bool {
        self.is_limited() || self.working_days.is_some()
    }

    fn works_on(&self, weekday: Weekday) -> bool {
        let number = weekday.num_days_from_monday() as usize;
        match self.working_days {
            Some(days) => days[number],
            None => number < 5 || self.capacity_by_weekday[number].is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).expect("a day")
    }

    #[test]
    fn weekends_count_only_where_a_capacity_or_working_days_are_set() {
        let saturday = day("2026-11-21");
        assert_eq!(Settings::default().closure(saturday), None);
        let limited = Settings { capacity: Some(5), ..Settings::default() };
        assert_eq!(limited.closure(saturday), Some(Closure::Weekend));
    }

    #[test]
    fn a_weekday_with_a_capacity_of_its_own_is_worked_on() {
        let mut settings = Settings { capacity: Some(5), ..Settings::default() };
        settings.capacity_by_weekday[5] = Some(2);
        assert_eq!(settings.closure(day("2026-11-21")), None);
        assert_eq!(settings.capacity_on(day("2026-11-21")), Some(2));
        assert_eq!(settings.closure(day("2026-11-22")), Some(Closure::Weekend));
    }

    #[test]
    fn the_last_period_that_covers_a_day_decides() {
        let span = Span { first: day("2026-12-01"), last: day("2026-12-31") };
        let settings = Settings {
            capacity: Some(5),
            periods: vec![Period { span, capacity: 9 }, Period { span, capacity: 0 }],
            ..Settings::default()
        };
        assert_eq!(settings.closure(day("2026-12-01")), Some(Closure::NoCapacity));
        assert_eq!(settings.capacity_on(day("2027-01-04")), Some(5));
    }
}

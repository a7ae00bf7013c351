//! Working days: the days of the week people work, without the holidays of the policy.

use chrono::Weekday;

use crate::model::{Day, plus_days};

/// Which days people work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Monday first.
    weekdays: [bool; 7],
    /// What [`days_back`] says of them.
    back: [[u8; 8]; 7],
    /// In order.
    holidays: Vec<Day>,
}

impl Calendar {
    /// A calendar of working `weekdays` without `holidays`; `None` when nobody ever works.
    pub fn new(weekdays: &[Weekday], mut holidays: Vec<Day>) -> Option<Self> {
        let mut works = [false; 7];
        for day in weekdays {
            works[day.num_days_from_monday() as usize] = true;
        }
        holidays.sort_unstable();
        (!weekdays.is_empty()).then(|| Calendar { weekdays: works, back: days_back(works), holidays })
    }

    pub fn is_working_day(&self, day: Day) -> bool {
        self.weekdays[weekday(day)] && self.holidays.binary_search(&day).is_err()
    }

    /// `day` itself where people work on it, otherwise the next day on which they do.
    pub fn next_working_day_on_or_after(&self, day: Day) -> Day {
        let mut candidate = day;
        while !self.is_working_day(candidate) {
            candidate = plus_days(candidate, 1);
        }
        candidate
    }

    /// The `k`-th working day strictly after `day`; `day` itself for zero.
    pub fn plus_working_days(&self, day: Day, k: u32) -> Day {
        (0..k).fold(day, |reached, _| self.next_working_day_on_or_after(plus_days(reached, 1)))
    }

    /// The `k`-th working day strictly before `day`; `day` itself for zero.
    pub fn minus_working_days(&self, day: Day, k: u32) -> Day {
        let Some(others) = k.checked_sub(1) else { return day };
        let per_week = self.weekdays.iter().filter(|&&works| works).count() as u32;
        let (weeks, rest) = (others / per_week, others % per_week + 1);
        let back = self.back[weekday(day)][rest as usize];
        let reached = plus_days(day, -(7 * i64::from(weeks) + i64::from(back)));
        let first = self.holidays.partition_point(|holiday| *holiday < reached);
        // Holidays on the way push it back: nearly no way has any.
        let is_free = self.holidays.get(first).is_none_or(|holiday| *holiday >= day);
        if is_free { reached } else { self.minus_day_by_day(day, k) }
    }

    fn minus_day_by_day(&self, day: Day, k: u32) -> Day {
        let before = |day: Day| {
            let mut before = plus_days(day, -1);
            while !self.is_working_day(before) {
                before = plus_days(before, -1);
            }
            before
        };
        (0..k).fold(day, |reached, _| before(reached))
    }
}

fn weekday(day: Day) -> usize {
    day.weekday().num_days_from_monday() as usize
}

/// By day of the week, how many days the first working days before it lie back, up to those of a week.
fn days_back(works: [bool; 7]) -> [[u8; 8]; 7] {
    let mut back = [[0; 8]; 7];
    for (weekday, back) in back.iter_mut().enumerate() {
        let worked = (1..=7).filter(|days| works[(weekday + 7 - usize::from(*days)) % 7]);
        back[1..].iter_mut().zip(worked).for_each(|(back, days)| *back = days);
    }
    back
}

impl Default for Calendar {
    /// Monday to Friday, no holidays.
    fn default() -> Self {
        let weekdays = [true, true, true, true, true, false, false];
        Calendar { weekdays, back: days_back(weekdays), holidays: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::timing::fixture::day;

    #[test]
    fn counts_strictly_after_the_day_over_a_weekend() {
        let calendar = Calendar::default();
        assert_eq!(calendar.plus_working_days(day("2026-06-05"), 1), day("2026-06-08"));
        assert_eq!(calendar.plus_working_days(day("2026-06-06"), 1), day("2026-06-08"));
        assert_eq!(calendar.plus_working_days(day("2026-06-03"), 10), day("2026-06-17"));
        assert_eq!(calendar.plus_working_days(day("2026-06-06"), 0), day("2026-06-06"));
    }

    proptest! {
        #[test]
        fn days_counted_back_at_once_are_those_counted_one_by_one(
            weekdays in prop::collection::vec(0..7u8, 1..7),
            holidays in prop::collection::vec(0..90i64, 0..4),
            start in 0..60i64,
            k in 0..40u32,
        ) {
            let weekdays: Vec<Weekday> = weekdays.into_iter().map(|it| Weekday::try_from(it).unwrap()).collect();
            let holidays = holidays.into_iter().map(|it| plus_days(day("2026-01-01"), it)).collect();
            let calendar = Calendar::new(&weekdays, holidays).expect("people work");
            let start = plus_days(day("2026-02-01"), start);
            prop_assert_eq!(calendar.minus_working_days(start, k), calendar.minus_day_by_day(start, k));
        }
    }

    #[test]
    fn counts_backwards_over_a_weekend() {
        let calendar = Calendar::default();
        assert_eq!(calendar.minus_working_days(day("2026-06-08"), 1), day("2026-06-05"));
        assert_eq!(calendar.minus_working_days(day("2026-05-31"), 5), day("2026-05-25"));
    }

    #[test]
    fn a_working_day_stays_and_a_sunday_moves_to_monday() {
        let calendar = Calendar::default();
        assert_eq!(calendar.next_working_day_on_or_after(day("2026-06-05")), day("2026-06-05"));
        assert_eq!(calendar.next_working_day_on_or_after(day("2026-06-07")), day("2026-06-08"));
    }

    #[test]
    fn holidays_and_other_weekends_are_the_policy_s() {
        let sunday_to_thursday = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];
        let calendar = Calendar::new(&sunday_to_thursday, vec![day("2026-06-07")]).expect("people work");
        assert_eq!(calendar.plus_working_days(day("2026-06-04"), 1), day("2026-06-08"));
        assert_eq!(Calendar::new(&[], Vec::new()), None);
    }
}

//! Working days: the days of the week people work, without the holidays of the policy.

use chrono::{Datelike, Weekday};

use crate::model::{Day, plus_days};

/// Which days people work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Monday first.
    weekdays: [bool; 7],
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
        (!weekdays.is_empty()).then_some(Calendar { weekdays: works, holidays })
    }

    pub fn is_working_day(&self, day: Day) -> bool {
        self.weekdays[day.weekday().num_days_from_monday() as usize]
            && self.holidays.binary_search(&day).is_err()
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
        let mut reached = day;
        for _ in 0..k {
            reached = plus_days(reached, -1);
            while !self.is_working_day(reached) {
                reached = plus_days(reached, -1);
            }
        }
        reached
    }
}

impl Default for Calendar {
    /// Monday to Friday, no holidays.
    fn default() -> Self {
        let weekdays = [true, true, true, true, true, false, false];
        Calendar { weekdays, holidays: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
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

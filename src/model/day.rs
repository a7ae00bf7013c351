//! Calendar days in UTC, and the operations the timing model is built from.
//!
//! A day is the number of days since a day long ago: the distance of two days is a subtraction, and only cells
//! that are read or written pay for months and years.

use std::fmt;
use std::num::NonZeroU32;

use chrono::{NaiveDate, Weekday};

use crate::model::digits::pair;

/// A calendar day in UTC, of the Gregorian calendar in all years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NonZeroU32);

/// Years the calendar is moved by, so that every day counts from 1: whole turns of the calendar of 400 years.
const YEARS_BEFORE: i32 = 32_800;
/// Days of one turn of the calendar.
const DAYS_OF_TURN: u32 = 146_097;
/// Days from the first day that is counted to 31 December of the year 0, of which the "common era" counts.
const BEFORE_CE: i32 = (YEARS_BEFORE / 400) * DAYS_OF_TURN as i32 + 305;

impl Day {
    /// Far before any day of an export.
    pub const MIN: Day = Day::of_civil(-9999, 1, 1);
    /// Far behind any day of an export: "for good".
    pub const MAX: Day = Day::of_civil(31_999, 12, 31);

    /// The first of January 1970, from which clocks count.
    pub const EPOCH: Day = Day::of_civil(1970, 1, 1);

    /// The day of a year, month (from 1) and day of the month (from 1); `None` where there is none.
    pub const fn from_ymd_opt(year: i32, month: u32, day: u32) -> Option<Self> {
        let is_day = month >= 1 && month <= 12 && day >= 1 && day <= days_of_month(year, month);
        if is_day && year >= -9999 && year <= 31_999 { Some(Day::of_civil(year, month, day)) } else { None }
    }

    /// The day so many days after 31 December of the year 0; `None` where it is out of range.
    pub fn from_days_ce(days: i32) -> Option<Self> {
        let day = NonZeroU32::new(u32::try_from(days.checked_add(BEFORE_CE)?).ok()?).map(Day)?;
        (Day::MIN..=Day::MAX).contains(&day).then_some(day)
    }

    /// Days since 31 December of the year 0.
    #[inline]
    pub const fn num_days_from_ce(self) -> i32 {
        self.0.get() as i32 - BEFORE_CE
    }

    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// From 1.
    pub fn month(self) -> u32 {
        self.civil().1
    }

    /// Day of the month, from 1.
    pub fn day(self) -> u32 {
        self.civil().2
    }

    #[inline]
    pub fn weekday(self) -> Weekday {
        const WEEK: [Weekday; 7] = [
            Weekday::Sun,
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
        ];
        // 31 December of the year 0 was a Sunday.
        WEEK[self.num_days_from_ce().rem_euclid(7) as usize]
    }

    /// Year, month and day of the month.
    ///
    /// Source: Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms"
    /// (2023): years begin in March, so that the leap day is their last, and divisions become multiplications.
    #[inline]
    pub const fn civil(self) -> (i32, u32, u32) {
        let quarters = 4 * self.0.get() + 3;
        let century = quarters / DAYS_OF_TURN;
        let of_century = (quarters % DAYS_OF_TURN) | 3;
        let years = 2_939_745 * of_century as u64;
        let of_year = (years as u32) / 2_939_745 / 4;
        let months = 2_141 * of_year + 197_913;
        let is_next_year = of_year >= 306;
        let year = (100 * century + (years >> 32) as u32) as i32 - YEARS_BEFORE + is_next_year as i32;
        let month = (months >> 16) - if is_next_year { 12 } else { 0 };
        (year, month, (months & 0xffff) / 2_141 + 1)
    }

    /// The inverse of [`Day::civil`].
    const fn of_civil(year: i32, month: u32, day: u32) -> Self {
        let is_early = month <= 2;
        let year = (year + YEARS_BEFORE - is_early as i32) as u32;
        let month = if is_early { month + 12 } else { month };
        let century = year / 100;
        let number = 1461 * year / 4 - century + century / 4 + (979 * month - 2919) / 32 + day - 1;
        Day(match NonZeroU32::new(number) {
            Some(number) => number,
            None => NonZeroU32::MIN,
        })
    }

    /// The same day for what knows how to write days in every way.
    fn chrono(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.num_days_from_ce()).unwrap_or_default()
    }

    /// The day written by a pattern of `strftime`, such as `%d.%m.%Y`.
    pub fn format(self, pattern: &str) -> impl fmt::Display {
        self.chrono().format(pattern)
    }
}

const fn days_of_month(year: i32, month: u32) -> u32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl From<NaiveDate> for Day {
    /// The day itself, or the nearest one in range.
    fn from(date: NaiveDate) -> Self {
        use chrono::Datelike;
        let bound = if date.year() < 0 { Day::MIN } else { Day::MAX };
        Day::from_days_ce(date.num_days_from_ce()).unwrap_or(bound)
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.chrono(), f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `day` moved by `n` months, clamped to the last day of the target month (31 January + 1 = 28 February).
///
/// Months are always added to the anchor, never step by step: 31 January + 2 is 31 March. A day out of range stays
/// where it is.
pub fn add_months(day: Day, n: i32) -> Day {
    let (year, month, of_month) = day.civil();
    let Some(months) = (year * 12 + month as i32 - 1).checked_add(n) else { return day };
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u32 + 1);
    Day::from_ymd_opt(year, month, of_month.min(days_of_month(year, month))).unwrap_or(day)
}

/// `day` moved by `n` days. A day out of range stays where it is.
#[inline]
pub fn plus_days(day: Day, n: i64) -> Day {
    let moved = i64::from(day.0.get()).saturating_add(n);
    let is_in_range = moved >= i64::from(Day::MIN.0.get()) && moved <= i64::from(Day::MAX.0.get());
    if is_in_range { NonZeroU32::new(moved as u32).map_or(day, Day) } else { day }
}

/// Days from `from` to `to`; negative when `to` lies before.
#[inline]
pub fn days_between(from: Day, to: Day) -> i64 {
    i64::from(to.0.get()) - i64::from(from.0.get())
}

/// Reads `YYYY-MM-DD` and nothing else; `None` for a day that does not exist.
pub fn parse_day(text: &str) -> Option<Day> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |n, &d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
    };
    Day::from_ymd_opt(number(&bytes[..4])? as i32, number(&bytes[5..7])?, number(&bytes[8..])?)
}

/// Appends `YYYY-MM-DD`.
#[inline]
pub fn write_day(out: &mut Vec<u8>, day: Day) {
    let place = day.0.get().wrapping_sub(FIRST_WRITTEN.0.get());
    match WRITTEN.get(place as usize) {
        Some(text) => out.extend_from_slice(text),
        None => out.extend_from_slice(&written(day)),
    }
}

/// The first of twenty years, in which nearly every day of an export or a plan lies.
const FIRST_WRITTEN: Day = Day::of_civil(2015, 1, 1);

/// The days of those years as they are written: tables hold millions of them.
static WRITTEN: [[u8; 10]; 7305] = {
    let mut days = [[0; 10]; 7305];
    let mut place = 0;
    while place < days.len() {
        if let Some(number) = FIRST_WRITTEN.0.checked_add(place as u32) {
            days[place] = written(Day(number));
        }
        place += 1;
    }
    days
};

const fn written(day: Day) -> [u8; 10] {
    let (year, month, of_month) = day.civil();
    let year = match year {
        ..0 => 0,
        0..=9999 => year as u32,
        10_000.. => 9999,
    };
    let (century, year, month, day) = (pair(year / 100), pair(year % 100), pair(month), pair(of_month));
    [century[0], century[1], year[0], year[1], b'-', month[0], month[1], b'-', day[0], day[1]]
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Days, Months};
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).expect("a day")
    }

    proptest! {
        #[test]
        fn every_day_is_that_of_a_calendar_others_wrote(days in -3_652_000i32..11_680_000, n in -5_000i32..5_000) {
            let (day, known) =
                (Day::from_days_ce(days).unwrap(), NaiveDate::from_num_days_from_ce_opt(days).unwrap());
            prop_assert_eq!(day.civil(), (known.year(), known.month(), known.day()));
            prop_assert_eq!(Day::from_ymd_opt(known.year(), known.month(), known.day()), Some(day));
            prop_assert_eq!(day.weekday(), known.weekday());
            prop_assert_eq!((day.to_string(), Day::from(known)), (known.to_string(), day));
            let later = known + Days::new(n.unsigned_abs().into());
            prop_assert_eq!(plus_days(day, n.unsigned_abs().into()), Day::from(later));
            let months = Months::new(n.unsigned_abs());
            let moved = if n < 0 { known.checked_sub_months(months) } else { known.checked_add_months(months) };
            let moved = moved.filter(|it| (-9999..=31_999).contains(&it.year())).unwrap_or(known);
            prop_assert_eq!(add_months(day, n), Day::from(moved));
        }
    }

    #[test]
    fn a_day_beyond_the_calendar_is_not_reached() {
        assert_eq!(plus_days(Day::MAX, 1), Day::MAX);
        assert_eq!(plus_days(Day::MIN, -1), Day::MIN);
        assert_eq!(plus_days(day("2026-01-01"), i64::MAX), day("2026-01-01"));
        assert_eq!(add_months(Day::MAX, i32::MAX), Day::MAX);
        assert_eq!(days_between(day("2024-02-28"), day("2024-03-01")), 2);
        assert_eq!(Day::from_days_ce(i32::MAX), None);
    }

    #[test]
    fn months_clamp_to_the_end_of_the_target_month() {
        assert_eq!(add_months(day("2025-01-31"), 1), day("2025-02-28"));
        assert_eq!(add_months(day("2025-01-31"), 2), day("2025-03-31"));
        assert_eq!(add_months(day("2024-02-29"), -12), day("2023-02-28"));
    }

    #[test]
    fn a_day_is_written_as_it_is_read() {
        let mut out = Vec::new();
        write_day(&mut out, day("0987-06-05"));
        assert_eq!(out, b"0987-06-05");
    }

    #[test]
    fn days_that_do_not_exist_are_not_read() {
        for text in ["2026-02-30", "2026-13-01", "2026-1-01", "31.12.2025", "2026-01-011", ""] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}

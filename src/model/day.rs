//! Calendar days in UTC, and the three operations the timing model is built from.

use chrono::{Datelike, Days, Months, NaiveDate};

/// A calendar day in UTC.
pub type Day = NaiveDate;

/// `day` moved by `n` months, clamped to the last day of the target month (31 January + 1 = 28 February).
///
/// Months are always added to the anchor, never step by step: 31 January + 2 is 31 March.
pub fn add_months(day: Day, n: i32) -> Day {
    let months = Months::new(n.unsigned_abs());
    let moved = if n < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) };
    moved.unwrap_or(day)
}

/// `day` moved by `n` days.
pub fn plus_days(day: Day, n: i64) -> Day {
    let days = Days::new(n.unsigned_abs());
    let moved = if n < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
    moved.unwrap_or(day)
}

/// Days from `from` to `to`; negative when `to` lies before.
#[inline]
pub fn days_between(from: Day, to: Day) -> i64 {
    i64::from(to.num_days_from_ce()) - i64::from(from.num_days_from_ce())
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
    NaiveDate::from_ymd_opt(number(&bytes[..4])? as i32, number(&bytes[5..7])?, number(&bytes[8..])?)
}

/// Appends `YYYY-MM-DD`.
pub fn write_day(out: &mut Vec<u8>, day: Day) {
    let year = day.year().clamp(0, 9999) as u32;
    let digit = |n: u32| b'0' + (n % 10) as u8;
    let (month, of_month) = (day.month(), day.day());
    out.extend_from_slice(&[
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(of_month / 10),
        digit(of_month),
    ]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).expect("a day")
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

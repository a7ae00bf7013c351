//! Dates in every notation exports use: first what a cell looks like, then the day it means.

use crate::model::value::column_values;
use crate::model::{Day, parse_day, plus_days};

column_values! {
    /// Whether the day or the month comes first where digits alone do not tell.
    DateOrder { DayFirst = "dmy", MonthFirst = "mdy" }
}

/// What a cell looks like before anything is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A notation with one meaning; `None` is a placeholder for "no date" (year 1, 1753, 9999).
    Plain(Option<Day>),
    /// `a/b/year`.
    Slash { first: u32, second: u32, year: i32 },
    /// `a.b.year`.
    Dotted { first: u32, second: u32, year: i32, short_year: bool },
    /// Five digits that may count days since 1900.
    Serial(u32),
    /// Nine or ten digits that may count seconds since 1970.
    Seconds(i64),
    /// Nothing that is read as a date.
    Other,
}

/// Recognizes the notation of a cell; the time of day must be well-formed and is cut off, never shifted.
pub fn shape(text: &str) -> Shape {
    if let Some(day) = parse_day(text) {
        return Shape::Plain(bounded(day));
    }
    let Some((date, _)) = without_time(text) else { return Shape::Other };
    let bytes = date.as_bytes();
    match bytes {
        _ if bytes.iter().all(u8::is_ascii_digit) => digits(date),
        [_, _, _, _, b'-', ..] => parse_day(date).map_or(Shape::Other, |day| Shape::Plain(bounded(day))),
        _ if date.contains('/') => numbers(date, '/').map_or(Shape::Other, |(first, second, year, short)| {
            if short { Shape::Other } else { Shape::Slash { first, second, year } }
        }),
        _ => numbers(date, '.')
            .map(|(first, second, year, short_year)| Shape::Dotted { first, second, year, short_year })
            .or_else(|| named_month(date).map(|day| Shape::Plain(bounded(day))))
            .unwrap_or(Shape::Other),
    }
}

/// The day of two numbers and a year; `None` where no such day exists.
pub fn ordered(order: DateOrder, first: u32, second: u32, year: i32) -> Option<Day> {
    match order {
        DateOrder::DayFirst => Day::from_ymd_opt(year, second, first),
        DateOrder::MonthFirst => Day::from_ymd_opt(year, first, second),
    }
}

/// `day`, unless it is a placeholder for "no date".
pub fn bounded(day: Day) -> Option<Day> {
    (1754..=9998).contains(&day.year()).then_some(day)
}

/// The day a spreadsheet's serial number stands for.
pub fn serial_day(serial: u32) -> Option<Day> {
    Day::from_ymd_opt(1899, 12, 30).map(|zero| plus_days(zero, i64::from(serial)))
}

/// The day in which a number of seconds since 1970 lies.
pub fn seconds_day(seconds: i64) -> Day {
    plus_days(Day::EPOCH, seconds.div_euclid(86_400))
}

fn digits(text: &str) -> Shape {
    let number: i64 = text.parse().unwrap_or(-1);
    match text.len() {
        5 if (30_000..=80_000).contains(&number) => Shape::Serial(number as u32),
        8 => {
            let day = Day::from_ymd_opt(
                (number / 10_000) as i32,
                (number / 100 % 100) as u32,
                (number % 100) as u32,
            );
            day.map_or(Shape::Other, |day| Shape::Plain(bounded(day)))
        }
        9 | 10 => Shape::Seconds(number),
        _ => Shape::Other,
    }
}

/// Splits `date`, `date time` and `dateTtime`; `None` where what follows the date is not a time.
fn without_time(text: &str) -> Option<(&str, &str)> {
    let iso_time = text.as_bytes().get(10) == Some(&b'T') && text.is_char_boundary(10);
    let at = if iso_time { Some(10) } else { text.find(':').and_then(|colon| text[..colon].rfind(' ')) };
    match at {
        None => Some((text, "")),
        Some(at) => {
            is_time(&text[at + 1..]).then(|| (text[..at].trim_end_matches([',', ' ']), &text[at + 1..]))
        }
    }
}

/// `H:mm`, `H:mm:ss`, `H:mm:ss.fffffff`, then `AM`/`PM`, then `Z` or `±hh:mm`, each optional.
fn is_time(text: &str) -> bool {
    let text = text.trim_end();
    let clock = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(text.len());
    let (clock, mut rest) = text.split_at(clock);
    rest = rest.trim_start();
    for half in ["AM", "PM", "am", "pm"] {
        rest = rest.strip_prefix(half).unwrap_or(rest).trim_start();
    }
    is_clock(clock) && (rest.is_empty() || rest == "Z" || rest == "UTC" || is_offset(rest))
}

fn is_clock(clock: &str) -> bool {
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let limits = [24, 60, 61];
    let parts = whole.split(':').count();
    (2..=3).contains(&parts)
        && whole.split(':').zip(limits).all(|(part, limit)| {
            (1..=2).contains(&part.len()) && part.parse::<u32>().is_ok_and(|number| number < limit)
        })
        && (1..=7).contains(&fraction.len())
        && fraction.bytes().all(|b| b.is_ascii_digit())
}

fn is_offset(text: &str) -> bool {
    matches!(text.as_bytes(), [b'+' | b'-', h, i, b':', m, n] if [h, i, m, n].iter().all(|b| b.is_ascii_digit()))
}

/// Two numbers of one or two digits and a year of four (or, dotted, two).
fn numbers(text: &str, mark: char) -> Option<(u32, u32, i32, bool)> {
    let mut parts = text.split(mark).map(str::trim);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |part: &str| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok())?.filter(|number| (1..=31).contains(number))
    };
    let short = year.len() == 2;
    if parts.next().is_some() || !(short || year.len() == 4) || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    Some((small(first)?, small(second)?, if short { 2000 + year } else { year }, short))
}

/// `dd-MMM-yyyy` and `d. MMM yyyy`, the month named in English or German.
fn named_month(text: &str) -> Option<Day> {
    let mut parts = text.split(['-', ' ', '.']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || day.len() > 2 || year.len() != 4 {
        return None;
    }
    Day::from_ymd_opt(year.parse().ok()?, month_of(month)?, day.parse().ok()?)
}

fn month_of(name: &str) -> Option<u32> {
    const MONTHS: [(&str, u32); 38] = [
        ("jan", 1),
        ("january", 1),
        ("januar", 1),
        ("janner", 1),
        ("feb", 2),
        ("february", 2),
        ("februar", 2),
        ("mar", 3),
        ("march", 3),
        ("marz", 3),
        ("mrz", 3),
        ("apr", 4),
        ("april", 4),
        ("may", 5),
        ("mai", 5),
        ("jun", 6),
        ("june", 6),
        ("juni", 6),
        ("jul", 7),
        ("july", 7),
        ("juli", 7),
        ("aug", 8),
        ("august", 8),
        ("sep", 9),
        ("sept", 9),
        ("september", 9),
        ("oct", 10),
        ("okt", 10),
        ("october", 10),
        ("oktober", 10),
        ("nov", 11),
        ("november", 11),
        ("dec", 12),
        ("dez", 12),
        ("december", 12),
        ("dezember", 12),
        ("jann", 1),
        ("febr", 2),
    ];
    let name = crate::intake::header::normalize(name);
    MONTHS.iter().find(|(known, _)| *known == name).map(|&(_, month)| month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).expect("a day")
    }

    #[test]
    fn notations_with_one_meaning_are_days() {
        for text in [
            "2023-01-31",
            "2023-01-31T11:55:39.6892538Z",
            "2023-01-31T23:59:59+02:00",
            "2023-01-31 11:55:40",
            "2023-01-31 11:55:40 Z",
            "2023-01-31T00:00:00.0000000Z",
            "31-Jan-2023",
            "31. Januar 2023",
            "20230131",
        ] {
            assert_eq!(shape(text), Shape::Plain(Some(day("2023-01-31"))), "{text}");
        }
        assert_eq!(shape("3. Mär 2023"), Shape::Plain(Some(day("2023-03-03"))));
        assert_eq!(shape("05-Dez-2023"), Shape::Plain(Some(day("2023-12-05"))));
    }

    #[test]
    fn slashes_and_dots_wait_for_a_decision() {
        for text in [
            "1/31/2023",
            "1/31/2023 0:00",
            "01/31/2023 00:00:00",
            "01/31/2023 09:30:12 +00:00",
            "1/31/2023 12:00:00 AM",
        ] {
            assert_eq!(shape(text), Shape::Slash { first: 1, second: 31, year: 2023 }, "{text}");
        }
        for (text, short_year) in [("31.01.2023 00:00", false), ("31.1.23", true), ("31.01.2023", false)] {
            assert_eq!(shape(text), Shape::Dotted { first: 31, second: 1, year: 2023, short_year }, "{text}");
        }
    }

    #[test]
    fn placeholders_are_no_day() {
        for text in [
            "0001-01-01",
            "0001-01-01T00:00:00",
            "1753-01-02T00:00:00.0000000Z",
            "9999-11-30T23:59:59.0000000Z",
        ] {
            assert_eq!(shape(text), Shape::Plain(None), "{text}");
        }
    }

    #[test]
    fn numbers_may_be_dates() {
        assert_eq!(shape("44957"), Shape::Serial(44957));
        assert_eq!(serial_day(44957), Some(day("2023-01-31")));
        assert_eq!(shape("1675123200"), Shape::Seconds(1_675_123_200));
        assert_eq!(seconds_day(1_675_123_200), day("2023-01-31"));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "soon",
            "2023-02-30",
            "2023-13-01",
            "2023-1-31",
            "1/31/23",
            "32/01/2023",
            "1/2/3/2023",
            "2023-01-31Tx",
            "01/31/2023 25:00",
            "01/31/2023 noon",
            "12345",
            "1.5",
            "31.01",
            "2023-01-31T10:00:00 and more",
        ] {
            assert_eq!(shape(text), Shape::Other, "{text}");
        }
    }
}

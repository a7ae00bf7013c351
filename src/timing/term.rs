//! Arithmetic of terms and charge cycles, as Microsoft's billing pages print it.

use crate::model::{Day, Money, Term, add_months, days_between, plus_days};

/// Days of the shortest month: no term renews more often.
const SHORTEST_MONTH: i64 = 28;

/// Last day of a term that starts on `start`.
pub fn term_end(start: Day, term: Term) -> Day {
    plus_days(add_months(start, term.months()), -1)
}

/// Last day of a term that starts on `start` and is aligned to the end of a calendar month: the latest
/// month end that is not after the natural end.
pub fn calendar_aligned_end(start: Day, term: Term) -> Day {
    let after_natural_end = plus_days(term_end(start, term), 1);
    plus_days(after_natural_end, -i64::from(after_natural_end.day()))
}

/// Last day of a term that starts on `start` and is aligned to another subscription of the same customer
/// that ends on `other_end` and renews for `other_term`: the latest of the other's ends that is not after
/// the natural end. `None` when even its next end lies too late.
pub fn co_term_end(start: Day, term: Term, other_end: Day, other_term: Term) -> Option<Day> {
    let natural_end = term_end(start, term);
    let other_renews = plus_days(other_end, 1);
    let most_renewals = days_between(other_end, natural_end) / SHORTEST_MONTH;
    (0..=most_renewals as i32)
        .map(|renewals| plus_days(add_months(other_renews, renewals * other_term.months()), -1))
        .take_while(|&end| end <= natural_end)
        .last()
}

/// First day of the charge cycle number `cycle` (from 0) of a longer term that is billed monthly.
///
/// A start on the last or next-to-last day of its month keeps that distance to the end of every month;
/// any other start keeps its day of the month.
pub fn charge_cycle_start(start: Day, cycle: u16) -> Day {
    let distance = days_between(start, last_of_month(start));
    let moved = add_months(start, i32::from(cycle));
    if distance <= 1 { plus_days(last_of_month(moved), -distance) } else { moved }
}

/// What `billed_days` of a cycle from `first` to `last`, both inclusive, cost when the whole costs `price`.
pub fn prorated(price: Money, first: Day, last: Day, billed_days: i64) -> Money {
    price.scaled(i128::from(billed_days), i128::from(days_between(first, last) + 1))
}

/// What comes back of `paid` for a cycle from `first` to `last`, both inclusive, when it is cancelled on
/// `cancelled_on`: the cancel day itself is refunded.
pub fn refund(paid: Money, first: Day, last: Day, cancelled_on: Day) -> Money {
    prorated(paid, first, last, days_between(cancelled_on, last) + 1)
}

fn last_of_month(day: Day) -> Day {
    let first = plus_days(day, 1 - i64::from(day.day()));
    plus_days(add_months(first, 1), -1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitPrice;
    use crate::timing::fixture::{day, term};

    const MONTHLY: [(&str, &str); 11] = [
        ("2021-01-31", "2021-02-27"),
        ("2021-02-28", "2021-03-27"),
        ("2021-05-31", "2021-06-29"),
        ("2021-06-30", "2021-07-29"),
        ("2021-07-31", "2021-08-30"),
        ("2021-01-30", "2021-02-27"),
        ("2021-02-27", "2021-03-26"),
        ("2021-05-30", "2021-06-29"),
        ("2021-06-29", "2021-07-28"),
        ("2021-07-30", "2021-08-29"),
        ("2021-04-14", "2021-05-13"),
    ];

    const LONGER: [(&str, &str, &str); 6] = [
        ("P1Y", "2021-01-31", "2022-01-30"),
        ("P1Y", "2021-01-30", "2022-01-29"),
        ("P1Y", "2021-04-15", "2022-04-14"),
        ("P1Y", "2021-06-18", "2022-06-17"),
        ("P1Y", "2024-04-10", "2025-04-09"),
        ("P3Y", "2021-05-25", "2024-05-24"),
    ];

    #[test]
    fn monthly_terms_end_as_the_billing_page_prints_them() {
        for (start, end) in MONTHLY {
            assert_eq!(term_end(day(start), term("P1M")), day(end), "{start}");
        }
    }

    #[test]
    fn longer_terms_end_as_the_pages_print_them() {
        for (length, start, end) in LONGER {
            assert_eq!(term_end(day(start), term(length)), day(end), "{start}");
        }
    }

    #[test]
    fn a_calendar_aligned_term_ends_with_a_month() {
        for (length, start, end) in [
            ("P3Y", "2022-07-15", "2025-06-30"),
            ("P1Y", "2022-07-15", "2023-06-30"),
            ("P1M", "2022-07-15", "2022-07-31"),
            ("P1Y", "2023-02-04", "2024-01-31"),
        ] {
            assert_eq!(calendar_aligned_end(day(start), term(length)), day(end), "{length} {start}");
        }
    }

    #[test]
    fn a_natural_month_end_is_kept_when_aligned() {
        assert_eq!(calendar_aligned_end(day("2022-07-01"), term("P1Y")), day("2023-06-30"));
    }

    #[test]
    fn a_co_termed_end_is_the_latest_end_of_the_other_that_fits() {
        let end =
            |other_term| co_term_end(day("2022-07-01"), term("P3Y"), day("2022-10-01"), term(other_term));
        assert_eq!(end("P1Y"), Some(day("2024-10-01")));
        assert_eq!(end("P3Y"), Some(day("2022-10-01")));
        assert_eq!(co_term_end(day("2022-07-01"), term("P1M"), day("2022-10-01"), term("P1Y")), None);
    }

    #[test]
    fn charge_cycles_keep_their_distance_to_the_end_of_the_month() {
        let starts = |first: &str| [1, 2, 3].map(|cycle| charge_cycle_start(day(first), cycle).to_string());
        assert_eq!(starts("2021-01-31"), ["2021-02-28", "2021-03-31", "2021-04-30"]);
        assert_eq!(starts("2021-01-30"), ["2021-02-27", "2021-03-30", "2021-04-29"]);
        assert_eq!(starts("2021-01-29"), ["2021-02-28", "2021-03-29", "2021-04-29"]);
        assert_eq!(starts("2021-02-28"), ["2021-03-31", "2021-04-30", "2021-05-31"]);
    }

    #[test]
    fn the_cancel_day_itself_is_refunded() {
        let ten_seats = UnitPrice::parse("10.08").expect("a price").money().scaled(10, 1);
        let back = refund(ten_seats, day("2021-07-15"), day("2021-08-14"), day("2021-07-17"));
        assert_eq!(back.scaled(100, 1).to_string(), "9429.68");
        assert_eq!(back.to_string(), "94.30");
        let used = prorated(ten_seats, day("2021-07-15"), day("2021-08-14"), 2);
        assert_eq!((used + back).to_string(), "100.80");
    }
}

//! The calendar of deadlines: a year of days as a drawing, and the same by week as a table.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Day, days_between, parse_day, plus_days};
use crate::report::page::readiness::heat_of;
use crate::report::page::subscriptions::Sum;
use crate::report::page::waves::Wave;

/// Weeks drawn and listed.
const WEEKS: i64 = 53;
/// Side of one day in the drawing, gap included.
const SIDE: i64 = 17;

/// Days on which nothing is cut over.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Closures {
    pub(super) freezes: Vec<Freeze>,
    pub(super) holidays: Vec<String>,
}

/// First and last day.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Freeze {
    pub(super) first: String,
    pub(super) last: String,
    #[serde(skip)]
    pub(super) days: (Day, Day),
}

impl Closures {
    /// What the effective policy in `run.json` says; a policy of a later version may say more.
    pub(super) fn of_policy(text: &str) -> Self {
        let policy: toml::Table = text.parse().unwrap_or_default();
        let list = |section: &str, key: &str| -> Vec<String> {
            let list = policy.get(section).and_then(|it| it.get(key)).and_then(toml::Value::as_array);
            list.into_iter()
                .flatten()
                .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
                .collect()
        };
        let freezes = list("waves", "freeze");
        Closures {
            freezes: freezes.iter().filter_map(|text| Freeze::parse(text)).collect(),
            holidays: list("calendar", "holidays"),
        }
    }

    pub(super) fn is_frozen(&self, day: Day) -> bool {
        self.freezes.iter().any(|freeze| freeze.days.0 <= day && day <= freeze.days.1)
    }
}

impl Freeze {
    fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let days = (parse_day(first.trim())?, parse_day(last.trim())?);
        Some(Freeze { first: first.trim().to_owned(), last: last.trim().to_owned(), days })
    }
}

/// Deadlines by day and by week.
#[derive(Debug, Serialize)]
pub(super) struct Calendar {
    width: i64,
    months: Vec<MonthMark>,
    days: Vec<DayMark>,
    overdue: WeekLine,
    weeks: Vec<WeekLine>,
    later: WeekLine,
    closures: Closures,
}

#[derive(Debug, Serialize)]
struct MonthMark {
    x: i64,
    month: String,
}

#[derive(Debug, Serialize)]
struct DayMark {
    x: i64,
    y: i64,
    day: String,
    heat: u64,
    subscriptions: u64,
    seats: u64,
    is_frozen: bool,
    is_today: bool,
    cutovers: u64,
}

/// One week, or everything before or behind the weeks.
#[derive(Debug, Default, Serialize)]
struct WeekLine {
    first: String,
    last: String,
    customers: u64,
    subscriptions: u64,
    seats: u64,
    cutovers: u64,
    is_frozen: bool,
}

/// What the calendar is drawn from.
pub(super) struct Dates<'d> {
    pub(super) as_of: Day,
    /// Customers by their first last safe day.
    pub(super) customers: &'d BTreeMap<Day, u64>,
    pub(super) subscriptions: &'d BTreeMap<Day, Sum>,
    pub(super) waves: &'d [Wave],
    pub(super) closures: Closures,
}

impl Calendar {
    pub(super) fn draw(dates: &Dates<'_>) -> Self {
        let as_of = dates.as_of;
        let monday = plus_days(as_of, -i64::from(as_of.weekday().num_days_from_monday()));
        let end = plus_days(monday, WEEKS * 7);
        let starts = (0..WEEKS).map(|week| plus_days(monday, week * 7));
        let weeks = starts.clone().map(|first| dates.line(first.max(as_of), plus_days(first, 6)));
        Calendar {
            width: WEEKS * SIDE + 40,
            months: starts.clone().enumerate().filter_map(|(week, first)| month_mark(week, first)).collect(),
            days: dates.marks(monday),
            overdue: dates.line(Day::MIN, plus_days(as_of, -1)),
            weeks: weeks.filter(|line| line.subscriptions + line.cutovers > 0).collect(),
            later: dates.line(end, Day::MAX),
            closures: dates.closures.clone(),
        }
    }
}

fn month_mark(week: usize, monday: Day) -> Option<MonthMark> {
    let sunday = plus_days(monday, 6);
    let begins = monday.month() != sunday.month() || monday.day() == 1;
    begins.then(|| MonthMark { x: week as i64 * SIDE + 40, month: sunday.format("%Y-%m").to_string() })
}

impl Dates<'_> {
    fn line(&self, first: Day, last: Day) -> WeekLine {
        let mut line = WeekLine { first: first.to_string(), last: last.to_string(), ..WeekLine::default() };
        for (_, sum) in self.subscriptions.range(first..=last) {
            line.subscriptions += sum.subscriptions;
            line.seats += sum.seats;
        }
        line.customers = self.customers.range(first..=last).map(|(_, n)| n).sum();
        let within = |wave: &&Wave| wave.is_between(first, last);
        line.cutovers = self.waves.iter().filter(within).map(|wave| wave.customers).sum();
        line.is_frozen =
            self.closures.freezes.iter().any(|freeze| freeze.days.0 <= last && first <= freeze.days.1);
        line
    }

    fn marks(&self, monday: Day) -> Vec<DayMark> {
        let most = self.subscriptions.range(self.as_of..).map(|(_, sum)| sum.subscriptions).max();
        let most = most.unwrap_or_default();
        let none = Sum::default();
        (0..WEEKS * 7)
            .map(|n| (n, plus_days(monday, n)))
            .filter(|(_, day)| *day >= self.as_of)
            .map(|(n, day)| {
                let sum = self.subscriptions.get(&day).unwrap_or(&none);
                DayMark {
                    x: n / 7 * SIDE + 40,
                    y: n % 7 * SIDE + 20,
                    day: day.to_string(),
                    heat: heat_of(sum.subscriptions, most),
                    subscriptions: sum.subscriptions,
                    seats: sum.seats,
                    is_frozen: self.closures.is_frozen(day),
                    is_today: days_between(self.as_of, day) == 0,
                    cutovers: self
                        .waves
                        .iter()
                        .find(|it| it.is_between(day, day))
                        .map_or(0, |it| it.customers),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freezes_and_holidays_are_read_from_the_effective_policy() {
        let text = "[waves]\nfreeze = [\"2026-12-15..2027-01-06\", \"2027-03-01\"]\n[calendar]\nholidays = [2026-12-25]";
        let closures = Closures::of_policy(text);
        let frozen = ["2026-12-14", "2026-12-15", "2027-01-06", "2027-01-07", "2027-03-01"]
            .map(|day| closures.is_frozen(parse_day(day).unwrap()));
        assert_eq!(frozen, [false, true, true, false, true]);
        assert_eq!(closures.holidays, ["2026-12-25"]);
        assert!(Closures::of_policy("no policy").freezes.is_empty());
    }

    #[test]
    fn every_deadline_is_overdue_in_a_week_or_later() {
        let as_of = parse_day("2026-11-22").unwrap();
        let days = [-400, -1, 0, 1, 7, 100, 369, 371, 3000].map(|n| plus_days(as_of, n));
        let subscriptions: BTreeMap<Day, Sum> =
            days.iter().map(|&day| (day, Sum { subscriptions: 1, seats: 2 })).collect();
        let calendar = Calendar::draw(&Dates {
            as_of,
            customers: &BTreeMap::new(),
            subscriptions: &subscriptions,
            waves: &[],
            closures: Closures::default(),
        });
        let weeks: u64 = calendar.weeks.iter().map(|line| line.subscriptions).sum();
        assert_eq!(calendar.overdue.subscriptions, 2);
        assert_eq!(calendar.overdue.subscriptions + weeks + calendar.later.subscriptions, 9);
        let marked: u64 = calendar.days.iter().map(|day| day.subscriptions).sum();
        assert_eq!(marked, weeks);
    }
}

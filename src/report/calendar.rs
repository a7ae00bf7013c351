//! `calendar.ics`: the days nobody may miss and the days on which customers move, for any calendar program.
//!
//! Days are told per group, never per customer: a calendar is shared more widely than a report. UIDs depend
//! on what is told and on its day alone, so the next night's file updates the entries of this one.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::error::Error;
use crate::model::{Day, parse_day, plus_days};
use crate::report::Run;
use crate::report::ics::{Event, calendar};
use crate::table::Row;
use crate::wording::Wording;

/// Name of the file in a run directory.
pub const FILE_NAME: &str = "calendar.ics";
/// Entries of one kind; with more days than this they are told by the week, then by the month.
const MOST: usize = 100;

/// What a day is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Wave,
    LastSafe,
    StopRenewal,
    DataDeleted,
}

const KINDS: [Kind; 4] = [Kind::Wave, Kind::LastSafe, Kind::StopRenewal, Kind::DataDeleted];

impl Kind {
    fn key(self) -> &'static str {
        match self {
            Kind::Wave => "wave",
            Kind::LastSafe => "last-safe",
            Kind::StopRenewal => "stop-renewal",
            Kind::DataDeleted => "data-deleted",
        }
    }
}

/// Customers and licences of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Group {
    customers: u64,
    subscriptions: u64,
    seats: u64,
    /// The customers that were counted first and last; a customer's rows stand together.
    first: String,
    last: String,
}

impl Group {
    fn add(&mut self, owner: &str, seats: u64) {
        if self.subscriptions == 0 || self.last != owner {
            self.customers += 1;
            owner.clone_into(&mut self.last);
            if self.subscriptions == 0 {
                owner.clone_into(&mut self.first);
            }
        }
        self.subscriptions += 1;
        self.seats += seats;
    }

    /// Adds what the rows behind these say of the same day.
    fn follow(&mut self, behind: Group) {
        let goes_on = self.subscriptions > 0 && self.last == behind.first;
        self.merge(&behind);
        self.customers -= u64::from(goes_on);
        if self.subscriptions == behind.subscriptions {
            self.first = behind.first;
        }
        self.last = behind.last;
    }

    /// Adds what another day says.
    fn merge(&mut self, other: &Group) {
        self.customers += other.customers;
        self.subscriptions += other.subscriptions;
        self.seats += other.seats;
    }
}

type Groups = BTreeMap<(Kind, Day), Group>;

/// Writes the calendar of a run.
pub fn write(run: &Run, wording: &Wording, mut out: impl Write) -> Result<(), Error> {
    let as_of = parse_day(&run.info.as_of)
        .ok_or_else(|| Error::Internal(format!("`{}` is not a day", run.info.as_of)))?;
    let groups = gather(run, as_of)?;
    let events: Vec<Event> = KINDS.iter().flat_map(|&kind| events_of(kind, &groups, wording)).collect();
    let text = calendar(&wording.fill("calendar.name", &[]), as_of, &events);
    out.write_all(text.as_bytes()).map_err(|source| Error::output(Path::new(FILE_NAME), &source))
}

fn gather(run: &Run, as_of: Day) -> Result<Groups, Error> {
    let add = |groups: &mut Groups, kind, day: Option<Day>, row: &Row, seats| {
        if let Some(day) = day.filter(|&day| day >= as_of) {
            groups.entry((kind, day)).or_default().add(owner(row), seats);
        }
    };
    let add_subscription = |groups: &mut Groups, row: &Row| {
        if row.text("readiness") == "out-of-scope" {
            return;
        }
        let seats = row.count("seats_purchased").unwrap_or_default();
        add(groups, Kind::Wave, row.day("cutover_date"), row, seats);
        add(groups, Kind::LastSafe, row.day("last_safe_date"), row, seats);
        add(groups, Kind::DataDeleted, row.day("data_deleted_on"), row, seats);
    };
    let add_step = |groups: &mut Groups, row: &Row| {
        if row.text("step") == "stop-renewal" {
            add(groups, Kind::StopRenewal, row.day("due"), row, 0);
        }
    };
    let mut groups = Groups::new();
    if run.has("plan.csv") {
        groups = run.plan()?.gather(add_subscription, follow)?;
    }
    if run.has("steps.csv") {
        follow(&mut groups, run.steps()?.gather(add_step, follow)?);
    }
    Ok(groups)
}

/// Adds what the rows behind these say.
fn follow(groups: &mut Groups, behind: Groups) {
    for (place, group) in behind {
        groups.entry(place).or_default().follow(group);
    }
}

/// The tenant; a customer without one is known by its name, where the table has it.
fn owner(row: &Row) -> &str {
    match row.text("customer_tenant_id") {
        "" => row.iter().find(|(column, _)| *column == "customer_name").map_or("", |(_, name)| name),
        tenant => tenant,
    }
}

/// A stretch of days that is told as one entry.
type Stretch = fn(Day) -> Day;

const STRETCHES: [(&str, Stretch); 3] = [
    ("day", |day| day),
    ("week", |day| plus_days(day, -i64::from(day.weekday().num_days_from_monday()))),
    ("month", |day| plus_days(day, 1 - i64::from(day.day()))),
];

/// The entries of one kind, in the finest stretches that are not too many.
fn events_of(kind: Kind, groups: &Groups, wording: &Wording) -> Vec<Event> {
    let days = groups.range((kind, Day::MIN)..=(kind, Day::MAX));
    let mut told = Vec::new();
    for (stretch, start_of) in STRETCHES {
        let mut merged: BTreeMap<Day, (Day, Day, Group)> = BTreeMap::new();
        for (&(_, day), group) in days.clone() {
            let entry = merged.entry(start_of(day)).or_insert_with(|| (day, day, Group::default()));
            entry.1 = day;
            entry.2.merge(group);
        }
        told =
            merged.into_iter().map(|(start, found)| event(kind, stretch, start, &found, wording)).collect();
        if told.len() <= MOST {
            break;
        }
    }
    // Eight years of months are enough for anybody; what lies behind is found in plan.csv.
    told.truncate(MOST);
    told
}

fn event(
    kind: Kind,
    stretch: &str,
    start: Day,
    (first, last, group): &(Day, Day, Group),
    wording: &Wording,
) -> Event {
    let key = kind.key();
    let customers = wording.count(group.customers);
    let subscriptions = wording.count(group.subscriptions);
    let seats = wording.count(group.seats);
    let (from, to) = (wording.day(*first), wording.day(*last));
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("customers", &customers),
        ("subscriptions", &subscriptions),
        ("seats", &seats),
        ("from", &from),
        ("to", &to),
    ];
    let mut description = wording.fill(&format!("calendar.{key}.description"), &values);
    if first != last {
        description = format!("{description}\n{}", wording.fill("calendar.stretch", &values));
    }
    Event {
        uid: format!("{key}-{stretch}-{start}@cutover"),
        day: *first,
        title: wording.fill(&format!("calendar.{key}.title"), &values),
        description,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Language;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    #[test]
    fn a_customer_counts_once_a_day() {
        let mut group = Group::default();
        for owner in ["a", "a", "b", ""] {
            group.add(owner, 5);
        }
        assert_eq!((group.customers, group.subscriptions, group.seats), (3, 4, 20));
        let parts = [["a", "a"], ["a", "b"], ["b", ""], ["c", "c"]];
        let mut all = Group::default();
        for part in parts {
            let mut group = Group::default();
            for owner in part {
                group.add(owner, 5);
            }
            all.follow(group);
        }
        assert_eq!((all.customers, all.subscriptions, all.seats), (4, 8, 40), "whoever goes on counts once");
        let mut nameless = Group::default();
        nameless.add("", 1);
        assert_eq!(nameless.customers, 1);
    }

    #[test]
    fn many_days_become_weeks_and_then_months() {
        let wording = Wording::of(Language::English);
        let told = |n_days: i64| {
            let days = (0..n_days).map(|n| plus_days(day("2026-11-22"), n));
            let group = Group { customers: 1, subscriptions: 1, seats: 1, ..Group::default() };
            let groups: Groups = days.map(|day| ((Kind::LastSafe, day), group.clone())).collect();
            events_of(Kind::LastSafe, &groups, wording)
        };
        assert_eq!(told(100).len(), 100);
        let weeks = told(101);
        assert!(weeks.len() < 20 && weeks[0].uid == "last-safe-week-2026-11-16@cutover", "{}", weeks[0].uid);
        assert_eq!(weeks[0].day, day("2026-11-22"), "the first day that is meant, not the Monday");
        assert!(told(1000).iter().all(|event| event.uid.contains("-month-")));
        assert_eq!(told(100 * 365).len(), MOST);
    }
}

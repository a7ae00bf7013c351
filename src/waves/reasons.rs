//! What took the days between the best one and the chosen one, for every move of a calendar at once.

use std::cmp::Ordering;

use crate::model::{Day, days_between, plus_days};
use crate::waves::{Calendar, Closure, Obstacle, Pin, Reason, Settings, Span, Unit};

/// Days a calendar is explained for: more than half a century.
const LONGEST: i64 = 20_000;

/// Why a move cannot have a day, for every day of a calendar at once.
#[derive(Debug, Clone)]
pub struct Reasons {
    /// Neighboring days with one reason, in order; what is closed every week between two days of one reason counts
    /// as those do.
    runs: Vec<Obstacle>,
}

impl Reasons {
    /// The reasons of all days from the first wave or best day to the last.
    pub fn of(calendar: &Calendar, settings: &Settings, units: &[Unit]) -> Self {
        let best = || units.iter().zip(&calendar.days).filter_map(|(unit, day)| day.map(|_| unit.best()));
        let days = || calendar.waves.iter().map(|wave| wave.date).chain(best());
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            return Reasons { runs: Vec::new() };
        };
        let mut runs: Vec<Obstacle> = Vec::new();
        for step in 0..=days_between(first, last).min(LONGEST) {
            let day = plus_days(first, step);
            let reason = calendar.reason_of_day(settings, day);
            append(&mut runs, Obstacle { span: Span { first: day, last: day }, reason });
        }
        let mut merged: Vec<Obstacle> = Vec::new();
        for run in runs {
            append(&mut merged, run);
            if let [.., a, b, c] = merged[..]
                && matches!(b.reason, Reason::Closed(Closure::Weekend | Closure::Holiday))
                && a.reason == c.reason
            {
                merged.truncate(merged.len() - 2);
                let last = merged.len() - 1;
                merged[last].span.last = c.span.last;
            }
        }
        Reasons { runs: merged }
    }

    /// What took the days between the best one of a unit and the one it got.
    pub fn between(&self, settings: &Settings, unit: &Unit, chosen: Day) -> Vec<Obstacle> {
        let best = unit.best();
        let span = match chosen.cmp(&best) {
            Ordering::Less => Span { first: plus_days(chosen, 1), last: best },
            Ordering::Equal => return Vec::new(),
            Ordering::Greater => Span { first: best, last: plus_days(chosen, -1) },
        };
        if matches!(unit.pin, Some(Pin::On(_) | Pin::Wave(_))) {
            return vec![Obstacle { span, reason: Reason::Pin }];
        }
        let too_late = unit.last_safe.map(|last| plus_days(last, 1).max(span.first));
        let Some(first) = too_late.filter(|&day| chosen < best && day <= span.last) else {
            return self.of_days(settings, unit, span);
        };
        let mut between =
            self.of_days(settings, unit, Span { first: span.first, last: plus_days(first, -1) });
        between.push(Obstacle { span: Span { first, last: span.last }, reason: Reason::TooLate });
        between
    }

    /// What took some days from a unit: closed days at the ends by themselves, the others run by run.
    fn of_days(&self, settings: &Settings, unit: &Unit, span: Span) -> Vec<Obstacle> {
        if span.first > span.last {
            return Vec::new();
        }
        let moves_with_others = unit.group.is_some() || settings.together;
        let mut between: Vec<Obstacle> = Vec::new();
        let closed = |day: Day| {
            let reason = Reason::Closed(settings.closure(day)?);
            Some(Obstacle { span: Span { first: day, last: day }, reason })
        };
        let mut rest = span;
        while let Some(obstacle) = closed(rest.first).filter(|_| rest.first <= rest.last) {
            append(&mut between, obstacle);
            rest.first = plus_days(rest.first, 1);
        }
        let mut behind: Vec<Obstacle> = Vec::new();
        while let Some(obstacle) = closed(rest.last).filter(|_| rest.first <= rest.last) {
            behind.push(obstacle);
            rest.last = plus_days(rest.last, -1);
        }
        let begin = self.runs.partition_point(|run| run.span.last < rest.first);
        for run in self.runs[begin..].iter().take_while(|run| run.span.first <= rest.last) {
            let span = Span { first: run.span.first.max(rest.first), last: run.span.last.min(rest.last) };
            let reason = match run.reason {
                Reason::Smoother if moves_with_others => Reason::Group,
                other => other,
            };
            append(&mut between, Obstacle { span, reason });
        }
        behind.into_iter().rev().for_each(|obstacle| append(&mut between, obstacle));
        between
    }
}

/// Adds days behind the others, to the last run where the reason is the same.
fn append(runs: &mut Vec<Obstacle>, next: Obstacle) {
    match runs.last_mut() {
        Some(last) if last.reason == next.reason => last.span.last = next.span.last,
        _ => runs.push(next),
    }
}

//! The study of the calendar as lines of the summary.

use std::fmt::Display;

use crate::model::parse_day;
use crate::report::waves_info::{FreezeInfo, Reckoned, WavesInfo};
use crate::wording::Wording;

/// Names told one by one.
const MOST_NAMES: usize = 3;

impl WavesInfo {
    /// What the summary says of the calendar: at most five lines.
    pub fn lines(&self, wording: &Wording) -> Vec<String> {
        let words = Words(wording);
        let mut lines = vec![self.moves(&words)];
        if self.planned.missed_units > 0 {
            lines.push(format!("  {}", self.misses(&words)));
        }
        if let (Some(half), Some(double)) = (&self.half_capacity, &self.double_capacity) {
            let (planned, half, double) =
                (words.point(&self.planned), words.point(half), words.point(double));
            let values: [(&str, &dyn Display); 3] =
                [("planned", &planned), ("half", &half), ("double", &double)];
            lines.push(format!("  {}", words.fill("curve", &values)));
        }
        lines.extend(self.dearest_freeze().map(|freeze| format!("  {}", words.freeze(freeze))));
        if !self.absent_pins.is_empty() {
            lines.push(format!("  {}", self.absent(&words)));
        }
        lines
    }

    fn dearest_freeze(&self) -> Option<&FreezeInfo> {
        let worth = |freeze: &&FreezeInfo| {
            (
                self.planned.missed_seats.saturating_sub(freeze.without_it.missed_seats),
                freeze.without_it != self.planned,
            )
        };
        self.freezes.iter().max_by_key(worth).filter(|it| worth(it).1)
    }

    fn moves(&self, words: &Words<'_>) -> String {
        let full = self.load.iter().filter(|it| it.capacity.is_some_and(|most| it.units >= most)).count();
        let peak = self.load.iter().map(|it| it.units).max().unwrap_or(0);
        let proof = match (self.proof.as_str(), &self.gap_percent) {
            ("optimal", _) => String::new(),
            ("within", Some(percent)) => words.fill("within", &[("percent", &words.0.amount(percent))]),
            _ => words.0.text("waves.unproven").to_owned(),
        };
        words.fill(
            "moves",
            &[
                ("days", &words.count(self.load.len() as u64)),
                ("full", &words.count(full as u64)),
                ("peak", &words.count(u64::from(peak))),
                ("moved", &words.count(self.moved_units)),
                ("units", &words.count(self.units)),
                ("proof", &proof),
            ],
        )
    }

    fn misses(&self, words: &Words<'_>) -> String {
        let days = words.count(u64::try_from(self.most_days_missed).unwrap_or(0));
        let values: [(&str, &dyn Display); 4] = [
            ("units", &words.count(self.planned.missed_units)),
            ("seats", &words.count(self.planned.missed_seats)),
            ("days", &days),
            ("unavoidable", &words.count(self.unavoidable_units)),
        ];
        let remedy = self
            .smallest_capacity
            .map(|capacity| words.fill("smallest", &[("capacity", &words.count(u64::from(capacity)))]));
        words.fill("misses", &values) + &remedy.unwrap_or_default()
    }

    fn absent(&self, words: &Words<'_>) -> String {
        let told = self.absent_pins.iter().take(MOST_NAMES).map(|it| it.id.as_str());
        let mut names = told.collect::<Vec<_>>().join(", ");
        let count = self.absent_pins.len();
        if count > MOST_NAMES {
            let more = words.count((count - MOST_NAMES) as u64);
            names = words.fill("and_more", &[("names", &names), ("more", &more)]);
        }
        words.fill("absent_pins", &[("pins", &words.count(count as u64)), ("names", &names)])
    }
}

/// The section `waves`.
struct Words<'w>(&'w Wording);

impl Words<'_> {
    fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.0.fill(&format!("waves.{key}"), values)
    }

    fn count(&self, number: u64) -> String {
        self.0.count(number)
    }

    fn day(&self, day: &str) -> String {
        parse_day(day).map_or_else(|| day.to_owned(), |day| self.0.day(day))
    }

    fn freeze(&self, freeze: &FreezeInfo) -> String {
        let (first, last) = (self.day(&freeze.first), self.day(&freeze.last));
        let without = self.point(&freeze.without_it);
        self.fill("freeze", &[("first", &first), ("last", &last), ("without", &without)])
    }

    fn point(&self, point: &Reckoned) -> String {
        let costs = point.early_cost.iter();
        let costs: Vec<String> = costs
            .map(|it| format!("{} {}", self.0.amount(&it.amount), it.currency).trim_end().to_owned())
            .collect();
        let cost = if costs.is_empty() { self.0.amount("0.00") } else { costs.join(" + ") };
        self.fill("point", &[("cost", &cost), ("missed", &self.count(point.missed_units))])
    }
}

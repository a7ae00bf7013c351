//! A comparison as text, CSV and JSON.

use std::fmt::Display;

use serde_json::{Value, json as object};

use crate::history::Cause;
use crate::history::change::{Change, Diff, Kind, Subject, Summary};
use crate::model::parse_day;
use crate::report::{SinceInfo, changes_csv};
use crate::table::CellWriter;
use crate::wording::Wording;

/// Changes listed one by one in the text; the others are counted.
const LISTED: usize = 20;

/// A page for people: the counts, then the most urgent changes.
pub fn text(diff: &Diff, wording: &Wording) -> String {
    Telling { wording }.page(diff)
}

/// Two lines for the summary of a run that was compared with an earlier one.
pub fn since(summary: &Summary, wording: &Wording) -> String {
    Telling { wording }.since(summary)
}

fn line(name: &str, parts: &[String]) -> String {
    const WIDTH: usize = 13;
    format!("{name:<WIDTH$} {}", parts.join(", "))
}

/// Says everything in the words of a language.
struct Telling<'w> {
    wording: &'w Wording,
}

impl Telling<'_> {
    fn page(&self, diff: &Diff) -> String {
        let Summary { old_as_of, new_as_of, possible_causes, unchanged, .. } = &diff.summary;
        let possible: Vec<&str> = possible_causes.iter().map(|&cause| self.cause(cause)).collect();
        let nothing = self.wording.text("diff.nothing");
        let differs = if possible.is_empty() { nothing.to_owned() } else { possible.join(", ") };
        let days: [(&str, &dyn Display); 3] =
            [("old", &self.day(old_as_of)), ("new", &self.day(new_as_of)), ("causes", &differs)];
        let mut lines = vec![self.wording.fill("diff.head", &days)];
        for &subject in Subject::ALL {
            let mut parts = self.kinds(&diff.summary, subject);
            parts.push(self.counted(
                unchanged.get(&subject).copied().unwrap_or(0),
                self.wording.value("change", "unchanged"),
            ));
            lines.push(line(self.wording.value("subject", subject.as_str()), &parts));
        }
        let by_cause = self.causes(&diff.summary);
        if !by_cause.is_empty() {
            lines.push(line(self.wording.text("diff.causes"), &by_cause));
        }
        self.list(&mut lines, &diff.changes);
        lines.push(String::new());
        lines.join("\n")
    }

    fn since(&self, summary: &Summary) -> String {
        let counts = |subject: Subject| match self.kinds(summary, subject).join(", ") {
            none if none.is_empty() => self.wording.text("diff.none_changed").to_owned(),
            some => some,
        };
        let (customers, findings) = (counts(Subject::Customer), counts(Subject::Finding));
        let values: [(&str, &dyn Display); 2] =
            [("day", &self.day(&summary.old_as_of)), ("customers", &customers)];
        let first = self.wording.fill("diff.since", &values);
        let second = self.wording.fill("diff.since_findings", &[("findings", &findings)]);
        let causes = self.causes(summary).join(", ");
        let third = self.wording.fill("diff.since_causes", &[("causes", &causes)]);
        let because = if causes.is_empty() { String::new() } else { format!("; {third}") };
        format!("{first}\n  {second}{because}\n")
    }

    /// How many of a subject changed in which way, the most urgent first.
    fn kinds(&self, summary: &Summary, subject: Subject) -> Vec<String> {
        let counts = Kind::ALL.iter().map(|&kind| (kind, summary.count_of(subject, kind)));
        let told = counts.filter(|&(_, n)| n > 0);
        told.map(|(kind, n)| self.counted(n, self.wording.value("change", kind.as_str()))).collect()
    }

    fn causes(&self, summary: &Summary) -> Vec<String> {
        summary.causes.iter().map(|(&cause, &n)| self.counted(n, self.cause(cause))).collect()
    }

    fn counted(&self, n: u64, what: &str) -> String {
        self.wording.fill("diff.count", &[("n", &self.wording.count(n)), ("what", &what)])
    }

    fn cause(&self, cause: Cause) -> &str {
        self.wording.value("cause", cause.as_str())
    }

    fn day(&self, text: &str) -> String {
        parse_day(text).map_or_else(|| text.to_owned(), |day| self.wording.day(day))
    }

    /// What is worse or new, then what is better or gone; mere differences are only counted.
    fn list(&self, lines: &mut Vec<String>, changes: &[Change]) {
        let mut urgent: Vec<&Change> = changes.iter().filter(|change| change.kind != Kind::Changed).collect();
        urgent.sort_by_key(|change| (change.kind, change.subject));
        lines.extend(urgent.iter().take(LISTED).map(|change| self.change(change)));
        if urgent.len() > LISTED {
            let more = self.wording.count((urgent.len() - LISTED) as u64);
            lines.push(self.wording.fill("diff.more", &[("n", &more)]));
        }
    }

    fn change(&self, change: &Change) -> String {
        let owner = if change.customer_name.is_empty() { &change.tenant } else { &change.customer_name };
        let id = if change.id.is_empty() { &change.tenant } else { &change.id };
        let kind = self.wording.value("change", change.kind.as_str());
        let subject = self.wording.text(match change.subject {
            Subject::Customer => "diff.one.customer",
            Subject::Subscription => "diff.one.subscription",
            Subject::Finding => "diff.one.finding",
        });
        let column = if change.subject == Subject::Finding { "severity" } else { "readiness" };
        let (old, new) = (self.wording.value(column, &change.old), self.wording.value(column, &change.new));
        let moved = match (old, new) {
            ("", new) => new.to_owned(),
            (old, "") => self.wording.fill("diff.was", &[("old", &old)]),
            (old, new) => self.wording.fill("diff.became", &[("old", &old), ("new", &new)]),
        };
        let causes: Vec<&str> = change.causes.iter().map(|&cause| self.cause(cause)).collect();
        let because = match causes.join(self.wording.text("diff.or")) {
            none if none.is_empty() => self.wording.text("diff.unexplained").to_owned(),
            some => some,
        };
        format!("{kind:<10} {subject} {id}  {owner}: {moved} ({because})")
    }
}

/// What `run.json` keeps of a comparison.
pub fn since_info(summary: &Summary) -> SinceInfo {
    let unchanged = summary.unchanged.iter().map(|(subject, &n)| (subject.as_str().to_owned(), n));
    SinceInfo {
        as_of: summary.old_as_of.clone(),
        possible_causes: summary.possible_causes.iter().map(|it| it.as_str().to_owned()).collect(),
        unchanged: unchanged.collect(),
    }
}

pub fn append_csv_header(out: &mut Vec<u8>) {
    let mut cells = CellWriter::new(out);
    for column in changes_csv::COLUMNS {
        cells.word(column);
    }
    cells.end();
}

/// The line of one change.
pub fn append_csv(out: &mut Vec<u8>, change: &Change) {
    let mut cells = CellWriter::new(out);
    cells.word(change.subject.as_str());
    cells.word(change.kind.as_str());
    cells.text(&change.tenant);
    cells.text(&change.customer_name);
    cells.text(&change.id);
    cells.text(&change.old);
    cells.text(&change.new);
    cells.word(change.causes.first().map_or("", |cause| cause.as_str()));
    cells.words(change.causes.iter().map(|cause| cause.as_str()));
    cells.words(change.cells.iter().map(|cell| cell.column));
    cells.end();
}

/// The whole comparison as one value; text in it is never altered.
pub fn json(diff: &Diff) -> Value {
    let summary = &diff.summary;
    let causes = |causes: &[Cause]| causes.iter().map(|it| it.as_str()).collect::<Vec<_>>();
    let mut counts = serde_json::Map::new();
    for &subject in Subject::ALL {
        let of_subject = summary.changes.iter().filter(|((it, _), _)| *it == subject);
        let mut kinds: serde_json::Map<String, Value> =
            of_subject.map(|((_, kind), &count)| (kind.as_str().to_owned(), count.into())).collect();
        kinds.insert("unchanged".to_owned(), summary.unchanged.get(&subject).copied().unwrap_or(0).into());
        counts.insert(subject.as_str().to_owned(), kinds.into());
    }
    let by_cause: serde_json::Map<String, Value> =
        summary.causes.iter().map(|(cause, &count)| (cause.as_str().to_owned(), count.into())).collect();
    object!({
        "old_as_of": summary.old_as_of,
        "new_as_of": summary.new_as_of,
        "possible_causes": causes(&summary.possible_causes),
        "counts": counts,
        "causes": by_cause,
        "new_findings": summary.new_findings.iter()
            .map(|(severity, &count)| (severity.as_str().to_owned(), count.into()))
            .collect::<serde_json::Map<String, Value>>(),
        "changes": diff.changes.iter().map(|change| change_json(change, &causes(&change.causes))).collect::<Vec<_>>(),
    })
}

fn change_json(change: &Change, causes: &[&str]) -> Value {
    let cells = change.cells.iter();
    let cells = cells.map(|cell| object!({"column": cell.column, "old": cell.old, "new": cell.new}));
    object!({
        "subject": change.subject.as_str(),
        "change": change.kind.as_str(),
        "customer_tenant_id": change.tenant,
        "customer_name": change.customer_name,
        "id": change.id,
        "old": change.old,
        "new": change.new,
        "cause": causes.first(),
        "possible_causes": causes,
        "cells": cells.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Language;

    #[test]
    fn every_word_of_a_comparison_is_known_in_both_languages() {
        let words = |column: &'static str, values: Vec<&'static str>| {
            values.into_iter().map(move |value| format!("values.{column}.{value}"))
        };
        let subjects = words("subject", Subject::ALL.iter().map(|it| it.as_str()).collect());
        let kinds = words("change", Kind::ALL.iter().map(|it| it.as_str()).collect());
        let causes = words("cause", Cause::ALL.iter().map(|it| it.as_str()).collect());
        let keys: Vec<String> = subjects.chain(kinds).chain(causes).collect();
        for &language in Language::ALL {
            let wording = Wording::of(language);
            for key in &keys {
                assert!(wording.get(key).is_some(), "{language}: {key}");
                let value = key.rsplit('.').next().unwrap();
                let of_workbook = format!("workbook.value.{value}");
                assert!(wording.get(&of_workbook).is_some(), "{language}: {of_workbook}");
            }
        }
    }
}

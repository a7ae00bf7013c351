//! A comparison as text, CSV and JSON.

use std::fmt::Write as _;

use serde_json::{Value, json as object};

use crate::history::change::{Change, Diff, Kind, Subject, Summary};
use crate::report::Cells;

/// Changes listed one by one in the text; the others are counted.
const LISTED: usize = 20;

/// Columns of a comparison as CSV.
pub const CSV_COLUMNS: &[&str] = &[
    "subject",
    "change",
    "customer_tenant_id",
    "customer_name",
    "id",
    "old",
    "new",
    "cause",
    "possible_causes",
    "columns",
];

/// A page for people: the counts, then the most urgent changes.
pub fn text(diff: &Diff) -> String {
    let mut out = String::new();
    let Summary { old_as_of, new_as_of, possible_causes, changes, unchanged, causes, .. } = &diff.summary;
    let possible: Vec<&str> = possible_causes.iter().map(|cause| cause.as_str()).collect();
    let differs = if possible.is_empty() { "nothing".to_owned() } else { possible.join(", ") };
    let _ = writeln!(out, "{old_as_of} → {new_as_of}; between the runs differs: {differs}");
    for &subject in Subject::ALL {
        let of_subject = changes.iter().filter(|((it, _), _)| *it == subject);
        let mut parts: Vec<String> =
            of_subject.map(|((_, kind), count)| format!("{count} {}", kind.as_str())).collect();
        parts.push(format!("{} unchanged", unchanged.get(&subject).copied().unwrap_or(0)));
        let _ = writeln!(out, "{:<13} {}", format!("{}s", subject.as_str()), parts.join(", "));
    }
    let by_cause: Vec<String> = causes.iter().map(|(cause, n)| format!("{n} {}", cause.as_str())).collect();
    if !by_cause.is_empty() {
        let _ = writeln!(out, "{:<13} {}", "causes", by_cause.join(", "));
    }
    list(&mut out, &diff.changes);
    out
}

/// Two lines for the summary of a run that was compared with an earlier one.
pub fn since(summary: &Summary) -> String {
    let counts = |subject: Subject| {
        let kinds = Kind::ALL.iter().map(|&kind| (kind, summary.count_of(subject, kind)));
        let told: Vec<String> =
            kinds.filter(|&(_, n)| n > 0).map(|(kind, n)| format!("{n} {}", kind.as_str())).collect();
        if told.is_empty() { "none changed".to_owned() } else { told.join(", ") }
    };
    let causes: Vec<String> =
        summary.causes.iter().map(|(cause, n)| format!("{n} {}", cause.as_str())).collect();
    let because = if causes.is_empty() { String::new() } else { format!("; causes: {}", causes.join(", ")) };
    format!(
        "Since {}: customers {}\n  findings {}{because}\n",
        summary.old_as_of,
        counts(Subject::Customer),
        counts(Subject::Finding),
    )
}

/// What is worse or new, then what is better or gone; mere differences are only counted.
fn list(out: &mut String, changes: &[Change]) {
    let mut urgent: Vec<&Change> = changes.iter().filter(|change| change.kind != Kind::Changed).collect();
    urgent.sort_by_key(|change| (change.kind, change.subject));
    for change in urgent.iter().take(LISTED) {
        let owner = if change.customer_name.is_empty() { &change.tenant } else { &change.customer_name };
        let id = if change.id.is_empty() { &change.tenant } else { &change.id };
        let (kind, subject) = (change.kind.as_str(), change.subject.as_str());
        let _ = write!(out, "{kind:<8} {subject} {id}  {owner}: ");
        let _ = match (change.old.as_str(), change.new.as_str()) {
            ("", new) => write!(out, "{new}"),
            (old, "") => write!(out, "was {old}"),
            (old, new) => write!(out, "{old} → {new}"),
        };
        let causes: Vec<&str> = change.causes.iter().map(|cause| cause.as_str()).collect();
        let because = if causes.is_empty() { "unexplained".to_owned() } else { causes.join(" or ") };
        let _ = writeln!(out, " ({because})");
    }
    if urgent.len() > LISTED {
        let _ = writeln!(out, "… and {} more; `--format csv` lists them all", urgent.len() - LISTED);
    }
}

pub fn append_csv_header(out: &mut Vec<u8>) {
    let mut cells = Cells::new(out);
    for column in CSV_COLUMNS {
        cells.word(column);
    }
    cells.end();
}

/// The line of one change.
pub fn append_csv(out: &mut Vec<u8>, change: &Change) {
    let mut cells = Cells::new(out);
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
    let causes = |causes: &[crate::history::Cause]| causes.iter().map(|it| it.as_str()).collect::<Vec<_>>();
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

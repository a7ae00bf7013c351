//! The section about what changed since the baseline.

use serde::Serialize;

use crate::report::customers::safe_name;
use crate::report::page::shown::shown;
use crate::report::since::{Counts, Since, Way};

/// Customers that are named; the rest stands in `changes.csv`.
const MOST_WORSENED: usize = 50;
/// Rules that are named of one of them.
const MOST_RULES: usize = 6;
/// The order in which changes are told.
const SUBJECTS: [&str; 3] = ["customer", "subscription", "finding"];
const CHANGES: [&str; 6] = ["worse", "new", "better", "gone", "resolved", "changed"];
/// Every cause, and the empty one.
const CAUSES: [&str; 6] = ["data", "rulebook", "catalogue", "policy", "calendar", ""];

/// What the template is filled with.
#[derive(Debug, Serialize)]
pub(super) struct View {
    as_of: String,
    possible_causes: Vec<String>,
    /// Causes that have a column.
    causes: Vec<&'static str>,
    lines: Vec<Line>,
    worsened: Vec<Worsened>,
    n_worsened: usize,
}

/// One subject that changed in one way.
#[derive(Debug, Serialize)]
struct Line {
    subject: &'static str,
    change: &'static str,
    all: u64,
    /// In the order of the causes; nothing where a cause says nothing.
    by_cause: Vec<Option<u64>>,
}

#[derive(Debug, Serialize)]
struct Worsened {
    name: String,
    anchor: String,
    old: String,
    new: String,
    rules: Vec<String>,
    more_rules: usize,
    causes: Vec<String>,
}

impl View {
    pub(super) fn of(since: &Since) -> Self {
        let known = since.causes();
        let causes: Vec<&str> = CAUSES.into_iter().filter(|cause| known.contains_key(cause)).collect();
        let lines = SUBJECTS.into_iter().flat_map(|subject| lines(since, subject, &causes));
        View {
            as_of: shown(&since.info.as_of),
            possible_causes: since.info.possible_causes.iter().map(|cause| shown(cause)).collect(),
            lines: lines.collect(),
            worsened: since.worsened(MOST_WORSENED).into_iter().map(worsened).collect(),
            n_worsened: since.n_worsened(),
            causes,
        }
    }
}

fn lines(since: &Since, subject: &'static str, causes: &[&str]) -> Vec<Line> {
    let line = |change: &'static str, counts: &Counts| Line {
        subject,
        change,
        all: counts.all,
        by_cause: causes
            .iter()
            .map(|&cause| Some(counts.by_cause.get(cause).copied().unwrap_or(0)))
            .collect(),
    };
    let way = |change: &str| Way { subject: subject.to_owned(), change: change.to_owned() };
    let told = CHANGES.into_iter().filter_map(|change| Some(line(change, since.ways.get(&way(change))?)));
    let mut lines: Vec<Line> = told.collect();
    if let Some(&all) = since.info.unchanged.get(subject) {
        lines.push(Line { subject, change: "unchanged", all, by_cause: vec![None; causes.len()] });
    }
    lines
}

fn worsened(customer: &crate::report::since::Worsened) -> Worsened {
    let [old, new] = customer.readiness.clone().unwrap_or_default();
    Worsened {
        name: shown(if customer.name.is_empty() { &customer.tenant } else { &customer.name }),
        anchor: safe_name(&customer.tenant, "", &customer.name),
        old,
        new,
        rules: customer.rules.iter().take(MOST_RULES).map(|rule| shown(rule)).collect(),
        more_rules: customer.rules.len().saturating_sub(MOST_RULES),
        causes: customer.causes.clone(),
    }
}

//! What `findings.csv` says of the riskiest customers, and `rules.csv` of every rule that found something.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::report::Run;
use crate::report::page::shown::shown;
use crate::table::Row;

/// Findings of one customer that are listed; the rest stands in `findings.csv`.
const MOST_FINDINGS: usize = 10;

/// One finding of a customer that is told of at length.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    rule: String,
    severity: String,
    observed: Vec<String>,
    actor: String,
    due: String,
}

/// One rule that found something.
#[derive(Debug, Serialize)]
pub(super) struct RuleLine {
    pub(super) rule: String,
    pub(super) severity: String,
    title: String,
    remedy: String,
    /// A link, or nothing: a citation from a policy may be anything.
    citation: String,
    points: u64,
    findings: u64,
    customers: u64,
    subscriptions: u64,
    seats: u64,
}

/// Findings by the tenant they are about.
type ByCustomer = BTreeMap<String, Vec<Finding>>;

/// The findings of the customers of `told`, sorted, by tenant; each finding of a rule is told once.
pub(super) fn read(run: &Run, told: &[&str]) -> Result<ByCustomer, Error> {
    if !run.has("findings.csv") {
        return Ok(ByCustomer::new());
    }
    let read = |by_customer: &mut ByCustomer, row: &Row| {
        let tenant = row.text("customer_tenant_id");
        if told.binary_search(&tenant).is_ok() {
            add(by_customer.entry(tenant.to_owned()).or_default(), Finding::of(row));
        }
    };
    let mut by_customer = run.findings()?.gather(read, |by_customer, behind: ByCustomer| {
        for (tenant, findings) in behind {
            let all = by_customer.entry(tenant).or_default();
            for finding in findings {
                add(all, finding);
            }
        }
    })?;
    for findings in by_customer.values_mut() {
        findings.sort_by_key(|finding| weight(&finding.severity));
    }
    Ok(by_customer)
}

fn add(findings: &mut Vec<Finding>, finding: Finding) {
    if findings.len() < MOST_FINDINGS && findings.iter().all(|it| it.rule != finding.rule) {
        findings.push(finding);
    }
}

impl Finding {
    fn of(row: &Row) -> Self {
        Finding {
            rule: shown(row.text("rule")),
            severity: row.text("severity").to_owned(),
            observed: row.list("observed").take(6).map(shown).collect(),
            actor: row.text("actor").to_owned(),
            due: row.text("due").to_owned(),
        }
    }
}

/// The rules that found something, the heaviest first.
pub(super) fn rules(run: &Run) -> Result<Vec<RuleLine>, Error> {
    if !run.has("rules.csv") {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    for row in run.rules()?.rows() {
        let row = row?;
        if row.count("findings").unwrap_or_default() > 0 {
            lines.push(RuleLine::of(&row));
        }
    }
    lines.sort_by(|a, b| {
        (weight(&a.severity), b.customers, &a.rule).cmp(&(weight(&b.severity), a.customers, &b.rule))
    });
    Ok(lines)
}

impl RuleLine {
    fn of(row: &Row) -> Self {
        let count = |column| row.count(column).unwrap_or_default();
        let citation = row.text("citation");
        RuleLine {
            rule: shown(row.text("rule")),
            severity: row.text("severity").to_owned(),
            title: row.text("title").to_owned(),
            remedy: row.text("remedy").to_owned(),
            citation: if citation.starts_with("https://") { citation.to_owned() } else { String::new() },
            points: count("points"),
            findings: count("findings"),
            customers: count("customers"),
            subscriptions: count("subscriptions"),
            seats: count("seats"),
        }
    }
}

/// Blockers come first.
pub(super) fn weight(severity: &str) -> usize {
    ["blocker", "action", "risk", "note"].iter().position(|it| *it == severity).unwrap_or(4)
}

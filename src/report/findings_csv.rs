//! `findings.csv`: one line per finding that is more than a note.

use crate::model::write_day;
use crate::plan::CustomerPlan;
use crate::report::Context;
use crate::report::finding_id::{append_finding_id, is_plain};
use crate::rules::{Detail, Severity, Value};
use crate::table::{CellWriter, append_count, append_header, append_money};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &[
    "finding_id",
    "rule",
    "severity",
    "customer_tenant_id",
    "subscription_id",
    "observed",
    "actor",
    "due",
    "source_file",
    "source_line",
];

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The lines of one customer: those about the customer itself, then subscription by subscription.
/// Notes and waived findings are left out.
pub fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    if n_listed(plan) == 0 {
        return;
    }
    for at in plan.by_subject.iter().filter(|&at| is_listed(plan, at)) {
        append_finding(out, plan, at, context);
    }
}

/// How many findings of a customer are listed.
pub(crate) fn n_listed(plan: &CustomerPlan<'_>) -> usize {
    (0..plan.findings.len()).filter(|&at| is_listed(plan, at)).count()
}

fn is_listed(plan: &CustomerPlan<'_>, at: usize) -> bool {
    plan.findings[at].severity >= Severity::Risk && !plan.is_waived(at)
}

fn append_finding(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, at: usize, context: &Context<'_>) {
    let finding = &plan.findings[at];
    let mut cells = CellWriter::new(out);
    if is_plain(plan, at) {
        cells.joined(|out| append_finding_id(out, plan, at, context));
    } else {
        cells.composed(|out| append_finding_id(out, plan, at, context));
    }
    cells.word(context.rule_id(finding.rule));
    cells.word(finding.severity.as_str());
    cells.tenant(plan.customer.tenant);
    cells.subscription(plan.line(finding.subscription).and_then(|line| line.subscription.id));
    cells.composed(|out| append_observed(out, &finding.detail, context));
    cells.word(finding.actor.as_str());
    cells.day(finding.due);
    match plan.lines.get(finding.subscription.unwrap_or(0)).map(|line| line.subscription.origin) {
        Some(origin) => {
            cells.encoded(context.source_cell(origin.file));
            cells.count(u64::from(origin.line));
        }
        None => cells.empties(2),
    }
    cells.end();
}

/// `column=value` pairs joined with `;`, the same in every language.
fn append_observed(out: &mut Vec<u8>, detail: &Detail<'_>, context: &Context<'_>) {
    for (position, (column, value)) in detail.iter().enumerate() {
        if position > 0 {
            out.push(b';');
        }
        out.extend_from_slice(column.as_bytes());
        out.push(b'=');
        match value {
            Value::Text(text) => out.extend_from_slice(text.as_bytes()),
            Value::Count(count) => {
                if count < 0 {
                    out.push(b'-');
                }
                append_count(out, count.unsigned_abs());
            }
            Value::Day(day) => write_day(out, day),
            Value::Money(amount) => append_money(out, amount),
            Value::Origin(origin) => {
                out.extend_from_slice(context.source(origin.file).as_bytes());
                out.push(b':');
                append_count(out, u64::from(origin.line));
            }
        }
    }
}

//! `steps.csv`: what is done for every customer, in order.

use crate::plan::CustomerPlan;
use crate::report::Context;
use crate::table::{CellWriter, append_header};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &[
    "customer_tenant_id",
    "step_no",
    "step",
    "subscription_id",
    "actor",
    "not_before",
    "due",
    "after_step",
    "rule",
    "undo",
];

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The lines of one customer.
pub fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    for step in &plan.steps {
        let line = plan.line(step.subscription);
        let mut cells = CellWriter::new(out);
        cells.tenant(plan.customer.tenant);
        cells.count(u64::from(step.number));
        cells.word(step.kind.as_str());
        cells.subscription(line.and_then(|line| line.subscription.id));
        cells.word(step.actor.as_str());
        cells.day(step.not_before);
        cells.day(step.due);
        cells.some_count(step.after_step.map(u64::from));
        cells.word(step.rule.map_or("", |rule| context.rule_id(rule)));
        cells.word(step.undo.as_str());
        cells.end();
    }
}

//! `money.csv`: every amount that is known and not zero, per subscription, then of the customer as a whole.

use crate::plan::{CustomerPlan, Reckoning};
use crate::table::{CellWriter, append_header};

/// The columns.
pub const COLUMNS: &[&str] =
    &["customer_tenant_id", "subscription_id", "kind", "date", "amount", "currency", "label"];

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The lines of one customer.
pub fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, reckoning: &Reckoning<'_>) {
    for figure in reckoning.figures(plan) {
        let mut cells = CellWriter::new(out);
        cells.tenant(plan.customer.tenant);
        cells.subscription(plan.line(figure.position).and_then(|line| line.subscription.id));
        cells.word(figure.kind.as_str());
        cells.day(figure.day);
        cells.money(Some(figure.amount));
        cells.word(figure.currency.as_ref().map_or("", |code| code.as_str()));
        cells.word(figure.label.as_str());
        cells.end();
    }
}

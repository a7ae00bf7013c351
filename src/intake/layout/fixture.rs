//! Small files for tests: a header and rows, read the way a run reads them.

use super::{DateOrder, DetectContext, Evidence, Fault, Layout, LayoutError, Outside, Parsed, PartnerIds};
use crate::intake::Record;
use crate::model::TenantId;
use crate::table::Cells;

pub(super) const TENANT: &str = "3c95518e-8c37-41e3-9627-0ca339200f53";
pub(super) const OWN_TENANT: &str = "0f1a2b3c-1111-4222-8333-444455556666";

pub(super) fn partner() -> DetectContext {
    let partner = PartnerIds { tenant: TenantId::parse(OWN_TENANT), mpn_ids: vec!["4390934".to_owned()] };
    DetectContext { partner, ..DetectContext::default() }
}

pub(super) fn outside() -> DetectContext {
    let outside = Outside { tenant: TenantId::parse(TENANT), domain: String::new() };
    DetectContext { outside: Some(outside), ..DetectContext::default() }
}

pub(super) fn with_order(order: DateOrder) -> DetectContext {
    DetectContext { date_order: Some(order), ..DetectContext::default() }
}

pub(super) fn detect(header: &str, context: &DetectContext) -> Result<Layout, LayoutError> {
    Layout::detect(&header.split(',').collect::<Vec<_>>(), context)
}

/// One record; cells are separated by `|` because dates and numbers hold commas.
pub(super) fn cells(row: &str) -> Cells<'static> {
    row.split('|').collect()
}

/// A layout that has seen all `rows`; their first line is 2.
pub(super) fn decided(header: &str, rows: &[&str], context: &DetectContext) -> Result<Layout, LayoutError> {
    let layout = detect(header, context)?;
    let mut evidence = Evidence::default();
    for (line, row) in (2..).zip(rows) {
        let mut part = Evidence::default();
        layout.observe(&cells(row), line, &mut part);
        evidence.merge(part);
    }
    layout.decide(evidence)
}

/// Reads one row and hands the record to `check`.
pub(super) fn with_row<T>(
    layout: &Layout,
    row: &str,
    check: impl FnOnce(&Record<'_>, &Parsed<'_>) -> T,
) -> T {
    let cells = cells(row);
    let mut record = Record::default();
    let parsed = layout.parse(&cells, &mut record);
    check(&record, &parsed)
}

/// The row's fault; panics where it has none.
pub(super) fn fault(layout: &Layout, row: &str) -> Fault {
    let cells = cells(row);
    match layout.parse(&cells, &mut Record::default()) {
        Parsed::Reject(fault) => fault,
        parsed @ (Parsed::Row | Parsed::Skip(_) | Parsed::Several(_)) => panic!("{row}: {parsed:?}"),
    }
}

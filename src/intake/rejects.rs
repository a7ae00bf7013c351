//! Records that could not be used: where, why, and how to repair them.

use std::borrow::Cow;

use crate::intake::layout::{Fault, Flaw, Flawed};
use crate::model::Origin;

/// One line of `rejects.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    pub origin: Origin,
    /// The first bad cell in the order of the header.
    pub value: String,
    /// Everything that is wrong, in the order of the header; never empty.
    pub flaws: Vec<Flawed>,
    /// Seats the record states, for the ledger.
    pub(crate) seats: u64,
    /// The record as it stands in the file, decoded, without its line end; empty until it is fetched.
    pub(crate) raw: Vec<u8>,
}

impl Reject {
    pub(crate) fn new(origin: Origin, fault: Fault, seats: u64, raw: &[u8]) -> Self {
        let Fault { value, flaws } = fault;
        let end = raw.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
        Reject { origin, value, flaws, seats, raw: raw[..end].to_vec() }
    }

    /// A record that another record of the run contradicts.
    pub(crate) fn late(origin: Origin, seats: u64, why: Why) -> Self {
        let Why { value, flaw, column } = why;
        let fault = Fault { value, flaws: vec![Flawed { flaw, column: Cow::Borrowed(column) }] };
        Reject::new(origin, fault, seats, &[])
    }

    /// The first bad column in the order of the header, as the header names it; empty for the record.
    pub fn column(&self) -> &str {
        self.flaws.first().map_or("", |flawed| &flawed.column)
    }

    /// The record as it stands in the file, without its line end.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }
}

/// Why a record that could be read cannot stand beside others.
#[derive(Debug, Clone)]
pub(crate) struct Why {
    column: &'static str,
    value: String,
    flaw: Flaw,
}

impl Why {
    pub(crate) fn conflict(column: &'static str, value: String) -> Self {
        Why { column, value, flaw: Flaw::ConflictingDuplicate }
    }

    pub(crate) fn two_tenants(value: String) -> Self {
        Why { column: "customer_tenant_id", value, flaw: Flaw::SubscriptionInTwoTenants }
    }

    pub(crate) fn uncertain_seats() -> Self {
        Why { flaw: Flaw::SeatsUncertain, ..Why::no_seats() }
    }

    /// The lines of an invoice can be read as either of two numbers of seats.
    pub(crate) fn either_seats(a: i64, b: i64) -> Self {
        Why { value: format!("{a};{b}"), flaw: Flaw::SeatsEither, ..Why::no_seats() }
    }

    pub(crate) fn no_seats() -> Self {
        Why { column: "seats_purchased", value: String::new(), flaw: Flaw::SeatsNotExported }
    }
}

//! Records that could not be used: where, why, and how to repair them.

use std::borrow::Cow;

use crate::intake::layout::Fault;
use crate::model::Origin;

/// One line of `rejects.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    pub origin: Origin,
    /// The first bad column in the order of the header, as the header names it; empty for the record.
    pub column: Cow<'static, str>,
    pub value: String,
    /// Everything that is wrong, joined with `;`.
    pub reason: Cow<'static, str>,
    /// What to do about it.
    pub repair: Cow<'static, str>,
    /// Seats the record states, for the ledger.
    pub(crate) seats: u64,
    /// The record as it stands in the file, decoded, without its line end; empty until it is fetched.
    pub(crate) raw: Vec<u8>,
}

impl Reject {
    pub(crate) fn new(origin: Origin, fault: Fault, seats: u64, raw: &[u8]) -> Self {
        let Fault { column, value, reason, repair } = fault;
        let end = raw.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
        Reject { origin, column, value, reason, repair, seats, raw: raw[..end].to_vec() }
    }

    /// A record that another record of the run contradicts.
    pub(crate) fn late(origin: Origin, seats: u64, why: Why) -> Self {
        let fault = Fault {
            column: Cow::Borrowed(why.column),
            value: why.value,
            reason: Cow::Borrowed(why.reason),
            repair: Cow::Borrowed(why.repair),
        };
        Reject::new(origin, fault, seats, &[])
    }

    /// The record as it stands in the file, without its line end.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }
}

/// Why a record that could be read cannot stand beside others.
#[derive(Debug, Clone)]
pub(crate) struct Why {
    pub(crate) column: &'static str,
    pub(crate) value: String,
    pub(crate) reason: &'static str,
    pub(crate) repair: &'static str,
}

impl Why {
    pub(crate) fn conflict(column: &'static str, value: String) -> Self {
        let repair = "correct or delete the wrong ones of these rows, in the exports themselves";
        Why { column, value, reason: "conflicting-duplicate", repair }
    }

    pub(crate) fn two_tenants(value: String) -> Self {
        let repair = "a subscription belongs to one tenant: delete the row that names the wrong one";
        Why { column: "customer_tenant_id", value, reason: "subscription-in-two-tenants", repair }
    }

    pub(crate) fn uncertain_seats() -> Self {
        Why { reason: "seats-missing: only lines that add or remove seats are known", ..Why::no_seats() }
    }

    /// The lines of an invoice can be read as either of two numbers of seats.
    pub(crate) fn either_seats(a: i64, b: i64) -> Self {
        let reason = "conflicting-duplicate: the lines of the invoice can be read as either number of seats";
        Why { value: format!("{a};{b}"), reason, ..Why::no_seats() }
    }

    pub(crate) fn no_seats() -> Self {
        let repair = "add the export that holds the number of seats of this subscription";
        Why { column: "seats_purchased", value: String::new(), reason: "seats-missing", repair }
    }
}

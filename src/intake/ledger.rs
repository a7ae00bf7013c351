//! Where every record of every input went, and its seats.

use crate::error::Error;

/// A number of records and the seats they state (grain subscription and stand-in rows only).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub records: u64,
    pub seats: u64,
}

impl Count {
    pub(crate) fn add(&mut self, seats: u64) {
        self.records += 1;
        self.seats += seats;
    }

    pub(crate) fn plus(&mut self, other: Count) {
        self.records += other.records;
        self.seats += other.seats;
    }
}

/// The records of one input. `accepted` ones are the subscriptions of the portfolio: the plan divides
/// them into planned and out of scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry {
    pub read: Count,
    pub accepted: Count,
    /// Merged into another row, or only adding facts.
    pub merged: Count,
    /// Records without a subscription that no plan is about.
    pub skipped: Count,
    pub reference: Count,
    pub rejected: Count,
}

impl Entry {
    pub(crate) fn plus(&mut self, other: &Entry) {
        self.read.plus(other.read);
        self.accepted.plus(other.accepted);
        self.merged.plus(other.merged);
        self.skipped.plus(other.skipped);
        self.reference.plus(other.reference);
        self.rejected.plus(other.rejected);
    }

    /// Takes a rejected record back, because it will be read once more.
    pub(crate) fn withdraw_reject(&mut self, seats: u64) {
        for count in [&mut self.read, &mut self.rejected] {
            count.records -= 1;
            count.seats -= seats;
        }
    }

    /// Whether every record that was read went somewhere, once.
    pub fn balances(&self) -> bool {
        let mut sum = Count::default();
        for part in [self.accepted, self.merged, self.skipped, self.reference, self.rejected] {
            sum.plus(part);
        }
        sum == self.read
    }

    pub(crate) fn check(&self, path: &str) -> Result<(), Error> {
        if self.balances() {
            return Ok(());
        }
        Err(Error::Internal(format!("the ledger of {path} does not balance: {self:?}")))
    }
}

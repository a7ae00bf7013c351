//! What is wrong with a record, as values: `wording` has the sentences.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One thing that is wrong with a record. The name of a variant is the key of its texts, its fields are
/// their places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    NotInList { accepted: String },
    NotAGuid,
    NotAProductId,
    NotAPartnerId,
    NotASku,
    NotADomain,
    NotACountry,
    NotACurrency,
    NotADate,
    NotANumber,
    NotAPrice,
    NotWhole,
    Negative,
    TooManySeats,
    ColumnTooNarrow,
    ScientificNotation,
    DateMaybeSwapped,
    RowTooLong { cells: usize, found: usize },
    RowTooShort { cells: usize, found: usize },
    EndBeforeStart,
    CustomerMissing,
    ProductMissing,
    SeatsMissing,
    SeatsNotExported,
    SeatsUncertain,
    SeatsEither,
    RecordCutShort,
    FieldTooLong,
    UnclosedQuote,
    LineTooLong,
    ConflictingDuplicate,
    SubscriptionInTwoTenants,
}

/// A flaw and the column it is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flawed {
    pub flaw: Flaw,
    /// As the header names it; empty for the record as a whole.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub column: Cow<'static, str>,
}

/// Everything that is wrong with a record, and the first bad cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub value: String,
    /// In the order of the header; never empty.
    pub flaws: Vec<Flawed>,
}

impl Flaw {
    /// Whether the record contradicts another, though nothing is wrong with it alone.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Flaw::ConflictingDuplicate | Flaw::SeatsEither)
    }
}

impl Fault {
    /// One flaw of the record as a whole.
    pub(crate) fn of_record(flaw: Flaw) -> Self {
        Fault { value: String::new(), flaws: vec![Flawed { flaw, column: Cow::Borrowed("") }] }
    }

    /// The first flaw, and the column as the header names it.
    #[cfg(test)]
    pub(super) fn first(&self) -> (&Flaw, &str) {
        (&self.flaws[0].flaw, &self.flaws[0].column)
    }
}

/// A flaw while its record is read.
#[derive(Debug, Clone)]
pub(super) struct BadCell {
    /// Position in the record; `None` for the record as a whole.
    pub column: Option<usize>,
    pub value: String,
    pub flaw: Flaw,
}

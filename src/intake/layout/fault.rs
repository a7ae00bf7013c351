//! What is wrong with a record, in words that help to repair it.

use std::borrow::Cow;

/// The first bad cell of a record in the order of the header, and everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The column as the header names it; empty for the record as a whole.
    pub column: Cow<'static, str>,
    pub value: String,
    /// Every code and what was expected, joined with `; `.
    pub reason: Cow<'static, str>,
    pub repair: Cow<'static, str>,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub(super) struct Flaw {
    /// Position in the record; `None` for the record as a whole.
    pub column: Option<usize>,
    pub value: String,
    pub code: &'static str,
    pub expected: Cow<'static, str>,
    pub repair: &'static str,
}

impl Flaw {
    /// A cell that is not what its column holds.
    pub(super) fn cell(code: &'static str, value: &str, expected: impl Into<Cow<'static, str>>) -> Self {
        let repair = "correct the cell, or empty it if the value is not known";
        Flaw { column: None, value: value.to_owned(), code, expected: expected.into(), repair }
    }

    pub(super) fn repair(self, repair: &'static str) -> Self {
        Flaw { repair, ..self }
    }

    /// A record that lacks something.
    pub(super) fn record(code: &'static str, expected: &'static str, repair: &'static str) -> Self {
        Flaw { column: None, value: String::new(), code, expected: Cow::Borrowed(expected), repair }
    }

    pub(super) fn sentence(&self) -> String {
        format!("{}: {}", self.code, self.expected)
    }
}

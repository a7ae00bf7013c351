//! Why a header, or the columns under it, cannot be read.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A cell that proves something, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    pub line: u32,
    pub value: String,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` in line {}", self.value, self.line)
    }
}

/// Everything that makes a whole file unacceptable; none of it is ever guessed away.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LayoutError {
    /// No profile and not enough names anybody knows.
    #[error(
        "unknown format: the header matches no profile{}; missing: {}; describe the format in a file and give it with --columns",
        closest.as_ref().map_or(String::new(), |name| format!(" (closest: {name})")),
        missing.join("; ")
    )]
    NoMatch {
        closest: Option<String>,
        missing: Vec<String>,
        /// Columns that are known all the same: of several readings of a file, the best is reported.
        found: usize,
    },
    /// Two profiles fit equally well.
    #[error(
        "the header fits two profiles equally well, {first} and {second}; describe the format with --columns"
    )]
    Tie { first: String, second: String },
    /// A file that is known and not read.
    #[error("{profile}: not read, {reason}")]
    Refused { profile: String, reason: String },
    #[error("the header has {columns} columns, more than 4,096")]
    TooManyColumns { columns: usize },
    /// The file does not say whose it is.
    #[error(
        "{profile}: the file does not name its customer; put the tenant id into the file or folder name, or give it as FILE@TENANT"
    )]
    CustomerNotNamed { profile: String },
    /// Two cells of one column prove opposite notations.
    #[error("column `{column}`: {first} and {second} contradict each other ({what}); correct one of them")]
    Contradiction { column: String, what: &'static str, first: Witness, second: Witness },
    /// Two columns of one file prove opposite orders of day and month.
    #[error(
        "columns `{column}` and `{other}` prove opposite orders of day and month: {first} and {second}; export the file again"
    )]
    OppositeColumns { column: String, first: Witness, other: String, second: Witness },
    /// Nothing in the file says how a column is to be read.
    #[error(
        "column `{column}`: {example} can be read in two ways and no cell of the file decides ({what}); {option}"
    )]
    NoEvidence { column: String, what: &'static str, example: Witness, option: &'static str },
    /// The built-in profiles are damaged: a mistake of the program.
    #[error("built-in profiles: {0}")]
    BuiltIn(String),
}

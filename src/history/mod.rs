//! Two runs: what changed between them, and why.

mod cause;
mod change;
mod compare;
mod pairs;
mod subscriptions;
mod telling;
mod verify;

pub use cause::Cause;
pub use change::{CellChange, Change, Diff, Kind, Subject, Summary};
pub use compare::{compare, diff};
pub use telling::{CSV_COLUMNS, append_csv, append_csv_header, json, text};
pub use verify::{Fault, Verification, verify};

#[cfg(test)]
mod compare_tests;

//! Two runs: what changed between them, and why.

mod cause;
mod change;
mod compare;
mod pairs;
mod recount;
mod root;
mod subscriptions;
mod telling;
mod verify;
mod whatif;

pub use cause::Cause;
pub use change::{CellChange, Change, Diff, Kind, Subject, Summary};
pub use compare::{compare, diff};
pub use root::{LATEST, Root};
pub use telling::{append_csv, append_csv_header, json, since, since_info, text};
pub use verify::{Fault, Verification, verify};
pub use whatif::{Alternative, Aspect, Difference, differences, whatif_csv, whatif_text};

#[cfg(test)]
mod compare_tests;

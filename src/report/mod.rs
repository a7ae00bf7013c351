//! A plan to bytes: one file per format, published whole or not at all.

mod by_subject;
mod cells;
mod context;
#[cfg(test)]
mod csv_tests;
mod explain;
pub mod facts_csv;
mod finding_id;
#[cfg(test)]
pub(crate) mod fixture;
pub mod findings_csv;
pub mod guard;
mod lock;
mod lookup;
mod output;
mod phrases;
pub mod plan_csv;
mod publish;
pub mod rejects_csv;
pub mod rejects;
mod rejects_dir;
pub mod risk_csv;
pub mod rules_csv;
mod run;
pub mod run_json;
mod stakes;
mod step_words;
pub mod steps_csv;
mod table;
mod selection;
mod tables;
mod target;
pub mod waves_csv;

pub use cells::Cells;
pub use context::Context;
pub use explain::explain;
pub use lock::Lock;
pub use output::{Finished, HashingWriter, OutputFile};
pub use publish::Staging;
pub use rejects_dir::{RejectedFile, reject_paths};
pub use run::Run;
pub use selection::{OutputTable, Selection};
pub use stakes::{Stake, Stakes};
pub use step_words::{StepWords, actor_words, step_words, undo_words};
pub use table::{Row, Table};
pub use tables::{Making, Written};

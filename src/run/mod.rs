//! A run as a whole: what is asked for, the pipeline from exports to a published directory, and who follows it.

mod context;
mod limits;
mod nightly;
mod observer;
mod pipeline;
mod publish;
mod recall;
mod record;
mod references;
mod request;
mod spelling;
mod stamps;
mod whatif;

use crate::history::Summary;
use crate::plan::PortfolioTotals;
use crate::report::run_json::RunInfo;

pub use context::RunContext;
pub use limits::{MemoryLimit, RejectLimit};
pub use nightly::{FinalLineEnd, LogStyle, Nightly, Share};
pub use observer::{Event, Observer, Ready, Stage, Unobserved};
pub use pipeline::plan;
pub use recall::Recalled;
pub use references::References;
pub use request::{PolicySource, Request};
pub use stamps::{InputStamps, still_written};
pub use whatif::{Comparison, whatif};

/// How a run ended that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Complete,
    /// Complete, and a limit the user set was reached.
    GateTripped,
}

/// A published run and what it adds up to.
#[derive(Debug, Clone)]
pub struct Published {
    pub info: RunInfo,
    pub totals: PortfolioTotals,
    /// Since the baseline, where there is one.
    pub since: Option<Summary>,
    pub outcome: Outcome,
}

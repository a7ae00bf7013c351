//! Who follows a run on its way: progress, stages that ended, and the word that ends it early.

use crate::error::Error;
use crate::history::Summary;
use crate::intake::{Portfolio, Progress};
use crate::report::run_json::RunInfo;
use crate::report::{Finished, Staging};
use crate::run::Outcome;

/// A stage of a run, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Every input is read, and its rows are joined.
    Read,
    Catalogue,
    /// Everybody has a day.
    Chart,
    /// Every customer is judged, and the tables are written.
    Plan,
    Publish,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy)]
pub enum Event<'e> {
    Reading(Progress<'e>),
    /// Shards of the portfolio whose customers are planned, of how many.
    Planning {
        shards: usize,
        of: usize,
    },
    Ended(Stage),
}

/// A run that is about to be published.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'r> {
    pub info: &'r RunInfo,
    /// Since the baseline, where there is one.
    pub since: Option<&'r Summary>,
    pub outcome: Outcome,
}

/// Somebody who looks at a run on its way, and may end it with an error: then nothing is published.
pub trait Observer: Sync {
    /// What another run is told that meets this one at its output.
    fn holder(&self) -> String {
        "another run".to_owned()
    }

    /// Asked between pieces of work, often and from any thread.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Told a few times a second.
    fn notice(&self, _event: Event<'_>) {}

    /// Every input was read to its end.
    fn has_read(&mut self, _portfolio: &Portfolio) -> Result<(), Error> {
        Ok(())
    }

    /// Everything is made; what is written to `staging` now is published with it.
    fn before_publishing(&mut self, _staging: &Staging, _ready: Ready<'_>) -> Result<Vec<Finished>, Error> {
        Ok(Vec::new())
    }
}

/// Nobody looks.
#[derive(Debug, Clone, Copy)]
pub struct Unobserved;

impl Observer for Unobserved {}

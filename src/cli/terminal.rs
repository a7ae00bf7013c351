//! A run as somebody at a terminal follows it: bars, warnings, timings, and the interrupt.

use cutover::error::Error;
use cutover::intake::Portfolio;
use cutover::run::{Event, Observer, Stage};

use crate::cli::progress::Progress;
use crate::cli::timings::Timings;
use crate::cli::{Talk, interrupt, notice};

/// Shows how far a run has come, and ends it when it is interrupted.
pub(crate) struct Terminal<'t> {
    talk: &'t Talk,
    timings: Timings,
    reading: Progress,
    planning: Progress,
}

impl<'t> Terminal<'t> {
    /// From here on an interrupt is noticed, and time is taken where that `is_timed`.
    pub(crate) fn new(talk: &'t Talk, is_timed: bool) -> Self {
        interrupt::watch();
        let (reading, planning) =
            (Progress::over_bytes("reading", talk), Progress::over_shards("assessing", talk));
        Terminal { talk, timings: Timings::begin(is_timed), reading, planning }
    }

    /// Prints how long every stage took, where that was asked for.
    pub(crate) fn print_timings(&self) {
        self.timings.print();
    }
}

impl Observer for Terminal<'_> {
    fn holder(&self) -> String {
        format!("process {}", std::process::id())
    }

    fn check(&self) -> Result<(), Error> {
        interrupt::check()
    }

    fn notice(&self, event: Event<'_>) {
        match event {
            Event::Reading(it) => {
                self.reading.at(it.bytes, it.of_bytes, || format!("{} rows", it.records));
                self.timings.note();
            }
            Event::Planning { shards, of } => self.planning.at(shards as u64, of as u64, String::new),
            Event::Ended(Stage::Read) => {
                self.reading.end();
                // Whatever was told last was told at the end of reading.
                self.timings.end_as_noted("read");
                self.timings.end("join");
            }
            Event::Ended(Stage::Catalogue) => self.timings.end("catalogue"),
            Event::Ended(Stage::Chart) => self.timings.end("chart"),
            Event::Ended(Stage::Plan) => {
                self.planning.end();
                self.timings.end("plan");
            }
            Event::Ended(Stage::Publish) => self.timings.end("publish"),
        }
    }

    fn has_read(&mut self, portfolio: &Portfolio) -> Result<(), Error> {
        notice::warn_of_inputs(&portfolio.files, self.talk);
        Ok(())
    }
}

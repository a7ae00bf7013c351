//! Progress on standard error: bytes, rows, rate and time left while a run reads and assesses.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Talk;

/// When progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless told to be quiet.
    Auto,
    Always,
    Never,
}

/// A bar, or silence. Only the coordinating thread moves it.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over `length` units of the stage called `name`; bytes where `is_bytes`.
    pub(crate) fn over_bytes(name: &'static str, length: u64, talk: &Talk) -> Self {
        Self::start(
            name,
            length,
            talk,
            "{prefix:>9} {bar:30} {bytes}/{total_bytes} {msg} {bytes_per_sec}, {eta} left",
        )
    }

    /// A bar over the customers of a portfolio.
    pub(crate) fn over_customers(name: &'static str, length: u64, talk: &Talk) -> Self {
        Self::start(
            name,
            length,
            talk,
            "{prefix:>9} {bar:30} {human_pos}/{human_len} shards {msg} {eta} left",
        )
    }

    fn start(name: &'static str, length: u64, talk: &Talk, template: &str) -> Self {
        let target = if is_shown(talk) {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress(ProgressBar::with_draw_target(Some(length), target).with_style(style).with_prefix(name))
    }

    /// Moves the bar to `position`.
    pub(crate) fn at(&self, position: u64) {
        self.0.set_position(position);
    }

    /// `bytes` of an input's `of_bytes` were read, and `records` of all inputs.
    pub(crate) fn reading(&self, bytes: u64, of_bytes: u64, records: u64) {
        if !self.0.is_hidden() {
            self.0.set_length(of_bytes);
            self.0.set_position(bytes);
            self.0.set_message(format!("{records} rows"));
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}

fn is_shown(talk: &Talk) -> bool {
    match talk.progress {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            !talk.quiet
                && std::io::stderr().is_terminal()
                && std::env::var_os("TERM").is_none_or(|it| it != "dumb")
        }
    }
}

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
    /// A bar over the bytes of an input, for the stage called `name`.
    pub(crate) fn over_bytes(name: &'static str, talk: &Talk) -> Self {
        Self::start(
            name,
            talk,
            "{prefix:>9} {bar:30} {bytes}/{total_bytes} {msg} {bytes_per_sec}, {eta} left",
        )
    }

    /// A bar over the shards of a portfolio.
    pub(crate) fn over_shards(name: &'static str, talk: &Talk) -> Self {
        Self::start(name, talk, "{prefix:>9} {bar:30} {human_pos}/{human_len} shards {msg} {eta} left")
    }

    fn start(name: &'static str, talk: &Talk, template: &str) -> Self {
        let target = if is_shown(talk) {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress(ProgressBar::with_draw_target(Some(0), target).with_style(style).with_prefix(name))
    }

    /// Moves the bar to `position` of `length`, with a remark.
    pub(crate) fn at(&self, position: u64, length: u64, remark: impl FnOnce() -> String) {
        if !self.0.is_hidden() {
            self.0.set_length(length);
            self.0.set_position(position);
            self.0.set_message(remark());
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

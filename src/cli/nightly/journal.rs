//! The log of a night: one line per event, the same lines for the same night. Its last line has the code.

use std::fmt::Write as _;
use std::io::Write as _;

use cutover::run::LogStyle;
use serde_json::{Map, Value};

use crate::cli::Talk;

/// Lines that go into the run, and to standard error where that is wanted.
///
/// No line holds a time of day: the same inputs give the same bytes. The health file says when.
pub(super) struct Journal {
    style: LogStyle,
    lines: String,
    shows_news: bool,
    shows_warnings: bool,
}

impl Journal {
    pub(super) fn new(style: LogStyle, talk: &Talk) -> Self {
        Journal {
            style,
            lines: String::new(),
            shows_news: talk.is_verbose(),
            shows_warnings: !talk.is_quiet(),
        }
    }

    /// Something that is as it should be.
    pub(super) fn say(&mut self, event: &str, fields: &[(&str, Value)]) {
        self.line("info", event, fields, self.shows_news);
    }

    /// Something that somebody should look at, and that ends nothing.
    pub(super) fn warn(&mut self, event: &str, message: &str) {
        self.line("warning", event, &[("message", message.into())], self.shows_warnings);
    }

    fn line(&mut self, level: &str, event: &str, fields: &[(&str, Value)], is_shown: bool) {
        let line = match self.style {
            LogStyle::Text => as_text(level, event, fields),
            LogStyle::Json => as_json(level, event, fields),
        };
        if is_shown {
            // Nothing can be done where even standard error is closed.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        self.lines.push_str(&line);
        self.lines.push('\n');
    }

    /// How the file in the run is called, and what is in it.
    pub(super) fn file(&self) -> (&'static str, &[u8]) {
        let name = match self.style {
            LogStyle::Text => "nightly.log",
            LogStyle::Json => "nightly.jsonl",
        };
        (name, self.lines.as_bytes())
    }
}

fn as_text(level: &str, event: &str, fields: &[(&str, Value)]) -> String {
    let mut line = format!("{level:<7} {event}");
    for (name, value) in fields {
        // JSON quotes text and escapes line ends: one event stays one line.
        // Writing to a string cannot fail.
        let _ = write!(line, " {name}={value}");
    }
    line
}

fn as_json(level: &str, event: &str, fields: &[(&str, Value)]) -> String {
    let mut line = Map::from_iter([("level".to_owned(), level.into()), ("event".to_owned(), event.into())]);
    line.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Object(line).to_string()
}

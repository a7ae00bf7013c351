//! The health file: one small JSON that says how the last night ended, also when it failed.

use std::path::Path;

use cutover::error::Error;
use cutover::model::Day;
use cutover::report::replace_file;
use serde_json::{Value, json};

use crate::cli::nightly::Ending;

/// How a night ended.
pub(super) struct Health<'h> {
    pub(super) code: u8,
    pub(super) night: Day,
    pub(super) latest: Option<Day>,
    pub(super) begun: &'h str,
    pub(super) ended: &'h str,
    pub(super) seconds: u64,
    pub(super) ending: Result<&'h Ending, &'h Error>,
}

impl Health<'_> {
    /// Replaces the file; the last success is kept over nights that fail.
    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let success = match self.ending {
            Ok(_) => json!({ "run": self.night.to_string(), "ended": self.ended }),
            Err(_) => earlier_success(path),
        };
        let health = json!({
            "tool": "cutover",
            "version": env!("CARGO_PKG_VERSION"),
            "code": self.code,
            "outcome": self.outcome(),
            "message": self.message(),
            "run": self.night.to_string(),
            "latest": self.latest.map(|day| day.to_string()),
            "last_success": success,
            "started": self.begun,
            "ended": self.ended,
            "seconds": self.seconds,
        });
        replace_file(path, format!("{health:#}\n").as_bytes())
    }

    /// A word for programs.
    pub(super) fn outcome(&self) -> &'static str {
        match self.ending {
            Ok(ending) => ending.how,
            Err(Error::Gate(_)) => "withheld",
            Err(Error::Interrupted) => "interrupted",
            Err(_) => "failed",
        }
    }

    /// A sentence for people; empty where there is nothing to say.
    pub(super) fn message(&self) -> String {
        match self.ending {
            Ok(ending) => ending.remark.clone(),
            Err(wrong) => wrong.to_string(),
        }
    }
}

fn earlier_success(path: &Path) -> Value {
    let earlier: Option<Value> =
        std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    earlier.and_then(|mut health| health.get_mut("last_success").map(Value::take)).unwrap_or_default()
}

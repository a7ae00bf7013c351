//! Warnings on standard error: what a run passes over, said once and never in the way of results.

use std::io::Write;

use cutover::intake::{FileReport, Role};

use crate::cli::{LogFormat, Talk};

/// Says what was passed over: inputs that were not read, are of no use, or hold nothing.
pub(crate) fn warn_of_inputs(files: &[FileReport], talk: &Talk) {
    for file in files {
        let useless = file.sections.iter().map(|(_, layout)| layout).find(|it| it.role() == Role::Useless);
        if let Some(reason) = &file.skipped {
            warn(talk, &format!("not read: {reason}"));
        } else if let Some(layout) = useless {
            warn(talk, &format!("{}: skipped: {}", file.path, layout.because()));
        } else if file.entry.read.records == 0 {
            warn(talk, &format!("{}: a header without records", file.path));
        }
    }
}

/// One warning, unless nothing but errors is wanted.
pub(crate) fn warn(talk: &Talk, message: &str) {
    if talk.quiet {
        return;
    }
    let line = match talk.log_format {
        LogFormat::Text => format!("warning: {message}"),
        LogFormat::Json => serde_json::json!({ "level": "warning", "message": message }).to_string(),
    };
    // Nothing can be done where standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

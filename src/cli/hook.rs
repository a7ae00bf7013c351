//! `--hook`: somebody is told that a run is there.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::LogFormat;

/// Calls the program once with the path of the message and the exit code; its failure is told and no more.
///
/// The program is started as it is, without a shell. What it prints goes to standard error: standard output
/// carries results only.
pub(crate) fn call(program: &Path, message: &Path, code: u8, format: LogFormat) {
    let mut command = Command::new(program);
    command.arg(message).arg(code.to_string()).stdin(Stdio::null()).stdout(std::io::stderr());
    let failure = match command.status() {
        Ok(status) if status.success() => return,
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    let said = format!("--hook {}: {failure}; the run itself is published", program.display());
    let line = match format {
        LogFormat::Text => format!("warning: {said}"),
        LogFormat::Json => serde_json::json!({ "level": "warning", "message": said }).to_string(),
    };
    // Nothing can be done where even standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

//! How a run ended: the codes of the contract, and the words on standard error.

use std::io::Write;
use std::process::ExitCode;

use cutover::error::Error;

use crate::cli::LogFormat;

/// A run that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Complete,
    /// Complete, and a limit the user set was reached.
    GateTripped,
}

/// The exit code of an outcome; an error is told on standard error first.
pub(crate) fn code(outcome: &Result<Outcome, Error>, format: LogFormat) -> ExitCode {
    let code = match outcome {
        Ok(Outcome::Complete) => 0,
        Ok(Outcome::GateTripped) => 1,
        Err(error) => {
            tell(error, format);
            code_of(error)
        }
    };
    ExitCode::from(code)
}

/// Every error has one code; a new variant does not compile without one.
fn code_of(error: &Error) -> u8 {
    match error {
        Error::Usage(_) | Error::Policy(_) => 2,
        Error::Open { .. } | Error::Input { .. } => 3,
        Error::Reference { .. } => 4,
        Error::Output { .. } => 5,
        Error::Locked { .. } => 6,
        Error::Internal(_) => 70,
        Error::Interrupted => 130,
    }
}

fn tell(error: &Error, format: LogFormat) {
    let line = match format {
        LogFormat::Text => format!("error: {error}"),
        LogFormat::Json => {
            serde_json::json!({ "level": "error", "code": code_of(error), "message": error.to_string() })
                .to_string()
        }
    };
    // Nothing can be done where even standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A panic is one sentence, the version and the place, and never a customer's data.
pub(crate) fn on_panic() {
    std::panic::set_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |it| format!(" at {}:{}", it.file(), it.line()));
        let _ = writeln!(
            std::io::stderr(),
            "error: cutover {} stopped on a mistake of its own{place}; nothing was published. Please report it.",
            env!("CARGO_PKG_VERSION"),
        );
    }));
}

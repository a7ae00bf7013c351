//! How a run ended: the codes of the contract, and the words on standard error.

use std::io::Write;
use std::process::ExitCode;

use cutover::error::Error;
use cutover::run::Outcome;

use crate::cli::LogFormat;

/// What each code means, as `docs/exit-codes.md` has it.
#[cfg(test)]
const CODES: [(u8, &str); 9] = [
    (0, "complete; a gate, where one was set, passed"),
    (1, "a gate tripped: `--fail-on`, `--fail-on-new`, `--max-rejects`, `--max-shrink`"),
    (2, "usage, policy or configuration error; nothing was evaluated"),
    (
        3,
        "input not acceptable: unreadable, unknown format, a needed column missing, an undecidable date or number column, still being written",
    ),
    (4, "reference data missing, empty or older than the policy allows"),
    (5, "output cannot be written: full disk, no rights, file held open"),
    (6, "another run holds the output's lock"),
    (70, "internal error, or a ledger that does not balance"),
    (130, "interrupted"),
];

/// The code of a mistake of the program's own, a panic included.
pub(crate) const INTERNAL: u8 = 70;

/// The exit code of an outcome; an error is told on standard error first.
pub(crate) fn code(outcome: &Result<Outcome, Error>, format: LogFormat) -> ExitCode {
    if let Err(error) = outcome {
        tell(error, format);
    }
    ExitCode::from(number(outcome.as_ref().copied()))
}

/// The exit code of an outcome.
pub(crate) fn number(outcome: Result<Outcome, &Error>) -> u8 {
    match outcome {
        Ok(Outcome::Complete) => 0,
        Ok(Outcome::GateTripped) => 1,
        Err(error) => code_of(error),
    }
}

/// Every error has one code; a new variant does not compile without one.
fn code_of(error: &Error) -> u8 {
    match error {
        Error::Gate(_) => 1,
        Error::Usage(_) | Error::Policy(_) => 2,
        Error::Open { .. } | Error::Input { .. } => 3,
        Error::Reference { .. } => 4,
        Error::Output { .. } => 5,
        Error::Locked { .. } => 6,
        Error::Internal(_) => INTERNAL,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_about_codes_holds_every_code() {
        let page = include_str!("../../docs/exit-codes.md");
        for (code, meaning) in CODES {
            assert!(page.contains(&format!("| {code} | {meaning} |")), "{code} | {meaning}");
        }
    }

    #[test]
    fn every_error_has_a_code_of_the_table() {
        let text = || "x".to_owned();
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let errors = [
            (Error::Gate(text()), 1),
            (Error::Usage(text()), 2),
            (Error::Policy(text()), 2),
            (Error::Open { path: text(), source: missing() }, 3),
            (Error::input("x", "y"), 3),
            (Error::Reference { path: text(), reason: text() }, 4),
            (Error::Output { path: text().into(), reason: text() }, 5),
            (Error::Locked { path: text().into(), holder: text() }, 6),
            (Error::Internal(text()), 70),
            (Error::Interrupted, 130),
        ];
        for (error, code) in errors {
            assert_eq!(code_of(&error), code, "{error}");
            assert!(CODES.iter().any(|(known, _)| *known == code));
        }
    }
}

//! `cutover verify`: whether a run is still what was published.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use cutover::error::Error;
use cutover::history::{Fault, Verification, verify};
use cutover::report::pointed_at;

use crate::cli::exit::Outcome;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A run directory, or a pointer such as `latest`
    run: PathBuf,
}

/// Prints every fault; one of them ends with an error that says how many there are.
pub(crate) fn run(args: &VerifyArgs) -> Result<Outcome, Error> {
    let run = pointed_at(&args.run).unwrap_or_else(|| args.run.clone());
    let found = verify(&run, env!("CARGO_PKG_VERSION"))?;
    let shown = run.display().to_string();
    let mut text = String::new();
    for fault in &found.faults {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{fault}");
    }
    let _ = match count(&found) {
        0 => writeln!(text, "{shown}: whole, {} files as of {}", found.info.outputs.len(), found.info.as_of),
        n => writeln!(text, "{shown}: {n} faults"),
    };
    stdout::write(&text)?;
    verdict(&shown, &found)
}

/// A run of another version is no fault of the run.
fn count(found: &Verification) -> usize {
    found.faults.iter().filter(|fault| !matches!(fault, Fault::OtherVersion { .. })).count()
}

/// What the faults of a run mean: an imbalance is worse than a file that somebody touched.
pub(crate) fn verdict(shown: &str, found: &Verification) -> Result<Outcome, Error> {
    let n_faults = count(found);
    let is_touched = found
        .faults
        .iter()
        .any(|fault| !fault.is_imbalance() && !matches!(fault, Fault::OtherVersion { .. }));
    if n_faults == 0 {
        Ok(Outcome::Complete)
    } else if is_touched {
        let reason = format!("not what was published: {n_faults} faults; plan again or restore it");
        Err(Error::input(shown, reason))
    } else {
        Err(Error::Internal(format!("{shown} does not add up: {n_faults} faults")))
    }
}

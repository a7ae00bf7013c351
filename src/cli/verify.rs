//! `cutover verify`: whether a run is still what was published.

use std::path::PathBuf;

use clap::Args;
use cutover::error::Error;
use cutover::history::{Fault, Verification, verify};
use cutover::model::parse_day;
use cutover::report::pointed_at;
use cutover::run::Outcome;

use crate::cli::language::LanguageArgs;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A run directory, or a pointer such as `latest`
    run: PathBuf,
    #[command(flatten)]
    language: LanguageArgs,
}

/// Prints every fault; one of them ends with an error that says how many there are.
pub(crate) fn run(args: &VerifyArgs) -> Result<Outcome, Error> {
    let run = pointed_at(&args.run).unwrap_or_else(|| args.run.clone());
    let found = verify(&run, env!("CARGO_PKG_VERSION"))?;
    let shown = run.display().to_string();
    let wording = args.language.wording();
    let mut lines: Vec<String> = found.faults.iter().map(|fault| fault.told(wording)).collect();
    lines.push(match count(&found) {
        0 => {
            let files = wording.count(found.info.outputs.len() as u64);
            let as_of = &found.info.as_of;
            let day = parse_day(as_of).map_or_else(|| as_of.clone(), |day| wording.day(day));
            wording.fill("verify.whole", &[("run", &shown), ("files", &files), ("day", &day)])
        }
        n => wording.fill("verify.faults", &[("run", &shown), ("n", &n)]),
    });
    lines.push(String::new());
    stdout::write(&lines.join("\n"))?;
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

//! `cutover explain`: everything known and decided about one customer, subscription or finding.

use std::path::PathBuf;

use clap::Args;
use cutover::error::Error;
use cutover::report::{Run, explain};
use cutover::run::Outcome;

use crate::cli::language::LanguageArgs;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A run directory
    run: PathBuf,
    /// Tenant id, domain, exact name, subscription id or finding id
    id: String,
    #[command(flatten)]
    language: LanguageArgs,
}

/// Prints the explanation.
pub(crate) fn run(args: &ExplainArgs) -> Result<Outcome, Error> {
    let run = Run::open(&args.run)?;
    stdout::write(&explain(&run, &args.id, args.language.wording())?).map(|()| Outcome::Complete)
}

//! `cutover policy`: the effective policy, fully commented.

use std::path::PathBuf;

use clap::Args;
use cutover::config::policy_toml;
use cutover::error::Error;
use cutover::rules::builtin::RULES;
use cutover::run::{Outcome, PolicySource};

use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// Policy file (default: the built-in policy)
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    policy: Option<PathBuf>,
}

/// Prints the policy.
pub(crate) fn run(args: &PolicyArgs) -> Result<Outcome, Error> {
    let policy = PolicySource::load(args.policy.clone().map(PolicySource::File).as_ref())?;
    stdout::write(&policy_toml(&policy, RULES)).map(|()| Outcome::Complete)
}

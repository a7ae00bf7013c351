//! Completions and the manual page, for shells and packagers.

use std::path::Path;

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use cutover::error::Error;
use cutover::run::Outcome;

use crate::cli::Cli;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell to complete for
    shell: Shell,
}

/// Prints the completion script of one shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cutover", &mut script);
    stdout::write_bytes(&script).map(|()| Outcome::Complete)
}

/// Prints the manual page of the program and, one after the other, of its subcommands.
pub(crate) fn man() -> Result<Outcome, Error> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|error| Error::output(Path::new("standard output"), &error))?;
    stdout::write_bytes(&page).map(|()| Outcome::Complete)
}

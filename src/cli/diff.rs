//! `cutover diff`: what changed between two runs, and what caused it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cutover::error::Error;
use cutover::history::{Diff, append_csv, append_csv_header, diff, json, text};
use cutover::report::Run;
use cutover::rules::Severity;
use cutover::run::Outcome;

use crate::cli::args::gate;
use crate::cli::language::LanguageArgs;
use crate::cli::stdout;

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The earlier run
    old: PathBuf,
    /// The later run
    new: PathBuf,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
    /// Exit 1 when a finding of this severity or above is new
    #[arg(long, value_name = "SEVERITY", value_parser = gate)]
    fail_on_new: Option<Severity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Counts, and the most urgent changes
    Text,
    /// One line per change
    Csv,
    /// Everything, cell by cell
    Json,
}

/// Compares two runs and prints the changes.
pub(crate) fn run(args: &DiffArgs) -> Result<Outcome, Error> {
    let found = diff(&Run::open(&args.old)?, &Run::open(&args.new)?)?;
    stdout::write_bytes(&told(&found, args))?;
    let is_new = args.fail_on_new.is_some_and(|gate| found.summary.new_from(gate) > 0);
    Ok(if is_new { Outcome::GateTripped } else { Outcome::Complete })
}

fn told(found: &Diff, args: &DiffArgs) -> Vec<u8> {
    match args.format {
        Format::Text => text(found, args.language.wording()).into_bytes(),
        Format::Json => format!("{:#}\n", json(found)).into_bytes(),
        Format::Csv => {
            let mut out = Vec::new();
            append_csv_header(&mut out);
            found.changes.iter().for_each(|change| append_csv(&mut out, change));
            out
        }
    }
}

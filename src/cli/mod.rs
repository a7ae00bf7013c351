//! The command line: arguments, one file per subcommand, progress and exit codes.

mod args;
mod diff;
mod exit;
mod explain;
mod hook;
mod inspect;
mod interrupt;
mod language;
mod notice;
mod nightly;
mod plan;
mod policy;
mod progress;
mod report;
mod rules;
mod shell;
mod stdout;
mod successor;
mod summary;
mod terminal;
mod timings;
mod today;
mod whatif;
mod verify;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use cutover::error::Error;
use cutover::run::Outcome;

/// Plans the move of licence-based Microsoft customers into the Cloud Solution Provider programme.
///
/// Reads CSV exports of customer subscriptions, judges every customer against dated transfer rules, and
/// writes a migration plan and a risk report. It plans; it never buys, cancels or calls a service.
#[derive(Debug, Parser)]
#[command(name = "cutover", version = VERSION, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    talk: Talk,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  cutover plan exports/ --partner-country DE
  cutover explain cutover-2026-11-22 'Contoso GmbH'

Exit codes: 0 complete, 1 a gate tripped, 2 usage or policy, 3 input, 4 reference data, 5 output,
6 locked, 70 internal, 130 interrupted. Treat any other code as a failure.";

/// How much is said on standard error.
#[derive(Debug, Args)]
struct Talk {
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more: what every file was taken for, and how long each stage took
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Show progress on standard error
    #[arg(long, global = true, value_enum, default_value_t = progress::When::Auto, env = "CUTOVER_PROGRESS")]
    progress: progress::When,
    /// How messages on standard error are written
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, env = "CUTOVER_LOG_FORMAT")]
    log_format: LogFormat,
}

impl Talk {
    fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn is_verbose(&self) -> bool {
        self.verbose
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read exports, assess every customer, write a run directory (the main job)
    Plan(Box<plan::PlanArgs>),
    /// Say what each file is: encoding, delimiter, profile, column mapping, damage; no rules
    Inspect(inspect::InspectArgs),
    /// Say why: everything known and decided about one customer, subscription or finding
    Explain(explain::ExplainArgs),
    /// Render a run again in another format or language, without planning
    Report(report::ReportArgs),
    /// Rank what could take the place of an offer, and say what users would lose
    Successor(successor::SuccessorArgs),
    /// Compare policies over one reading of the exports: who changes readiness, route, date, score or money
    Whatif(whatif::WhatIfArgs),
    /// Say what changed between two runs, and what caused it
    Diff(diff::DiffArgs),
    /// Plan unattended: publish a complete run for the night, or change nothing
    Nightly(nightly::NightlyArgs),
    /// Check that a run is still what was published: hashes, ledger, counts, version
    Verify(verify::VerifyArgs),
    /// The rule book
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Print the effective policy, fully commented (the default when no file is given)
    Policy(policy::PolicyArgs),
    /// Print a completion script for a shell
    Completions(shell::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Runs the program and says how it ended.
pub(crate) fn run() -> ExitCode {
    exit::on_panic();
    let Cli { command, talk } = Cli::parse();
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| dispatch(command, &talk)));
    outcome.map_or(ExitCode::from(exit::INTERNAL), |outcome| exit::code(&outcome, talk.log_format))
}

fn dispatch(command: Command, talk: &Talk) -> Result<Outcome, Error> {
    match command {
        Command::Plan(args) => plan::run(&args, talk),
        Command::Inspect(args) => inspect::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Successor(args) => successor::run(&args),
        Command::Whatif(args) => whatif::run(&args, talk),
        Command::Diff(args) => diff::run(&args),
        Command::Nightly(args) => nightly::run(&args, talk),
        Command::Verify(args) => verify::run(&args),
        Command::Rules(command) => rules::run(&command),
        Command::Policy(args) => policy::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man => shell::man(),
    }
}

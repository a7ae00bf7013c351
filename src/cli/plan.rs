//! `cutover plan`: read exports, assess every customer, write a run directory.

use std::path::PathBuf;

use clap::{ArgAction, Args};
use cutover::error::Error;
use cutover::model::Day;
use cutover::report::{Format, OutputTable, digest};
use cutover::rules::Severity;
use cutover::run::{self, MemoryLimit, Outcome, RejectLimit, Request};

use crate::cli::args::{ReadingArgs, ReferenceArgs, StandingArgs, day, format, gate, limit_threads, word};
use crate::cli::terminal::Terminal;
use crate::cli::{Talk, exit, hook, stdout, summary, today};

/// Read exports, assess every customer, write a run directory.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Files, directories, `-`, or FILE@TENANT for a file that does not name its customer
    #[arg(value_name = "EXPORT", required = true)]
    exports: Vec<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    standing: StandingArgs,
    /// The day the plan is made for (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Day>,
    /// Where the run is written (default: cutover-AS_OF)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    references: ReferenceArgs,
    /// Go on without inputs that cannot be read
    #[arg(long)]
    skip_unreadable: bool,
    /// Say on standard error how long every stage took, and how much of it only one thread worked
    #[arg(long)]
    timings: bool,
    /// Bytes of rows and of risk lines that are kept in memory, for tests of what happens beyond
    #[arg(long, value_name = "BYTES", hide = true, conflicts_with = "memory")]
    rows_in_memory: Option<u64>,
    /// Formats to write
    #[arg(long, value_delimiter = ',', value_parser = format(Format::ALL), default_values_t = Format::DEFAULT)]
    format: Vec<Format>,
    /// Program to call once when the run is published, with the path of summary.md and the exit code
    #[arg(long, value_name = "CMD")]
    hook: Option<PathBuf>,
    /// CSV files to write (default: all)
    #[arg(long, value_name = "TABLES", value_delimiter = ',', value_parser = word::<OutputTable>)]
    outputs: Vec<OutputTable>,
    /// Exit 1 when a finding of this severity or above is found
    #[arg(long, value_name = "SEVERITY", value_parser = gate)]
    fail_on: Option<Severity>,
    /// An earlier run to compare with: adds changes.csv and a section in every report, and two lines to the summary
    #[arg(long, value_name = "RUN")]
    baseline: Option<PathBuf>,
    /// Exit 1 when a finding of this severity or above is new since the baseline
    #[arg(long, value_name = "SEVERITY", value_parser = gate)]
    fail_on_new: Option<Severity>,
    /// Exit 1 when more records are rejected: a number, or a share such as 2%
    #[arg(long, value_name = "N|P%", action = ArgAction::Set)]
    max_rejects: Option<RejectLimit>,
}

impl PlanArgs {
    fn request(&self) -> Request {
        let as_of = self.as_of.unwrap_or_else(today::today);
        let mut request = Request {
            inputs: self.exports.clone(),
            skip_unreadable: self.skip_unreadable,
            as_of: Some(as_of),
            baseline: self.baseline.clone(),
            format: self.format.clone(),
            outputs: self.outputs.clone(),
            fail_on: self.fail_on,
            fail_on_new: self.fail_on_new,
            max_rejects: self.max_rejects,
            out: self.out.clone().unwrap_or_else(|| format!("cutover-{as_of}").into()),
            memory: self.rows_in_memory.map(MemoryLimit::Rows),
            timings: self.timings,
            ..Request::default()
        };
        self.standing.fill(&mut request);
        self.reading.put(&mut request);
        self.references.put(&mut request);
        request
    }
}

/// Plans, and prints the summary.
pub(crate) fn run(args: &PlanArgs, talk: &Talk) -> Result<Outcome, Error> {
    let request = args.request();
    if request.fail_on_new.is_some() && request.baseline.is_none() {
        return Err(Error::Usage("--fail-on-new needs --baseline RUN to know what is new".to_owned()));
    }
    limit_threads(request.jobs)?;
    let mut terminal = Terminal::new(talk, request.timings);
    let published = run::plan(&request, &mut terminal);
    terminal.print_timings();
    let published = published?;
    let outcome = stdout::write(&summary::text(&published, &request.out, request.wording()))
        .map(|()| published.outcome);
    if let Some(program) = &args.hook {
        let code = exit::number(outcome.as_ref().copied());
        hook::call(program, &request.out.join(digest::FILE_NAME), code, talk.log_format);
    }
    outcome
}

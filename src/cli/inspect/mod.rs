//! `cutover inspect`: what each file is, and which facts a plan would lack, without judging anybody.

mod json;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cutover::catalogue::Lookup;
use cutover::config::Policy;
use cutover::error::Error;
use cutover::intake::{self, FileReport, Portfolio, expand};
use cutover::model::Day;
use cutover::plan::Gaps;
use cutover::run::{Outcome, PolicySource, References, Request, RunContext};

use crate::cli::args::{ReadingArgs, day, limit_threads};
use crate::cli::language::LanguageArgs;
use crate::cli::{stdout, today};

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Files, directories, `-`, or FILE@TENANT for a file that does not name its customer
    #[arg(value_name = "EXPORT", required = true)]
    exports: Vec<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Policy file (`cutover policy` prints one)
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    policy: Option<PathBuf>,
    /// Say what cannot be read, and end with 0 all the same
    #[arg(long)]
    skip_unreadable: bool,
    /// The day missing facts are judged on (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Day>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Reads every file that can be read, says what all of them are, and ends as a plan of them would.
pub(crate) fn run(args: &InspectArgs) -> Result<Outcome, Error> {
    let mut request = Request { skip_unreadable: true, ..Request::default() };
    args.reading.put(&mut request);
    limit_threads(request.jobs)?;
    let policy = PolicySource::load(args.policy.clone().map(PolicySource::File).as_ref())?;
    let inputs = expand(&args.exports)?;
    let settings = intake::Settings { look_only: true, ..request.intake_settings(&policy)? };
    let portfolio = Portfolio::read(&inputs, &settings, &|_| Ok(()))?;
    let gaps = gaps(&portfolio, &policy, args.as_of.unwrap_or_else(today::today))?;
    let told = match args.format {
        Format::Text => text::of(&portfolio.files, &gaps, args.language.wording()),
        Format::Json => json::of(&portfolio.files, &gaps),
    };
    stdout::write(&told)?;
    if let Some(file) = portfolio.files.iter().find(|file| file.skipped.is_some() && !args.skip_unreadable) {
        return Err(refusal(file));
    }
    portfolio.stands_alone().map(|()| Outcome::Complete)
}

/// The error that reading this file ended with.
fn refusal(file: &FileReport) -> Error {
    let told = file.skipped.as_deref().unwrap_or_default();
    let rest = told.strip_prefix(&file.path).unwrap_or_default();
    let (place, reason) = rest.split_once(": ").unwrap_or(("", told));
    let line = place.strip_prefix(':').and_then(|line| line.parse().ok());
    Error::Input { path: file.path.clone(), line, reason: reason.to_owned() }
}

/// The facts that a plan of these files would lack; no partner is needed to say so.
fn gaps(portfolio: &Portfolio, policy: &Policy, as_of: Day) -> Result<Gaps, Error> {
    let catalogue = References::default().catalogue()?;
    let offers = Lookup::new(&catalogue, portfolio.products.len());
    let context = RunContext::new(policy, as_of)?;
    let assessor = context.assessor(&portfolio.products, &offers);
    let of_shard = |_: usize, shard: &intake::Shard| {
        let mut gaps = Gaps::default();
        shard.estates().for_each(|estate| gaps.add(assessor.missing(estate)));
        gaps
    };
    Ok(portfolio.shards.map(of_shard)?.into_iter().fold(Gaps::default(), Gaps::plus))
}

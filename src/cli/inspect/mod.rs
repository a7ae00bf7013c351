//! `cutover inspect`: what each file is, and which facts a plan would lack, without judging anybody.

mod json;
mod text;

use clap::{Args, ValueEnum};
use cutover::assess::Assessor;
use cutover::catalogue::{Catalogue, Downloads, Lookup};
use cutover::config::Policy;
use cutover::error::Error;
use cutover::intake::{self, FileReport, Portfolio, expand};
use cutover::model::{Day, parse_day};
use cutover::plan::Gaps;

use crate::cli::exit::Outcome;
use crate::cli::language::LanguageArgs;
use crate::cli::plan::args::InputArgs;
use crate::cli::plan::settings;
use crate::cli::{stdout, today};

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    input: InputArgs,
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
    let policy = settings::policy(args.input.policy.as_deref())?;
    let inputs = expand(&args.input.exports)?;
    let settings = intake::Settings { look_only: true, ..settings::intake(&args.input, &policy, true)? };
    let portfolio = Portfolio::read(&inputs, &settings, &|_| {})?;
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
    let catalogue = Catalogue::assemble(&Downloads::default())?;
    let offers = Lookup::new(&catalogue, portfolio.products.len());
    let (rulebook, rules, routes) = (policy.rulebook()?, policy.rule_settings()?, policy.route_settings());
    let (assumptions, waivers) = (policy.assumptions(), policy.waivers());
    let assessor = Assessor {
        as_of,
        products: &portfolio.products,
        offers: &offers,
        routes: &routes,
        rulebook: &rulebook,
        rules: &rules,
        assumptions: &assumptions,
        waivers: &waivers,
    };
    let of_shard = |_: usize, shard: &intake::Shard| {
        let mut gaps = Gaps::default();
        shard.estates().for_each(|estate| gaps.add(assessor.missing(estate)));
        gaps
    };
    Ok(portfolio.shards.map(of_shard)?.into_iter().fold(Gaps::default(), Gaps::plus))
}

fn day(text: &str) -> Result<Day, String> {
    parse_day(text).ok_or_else(|| "expected a day that exists, as YYYY-MM-DD".to_owned())
}

//! `cutover whatif`: several policies over one reading of the exports, side by side.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, ValueEnum};
use cutover::catalogue::{Catalogue, Lookup};
use cutover::config::Policy;
use cutover::error::Error;
use cutover::history::{Alternative, Difference, differences, whatif_csv, whatif_text};
use cutover::intake::{Portfolio, Shard};
use cutover::model::Day;
use cutover::plan::{PortfolioTotals, Schedule, decide};
use cutover::report::run_json::{RunInfo, is_run};

use crate::cli::exit::Outcome;
use crate::cli::language::LanguageArgs;
use crate::cli::plan::timings::Timings;
use crate::cli::plan::{self, PlanArgs, Planner, settings};
use crate::cli::{Talk, interrupt, stdout, today};

/// Compare policies over one reading of the exports.
#[derive(Debug, Args)]
pub(crate) struct WhatIfArgs {
    /// Exports as `plan` reads them, or one earlier run, whose inputs and day are used again
    #[arg(value_name = "EXPORT|RUN", required = true)]
    inputs: Vec<String>,
    /// A policy to compare; give two or more
    #[arg(long = "policy", value_name = "FILE", required = true)]
    policies: Vec<String>,
    /// Country of the planning partner's tenant, where a policy does not name it
    #[arg(long, value_name = "CC", env = "CUTOVER_PARTNER_COUNTRY")]
    partner_country: Option<String>,
    /// The day the plans are made for (default: that of the run, or today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// Offer overrides
    #[arg(long, value_name = "FILE")]
    map: Option<String>,
    /// Microsoft's licensing list as downloaded
    #[arg(long, value_name = "FILE")]
    catalog: Option<String>,
    /// Threads (default: one per core); answers are the same with any number
    #[arg(long, value_name = "N", env = "CUTOVER_JOBS")]
    jobs: Option<String>,
    /// How the comparison is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    language: LanguageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// One line per customer or subscription and column, one column per policy
    Csv,
}

/// The arguments of a plan, read as its own command line would be.
#[derive(Debug, Parser)]
struct Alone {
    #[command(flatten)]
    plan: PlanArgs,
}

/// Reads once, plans once per policy, and prints where the plans differ.
pub(crate) fn run(args: &WhatIfArgs, talk: &Talk) -> Result<Outcome, Error> {
    interrupt::watch();
    if args.policies.len() < 2 {
        return Err(Error::Usage("one policy cannot be compared: give --policy twice or more".to_owned()));
    }
    let source = Source::of(args)?;
    let plans =
        args.policies.iter().map(|path| source.plan_args(args, path)).collect::<Result<Vec<_>, _>>()?;
    let as_of = plans[0].as_of.unwrap_or_else(today::today);
    let policies =
        plans.iter().map(|plan| plan::effective_policy(plan, as_of)).collect::<Result<Vec<_>, _>>()?;
    require_one_reading(&args.policies, &policies)?;
    plan::limit_threads(plans[0].input.jobs)?;
    let portfolio = plan::read(
        &plans[0],
        &cutover::intake::expand(&plans[0].input.exports)?,
        &policies[0],
        None,
        (talk, &Timings::begin(false)),
    )?;
    let judged = judge(&plans, &policies, &portfolio, as_of)?;
    interrupt::check()?;
    let names = names(&args.policies);
    let alternatives: Vec<Alternative> =
        names.into_iter().zip(judged.totals).map(|(name, totals)| Alternative { name, totals }).collect();
    match args.format {
        Format::Text => {
            let wording = args.language.wording();
            stdout::write(&whatif_text(as_of, &alternatives, &judged.differences, wording))?;
        }
        Format::Csv => stdout::write_bytes(&whatif_csv(&alternatives, &judged.differences))?,
    }
    Ok(Outcome::Complete)
}

/// What is read, and for which day.
struct Source {
    exports: Vec<String>,
    as_of: Option<String>,
}

impl Source {
    /// The exports as given, or those that a run names.
    fn of(args: &WhatIfArgs) -> Result<Source, Error> {
        let [run] = args.inputs.as_slice() else {
            return Ok(Source { exports: args.inputs.clone(), as_of: args.as_of.clone() });
        };
        if !is_run(Path::new(run)) {
            return Ok(Source { exports: args.inputs.clone(), as_of: args.as_of.clone() });
        }
        let (info, _) = RunInfo::read(Path::new(run))?;
        let exports = info.inputs.iter().map(|input| input.path.clone()).collect();
        Ok(Source { exports, as_of: args.as_of.clone().or(Some(info.as_of)) })
    }

    fn plan_args(&self, args: &WhatIfArgs, policy: &str) -> Result<PlanArgs, Error> {
        let mut words = vec!["plan", "--policy", policy];
        let options = [
            ("--partner-country", &args.partner_country),
            ("--as-of", &self.as_of),
            ("--map", &args.map),
            ("--catalog", &args.catalog),
            ("--jobs", &args.jobs),
        ];
        for (option, value) in options {
            words.extend(value.iter().flat_map(|value| [option, value.as_str()]));
        }
        words.push("--");
        words.extend(self.exports.iter().map(String::as_str));
        let parsed = Alone::try_parse_from(words).map_err(|wrong| {
            let said = wrong.to_string();
            Error::Usage(said.strip_prefix("error: ").unwrap_or(&said).trim_end().to_owned())
        })?;
        Ok(parsed.plan)
    }
}

/// What the partner is called decides which rows are its own: that is settled while reading.
fn require_one_reading(paths: &[String], policies: &[Policy]) -> Result<(), Error> {
    let ids = |policy: &Policy| (policy.partner.tenant_id, policy.partner.mpn_ids.clone());
    let other = policies.iter().position(|policy| ids(policy) != ids(&policies[0]));
    match other {
        None => Ok(()),
        Some(at) => Err(Error::Usage(format!(
            "{} and {} name different partners (tenant-id, mpn-ids): the exports are read only once",
            paths[0], paths[at]
        ))),
    }
}

/// The totals of every policy, and where they differ, in the order of the customers.
struct Judged {
    totals: Vec<PortfolioTotals>,
    differences: Vec<Difference>,
}

fn judge(
    plans: &[PlanArgs],
    policies: &[Policy],
    portfolio: &Portfolio,
    as_of: Day,
) -> Result<Judged, Error> {
    let catalogue =
        |(plan, policy)| settings::catalogue(plan, policy, portfolio, as_of).map(|it| it.catalogue);
    let catalogues: Vec<Catalogue> = plans.iter().zip(policies).map(catalogue).collect::<Result<_, _>>()?;
    let planner = |(plan, policy)| Planner::new(policy, settings::wishes(plan, policy)?, as_of);
    let planners: Vec<Planner<'_>> = plans.iter().zip(policies).map(planner).collect::<Result<_, _>>()?;
    let offers: Vec<Lookup<'_>> =
        catalogues.iter().map(|catalogue| Lookup::new(catalogue, portfolio.products.len())).collect();
    let assessors: Vec<_> = planners
        .iter()
        .zip(&offers)
        .map(|(planner, offers)| planner.assessor(&portfolio.products, offers))
        .collect();
    let schedules: Vec<Schedule> = planners
        .iter()
        .zip(&assessors)
        .map(|(planner, assessor)| Schedule::make(&planner.wishes, assessor, &portfolio.shards))
        .collect::<Result<_, _>>()?;
    let none = || vec![PortfolioTotals::new(portfolio.files.len()); policies.len()];
    let of_shard = |_: usize, shard: &Shard| {
        let mut judged = Judged { totals: none(), differences: Vec::new() };
        for estate in shard.estates() {
            let decided: Vec<_> = (0..planners.len())
                .map(|at| {
                    let (assessor, schedule) = (&assessors[at], &schedules[at]);
                    let charted = schedule.chart(assessor, estate.clone());
                    let wave_of = |day| schedule.wave_of(day);
                    decide(assessor, &planners[at].bands, assessor.judge(charted), Vec::new(), wave_of)
                })
                .collect();
            judged.totals.iter_mut().zip(&decided).for_each(|(totals, plan)| totals.add(plan, as_of));
            judged.differences.extend(differences(&decided));
        }
        judged
    };
    let shards: Vec<Judged> = portfolio.shards.map(of_shard)?;
    let mut all = Judged { totals: none(), differences: Vec::new() };
    for shard in shards {
        all.totals.iter_mut().zip(&shard.totals).for_each(|(sum, part)| sum.merge(part));
        all.differences.extend(shard.differences);
    }
    Ok(all)
}

/// File names, or whole paths where two files are called the same.
fn names(paths: &[String]) -> Vec<String> {
    let short: Vec<String> = paths
        .iter()
        .map(|path| {
            PathBuf::from(path).file_name().map_or_else(|| path.clone(), |it| it.to_string_lossy().into())
        })
        .collect();
    let is_unique = short.iter().enumerate().all(|(at, name)| !short[..at].contains(name));
    if is_unique { short } else { paths.to_vec() }
}

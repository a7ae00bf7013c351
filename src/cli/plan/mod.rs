//! `cutover plan`: read exports, assess every customer, write a run directory.

pub(crate) mod args;
pub(crate) mod settings;
mod record;

use cutover::assess::{Assessor, Charted};
use cutover::catalogue::{Catalogue, Lookup};
use cutover::config::Policy;
use cutover::error::Error;
use cutover::intake::{self, Portfolio, expand};
use cutover::model::Day;
use cutover::plan::decide;
use cutover::report::{Context, Making, Selection, Staging, rejects, rules_csv, waves_csv};
use cutover::rules::Membership;
use rayon::prelude::*;

use crate::cli::exit::Outcome;
use crate::cli::progress::Progress;
use crate::cli::{Talk, interrupt, stdout, summary, today};
pub(crate) use args::PlanArgs;

/// The whole walk: from exports to a published run and its summary.
pub(crate) fn run(args: &PlanArgs, talk: &Talk) -> Result<Outcome, Error> {
    interrupt::watch();
    let as_of = args.as_of.unwrap_or_else(today::today);
    let policy = effective_policy(args, as_of)?;
    limit_threads(args.input.jobs)?;
    let out = args.out.clone().unwrap_or_else(|| format!("cutover-{as_of}").into());
    let staging = Staging::begin(&out, &format!("process {}", std::process::id()))?;
    let portfolio = read(args, &policy, talk)?;
    let catalogue = settings::catalogue(args, &policy, &portfolio, as_of)?;
    let planner = Planner::new(&policy, as_of)?;
    let run = planner.plan(args, &policy, &portfolio, &catalogue, staging, talk)?;
    stdout::write(&summary::text(&run.info, &run.totals, &out))?;
    Ok(outcome(args, &run))
}

/// The policy with the command line above it; nothing is read before it is known to be complete.
fn effective_policy(args: &PlanArgs, as_of: Day) -> Result<Policy, Error> {
    let mut policy = settings::policy(args.input.policy.as_deref())?;
    policy.partner.country = args.partner_country.or(policy.partner.country);
    let countries = policy.partner.enrolled_countries();
    if countries.is_empty() {
        let advice = "give --partner-country CC, or country in the [partner] section of the policy";
        return Err(Error::Usage(format!("the planning partner's country is not known; {advice}")));
    }
    let rules = policy.rule_settings()?;
    let list = rules.regions.on(as_of);
    for country in countries {
        if !matches!(list.membership(country), Membership::In(_)) {
            let code = country.as_str();
            return Err(Error::Usage(format!(
                "the partner's country {code} is in no region of the list of {}; give the code of an enrolled country",
                list.date
            )));
        }
    }
    Ok(policy)
}

fn limit_threads(jobs: Option<usize>) -> Result<(), Error> {
    let Some(jobs) = jobs else { return Ok(()) };
    if jobs == 0 {
        return Err(Error::Usage("--jobs 0: at least one thread is needed".to_owned()));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    pool.build_global().map_err(|wrong| Error::Usage(format!("--jobs {jobs}: {wrong}")))
}

fn read(args: &PlanArgs, policy: &Policy, talk: &Talk) -> Result<Portfolio, Error> {
    let inputs = expand(&args.input.exports)?;
    let settings = settings::intake(&args.input, policy, args.skip_unreadable)?;
    let bar = Progress::over_bytes("reading", 0, talk);
    let tell =
        |progress: intake::Progress<'_>| bar.reading(progress.bytes, progress.of_bytes, progress.records);
    let portfolio = Portfolio::read(&inputs, &settings, &tell)?;
    bar.end();
    interrupt::check()?;
    Ok(portfolio)
}

/// Everything the policy decides, in the settings of the stages.
struct Planner<'p> {
    rulebook: cutover::rules::Rulebook<'p>,
    rules: cutover::rules::Settings,
    routes: cutover::routes::Settings,
    assumptions: cutover::rules::Assumptions,
    waivers: cutover::rules::Waivers,
    bands: cutover::plan::Bands,
    as_of: Day,
}

/// A published run and what it adds up to.
pub(crate) struct Published {
    pub(crate) info: cutover::report::run_json::RunInfo,
    pub(crate) totals: cutover::plan::PortfolioTotals,
}

impl<'p> Planner<'p> {
    fn new(policy: &'p Policy, as_of: Day) -> Result<Self, Error> {
        Ok(Planner {
            rulebook: policy.rulebook()?,
            rules: policy.rule_settings()?,
            routes: policy.route_settings(),
            assumptions: policy.assumptions(),
            waivers: policy.waivers(),
            bands: policy.score_bands(),
            as_of,
        })
    }

    fn assessor<'a>(&'a self, portfolio: &'a Portfolio, offers: &'a Lookup<'a>) -> Assessor<'a> {
        Assessor {
            as_of: self.as_of,
            products: &portfolio.products,
            offers,
            routes: &self.routes,
            rulebook: &self.rulebook,
            rules: &self.rules,
            assumptions: &self.assumptions,
            waivers: &self.waivers,
        }
    }

    fn plan(
        &self,
        args: &PlanArgs,
        policy: &Policy,
        portfolio: &Portfolio,
        catalogue: &Catalogue,
        staging: Staging,
        talk: &Talk,
    ) -> Result<Published, Error> {
        let offers = Lookup::new(catalogue, portfolio.products.len());
        let assessor = self.assessor(portfolio, &offers);
        let days = cutover_days(portfolio, &assessor);
        let sources: Vec<String> = portfolio.files.iter().map(|file| file.path.clone()).collect();
        let selection =
            if args.outputs.is_empty() { Selection::default() } else { Selection::of(&args.outputs) };
        let context = Context::new(self.rulebook.rules(), &portfolio.products, &sources);
        let wave_of = |day: Day| days.binary_search(&day).ok().map(|place| place as u32 + 1);
        let plan_of =
            |customer| decide(&assessor, &self.bands, assessor.judge(assessor.chart(customer)), wave_of);
        let making = Making { selection: &selection, context: &context, as_of: self.as_of, plan_of };
        let bar = Progress::over_customers("assessing", portfolio.shards().len() as u64, talk);
        let mut tick = |done: usize| {
            bar.at(done as u64);
            interrupt::check()
        };
        let mut written = making.write(&staging, portfolio.shards(), sources.len(), &mut tick)?;
        bar.end();
        catalogue.unused_overrides(&offers.used_overrides())?;
        rules_csv::write(
            &staging,
            &selection,
            self.rulebook.rules(),
            &written.tallies,
            &mut written.finished,
        )?;
        waves_csv::write(&staging, &selection, &written.waves, &mut written.finished)?;
        rejects::write(&staging, &selection, portfolio, &mut written.finished)?;
        interrupt::check()?;
        let info = record::run_info(args, policy, portfolio, &written.totals, self.as_of)?;
        let info = staging.publish(info, written.finished)?;
        Ok(Published { info, totals: written.totals })
    }
}

/// Every day on which somebody is cut over, in order: the waves.
fn cutover_days(portfolio: &Portfolio, assessor: &Assessor<'_>) -> Vec<Day> {
    let days_of = |Charted { courses, .. }: Charted<'_>| {
        let in_scope = courses.into_iter().filter(cutover::routes::Course::is_in_scope);
        in_scope.filter_map(|course| course.cutover_date).collect::<Vec<_>>()
    };
    let of_shard = |shard: &cutover::intake::Shard| {
        let mut days: Vec<Day> =
            shard.customers().flat_map(|customer| days_of(assessor.chart(customer))).collect();
        days.sort_unstable();
        days.dedup();
        days
    };
    let mut days: Vec<Day> = portfolio.shards().par_iter().flat_map_iter(of_shard).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn outcome(args: &PlanArgs, run: &Published) -> Outcome {
    let by_severity = &run.totals.findings_by_severity;
    let is_severe =
        args.fail_on.is_some_and(|gate| by_severity[gate as usize..].iter().any(|&found| found > 0));
    let (rejected, read) = run
        .info
        .ledger
        .iter()
        .fold((0, 0), |(rejected, read), line| (rejected + line.rejected, read + line.read));
    let is_rejecting = args.max_rejects.is_some_and(|limit| limit.is_passed(rejected, read));
    if is_severe || is_rejecting { Outcome::GateTripped } else { Outcome::Complete }
}

//! `cutover plan`: read exports, assess every customer, write a run directory.

pub(crate) mod args;
pub(crate) mod settings;
mod publish;
mod record;
mod room;
mod steady;
pub(crate) mod timings;

use std::path::Path;

use cutover::assess::Assessor;
use cutover::catalogue::Lookup;
use cutover::config::Policy;
use cutover::error::Error;
use cutover::intake::{self, Input, Memory, Portfolio, expand};
use cutover::model::{Day, Product};
use cutover::plan::{Planning, Reckoning, Schedule, Wishes};
use cutover::report::{
    Context, Making, Run, Selection, Staging, digest, rejects, rules_csv, waves_csv, waves_info,
};
use cutover::rules::Membership;

use crate::cli::exit::{self, Outcome};
use crate::cli::progress::Progress;
use crate::cli::{Talk, hook, interrupt, notice, stdout, summary, today};
pub(crate) use args::PlanArgs;
use publish::{Made, Unattended, publish};
pub(crate) use publish::{Published, Ready, Witness};
use settings::Catalogued;
pub(crate) use steady::{Steady, still_written};
use timings::Timings;

/// Plans, and prints the summary.
pub(crate) fn run(args: &PlanArgs, talk: &Talk) -> Result<Outcome, Error> {
    interrupt::watch();
    let as_of = args.as_of.unwrap_or_else(today::today);
    limit_threads(args.input.jobs)?;
    let timings = Timings::begin(args.timings);
    let out = args.out.clone().unwrap_or_else(|| format!("cutover-{as_of}").into());
    let baseline = baseline(args)?;
    let trip = Trip { as_of, out: &out, baseline: baseline.as_ref(), talk, timings: &timings };
    let run = walk(args, &trip, &mut Unattended);
    timings.print();
    let run = run?;
    let wording = args.language.wording();
    let told = stdout::write(&summary::text(&run.info, &run.totals, run.since.as_ref(), &out, wording));
    let outcome = told.map(|()| run.outcome);
    if let Some(program) = &args.hook {
        let code = exit::number(outcome.as_ref().copied());
        hook::call(program, &out.join(digest::FILE_NAME), code, talk.log_format);
    }
    outcome
}

/// What a walk is given beside its arguments.
pub(crate) struct Trip<'t> {
    pub(crate) as_of: Day,
    pub(crate) out: &'t Path,
    /// The run it is compared with.
    pub(crate) baseline: Option<&'t Run>,
    pub(crate) talk: &'t Talk,
    pub(crate) timings: &'t Timings,
}

/// The whole walk: from exports to a published run.
pub(crate) fn walk(args: &PlanArgs, trip: &Trip<'_>, witness: &mut dyn Witness) -> Result<Published, Error> {
    let (as_of, talk, timings) = (trip.as_of, trip.talk, trip.timings);
    let policy = effective_policy(args, as_of)?;
    let staging = Staging::begin(trip.out, &format!("process {}", std::process::id()))?;
    let inputs = expand(&args.input.exports)?;
    let steady = Steady::note(&inputs);
    let memory = args.room.memory(staging.directory())?;
    let mut portfolio = read(args, &inputs, &policy, memory, (talk, timings))?;
    witness.has_read(&portfolio)?;
    let catalogue = settings::catalogue(args, &policy, &portfolio, as_of)?;
    timings.end("catalogue");
    let planner = Planner::new(&policy, settings::wishes(args, &policy)?, as_of)?;
    let made = planner.plan(args, &policy, &mut portfolio, &catalogue, staging, (talk, timings))?;
    // Not every system renames a directory in which a file is open, and rows may have been put aside there.
    drop(portfolio);
    steady.check()?;
    let published = publish(made, args, trip.baseline, witness);
    timings.end("publish");
    published
}

/// The run named by `--baseline`, and whether the tables it needs are made.
fn baseline(args: &PlanArgs) -> Result<Option<Run>, Error> {
    if args.fail_on_new.is_some() && args.baseline.is_none() {
        return Err(Error::Usage("--fail-on-new needs --baseline RUN to know what is new".to_owned()));
    }
    args.baseline.as_deref().map(Run::open).transpose()
}

/// The policy with the command line above it; nothing is read before it is known to be complete.
pub(crate) fn effective_policy(args: &PlanArgs, as_of: Day) -> Result<Policy, Error> {
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

pub(crate) fn limit_threads(jobs: Option<usize>) -> Result<(), Error> {
    let Some(jobs) = jobs else { return Ok(()) };
    if jobs == 0 {
        return Err(Error::Usage("--jobs 0: at least one thread is needed".to_owned()));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    pool.build_global().map_err(|wrong| Error::Usage(format!("--jobs {jobs}: {wrong}")))
}

pub(crate) fn read(
    args: &PlanArgs,
    inputs: &[Input],
    policy: &Policy,
    memory: Option<Memory>,
    (talk, timings): (&Talk, &Timings),
) -> Result<Portfolio, Error> {
    let settings =
        intake::Settings { memory, ..settings::intake(&args.input, policy, args.skip_unreadable)? };
    let bar = Progress::over_bytes("reading", 0, talk);
    let tell = |progress: intake::Progress<'_>| {
        bar.reading(progress.bytes, progress.of_bytes, progress.records);
        timings.note();
    };
    let portfolio = Portfolio::read(inputs, &settings, &tell)?;
    bar.end();
    timings.end_as_noted("read");
    timings.end("join");
    notice::warn_of_inputs(&portfolio.files, talk);
    interrupt::check()?;
    Ok(portfolio)
}

/// Everything the policy decides, in the settings of the stages.
pub(crate) struct Planner<'p> {
    rulebook: cutover::rules::Rulebook<'p>,
    rules: cutover::rules::Settings,
    routes: cutover::routes::Settings,
    assumptions: cutover::rules::Assumptions,
    waivers: cutover::rules::Waivers,
    pub(crate) bands: cutover::plan::Bands,
    pub(crate) wishes: Wishes,
    as_of: Day,
}

impl<'p> Planner<'p> {
    pub(crate) fn new(policy: &'p Policy, wishes: Wishes, as_of: Day) -> Result<Self, Error> {
        Ok(Planner {
            rulebook: policy.rulebook()?,
            rules: policy.rule_settings()?,
            routes: policy.route_settings(),
            assumptions: policy.assumptions(),
            waivers: policy.waivers(),
            bands: policy.score_bands(),
            wishes,
            as_of,
        })
    }

    pub(crate) fn assessor<'a>(&'a self, products: &'a [Product], offers: &'a Lookup<'a>) -> Assessor<'a> {
        Assessor {
            as_of: self.as_of,
            products,
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
        portfolio: &mut Portfolio,
        Catalogued { catalogue, sha256 }: &Catalogued,
        staging: Staging,
        (talk, timings): (&Talk, &Timings),
    ) -> Result<Made, Error> {
        let offers = Lookup::new(catalogue, portfolio.products.len());
        let assessor = self.assessor(&portfolio.products, &offers);
        let schedule = Schedule::make(&self.wishes, &assessor, &portfolio.shards)?;
        timings.end("chart");
        let sources: Vec<String> = portfolio.files.iter().map(|file| file.path.clone()).collect();
        let selection =
            if args.outputs.is_empty() { Selection::default() } else { Selection::of(&args.outputs) };
        let context = Context::new(self.rulebook.rules(), &portfolio.products, &sources);
        let reckoning = Reckoning { catalogue, routes: &self.routes, as_of: self.as_of };
        let making = Making {
            selection: &selection,
            context: &context,
            as_of: self.as_of,
            reckoning: &reckoning,
            planning: Planning { assessor: &assessor, schedule: &schedule, bands: &self.bands },
            risk_in_memory: args.room.risk_in_memory(),
        };
        let bar = Progress::over_customers("assessing", portfolio.shards.n() as u64, talk);
        let mut tick = |done: usize| {
            bar.at(done as u64);
            interrupt::check()
        };
        let mut written = making.write(&staging, &mut portfolio.shards, sources.len(), &mut tick)?;
        bar.end();
        timings.end("plan");
        catalogue.unused_overrides(&offers.used_overrides())?;
        rules_csv::write(
            &staging,
            &selection,
            self.rulebook.rules(),
            &written.tallies,
            &mut written.finished,
        )?;
        for wave in &mut written.waves {
            wave.capacity = schedule.capacity_on(wave.day).map(u64::from);
        }
        waves_csv::write(&staging, &selection, &written.waves, &mut written.finished)?;
        rejects::write(&staging, &selection, portfolio, &mut written.finished)?;
        interrupt::check()?;
        let mut info = record::run_info(args, policy, portfolio, &written.totals, self.as_of)?;
        info.waves = waves_info(schedule.book(), self.as_of);
        info.references.catalogue.sha256.clone_from(sha256);
        Ok(Made { staging, info, totals: written.totals, finished: written.finished })
    }
}

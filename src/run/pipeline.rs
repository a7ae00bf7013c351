//! The pipeline: from exports to a published run.

use crate::catalogue::{Catalogue, Lookup, check_age};
use crate::config::Policy;
use crate::error::Error;
use crate::intake::Portfolio;
use crate::plan::{Planning, Reckoning, Schedule};
use crate::report::{
    Context, Making, Run, Selection, Staging, Written, rejects, rules_csv, waves_csv, waves_info,
};
use crate::run::observer::{Event, Observer, Stage};
use crate::run::publish::{Made, publish};
use crate::run::{MemoryLimit, Published, References, Request, RunContext, record};

/// Reads the inputs, judges every customer, and publishes the run under [`Request::out`].
///
/// The policy is read first, then the directory is made beside the run's name: a bad path fails now, not in an hour.
///
/// # Errors
///
/// Every kind of [`Error`]; what the observer ends with is passed on. Nothing is published then.
pub fn plan(request: &Request, observer: &mut dyn Observer) -> Result<Published, Error> {
    let baseline = request.baseline.as_deref().map(Run::open).transpose()?;
    let policy = request.effective_policy()?;
    let staging = Staging::begin(&request.out, &observer.holder())?;
    let limit = request.memory.map(|limit| (limit, staging.directory()));
    let (mut portfolio, stamps) = request.read(&policy, limit, observer)?;
    let prepared = Prepared::new(request, &policy, &portfolio)?;
    observer.notice(Event::Ended(Stage::Catalogue));
    let made = prepared.make(&mut portfolio, staging, observer)?;
    // Not every system renames a directory in which a file is open, and rows may have been put aside there.
    drop(portfolio);
    stamps.check()?;
    let published = publish(made, request, baseline.as_ref(), observer)?;
    observer.notice(Event::Ended(Stage::Publish));
    Ok(published)
}

/// A request with everything read that its inputs are judged by.
pub(super) struct Prepared<'p> {
    pub(super) request: &'p Request,
    pub(super) policy: &'p Policy,
    pub(super) references: References,
    pub(super) catalogue: Catalogue,
    pub(super) context: RunContext<'p>,
}

impl<'p> Prepared<'p> {
    /// Reads references and pins, which have to be young enough for the day.
    pub(super) fn new(
        request: &'p Request,
        policy: &'p Policy,
        portfolio: &Portfolio,
    ) -> Result<Self, Error> {
        let references = References::find(request, policy, portfolio)?;
        let catalogue = references.catalogue()?;
        let context = RunContext::of(request, policy)?;
        let prepared = Prepared { request, policy, references, catalogue, context };
        prepared.check_ages()?;
        Ok(prepared)
    }

    fn check_ages(&self) -> Result<(), Error> {
        let max_days = self.request.max_catalog_age.unwrap_or(self.policy.catalogue.max_age_days);
        if max_days == 0 {
            return Ok(());
        }
        let reports = self.catalogue.reports();
        let dated = reports.iter().filter_map(|report| Some((report.path.as_str(), report.dated?)));
        let embedded = ("the embedded catalogue", Catalogue::dated());
        dated.chain([embedded]).try_for_each(|(path, day)| check_age(path, day, self.context.as_of, max_days))
    }

    /// Plans every customer and writes the tables.
    fn make(
        &self,
        portfolio: &mut Portfolio,
        staging: Staging,
        observer: &dyn Observer,
    ) -> Result<Made, Error> {
        let Prepared { request, catalogue, context: run, .. } = self;
        let offers = Lookup::new(catalogue, portfolio.products.len());
        let assessor = run.assessor(&portfolio.products, &offers);
        let schedule = Schedule::make(&run.wishes, &assessor, &portfolio.shards)?;
        observer.notice(Event::Ended(Stage::Chart));
        observer.check()?;
        let sources: Vec<String> = portfolio.files.iter().map(|file| file.path.clone()).collect();
        let selection = Selection::of(&request.outputs);
        let making = Making {
            selection: &selection,
            context: &Context::new(run.rulebook.rules(), &portfolio.products, &sources),
            as_of: run.as_of,
            reckoning: &Reckoning { catalogue, routes: &run.routes, as_of: run.as_of },
            planning: Planning { assessor: &assessor, schedule: &schedule, bands: &run.bands },
            risk_in_memory: request.memory.and_then(MemoryLimit::risk_in_memory),
        };
        let of = portfolio.shards.n();
        let mut tick = |shards: usize| {
            observer.notice(Event::Planning { shards, of });
            observer.check()
        };
        let mut written = making.write(&staging, &mut portfolio.shards, sources.len(), &mut tick)?;
        observer.notice(Event::Ended(Stage::Plan));
        catalogue.unused_overrides(&offers.used_overrides())?;
        for wave in &mut written.waves {
            wave.capacity = schedule.capacity_on(wave.day).map(u64::from);
        }
        let mut info = record::run_info(self, portfolio, &written.totals)?;
        info.waves = waves_info(schedule.book(), run.as_of);
        let Written { mut finished, tallies, totals, waves } = written;
        rules_csv::write(&staging, &selection, run.rulebook.rules(), &tallies, &mut finished)?;
        waves_csv::write(&staging, &selection, &waves, &mut finished)?;
        rejects::write(&staging, &selection, portfolio, &mut finished)?;
        observer.check()?;
        Ok(Made { staging, info, totals, finished })
    }
}

//! `cutover nightly`: an unattended run that publishes everything or changes nothing.

mod health;
mod hook;
mod inputs;
mod journal;
mod shrink;
mod watch;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use cutover::error::Error;
use cutover::history::{Root, verify};
use cutover::model::{Day, parse_day};
use cutover::report::Run;
use cutover::run::{self, Nightly, Outcome, Request, Share};

use crate::cli::args::{StandingArgs, day, limit_threads};
use crate::cli::exit;
use crate::cli::terminal::Terminal;
use crate::cli::{Talk, interrupt, stdout, summary, today, verify as verifying};
use health::Health;
use journal::Journal;
use watch::Watch;

/// Options that also stand in the configuration, which goes first.
const LEFT_OPEN: &str = "Where [plan] of the configuration leaves it open";

#[derive(Debug, Args)]
pub(crate) struct NightlyArgs {
    /// The configuration of the night; see docs/nightly.md
    #[arg(long, value_name = "FILE", env = "CUTOVER_NIGHTLY")]
    config: PathBuf,
    /// The night the plan is made for (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Day>,
    /// Plan again although the night has a run, and replace it
    #[arg(long)]
    again: bool,
    /// How much smaller than last night's an input may be, such as 20% (default: as configured)
    #[arg(long, value_name = "P%", value_parser = share)]
    max_shrink: Option<Share>,
    /// Threads (default: one per core); answers are the same with any number
    #[arg(long, value_name = "N", env = "CUTOVER_JOBS", help_heading = LEFT_OPEN)]
    jobs: Option<usize>,
    #[command(flatten, next_help_heading = LEFT_OPEN)]
    standing: StandingArgs,
}

fn share(text: &str) -> Result<Share, String> {
    Share::parse(text).ok_or_else(|| "expected a share such as 20%".to_owned())
}

/// How a night ended that did not end with an error.
pub(super) struct Ending {
    outcome: Outcome,
    /// `published` or `already-published`.
    how: &'static str,
    /// What somebody should look at although the night went well; empty where nothing is.
    remark: String,
}

/// One night: the run, then the pointer, then retention, then the health file and the hook.
pub(crate) fn run(args: &NightlyArgs, talk: &Talk) -> Result<Outcome, Error> {
    interrupt::watch();
    let (moment, clock) = (today::moment(), Instant::now());
    let config = configuration(args)?;
    let root = Root::open(&config.path(&config.root))?;
    let _lock = root.lock(&format!("process {}, since {moment}", std::process::id()))?;
    let as_of = args.as_of.unwrap_or_else(today::today);
    let night = Night { args, config: &config, root: &root, as_of, talk };
    let ending = night.pass();
    let health = Health {
        code: exit::number(ending.as_ref().map(|ending| ending.outcome)),
        night: as_of,
        latest: root.latest(),
        begun: &moment,
        ended: &today::moment(),
        seconds: clock.elapsed().as_secs(),
        ending: ending.as_ref(),
    };
    let written = health.write(&config.health_path());
    if let Some(complaint) = hook::run(&config, &health) {
        Journal::new(config.log, talk).warn("hook", &complaint);
    }
    let ending = ending?;
    written.map(|()| ending.outcome)
}

/// The configuration with the command line above it. Its paths do not depend on where it is called from.
fn configuration(args: &NightlyArgs) -> Result<Nightly, Error> {
    let path = std::path::absolute(&args.config)
        .map_err(|wrong| Error::Policy(format!("{}: {wrong}", args.config.display())))?;
    let mut config = Nightly::load(&path)?;
    config.max_shrink = args.max_shrink.unwrap_or(config.max_shrink);
    config.plan.jobs = config.plan.jobs.or(args.jobs);
    args.standing.fill(&mut config.plan);
    Ok(config)
}

struct Night<'n> {
    args: &'n NightlyArgs,
    config: &'n Nightly,
    root: &'n Root,
    as_of: Day,
    talk: &'n Talk,
}

impl Night<'_> {
    fn pass(&self) -> Result<Ending, Error> {
        let plan = &self.config.plan;
        limit_threads(plan.jobs)?;
        self.root.clear_up()?;
        let out = self.root.run_of(self.as_of);
        if !self.args.again && self.root.nights()?.contains(&self.as_of) {
            return self.already_published(&out);
        }
        let mut journal = Journal::new(self.config.log, self.talk);
        let remark = self.later_run().unwrap_or_default();
        if !remark.is_empty() {
            journal.warn("latest", &remark);
        }
        let baseline = self.baseline(&mut journal)?;
        let request = Request {
            inputs: inputs::expand(self.config)?,
            as_of: Some(self.as_of),
            baseline: baseline.as_ref().map(|run| run.directory.clone()),
            out,
            ..plan.clone()
        };
        inputs::settle(&request.inputs, self.config.settle_seconds)?;
        let terminal = Terminal::new(self.talk, request.timings);
        let mut watch = Watch { terminal, config: self.config, baseline: baseline.as_ref(), journal };
        let published = run::plan(&request, &mut watch)?;
        watch.terminal.print_timings();
        self.root.point_to(self.as_of)?;
        self.retire(baseline.as_ref())?;
        stdout::write(&summary::text(&published, &request.out, request.wording()))?;
        Ok(Ending { outcome: published.outcome, how: "published", remark })
    }

    /// What a killed run did not get to is made good; nothing else changes.
    fn already_published(&self, out: &Path) -> Result<Ending, Error> {
        let found = verify(out, env!("CARGO_PKG_VERSION"))?;
        verifying::verdict(&out.display().to_string(), &found)?;
        self.root.point_to(self.as_of)?;
        self.retire(self.root.baseline(self.as_of)?.as_ref())?;
        let shown = out.display();
        stdout::write(&format!("{shown}: already published; --again plans this night once more\n"))?;
        Ok(Ending { outcome: Outcome::Complete, how: "already-published", remark: String::new() })
    }

    /// What to do about a run of a later day: a clock that jumped leaves one, and the pointer stays with it.
    fn later_run(&self) -> Option<String> {
        let (later, as_of) = (self.root.latest().filter(|&latest| latest > self.as_of)?, self.as_of);
        let run = self.root.run_of(later);
        let run = run.display();
        Some(format!(
            "`latest` names {later} and will not go back to {as_of}; where that day has not come yet, a clock was \
             wrong: remove {run}, and the next night moves `latest`"
        ))
    }

    /// The newest earlier run, where this version can read its tables.
    fn baseline(&self, journal: &mut Journal) -> Result<Option<Run>, Error> {
        let Some(baseline) = self.root.baseline(self.as_of)? else {
            journal.say("baseline", &[("run", "none".into())]);
            return Ok(None);
        };
        let shown = baseline.directory.display().to_string();
        let tables = [baseline.plan(), baseline.risk(), baseline.findings(), baseline.facts()];
        if let Some(Err(wrong)) = tables.into_iter().find(Result::is_err) {
            journal.warn("baseline", &format!("{shown} cannot be compared with: {wrong}"));
            return Ok(None);
        }
        journal.say("baseline", &[("run", shown.into())]);
        Ok(Some(baseline))
    }

    fn retire(&self, baseline: Option<&Run>) -> Result<(), Error> {
        let baseline = baseline.and_then(|run| parse_day(&run.info.as_of));
        let protected: Vec<Day> = [Some(self.as_of), baseline].into_iter().flatten().collect();
        self.root.retire(self.config.keep, &protected).map(|_| ())
    }
}

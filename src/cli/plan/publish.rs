//! The end of the walk: what changed since the baseline, the gates, and the run under its name.

use cutover::error::Error;
use cutover::history::{Summary, append_csv, append_csv_header, compare, since_info};
use cutover::intake::Portfolio;
use cutover::plan::PortfolioTotals;
use cutover::report::run_json::RunInfo;
use cutover::report::{Finished, OutputTable, Run, Staging, changes_csv, digest};
use rayon::prelude::*;

use crate::cli::exit::Outcome;
use crate::cli::interrupt;
use crate::cli::plan::PlanArgs;
use crate::cli::report::Document;

/// Bytes that are written at once.
const PAGE: usize = 1 << 20;

/// A run that is written and has no name yet.
pub(crate) struct Made {
    pub(crate) staging: Staging,
    pub(crate) info: RunInfo,
    pub(crate) totals: PortfolioTotals,
    pub(crate) finished: Vec<Finished>,
}

/// A published run and what it adds up to.
pub(crate) struct Published {
    pub(crate) info: RunInfo,
    pub(crate) totals: PortfolioTotals,
    /// Since the baseline, where there is one.
    pub(crate) since: Option<Summary>,
    pub(crate) outcome: Outcome,
}

/// A run that is about to be published.
pub(crate) struct Ready<'r> {
    pub(crate) info: &'r RunInfo,
    pub(crate) since: Option<&'r Summary>,
    pub(crate) outcome: Outcome,
}

/// Somebody who looks at a run on its way, and may end it with an error.
pub(crate) trait Witness {
    /// Every input was read to its end.
    fn has_read(&mut self, portfolio: &Portfolio) -> Result<(), Error>;

    /// Everything is made; what is written to `staging` now is published with it.
    fn before_publishing(&mut self, staging: &Staging, ready: &Ready<'_>) -> Result<Vec<Finished>, Error>;
}

/// Nobody looks.
pub(crate) struct Unattended;

impl Witness for Unattended {
    fn has_read(&mut self, _portfolio: &Portfolio) -> Result<(), Error> {
        Ok(())
    }

    fn before_publishing(&mut self, _staging: &Staging, _ready: &Ready<'_>) -> Result<Vec<Finished>, Error> {
        Ok(Vec::new())
    }
}

/// Compares, asks the gates, and gives the run its name.
pub(crate) fn publish(
    made: Made,
    args: &PlanArgs,
    baseline: Option<&Run>,
    witness: &mut dyn Witness,
) -> Result<Published, Error> {
    let Made { staging, mut info, totals, mut finished } = made;
    let mut since = None;
    if let Some(baseline) = baseline {
        let new = Run { directory: staging.directory().to_owned(), info: info.clone() };
        let (summary, file) = changes(&staging, baseline, &new, args)?;
        info.since = Some(since_info(&summary));
        since = Some(summary);
        finished.push(file);
    }
    let info = documents(args, &staging, info, &mut finished)?;
    let outcome = outcome(args, &info, &totals, since.as_ref());
    let ready = Ready { info: &info, since: since.as_ref(), outcome };
    finished.extend(witness.before_publishing(&staging, &ready)?);
    interrupt::check()?;
    let info = staging.publish(info, finished)?;
    Ok(Published { info, totals, since, outcome })
}

/// Renders the documents for people from the tables that have just been written, several at once.
fn documents(
    args: &PlanArgs,
    staging: &Staging,
    info: RunInfo,
    finished: &mut Vec<Finished>,
) -> Result<RunInfo, Error> {
    let run = Run { directory: staging.directory().to_owned(), info };
    let wording = args.language.wording();
    finished.push(staging.write(digest::FILE_NAME, digest::text(&run, wording)?.as_bytes())?);
    let mut asked: Vec<_> = args.format.iter().filter_map(|format| format.document()).collect();
    asked.sort_unstable();
    asked.dedup();
    let make = |document: &Document| {
        interrupt::check()?;
        document.write_into(&run, wording, staging)
    };
    let documents: Vec<Result<Vec<Finished>, Error>> = asked.par_iter().map(make).collect();
    for document in documents {
        finished.extend(document?);
    }
    interrupt::check()?;
    Ok(run.info)
}

/// Writes what changed, as it is found.
fn changes(
    staging: &Staging,
    baseline: &Run,
    new: &Run,
    args: &PlanArgs,
) -> Result<(Summary, Finished), Error> {
    if !args.outputs.is_empty() && !args.outputs.contains(&OutputTable::Plan) {
        return Err(Error::Usage("a baseline needs the table `plan` among --outputs".to_owned()));
    }
    let mut file = staging.create(changes_csv::FILE_NAME)?;
    let mut page = Vec::new();
    append_csv_header(&mut page);
    let mut failed = Ok(());
    let summary = compare(baseline, new, &mut |change| {
        append_csv(&mut page, &change);
        if page.len() > PAGE && failed.is_ok() {
            failed = file.append(&page);
            page.clear();
        }
    })?;
    failed?;
    file.append(&page)?;
    Ok((summary, file.finish()))
}

fn outcome(args: &PlanArgs, info: &RunInfo, totals: &PortfolioTotals, since: Option<&Summary>) -> Outcome {
    let by_severity = &totals.findings_by_severity;
    let is_severe =
        args.fail_on.is_some_and(|gate| by_severity[gate as usize..].iter().any(|&found| found > 0));
    let is_new = args.fail_on_new.zip(since).is_some_and(|(gate, since)| since.new_from(gate) > 0);
    let (rejected, read) = info
        .ledger
        .iter()
        .fold((0, 0), |(rejected, read), line| (rejected + line.rejected, read + line.read));
    let is_rejecting = args.max_rejects.is_some_and(|limit| limit.is_passed(rejected, read));
    if is_severe || is_new || is_rejecting { Outcome::GateTripped } else { Outcome::Complete }
}

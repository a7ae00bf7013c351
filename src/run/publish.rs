//! The end of the walk: what changed since the baseline, the gates, and the run under its name.

use crate::error::Error;
use crate::history::{Summary, append_csv, append_csv_header, compare, since_info};
use crate::plan::PortfolioTotals;
use crate::report::run_json::RunInfo;
use crate::report::{Finished, Format, OutputTable, Run, Staging, changes_csv, digest};
use rayon::prelude::*;

use crate::run::observer::{Observer, Ready};
use crate::run::{Outcome, Published, Request};

/// Bytes that are written at once.
const PAGE: usize = 1 << 20;

/// A run that is written and has no name yet.
pub(super) struct Made {
    pub(super) staging: Staging,
    pub(super) info: RunInfo,
    pub(super) totals: PortfolioTotals,
    pub(super) finished: Vec<Finished>,
}

/// Compares, asks the gates, and gives the run its name.
pub(super) fn publish(
    made: Made,
    request: &Request,
    baseline: Option<&Run>,
    observer: &mut dyn Observer,
) -> Result<Published, Error> {
    let Made { staging, mut info, totals, mut finished } = made;
    let mut since = None;
    if let Some(baseline) = baseline {
        let new = Run { directory: staging.directory().to_owned(), info: info.clone() };
        let (summary, file) = changes(&staging, baseline, &new, request)?;
        info.since = Some(since_info(&summary));
        since = Some(summary);
        finished.push(file);
    }
    let info = documents(request, &staging, info, &mut finished, observer)?;
    let outcome = outcome(request, &info, &totals, since.as_ref());
    let ready = Ready { info: &info, since: since.as_ref(), outcome };
    finished.extend(observer.before_publishing(&staging, ready)?);
    observer.check()?;
    let info = staging.publish(info, finished)?;
    Ok(Published { info, totals, since, outcome })
}

/// Renders the documents for people from the tables that have just been written, several at once.
fn documents(
    request: &Request,
    staging: &Staging,
    info: RunInfo,
    finished: &mut Vec<Finished>,
    observer: &dyn Observer,
) -> Result<RunInfo, Error> {
    let run = Run { directory: staging.directory().to_owned(), info };
    let wording = request.wording();
    finished.push(staging.write(digest::FILE_NAME, digest::text(&run, wording)?.as_bytes())?);
    let mut asked = request.format.clone();
    asked.sort_unstable();
    asked.dedup();
    let make = |format: &Format| {
        observer.check()?;
        format.write_into(&run, wording, staging)
    };
    let documents: Vec<Result<Vec<Finished>, Error>> = asked.par_iter().map(make).collect();
    for document in documents {
        finished.extend(document?);
    }
    observer.check()?;
    Ok(run.info)
}

/// Writes what changed, as it is found.
fn changes(
    staging: &Staging,
    baseline: &Run,
    new: &Run,
    request: &Request,
) -> Result<(Summary, Finished), Error> {
    if !request.outputs.is_empty() && !request.outputs.contains(&OutputTable::Plan) {
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

fn outcome(request: &Request, info: &RunInfo, totals: &PortfolioTotals, since: Option<&Summary>) -> Outcome {
    let by_severity = &totals.findings_by_severity;
    let is_severe =
        request.fail_on.is_some_and(|gate| by_severity[gate as usize..].iter().any(|&found| found > 0));
    let is_new = request.fail_on_new.zip(since).is_some_and(|(gate, since)| since.new_from(gate) > 0);
    let (rejected, read) = info
        .ledger
        .iter()
        .fold((0, 0), |(rejected, read), line| (rejected + line.rejected, read + line.read));
    let is_rejecting = request.max_rejects.is_some_and(|limit| limit.is_passed(rejected, read));
    if is_severe || is_new || is_rejecting { Outcome::GateTripped } else { Outcome::Complete }
}

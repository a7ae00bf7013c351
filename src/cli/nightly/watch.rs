//! What a night looks at on the way to its run: inputs that are cut or shrank, and the log beside the plan.

use std::collections::BTreeMap;

use cutover::error::Error;
use cutover::intake::{FileReport, Flaw, Portfolio};
use cutover::report::run_json::InputInfo;
use cutover::report::{Finished, Run, Staging};
use cutover::run::{Event, FinalLineEnd, Nightly, Observer, Ready, still_written};

use crate::cli::exit;
use crate::cli::nightly::inputs::pattern;
use crate::cli::nightly::journal::Journal;
use crate::cli::nightly::shrink;
use crate::cli::terminal::Terminal;

pub(super) struct Watch<'w> {
    pub(super) terminal: Terminal<'w>,
    pub(super) config: &'w Nightly,
    pub(super) baseline: Option<&'w Run>,
    pub(super) journal: Journal,
}

impl Observer for Watch<'_> {
    fn holder(&self) -> String {
        self.terminal.holder()
    }

    fn check(&self) -> Result<(), Error> {
        self.terminal.check()
    }

    fn notice(&self, event: Event<'_>) {
        self.terminal.notice(event);
    }

    fn has_read(&mut self, portfolio: &Portfolio) -> Result<(), Error> {
        self.terminal.has_read(portfolio)?;
        self.refuse_cut(portfolio)?;
        for file in &portfolio.files {
            self.tell(file);
        }
        let records: BTreeMap<String, u64> =
            portfolio.files.iter().map(|file| (file.path.clone(), file.entry.read.records)).collect();
        self.baseline.map_or(Ok(()), |baseline| shrink::check(self.config, baseline, &records))
    }

    fn before_publishing(&mut self, staging: &Staging, ready: Ready<'_>) -> Result<Vec<Finished>, Error> {
        if let Some(since) = ready.since {
            let changes: u64 = since.changes.values().sum();
            let causes: serde_json::Map<String, serde_json::Value> =
                since.causes.iter().map(|(cause, &n)| (cause.as_str().to_owned(), n.into())).collect();
            self.journal.say(
                "compared",
                &[
                    ("with", since.old_as_of.clone().into()),
                    ("changes", changes.into()),
                    ("causes", causes.into()),
                ],
            );
        }
        let (info, ledger) = (ready.info, &ready.info.ledger);
        self.journal.say(
            "summary",
            &[
                ("as_of", info.as_of.clone().into()),
                ("version", info.version.clone().into()),
                ("records", ledger.iter().map(|line| line.read).sum::<u64>().into()),
                ("rejected", ledger.iter().map(|line| line.rejected).sum::<u64>().into()),
                ("customers", info.totals.customers.into()),
                ("findings", info.totals.findings.into()),
                ("code", exit::number(Ok(ready.outcome)).into()),
            ],
        );
        let (name, bytes) = self.journal.file();
        Ok(vec![staging.write(name, bytes)?])
    }
}

impl Watch<'_> {
    /// A file whose last record is cut off is still being written, or was left half written.
    fn refuse_cut(&self, portfolio: &Portfolio) -> Result<(), Error> {
        for reject in &portfolio.rejects {
            let Some(file) = portfolio.files.get(reject.origin.file as usize) else { continue };
            let has = |flaw: Flaw| reject.flaws.iter().any(|flawed| flawed.flaw == flaw);
            if has(Flaw::RecordCutShort) || (has(Flaw::UnclosedQuote) && file.open_ended) {
                let line = reject.origin.line;
                return Err(still_written(&file.path, &format!("the record of line {line} is cut off")));
            }
        }
        let open_ended = portfolio.files.iter().filter(|file| file.open_ended);
        for file in open_ended {
            let because = match (self.config.final_line_end, self.ended_with_a_line(&file.path)) {
                (FinalLineEnd::Required, _) => "its last line has no end".to_owned(),
                (FinalLineEnd::AsBefore, Some(night)) => {
                    format!("its last line has no end, and had one on {night}")
                }
                (FinalLineEnd::AsBefore, None) | (FinalLineEnd::Optional, _) => continue,
            };
            return Err(still_written(&file.path, &because));
        }
        Ok(())
    }

    /// The night on which this export, or every file of its patterns, ended with a line end.
    fn ended_with_a_line(&self, path: &str) -> Option<&str> {
        let before = self.baseline?;
        let inputs = &before.info.inputs;
        let same_name: Vec<_> = inputs.iter().filter(|input| input.path == path).collect();
        let patterns: Vec<glob::Pattern> = self
            .config
            .inputs
            .iter()
            .filter_map(|written| glob::Pattern::new(&pattern(self.config, written).0).ok())
            .filter(|pattern| pattern.matches(path))
            .collect();
        let is_alike = |input: &&InputInfo| patterns.iter().any(|pattern| pattern.matches(&input.path));
        let alike = if same_name.is_empty() { inputs.iter().filter(is_alike).collect() } else { same_name };
        let had_one = !alike.is_empty() && alike.iter().all(|input| !input.open_ended);
        had_one.then_some(before.info.as_of.as_str())
    }

    fn tell(&mut self, file: &FileReport) {
        if let Some(reason) = &file.skipped {
            return self.journal.warn("skipped", &format!("{}: {reason}", file.path));
        }
        let entry = &file.entry;
        self.journal.say(
            "read",
            &[
                ("path", file.path.clone().into()),
                ("bytes", file.bytes.into()),
                ("sha256", file.sha256.clone().into()),
                ("records", entry.read.records.into()),
                ("rejected", entry.rejected.records.into()),
            ],
        );
    }
}

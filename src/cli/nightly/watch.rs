//! What a night looks at on the way to its run: inputs that are cut or shrank, and the log beside the plan.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use cutover::config::Nightly;
use cutover::error::Error;
use cutover::intake::{FileReport, Portfolio};
use cutover::report::{Finished, Run, Staging};

use crate::cli::exit;
use crate::cli::nightly::journal::Journal;
use crate::cli::nightly::shrink;
use crate::cli::plan::{Ready, Witness, still_written};

/// Reasons of rejects that a file has when it is read while it is written.
const CUT: &str = "record-cut-short";
const OPEN_QUOTE: &str = "unclosed-quote";

pub(super) struct Watch<'w> {
    pub(super) config: &'w Nightly,
    pub(super) baseline: Option<&'w Run>,
    pub(super) journal: Journal,
}

impl Witness for Watch<'_> {
    fn has_read(&mut self, portfolio: &Portfolio) -> Result<(), Error> {
        self.refuse_cut(portfolio)?;
        for file in &portfolio.files {
            self.tell(file);
        }
        let records: BTreeMap<String, u64> =
            portfolio.files.iter().map(|file| (file.path.clone(), file.entry.read.records)).collect();
        self.baseline.map_or(Ok(()), |baseline| shrink::check(self.config, baseline, &records))
    }

    fn before_publishing(&mut self, staging: &Staging, ready: &Ready<'_>) -> Result<Vec<Finished>, Error> {
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
            let is_cut = match reject.reason.as_ref() {
                CUT => true,
                OPEN_QUOTE => !ends_with_a_line(file),
                _ => false,
            };
            if is_cut {
                let line = reject.origin.line;
                return Err(still_written(&file.path, &format!("the record of line {line} is cut off")));
            }
        }
        let open_ended = |file: &&FileReport| self.config.require_final_line_end && !ends_with_a_line(file);
        match portfolio.files.iter().find(open_ended) {
            Some(file) => Err(still_written(&file.path, "its last line has no end")),
            None => Ok(()),
        }
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

/// Whether a text file ends with a line end; what is packed or cannot be read counts as whole, for its own
/// reader notices where it breaks off.
fn ends_with_a_line(file: &FileReport) -> bool {
    let is_packed =
        |start: &[u8]| [b"PK".as_slice(), &[0x1f, 0x8b]].iter().any(|magic| start.starts_with(magic));
    let ends = || -> std::io::Result<bool> {
        let mut opened = File::open(&file.path)?;
        let mut start = [0; 2];
        opened.read_exact(&mut start)?;
        opened.seek(SeekFrom::End(-2))?;
        let mut end = [0; 2];
        opened.read_exact(&mut end)?;
        // Of UTF-16 the last byte of a line end may be its zero.
        let is_end = matches!(end, [_, b'\n' | b'\r'] | [b'\n' | b'\r', 0]);
        Ok(is_packed(&start) || is_end)
    };
    ends().unwrap_or(true)
}

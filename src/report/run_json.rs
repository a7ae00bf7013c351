//! `run.json`: what a run was made of and what it made, sealed against editing; no time of day in it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::model::digits::hex;

/// Name of the file in a run directory.
pub const FILE_NAME: &str = "run.json";
/// What makes a directory one of ours.
const TOOL: &str = "cutover";
/// Version of the layout of a run directory; a reader refuses a newer one.
const LAYOUT: u32 = 1;
/// Comes before the seal, which is always the last key.
const SEAL_KEY: &str = ",\n  \"seal\": \"";
const SEAL_END: &str = "\"\n}\n";

/// Everything a later run, a reader or an auditor has to know of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    pub tool: String,
    pub layout: u32,
    /// Version of the program.
    pub version: String,
    /// Day the plan is made for, `YYYY-MM-DD`.
    pub as_of: String,
    /// Options that can change a result; never the number of threads.
    pub options: BTreeMap<String, serde_json::Value>,
    pub policy: PolicyInfo,
    pub references: References,
    pub inputs: Vec<InputInfo>,
    /// What the run was asked for, whole, under the names of the options; what starts from it understands it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<serde_json::Value>,
    pub ledger: Vec<LedgerLine>,
    pub totals: Totals,
    /// The study of the calendar, where it had something to respect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waves: Option<crate::report::WavesInfo>,
    /// The comparison with the baseline, where there was one; the changes stand in `changes.csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<crate::report::SinceInfo>,
    /// Filled while publishing, sorted by path.
    pub outputs: Vec<OutputInfo>,
}

/// The policy in effect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyInfo {
    /// Path as given; `None` for the built-in default.
    pub path: Option<String>,
    /// Of what the policy says: comments, the order of keys and the rule book do not count.
    pub sha256: String,
    /// The effective policy.
    pub text: String,
}

/// Dated reference data of the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    pub rulebook: Reference,
    pub catalogue: Reference,
    pub regions: Reference,
    /// Every file that was read beside the inputs, and its SHA-256.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
}

/// One body of reference data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// A date or a number, for people.
    pub version: String,
    /// Of everything that is in effect, downloads and overrides included.
    pub sha256: String,
}

/// One input as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputInfo {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    pub encoding: String,
    pub delimiter: String,
    pub profile: String,
    pub records: u64,
    /// The last line has no end; left out where it has one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_ended: bool,
    /// Text cells that carried, or needed, the spreadsheet mark.
    #[serde(default)]
    pub marked_cells: u64,
    /// What was noticed while reading, and in how many records.
    #[serde(default)]
    pub notes: BTreeMap<String, u64>,
}

/// Where the records of one input went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    pub path: String,
    pub read: u64,
    pub planned: u64,
    pub merged: u64,
    pub out_of_scope: u64,
    pub reference: u64,
    pub rejected: u64,
    pub seats: SeatsLine,
}

/// Where the seats of one input went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatsLine {
    pub read: u64,
    pub planned: u64,
    pub merged: u64,
    pub out_of_scope: u64,
    pub reference: u64,
    pub rejected: u64,
}

impl LedgerLine {
    /// Whether every record and every seat that was read went somewhere.
    pub fn balances(&self) -> bool {
        let seats = &self.seats;
        let records_out = self.planned + self.merged + self.out_of_scope + self.reference + self.rejected;
        let seats_out = seats.planned + seats.merged + seats.out_of_scope + seats.reference + seats.rejected;
        self.read == records_out && seats.read == seats_out
    }
}

/// Sums over the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub customers: u64,
    /// Accepted subscriptions, out of scope included.
    pub subscriptions: u64,
    pub seats: u64,
    pub findings: u64,
    pub waived_findings: u64,
    /// Customers whose answer rests on a fact the policy assumed.
    pub customers_on_assumptions: u64,
    /// Customers whose last safe day is within a week of the as-of day, or has passed.
    pub urgent_customers: u64,
    /// Seats in scope of those customers.
    pub urgent_seats: u64,
    pub customers_by_readiness: BTreeMap<String, u64>,
    pub subscriptions_by_readiness: BTreeMap<String, u64>,
    pub findings_by_severity: BTreeMap<String, u64>,
    pub money: Vec<MoneyTotal>,
}

/// Rounded sums of one currency, as exact text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTotal {
    pub currency: String,
    pub overlap_cost: String,
    pub stranded_cost: String,
}

/// One file of the run directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutputInfo {
    /// Below the run directory, with `/`.
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

impl RunInfo {
    /// A run of this program and this layout, without its outputs.
    pub fn new(version: &str, as_of: &str) -> Self {
        RunInfo {
            tool: TOOL.to_owned(),
            layout: LAYOUT,
            version: version.to_owned(),
            as_of: as_of.to_owned(),
            options: BTreeMap::new(),
            policy: PolicyInfo::default(),
            references: References::default(),
            inputs: Vec::new(),
            request: None,
            ledger: Vec::new(),
            totals: Totals::default(),
            waves: None,
            since: None,
            outputs: Vec::new(),
        }
    }

    /// The bytes of the file, with the seal.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::Internal(format!("run.json cannot be written: {error}")))?;
        let body = text.strip_suffix("\n}").unwrap_or(&text);
        let seal = sha256_hex(body.as_bytes());
        Ok(format!("{body}{SEAL_KEY}{seal}{SEAL_END}").into_bytes())
    }

    /// Reads the file of a run directory. Whether it was edited is [`is_sealed`]'s answer.
    pub fn read(run: &Path) -> Result<(Self, Vec<u8>), Error> {
        let path = run.join(FILE_NAME);
        let shown = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(|source| Error::Open { path: shown.clone(), source })?;
        let info: RunInfo = serde_json::from_slice(&bytes).map_err(|error| {
            Error::input(&shown, format!("not the run.json of a run of this program: {error}"))
        })?;
        if info.tool != TOOL {
            return Err(Error::input(&shown, format!("made by `{}`, expected `{TOOL}`", info.tool)));
        }
        if info.layout > LAYOUT {
            let reason = format!("made by version {}, which is newer; update to read it", info.version);
            return Err(Error::input(&shown, reason));
        }
        Ok((info, bytes))
    }
}

/// Whether the directory holds a run of this program, of any version.
pub fn is_run(directory: &Path) -> bool {
    let Ok(bytes) = std::fs::read(directory.join(FILE_NAME)) else { return false };
    let value: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    value.and_then(|it| it.get("tool").map(|tool| tool == TOOL)).unwrap_or(false)
}

/// Whether the bytes of a `run.json` are those that were published.
pub fn is_sealed(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some((body, seal)) = text.rsplit_once(SEAL_KEY) else { return false };
    seal.strip_suffix(SEAL_END) == Some(sha256_hex(body.as_bytes()).as_str())
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> RunInfo {
        let mut info = RunInfo::new("1.2.3", "2026-11-22");
        info.options.insert("partner-country".to_owned(), "DE".into());
        info.ledger.push(LedgerLine { path: "a.csv".to_owned(), read: 2, planned: 2, ..Default::default() });
        info
    }

    #[test]
    fn what_is_written_is_read_and_its_seal_holds() {
        let directory = tempfile::tempdir().unwrap();
        let bytes = info().to_bytes().unwrap();
        std::fs::write(directory.path().join(FILE_NAME), &bytes).unwrap();
        let (read, read_bytes) = RunInfo::read(directory.path()).unwrap();
        assert_eq!(read, info());
        assert!(is_sealed(&read_bytes) && is_run(directory.path()));
    }

    #[test]
    fn an_edit_breaks_the_seal() {
        let text = String::from_utf8(info().to_bytes().unwrap()).unwrap();
        assert!(!is_sealed(text.replace("\"read\": 2", "\"read\": 3").as_bytes()));
        assert!(!is_sealed(format!("{text} ").as_bytes()));
        assert!(!is_sealed(b"{}"));
    }

    #[test]
    fn the_keys_of_inputs_and_ledger_are_those_of_the_contract() {
        let line = serde_json::to_value(LedgerLine::default()).unwrap();
        let keys = |value: &serde_json::Value| -> Vec<String> {
            value.as_object().map(|it| it.keys().cloned().collect()).unwrap_or_default()
        };
        let mut ledger = keys(&line);
        ledger.sort();
        let wanted = ["merged", "out_of_scope", "path", "planned", "read", "reference", "rejected", "seats"];
        assert_eq!(ledger, wanted);
        let input = keys(&serde_json::to_value(InputInfo::default()).unwrap());
        for key in ["path", "bytes", "sha256", "encoding", "delimiter", "profile", "records"] {
            assert!(input.iter().any(|it| it == key), "{key}");
        }
    }

    #[test]
    fn a_missing_seat_does_not_balance() {
        let mut line = info().ledger[0].clone();
        assert!(line.balances());
        line.seats.read = 1;
        assert!(!line.balances());
    }

    #[test]
    fn hashes_are_those_of_other_tools() {
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

//! Whether a published run is still what was published.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::history::recount::recount;
use crate::model::digits::hex;
use crate::report::run_json::{FILE_NAME, OutputInfo, RunInfo, is_sealed};
use crate::wording::{Language, Wording};

/// Something about a run that is not as it was published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// `run.json` is not the file that was published.
    Edited,
    /// A file the run lists is not there.
    Missing { path: String },
    /// A file has other bytes than the run lists.
    Changed { path: String },
    /// A file, or a link, the run does not list.
    Extra { path: String },
    /// Records or seats of an input are unaccounted for.
    Unbalanced { input: String },
    /// A table cannot be read as one of this layout.
    Unreadable { path: String, reason: String },
    /// A table holds more or fewer rows than the record of the run says.
    Miscounted { path: String, what: String, recorded: u64, found: u64 },
    /// Made by another version of the program, whose answers may differ.
    OtherVersion { version: String },
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told(Wording::of(Language::English)))
    }
}

impl Fault {
    /// What is wrong, in a sentence.
    pub fn told(&self, wording: &Wording) -> String {
        let say = |key: &str, values: &[(&str, &dyn Display)]| wording.fill(&format!("verify.{key}"), values);
        match self {
            Fault::Edited => say("edited", &[("path", &FILE_NAME)]),
            Fault::Missing { path } => say("missing", &[("path", path)]),
            Fault::Changed { path } => say("changed", &[("path", path)]),
            Fault::Extra { path } => say("extra", &[("path", path)]),
            Fault::Unbalanced { input } => say("unbalanced", &[("path", input)]),
            Fault::Unreadable { path, reason } => say("unreadable", &[("path", path), ("reason", reason)]),
            Fault::Miscounted { path, what, recorded, found } => {
                say("miscounted", &[("path", path), ("what", what), ("recorded", recorded), ("found", found)])
            }
            Fault::OtherVersion { version } => say("other_version", &[("version", version)]),
        }
    }
}

/// A run and everything that is not as it was published, sorted.
#[derive(Debug, Clone)]
pub struct Verification {
    pub info: RunInfo,
    pub faults: Vec<Fault>,
}

impl Fault {
    /// Whether the run adds up to something else than it says, however untouched its files are.
    pub fn is_imbalance(&self) -> bool {
        matches!(self, Fault::Unbalanced { .. } | Fault::Miscounted { .. })
    }
}

/// Checks hashes, files, ledger and version of a run, and counts its rows again where this version, which
/// is `version`, made it.
pub fn verify(run: &Path, version: &str) -> Result<Verification, Error> {
    let (info, bytes) = RunInfo::read(run)?;
    let mut faults = Vec::new();
    if !is_sealed(&bytes) {
        faults.push(Fault::Edited);
    }
    if info.version != version {
        faults.push(Fault::OtherVersion { version: info.version.clone() });
    }
    let unbalanced = info.ledger.iter().filter(|line| !line.balances());
    faults.extend(unbalanced.map(|line| Fault::Unbalanced { input: line.path.clone() }));
    let checked: Vec<Option<Fault>> =
        info.outputs.par_iter().map(|output| fault_of(run, output)).collect::<Result<_, _>>()?;
    faults.extend(checked.into_iter().flatten());
    if info.version == version {
        faults.extend(recount(run, &info)?);
    }
    faults.extend(extra_files(run, &info)?);
    faults.sort();
    Ok(Verification { info, faults })
}

fn fault_of(run: &Path, output: &OutputInfo) -> Result<Option<Fault>, Error> {
    let path = run.join(&output.path);
    let changed = || Some(Fault::Changed { path: output.path.clone() });
    match fs::symlink_metadata(&path) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            Ok(Some(Fault::Missing { path: output.path.clone() }))
        }
        Err(source) => Err(unreadable(&path, source)),
        Ok(metadata) if !metadata.is_file() || metadata.len() != output.bytes => Ok(changed()),
        Ok(_) => {
            let is_same = hash_of(&path).map_err(|source| unreadable(&path, source))? == output.sha256;
            Ok(if is_same { None } else { changed() })
        }
    }
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n_read = file.read(&mut buffer)?;
        if n_read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..n_read]);
    }
}

fn extra_files(run: &Path, info: &RunInfo) -> Result<Vec<Fault>, Error> {
    let mut extra = Vec::new();
    let mut folders: Vec<PathBuf> = vec![run.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|source| unreadable(&folder, source))? {
            let entry = entry.map_err(|source| unreadable(&folder, source))?;
            let path = entry.path();
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                folders.push(path);
                continue;
            }
            let below = relative(run, &path);
            let is_listed = info.outputs.binary_search_by(|it| it.path.as_str().cmp(&below)).is_ok();
            if !is_listed && below != FILE_NAME {
                extra.push(Fault::Extra { path: below });
            }
        }
    }
    Ok(extra)
}

/// The path below the run, with `/` on every system.
fn relative(run: &Path, path: &Path) -> String {
    let below = path.strip_prefix(run).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Open { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Staging;
    use crate::report::run_json::LedgerLine;

    fn published(root: &Path) -> PathBuf {
        let out = root.join("plan");
        let staging = Staging::begin(&out, "this test").unwrap();
        let finished = vec![
            staging.write("notes.csv", b"a\nb\n").unwrap(),
            staging.write("rejects/x/y.csv", b"c\n").unwrap(),
        ];
        let mut info = RunInfo::new("1.0.0", "2026-11-22");
        let ledger = LedgerLine { path: "in.csv".to_owned(), read: 2, planned: 2, ..Default::default() };
        info.ledger.push(ledger);
        staging.publish(info, finished).unwrap();
        out
    }

    fn faults(run: &Path) -> Vec<String> {
        verify(run, "1.0.0").unwrap().faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_run_as_it_was_published_has_no_fault() {
        let root = tempfile::tempdir().unwrap();
        assert!(faults(&published(root.path())).is_empty());
    }

    #[test]
    fn a_flipped_byte_a_missing_and_an_extra_file_are_found() {
        let root = tempfile::tempdir().unwrap();
        let run = published(root.path());
        fs::write(run.join("notes.csv"), "a\nc\n").unwrap();
        fs::remove_file(run.join("rejects/x/y.csv")).unwrap();
        fs::write(run.join("rejects/x/z.csv"), "").unwrap();
        assert_eq!(
            faults(&run),
            [
                "rejects/x/y.csv: missing",
                "notes.csv: changed after it was published",
                "rejects/x/z.csv: not part of the run"
            ]
        );
    }

    #[test]
    fn an_edited_run_json_and_another_version_are_found() {
        let root = tempfile::tempdir().unwrap();
        let run = published(root.path());
        let text = fs::read_to_string(run.join(FILE_NAME)).unwrap();
        let edited = text.replace("\"read\": 2", "\"read\": 3").replace("\"1.0.0\"", "\"0.9.0\"");
        fs::write(run.join(FILE_NAME), edited).unwrap();
        assert_eq!(
            faults(&run),
            [
                "run.json: edited after it was published",
                "in.csv: the ledger does not balance",
                "made by version 0.9.0"
            ]
        );
    }

    #[test]
    fn a_directory_that_is_no_run_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        assert!(matches!(verify(root.path(), "1.0.0"), Err(Error::Open { .. })));
    }
}

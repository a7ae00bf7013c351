//! A place for unattended runs: an inbox, a configuration, an output root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cutover::history::{Fault, verify};
use cutover::report::run_json::sha256_hex;
use tempfile::TempDir;

use crate::run::{cutover, root};

/// Settings most tests share; nobody waits for inputs to settle.
pub(crate) const SETTINGS: &str = "keep = 3\nsettle-seconds = 0\n";

pub(crate) struct Night {
    place: TempDir,
}

impl Night {
    /// An inbox with one small export, and a configuration with these lines.
    pub(crate) fn with(settings: &str) -> Self {
        let night = Night { place: tempfile::tempdir().expect("a temporary directory") };
        fs::create_dir(night.path("in")).expect("an inbox");
        fs::copy(root().join("samples/minimal.csv"), night.export()).expect("an export");
        night.configure(settings);
        night
    }

    pub(crate) fn configure(&self, settings: &str) {
        let text = format!(
            "inputs = [\"in/*.csv\"]\nroot = \"runs\"\n{settings}\n[plan]\npartner-country = \"DE\"\n"
        );
        fs::write(self.path("nightly.toml"), text).expect("a configuration");
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.place.path().join(below)
    }

    pub(crate) fn export(&self) -> PathBuf {
        self.path("in/export.csv")
    }

    /// The night of a day, to its end.
    pub(crate) fn run(&self, day: &str, more: &[&str]) -> Output {
        let arguments = [&["nightly", "--config", "nightly.toml", "--as-of", day], more].concat();
        cutover(self.place.path(), &arguments)
    }

    /// A night that is expected to end well.
    pub(crate) fn passes(&self, day: &str) {
        let output = self.run(day, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The night of a day, begun.
    pub(crate) fn begin(&self, day: &str) -> std::process::Child {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cutover"));
        command.current_dir(self.place.path()).env_clear();
        command.args(["nightly", "--config", "nightly.toml", "--as-of", day]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    pub(crate) fn latest(&self) -> String {
        fs::read_to_string(self.path("runs/latest")).unwrap_or_default().trim().to_owned()
    }

    pub(crate) fn health(&self) -> serde_json::Value {
        let bytes = fs::read(self.path("runs/health.json")).expect("a health file");
        serde_json::from_slice(&bytes).expect("the health file is JSON")
    }

    /// Every name in the root, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        names(&self.path("runs"))
    }

    /// Whatever stands under a final name is whole, and the pointer names one of them.
    pub(crate) fn everything_published_verifies(&self) {
        for name in self.names().iter().filter(|name| !name.starts_with('.')) {
            if name != "latest" && name != "health.json" {
                assert_whole(&self.path("runs").join(name));
            }
        }
        let latest = self.latest();
        assert!(latest.is_empty() || self.path("runs").join(&latest).is_dir(), "latest names {latest}");
    }
}

/// Fails unless the run is what was published.
pub(crate) fn assert_whole(run: &Path) {
    let found = verify(run, env!("CARGO_PKG_VERSION"));
    let found = found.unwrap_or_else(|wrong| panic!("{}: {wrong}", run.display()));
    let faults: Vec<String> = found.faults.iter().map(Fault::to_string).collect();
    assert!(faults.is_empty(), "{}: {faults:?}", run.display());
}

pub(crate) fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the program said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file of a run with its hash.
pub(crate) fn hashes(run: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in names(run) {
        let path = run.join(&name);
        if path.is_dir() {
            found.extend(hashes(&path).into_iter().map(|(below, hash)| (format!("{name}/{below}"), hash)));
        } else {
            found.push((name, sha256_hex(&fs::read(path).expect("a file of the run"))));
        }
    }
    found
}

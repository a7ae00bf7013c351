//! An output root: one run per night under its day, and a pointer to the latest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::run_json::{self, RunInfo, is_sealed};
use crate::report::{Lock, Run, pointed_at, replace_file};

/// The file that names the latest run. It is moved last.
pub const LATEST: &str = "latest";
/// What the lock of the root is called.
const LOCK: &str = "nightly";
/// How a run is called while it is removed, around its name.
const RETIRED: (&str, &str) = (".", ".cutover-retired");
/// How the lock of one run's directory and the note of its holder are called, around its name.
const LOCK_FILES: [(&str, &str); 2] = [(".", ".cutover-lock"), (".", ".cutover-lock-holder")];

/// A directory of dated runs. Links in it are never followed.
#[derive(Debug, Clone)]
pub struct Root {
    directory: PathBuf,
}

impl Root {
    /// Opens a root, and makes it where it does not exist.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        fs::create_dir_all(directory).map_err(|source| Error::output(directory, &source))?;
        Ok(Root { directory: directory.to_owned() })
    }

    /// Takes the lock of the whole root.
    pub fn lock(&self, holder: &str) -> Result<Lock, Error> {
        Lock::take(&self.directory.join(LOCK), holder).map_err(|error| match error {
            Error::Locked { holder, .. } => Error::Locked { path: self.directory.clone(), holder },
            other => other,
        })
    }

    /// Where the run of a night stands.
    pub fn run_of(&self, day: Day) -> PathBuf {
        self.directory.join(day.to_string())
    }

    /// The nights that have a run, the oldest first.
    pub fn nights(&self) -> Result<Vec<Day>, Error> {
        let fail = |source: io::Error| Error::output(&self.directory, &source);
        let mut nights = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let is_directory = entry.file_type().map_err(fail)?.is_dir();
            let day = entry.file_name().to_str().and_then(parse_day);
            nights.extend(day.filter(|_| is_directory && run_json::is_run(&entry.path())));
        }
        nights.sort_unstable();
        Ok(nights)
    }

    /// The newest run before a night whose record nobody edited: what the night is compared with.
    pub fn baseline(&self, night: Day) -> Result<Option<Run>, Error> {
        let mut earlier = self.nights()?.into_iter().rev().filter(|&it| it < night);
        let readable = |day: Day| {
            let directory = self.run_of(day);
            let (info, bytes) = RunInfo::read(&directory).ok()?;
            is_sealed(&bytes).then_some(Run { directory, info })
        };
        Ok(earlier.find_map(readable))
    }

    /// The night the pointer names, where it names a run of this root.
    pub fn latest(&self) -> Option<Day> {
        let directory = pointed_at(&self.directory.join(LATEST))?;
        let day = directory.file_name()?.to_str().and_then(parse_day)?;
        let is_directory = fs::symlink_metadata(&directory).is_ok_and(|it| it.is_dir());
        (is_directory && run_json::is_run(&directory)).then_some(day)
    }

    /// Points to a night, unless a later one stands already; says whether the pointer moved.
    pub fn point_to(&self, night: Day) -> Result<bool, Error> {
        if self.latest().is_some_and(|latest| latest >= night) {
            return Ok(false);
        }
        replace_file(&self.directory.join(LATEST), format!("{night}\n").as_bytes()).map(|()| true)
    }

    /// Removes the oldest runs beyond `keep`; never the latest nor a protected one. Each disappears from
    /// its name at once. Returns the nights that went.
    pub fn retire(&self, keep: usize, protected: &[Day]) -> Result<Vec<Day>, Error> {
        let nights = self.nights()?;
        let latest = self.latest();
        let is_free = |night: &Day| Some(*night) != latest && !protected.contains(night);
        let excess = nights.len().saturating_sub(keep);
        let gone: Vec<Day> = nights.into_iter().filter(is_free).take(excess).collect();
        for night in &gone {
            let retired = self.directory.join(format!("{}{night}{}", RETIRED.0, RETIRED.1));
            let run = self.run_of(*night);
            fs::rename(&run, &retired).map_err(|source| Error::output(&run, &source))?;
            remove(&retired)?;
        }
        Ok(gone)
    }

    /// Removes what killed runs left: runs that were being removed, and locks that nobody holds.
    pub fn clear_up(&self) -> Result<(), Error> {
        let fail = |source: io::Error| Error::output(&self.directory, &source);
        for entry in fs::read_dir(&self.directory).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let kind = entry.file_type().map_err(fail)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if kind.is_dir() && night_within(name, RETIRED).is_some() {
                remove(&entry.path())?;
            } else if kind.is_file()
                && let Some(night) = LOCK_FILES.into_iter().find_map(|around| night_within(name, around))
            {
                // Taken and given back, it is gone; held by somebody, it stays.
                drop(Lock::take(&self.run_of(night), "clearing up"));
            }
        }
        Ok(())
    }
}

fn night_within(name: &str, around: (&str, &str)) -> Option<Day> {
    parse_day(name.strip_prefix(around.0)?.strip_suffix(around.1)?)
}

fn remove(directory: &Path) -> Result<(), Error> {
    fs::remove_dir_all(directory).map_err(|source| Error::output(directory, &source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Staging;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn published(root: &Root, night: &str) {
        let staging = Staging::begin(&root.run_of(day(night)), "this test").unwrap();
        let finished = vec![staging.write("plan.csv", b"a\n").unwrap()];
        staging.publish(RunInfo::new("1.0.0", night), finished).unwrap();
    }

    fn names(root: &Path) -> Vec<String> {
        let entries = fs::read_dir(root).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn four_nights() -> (tempfile::TempDir, Root) {
        let directory = tempfile::tempdir().unwrap();
        let root = Root::open(directory.path()).unwrap();
        for night in ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"] {
            published(&root, night);
        }
        (directory, root)
    }

    #[test]
    fn the_oldest_runs_go_and_never_the_latest_nor_the_baseline() {
        let (directory, root) = four_nights();
        fs::write(directory.path().join(LATEST), "2026-11-19\n").unwrap();
        let gone = root.retire(2, &[day("2026-11-20")]).unwrap();
        assert_eq!(gone, [day("2026-11-21"), day("2026-11-22")]);
        assert_eq!(names(directory.path()), ["2026-11-19", "2026-11-20", "latest"]);
    }

    #[test]
    fn the_pointer_moves_forward_only_and_is_repaired() {
        let (directory, root) = four_nights();
        assert_eq!(root.latest(), None);
        assert!(root.point_to(day("2026-11-21")).unwrap());
        assert!(!root.point_to(day("2026-11-20")).unwrap());
        assert_eq!(root.latest(), Some(day("2026-11-21")));
        for damage in ["", "2026-11-30\n", "../2026-11-22\n"] {
            fs::write(directory.path().join(LATEST), damage).unwrap();
            assert!(root.point_to(day("2026-11-22")).unwrap(), "{damage}");
            assert_eq!(root.latest(), Some(day("2026-11-22")));
        }
    }

    #[test]
    fn the_baseline_is_the_newest_earlier_run_that_nobody_edited() {
        let (directory, root) = four_nights();
        let baseline = |night| root.baseline(day(night)).unwrap().map(|run| run.info.as_of);
        assert_eq!(baseline("2026-11-22").as_deref(), Some("2026-11-21"));
        assert_eq!(baseline("2026-11-19"), None);
        let record = directory.path().join("2026-11-21/run.json");
        let edited = fs::read_to_string(&record).unwrap().replace("1.0.0", "1.0.1");
        fs::write(record, edited).unwrap();
        assert_eq!(baseline("2026-11-22").as_deref(), Some("2026-11-20"));
    }

    #[test]
    fn what_killed_runs_left_goes_and_what_is_foreign_stays() {
        let (directory, root) = four_nights();
        let path = |name: &str| directory.path().join(name);
        fs::create_dir(path(".2026-10-01.cutover-retired")).unwrap();
        fs::write(path(".2026-10-01.cutover-retired/plan.csv"), "half").unwrap();
        fs::write(path(".2026-10-02.cutover-lock"), "").unwrap();
        fs::write(path(".2026-10-02.cutover-lock-holder"), "process 1").unwrap();
        fs::create_dir(path("2026-10-03")).unwrap();
        fs::write(path("notes.txt"), "theirs").unwrap();
        root.clear_up().unwrap();
        assert_eq!(root.retire(4, &[]).unwrap(), []);
        let expected = ["2026-10-03", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22", "notes.txt"];
        assert_eq!(names(directory.path()), expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_run_and_no_pointer() {
        use std::os::unix::fs::symlink;
        let (directory, root) = four_nights();
        let elsewhere = tempfile::tempdir().unwrap();
        published(&Root::open(elsewhere.path()).unwrap(), "2026-11-23");
        symlink(elsewhere.path().join("2026-11-23"), directory.path().join("2026-11-23")).unwrap();
        symlink(elsewhere.path().join("2026-11-23"), directory.path().join(".2026-10-01.cutover-retired"))
            .unwrap();
        fs::write(elsewhere.path().join(LATEST), "2026-11-22\n").unwrap();
        symlink(elsewhere.path().join(LATEST), directory.path().join(LATEST)).unwrap();
        assert_eq!(root.nights().unwrap().len(), 4);
        assert_eq!(root.latest(), None);
        root.clear_up().unwrap();
        root.retire(1, &[]).unwrap();
        assert!(root.point_to(day("2026-11-22")).unwrap());
        assert_eq!(fs::read_dir(elsewhere.path().join("2026-11-23")).unwrap().count(), 2);
        assert!(Staging::begin(&root.run_of(day("2026-11-23")), "this test").is_err());
    }
}

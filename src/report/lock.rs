//! One run per output: a lock that dies with its holder, and a file that says who holds it.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// An exclusive hold on an output, given up when dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    holder: PathBuf,
}

impl Lock {
    /// Takes the lock that stands beside `out`; `holder` is what a second run is told.
    pub fn take(out: &Path, holder: &str) -> Result<Self, Error> {
        let path = beside(out, "lock");
        let holder_path = beside(out, "lock-holder");
        loop {
            let mut options = OpenOptions::new();
            let opened = options.read(true).write(true).create(true).truncate(false).open(&path);
            let file = opened.map_err(|source| Error::output(&path, &source))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(locked(out, &holder_path)),
                Err(TryLockError::Error(source)) => return Err(Error::output(&path, &source)),
            }
            if is_still_there(&file, &path) {
                // Held from here on: where nobody can be told, the files still go with the lock.
                let lock = Lock { file, path, holder: holder_path };
                std::fs::write(&lock.holder, holder)
                    .map_err(|source| Error::output(&lock.holder, &source))?;
                return Ok(lock);
            }
        }
    }
}

impl Drop for Lock {
    /// Removes both files while the lock is still held, so that nobody loses a lock they just took.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.holder);
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// A hidden name beside `out` that belongs to it.
pub(crate) fn beside(out: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(out.file_name().unwrap_or_default());
    name.push(".cutover-");
    name.push(what);
    out.with_file_name(name)
}

fn locked(out: &Path, holder: &Path) -> Error {
    let holder = std::fs::read_to_string(holder).unwrap_or_default();
    let holder = if holder.trim().is_empty() { "holder unknown" } else { holder.trim() };
    Error::Locked { path: out.to_owned(), holder: holder.to_owned() }
}

/// The former holder removes the file when it is done: a lock on a removed file protects nothing.
#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(mine), Ok(theirs)) => identity(mine) == identity(theirs),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

#[cfg(not(unix))]
fn is_still_there(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_told_who_holds_the_output() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("plan");
        let first = Lock::take(&out, "process 4711").unwrap();
        let second = Lock::take(&out, "process 4712").unwrap_err();
        assert!(matches!(&second, Error::Locked { holder, .. } if holder == "process 4711"), "{second}");
        drop(first);
        let third = Lock::take(&out, "process 4713").unwrap();
        drop(third);
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn two_outputs_do_not_wait_for_each_other() {
        let root = tempfile::tempdir().unwrap();
        let _first = Lock::take(&root.path().join("a"), "").unwrap();
        assert!(Lock::take(&root.path().join("b"), "").is_ok());
    }

    #[test]
    fn a_file_left_by_a_killed_run_holds_nobody_up() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("plan");
        std::fs::write(beside(&out, "lock"), "").unwrap();
        assert!(Lock::take(&out, "").is_ok());
    }
}

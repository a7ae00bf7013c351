//! A run directory that appears under its name whole, or not at all.
//!
//! Files are written into a marked directory beside the final name, synced, and described by `run.json`,
//! which is written last; then one rename publishes the run. What a killed run leaves behind is removed
//! by the next one, and nothing else ever is.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;
use crate::report::lock::{Lock, beside};
use crate::report::output::{Finished, OutputFile};
use crate::report::run_json::{self, RunInfo};
use crate::report::target::{self, Target};

/// A file of this name marks a directory that was never published.
pub(crate) const MARKER: &str = ".cutover-unpublished";
const MARKER_TEXT: &[u8] = b"An unpublished run of cutover; safe to delete while no run is going on.\n";
/// How the directory of an unpublished run is called, behind the name of its output.
pub(crate) const STAGING: &str = "staging";
/// How the run that is being replaced is called for a moment.
pub(crate) const REPLACED: &str = "replaced";

/// A run that is being written. Dropped before it is published, it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    directory: PathBuf,
    out: PathBuf,
    /// Rights of the directory, which no file of it exceeds.
    mode: u32,
    is_published: bool,
    /// Declared last: given up after the directory is gone.
    _lock: Lock,
}

impl Staging {
    /// Takes the lock of `out`, clears what killed runs left beside it, and makes room for a new run.
    ///
    /// `holder` is what another run is told meanwhile. Fails where `out` is anything but absent, an empty
    /// directory or an earlier run.
    pub fn begin(out: &Path, holder: &str) -> Result<Self, Error> {
        let out = target::named(out)?;
        let parent = target::parent_of(&out);
        fs::create_dir_all(&parent).map_err(|source| Error::output(&parent, &source))?;
        target::examine(&out)?;
        let lock = Lock::take(&out, holder)?;
        restore_replaced(&out)?;
        target::clear_leftovers(&out)?;
        let mode = target::mode_for(&out, &parent);
        let directory = beside(&out, STAGING);
        make_directory(&directory, mode)?;
        let staging = Staging { directory, out, mode, is_published: false, _lock: lock };
        let mut marker = OutputFile::create(staging.directory.join(MARKER), MARKER, mode)?;
        marker.append(MARKER_TEXT)?;
        Ok(staging)
    }

    /// Where the unpublished run is written, for reading it back before it has its name.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// A new file of the run; `relative` is its path below the run directory, with `/`.
    pub fn create(&self, relative: &str) -> Result<OutputFile, Error> {
        let below = Path::new(relative);
        if relative.is_empty() || !below.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Error::Internal(format!("`{relative}` does not lie inside the run")));
        }
        let folders = below.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        for folder in folders.collect::<Vec<_>>().into_iter().rev() {
            let folder = self.directory.join(folder);
            if !folder.is_dir() {
                make_directory(&folder, self.mode)?;
            }
        }
        OutputFile::create(self.directory.join(below), relative, self.mode)
    }

    /// A new file of the run, written at once.
    pub fn write(&self, relative: &str, bytes: &[u8]) -> Result<Finished, Error> {
        let mut file = self.create(relative)?;
        file.append(bytes)?;
        Ok(file.finish())
    }

    /// Syncs every file, writes `run.json` with their hashes, and gives the run its name.
    ///
    /// The run that stood there before stays until the new one is whole.
    pub fn publish(mut self, mut run: RunInfo, finished: Vec<Finished>) -> Result<RunInfo, Error> {
        finished.par_iter().try_for_each(Finished::sync)?;
        run.outputs = finished.into_iter().map(|it| it.info).collect();
        run.outputs.sort();
        self.write(run_json::FILE_NAME, &run.to_bytes()?)?.sync()?;
        let marker = self.directory.join(MARKER);
        fs::remove_file(&marker).map_err(|source| Error::output(&marker, &source))?;
        sync_directories(&self.directory)?;
        self.take_name()?;
        self.is_published = true;
        target::sync_directory(&target::parent_of(&self.out))?;
        Ok(run)
    }

    fn take_name(&self) -> Result<(), Error> {
        let fail = |source: io::Error| Error::output(&self.out, &source);
        match target::examine(&self.out)? {
            Target::Absent => fs::rename(&self.directory, &self.out).map_err(fail),
            Target::Empty => {
                fs::remove_dir(&self.out).map_err(fail)?;
                fs::rename(&self.directory, &self.out).map_err(fail)
            }
            Target::EarlierRun => {
                let replaced = beside(&self.out, REPLACED);
                fs::rename(&self.out, &replaced).map_err(fail)?;
                if let Err(source) = fs::rename(&self.directory, &self.out) {
                    fs::rename(&replaced, &self.out).map_err(fail)?;
                    return Err(fail(source));
                }
                // The new run stands; what cannot be removed now is removed by the next run.
                let _ = fs::remove_dir_all(&replaced);
                Ok(())
            }
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_published {
            let _ = target::remove_unpublished(&self.directory);
        }
    }
}

/// A run killed between its two renames has left the earlier run without its name: give it back.
fn restore_replaced(out: &Path) -> Result<(), Error> {
    let replaced = beside(out, REPLACED);
    let remove = || fs::remove_dir_all(&replaced).map_err(|source| Error::output(&replaced, &source));
    let is_directory = fs::symlink_metadata(&replaced).is_ok_and(|it| it.is_dir());
    if is_directory && target::examine(out)? == Target::EarlierRun {
        // The new run stands; of the earlier one there may be only a part left, killed while it was removed.
        return remove();
    }
    match target::examine(&replaced)? {
        Target::Absent => Ok(()),
        Target::Empty => remove(),
        Target::EarlierRun => fs::rename(&replaced, out).map_err(|source| Error::output(out, &source)),
    }
}

#[cfg(unix)]
fn make_directory(path: &Path, mode: u32) -> Result<(), Error> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(mode).create(path).map_err(|source| Error::output(path, &source))
}

#[cfg(not(unix))]
fn make_directory(path: &Path, _mode: u32) -> Result<(), Error> {
    fs::create_dir(path).map_err(|source| Error::output(path, &source))
}

fn sync_directories(directory: &Path) -> Result<(), Error> {
    let fail = |source: io::Error| Error::output(directory, &source);
    for entry in fs::read_dir(directory).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        if entry.file_type().map_err(fail)?.is_dir() {
            sync_directories(&entry.path())?;
        }
    }
    target::sync_directory(directory)
}

#[cfg(test)]
#[path = "publish_tests.rs"]
mod tests;

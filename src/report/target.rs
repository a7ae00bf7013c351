//! What stands where a run is to be published, and what killed runs left beside it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::report::lock::{Lock, beside};
use crate::report::publish::{MARKER, STAGING};
use crate::report::{replace, run_json};

/// What stands under the final name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Absent,
    Empty,
    EarlierRun,
}

/// The output as a path with a name of its own.
pub(crate) fn named(out: &Path) -> Result<PathBuf, Error> {
    match out.file_name() {
        Some(name) => Ok(parent_of(out).join(name)),
        None => Err(Error::Usage(format!(
            "`{}` cannot be an output: name a directory that does not exist yet, or an earlier run",
            out.display()
        ))),
    }
}

pub(crate) fn parent_of(out: &Path) -> PathBuf {
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// Refuses everything that is neither absent, nor empty, nor an earlier run. Links are not followed.
pub(crate) fn examine(out: &Path) -> Result<Target, Error> {
    let refuse = |reason: &str| Err(Error::Output { path: out.to_owned(), reason: reason.to_owned() });
    let metadata = match fs::symlink_metadata(out) {
        Ok(metadata) => metadata,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Target::Absent),
        Err(source) => return Err(Error::output(out, &source)),
    };
    if metadata.is_symlink() {
        return refuse("it is a symbolic link; name the directory itself");
    }
    if !metadata.is_dir() {
        return refuse("a file of that name exists; choose another --out");
    }
    let mut entries = fs::read_dir(out).map_err(|source| Error::output(out, &source))?;
    if entries.next().is_none() {
        Ok(Target::Empty)
    } else if run_json::is_run(out) {
        Ok(Target::EarlierRun)
    } else {
        refuse("the directory exists and is not an earlier run; choose another --out or empty it")
    }
}

/// Removes the unpublished directory of this output, and those of other outputs that nobody works on.
pub(crate) fn clear_leftovers(out: &Path) -> Result<(), Error> {
    let own = beside(out, STAGING);
    if fs::symlink_metadata(&own).is_ok() {
        if !is_leftover(&own) {
            let reason = "it is in the way and was not made by this program; move it elsewhere".to_owned();
            return Err(Error::Output { path: own, reason });
        }
        remove_unpublished(&own).map_err(|source| Error::output(&own, &source))?;
    }
    let parent = parent_of(out);
    let entries = fs::read_dir(&parent).map_err(|source| Error::output(&parent, &source))?;
    for entry in entries.flatten() {
        if let Some(other) = output_of(&entry.path()) {
            clear_abandoned(&entry.path(), &other);
        }
    }
    Ok(())
}

/// Another output's leftover is a courtesy: what cannot be removed is left to that output's next run.
fn clear_abandoned(directory: &Path, out: &Path) {
    if is_leftover(directory) && Lock::take(out, "clearing up").is_ok() {
        let _ = remove_unpublished(directory);
    }
}

/// The output an unpublished directory belongs to, by its name.
fn output_of(directory: &Path) -> Option<PathBuf> {
    let name = directory.file_name()?.to_str()?;
    let name = name.strip_prefix('.')?.strip_suffix(STAGING)?.strip_suffix(".cutover-")?;
    (!name.is_empty()).then(|| directory.with_file_name(name))
}

/// A directory, not a link, that carries our marker; or was left at its very beginning or end.
fn is_leftover(directory: &Path) -> bool {
    let is_directory = fs::symlink_metadata(directory).is_ok_and(|it| it.is_dir());
    let is_marked = fs::symlink_metadata(directory.join(MARKER)).is_ok_and(|it| it.is_file());
    let is_empty = || fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none());
    is_directory && (is_marked || is_empty() || run_json::is_run(directory))
}

/// Removes an unpublished directory so that one killed meanwhile is still known by its marker.
pub(crate) fn remove_unpublished(directory: &Path) -> io::Result<()> {
    let marker = directory.join(MARKER);
    // Where it stands already that fails, and on a full disk too; what follows frees some room.
    let _ = replace::open_new(&marker, 0o600);
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name() == MARKER {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(directory)
}

/// Waits until the names in a directory are on the disk.
pub(crate) fn sync_directory(directory: &Path) -> Result<(), Error> {
    if !cfg!(unix) {
        return Ok(());
    }
    File::open(directory)
        .and_then(|handle| handle.sync_all())
        .map_err(|source| Error::output(directory, &source))
}

/// The rights of a directory; all of them where they cannot be told.
#[cfg(unix)]
pub(crate) fn rights(directory: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(directory).map_or(0o777, |it| it.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
pub(crate) fn rights(_directory: &Path) -> u32 {
    0o777
}

/// The rights of a new run: those of its parent and of the run it replaces, where both agree.
pub(crate) fn mode_for(out: &Path, parent: &Path) -> u32 {
    (rights(parent) & rights(out)) | 0o700
}

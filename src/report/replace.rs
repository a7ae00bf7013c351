//! A single file that changes whole or not at all: the pointer to the latest run, the health file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use crate::error::Error;
use crate::report::lock::beside;
use crate::report::target;

/// How often a file that another program holds open is tried again, and how long each time is waited.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);

/// Gives `path` these bytes: written beside it, synced, renamed. A link of that name is replaced, never
/// followed. The rights are those of the directory at most.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fail = |source: io::Error| Error::output(path, &source);
    let parent = target::parent_of(path);
    let new = beside(path, "new");
    match fs::remove_file(&new) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(fail(source)),
        Ok(()) | Err(_) => {}
    }
    let written = write_new(&new, bytes, target::rights(&parent));
    let moved = written.and_then(|()| rename_patiently(&new, path));
    if let Err(source) = moved {
        let _ = fs::remove_file(&new);
        return Err(fail(source));
    }
    target::sync_directory(&parent)
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = open_new(path, mode)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Windows refuses to replace a file that somebody has open; most let go of it soon.
fn rename_patiently(from: &Path, to: &Path) -> io::Result<()> {
    let tries = if cfg!(windows) { TRIES } else { 1 };
    for _ in 1..tries {
        match fs::rename(from, to) {
            Err(source) if source.kind() == io::ErrorKind::PermissionDenied => std::thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
    fs::rename(from, to)
}

/// A new file with the rights of `mode` at most; fails where anything of that name stands.
#[cfg(unix)]
pub(crate) fn open_new(path: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(mode & 0o666).open(path)
}

#[cfg(not(unix))]
pub(crate) fn open_new(path: &Path, _mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_bytes_stand_until_the_new_ones_do() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("latest");
        replace_file(&path, b"one\n").unwrap();
        replace_file(&path, b"two\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two\n");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_is_in_nobodys_way() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("latest");
        fs::write(beside(&path, "new"), "half").unwrap();
        replace_file(&path, b"whole\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole\n");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_never_written_through() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let root = tempfile::tempdir().unwrap();
        let elsewhere = root.path().join("elsewhere");
        fs::write(&elsewhere, "theirs").unwrap();
        let directory = root.path().join("runs");
        fs::create_dir(&directory).unwrap();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o750)).unwrap();
        symlink(&elsewhere, directory.join("latest")).unwrap();
        symlink(&elsewhere, beside(&directory.join("latest"), "new")).unwrap();
        replace_file(&directory.join("latest"), b"ours\n").unwrap();
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "theirs");
        let metadata = fs::symlink_metadata(directory.join("latest")).unwrap();
        assert!(metadata.is_file() && metadata.permissions().mode() & 0o027 == 0, "{metadata:?}");
    }
}

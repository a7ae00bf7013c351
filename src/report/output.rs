//! One output file, sized and hashed while it is written.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::report::run_json::{OutputInfo, hex};

/// Passes bytes on and keeps their number and their hash.
#[derive(Debug)]
pub struct HashingWriter<W> {
    inner: W,
    hasher: Sha256,
    n_bytes: u64,
}

impl<W: Write> HashingWriter<W> {
    pub fn new(inner: W) -> Self {
        HashingWriter { inner, hasher: Sha256::new(), n_bytes: 0 }
    }

    /// The writer, the number of bytes and their SHA-256 in hexadecimal.
    pub fn finish(self) -> (W, u64, String) {
        (self.inner, self.n_bytes, hex(&self.hasher.finalize()))
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n_written]);
        self.n_bytes += n_written as u64;
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file of a run that is being made. Write it in large pieces: it does not buffer.
#[derive(Debug)]
pub struct OutputFile {
    writer: HashingWriter<File>,
    path: PathBuf,
    /// Below the run directory, with `/`.
    relative: String,
}

/// A whole output, not yet synced.
#[derive(Debug)]
pub struct Finished {
    pub(crate) file: File,
    pub(crate) path: PathBuf,
    pub info: OutputInfo,
}

impl OutputFile {
    /// A new file with no wider rights than `mode`, the rights of the directory.
    pub(crate) fn create(path: PathBuf, relative: &str, mode: u32) -> Result<Self, Error> {
        let file = open_new(&path, mode).map_err(|source| Error::output(&path, &source))?;
        Ok(OutputFile { writer: HashingWriter::new(file), path, relative: relative.to_owned() })
    }

    /// Appends; a failure names the file and says what to do about a full disk.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(|source| Error::output(&self.path, &source))
    }

    pub fn finish(self) -> Finished {
        let (file, bytes, sha256) = self.writer.finish();
        Finished { file, path: self.path, info: OutputInfo { path: self.relative, bytes, sha256 } }
    }
}

/// For formats whose writers take a [`Write`]; the kind of an I/O error is kept.
impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Finished {
    /// Waits until the bytes are on the disk.
    pub(crate) fn sync(&self) -> Result<(), Error> {
        self.file.sync_all().map_err(|source| Error::output(&self.path, &source))
    }
}

#[cfg(unix)]
fn open_new(path: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(mode & 0o666).open(path)
}

#[cfg(not(unix))]
fn open_new(path: &Path, _mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run_json::sha256_hex;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_in_its_own_words() {
        let path = PathBuf::from("/dev/full");
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        let writer = HashingWriter::new(file);
        let mut output = OutputFile { writer, path, relative: "plan.csv".to_owned() };
        let error = output.append(b"x").unwrap_err().to_string();
        assert_eq!(error, "cannot write /dev/full: the disk is full; free some space and run again");
    }

    #[test]
    fn size_and_hash_are_those_of_the_bytes() {
        let mut writer = HashingWriter::new(Vec::new());
        writer.write_all(b"one,").unwrap();
        writer.write_all(b"two\n").unwrap();
        let (bytes, n_bytes, sha256) = writer.finish();
        assert_eq!(n_bytes, 8);
        assert_eq!(sha256, sha256_hex(&bytes));
    }
}

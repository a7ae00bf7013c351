//! One output file, sized and hashed while it is written.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::model::digits::hex;
use crate::report::replace::open_new;
use crate::report::run_json::OutputInfo;

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

/// Bytes of lines that are written at once.
pub(crate) const PAGE: usize = 1 << 20;
/// Bytes after which a file is sent to the disk while more of it is being made.
const AHEAD: usize = 64 << 20;

/// A file of a run that is being made. Write it in large pieces: it does not buffer.
///
/// Large files are synced on the way, on a thread that only waits for the disk: otherwise a run of gigabytes
/// would be planned first and wait for the disk afterwards.
#[derive(Debug)]
pub struct OutputFile {
    writer: HashingWriter<File>,
    n_unsynced: usize,
    /// The sync that goes on, or has ended and was not asked yet.
    ahead: Option<JoinHandle<io::Result<()>>>,
    path: PathBuf,
    /// Below the run directory, with `/`.
    relative: String,
}

/// A whole output, not yet synced.
#[derive(Debug)]
pub struct Finished {
    /// `None`: closed meanwhile, and opened again to be synced.
    pub(crate) file: Option<File>,
    pub(crate) path: PathBuf,
    /// How the syncs on the way ended; the system tells of a failure only once.
    ahead: io::Result<()>,
    pub info: OutputInfo,
}

impl OutputFile {
    /// A new file with no wider rights than `mode`, the rights of the directory.
    pub(crate) fn create(path: PathBuf, relative: &str, mode: u32) -> Result<Self, Error> {
        let file = open_new(&path, mode).map_err(|source| Error::output(&path, &source))?;
        let writer = HashingWriter::new(file);
        Ok(OutputFile { writer, n_unsynced: 0, ahead: None, path, relative: relative.to_owned() })
    }

    /// Appends; a failure names the file and says what to do about a full disk.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = self.writer.write_all(bytes).and_then(|()| self.sync_ahead(bytes.len()));
        written.map_err(|source| Error::output(&self.path, &source))
    }

    /// Writes a page that has become longer than `most`, and empties it.
    pub(crate) fn turn(&mut self, page: &mut Vec<u8>, most: usize) -> Result<(), Error> {
        if page.len() > most {
            self.append(page)?;
            page.clear();
        }
        Ok(())
    }

    fn sync_ahead(&mut self, n_written: usize) -> io::Result<()> {
        self.n_unsynced += n_written;
        if self.n_unsynced < AHEAD || self.ahead.as_ref().is_some_and(|sync| !sync.is_finished()) {
            return Ok(());
        }
        self.ahead.take().map_or(Ok(()), outcome)?;
        let file = self.writer.inner.try_clone()?;
        self.ahead = Some(std::thread::Builder::new().spawn(move || file.sync_data())?);
        self.n_unsynced = 0;
        Ok(())
    }

    pub fn finish(self) -> Finished {
        let (file, bytes, sha256) = self.writer.finish();
        Finished {
            file: Some(file),
            ahead: self.ahead.map_or(Ok(()), outcome),
            path: self.path,
            info: OutputInfo { path: self.relative, bytes, sha256 },
        }
    }
}

/// How a sync ended.
fn outcome(sync: JoinHandle<io::Result<()>>) -> io::Result<()> {
    sync.join().unwrap_or_else(|_| Err(io::Error::other("a sync of the file broke off")))
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
        self.ahead.as_ref().map_err(|source| Error::output(&self.path, source))?;
        let synced = match &self.file {
            Some(file) => file.sync_all(),
            None => File::open(&self.path).and_then(|file| file.sync_all()),
        };
        synced.map_err(|source| Error::output(&self.path, &source))
    }

    /// The same output without its open file, for runs of more files than may be open at once.
    #[must_use]
    pub fn closed(self) -> Self {
        Finished { file: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::*;
    use crate::report::run_json::sha256_hex;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_in_its_own_words() {
        let path = PathBuf::from("/dev/full");
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        let writer = HashingWriter::new(file);
        let relative = "plan.csv".to_owned();
        let mut output = OutputFile { writer, n_unsynced: 0, ahead: None, path, relative };
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

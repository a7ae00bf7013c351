//! Where compressed rows wait until the workbook is put together: in memory while they are few, then on disk.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use crate::error::Error;

/// Bytes that are kept in memory: what a few thousand customers need.
const IN_MEMORY: usize = 8 << 20;

/// Bytes in the order in which they were put aside.
pub(super) struct Scratch {
    file: SpooledTempFile,
    folder: PathBuf,
    written: u64,
}

impl Scratch {
    /// The folder is as private as what is put aside.
    pub(super) fn new(folder: &Path) -> Self {
        let file = tempfile::spooled_tempfile_in(IN_MEMORY, folder);
        Scratch { file, folder: folder.to_owned(), written: 0 }
    }

    /// Puts bytes aside and says where they are. Nothing is read before everything is written.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, Error> {
        self.file.write_all(bytes).map_err(|source| Error::output(&self.folder, &source))?;
        let start = self.written;
        self.written += bytes.len() as u64;
        Ok(start..self.written)
    }

    /// Hands bytes out again.
    pub(super) fn copy(&mut self, stretch: &Range<u64>, out: &mut impl Write) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(stretch.start))?;
        let length = stretch.end - stretch.start;
        let n_copied = io::copy(&mut (&mut self.file).take(length), out)?;
        if n_copied < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

//! A file without a name: pieces are written once, read as often as needed, and gone when the program ends,
//! however it ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// The file, shared by all threads.
#[derive(Debug)]
pub(crate) struct Scratch {
    file: Mutex<Growing>,
    directory: PathBuf,
}

#[derive(Debug)]
struct Growing {
    file: File,
    len: u64,
}

/// Bytes that were written at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    start: u64,
    len: usize,
    sum: u64,
}

impl Piece {
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl Scratch {
    /// Where the system cannot make a file without a name, it has one for a moment, or until it is closed.
    pub(crate) fn create(directory: &Path) -> Result<Self, Error> {
        let file = tempfile::tempfile_in(directory).map_err(|source| Error::output(directory, &source))?;
        let file = Mutex::new(Growing { file, len: 0 });
        Ok(Scratch { file, directory: directory.to_owned() })
    }

    /// Writes behind everything else.
    pub(crate) fn append(&self, bytes: &[u8]) -> Result<Piece, Error> {
        let sum = checksum(bytes);
        let mut growing = self.growing();
        let start = growing.len;
        let mut write = || -> io::Result<()> {
            growing.file.seek(SeekFrom::Start(start))?;
            growing.file.write_all(bytes)?;
            growing.len += bytes.len() as u64;
            Ok(())
        };
        write().map_err(|source| self.failed(&source))?;
        Ok(Piece { start, len: bytes.len(), sum })
    }

    /// The bytes of a piece, which are those that were written.
    pub(crate) fn read(&self, piece: Piece) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; piece.len];
        let mut growing = self.growing();
        let read =
            growing.file.seek(SeekFrom::Start(piece.start)).and_then(|_| growing.file.read_exact(&mut bytes));
        drop(growing);
        read.map_err(|source| self.failed(&source))?;
        if checksum(&bytes) == piece.sum { Ok(bytes) } else { Err(self.damaged()) }
    }

    /// The error about bytes that are not those that were written.
    pub(crate) fn damaged(&self) -> Error {
        let reason = "what was put aside here was not read back as it was written; check the disk".to_owned();
        Error::Output { path: self.directory.clone(), reason }
    }

    fn failed(&self, source: &io::Error) -> Error {
        match source.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged(),
            _ => Error::output(&self.directory, source),
        }
    }

    fn growing(&self) -> MutexGuard<'_, Growing> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Enough to notice a disk that lies; nobody is expected to forge a file without a name.
fn checksum(bytes: &[u8]) -> u64 {
    let mix = |sum: u64, word: u64| (sum.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(bytes.len() as u64, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, &byte| mix(sum, u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_and_the_directory_stays_empty() {
        let place = tempfile::tempdir().unwrap();
        let scratch = Scratch::create(place.path()).unwrap();
        let pieces: Vec<Piece> =
            ["one", "", "three"].iter().map(|it| scratch.append(it.as_bytes()).unwrap()).collect();
        assert_eq!(scratch.read(pieces[2]).unwrap(), b"three");
        assert_eq!(scratch.read(pieces[0]).unwrap(), b"one");
        assert_eq!(scratch.read(pieces[1]).unwrap(), b"");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_piece_that_was_changed_or_cut_is_an_error_of_the_output() {
        let place = tempfile::tempdir().unwrap();
        let scratch = Scratch::create(place.path()).unwrap();
        let piece = scratch.append(b"one and two").unwrap();
        scratch.growing().len = 0;
        scratch.append(b"One").unwrap();
        for broken in [piece, Piece { len: 99, ..piece }] {
            let error = scratch.read(broken).unwrap_err();
            assert!(matches!(error, Error::Output { .. }), "{error}");
            assert!(error.to_string().contains("not read back as it was written"), "{error}");
        }
    }

    #[test]
    fn a_directory_that_is_not_there_is_an_error_of_the_output() {
        let place = tempfile::tempdir().unwrap();
        let error = Scratch::create(&place.path().join("gone")).unwrap_err();
        assert!(matches!(error, Error::Output { .. }), "{error}");
    }
}

//! What reading is told before it begins, and what it tells on its way.

use encoding_rs::Encoding;

use crate::error::Error;
use crate::intake::layout::DetectContext;
use crate::intake::spill::Memory;

/// What is known about the inputs before they are read.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where the bytes of a file do not say it.
    pub encoding: Option<&'static Encoding>,
    pub delimiter: Option<u8>,
    /// Go on without inputs that cannot be read.
    pub skip_unreadable: bool,
    /// Read also what cannot be planned on its own, to look at it.
    pub look_only: bool,
    pub context: DetectContext,
    /// Where rows go that would take too much memory; `None`: all of them stay in memory.
    pub memory: Option<Memory>,
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    pub path: &'a str,
    /// Bytes of this input that were read, of all it has (0 where unknown).
    pub bytes: u64,
    pub of_bytes: u64,
    /// Records of all inputs that were read.
    pub records: u64,
}

/// Told how far reading has come, a few times a second; an error ends it.
pub type OnProgress<'a> = &'a (dyn Fn(Progress<'_>) -> Result<(), Error> + Sync);

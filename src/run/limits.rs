//! What a run may take and what it may reject: `--memory` and `--max-rejects`.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use toml::Value;

use crate::config::spelled::Spelled;
use crate::error::Error;
use crate::intake::Memory;

const MIB: u64 = 1 << 20;
/// What a run takes whatever it reads: the program, its catalogue, and lists about the rows as a whole.
const FIXED: u64 = 64 * MIB;
/// Blocks that are read and lines that are written, for every thread.
const PER_THREAD: u64 = 20 * MIB;
/// With less there is no room for rows worth speaking of.
const LEAST_FOR_ROWS: u64 = 80 * MIB;

/// How much memory a run may take; what does not fit goes to disk beside the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryLimit {
    /// Bytes of the whole run.
    Run(u64),
    /// Bytes of rows and of risk lines that are kept, for tests of what happens beyond.
    Rows(u64),
}

impl MemoryLimit {
    /// What the rows may take, and where the others go.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where so many threads need more.
    pub(super) fn memory(self, directory: &Path) -> Result<Memory, Error> {
        let threads = rayon::current_num_threads() as u64;
        let least = FIXED + PER_THREAD * threads + LEAST_FOR_ROWS;
        match self {
            MemoryLimit::Run(bytes) if bytes < least => Err(Error::Usage(format!(
                "--memory {}M: a run with {threads} threads needs {}M at least; give more, or fewer --jobs",
                bytes / MIB,
                least / MIB
            ))),
            MemoryLimit::Run(_) | MemoryLimit::Rows(_) => {
                Ok(Memory { rows: self.rows(), directory: directory.to_owned() })
            }
        }
    }

    fn rows(self) -> u64 {
        let others = FIXED + PER_THREAD * rayon::current_num_threads() as u64;
        match self {
            MemoryLimit::Rows(bytes) => bytes,
            // Rows are held, sorted and merged: half of the room is for what is done with them.
            MemoryLimit::Run(bytes) => bytes.saturating_sub(others) / 2,
        }
    }

    /// Bytes of the risk report that may wait in memory.
    pub(super) fn risk_in_memory(self) -> Option<usize> {
        usize::try_from(self.rows() / 8).ok()
    }
}

/// `512M`, `1G`, `1GiB`, `1500000000`.
impl FromStr for MemoryLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected a size such as 512M, 2G or 1GiB".to_owned();
        let digits = text.len() - text.trim_start_matches(|it: char| it.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| expected())?;
        let scale = match unit.trim_start().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" | "kib" => 1 << 10,
            "m" | "mb" | "mib" => 1 << 20,
            "g" | "gb" | "gib" => 1 << 30,
            "t" | "tb" | "tib" => 1 << 40,
            _ => return Err(expected()),
        };
        number.checked_mul(scale).map(MemoryLimit::Run).ok_or_else(expected)
    }
}

/// How many records may be rejected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RejectLimit {
    Records(u64),
    /// Of the records read, in percent.
    Percent(f64),
}

impl RejectLimit {
    /// Whether `rejected` of `read` records are too many.
    pub(super) fn is_passed(self, rejected: u64, read: u64) -> bool {
        match self {
            RejectLimit::Records(most) => rejected > most,
            #[expect(clippy::cast_precision_loss, reason = "a share of records, not money")]
            RejectLimit::Percent(most) => rejected as f64 * 100.0 > most * read as f64,
        }
    }
}

impl FromStr for RejectLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let limit = match text.strip_suffix('%') {
            Some(percent) => {
                let percent = percent.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
                percent.map(RejectLimit::Percent)
            }
            None => text.parse().ok().map(RejectLimit::Records),
        };
        limit.ok_or_else(|| "expected a number of records, or a share such as 2%".to_owned())
    }
}

impl fmt::Display for MemoryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (MemoryLimit::Run(bytes) | MemoryLimit::Rows(bytes)) = self;
        write!(f, "{bytes}")
    }
}

impl fmt::Display for RejectLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RejectLimit::Records(most) => write!(f, "{most}"),
            RejectLimit::Percent(most) => write!(f, "{most}%"),
        }
    }
}

macro_rules! spelled_limits {
    ($($name:ty),+) => {$(
        impl Spelled for $name {
            fn read(text: &str) -> Result<Self, String> {
                text.parse().map_err(|expected| format!("`{text}` is no such limit, {expected}"))
            }

            fn spell(&self) -> Value {
                Value::from(self.to_string())
            }
        }
    )+};
}

spelled_limits!(MemoryLimit, RejectLimit);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("512M", 512 * MIB),
            ("512m", 512 * MIB),
            ("1G", 1024 * MIB),
            ("1GiB", 1024 * MIB),
            ("2 GB", 2048 * MIB),
            ("1500000000", 1_500_000_000),
        ] {
            assert_eq!(text.parse(), Ok(MemoryLimit::Run(bytes)), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_said() {
        for text in ["", "M", "half", "1.5G", "-1G", "1X", "99999999999999999999", "18446744073709551615G"] {
            let read: Result<MemoryLimit, String> = text.parse();
            assert!(read.is_err_and(|said| said.contains("such as 512M")), "{text}");
        }
    }

    #[test]
    fn too_little_is_told_with_what_is_needed() {
        for too_little in [0, 12, 80 * MIB] {
            let error = MemoryLimit::Run(too_little).memory(Path::new(".")).unwrap_err().to_string();
            assert!(error.contains("M at least"), "{error}");
        }
        assert!(MemoryLimit::Run(64 << 30).memory(Path::new(".")).unwrap().rows > 10 << 30);
    }
}

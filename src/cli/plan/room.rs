//! How much memory a run may take: `--memory`.

use std::path::Path;

use clap::Args;
use cutover::error::Error;
use cutover::intake::Memory;

const MIB: u64 = 1 << 20;
/// What a run takes whatever it reads: the program, its catalogue, and lists about the rows as a whole.
const FIXED: u64 = 64 * MIB;
/// Blocks that are read and lines that are written, for every thread.
const PER_THREAD: u64 = 20 * MIB;
/// With less there is no room for rows worth speaking of.
const LEAST_FOR_ROWS: u64 = 80 * MIB;

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct RoomArgs {
    /// Memory a run may take, such as 512M or 2G: what does not fit goes to disk beside the output (default: all
    /// in memory)
    #[arg(long, value_name = "SIZE", value_parser = size, env = "CUTOVER_MEMORY")]
    memory: Option<u64>,
    /// Bytes of rows and of risk lines that are kept in memory, for tests of what happens beyond
    #[arg(long, value_name = "BYTES", hide = true, conflicts_with = "memory")]
    rows_in_memory: Option<u64>,
}

impl RoomArgs {
    /// What the rows may take, and where the others go.
    pub(crate) fn memory(self, directory: &Path) -> Result<Option<Memory>, Error> {
        let threads = rayon::current_num_threads() as u64;
        let least = FIXED + PER_THREAD * threads + LEAST_FOR_ROWS;
        match self.memory {
            Some(bytes) if bytes < least => Err(Error::Usage(format!(
                "--memory {}M: a run with {threads} threads needs {}M at least; give more, or fewer --jobs",
                bytes / MIB,
                least / MIB
            ))),
            Some(_) | None => Ok(self.rows().map(|rows| Memory { rows, directory: directory.to_owned() })),
        }
    }

    fn rows(self) -> Option<u64> {
        let others = FIXED + PER_THREAD * rayon::current_num_threads() as u64;
        // Rows are held, sorted and merged: half of the room is for what is done with them.
        self.rows_in_memory.or_else(|| self.memory.map(|bytes| bytes.saturating_sub(others) / 2))
    }

    /// Bytes of the risk report that may wait in memory.
    pub(crate) fn risk_in_memory(self) -> Option<usize> {
        self.rows().and_then(|rows| usize::try_from(rows / 8).ok())
    }
}

/// `512M`, `1G`, `1GiB`, `1500000000`.
fn size(text: &str) -> Result<u64, String> {
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
    number.checked_mul(scale).ok_or_else(expected)
}

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
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_said() {
        for text in ["", "M", "half", "1.5G", "-1G", "1X", "99999999999999999999", "18446744073709551615G"] {
            assert!(size(text).is_err_and(|said| said.contains("such as 512M")), "{text}");
        }
    }

    #[test]
    fn too_little_is_told_with_what_is_needed() {
        let room = |memory| RoomArgs { memory: Some(memory), rows_in_memory: None };
        for too_little in [0, 12, 80 * MIB] {
            let error = room(too_little).memory(Path::new(".")).unwrap_err().to_string();
            assert!(error.contains("M at least"), "{error}");
        }
        let plenty = room(64 << 30).memory(Path::new(".")).unwrap().expect("a limit");
        assert!(plenty.rows > 10 << 30);
        assert!(RoomArgs { memory: None, rows_in_memory: None }.memory(Path::new(".")).unwrap().is_none());
    }
}

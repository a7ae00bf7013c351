//! `waves.csv`: one line per wave.

use crate::error::Error;
use crate::model::Day;
use crate::report::{Finished, OutputTable, Selection, Staging, Stakes};
use crate::table::{CellWriter, append_header};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] =
    &["wave", "date", "customers", "subscriptions", "seats", "capacity", "overlap_cost", "currency"];

/// Customers that move on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveRow {
    pub number: u32,
    pub day: Day,
    pub customers: u64,
    pub subscriptions: u64,
    pub seats: u64,
    /// `None`: no limit.
    pub capacity: Option<u64>,
    /// Unrounded; only the overlap is printed.
    pub stakes: Stakes,
}

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// Writes the table, where it is selected.
pub fn write(
    staging: &Staging,
    selection: &Selection,
    waves: &[WaveRow],
    finished: &mut Vec<Finished>,
) -> Result<(), Error> {
    if selection.has(OutputTable::Waves) {
        let mut out = Vec::new();
        header(&mut out);
        for wave in waves {
            append(&mut out, wave);
        }
        finished.push(staging.write("waves.csv", &out)?);
    }
    Ok(())
}

pub fn append(out: &mut Vec<u8>, wave: &WaveRow) {
    let mut cells = CellWriter::new(out);
    cells.count(u64::from(wave.number));
    cells.day(Some(wave.day));
    cells.count(wave.customers);
    cells.count(wave.subscriptions);
    cells.count(wave.seats);
    cells.some_count(wave.capacity);
    wave.stakes.append_amounts(&mut cells, |stake| stake.overlap_cost);
    wave.stakes.append_currencies(&mut cells);
    cells.end();
}

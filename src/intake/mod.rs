//! Bytes to customers: encoding, dialect, profiles, values, rejects, and the portfolio they become.

mod record;

pub use record::{Charge, Constants, Grain, Record, Wanted};

//! Bytes to customers: encoding, dialect, profiles, values, rejects, and the portfolio they become.

mod batch;
mod block;
mod cutter;
mod decode;
mod export;
mod file_report;
pub mod header;
pub mod layout;
mod ledger;
mod opening;
mod portfolio;
mod products;
pub mod profile;
mod read;
mod record;
mod rejects;
mod row;
mod shard;
mod single;
mod source;
pub mod special;
pub mod target;
pub mod values;

pub use decode::Damage;
pub use file_report::FileReport;
pub use layout::{
    DetectContext, Evidence, Fault, Layout, LayoutError, Note, Notes, Parsed, Role, SkipReason,
};
pub use ledger::{Count, Entry};
pub use opening::Header;
pub use portfolio::{Portfolio, Shard};
pub use read::{OnProgress, Progress, Settings};
pub use record::{Charge, Constants, Grain, Record, Wanted};
pub use rejects::Reject;
pub use source::{Input, NamedCustomer, expand};

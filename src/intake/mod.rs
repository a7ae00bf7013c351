//! Bytes to customers: encoding, dialect, profiles, values, rejects, and the portfolio they become.

mod batch;
mod block;
mod charge;
mod decode;
mod export;
mod file_report;
pub mod header;
pub mod layout;
mod ledger;
mod lines;
mod opening;
mod portfolio;
mod products;
pub mod profile;
mod read;
mod record;
mod rejects;
mod row;
mod settings;
mod shard;
mod source;
pub mod special;
mod spill;
pub mod target;
pub mod values;

pub use charge::{Charge, ChargeKind, Sign};
pub use decode::Damage;
pub use file_report::FileReport;
pub use layout::{
    DetectContext, Evidence, Fault, Flaw, Flawed, Layout, LayoutError, Note, Notes, Parsed, Role, SkipReason,
};
pub use ledger::{Count, Entry};
pub use opening::Header;
pub use portfolio::{Lent, Portfolio, Shard, Shards};
pub use record::{Constants, Grain, Record, Wanted};
pub use rejects::Reject;
pub use settings::{OnProgress, Progress, Settings};
pub use source::{Input, NamedCustomer, expand};
pub use spill::Memory;
pub(crate) use spill::{Piece, Scratch};

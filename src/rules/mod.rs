//! What can stand in the way: one rule per file, applied to one customer at a time.

mod case;
mod condition;
mod findings;
mod rule;
mod settings;

pub use case::Case;
pub use condition::Condition;
pub use findings::{Actor, Detail, Finding, Findings, Value};
pub use rule::{Check, Provenance, Rule, Severity, Stands};
pub use settings::{Partner, PartnerStatus, PartnerType, Settings, Thresholds};

//! What can stand in the way: one rule per file, applied to one customer at a time.

mod rule;
mod validity;
mod case;
mod detail;
mod findings;
mod settings;
mod regions;
mod seat_totals;
mod holding;
mod facts;
mod assumptions;
mod leaf;
mod condition;
mod named;
mod rulebook;
mod pins;
mod pins_csv;
mod waivers;
mod docs;
pub mod builtin;
#[cfg(test)]
pub(crate) mod fixture;

pub use assumptions::Assumptions;
pub use case::{Case, Lines};
pub use condition::Condition;
pub use detail::{Column, Detail, Value};
pub use docs::rules_markdown;
pub use facts::{FactCount, facts_of_customer, facts_of_subscription};
pub use findings::{Actor, Finding, Findings};
pub use holding::held_today;
pub use leaf::{Cell, One, OneOf};
pub use named::Named;
pub use pins::{Choice, Pin, PinNote, PinState, Pins, tell_pins};
pub use regions::{Membership, RegionList, Regions, RegionsError};
pub use rule::{Check, Provenance, Rule, Severity, Stands};
pub use rulebook::{Rulebook, RulebookError};
pub use settings::{Partner, PartnerStatus, PartnerType, Settings, Thresholds};
pub use validity::{Bound, Event, Validity};
pub(crate) use waivers::is_waived;
pub use waivers::{Waiver, Waivers};

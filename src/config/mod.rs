//! The policy file a user writes, checked to the column, and its translation into the settings of the stages.

mod check;
mod decisions;
mod keys;
pub(crate) mod mistake;
mod numbers;
mod partner;
mod policy;
mod print;
mod schedule;
pub(crate) mod spelled;
mod translate;

pub use decisions::{AcceptedLoss, Assume, CustomRule, Level, Waiver};
pub use numbers::{CountryCode, Dates, LeadTimes, Score, Thresholds};
pub use partner::{Catalogue, Partner, Regions};
pub use policy::{Policy, RoutePolicy, Routes};
pub use print::{policy_hash, policy_toml};
pub use schedule::{Calendar, Capacity, DayRange, Group, Period, Waves, Weekday};
pub use translate::known_rules;

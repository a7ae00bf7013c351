//! One subscription's dates: term end, lifecycle after it, cancellation window, working days.

use crate::model::{Day, FactSet};

/// A day that may be unknown, or may never come while somebody pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LastDay {
    #[default]
    Unknown,
    /// Open-ended: an extended service term runs until somebody ends it.
    Open,
    On(Day),
}

impl LastDay {
    /// The day, where it is one.
    pub fn day(self) -> Option<Day> {
        match self {
            LastDay::On(day) => Some(day),
            LastDay::Unknown | LastDay::Open => None,
        }
    }
}

/// The dates of one subscription, as if renewal were stopped. Symbols: `reference/domain-rules` 5.1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timing {
    /// `E`: last day of the term, inclusive; as exported, computed, or rolled over a renewal.
    pub end: Option<Day>,
    /// First day of the term that ends on `end`, where it is known.
    pub start: Option<Day>,
    /// `T`: last purchase or renewal.
    pub last_renewal: Option<Day>,
    /// Facts that have to count as missing because what was exported contradicts itself.
    pub missing: FactSet,
    /// The term is over (status or date), so that users or data are on a clock.
    pub has_ended: bool,
    /// The end of the term falls under the extended service term, which abolished the free grace period.
    pub is_est_eligible: bool,
    /// `G`: last day users work.
    pub users_work_until: LastDay,
    /// `X`: day of deletion.
    pub data_deleted_on: LastDay,
    /// Last safe day of the cancellation window, where there is one.
    pub window_last_day: Option<Day>,
}

//! What is scheduled: one customer on one day, with its dates and its price of being early.

use crate::model::Day;

/// One customer on one day: all of its subscriptions whose cut-over falls together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Position of the customer in the order of the tenants; the last tie-break.
    pub customer: u32,
    /// Units of one group move on one day. `None`: on its own.
    pub group: Option<u32>,
    /// First day on which relationship, agreement and lead times allow the move.
    pub earliest: Day,
    /// The day the dates alone would choose; a day before `earliest` counts as `earliest`.
    pub best: Day,
    /// Last day without a gap. `None`: nothing is lost by waiting.
    pub last_safe: Option<Day>,
    /// Licences at risk when the last safe day is missed; a unit without any counts as one.
    pub seats: u32,
    /// Price of each calendar day before `best`, in one scale for all units (for example hundred-thousandths
    /// of the currency the plan compares in). Days from `best` to `last_safe` cost nothing. More than 2^40 counts as that.
    pub cost_per_day_early: u64,
    /// Where a person decided the day.
    pub pin: Option<Pin>,
}

impl Unit {
    /// `best`, but never before `earliest`.
    pub fn best(&self) -> Day {
        self.best.max(self.earliest)
    }
}

/// A person's decision about one unit; it holds whatever it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pin {
    /// Move on this day, open or not.
    On(Day),
    /// Move in the wave of this number; waves are the open days of `Settings::wave_days`, from 1.
    Wave(u32),
    /// Do not move.
    Skip,
}

/// What has to be said about a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinVerdict {
    /// The pin holds and nothing is wrong with it.
    Holds,
    /// The day is past: it lies before the as-of day.
    Overdue,
    /// The day lies before relationship, agreement and lead times allow.
    TooEarly,
    /// The day lies this many days behind the last safe day.
    PastLastSafe(i64),
    /// The day is a freeze, a holiday or not a working day.
    Closed,
    /// The scheduler would have chosen the same day.
    Useless,
    /// No wave has this number.
    NoSuchWave,
}

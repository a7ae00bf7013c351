//! One subscription's dates: term end, lifecycle after it, cancellation window, working days.

mod calendar;
mod current_term;
#[cfg(test)]
pub(crate) mod fixture;
mod lifecycle;
mod settings;
mod term;
mod window;
#[cfg(test)]
mod worked_examples;

use crate::model::{CustomerFacts, Day, FactSet, Subscription, plus_days};

pub use calendar::Calendar;
pub use settings::{Authority, ENFORCEMENTS, Enforcement, Settings};
pub use term::{calendar_aligned_end, charge_cycle_start, co_term_end, prorated, refund, term_end};
pub use window::cancellation_window_end;

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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// `E`: last day of the term, inclusive; as exported, computed, or rolled over a renewal.
    pub end: Option<Day>,
    /// First day of the term that ends on `end`, where it is known.
    pub start: Option<Day>,
    /// `T`: last purchase or renewal.
    pub last_renewal: Option<Day>,
    /// Facts the dates could not do without and that were not exported, or contradict each other.
    pub missing: FactSet,
    /// The term is over (status or date), so that users or data are on a clock.
    pub has_ended: bool,
    /// The end of the term falls under the extended service term, which abolished the free grace period.
    pub is_est_eligible: bool,
    /// `G`: last day users work.
    pub users_work_until: LastDay,
    /// `X`: day of deletion.
    pub data_deleted_on: LastDay,
    /// Last safe day of the cancellation window, where there is one; it may lie in the past.
    pub window_last_day: Option<Day>,
    /// The same for the renewal that follows `end`, should nobody stop it.
    pub renewal_window_last_day: Option<Day>,
}

impl Timing {
    /// The purchase or renewal can still be undone on `earliest`, the first day the new one can start.
    pub fn window_is_usable(&self, earliest: Day, as_of: Day) -> bool {
        self.last_renewal.is_some_and(|renewed| renewed <= as_of)
            && self.window_last_day.is_some_and(|last| earliest <= last)
    }

    /// The last day without a gap after which the new subscription must not start: `G`, taken as `E` for
    /// every term without free grace.
    pub fn last_day_of_service(&self) -> Option<Day> {
        if self.is_est_eligible { self.end } else { self.users_work_until.day() }
    }

    /// The same dates with the shorter grace period that some products bought by volume have.
    #[must_use]
    pub fn with_short_volume_grace(mut self) -> Timing {
        if let (LastDay::On(last), Some(end)) = (self.users_work_until, self.end) {
            self.users_work_until = LastDay::On(last.min(plus_days(end, lifecycle::FREE_GRACE_DAYS)));
        }
        self
    }
}

/// Works out the dates of one subscription as they stand on `as_of`, if its renewal is stopped.
///
/// Nothing here depends on the route: a date that is printed for no route is left out there.
pub fn of(
    subscription: &Subscription<'_>,
    customer: &CustomerFacts,
    settings: &Settings,
    as_of: Day,
) -> Timing {
    let term = current_term::of(subscription, as_of);
    let is_est_eligible = lifecycle::is_est_eligible(subscription, &term, settings);
    let mut timing = Timing {
        end: term.end,
        start: term.start,
        last_renewal: term.last_renewal,
        missing: term.missing,
        has_ended: term.has_ended(subscription.status, as_of),
        is_est_eligible,
        ..Timing::default()
    };
    timing.users_work_until = lifecycle::users_work_until(subscription, &timing, settings, as_of);
    timing.data_deleted_on = lifecycle::data_deleted_on(subscription, &timing, settings);
    timing.window_last_day = window::last_safe_day(subscription, customer, &timing, settings, as_of);
    timing.renewal_window_last_day =
        window::last_safe_day_of_renewal(subscription, customer, &timing, settings, as_of);
    timing
}

//! The one place that asks the clock: the default of `--as-of`, and when a night began and ended.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cutover::model::{Day, plus_days};

/// Today in UTC.
pub(crate) fn today() -> Day {
    let days = i64::try_from(since_epoch().as_secs() / 86_400).unwrap_or_default();
    plus_days(Day::EPOCH, days)
}

/// This moment in UTC, as `YYYY-MM-DDThh:mm:ssZ`; for the health file only, never for an answer.
pub(crate) fn moment() -> String {
    let seconds = since_epoch().as_secs() % 86_400;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{}T{hours:02}:{minutes:02}:{:02}Z", today(), seconds % 60)
}

#[expect(clippy::disallowed_methods, reason = "the default of --as-of, printed in every run")]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

//! The one place that asks what day it is: the default of `--as-of`.

use std::time::{SystemTime, UNIX_EPOCH};

use cutover::model::{Day, plus_days};

/// Today in UTC.
#[expect(clippy::disallowed_methods, reason = "the default of --as-of, printed in every run")]
pub(crate) fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or_default();
    plus_days(Day::default(), days)
}

//! How long each bench of a stage is measured.

use std::time::Duration;

use criterion::Criterion;

/// A few seconds for each line: stages are measured beside each other, in minutes for all of them.
pub(crate) fn of_a_stage() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_millis(1_500))
}

//! Every binding sentence of the clarifications about rules, dates, routes and readiness (A1 to A16), through the
//! command line; a test is named after what its sentence settles.

mod dates;
mod facts;
mod money;
mod routes;
mod verdicts;

/// A Monday.
const AS_OF: &str = "2026-11-02";

/// Bought from Microsoft under the old agreement: a credit at any time.
const MOSA: &[(&str, &str)] =
    &[("source_channel", "direct"), ("billing_account_type", "mosa"), ("commerce_model", "")];

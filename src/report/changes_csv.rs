//! `changes.csv`: one line per customer, subscription or finding that is not as it was in the baseline.

/// Name of the file in a run directory; a run without a baseline has none.
pub const FILE_NAME: &str = "changes.csv";

/// The columns, in order.
pub const COLUMNS: &[&str] = &[
    "subject",
    "change",
    "customer_tenant_id",
    "customer_name",
    "id",
    "old",
    "new",
    "cause",
    "possible_causes",
    "columns",
];

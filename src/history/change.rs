//! What is different between two runs, and how much of it.

use std::collections::BTreeMap;

use crate::history::Cause;
use crate::model::value::column_values;
use crate::rules::Severity;

column_values! {
    /// `subject` of a change.
    Subject { Customer = "customer", Subscription = "subscription", Finding = "finding" }
}

column_values! {
    /// `change`, the most urgent first. A finding that is gone is resolved.
    Kind {
        Worse = "worse",
        New = "new",
        Better = "better",
        Gone = "gone",
        Resolved = "resolved",
        Changed = "changed",
    }
}

/// One cell that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    pub column: &'static str,
    pub old: String,
    pub new: String,
}

/// One customer, subscription or finding that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub subject: Subject,
    pub kind: Kind,
    pub tenant: String,
    pub customer_name: String,
    /// Subscription id, or the product's name where there is none; the id of a finding; empty for a customer.
    pub id: String,
    /// Readiness, or severity of a finding, before; empty where there was nothing.
    pub old: String,
    /// The same now.
    pub new: String,
    pub cells: Vec<CellChange>,
    /// The likeliest first; empty where nothing explains the change.
    pub causes: Vec<Cause>,
}

/// How much changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub old_as_of: String,
    pub new_as_of: String,
    /// What differs between the runs as a whole.
    pub possible_causes: Vec<Cause>,
    pub changes: BTreeMap<(Subject, Kind), u64>,
    pub unchanged: BTreeMap<Subject, u64>,
    /// By the likeliest cause.
    pub causes: BTreeMap<Cause, u64>,
    /// Findings that are new, or worse than they were, by what they are now.
    pub new_findings: BTreeMap<Severity, u64>,
}

impl Summary {
    pub(super) fn count(&mut self, change: &Change) {
        *self.changes.entry((change.subject, change.kind)).or_default() += 1;
        if let Some(&cause) = change.causes.first() {
            *self.causes.entry(cause).or_default() += 1;
        }
        if change.subject == Subject::Finding
            && matches!(change.kind, Kind::New | Kind::Worse)
            && let Ok(severity) = change.new.parse()
        {
            *self.new_findings.entry(severity).or_default() += 1;
        }
    }

    /// New or worse findings of this severity or above.
    pub fn new_from(&self, severity: Severity) -> u64 {
        self.new_findings.range(severity..).map(|(_, count)| count).sum()
    }

    /// How many subjects changed in this way.
    pub fn count_of(&self, subject: Subject, kind: Kind) -> u64 {
        self.changes.get(&(subject, kind)).copied().unwrap_or(0)
    }

    pub(super) fn count_unchanged(&mut self, subject: Subject) {
        *self.unchanged.entry(subject).or_default() += 1;
    }
}

/// A comparison held as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    pub summary: Summary,
    /// Customer by customer.
    pub changes: Vec<Change>,
}

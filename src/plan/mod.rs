//! Assessments to decisions: readiness, score, steps, totals, ledger.

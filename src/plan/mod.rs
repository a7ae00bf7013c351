//! Assessments to decisions: readiness, score, steps and totals.

mod customer_plan;
mod decide;
mod readiness;
mod score;
mod steps;
mod totals;

pub use customer_plan::{CustomerPlan, Grade, Next, Readiness, Score, ScoreSource, Step, StepKind, Undo};
pub use decide::decide;
pub use score::Bands;
pub use totals::{Accepted, PortfolioTotals};

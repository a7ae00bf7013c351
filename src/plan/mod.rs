//! Assessments to decisions: readiness, score, steps and totals.

mod by_subject;
mod customer_plan;
mod decide;
mod decisions;
mod deeds;
mod ending;
mod lots;
mod money;
mod gaps;
mod holding;
mod planning;
mod readiness;
mod schedule;
mod score;
mod steps;
mod study;
mod totals;

pub use by_subject::BySubject;
pub use customer_plan::{
    CustomerPlan, Grade, LinePlan, Next, Readiness, Score, ScoreSource, Step, StepKind, Undo,
};
pub use decide::decide;
pub use gaps::{Gap, Gaps};
pub use money::{Figure, MoneyKind, MoneyLabel, Reckoning};
pub use planning::{Planning, Room};
pub use schedule::{Book, Lot, Schedule, Wishes};
pub use score::Bands;
pub use study::{Late, Point, Study, study};
pub use totals::{Accepted, PortfolioTotals};

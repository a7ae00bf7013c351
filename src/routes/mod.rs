//! The course of one subscription: scope, route, cut-over, overlap, credit and cost.

mod bridge;
mod chart;
mod cost;
mod course;
mod credit;
mod cutover;
mod deadlines;
mod peak;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;
mod rejected;
mod route;
mod scope;
mod seats;
mod settings;
mod standing;
#[cfg(test)]
mod worked_examples;

pub use bridge::{Begins, Bridge, BridgeKind};
pub use chart::{best_days, chart, chart_route};
pub use cost::{cost_of_days, extended_term_cost, monthly_price, months_one_price_pays};
pub use course::{Contact, Course, Credit, Line, OutOfScope, Route};
pub use cutover::{
    clear_cutover, cost_per_day_early, ends_with_cutover_until, has_unavoidable_gap, last_paid_day,
    overlap_cost_on, set_cutover,
};
pub use deadlines::{Deadlines, deadlines};
pub use peak::{Swap, first_day_above, reorder};
pub use rejected::{Rejected, RejectedRoutes, ruled_out_by};
pub use scope::out_of_scope;
pub use settings::{AcceptedLosses, Settings};
pub use standing::{
    Standing, agreement_facts_needed, agreement_is_missing, agreement_is_outdated, buys_from_other_partner,
    missing_agreement_facts, relationship_is_missing,
};

//! Plans the move of licence-based Microsoft customers into the Cloud Solution Provider programme.
//!
//! `bytes → record → Row (or Reject) → Customer → Case → Findings → Assessment → Plan → bytes`:
//! exports are read into compact rows, rows are joined into customers, every subscription is given its
//! dates, its offer and its route, the rulebook is applied to every customer in parallel, and the plan is
//! written in the order of the tenants. Each layer below uses only those above it.

pub mod error;
pub mod model;
pub mod table;
pub mod intake;
pub mod catalogue;
pub mod timing;
pub mod routes;
pub mod waves;
pub mod rules;
pub mod assess;
pub mod plan;
pub mod wording;
pub mod report;
pub mod history;
pub mod config;
pub mod run;

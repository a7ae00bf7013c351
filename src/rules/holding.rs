//! What a tenant holds today, as far as anybody can see.

use crate::model::{Customer, Status};

/// Subscriptions in the tenant: those on record that are not deleted, or the number the customer told, whichever
/// is larger, for each partner sees only its own.
pub fn held_today(customer: &Customer<'_>) -> i64 {
    let is_there = |status: Option<Status>| status != Some(Status::Deleted);
    let rows = customer.subscriptions.iter().filter(|it| is_there(it.status)).count() as i64;
    rows.max(customer.facts.active_subscriptions.map_or(0, i64::from))
}

//! What a tenant holds today, as far as anybody can see.

use crate::model::{CustomerFacts, Status, Subscription};

/// Subscriptions in the tenant: those on record that are not deleted, or the number the customer told, whichever
/// is larger, for each partner sees only its own.
pub fn held_today<'s, 'a: 's>(
    facts: &CustomerFacts,
    subscriptions: impl Iterator<Item = &'s Subscription<'a>>,
) -> i64 {
    let is_there = |status: Option<Status>| status != Some(Status::Deleted);
    let rows = subscriptions.filter(|it| is_there(it.status)).count() as i64;
    rows.max(facts.active_subscriptions.map_or(0, i64::from))
}

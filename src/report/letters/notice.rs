//! What the users of a customer will notice, subscription by subscription.

use std::fmt::Display;

use crate::report::letters::view::{Ground, lost, product};
use crate::table::Row;

/// One sentence per effect; one alone where there is none.
pub(super) fn notice(ground: &Ground<'_>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for row in ground.moving() {
        for sentence in of_subscription(ground, row) {
            if !told.contains(&sentence) {
                told.push(sentence);
            }
        }
    }
    if told.is_empty() {
        told.push(ground.say("notice.nothing", &[]));
    }
    told
}

fn of_subscription(ground: &Ground<'_>, row: &Row) -> Vec<String> {
    let mut told = Vec::new();
    let product = product(row);
    let count = |column: &str| row.count(column).unwrap_or_default();
    let counted = |column: &str| ground.wording.count(count(column));
    if count("reassign_seats") > 0 {
        let seats = counted("reassign_seats");
        told.push(ground.say("notice.reassign", &[("product", &product), ("seats", &seats)]));
    }
    let lost = lost(ground, row);
    if !lost.is_empty() {
        told.push(ground.say("notice.lost", &[("product", &product), ("lost", &lost)]));
    } else if matches!(row.text("offer_match"), "degraded" | "lossy" | "discontinued-no-equivalent") {
        told.push(ground.say("notice.less", &[("product", &product)]));
    }
    if count("gap_days") > 0 {
        let days = counted("gap_days");
        told.push(ground.say("notice.gap", &[("product", &product), ("days", &days)]));
    }
    if row.count("target_seats").is_some_and(|target| target != count("seats_purchased")) {
        let (target, seats) = (counted("target_seats"), counted("seats_purchased"));
        let values: [(&str, &dyn Display); 3] =
            [("product", &product), ("target", &target), ("seats", &seats)];
        told.push(ground.say("notice.seats", &values));
    }
    told
}

//! What the move costs a customer, what comes back, and who must ask for it.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::model::Money;
use crate::report::escape::plain;
use crate::report::letters::view::{Ground, distinct, product};

/// Sums per currency, never across currencies, then the credits.
pub(super) fn money(ground: &Ground<'_>) -> Vec<String> {
    let mut told = Vec::new();
    sums(ground, "overlap_cost", "money.overlap", &mut told);
    sums(ground, "stranded_cost", "money.stranded", &mut told);
    let unknown = ground.moving().filter(|row| row.text("overlap_cost").is_empty()).count();
    if unknown > 0 {
        let count = ground.wording.count(unknown as u64);
        told.push(ground.say("money.unknown", &[("subscriptions", &count)]));
    }
    credits(ground, &mut told);
    if told.is_empty() {
        told.push(ground.say("money.nothing", &[]));
    }
    told
}

fn sums(ground: &Ground<'_>, column: &str, key: &str, told: &mut Vec<String>) {
    let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
    for row in ground.moving() {
        if let Some(amount) = row.money(column) {
            *sums.entry(row.text("currency")).or_default() += amount;
        }
    }
    for (currency, sum) in sums.iter().filter(|(_, sum)| !sum.is_zero()) {
        let (amount, currency) = (ground.wording.amount(&sum.to_string()), plain(currency));
        let values: [(&str, &dyn Display); 2] = [("amount", &amount), ("currency", &currency)];
        told.push(ground.say(key, &values));
    }
}

/// Products by the kind of their credit and by who asks for it.
fn credits(ground: &Ground<'_>, told: &mut Vec<String>) {
    let mut found: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for row in ground.moving() {
        let kind = row.text("credit");
        if matches!(kind, "prorated" | "window") {
            // What a transfer leaves over Microsoft refunds by itself, to whom it was paid by.
            let is_transfer = row.text("route") == "transfer";
            let contact = if is_transfer { "transfer" } else { row.text("credit_contact") };
            found.entry((kind, contact)).or_default().push(product(row));
        }
    }
    for ((kind, contact), products) in found {
        let products = distinct(products);
        let contact = if contact.is_empty() { "unknown" } else { contact };
        let (products, who) = (products.join(", "), ground.say(&format!("credit_contact.{contact}"), &[]));
        let values: [(&str, &dyn Display); 2] = [("products", &products), ("who", &who)];
        let kind = if contact == "transfer" { contact } else { kind };
        told.push(ground.say(&format!("credit.{kind}"), &values));
    }
}

//! What is needed from the customer, and texts that can be sent as they are.

use std::fmt::Display;

use serde::Serialize;

use crate::report::Row;
use crate::report::escape::plain;
use crate::report::letters::view::{Ground, customer_name, product};

/// Something the customer has to do.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Request {
    deed: String,
    products: String,
    due: String,
}

/// A text to be sent.
#[derive(Debug, Serialize)]
pub(super) struct Text {
    title: String,
    lines: Vec<String>,
}

/// The text, and the steps that make it necessary, the one that it asks for last.
const TEXTS: [(&str, &[&str]); 6] = [
    ("relationship", &["request-relationship", "accept-relationship"]),
    ("agreement", &["accept-agreement"]),
    ("renewal", &["stop-renewal"]),
    ("transfer", &["request-transfer", "accept-transfer"]),
    ("licenses", &["reassign-licenses"]),
    ("credit", &["request-credit"]),
];

/// The customer's own steps, in order, the same deed for several subscriptions told once.
pub(super) fn requests(ground: &Ground<'_>) -> Vec<Request> {
    let mut told: Vec<(&str, Request, Vec<String>)> = Vec::new();
    for step in ground.steps.iter().filter(|step| step.text("actor") == "customer") {
        let kind = step.text("step");
        let due = ground.day(step, "due");
        let named = ground.subject(step).map(product);
        let told_before = told.iter_mut().find(|(other, request, _)| *other == kind && request.due == due);
        if let Some((_, _, products)) = told_before {
            products.extend(named);
            continue;
        }
        let deed = ground.say(&format!("deed.{kind}"), &[]);
        told.push((kind, Request { deed, products: String::new(), due }, named.into_iter().collect()));
    }
    let finish = |(_, request, mut products): (&str, Request, Vec<String>)| {
        products.dedup();
        Request { products: products.join(", "), ..request }
    };
    told.into_iter().map(finish).collect()
}

pub(super) fn texts(ground: &Ground<'_>) -> Vec<Text> {
    let mut texts = Vec::new();
    for (key, kinds) in TEXTS {
        let steps: Vec<&Row> = kinds
            .iter()
            .flat_map(|kind| ground.steps.iter().filter(move |it| it.text("step") == *kind))
            .collect();
        if !steps.is_empty() {
            texts.push(text(ground, key, &steps));
        }
    }
    texts
}

fn text(ground: &Ground<'_>, key: &str, steps: &[&Row]) -> Text {
    let mut lines: Vec<String> = Vec::new();
    for row in steps.iter().filter_map(|step| ground.subject(step)) {
        let line = line_of(ground, key, row);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let first = &ground.plan[0];
    let asked = steps.last().map_or("", |step| step.text("step"));
    let due = steps.iter().filter(|step| step.text("step") == asked).filter_map(|step| step.day("due")).min();
    let due = due.map_or_else(|| ground.say("soon", &[]), |day| ground.wording.day(day));
    let (customer, tenant, list) = (customer_name(first), first.text("customer_tenant_id"), lines.join("\n"));
    let values: [(&str, &dyn Display); 4] =
        [("customer", &customer), ("tenant", &tenant), ("due", &due), ("list", &list)];
    let body = ground.say(&format!("text.{key}.body"), &values);
    let title = ground.say(&format!("text.{key}.title"), &[]);
    Text { title, lines: body.trim_end().lines().map(str::to_owned).collect() }
}

/// A subscription as the receiver of the text has to find it.
fn line_of(ground: &Ground<'_>, key: &str, row: &Row) -> String {
    let count = |column: &str| ground.wording.count(row.count(column).unwrap_or_default());
    let (name, target) = (product(row), plain(row.text("target_product_name")));
    let id = plain(row.text("subscription_id"));
    let (seats, reassign) = (count("seats_purchased"), count("reassign_seats"));
    let (end, cutover) = (ground.day(row, "end_date"), ground.day(row, "cutover_date"));
    let values: [(&str, &dyn Display); 7] = [
        ("product", &name),
        ("target", &target),
        ("id", &id),
        ("seats", &seats),
        ("reassign", &reassign),
        ("end", &end),
        ("cutover", &cutover),
    ];
    ground.say(if key == "licenses" { "line.licenses" } else { "line.subscription" }, &values)
}

//! What is needed from the customer, and texts that can be sent as they are.

use std::fmt::Display;

use serde::Serialize;

use crate::model::Day;
use crate::report::escape::plain;
use crate::report::letters::view::{Ground, customer_name, distinct, is_blocked, product};
use crate::table::Row;

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

/// The text, the step it asks for, and who has to take it. What we do ourselves needs no text.
const TEXTS: [(&str, &str, &str); 8] = [
    ("relationship", "accept-relationship", "customer"),
    ("agreement", "accept-agreement", "customer"),
    ("access", "grant-delegated-admin", "customer"),
    ("renewal", "stop-renewal", "customer"),
    ("renewal_partner", "stop-renewal", "source-partner"),
    ("transfer", "accept-transfer", "source-partner"),
    ("licenses", "reassign-licenses", "customer"),
    ("credit", "request-credit", "customer"),
];
/// Steps of ours that need a word of the customer.
const DECISIONS: [&str; 4] = ["identify-offer", "choose-offer", "accept-loss", "settle-seats"];
/// Facts a customer can tell us.
const TELLABLE: [&str; 4] = ["customer_country", "source_channel", "status", "end_date"];

/// The customer's own steps and decisions, in order, then the facts it can tell us.
pub(super) fn requests(ground: &Ground<'_>) -> Vec<Request> {
    let is_asked = |step: &&Row| step.text("actor") == "customer" || DECISIONS.contains(&step.text("step"));
    let mut told = steps_told(ground, steps(ground).filter(is_asked));
    told.extend(TELLABLE.into_iter().filter_map(|column| missing(ground, column)));
    told
}

/// What the present partner has to do.
pub(super) fn partner_requests(ground: &Ground<'_>) -> Vec<Request> {
    steps_told(ground, steps(ground).filter(|step| step.text("actor") == "source-partner"))
}

/// The steps that can be asked for: while something stands in the way of a move, nobody is asked to end, or to
/// let end, what users work with.
fn steps<'g>(ground: &Ground<'g>) -> impl Iterator<Item = &'g Row> {
    let ground = *ground;
    ground.steps.iter().filter(move |step| {
        DECISIONS.contains(&step.text("step")) || !ground.subject(step).is_some_and(is_blocked)
    })
}

/// The same deed for several subscriptions is told once.
fn steps_told<'g>(ground: &Ground<'_>, steps: impl Iterator<Item = &'g Row>) -> Vec<Request> {
    let mut told: Vec<(&str, Request, Vec<String>)> = Vec::new();
    for step in steps {
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
    let finish = |(_, request, products): (&str, Request, Vec<String>)| Request {
        products: distinct(products).join(", "),
        ..request
    };
    told.into_iter().map(finish).collect()
}

/// A fact without which the plan is open, and the products it is about; the country is the customer's own.
fn missing(ground: &Ground<'_>, column: &str) -> Option<Request> {
    let is_open =
        |row: &&Row| row.text("readiness") == "unknown" && matches!(row.text(column), "" | "unknown");
    let products = distinct(ground.moving().filter(is_open).map(product));
    let deed = ground.say(&format!("tell.{column}"), &[]);
    let is_open = !products.is_empty();
    let products = if column == "customer_country" { String::new() } else { products.join(", ") };
    is_open.then_some(Request { deed, products, due: String::new() })
}

pub(super) fn texts(ground: &Ground<'_>) -> Vec<Text> {
    let mut texts = Vec::new();
    for (key, kind, actor) in TEXTS {
        let is_asked = |it: &&Row| it.text("step") == kind && it.text("actor") == actor;
        let steps: Vec<&Row> = steps(ground).filter(is_asked).collect();
        if !steps.is_empty() {
            let due = steps.iter().filter_map(|step| step.day("due")).min();
            texts.push(text(ground, key, steps.into_iter().filter_map(|step| ground.subject(step)), due));
        }
    }
    for (key, is_transfer) in [("credit_transfer", true), ("credit_partner", false)] {
        let is_credited = |row: &&Row| {
            !is_blocked(row)
                && matches!(row.text("credit"), "prorated" | "window")
                && row.text("credit_contact") == "source-partner"
                && (row.text("route") == "transfer") == is_transfer
        };
        if ground.moving().any(|row| is_credited(&row)) {
            texts.push(text(ground, key, ground.moving().filter(is_credited), None));
        }
    }
    texts
}

fn text<'g>(
    ground: &Ground<'_>,
    key: &str,
    subjects: impl Iterator<Item = &'g Row>,
    due: Option<Day>,
) -> Text {
    let lines = distinct(subjects.map(|row| line_of(ground, key, row)));
    let first = &ground.plan[0];
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

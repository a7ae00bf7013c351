//! What a letter says, in words of the language; the templates only put it in its place.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;

use crate::model::Day;
use crate::report::escape::plain;
use crate::report::letters::changes;
use crate::report::letters::money::money;
use crate::report::letters::notice::notice;
use crate::report::letters::requests::{Request, Text, partner_requests, requests, texts};
use crate::report::letters::risks::{Risk, risks, told_rules};
use crate::table::Row;
use crate::wording::Wording;

/// What the letter of one customer is made from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'g> {
    /// Never empty.
    pub plan: &'g [Row],
    pub steps: &'g [Row],
    pub findings: &'g [Row],
    /// Subscriptions that are not as they were in the baseline.
    pub changes: &'g [Row],
    /// The day of the baseline, where there was one.
    pub since: Option<Day>,
    pub wording: &'static Wording,
    pub as_of: Day,
}

#[derive(Debug, Serialize)]
pub(super) struct Letter {
    language: &'static str,
    name: String,
    tenant: String,
    as_of: String,
    situation: Vec<String>,
    /// The day of the baseline; empty where nothing is told about it.
    since: String,
    changed: Vec<String>,
    moving: Vec<Moving>,
    staying: Vec<String>,
    notice: Vec<String>,
    money: Vec<String>,
    requests: Vec<Request>,
    partner_requests: Vec<Request>,
    texts: Vec<Text>,
    reassign: Vec<Reassigned>,
    dates: Vec<Dated>,
    risks: Vec<Risk>,
    losses: Vec<String>,
    rules: Vec<String>,
    /// Whether there is anything to agree to.
    is_agreeable: bool,
}

#[derive(Debug, Serialize)]
struct Moving {
    product: String,
    seats: String,
    becomes: String,
    how: String,
    when: String,
}

#[derive(Debug, Serialize)]
struct Reassigned {
    from: String,
    to: String,
    seats: String,
}

#[derive(Debug, Serialize)]
struct Dated {
    day: String,
    what: String,
    products: String,
}

impl<'g> Ground<'g> {
    pub(super) fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.wording.fill(&format!("letters.{key}"), values)
    }

    /// The words of a value of a closed list; none where the value is empty.
    fn say_of(&self, group: &str, value: &str) -> String {
        self.wording.get(&format!("letters.{group}.{value}")).unwrap_or_default().to_owned()
    }

    pub(super) fn day(&self, row: &Row, column: &str) -> String {
        row.day(column).map(|day| self.wording.day(day)).unwrap_or_default()
    }

    pub(super) fn moving(&self) -> impl Iterator<Item = &'g Row> {
        self.plan.iter().filter(|row| row.text("readiness") != "out-of-scope")
    }

    /// The subscription a step or finding is about.
    pub(super) fn subject(&self, row: &Row) -> Option<&'g Row> {
        let id = row.text("subscription_id");
        self.plan.iter().find(|it| !id.is_empty() && it.text("subscription_id") == id)
    }
}

/// The name a reader knows a subscription by.
pub(super) fn product(row: &Row) -> String {
    let names = ["product_name", "sku_part_number", "subscription_id"].map(|column| row.text(column));
    plain(names.into_iter().find(|name| !name.is_empty()).unwrap_or("…"))
}

pub(super) fn customer_name(row: &Row) -> String {
    match plain(row.text("customer_name")) {
        name if name.is_empty() => row.text("customer_tenant_id").to_owned(),
        name => name,
    }
}

/// The services whose data would be lost.
pub(super) fn lost(ground: &Ground<'_>, row: &Row) -> String {
    let names = row.list("lost_data").map(|service| plain(ground.wording.value("lost_data", service)));
    names.collect::<Vec<_>>().join(", ")
}

/// Every text once, in the order of its first place.
pub(super) fn distinct(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

pub(super) fn is_blocked(row: &Row) -> bool {
    row.text("readiness") == "blocked"
}

pub(super) fn letter(ground: &Ground<'_>) -> Letter {
    let first = &ground.plan[0];
    let staying = ground.plan.iter().filter(|row| row.text("readiness") == "out-of-scope");
    let losses = ground.moving().filter(|row| !row.text("lost_data").is_empty());
    let changed = changes::sentences(ground);
    Letter {
        language: ground.wording.language.as_str(),
        name: customer_name(first),
        tenant: first.text("customer_tenant_id").to_owned(),
        as_of: ground.wording.day(ground.as_of),
        situation: situation(ground),
        since: changes::since(ground, &changed),
        changed,
        moving: ground.moving().map(|row| moving(ground, row)).collect(),
        staying: distinct(staying.map(product)),
        notice: notice(ground),
        money: money(ground),
        requests: requests(ground),
        partner_requests: partner_requests(ground),
        texts: texts(ground),
        reassign: reassigned(ground),
        dates: dates(ground),
        risks: risks(ground),
        losses: losses.map(|row| format!("{}: {}", product(row), lost(ground, row))).collect(),
        rules: told_rules(ground),
        is_agreeable: ground.moving().any(|row| !is_blocked(row)),
    }
}

/// Three sentences: what there is, when it moves, what must not be missed.
fn situation(ground: &Ground<'_>) -> Vec<String> {
    let name = customer_name(&ground.plan[0]);
    let rows: Vec<&Row> = ground.moving().collect();
    let seats: u64 = rows.iter().filter_map(|row| row.count("seats_purchased")).sum();
    let channels = rows.iter().map(|row| ground.say_of("channel", row.text("source_channel")));
    let mut channels: Vec<String> = channels.filter(|channel| !channel.is_empty()).collect();
    channels.sort_unstable();
    channels.dedup();
    let from = channels.join(&ground.say("and", &[]));
    let (count, seats) = (ground.wording.count(rows.len() as u64), ground.wording.count(seats));
    let values: [(&str, &dyn Display); 4] =
        [("name", &name), ("subscriptions", &count), ("seats", &seats), ("from", &from)];
    if rows.is_empty() {
        return vec![ground.say("situation.nothing", &values)];
    }
    let what = if from.is_empty() { "situation.what_unknown" } else { "situation.what" };
    vec![ground.say(what, &values), move_days(ground, &rows), deadline(ground, &rows)]
}

/// When it moves; what stands in the way of everything, or of some of it, is told in the same sentence.
fn move_days(ground: &Ground<'_>, rows: &[&Row]) -> String {
    let (blocked, free): (Vec<&&Row>, Vec<&&Row>) = rows.iter().partition(|row| is_blocked(row));
    if free.is_empty() {
        return ground.say("situation.blocked", &[]);
    }
    let days: Vec<Day> = free.iter().filter_map(|row| row.day("cutover_date")).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return ground.say("situation.no_day", &[]);
    };
    let is_partial = blocked.len() + free.len() > days.len();
    let key = match (first == last, is_partial) {
        (true, false) => "situation.on_a_day",
        (false, false) => "situation.between",
        (true, true) => "situation.on_a_day_but",
        (false, true) => "situation.between_but",
    };
    let (first, last) = (ground.wording.day(*first), ground.wording.day(*last));
    let left = ground.wording.count((rows.len() - days.len()) as u64);
    ground.say(key, &[("first", &first), ("last", &last), ("left", &left)])
}

fn deadline(ground: &Ground<'_>, rows: &[&Row]) -> String {
    let Some(day) = rows.iter().filter_map(|row| row.day("last_safe_date")).min() else {
        return ground.say("situation.no_deadline", &[]);
    };
    let key = if day < ground.as_of { "situation.passed" } else { "situation.deadline" };
    ground.say(key, &[("day", &ground.wording.day(day))])
}

fn moving(ground: &Ground<'_>, row: &Row) -> Moving {
    let seats = |column: &str| row.count(column).map(|seats| ground.wording.count(seats)).unwrap_or_default();
    let undecided = || ground.say("undecided", &[]);
    let becomes = match (plain(row.text("target_product_name")), seats("target_seats")) {
        (target, _) if target.is_empty() => undecided(),
        (target, seats) if seats.is_empty() => target,
        (target, seats) => format!("{target} ({seats})"),
    };
    let day = ground.day(row, "cutover_date");
    let when = match row.text("readiness") {
        "blocked" => ground.say("not_yet", &[]),
        _ if day.is_empty() => undecided(),
        "unknown" | "needs-decision" => ground.say("provisional", &[("day", &day)]),
        _ => day,
    };
    let how = ground.say_of("how", row.text("route"));
    Moving { product: product(row), seats: seats("seats_purchased"), becomes, how, when }
}

fn reassigned(ground: &Ground<'_>) -> Vec<Reassigned> {
    let rows = ground.moving().filter_map(|row| Some((row, row.count("reassign_seats").filter(|&n| n > 0)?)));
    let told = rows.map(|(row, seats)| Reassigned {
        from: product(row),
        to: plain(row.text("target_product_name")),
        seats: ground.wording.count(seats),
    });
    told.collect()
}

/// The days of every subscription, the same day of several told once.
fn dates(ground: &Ground<'_>) -> Vec<Dated> {
    let columns = ["cutover_date", "end_date", "last_safe_date", "users_work_until", "data_deleted_on"];
    let mut found: BTreeMap<(Day, usize), Vec<String>> = BTreeMap::new();
    for row in ground.moving() {
        for (place, column) in columns.iter().enumerate() {
            let is_open = *column == "cutover_date" && is_blocked(row);
            if let Some(day) = row.day(column).filter(|_| !is_open) {
                found.entry((day, place)).or_default().push(product(row));
            }
        }
    }
    let told = found.into_iter().map(|((day, place), products)| Dated {
        day: ground.wording.day(day),
        what: ground.say_of("date", columns[place]),
        products: distinct(products).join(", "),
    });
    told.collect()
}

//! What `explain` says of the calendar and of the money: who took the days, and what each amount rests on.

use std::fmt::{self, Write};

use crate::error::Error;
use crate::report::{Row, Run, Table};

/// The rows about one customer that stand beside its plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    schedule: Vec<Row>,
    money: Vec<Row>,
}

impl Beside {
    /// Reads what the run holds; `plan` are the customer's own rows.
    pub(super) fn of(run: &Run, plan: &[Row]) -> Result<Self, Error> {
        let tenant = plan.first().map_or("", |row| row.text("customer_tenant_id"));
        let ids: Vec<&str> = plan.iter().map(|row| row.text("subscription_id")).collect();
        let is_meant = |row: &Row, id: &str| {
            let subscriptions = || row.list(id).any(|it| ids.contains(&it));
            row.text("customer_tenant_id") == tenant && (!tenant.is_empty() || subscriptions())
        };
        let read = |name: &str, table: &dyn Fn() -> Result<Table, Error>, id: &str| {
            if !run.has(name) {
                return Ok(Vec::new());
            }
            table()?.rows().filter(|row| row.as_ref().map_or(true, |row| is_meant(row, id))).collect()
        };
        Ok(Beside {
            schedule: read("schedule.csv", &|| run.schedule(), "subscription_ids")?,
            money: read("money.csv", &|| run.money(), "subscription_id")?,
        })
    }

    /// The moves of the calendar and the figures, for the subscriptions that are told about.
    pub(super) fn write(&self, out: &mut String, is_told: &dyn Fn(&str) -> bool) -> fmt::Result {
        let is_shown =
            |row: &&Row| row.list("subscription_ids").any(is_told) || row.text("subscription_ids").is_empty();
        let moves: Vec<&Row> = self.schedule.iter().filter(is_shown).collect();
        if !moves.is_empty() {
            writeln!(out, "\nCalendar")?;
        }
        moves.into_iter().try_for_each(|row| one_move(out, row))?;
        let figures: Vec<&Row> = self
            .money
            .iter()
            .filter(|row| row.text("subscription_id").is_empty() || is_told(row.text("subscription_id")))
            .collect();
        if !figures.is_empty() {
            writeln!(out, "\nFigures")?;
        }
        figures.into_iter().try_for_each(|row| figure(out, row))
    }
}

fn one_move(out: &mut String, row: &Row) -> fmt::Result {
    let day = |column: &str| if row.text(column).is_empty() { "no day" } else { row.text(column) }.to_owned();
    writeln!(
        out,
        "  best day {}, planned for {} ({} days): {}",
        day("best_date"),
        day("cutover_date"),
        row.text("days_moved"),
        row.list("subscription_ids").collect::<Vec<_>>().join(", ")
    )?;
    for taken in row.list("taken_by") {
        let (days, why) = taken.split_once('=').unwrap_or((taken, ""));
        writeln!(out, "    {days}: {}", words(why))?;
    }
    let amounts = row.list("cost").zip(row.list("currency").chain(std::iter::repeat("")));
    let cost: Vec<String> =
        amounts.map(|(amount, currency)| format!("{amount} {currency}").trim_end().to_owned()).collect();
    writeln!(out, "    the days between cost {}", cost.join(" + "))?;
    if !row.text("days_missed").is_empty() {
        let saved = match (row.text("pin"), row.text("could_be_saved")) {
            ("", "true") => "more room would save it",
            ("", _) => "no calendar could save it",
            _ => "because of the pin",
        };
        writeln!(out, "    {} days behind the last safe day; {saved}", row.text("days_missed"))?;
    }
    if !row.text("pin").is_empty() {
        writeln!(
            out,
            "    pinned by {}: {} ({})",
            row.text("pin_owner"),
            row.text("pin"),
            row.text("pin_reason")
        )?;
    }
    Ok(())
}

fn words(reason: &str) -> &str {
    match reason {
        "full" => "every place was taken by a move for which another day is dearer",
        "freeze" => "frozen by the policy",
        "holiday" => "a holiday",
        "no-working-day" => "not a working day",
        "no-capacity" => "no capacity on that day",
        "evens-the-load" => "there was room, but another day is emptier and costs no more",
        "group" => "the whole group would not fit, or would pay more",
        "pin" => "a person chose another day",
        other => other,
    }
}

fn figure(out: &mut String, row: &Row) -> fmt::Result {
    let of = match row.text("subscription_id") {
        "" => "the customer",
        id => id,
    };
    let day = match row.text("date") {
        "" => String::new(),
        day => format!(" on {day}"),
    };
    let amount = format!("{} {}", row.text("amount"), row.text("currency"));
    writeln!(
        out,
        "  {}{day}: {} ({}), of {of}",
        row.text("kind").replace('-', " "),
        amount.trim_end(),
        row.text("label").replace('-', " "),
    )
}

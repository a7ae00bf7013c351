//! What `explain` says of the calendar and of the money: who took the days, and what each amount rests on.

use std::fmt::{self, Write};

use crate::error::Error;
use crate::model::parse_day;
use crate::report::Run;
use crate::table::{Row, Table};
use crate::wording::Wording;

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
    pub(super) fn write(
        &self,
        out: &mut String,
        wording: &Wording,
        is_told: &dyn Fn(&str) -> bool,
    ) -> fmt::Result {
        let words = Words(wording);
        let is_shown =
            |row: &&Row| row.list("subscription_ids").any(is_told) || row.text("subscription_ids").is_empty();
        let moves: Vec<&Row> = self.schedule.iter().filter(is_shown).collect();
        if !moves.is_empty() {
            writeln!(out, "\n{}", words.text("calendar"))?;
        }
        moves.into_iter().try_for_each(|row| words.one_move(out, row))?;
        let is_meant = |id: &str| id.is_empty() || is_told(id);
        let figures: Vec<&Row> =
            self.money.iter().filter(|row| is_meant(row.text("subscription_id"))).collect();
        if !figures.is_empty() {
            writeln!(out, "\n{}", words.text("figures"))?;
        }
        figures.into_iter().try_for_each(|row| words.figure(out, row))
    }
}

/// The section `waves`.
struct Words<'w>(&'w Wording);

impl Words<'_> {
    fn text(&self, key: &str) -> String {
        self.0.text(&format!("waves.{key}")).to_owned()
    }

    fn fill(&self, key: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
        self.0.fill(&format!("waves.{key}"), values)
    }

    /// A word of a list; the word itself where the list does not know it.
    fn word(&self, list: &str, word: &str) -> String {
        self.0.get(&format!("waves.{list}.{word}")).unwrap_or(word).to_owned()
    }

    fn day(&self, text: &str) -> String {
        parse_day(text).map_or_else(|| text.to_owned(), |day| self.0.day(day))
    }

    fn amount(&self, amount: &str, currency: &str) -> String {
        format!("{} {currency}", self.0.amount(amount)).trim_end().to_owned()
    }

    fn one_move(&self, out: &mut String, row: &Row) -> fmt::Result {
        let day = |column: &str| match row.text(column) {
            "" => self.text("no_day"),
            day => self.day(day),
        };
        let (best, planned) = (day("best_date"), day("cutover_date"));
        let subscriptions = row.list("subscription_ids").collect::<Vec<_>>().join(", ");
        let days = row.text("days_moved");
        let values: [(&str, &dyn fmt::Display); 4] =
            [("best", &best), ("planned", &planned), ("days", &days), ("subscriptions", &subscriptions)];
        writeln!(out, "  {}", self.fill("move", &values))?;
        for taken in row.list("taken_by") {
            writeln!(out, "    {}", self.taken(taken))?;
        }
        let amounts = row.list("cost").zip(row.list("currency").chain(std::iter::repeat("")));
        let cost: Vec<String> = amounts.map(|(amount, currency)| self.amount(amount, currency)).collect();
        writeln!(out, "    {}", self.fill("cost", &[("cost", &cost.join(" + "))]))?;
        self.missed(out, row)?;
        if row.text("pin").is_empty() {
            return Ok(());
        }
        let (owner, pin, reason) = (row.text("pin_owner"), row.text("pin"), row.text("pin_reason"));
        let values: [(&str, &dyn fmt::Display); 3] = [("owner", &owner), ("pin", &pin), ("reason", &reason)];
        writeln!(out, "    {}", self.fill("pinned", &values))
    }

    fn taken(&self, taken: &str) -> String {
        let (days, why) = taken.split_once('=').unwrap_or((taken, ""));
        let why = self.word("why", why);
        match days.split_once("..") {
            None => self.fill("taken", &[("first", &self.day(days)), ("why", &why)]),
            Some((first, last)) => {
                let (first, last) = (self.day(first), self.day(last));
                self.fill("taken_span", &[("first", &first), ("last", &last), ("why", &why)])
            }
        }
    }

    fn missed(&self, out: &mut String, row: &Row) -> fmt::Result {
        let days = row.text("days_missed");
        if days.is_empty() {
            return Ok(());
        }
        let saved = self.text(match (row.text("pin"), row.text("could_be_saved")) {
            ("", "true") => "more_room",
            ("", _) => "no_calendar",
            _ => "because_of_pin",
        });
        writeln!(out, "    {}", self.fill("missed", &[("days", &days), ("saved", &saved)]))
    }

    fn figure(&self, out: &mut String, row: &Row) -> fmt::Result {
        let whose = match row.text("subscription_id") {
            "" => self.text("of_customer"),
            id => id.to_owned(),
        };
        let day = self.day(row.text("date"));
        let amount = self.amount(row.text("amount"), row.text("currency"));
        let key = if day.is_empty() { "figure" } else { "figure_on" };
        let (kind, label) = (self.word("kind", row.text("kind")), self.word("label", row.text("label")));
        let values: [(&str, &dyn fmt::Display); 5] =
            [("kind", &kind), ("day", &day), ("amount", &amount), ("label", &label), ("whose", &whose)];
        writeln!(out, "  {}", self.fill(key, &values))
    }
}

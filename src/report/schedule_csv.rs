//! `schedule.csv`: every move that is not on its best day, is too late or was pinned, and what took the days between.

use std::io::Write;

use crate::error::Error;
use crate::model::{Money, days_between, write_day};
use crate::plan::{Book, Lot};
use crate::report::cells::{Cells, append_header, append_money};
use crate::report::{Finished, OutputTable, Selection, Staging};
use crate::waves::{Closure, Obstacle, Reason};

/// The columns.
pub const COLUMNS: &[&str] = &[
    "customer_tenant_id",
    "customer_name",
    "subscription_ids",
    "seats",
    "best_date",
    "cutover_date",
    "last_safe_date",
    "days_moved",
    "days_missed",
    "could_be_saved",
    "taken_by",
    "cost",
    "currency",
    "pin",
    "pin_owner",
    "pin_reason",
];

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// Writes the table, where it is selected; it has no lines where everybody simply moves on the best day.
pub fn write(
    staging: &Staging,
    selection: &Selection,
    book: Option<&Book<'_>>,
    finished: &mut Vec<Finished>,
) -> Result<(), Error> {
    if !selection.has(OutputTable::Schedule) {
        return Ok(());
    }
    let mut out = Vec::new();
    header(&mut out);
    if let Some(book) = book {
        for unit in 0..book.units.len() {
            append(&mut out, book, unit);
        }
    }
    finished.push(staging.write(OutputTable::Schedule.file_name(), &out)?);
    Ok(())
}

fn append(out: &mut Vec<u8>, book: &Book<'_>, number: usize) {
    let (unit, lot, day) = (&book.units[number], &book.lots[number], book.calendar.days[number]);
    let days_missed = day.zip(lot.last_safe).map(|(day, last)| days_between(last, day)).filter(|&it| it > 0);
    if day == Some(unit.best()) && lot.pin.is_none() && days_missed.is_none() {
        return;
    }
    let mut cells = Cells::new(out);
    cells.tenant(lot.tenant);
    cells.text(lot.name);
    cells.composed(|out| {
        for (at, id) in book.subscriptions_of(number).enumerate() {
            // Writing to memory cannot fail.
            let _ = write!(out, "{}{id}", if at > 0 { ";" } else { "" });
        }
    });
    cells.count(u64::from(unit.seats));
    cells.day(Some(unit.best()));
    cells.day(day);
    cells.day(lot.last_safe);
    cells.some_number(day.map(|day| days_between(unit.best(), day)));
    cells.some_number(days_missed);
    let is_late =
        days_missed.is_some().then(|| book.calendar.missed.binary_search_by_key(&number, |it| it.unit));
    cells.flag(is_late.map(|found| found.is_ok_and(|at| !book.calendar.missed[at].is_unavoidable)));
    taken_by(&mut cells, book, number);
    costs(&mut cells, book, number);
    pinned(&mut cells, lot);
    cells.end();
}

/// `2026-12-15..2027-01-06=freeze;2027-01-07=full`.
fn taken_by(cells: &mut Cells<'_>, book: &Book<'_>, number: usize) {
    let moved = book.calendar.explain(&book.units, &book.settings, number);
    let between = moved.map(|it| it.between).unwrap_or_default();
    cells.composed(|out| {
        for (at, Obstacle { span, reason }) in between.iter().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            write_day(out, span.first);
            if span.last != span.first {
                out.extend_from_slice(b"..");
                write_day(out, span.last);
            }
            out.push(b'=');
            out.extend_from_slice(word(*reason).as_bytes());
        }
    });
}

/// What stood in the way, in one word.
fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::Full => "full",
        Reason::Closed(Closure::Freeze(_)) => "freeze",
        Reason::Closed(Closure::Holiday) => "holiday",
        Reason::Closed(Closure::Weekend) => "no-working-day",
        Reason::Closed(Closure::NoCapacity) => "no-capacity",
        Reason::Smoother => "evens-the-load",
        Reason::Group => "group",
        Reason::Pin => "pin",
    }
}

/// What the days before the best one cost, as two lists in the same order.
fn costs(cells: &mut Cells<'_>, book: &Book<'_>, number: usize) {
    let best = book.units[number].best();
    let early = book.calendar.days[number].map_or(0, |day| days_between(day, best).max(0));
    let paid = || book.prices_of(number).iter().filter(|_| early > 0);
    cells.composed(|out| {
        for (at, (.., price)) in paid().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            append_money(out, price.scaled(i128::from(early), 1));
        }
        if paid().next().is_none() {
            append_money(out, Money::ZERO);
        }
    });
    let code = |currency: &Option<crate::model::Currency>| {
        currency.map(|it| it.as_str().to_owned()).unwrap_or_default()
    };
    let codes: Vec<String> = paid().map(|(_, currency, _)| code(currency)).collect();
    cells.words(codes.iter().map(String::as_str));
}

fn pinned(cells: &mut Cells<'_>, lot: &Lot<'_>) {
    match lot.pin {
        None => cells.empties(3),
        Some(pin) => {
            cells.text(&pin.told);
            cells.text(&pin.owner);
            cells.text(&pin.reason);
        }
    }
}

//! `schedule.csv`: every move that is not on its best day, is too late or was pinned, and what took the days between.

use std::io::Write;

use crate::model::{Money, days_between, write_day};
use crate::plan::{Book, CustomerPlan, Lot};
use crate::table::{CellWriter, append_header, append_money};
use crate::waves::{Closure, Obstacle, Reason, Span};

/// Stretches of days told one by one.
const MOST_STRETCHES: usize = 8;

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

/// Adds the moves of one customer that are worth a line, in the order of their units.
pub fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, book: &Book<'_>) {
    let mut units: Vec<usize> =
        plan.lines.iter().filter_map(|line| line.unit).map(|unit| unit as usize).collect();
    units.sort_unstable();
    units.dedup();
    for unit in units {
        append_unit(out, plan, book, unit);
    }
}

fn append_unit(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, book: &Book<'_>, number: usize) {
    let (unit, lot, day) = (&book.units[number], &book.lots[number], book.calendar.days[number]);
    let days_missed = day.zip(lot.last_safe).map(|(day, last)| days_between(last, day)).filter(|&it| it > 0);
    if day == Some(unit.best()) && lot.pin.is_none() && days_missed.is_none() {
        return;
    }
    let mut cells = CellWriter::new(out);
    cells.tenant(plan.customer.tenant);
    cells.text(plan.customer.name);
    let of_unit = plan.lines.iter().filter(|line| line.unit == Some(number as u32));
    cells.composed(|out| {
        for (at, id) in of_unit.filter_map(|line| line.subscription.id).enumerate() {
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

/// `2026-12-15..2027-01-06=freeze;2027-01-07=full`: weekends and holidays between two full days are not told apart,
/// and of many stretches the nearest to the best day are told one by one.
fn taken_by(cells: &mut CellWriter<'_>, book: &Book<'_>, number: usize) {
    let (unit, best) = (&book.units[number], book.units[number].best());
    let between = book.calendar.days[number]
        .map_or_else(Vec::new, |day| book.reasons.between(&book.settings, unit, day));
    let is_early = book.calendar.days[number] < Some(best);
    cells.composed(|out| {
        for (at, (span, word)) in nearest(&between, is_early).into_iter().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            write_day(out, span.first);
            if span.last != span.first {
                out.extend_from_slice(b"..");
                write_day(out, span.last);
            }
            out.push(b'=');
            out.extend_from_slice(word.as_bytes());
        }
    });
}

/// The stretches with their words; where there are too many, those far from the best day become one.
fn nearest(between: &[Obstacle], is_early: bool) -> Vec<(Span, &'static str)> {
    let mut told: Vec<(Span, &'static str)> = between.iter().map(|it| (it.span, word(it.reason))).collect();
    if told.len() <= MOST_STRETCHES {
        return told;
    }
    let together = |some: &[(Span, &'static str)]| {
        (Span { first: some[0].0.first, last: some[some.len() - 1].0.last }, "several")
    };
    if is_early {
        let begin = told.len() + 1 - MOST_STRETCHES;
        let far = together(&told[..begin]);
        told.splice(..begin, [far]);
    } else {
        let far = together(&told[MOST_STRETCHES - 1..]);
        told.splice(MOST_STRETCHES - 1.., [far]);
    }
    told
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
        Reason::TooLate => "past-last-good-day",
        Reason::Group => "group",
        Reason::Pin => "pin",
    }
}

/// What the days before the best one cost, as two lists in the same order.
fn costs(cells: &mut CellWriter<'_>, book: &Book<'_>, number: usize) {
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

fn pinned(cells: &mut CellWriter<'_>, lot: &Lot<'_>) {
    match lot.pin {
        None => cells.empties(3),
        Some(pin) => {
            cells.text(&pin.told);
            cells.text(&pin.owner);
            cells.text(&pin.reason);
        }
    }
}

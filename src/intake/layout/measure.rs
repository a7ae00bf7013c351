//! Dates, seats and prices, read by what was decided for their column.

use super::cell::{Row, fill};
use super::flaw::Flaw;
use super::{DateOrder, Dotted, MOST_SEATS, Note, Reader, slot};
use crate::intake::profile::Ends;
use crate::intake::special::text::date_text;
use crate::intake::target::Target;
use crate::intake::values::dates::{Shape, bounded, ordered, seconds_day, serial_day, shape};
use crate::intake::values::numbers::{Mark, Number, Proof, proof, read, split_currency};
use crate::intake::{Grain, Sign};
use crate::model::{Currency, Day, Seats, UnitPrice, parse_day, plus_days};

/// Numbers that exports write for "unlimited".
const UNLIMITED: [&str; 5] =
    ["9223372036854775807", "9223372036854780000", "2147483647", "1000000", "10000000"];

impl Row<'_, '_> {
    pub(super) fn date(&mut self, reader: &Reader, text: &str) {
        let Some(date) = date_text(text, reader.special) else {
            return self.note(Note::EndNever);
        };
        match self.day(reader, date) {
            Ok(Some(day)) => self.put_day(reader, day),
            Ok(None) => self.note(Note::DatePlaceholder),
            // The day of an order only puts the lines of an invoice in their order.
            Err(_) if reader.target == Target::ChargeOrdered => {}
            Err(flaw) => self.flaw(flaw, date),
        }
    }

    fn put_day(&mut self, reader: &Reader, day: Day) {
        let same = match reader.ends {
            Ends::LastDay => slot::day(self.record, reader.target).is_none_or(|slot| fill(slot, day)),
            Ends::DayAfter => fill(&mut self.record.end_date, plus_days(day, -1)),
            Ends::NextState => fill(&mut self.later.next_state, day),
        };
        self.unless(same);
    }

    /// `Ok(None)` is a placeholder for "no date".
    fn day(&mut self, reader: &Reader, text: &str) -> Result<Option<Day>, Flaw> {
        let found = match shape(text) {
            Shape::Plain(day) => return Ok(day),
            Shape::Slash { first, second, year } => {
                reader.dates.slash.and_then(|order| ordered(order, first, second, year))
            }
            Shape::Dotted { first, second, year, short_year } => {
                if short_year {
                    self.note(Note::ShortYear);
                }
                let suspect = reader.dates.dotted == Dotted::Suspect && first != second;
                if suspect
                    && ordered(DateOrder::DayFirst, first, second, year)
                        .is_some_and(|day| bounded(day).is_some())
                {
                    return Err(Flaw::DateMaybeSwapped);
                }
                let is_swapped = reader.dates.dotted == Dotted::Swapped;
                let order = if is_swapped { DateOrder::MonthFirst } else { DateOrder::DayFirst };
                ordered(order, first, second, year)
            }
            Shape::Serial(serial) if reader.dates.serials => serial_day(serial),
            Shape::Seconds(seconds) if reader.dates.seconds => Some(seconds_day(seconds)),
            Shape::Serial(_) | Shape::Seconds(_) | Shape::Other => None,
        };
        let month =
            || (reader.target == Target::ReportedMonth).then(|| parse_day(&format!("{text}-01"))).flatten();
        found.or_else(month).map(bounded).ok_or(Flaw::NotADate)
    }

    pub(super) fn count(&mut self, reader: &Reader, text: &str) {
        match whole(text, reader.mark) {
            Ok(Count::Is(n)) if n <= MOST_SEATS => {
                if let (Some(seats), Some(slot)) = (Seats::new(n), slot::seats(self.record, reader.target)) {
                    let same = fill(slot, seats);
                    self.unless(same);
                }
            }
            Ok(Count::Is(_)) => self.flaw(Flaw::TooManySeats, text),
            Ok(Count::Unlimited) => self.note(Note::Unlimited),
            Err(flaw) => self.flaw(flaw, text),
        }
    }

    /// Seats of a line of an invoice, below zero in a credit; consumption has parts of a unit and states none.
    pub(super) fn charged(&mut self, reader: &Reader, text: &str) {
        let Some(number) = number(text, reader.mark, true) else {
            return self.flaw(Flaw::NotANumber, text);
        };
        let whole = number.whole.parse().unwrap_or(if number.whole.is_empty() { 0 } else { u32::MAX });
        if whole > MOST_SEATS || number.fraction.bytes().any(|b| b != b'0') {
            return;
        }
        let seats = if number.negative { -(whole as i32) } else { whole as i32 };
        let charge = &mut self.record.charge;
        let is_billable = reader.target == Target::ChargeBillable;
        let same = fill(if is_billable { &mut charge.billable } else { &mut charge.quantity }, seats);
        self.unless(same);
    }

    /// Which way the money goes; of several amounts the first that is not nothing.
    pub(super) fn amount(&mut self, text: &str) {
        let amount = &mut self.record.charge.amount;
        if !matches!(amount, Some(Sign::Credit | Sign::Charge)) {
            *amount = Sign::of_amount(text).or(*amount);
        }
    }

    pub(super) fn active_subscriptions(&mut self, reader: &Reader, text: &str) {
        match whole(text, reader.mark) {
            Ok(Count::Is(n)) => {
                let same = fill(&mut self.record.facts.active_subscriptions, n);
                self.unless(same);
            }
            Ok(Count::Unlimited) => self.note(Note::Unlimited),
            Err(flaw) => self.flaw(flaw, text),
        }
    }

    pub(super) fn money(&mut self, reader: &Reader, text: &str) {
        if reader.mark != Some(Mark::Comma)
            && let Some(price) = UnitPrice::parse(text)
        {
            let same = fill(&mut self.record.unit_price, price);
            return self.unless(same);
        }
        let (amount, sign, code) = split_currency(text);
        self.later.money_currency = code.or(sign).and_then(Currency::parse).or(self.later.money_currency);
        let plain = if reader.mark == Some(Mark::Comma) { None } else { UnitPrice::parse(amount) };
        let price = plain.or_else(|| {
            let number = number(amount, reader.mark, true).filter(|number| !number.negative)?;
            UnitPrice::parse(&format!(
                "{}.{}",
                if number.whole.is_empty() { "0" } else { &number.whole },
                number.fraction
            ))
        });
        match price {
            Some(price) => {
                let same = fill(&mut self.record.unit_price, price);
                self.unless(same);
            }
            None if self.record.grain == Grain::Charge
                && number(amount, reader.mark, true).is_some_and(|number| number.negative) => {}
            None => self.flaw(Flaw::NotAPrice, text),
        }
    }
}

/// A number of seats.
enum Count {
    Is(u32),
    Unlimited,
}

/// A whole number of 0 or more, or what is wrong with it.
fn whole(text: &str, mark: Option<Mark>) -> Result<Count, Flaw> {
    let plain = text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    if plain && (text.len() < 7 || !UNLIMITED.contains(&text)) {
        return text.parse().map(Count::Is).map_err(|_| Flaw::NotANumber);
    }
    let Some(number) = number(text, mark, false) else {
        return Err(Flaw::NotANumber);
    };
    if number.negative {
        return Err(Flaw::Negative);
    }
    if number.fraction.bytes().any(|b| b != b'0') {
        return Err(Flaw::NotWhole);
    }
    if UNLIMITED.contains(&number.whole.as_str()) {
        return Ok(Count::Unlimited);
    }
    Ok(Count::Is(number.whole.parse().unwrap_or(if number.whole.is_empty() { 0 } else { u32::MAX })))
}

/// A number by the mark of its column; without a decision only what has one meaning, or, of money, the
/// contract's decimal point.
fn number(text: &str, mark: Option<Mark>, is_money: bool) -> Option<Number> {
    match (mark, proof(text)) {
        (_, Proof::NotANumber) => None,
        (Some(mark), _) => read(text, mark),
        (None, Proof::Plain | Proof::Proves(Mark::Point)) => read(text, Mark::Point),
        (None, Proof::Open(Mark::Point)) if is_money => read(text, Mark::Point),
        (None, Proof::Open(_) | Proof::Proves(Mark::Comma)) => None,
    }
}

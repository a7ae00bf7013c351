//! The charge lines of one subscription, added up: what it holds when its invoices end.

use std::cmp::Ordering;

use crate::intake::portfolio::draft::Draft;
use crate::intake::row::Arena;
use crate::intake::{Charge, ChargeKind, Sign};
use crate::model::{Day, Seats, Status};

/// What the lines amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) seats: Outcome,
    /// The line that tells product, price and dates: the last that charges seats.
    newest: usize,
    /// The seats rest on lines that only add: whether they are all is not said.
    pub(crate) is_uncertain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Holds(u32),
    /// It was cancelled, or everything was moved away; the seats it had.
    Ended(u32),
    /// The lines can be read in two ways.
    Either(i64, i64),
    /// No line says a number.
    Unsaid,
}

/// A line that says something about seats.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// Position among all lines.
    at: usize,
    kind: ChargeKind,
    /// The day from which it counts.
    day: Option<Day>,
    ordered: Option<Day>,
    seats: i64,
    billable: Option<i64>,
    /// Nothing where neither quantity nor money says it.
    is_credit: Option<bool>,
    is_trial: bool,
}

/// One subscription of several charge lines; `None` without any.
pub(crate) fn collapse(drafts: Vec<Draft>, text: &Arena) -> Option<Draft> {
    let drafts = in_order(drafts, text);
    let balance = Balance::of(&drafts);
    let mut newest = drafts.into_iter().nth(balance.newest)?;
    let seats = |n: u32| Seats::new(n);
    newest.row.seats_purchased = match balance.seats {
        Outcome::Holds(n) => seats(n),
        Outcome::Ended(n) => {
            newest.row.status = Some(Status::Deleted);
            seats(n)
        }
        Outcome::Either(..) | Outcome::Unsaid => None,
    };
    Some(newest)
}

/// What the lines of one subscription amount to, whatever their order.
pub(crate) fn balance(drafts: Vec<Draft>, text: &Arena) -> Balance {
    Balance::of(&in_order(drafts, text))
}

/// By the day they count from, then by the day of the order, what charges all before what changes some; a line that
/// stands in two invoices once.
fn in_order(mut drafts: Vec<Draft>, text: &Arena) -> Vec<Draft> {
    let key = |draft: &Draft| {
        let charge = draft.charge();
        let credit = charge.quantity.map(|n| n >= 0);
        (charge.start.or(charge.ordered), charge.ordered, charge.kind, charge.amount, credit)
    };
    drafts.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.compare(b, text)));
    let mut kept = Vec::with_capacity(drafts.len());
    for same in drafts.chunk_by(|a, b| a.compare_content(b, text) == Ordering::Equal) {
        let of_file = |file: u16| same.iter().filter(move |draft| draft.row.file == file);
        let most = same.iter().map(|draft| draft.row.file).max_by_key(|&file| of_file(file).count());
        kept.extend(most.into_iter().flat_map(of_file).cloned());
    }
    kept
}

impl Balance {
    fn of(drafts: &[Draft]) -> Self {
        let lines: Vec<Line> = drafts.iter().enumerate().filter_map(|(at, it)| Line::of(at, it)).collect();
        let base = Base::last(&lines);
        let counts = |line: &&Line| line.is_change() && base.as_ref().is_none_or(|it| line.day >= it.day);
        let changes: Vec<Line> = lines.iter().filter(counts).copied().collect();
        let mut running = Running::from(base.as_ref());
        let alike = |a: &Line, b: &Line| (a.day, a.ordered, a.kind) == (b.day, b.ordered, b.kind);
        changes.chunk_by(alike).for_each(|group| running.group(group));
        let newest = running.charged.or(base.as_ref().map(|it| it.at)).unwrap_or(drafts.len().max(1) - 1);
        let seats = match running.outcome() {
            Outcome::Holds(n) if is_cancelled(&lines) => Outcome::Ended(n),
            other => other,
        };
        Balance { seats, newest, is_uncertain: base.is_none() && running.is_uncertain() }
    }
}

/// Whether a cancellation stands behind everything that charges seats.
fn is_cancelled(lines: &[Line]) -> bool {
    let cancelled = lines.iter().filter(|line| line.kind == ChargeKind::Cancel);
    let Some(last) = cancelled.map(|line| line.day.max(line.ordered)).max() else { return false };
    let charges = |line: &&Line| line.kind != ChargeKind::Cancel && line.is_credit != Some(true);
    lines.iter().filter(charges).all(|line| line.day <= last)
}

impl Line {
    fn of(at: usize, draft: &Draft) -> Option<Self> {
        let Charge { start, ordered, kind, quantity, billable, amount, .. } = *draft.charge();
        let quantity = i64::from(quantity?);
        let is_credit = match amount {
            _ if quantity < 0 => Some(true),
            Some(Sign::Credit) => Some(true),
            Some(Sign::Charge) => Some(false),
            Some(Sign::Nothing) | None => None,
        };
        Some(Line {
            at,
            kind: kind?,
            day: start.or(ordered),
            ordered,
            seats: quantity.abs(),
            billable: billable.map(|n| i64::from(n).abs()),
            is_credit,
            is_trial: draft.row.is_trial == Some(true),
        })
    }

    fn is_change(&self) -> bool {
        matches!(self.kind, ChargeKind::Add | ChargeKind::Remove | ChargeKind::Change)
    }
}

/// The last charge of the whole subscription.
struct Base {
    at: usize,
    day: Option<Day>,
    seats: i64,
    /// Another line of the same day charges another number.
    other: Option<i64>,
    is_trial: bool,
}

impl Base {
    fn last(lines: &[Line]) -> Option<Self> {
        let charges =
            |line: &&Line| line.kind == ChargeKind::Base && line.seats > 0 && line.is_credit != Some(true);
        let last = lines.iter().rfind(charges)?;
        let of_day = || lines.iter().filter(|line| line.kind == ChargeKind::Base && line.day == last.day);
        let n_credited =
            |seats: i64| of_day().filter(|it| it.is_credit == Some(true) && it.seats == seats).count();
        let n_charged = |seats: i64| of_day().filter(charges).filter(|it| it.seats == seats).count();
        // What was credited again stands only where nothing else was charged in its place.
        let stands = |line: &&Line| n_charged(line.seats) > n_credited(line.seats);
        let mut standing: Vec<&Line> = of_day().filter(charges).filter(stands).collect();
        standing.sort_by_key(|line| line.at);
        let line = standing.last().copied().unwrap_or(last);
        let other = standing.iter().map(|it| it.seats).find(|&seats| seats != line.seats);
        Some(Base { at: line.at, day: line.day, seats: line.seats, other, is_trial: line.is_trial })
    }
}

/// Seats while the changes are added up.
#[derive(Default)]
struct Running {
    seats: Option<i64>,
    /// What the subscription had before it ended.
    before: i64,
    is_trial: bool,
    either: Option<(i64, i64)>,
    /// Without a base: seats charged and seats credited, which cancel each other along a chain of changes.
    charges: Vec<i64>,
    credits: Vec<i64>,
    /// The last line that charges seats.
    charged: Option<usize>,
}

impl Running {
    fn from(base: Option<&Base>) -> Self {
        let either =
            base.and_then(|base| base.other.map(|other| (base.seats.min(other), base.seats.max(other))));
        let seats = base.map(|base| base.seats);
        Running {
            seats,
            before: seats.unwrap_or_default(),
            is_trial: base.is_some_and(|it| it.is_trial),
            either,
            ..Running::default()
        }
    }

    /// The changes of one order. A line without money is the other side of one with money.
    fn group(&mut self, lines: &[Line]) {
        let has = |credit: bool| lines.iter().any(|line| line.is_credit == Some(credit));
        let open: Vec<&Line> = lines.iter().filter(|line| line.is_credit.is_none()).collect();
        let is_credit = match (has(false), has(true), open.as_slice()) {
            (true, false, _) => true,
            (false, false, [only]) => only.kind == ChargeKind::Remove,
            (false, true, _) | (_, _, []) => false,
            (_, _, open) => return self.without_money(lines, open),
        };
        for line in lines {
            self.line(line, line.is_credit.unwrap_or(is_credit), lines.len() == 1);
        }
    }

    /// Two lines without money are the old and the new number where one is the number so far.
    fn without_money(&mut self, lines: &[Line], open: &[&Line]) {
        let sum = open.iter().map(|line| line.seats).sum::<i64>();
        match (open, self.seats) {
            ([a, b], Some(seats)) if lines.len() == 2 && (a.seats == seats || b.seats == seats) => {
                let new = if a.seats == seats { b } else { a };
                self.seats = Some(new.seats);
                self.charged = Some(new.at);
            }
            (_, seats) => {
                let last = open.last().map_or(0, |line| line.seats);
                self.either = self.either.or(Some((last, seats.unwrap_or_default() + sum)));
            }
        }
    }

    fn line(&mut self, line: &Line, is_credit: bool, is_alone: bool) {
        let change = if is_credit { -line.seats } else { line.seats };
        if !is_credit {
            self.charged = Some(line.at);
        }
        let Some(seats) = self.seats else {
            let side = if is_credit { &mut self.credits } else { &mut self.charges };
            side.push(line.seats);
            return;
        };
        let billed = line.billable.filter(|&billed| billed != line.seats);
        let after = match billed {
            // The quantity is the size after the change, and what is billed is the change.
            Some(billed) if seats + (if is_credit { -billed } else { billed }) == line.seats => line.seats,
            Some(_) => {
                self.either = self.either.or(Some((line.seats, seats + change)));
                line.seats
            }
            // A trial was given out free: what takes its place credits nothing.
            None if self.is_trial && is_alone && line.kind == ChargeKind::Change => change.max(0),
            None => seats + change,
        };
        self.seats = Some(after);
        self.before = if after > 0 { after } else { self.before };
    }

    /// Without a base the last line that charges seats carries the whole number; along a chain of changes each
    /// credit takes back what was charged before.
    fn without_base(&self) -> Option<i64> {
        let mut left = self.charges.clone();
        for credit in &self.credits {
            if let Some(at) = left.iter().position(|charge| charge == credit) {
                left.remove(at);
            }
        }
        left.last().or(self.charges.last()).copied()
    }

    fn is_uncertain(&self) -> bool {
        self.credits.is_empty() && !self.charges.is_empty()
    }

    fn outcome(&self) -> Outcome {
        match (self.either, self.seats.or_else(|| self.without_base())) {
            (Some((a, b)), _) => Outcome::Either(a.min(b), a.max(b)),
            (None, None) => Outcome::Unsaid,
            (None, Some(0)) => Outcome::Ended(u32::try_from(self.before).unwrap_or_default()),
            (None, Some(seats)) => match u32::try_from(seats) {
                Ok(seats) => Outcome::Holds(seats),
                Err(_) => Outcome::Either(seats, self.before),
            },
        }
    }
}

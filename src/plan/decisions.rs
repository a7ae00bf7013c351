//! Keeps what people decided about a customer: route and successor at once, the day for the calendar.

use crate::assess::{Assessor, Charted};
use crate::catalogue::Verdict;
use crate::routes::{Route, ruled_out_by};
use crate::rules::{Choice, Pin, PinNote, PinState, Pins};

/// The decisions about when, by subscription.
#[derive(Default)]
pub(super) struct Decided<'a> {
    /// The pins that are about when.
    pins: Vec<(Option<usize>, &'a Pin)>,
    /// Per subscription: 1 + position in `pins`, or 0; empty where there are none.
    of: Vec<usize>,
}

impl<'a> Decided<'a> {
    /// 0 without a decision.
    pub(super) fn number(&self, position: usize) -> usize {
        self.of.get(position).copied().unwrap_or(0)
    }

    pub(super) fn pin(&self, number: usize) -> Option<(Option<usize>, &'a Pin)> {
        number.checked_sub(1).map(|at| self.pins[at])
    }
}

/// Applies the pins of a customer that are about route and successor, notes what is wrong with them, and
/// gives back those that are about the day.
pub(super) fn keep<'p: 'a, 'a>(
    pins: &'p Pins,
    assessor: &Assessor<'a>,
    charted: &mut Charted<'a>,
) -> Decided<'p> {
    let mut decided = Decided::default();
    if pins.is_empty() {
        return decided;
    }
    for (about, pin) in pins.about(charted.customer.tenant, &charted.lines) {
        let state = if pin.expires.is_some_and(|last| last < assessor.as_of) {
            Some(PinState::Expired)
        } else {
            apply(assessor, charted, &mut decided, about, pin)
        };
        charted.pins.extend(state.map(|state| PinNote { pin, position: about, state }));
    }
    decided
}

fn apply<'p: 'a, 'a>(
    assessor: &Assessor<'a>,
    charted: &mut Charted<'a>,
    decided: &mut Decided<'p>,
    about: Option<usize>,
    pin: &'p Pin,
) -> Option<PinState> {
    let all = about.map_or(0..charted.lines.len(), |position| position..position + 1);
    let moving: Vec<usize> = all.filter(|&it| charted.lines[it].course.is_moving()).collect();
    if moving.is_empty() {
        return Some(PinState::Wrong("nothing of it moves"));
    }
    match &pin.choice {
        Choice::Date(_) | Choice::Wave(_) | Choice::Skip => {
            decided.pins.push((about, pin));
            decided.of.resize(charted.lines.len(), 0);
            for position in moving {
                decided.of[position] = decided.pins.len();
            }
            None
        }
        Choice::Route(route) => {
            best_of(moving.into_iter().map(|it| take_route(assessor, charted, it, *route)))
        }
        Choice::Successor(wanted) => {
            best_of(moving.into_iter().map(|it| take_successor(charted, it, wanted)))
        }
    }
}

/// A pin of several subscriptions is at work where it is at work for one of them.
fn best_of(states: impl Iterator<Item = Option<PinState>>) -> Option<PinState> {
    let mut states: Vec<Option<PinState>> = states.collect();
    states.sort();
    let is_useless = states.contains(&Some(PinState::Useless));
    let worst = states.first().copied().flatten()?;
    Some(if is_useless { PinState::Useless } else { worst })
}

fn take_route<'a>(
    assessor: &Assessor<'a>,
    charted: &mut Charted<'a>,
    position: usize,
    route: Route,
) -> Option<PinState> {
    let course = &charted.lines[position].course;
    if course.route == route {
        return Some(PinState::Useless);
    }
    let Some(rejected) = course.rejected.iter().find(|it| it.route == route) else {
        return Some(PinState::Wrong("the channel does not offer the route"));
    };
    match rejected.rule {
        ruled_out_by::TRANSFER_NOT_POSSIBLE => Some(PinState::Wrong("the transfer is ruled out")),
        ruled_out_by::TERM_ENDED | ruled_out_by::SUSPENDED => {
            Some(PinState::Wrong("there is nothing left to wait for"))
        }
        _ => {
            assessor.take_route(charted, position, route);
            None
        }
    }
}

fn take_successor(charted: &mut Charted<'_>, position: usize, wanted: &str) -> Option<PinState> {
    let course = &mut charted.lines[position].course;
    let is_wanted = |name: &str| name.eq_ignore_ascii_case(wanted);
    let verdict = &course.verdict;
    let is_taken = verdict.targets.iter().any(|(part_number, _)| is_wanted(part_number));
    if is_taken && verdict.alternatives.is_empty() {
        return Some(PinState::Useless);
    }
    let Some(taken) = verdict.alternatives.iter().find(|it| is_wanted(it)).cloned() else {
        if !is_taken {
            return Some(PinState::Wrong("the successor is none of the choices"));
        }
        course.verdict = Verdict { alternatives: Vec::new(), ..Verdict::clone(verdict) }.into();
        return None;
    };
    let targets = vec![(taken.clone(), taken)];
    course.verdict = Verdict { targets, alternatives: Vec::new(), ..Verdict::clone(verdict) }.into();
    None
}

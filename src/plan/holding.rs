//! What a tenant can hold: where old and new would not fit side by side, cut-overs take another day, and the
//! plan remembers which one they would have had.

use crate::assess::{Assessor, Charted};
use crate::model::{Day, Estate};
use crate::plan::decisions::Decided;
use crate::plan::lots::Together;
use crate::routes::{Course, Line, Swap, first_day_above, reorder, set_cutover};
use crate::rules::held_today;
use crate::waves::{Calendar, Unit};

/// How often the calendar is asked for another order before the ceiling is left to its finding.
const ROUNDS: usize = 4;

/// A customer whose tenant has no room for every duplicate at once.
#[derive(Debug, Clone)]
pub(super) struct Tight {
    limit: i64,
    held: i64,
    /// The lot of a swap is the number of its unit.
    swaps: Vec<Swap>,
}

/// The tenant could hold everything twice: its cut-overs stay where they are, whatever the courses say.
pub(super) fn has_room_for_all(assessor: &Assessor<'_>, estate: &Estate<'_>) -> bool {
    let limit = i64::from(assessor.rules.thresholds.tenant_subscriptions);
    held_today(&estate.customer.facts, estate.subscriptions.iter()) + estate.subscriptions.len() as i64
        <= limit
}

/// The ceiling, and what the tenant holds; `None` where it has room for everything at once.
fn tightness(assessor: &Assessor<'_>, charted: &Charted<'_>) -> Option<(i64, i64)> {
    let limit = i64::from(assessor.rules.thresholds.tenant_subscriptions);
    let held = held_today(&charted.customer.facts, charted.lines.iter().map(|line| &line.subscription));
    let bought = charted.lines.iter().filter(|line| is_bought(&line.course)).count() as i64;
    (bought > 0 && held + bought > limit).then_some((limit, held))
}

fn is_bought(course: &Course<'_>) -> bool {
    course.is_moving() && course.route.buys_anew()
}

/// Positions of what is bought anew.
fn bought(charted: &Charted<'_>) -> impl Iterator<Item = usize> {
    charted.lines.iter().enumerate().filter(|(_, line)| is_bought(&line.course)).map(|(position, _)| position)
}

/// The swaps of a customer; `lot_of` gives the lot of a position, and `None` for one whose day somebody decided.
fn swaps(charted: &Charted<'_>, lot_of: impl Fn(usize) -> Option<u32>) -> Vec<Swap> {
    let of_position = |position: usize| {
        let Line { subscription, course, .. } = &charted.lines[position];
        let lot = lot_of(position);
        let mut swap = Swap::of(lot.unwrap_or(u32::MAX), course, subscription);
        swap.can_wait &= lot.is_some() && !is_waited_for(charted, position, &lot_of);
        swap
    };
    bought(charted).map(of_position).collect()
}

/// An add-on of another lot moves, which is ordered after its base.
fn is_waited_for(charted: &Charted<'_>, base: usize, lot_of: &impl Fn(usize) -> Option<u32>) -> bool {
    let id = charted.lines[base].subscription.id;
    let is_add_on = |it: usize| charted.lines[it].subscription.parent == id;
    id.is_some() && bought(charted).any(|it| is_add_on(it) && lot_of(it) != lot_of(base))
}

/// Puts cut-overs of a customer on later safe days where its tenant would be too full; leaves everything as it
/// is where no order helps.
pub(super) fn relieve(assessor: &Assessor<'_>, charted: &mut Charted<'_>, decided: &Decided<'_>) {
    let Some((limit, held)) = tightness(assessor, charted) else { return };
    let mut swaps = swaps(charted, |position| (decided.number(position) == 0).then_some(position as u32));
    if first_day_above(limit, held, &swaps).is_none() || !reorder(limit, held, &mut swaps) {
        return;
    }
    for swap in swaps.iter().filter(|swap| swap.lot != u32::MAX) {
        let position = swap.lot as usize;
        let Line { subscription, course, .. } = &mut charted.lines[position];
        let before = course.cutover_date;
        if let Some(day) = swap.cutover.filter(|_| swap.cutover != before) {
            set_cutover(course, subscription, day, assessor.routes, assessor.as_of);
            course.held_back_from = before;
        }
    }
}

/// The swaps of a customer by the units of its lots, which are numbered from `first`; `None` where the tenant has
/// room for everything at once.
pub(super) fn tight_of(
    assessor: &Assessor<'_>,
    charted: &Charted<'_>,
    lots: &[Together<'_>],
    first: u32,
) -> Option<Tight> {
    let (limit, held) = tightness(assessor, charted)?;
    let lot_of = |position: usize| {
        let lot = lots.iter().position(|lot| lot.positions.contains(&position))?;
        lots[lot].pin.is_none().then_some(first + lot as u32)
    };
    let mut swaps = swaps(charted, lot_of);
    // Who is pinned keeps its own unit, and cannot wait.
    for (swap, position) in swaps.iter_mut().zip(bought(charted)) {
        let lot = lots.iter().position(|lot| lot.positions.contains(&position));
        swap.lot = lot.map_or(u32::MAX, |lot| first + lot as u32);
    }
    Some(Tight { limit, held, swaps })
}

impl Tight {
    pub(super) fn shift(&mut self, units: u32) {
        self.swaps.iter_mut().filter(|it| it.lot != u32::MAX).for_each(|it| it.lot += units);
    }

    /// The units that have to wait, and until when; empty where the calendar fits, or no order helps.
    fn waits(&self, days: &[Option<Day>]) -> Vec<(usize, Day)> {
        let mut swaps = self.swaps.clone();
        for swap in swaps.iter_mut().filter(|it| it.lot != u32::MAX) {
            swap.cutover = days[swap.lot as usize];
        }
        let fits = first_day_above(self.limit, self.held, &swaps).is_none();
        if fits || !reorder(self.limit, self.held, &mut swaps) {
            return Vec::new();
        }
        let mut waits: Vec<(usize, Day)> = swaps
            .iter()
            .filter(|swap| swap.lot != u32::MAX)
            .filter_map(|swap| Some((swap.lot as usize, swap.cutover?)))
            .filter(|&(unit, day)| days[unit] < Some(day))
            .collect();
        waits.sort_unstable();
        waits.dedup();
        waits
    }
}

/// Asks for another calendar while one breaks a ceiling that another order would keep. Gives the calendar, and
/// the units that were held back with the days they would have had.
///
/// A ceiling is never kept at the price of somebody's service: where one more seat would miss its last safe day,
/// the ceiling is left to its finding.
pub(super) fn keep_ceilings(
    tight: &[Tight],
    units: &mut Vec<Unit>,
    calendar: Calendar,
    schedule: impl Fn(&mut [Unit]) -> Calendar,
) -> (Calendar, Vec<(usize, Day)>) {
    let mut calendar = calendar;
    let mut held: Vec<(usize, Day)> = Vec::new();
    for _ in 0..ROUNDS {
        let waits: Vec<(usize, Day)> = tight.iter().flat_map(|it| it.waits(&calendar.days)).collect();
        if waits.is_empty() {
            break;
        }
        let mut tried = units.clone();
        for &(unit, day) in &waits {
            tried[unit].earliest = tried[unit].earliest.max(day);
        }
        let next = schedule(&mut tried);
        if missed_seats(&next, units) > missed_seats(&calendar, units) {
            break;
        }
        let is_new = |unit: usize| held.binary_search_by_key(&unit, |it| it.0).is_err();
        let days = waits.iter().filter(|it| is_new(it.0));
        let newly: Vec<(usize, Day)> =
            days.filter_map(|&(unit, _)| Some((unit, calendar.days[unit]?))).collect();
        held.extend(newly);
        held.sort_unstable();
        (calendar, *units) = (next, tried);
    }
    (calendar, held)
}

fn missed_seats(calendar: &Calendar, units: &[Unit]) -> u64 {
    calendar.missed.iter().map(|missed| u64::from(units[missed.unit].seats.max(1))).sum()
}

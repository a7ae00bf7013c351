//! The worst moment of a move: what a tenant holds day by day while old and new stand side by side, and an order
//! of the cut-overs in which it fits.

use std::cmp::Reverse;

use crate::model::{Day, Subscription, plus_days};
use crate::routes::{Course, Credit, ends_with_cutover_until};

/// A purchase and the subscription it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swap {
    /// The day the new one begins; `None`: it does not.
    pub cutover: Option<Day>,
    /// Last day of the old one's term.
    pub end: Option<Day>,
    /// Last cut-over with which the old one ends at once; `None`: it is held until the end of its term.
    pub ends_with_until: Option<Day>,
    /// Last cut-over without a service gap; `None`: it cannot wait.
    pub last_safe: Option<Day>,
    /// Swaps of one lot have one cut-over.
    pub lot: u32,
    /// Nothing but the tenant's capacity speaks against a later day.
    pub can_wait: bool,
}

impl Swap {
    /// The swap of a course as it is planned, in a lot of its own.
    pub fn of(lot: u32, course: &Course<'_>, subscription: &Subscription<'_>) -> Self {
        Swap {
            cutover: course.cutover_date,
            end: course.timing.end,
            ends_with_until: ends_with_cutover_until(course, subscription),
            last_safe: course.last_safe_date,
            lot,
            can_wait: course.credit != Credit::Window,
        }
    }

    fn ends_with_cutover(&self) -> bool {
        self.cutover.zip(self.ends_with_until).is_some_and(|(day, until)| day <= until)
    }

    /// First day on which the old one is not held any more.
    fn released_on(&self) -> Option<Day> {
        let cutover = self.cutover?;
        if self.ends_with_cutover() { Some(cutover) } else { self.end.map(|end| plus_days(end, 1)) }
    }
}

/// The first cut-over on which a tenant that holds `held` today would hold more than `limit`, and how many.
pub fn first_day_above(limit: i64, held: i64, swaps: &[Swap]) -> Option<(Day, i64)> {
    let begun = swaps.iter().filter_map(|swap| Some((swap.cutover?, 1)));
    let released = swaps.iter().filter_map(|swap| Some((swap.released_on()?, -1)));
    let mut changes: Vec<(Day, i64)> = begun.chain(released).collect();
    changes.sort_unstable();
    let mut held = held;
    changes.chunk_by(|one, other| one.0 == other.0).find_map(|of_day| {
        held += of_day.iter().map(|&(_, change)| change).sum::<i64>();
        let is_cutover = of_day.iter().any(|&(_, change)| change > 0);
        (is_cutover && held > limit).then_some((of_day[0].0, held))
    })
}

/// Puts cut-overs on later days until the tenant is never above `limit`; `false`, and some days changed for
/// nothing, where no order inside the last safe days helps.
///
/// A purchase counts from its day on, so the only way to hold less on a day is to begin something later; whoever
/// has the most time left waits for the next old subscription to end. Earliest deadline first is exact for that.
pub fn reorder(limit: i64, held: i64, swaps: &mut [Swap]) -> bool {
    while let Some((day, _)) = first_day_above(limit, held, swaps) {
        let releases = swaps.iter().filter(|swap| !swap.ends_with_cutover()).filter_map(Swap::released_on);
        let Some(next) = releases.filter(|&release| release > day).min() else { return false };
        let candidates = swaps.iter().filter(|swap| swap.cutover.is_some_and(|cutover| cutover <= day));
        let candidates = candidates.filter(|swap| !swap.ends_with_cutover());
        let with_time = candidates.filter_map(|swap| Some((time_of(swap.lot, swaps)?, Reverse(swap.lot))));
        let Some((_, Reverse(lot))) = with_time.filter(|&(last, _)| last >= next).max() else { return false };
        for swap in swaps.iter_mut().filter(|swap| swap.lot == lot) {
            swap.cutover = swap.cutover.max(Some(next));
        }
    }
    true
}

/// The last day the whole lot can wait for; `None` where it cannot wait.
fn time_of(lot: u32, swaps: &[Swap]) -> Option<Day> {
    let mut members = swaps.iter().filter(|swap| swap.lot == lot);
    members.try_fold(Day::MAX, |last, swap| Some(last.min(swap.last_safe.filter(|_| swap.can_wait)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::fixture::day;

    /// With days of grace: bought again on the day after the end.
    fn graceful(lot: u32, end: &str, grace: i64) -> Swap {
        let end = day(end);
        Swap {
            cutover: Some(plus_days(end, 1)),
            end: Some(end),
            ends_with_until: None,
            last_safe: Some(plus_days(end, grace)),
            lot,
            can_wait: true,
        }
    }

    /// Without grace: bought again on its last day.
    fn strict(lot: u32, end: &str) -> Swap {
        Swap { cutover: Some(day(end)), last_safe: Some(day(end)), ..graceful(lot, end, 0) }
    }

    fn days(swaps: &[Swap]) -> Vec<String> {
        swaps.iter().map(|swap| swap.cutover.map_or_else(String::new, |day| day.to_string())).collect()
    }

    #[test]
    fn a_duplicate_counts_until_the_old_one_has_ended() {
        let one = [strict(0, "2026-12-20")];
        assert_eq!(first_day_above(300, 300, &one), Some((day("2026-12-20"), 301)));
        assert_eq!(first_day_above(300, 299, &one), None);
        assert_eq!(first_day_above(300, 300, &[graceful(0, "2026-12-10", 30)]), None, "the old one is gone");
        let refunded = Swap { ends_with_until: Some(Day::MAX), ..one[0] };
        assert_eq!(first_day_above(300, 300, &[refunded]), None, "the old one ends with it");
    }

    #[test]
    fn who_has_grace_waits_for_who_has_none() {
        let mut swaps = [graceful(0, "2026-12-10", 30), strict(1, "2026-12-20")];
        assert_eq!(first_day_above(300, 300, &swaps), Some((day("2026-12-20"), 301)));
        assert!(reorder(300, 300, &mut swaps));
        assert_eq!(days(&swaps), ["2026-12-21", "2026-12-20"]);
        assert_eq!(first_day_above(300, 300, &swaps), None);
    }

    #[test]
    fn the_one_with_the_most_time_waits_and_no_more_than_needed() {
        let mut swaps =
            [graceful(0, "2026-12-10", 20), graceful(1, "2026-12-11", 60), strict(2, "2026-12-20")];
        assert!(reorder(300, 300, &mut swaps));
        assert_eq!(days(&swaps), ["2026-12-11", "2026-12-21", "2026-12-20"]);
    }

    #[test]
    fn nobody_waits_behind_the_last_safe_day() {
        for mut late in [graceful(0, "2026-12-10", 10), graceful(0, "2026-12-10", 11)] {
            let mut swaps = [late, strict(1, "2026-12-20")];
            let fits = late.last_safe >= Some(day("2026-12-21"));
            assert_eq!(reorder(300, 300, &mut swaps), fits);
            late.can_wait = false;
            assert!(!reorder(300, 300, &mut [late, strict(1, "2026-12-20")]), "somebody decided its day");
        }
    }

    #[test]
    fn a_lot_waits_as_one() {
        let mut swaps =
            [graceful(0, "2026-12-10", 30), graceful(0, "2026-12-10", 12), strict(1, "2026-12-20")];
        assert!(reorder(300, 300, &mut swaps));
        assert_eq!(days(&swaps), ["2026-12-21", "2026-12-21", "2026-12-20"]);
    }

    /// Against every assignment of days, on small tenants.
    #[test]
    fn an_order_is_found_exactly_where_there_is_one() {
        for seed in 0..400u32 {
            let number = |at: u32| (seed.wrapping_mul(2_654_435_761).rotate_left(at * 5) ^ at) % 7;
            let swap = |lot: u32| {
                let end = plus_days(day("2026-12-01"), i64::from(number(lot)));
                let grace = i64::from(number(lot + 7) * 2);
                let begins = if grace == 0 { end } else { plus_days(end, 1) };
                Swap {
                    cutover: Some(begins),
                    end: Some(end),
                    ends_with_until: None,
                    last_safe: Some(plus_days(end, grace)),
                    lot,
                    can_wait: true,
                }
            };
            let swaps: Vec<Swap> = (0..4).map(swap).collect();
            for room in 0..3 {
                let is_possible = fits_somehow(4 + room, &swaps, 0);
                let mut found = swaps.clone();
                assert_eq!(reorder(4 + room, 4, &mut found), is_possible, "{seed} {room}");
                if is_possible {
                    assert_eq!(first_day_above(4 + room, 4, &found), None);
                    assert!(found.iter().zip(&swaps).all(|(now, was)| {
                        now.cutover >= was.cutover && now.cutover <= was.cutover.max(was.last_safe)
                    }));
                }
            }
        }
    }

    fn fits_somehow(limit: i64, swaps: &[Swap], from: usize) -> bool {
        if from == swaps.len() {
            return first_day_above(limit, 4, swaps).is_none();
        }
        let (first, last) = (swaps[from].cutover.unwrap(), swaps[from].last_safe.unwrap());
        let mut tried = swaps.to_vec();
        let mut day = first;
        loop {
            tried[from].cutover = Some(day);
            if fits_somehow(limit, &tried, from + 1) {
                return true;
            }
            day = plus_days(day, 1);
            if day > last {
                return false;
            }
        }
    }
}

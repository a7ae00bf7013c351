//! The term that runs on the as-of day, where exports leave its end out, contradict it or are behind.

use crate::model::{Day, EndOfTermAction, Fact, FactSet, Status, Subscription, Term, add_months, plus_days};
use crate::timing::term_end;

/// First and last day of the current term, and what is missing to know them.
#[derive(Debug, Clone, Copy)]
pub(super) struct CurrentTerm {
    pub(super) start: Option<Day>,
    pub(super) end: Option<Day>,
    pub(super) last_renewal: Option<Day>,
    pub(super) missing: FactSet,
}

impl CurrentTerm {
    /// The term is over, by status or by date.
    pub(super) fn has_ended(&self, status: Option<Status>, as_of: Day) -> bool {
        says_ended(status) || self.end.is_some_and(|end| end < as_of)
    }

    fn without_end(mut self, missing: Fact) -> Self {
        self.end = None;
        self.missing.insert(missing);
        self
    }
}

/// The current term as exported, computed from start and length, or rolled over renewals that lie behind.
pub(super) fn of(subscription: &Subscription<'_>, as_of: Day) -> CurrentTerm {
    let term = as_exported(subscription);
    let Some(end) = term.end else { return term };
    match (subscription.status, end < as_of) {
        // Cut short, or stale: the end may be long gone for users who are locked out today.
        (Some(Status::Expired | Status::Warning | Status::Disabled), false) => {
            term.without_end(Fact::EndDate)
        }
        (Some(Status::Active | Status::Pending) | None, true) => renewed(term, end, subscription, as_of),
        (
            Some(Status::Expired | Status::Warning | Status::Disabled | Status::Suspended | Status::Deleted),
            true,
        )
        | (Some(Status::Active | Status::Pending | Status::Suspended | Status::Deleted) | None, false) => {
            term
        }
    }
}

fn as_exported(subscription: &Subscription<'_>) -> CurrentTerm {
    // The days of another state are no days of a term.
    let passes = subscription.next_state.is_some();
    let computed = || Some(term_end(subscription.start_date?, subscription.stated_term()?));
    let missing = subscription.end_date.is_none().then_some(Fact::EndDate);
    CurrentTerm {
        start: subscription.start_date,
        end: subscription.end_date.or_else(|| if passes { None } else { computed() }),
        last_renewal: subscription.last_purchase_or_renewal.or(subscription.start_date),
        missing: missing.into_iter().collect(),
    }
}

/// An active subscription whose exported term lies behind has renewed, unless it is known not to renew.
fn renewed(term: CurrentTerm, end: Day, subscription: &Subscription<'_>, as_of: Day) -> CurrentTerm {
    match (subscription.end_action(), subscription.stated_term()) {
        (Some(EndOfTermAction::Renew), Some(length)) => rolled(term, end, length, as_of),
        (Some(EndOfTermAction::Renew), None) => term.without_end(Fact::Term),
        (Some(EndOfTermAction::Cancel | EndOfTermAction::ExtendedServiceTerm), _) => term,
        (None, _) if subscription.auto_renew == Some(false) => term,
        (None, _) => term.without_end(Fact::AutoRenew),
    }
}

/// The first term after `end` that has not ended before `as_of`; months are always added to the first
/// renewal day, never step by step.
fn rolled(term: CurrentTerm, end: Day, length: Term, as_of: Day) -> CurrentTerm {
    let renewal = plus_days(end, 1);
    let end_after = |terms: i32| plus_days(add_months(renewal, terms * length.months()), -1);
    let months_behind = (as_of.year() - renewal.year()) * 12 + as_of.month() as i32 - renewal.month() as i32;
    let mut terms = (months_behind / length.months()).max(1);
    while end_after(terms) < as_of {
        terms += 1;
    }
    let start = add_months(renewal, (terms - 1) * length.months());
    CurrentTerm { start: Some(start), end: Some(end_after(terms)), last_renewal: Some(start), ..term }
}

fn says_ended(status: Option<Status>) -> bool {
    match status {
        Some(Status::Expired | Status::Warning | Status::Disabled | Status::Deleted) => true,
        Some(Status::Active | Status::Suspended | Status::Pending) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::fixture::{day, of_partner, term};

    fn renewing(start: &str, end: &str, length: &str) -> Subscription<'static> {
        let mut bought = of_partner(start, end);
        bought.auto_renew = Some(true);
        bought.term = Some(term(length));
        bought
    }

    fn missing(term: &CurrentTerm) -> Vec<Fact> {
        term.missing.iter().collect()
    }

    #[test]
    fn an_exported_end_is_used_even_where_it_is_shorter_than_the_term() {
        let found = of(&renewing("2026-01-01", "2026-06-30", "P1Y"), day("2026-02-01"));
        assert_eq!(found.end, Some(day("2026-06-30")));
        assert!(found.missing.is_empty());
    }

    #[test]
    fn a_missing_end_is_computed_and_stays_missing() {
        let mut bought = renewing("2026-01-31", "2026-06-30", "P1M");
        bought.end_date = None;
        let found = of(&bought, day("2026-02-01"));
        assert_eq!((found.end, missing(&found)), (Some(day("2026-02-27")), vec![Fact::EndDate]));
        bought.term = None;
        assert_eq!(of(&bought, day("2026-02-01")).end, None);
    }

    #[test]
    fn a_renewing_term_that_lies_behind_is_rolled_to_the_current_one() {
        let found = of(&renewing("2024-01-31", "2024-02-28", "P1M"), day("2026-03-29"));
        assert_eq!(found.start, Some(day("2026-03-29")));
        assert_eq!(found.end, Some(day("2026-04-28")));
        assert_eq!(found.last_renewal, found.start);
    }

    #[test]
    fn rolling_stops_on_the_day_the_term_ends() {
        let bought = renewing("2024-07-01", "2025-06-30", "P1Y");
        assert_eq!(of(&bought, day("2025-06-30")).end, Some(day("2025-06-30")));
        assert_eq!(of(&bought, day("2025-07-01")).end, Some(day("2026-06-30")));
        assert_eq!(of(&bought, day("2026-06-30")).end, Some(day("2026-06-30")));
        assert_eq!(of(&bought, day("2026-07-01")).end, Some(day("2027-06-30")));
    }

    #[test]
    fn rolling_finds_the_smallest_number_of_terms() {
        for length in ["P1M", "P1Y", "P3Y"] {
            for start in ["2023-01-30", "2023-01-31", "2023-02-28", "2023-12-15"] {
                for ahead in (0..1500).step_by(17) {
                    let end = day(start);
                    let as_of = plus_days(end, ahead + 1);
                    let by_hand = (1..=60)
                        .map(|k| plus_days(add_months(plus_days(end, 1), k * term(length).months()), -1))
                        .find(|&candidate| candidate >= as_of);
                    assert_eq!(of(&renewing("2022-01-01", start, length), as_of).end, by_hand);
                }
            }
        }
    }

    #[test]
    fn a_term_that_lies_behind_without_a_known_action_has_no_known_end() {
        let mut bought = renewing("2024-07-01", "2025-06-30", "P1Y");
        bought.auto_renew = None;
        let found = of(&bought, day("2025-08-01"));
        assert_eq!((found.end, missing(&found)), (None, vec![Fact::AutoRenew]));
        bought.auto_renew = Some(true);
        bought.term = None;
        let found = of(&bought, day("2025-08-01"));
        assert_eq!((found.end, missing(&found)), (None, vec![Fact::Term]));
        assert!(!found.has_ended(bought.status, day("2025-08-01")));
    }

    #[test]
    fn a_term_that_lies_behind_and_does_not_renew_has_ended() {
        let mut bought = renewing("2024-07-01", "2025-06-30", "P1Y");
        bought.auto_renew = Some(false);
        let found = of(&bought, day("2025-07-01"));
        assert_eq!(found.end, Some(day("2025-06-30")));
        assert!(found.has_ended(bought.status, day("2025-07-01")));
        assert!(!found.has_ended(bought.status, day("2025-06-30")), "the last day still belongs to the term");
    }

    #[test]
    fn an_ended_status_with_an_end_ahead_is_a_contradiction() {
        for status in [Status::Expired, Status::Warning, Status::Disabled] {
            let mut bought = renewing("2025-07-01", "2026-06-30", "P1Y");
            bought.status = Some(status);
            let found = of(&bought, day("2026-06-30"));
            assert_eq!((found.end, missing(&found)), (None, vec![Fact::EndDate]));
            assert!(found.has_ended(bought.status, day("2026-06-30")));
            assert_eq!(of(&bought, day("2026-07-01")).end, Some(day("2026-06-30")));
        }
    }

    #[test]
    fn a_suspended_term_keeps_its_end() {
        let mut bought = renewing("2025-07-01", "2026-06-30", "P1Y");
        bought.status = Some(Status::Suspended);
        assert_eq!(of(&bought, day("2026-01-01")).end, Some(day("2026-06-30")));
        assert_eq!(of(&bought, day("2026-08-01")).end, Some(day("2026-06-30")));
    }
}

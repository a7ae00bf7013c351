//! Too few seats for the term or the offer that is wanted.

use crate::model::Subscription;
use crate::routes::Course;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "seat-minimum",
    title: "The offer needs more seats than are planned",
    severity: Severity::Blocker,
    points: 20,
    remedy: "Choose a shorter term or another offer, or buy the minimum.",
    citation: "https://licenseq.com/understanding-the-latest-enhancements-to-microsoft-csp",
    provenance: Provenance::ThirdParty,
    valid: Validity::since(Bound::setting("seat-minimum-from"), Event::Cutover),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Distributors report that some suites and add-ons are sold for three years only from a minimum of seats. An
offer matrix may name minimums of its own.

## What to do

Plan one year instead of three, or the minimum. Both the number and the list of part numbers are values of
the policy.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope().filter(|(_, _, course)| course.route.buys_anew())
    {
        let detail =
            |limit| Detail::NONE.with(Column::TargetSeats, course.target_seats).with(Column::Limit, limit);
        let by_offer = course.verdict.seat_limits.0.unwrap_or(0);
        let of_three_years = minimum_of_three_years(case, subscription, course);
        if course.target_seats < of_three_years && by_offer < of_three_years {
            findings.flag(position, Actor::Us, course.cutover_date, detail(of_three_years));
        }
        if course.target_seats < by_offer {
            findings.flag_undated(position, Actor::Us, course.cutover_date, detail(by_offer));
        }
    }
}

/// Seats that three years of this offer need; 0 where it has no such minimum.
fn minimum_of_three_years(case: &Case<'_, '_>, subscription: &Subscription<'_>, course: &Course<'_>) -> u32 {
    let thresholds = &case.settings.thresholds;
    let is_three_years = subscription.wanted_term().is_some_and(|term| term.months() == 36);
    if !is_three_years {
        return 0;
    }
    let is_listed = |number: &str| {
        thresholds.minimum_seats_products.iter().any(|listed| listed.eq_ignore_ascii_case(number))
    };
    let is_limited = course.verdict.has_three_year_minimum
        || course.verdict.targets.iter().any(|(number, _)| is_listed(number));
    if is_limited { thresholds.minimum_seats_three_years } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Term;
    use crate::routes::Route;
    use crate::rules::fixture::{Line, customer, day, findings_of, flags_line, subscription};
    use crate::rules::{Finding, Value};

    #[test]
    fn flags_three_years_of_a_listed_suite_below_the_minimum() {
        assert!(flags_line(&RULE, three_years(99)));
        assert!(!flags_line(&RULE, three_years(100)));
    }

    #[test]
    fn flags_less_than_the_offer_matrix_asks_for() {
        assert!(flags_line(&RULE, subscription("e3").but(|it| it.verdict.seat_limits = (Some(26), None))));
        assert!(!flags_line(&RULE, subscription("e3").but(|it| it.verdict.seat_limits = (Some(25), None))));
    }

    #[test]
    fn ignores_one_year_and_days_before_the_minimum() {
        let one_year = three_years(5).but(|it| it.facts.term = Term::of_months(12));
        let before = three_years(5).but(|it| it.course.cutover_date = Some(day("2025-05-31")));
        assert!(!flags_line(&RULE, one_year) && !flags_line(&RULE, before));
    }

    #[test]
    fn judges_the_term_that_is_wanted() {
        let shorter = three_years(5).but(|it| it.facts.target_term = Term::of_months(12));
        let longer = three_years(5).but(|it| {
            it.facts.term = Term::of_months(12);
            it.facts.target_term = Term::of_months(36);
        });
        assert!(!flags_line(&RULE, shorter) && flags_line(&RULE, longer));
    }

    #[test]
    fn a_minimum_of_the_offer_itself_does_not_wait_for_the_day_of_that_of_three_years() {
        let limits = |seats: u32, cutover| {
            let line = three_years(seats).but(|it| {
                it.verdict.seat_limits = (Some(10), None);
                it.course.cutover_date = Some(day(cutover));
            });
            let scene = customer(vec![line]);
            let limit = |found: &Finding<'_>| {
                let Some((_, Value::Count(limit))) =
                    found.detail.iter().find(|(column, _)| *column == "limit")
                else {
                    panic!("{found:?}")
                };
                limit
            };
            findings_of(&RULE, &scene).iter().map(limit).collect::<Vec<_>>()
        };
        assert_eq!(limits(5, "2025-06-01"), [100]);
        assert_eq!(limits(5, "2025-05-31"), [10]);
        assert!(limits(10, "2025-05-31").is_empty());
    }

    #[test]
    fn ignores_a_transfer() {
        assert!(!flags_line(&RULE, three_years(5).but(|it| it.course.route = Route::Transfer)));
    }

    fn three_years(seats: u32) -> Line {
        subscription("e3").but(|it| {
            it.facts.term = Term::of_months(36);
            it.course.target_seats = seats;
            it.verdict.targets =
                vec![("Microsoft_365_E3_(no_Teams)".to_owned(), "Microsoft 365 E3".to_owned())];
        })
    }
}

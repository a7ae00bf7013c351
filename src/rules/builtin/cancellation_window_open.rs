//! A purchase or renewal that can still be undone for a refund.

use crate::model::days_between;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "cancellation-window-open",
    title: "The purchase or renewal can still be undone",
    severity: Severity::Note,
    points: 0,
    remedy: "Decide today whether to cancel and buy again before the window closes.",
    citation: "https://learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::setting("cancellation-window-from"), Event::Renewal),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

For some days after a purchase or renewal the owner can cancel for a prorated refund. After that the term
is locked. Cancelling ends the access of users at once.

## What to do

If the move can be made before the last day of the window, buy the new subscription first and let the
owner cancel then.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let Some(last_day) = course.timing.window_last_day else { continue };
        let Some(began) = course.timing.last_renewal else { continue };
        if began <= case.as_of && case.as_of <= last_day {
            let detail = Detail::NONE.with(Column::Days, days_between(case.as_of, last_day));
            let owner = Actor::owner_of(subscription.channel);
            if subscription.cancel_until.is_some() {
                findings.flag_undated(position, owner, Some(last_day), detail);
            } else {
                findings.flag(position, owner, Some(last_day), detail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{Line, day, flags_line, subscription};

    #[test]
    fn flags_the_window_until_its_last_day() {
        assert!(flags_line(&RULE, renewed("2026-01-09", "2026-01-15")));
        assert!(!flags_line(&RULE, renewed("2026-01-08", "2026-01-14")));
    }

    #[test]
    fn ignores_a_renewal_that_is_still_to_come() {
        assert!(flags_line(&RULE, renewed("2026-01-15", "2026-01-21")));
        assert!(!flags_line(&RULE, renewed("2026-01-16", "2026-01-22")));
    }

    #[test]
    fn ignores_a_subscription_without_a_window() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }

    fn renewed(on: &str, last_day: &str) -> Line {
        subscription("e3").but(|it| {
            it.course.timing.last_renewal = Some(day(on));
            it.course.timing.window_last_day = Some(day(last_day));
        })
    }
}

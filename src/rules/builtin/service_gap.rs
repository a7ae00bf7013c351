//! A first possible cut-over that comes after the last day on which users can work.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "service-gap",
    title: "Users stop working before the cut-over is possible",
    severity: Severity::Blocker,
    points: 40,
    remedy: "Extend the old subscription, or shorten what has to happen before the cut-over.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

The new subscription has to stand before the old one stops serving its users. Here relationship, agreement
or lead time come too late.

## What to do

Ask the owner of the old subscription to extend it, by a month or by an extended term, or get relationship
and agreement accepted sooner and plan again.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.in_scope() {
        let Some(last_day) = course.timing.users_work_until.day() else { continue };
        let Some(earliest) = course.earliest_date else { continue };
        if case.as_of <= last_day && last_day < earliest {
            let detail = Detail::NONE
                .with(Column::UsersWorkUntil, last_day)
                .with(Column::EarliestDate, earliest)
                .with_some(Column::GapDays, course.gap_days);
            findings.flag(position, Actor::Us, Some(last_day), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{Line, day, flags_line, subscription};
    use crate::timing::LastDay;

    #[test]
    fn flags_a_last_day_before_the_first_possible_day() {
        assert!(flags_line(&RULE, working_until("2026-01-28", "2026-01-29")));
        assert!(!flags_line(&RULE, working_until("2026-01-29", "2026-01-29")));
    }

    #[test]
    fn ignores_users_who_are_locked_out_already() {
        assert!(flags_line(&RULE, working_until("2026-01-15", "2026-01-29")));
        assert!(!flags_line(&RULE, working_until("2026-01-14", "2026-01-29")));
    }

    #[test]
    fn ignores_a_term_that_stays_open() {
        let line = working_until("2026-01-28", "2026-01-29")
            .but(|it| it.course.timing.users_work_until = LastDay::Open);
        assert!(!flags_line(&RULE, line));
    }

    fn working_until(last_day: &str, earliest: &str) -> Line {
        subscription("e3").but(|it| {
            it.course.timing.users_work_until = LastDay::On(day(last_day));
            it.course.earliest_date = Some(day(earliest));
        })
    }
}

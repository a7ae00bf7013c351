//! A last safe day that is near, or past.

use crate::model::days_between;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "deadline-near",
    title: "The last safe day is near",
    severity: Severity::Risk,
    points: 0,
    remedy: "Move this customer among the first.",
    citation: "https://learn.microsoft.com/partner-center/subscription-lifecycle",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

After the last safe day users stop working, or the subscription renews. The horizon is a value of the
policy.

## What to do

Put it into an early wave. Where days of grace remain, do not use the last three of them.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.in_scope() {
        let Some(last_safe) = course.last_safe_date else { continue };
        let days = days_between(case.as_of, last_safe);
        if days <= case.settings.thresholds.deadline_days {
            let detail = Detail::NONE.with(Column::LastSafeDate, last_safe).with(Column::Days, days);
            findings.flag(position, Actor::Us, Some(last_safe), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{day, flags_line, subscription};

    #[test]
    fn flags_thirty_days_and_what_is_past() {
        let last_safe = |on| subscription("e3").but(|it| it.course.last_safe_date = Some(day(on)));
        assert!(flags_line(&RULE, last_safe("2026-02-14")));
        assert!(!flags_line(&RULE, last_safe("2026-02-15")));
        assert!(flags_line(&RULE, last_safe("2026-01-01")));
    }

    #[test]
    fn ignores_an_unknown_day() {
        assert!(!flags_line(&RULE, subscription("e3").but(|it| it.course.last_safe_date = None)));
    }
}

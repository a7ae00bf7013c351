//! A subscription whose term is over: first its users, then its data are on a clock.

use crate::model::Status;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};
use crate::timing::LastDay;

pub(super) const RULE: Rule<'_> = Rule {
    id: "term-ended",
    title: "The term is over and the clock runs",
    severity: Severity::Risk,
    points: 15,
    remedy: "Buy the new subscription as soon as possible.",
    citation: "https://learn.microsoft.com/partner-center/subscription-lifecycle",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

After its term a subscription lets users work for some days at most, then administrators only, and then it
is deleted with its data.

## What to do

Move this customer first. The dates say how long users work and when the data are gone.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let timing = &course.timing;
        let is_over = timing.has_ended && subscription.status != Some(Status::Suspended);
        if !is_over || timing.users_work_until == LastDay::Open {
            continue;
        }
        let (last_day, deletion) = (timing.users_work_until.day(), timing.data_deleted_on.day());
        let due = last_day.into_iter().chain(deletion).find(|&day| case.as_of <= day);
        let detail = Detail::NONE
            .with_some(Column::Status, subscription.status.map(Status::as_str))
            .with_some(Column::EndDate, timing.end)
            .with_some(Column::UsersWorkUntil, last_day)
            .with_some(Column::DataDeletedOn, deletion);
        findings.flag(position, Actor::Us, due, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Status;
    use crate::rules::fixture::{Line, customer, day, findings_of, flags_line, subscription};
    use crate::timing::LastDay;

    #[test]
    fn flags_an_ended_term_and_the_next_day_that_counts() {
        let due = |as_of| {
            let scene = customer(vec![ended()]).but(|it| it.as_of = day(as_of));
            findings_of(&RULE, &scene)[0].due
        };
        assert_eq!(due("2026-06-30"), Some(day("2026-06-30")));
        assert_eq!(due("2026-07-01"), Some(day("2026-09-29")));
    }

    #[test]
    fn ignores_a_running_term_a_suspended_one_and_one_that_is_extended() {
        let suspended = ended().but(|it| it.facts.status = Some(Status::Suspended));
        let extended = ended().but(|it| it.course.timing.users_work_until = LastDay::Open);
        for line in [subscription("e3"), suspended, extended] {
            assert!(!flags_line(&RULE, line));
        }
    }

    fn ended() -> Line {
        subscription("e3").but(|it| it.course.timing.has_ended = true)
    }
}

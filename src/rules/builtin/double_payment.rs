//! Days on which the old and the new subscription are both paid.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "double-payment",
    title: "Old and new are both paid for some days",
    severity: Severity::Risk,
    points: 4,
    remedy: "End the old subscription on the day the new one starts, where that is possible.",
    citation: "https://learn.microsoft.com/partner-center/csp-regional-authorization-tenant-consolidation",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

While both subscriptions exist both are paid, and Microsoft does not credit the overlap.

## What to do

Keep the overlap as short as the source allows. Where no day of grace is left after the term, one day of
overlap is the price of having no gap.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let Some(days) = course.overlap_days.filter(|&days| days > 0) else { continue };
        let detail =
            Detail::NONE.with(Column::OverlapDays, days).with_some(Column::OverlapCost, course.overlap_cost);
        findings.flag(position, Actor::owner_of(subscription.channel), course.cutover_date, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_one_day() {
        assert!(flags_line(&RULE, subscription("e3")));
    }

    #[test]
    fn ignores_none_and_an_unknown_number() {
        for days in [Some(0), None] {
            assert!(!flags_line(&RULE, subscription("e3").but(|it| it.course.overlap_days = days)));
        }
    }
}

//! A cut-over that waits because the tenant has no room for old and new side by side on its best day.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "tenant-nearly-full",
    title: "The cut-over waits because the tenant is nearly full",
    severity: Severity::Risk,
    points: 0,
    remedy: "Keep the order of the plan, or have subscriptions nobody uses removed first.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

On the day the dates alone would choose, old and new subscriptions together would be more than a tenant can
hold. This one has days to spare: users keep working for a while after its term, so it is bought again once
another old subscription has gone. The grace is used up by so many days, and an order out of turn would fail.

## What to do

Order in the order of the plan. If the day is too late, have subscriptions nobody uses removed, and tell the
plan how many the tenant holds.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.moving() {
        let (Some(instead_of), Some(day)) = (course.held_back_from, course.cutover_date) else { continue };
        let detail = Detail::NONE
            .with(Column::CutoverDate, day)
            .with(Column::InsteadOf, instead_of)
            .with(Column::Limit, case.settings.thresholds.tenant_subscriptions);
        findings.flag(position, Actor::Us, Some(day), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{customer, day, findings_of, flags_line, subscription};

    #[test]
    fn flags_a_cut_over_that_waits_and_names_both_days() {
        let scene = customer(vec![subscription("e3").but(|it| {
            it.course.held_back_from = Some(day("2026-06-20"));
        })]);
        let found = findings_of(&RULE, &scene);
        assert_eq!(found[0].due, Some(day("2026-06-30")));
        let names: Vec<&str> = found[0].detail.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["cutover_date", "instead_of", "limit"]);
    }

    #[test]
    fn ignores_everybody_who_has_the_day_the_dates_choose() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

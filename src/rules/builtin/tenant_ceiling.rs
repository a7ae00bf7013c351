//! A day on which old and new subscriptions together exceed what a tenant can hold.

use crate::model::{Day, Status, plus_days};
use crate::routes::last_paid_day;
use crate::rules::{Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands};

pub(super) const RULE: Rule<'_> = Rule {
    id: "tenant-ceiling",
    title: "The tenant would hold more subscriptions than it can",
    severity: Severity::Blocker,
    points: 30,
    remedy: "Transfer instead of buying again, or spread the cut-overs so that old subscriptions end first.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Microsoft,
    valid_from: None,
    valid_to: None,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A tenant holds a limited number of license-based subscriptions over all channels. While subscriptions are
bought again, old and new ones exist side by side and both count.

## What to do

Move by transfer where it is possible: it makes no duplicates, and the plan prefers it. Otherwise the plan
cuts over once the old subscription has run out wherever users keep working that long; what is counted here
no other order inside the safe days can avoid. Spread it over terms that end on different days, or have
subscriptions nobody uses removed first. Each partner sees only its own: ask the customer for the number in
the tenant.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let limit = i64::from(case.settings.thresholds.tenant_subscriptions);
    let is_there = |status: Option<Status>| status != Some(Status::Deleted);
    let rows = case.customer.subscriptions.iter().filter(|it| is_there(it.status)).count() as i64;
    let held = rows.max(case.customer.facts.active_subscriptions.map_or(0, i64::from));
    let bought = case.in_scope().filter(|(_, _, course)| course.route.buys_anew()).count() as i64;
    if bought == 0 || held + bought <= limit {
        return;
    }
    if let Some((day, held)) = first_day_above(limit, held, case) {
        let detail = Detail::NONE
            .with(Column::CutoverDate, day)
            .with(Column::ActiveSubscriptionsInTenant, held)
            .with(Column::Limit, limit);
        findings.flag_customer(Actor::Us, Some(day), detail);
    }
}

/// Replays the plan day by day: a new subscription counts from its cut-over, an old one until its last paid day.
fn first_day_above(limit: i64, mut held: i64, case: &Case<'_, '_>) -> Option<(Day, i64)> {
    let mut changes: Vec<(Day, i64)> = Vec::new();
    for (_, subscription, course) in case.in_scope().filter(|(_, _, course)| course.route.buys_anew()) {
        changes.extend(course.cutover_date.map(|day| (day, 1)));
        changes.extend(last_paid_day(course, subscription).map(|day| (plus_days(day, 1), -1)));
    }
    changes.sort_unstable();
    changes.chunk_by(|one, other| one.0 == other.0).find_map(|of_day| {
        held += of_day.iter().map(|&(_, change)| change).sum::<i64>();
        let is_cutover = of_day.iter().any(|&(_, change)| change > 0);
        (is_cutover && held > limit).then_some((of_day[0].0, held))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::Route;
    use crate::rules::Value;
    use crate::rules::fixture::{Scene, customer, day, findings_of, flags, subscription};

    #[test]
    fn flags_duplicates_above_the_limit_on_the_day_they_exist() {
        let scene = holding(299);
        let found = findings_of(&RULE, &scene);
        assert_eq!(found[0].due, Some(day("2026-06-30")));
        assert_eq!(
            found[0].detail.iter().nth(1),
            Some(("active_subscriptions_in_tenant", Value::Count(301)))
        );
    }

    #[test]
    fn ignores_a_tenant_that_is_just_full() {
        assert!(!flags(&RULE, &holding(298)));
    }

    #[test]
    fn ignores_sources_that_end_before_the_next_is_bought() {
        let scene = holding(300).but(|it| {
            for course in &mut it.courses {
                course.cutover_date = Some(day("2026-07-01"));
                course.overlap_days = Some(0);
            }
        });
        assert!(!flags(&RULE, &scene));
    }

    #[test]
    fn ignores_transfers() {
        let scene = holding(300).but(|it| it.courses.iter_mut().for_each(|it| it.route = Route::Transfer));
        assert!(!flags(&RULE, &scene));
    }

    /// A tenant with so many subscriptions, two of them ours to move with a day of overlap.
    fn holding(in_tenant: u32) -> Scene {
        customer(vec![subscription("one"), subscription("two")])
            .but(|it| it.customer.facts.active_subscriptions = Some(in_tenant))
    }
}

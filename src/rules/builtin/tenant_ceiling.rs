//! A day on which old and new subscriptions together exceed what a tenant can hold.

use crate::model::{CommerceModel, Day, Status};
use crate::routes::{Course, Line, Route, Swap, first_day_above};
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity, held_today,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "tenant-ceiling",
    title: "The tenant would hold more subscriptions than it can",
    severity: Severity::Blocker,
    points: 30,
    remedy: "Transfer instead of buying again, or spread the cut-overs so that old subscriptions end first.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A tenant holds a limited number of license-based subscriptions over all channels. While subscriptions are
bought again, old and new ones exist side by side and both count.

## What to do

Move by transfer where it is possible: it makes no duplicates, and the plan prefers it. Otherwise the plan
cuts over once the old subscription has run out wherever users keep working that long, and lets those with
days to spare wait for those without; what is counted here no other order inside the safe days can avoid.
Spread it over terms that end on different days, or have subscriptions nobody uses removed first. Each
partner sees only its own: ask the customer for the number in the tenant.

An offer matrix may allow fewer subscriptions of one offer. What was cancelled counts until it is deleted.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    of_tenant(case, findings);
    of_offers(case, findings);
}

fn of_tenant(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let limit = i64::from(case.settings.thresholds.tenant_subscriptions);
    let held = held_today(&case.customer.facts, case.all().map(|(_, it, _)| it));
    let bought = || case.in_scope().filter(|(_, _, course)| course.route.buys_anew());
    let n_bought = bought().count() as i64;
    if n_bought == 0 || held + n_bought <= limit {
        return;
    }
    let swaps: Vec<Swap> = bought()
        .map(|(position, subscription, course)| Swap::of(position as u32, course, subscription))
        .collect();
    if let Some((day, held)) = first_day_above(limit, held, &swaps) {
        let detail = Detail::NONE
            .with(Column::CutoverDate, day)
            .with(Column::ActiveSubscriptionsInTenant, held)
            .with(Column::Limit, limit);
        findings.flag_customer(Actor::Us, Some(day), detail);
    }
}

/// Subscriptions of one offer a customer may hold at a time, where the offer matrix says so; what has ended counts
/// until it is deleted.
fn of_offers<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, subscription, course) in case.in_scope() {
        let limit = course.verdict.ownership_limit.map(i64::from).filter(|_| course.route.buys_anew());
        let (Some(limit), Some(day)) = (limit, course.cutover_date) else { continue };
        let held = case.all().filter(|&(it, _, _)| is_held(case, it, position, day)).count() as i64;
        let bought = case.in_scope().filter(|&(it, _, other)| {
            let is_before = (other.cutover_date, it) <= (Some(day), position) && other.cutover_date.is_some();
            other.route.buys_anew() && is_before && is_same_target(course, other)
        });
        let held = held + bought.count() as i64;
        if held > limit {
            let product = case.product(subscription).sku_part_number.as_str();
            let detail = Detail::NONE
                .with(Column::CutoverDate, day)
                .with(Column::ActiveSubscriptionsInTenant, held)
                .with(Column::Limit, limit)
                .with_some(Column::SkuPartNumber, Some(product).filter(|it| !it.is_empty()));
            findings.flag(position, Actor::Us, Some(day), detail);
        }
    }
}

/// A new-commerce subscription of the offer that `of` becomes is still there on a day.
fn is_held(case: &Case<'_, '_>, position: usize, of: usize, day: Day) -> bool {
    let Line { subscription, course, .. } = &case.lines[position];
    let becomes = &case.lines[of].course.verdict.targets;
    let source = &course.verdict.source_part_number;
    let is_of_offer = !source.is_empty() && becomes.iter().any(|(number, _)| number == source);
    let is_gone = subscription.status == Some(Status::Deleted)
        || course.timing.data_deleted_on.day().is_some_and(|deleted| deleted <= day);
    let is_handed_over =
        course.is_in_scope() && matches!(course.route, Route::Transfer | Route::MigrateOwnLegacy);
    let is_modern = subscription.commerce_model == Some(CommerceModel::Nce) && !subscription.is_trial;
    is_of_offer && is_modern && (is_handed_over || !is_gone)
}

fn is_same_target(one: &Course<'_>, other: &Course<'_>) -> bool {
    let target = |course: &Course<'_>| course.verdict.targets.first().map(|(number, _)| number.clone());
    target(one).is_some() && target(one) == target(other)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::CommerceModel;
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
            for line in &mut it.lines {
                let course = &mut line.course;
                course.cutover_date = Some(day("2026-07-01"));
                course.overlap_days = Some(0);
            }
        });
        assert!(!flags(&RULE, &scene));
    }

    #[test]
    fn an_offer_may_be_held_less_often() {
        let limited = |id| subscription(id).but(|it| it.verdict.ownership_limit = Some(2));
        assert!(!flags(&RULE, &customer(vec![limited("one")])), "the old one and the new one");
        let found = customer(vec![limited("one"), limited("two")]);
        let found = findings_of(&RULE, &found);
        assert_eq!(found.len(), 2, "three with the first purchase, four with the second");
        assert_eq!(found[1].detail.iter().nth(1), Some(("active_subscriptions_in_tenant", Value::Count(4))));
        let legacy = limited("two").but(|it| it.facts.commerce_model = Some(CommerceModel::Legacy));
        assert!(flags(&RULE, &customer(vec![limited("one"), legacy.clone()])), "two new ones and an old one");
        let gone = legacy.but(|it| it.course.route = Route::None);
        assert!(!flags(&RULE, &customer(vec![limited("one"), gone])));
    }

    #[test]
    fn ignores_transfers() {
        let scene =
            holding(300).but(|it| it.lines.iter_mut().for_each(|it| it.course.route = Route::Transfer));
        assert!(!flags(&RULE, &scene));
    }

    /// A tenant with so many subscriptions, two of them ours to move with a day of overlap.
    fn holding(in_tenant: u32) -> Scene {
        customer(vec![subscription("one"), subscription("two")])
            .but(|it| it.customer.facts.active_subscriptions = Some(in_tenant))
    }
}

//! A paid add-on whose term ends after that of its base, which is not renewed.

use crate::model::{CommerceModel, EndOfTermAction, days_between};
use crate::routes::{Line, Route};
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "addon-outlives-base",
    title: "The add-on runs on after its base",
    severity: Severity::Risk,
    points: 4,
    remedy: "End the add-on with its base, or renew the base until then.",
    citation: "https://learn.microsoft.com/partner-center/new-commerce-add-ons",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::fixed(2022, 1, 1), Event::BaseEnd),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

In new commerce an add-on has a term of its own. When its base ends first, the add-on is paid and cannot
be used.

## What to do

Align the end dates, or plan the cut-over of both for the day on which the base ends and count the rest as
lost.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let Some(base) = case.base_of(subscription) else { continue };
        let (Some(end), Some(base_end)) = (course.timing.end, case.lines[base].course.timing.end) else {
            continue;
        };
        let is_own_term = subscription.commerce_model != Some(CommerceModel::Legacy);
        let is_paid_on = course.route != Route::RebuyNow;
        if end > base_end && is_own_term && is_paid_on && ends(case, base) {
            let detail =
                Detail::NONE.with(Column::EndDate, end).with(Column::Days, days_between(base_end, end));
            findings.flag(position, Actor::owner_of(subscription.channel), Some(base_end), detail);
        }
    }
}

/// The base ends with its term: its renewal is off, or the move stops it.
fn ends(case: &Case<'_, '_>, base: usize) -> bool {
    let Line { subscription, course, .. } = &case.lines[base];
    let is_renewed = subscription.end_action() == Some(EndOfTermAction::Renew);
    let is_stopped = subscription.end_action().is_some() || subscription.auto_renew == Some(false);
    (is_stopped && !is_renewed) || (course.is_in_scope() && course.route == Route::RebuyAtTermEnd)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{EndOfTermAction, SubscriptionId};
    use crate::routes::Route;
    use crate::rules::fixture::{Scene, customer, day, flags, subscription};

    #[test]
    fn flags_an_add_on_that_ends_a_day_later() {
        assert!(flags(&RULE, &with_add_on_until("2026-07-01")));
        assert!(!flags(&RULE, &with_add_on_until("2026-06-30")));
    }

    #[test]
    fn ignores_a_base_that_is_renewed_where_it_is() {
        let scene = with_add_on_until("2026-07-01").but(|it| {
            it.lines[0].subscription.end_of_term_action = Some(EndOfTermAction::Renew);
            it.lines[0].course.route = Route::Transfer;
        });
        assert!(!flags(&RULE, &scene));
    }

    fn with_add_on_until(end: &str) -> Scene {
        let add_on = subscription("phone").but(|it| {
            it.facts.is_add_on = true;
            it.facts.parent = SubscriptionId::parse("base");
            it.course.timing.end = Some(day(end));
        });
        customer(vec![subscription("base"), add_on])
    }
}

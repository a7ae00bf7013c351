//! An add-on whose base neither moves nor stays with the planning partner.

use crate::model::{Fact, Subscription};
use crate::routes::Course;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "addon-without-base",
    title: "The add-on has no base where it is going",
    severity: Severity::Blocker,
    points: 25,
    remedy: "Move the base as well, and order it first.",
    citation: "https://learn.microsoft.com/partner-center/new-commerce-add-ons",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::ParentSubscriptionId],
    explain: "\
## Why it matters

An add-on can be bought only where one of its bases is present. A base that is not part of the move, or
that goes away, makes the order fail.

## What to do

Find the base in the exports. If it is with somebody else, move it too; on the same day the base comes
first. Where an offer matrix says which offers an add-on needs, one of them must move or be here already,
whatever base the export names.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        if let Some(because) = missing(case, subscription, course) {
            let detail = Detail::NONE.with(Column::Because, because);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

/// What keeps the add-on from being ordered.
fn missing(
    case: &Case<'_, '_>,
    subscription: &Subscription<'_>,
    course: &Course<'_>,
) -> Option<&'static str> {
    if subscription.parent.is_some() {
        match case.base_of(subscription).map(|base| &case.lines[base].course) {
            None => return Some("base-unknown"),
            Some(base) if !stays_or_moves(base) => return Some("base-out-of-scope"),
            Some(_) => {}
        }
    }
    let needed = &course.verdict.prerequisites;
    let is_needed = |number: &str| needed.iter().any(|it| it.eq_ignore_ascii_case(number));
    let is_one = |base: &Course<'_>| {
        let becomes = base.verdict.targets.iter().any(|(number, _)| is_needed(number));
        stays_or_moves(base) && (becomes || is_needed(&base.verdict.source_part_number))
    };
    let is_checked = course.route.buys_anew() && !needed.is_empty();
    (is_checked && !case.lines.iter().any(|line| is_one(&line.course))).then_some("prerequisite-missing")
}

fn stays_or_moves(base: &Course<'_>) -> bool {
    base.is_in_scope() || Case::is_already_here(base)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::SubscriptionId;
    use crate::routes::{OutOfScope, Route};
    use crate::rules::fixture::{Line, customer, flags, flags_line, subscription};

    #[test]
    fn flags_a_base_that_no_export_has() {
        assert!(flags_line(&RULE, add_on()));
    }

    #[test]
    fn flags_a_base_that_is_out_of_scope() {
        let base = subscription("base").but(|it| it.course.out_of_scope = Some(OutOfScope::Deleted));
        assert!(flags(&RULE, &customer(vec![base, add_on()])));
    }

    #[test]
    fn ignores_a_base_that_moves_or_is_here_already() {
        let here = subscription("base").but(|it| it.course.out_of_scope = Some(OutOfScope::AlreadyHere));
        assert!(!flags(&RULE, &customer(vec![subscription("base"), add_on()])));
        assert!(!flags(&RULE, &customer(vec![here, add_on()])));
    }

    #[test]
    fn ignores_an_add_on_without_a_known_base() {
        assert!(!flags_line(&RULE, subscription("phone").but(|it| it.facts.is_add_on = true)));
    }

    #[test]
    fn one_of_the_offers_the_matrix_asks_for_must_be_there() {
        let phone = || {
            let needs = vec!["SPE_E3".to_owned(), "ENTERPRISEPACK".to_owned()];
            subscription("phone").but(|it| {
                it.verdict.source_part_number = "MCOEV".to_owned();
                it.verdict.targets = vec![("MCOEV".to_owned(), "Phone".to_owned())];
                it.verdict.prerequisites = needs;
            })
        };
        let other = |id| subscription(id).but(|it| it.verdict.source_part_number = "VISIOCLIENT".to_owned());
        assert!(flags_line(&RULE, phone()));
        assert!(!flags(&RULE, &customer(vec![phone(), subscription("e3")])), "the base moves");
        let becomes = other("e1");
        assert!(!flags(&RULE, &customer(vec![phone(), becomes.clone()])), "it becomes one of them");
        let elsewhere = becomes.but(|it| it.verdict.targets.clear());
        assert!(flags(&RULE, &customer(vec![phone(), elsewhere])));
        let gone = subscription("e3").but(|it| it.course.out_of_scope = Some(OutOfScope::Deleted));
        assert!(flags(&RULE, &customer(vec![phone(), gone])));
        let handed_over = phone().but(|it| it.course.route = Route::Transfer);
        assert!(!flags_line(&RULE, handed_over), "a transfer orders nothing");
    }

    fn add_on() -> Line {
        subscription("phone").but(|it| {
            it.facts.is_add_on = true;
            it.facts.parent = SubscriptionId::parse("base");
        })
    }
}

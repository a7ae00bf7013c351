//! An add-on whose base neither moves nor stays with the planning partner.

use crate::model::Fact;
use crate::rules::{Actor, Case, Check, Detail, Findings, Provenance, Rule, Severity, Stands};

pub(super) const RULE: Rule<'_> = Rule {
    id: "addon-without-base",
    title: "The add-on has no base where it is going",
    severity: Severity::Blocker,
    points: 25,
    remedy: "Move the base as well, and order it first.",
    citation: "https://learn.microsoft.com/partner-center/new-commerce-add-ons",
    provenance: Provenance::Microsoft,
    valid_from: None,
    valid_to: None,
    stands: Stands::BeforeCutover,
    needs: &[Fact::ParentSubscriptionId],
    explain: "\
## Why it matters

An add-on can be bought only where one of its bases is present. A base that is not part of the move, or
that goes away, makes the order fail.

## What to do

Find the base in the exports. If it is with somebody else, move it too; on the same day the base comes
first.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        if subscription.parent.is_none() {
            continue;
        }
        let base = case.base_of(subscription).map(|base| &case.courses[base]);
        let is_there = base.is_some_and(|base| base.is_in_scope() || Case::is_already_here(base));
        if !is_there {
            findings.flag(position, Actor::Us, course.cutover_date, Detail::NONE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::SubscriptionId;
    use crate::routes::OutOfScope;
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

    fn add_on() -> Line {
        subscription("phone").but(|it| {
            it.facts.is_add_on = true;
            it.facts.parent = SubscriptionId::parse("base");
        })
    }
}

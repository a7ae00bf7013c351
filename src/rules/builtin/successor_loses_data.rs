//! The best successor lacks a service that holds user data, and nobody has accepted the loss.

use crate::routes::Route;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "successor-loses-data",
    title: "The successor would lose user data",
    severity: Severity::Blocker,
    points: 35,
    remedy: "Choose an offer that keeps the data, save it first, or accept the loss in the policy.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Some services hold data of users: mailboxes, files, sites, databases. If the new offer lacks one of them,
its data is deleted some weeks after the license is gone.

## What to do

See which services would be lost. Choose another offer or add a second one; otherwise export the data
first and record under whose name the loss is accepted.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.moving() {
        if course.lost.is_empty() || course.route == Route::Transfer || course.loss_accepted {
            continue;
        }
        let losses = course.lost.iter().filter_map(|&it| course.verdict.losses.get(it));
        let serious = losses.filter(|loss| loss.is_serious && !loss.is_shrink);
        let (count, first_gone) = serious.fold((0i64, None), |(count, first), loss| {
            (count + 1, loss.days_until_gone.into_iter().chain(first).min())
        });
        if count > 0 {
            let detail = Detail::NONE.with(Column::LostServices, count).with_some(Column::Days, first_gone);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::catalogue::Loss;
    use crate::rules::Value;
    use crate::rules::fixture::{Line, customer, findings_of, flags_line, subscription};

    #[test]
    fn flags_a_mailbox_that_would_be_lost() {
        let scene = customer(vec![losing(true, false)]);
        let observed: Vec<_> = findings_of(&RULE, &scene)[0].detail.iter().collect();
        assert_eq!(observed, [("lost_services", Value::Count(1)), ("days", Value::Count(30))]);
    }

    #[test]
    fn ignores_a_minor_loss_and_a_smaller_mailbox() {
        assert!(!flags_line(&RULE, losing(false, false)));
        assert!(!flags_line(&RULE, losing(true, true)));
    }

    #[test]
    fn ignores_a_loss_that_was_accepted() {
        assert!(!flags_line(&RULE, losing(true, false).but(|it| it.course.loss_accepted = true)));
    }

    #[test]
    fn ignores_a_loss_that_another_line_makes_good() {
        assert!(!flags_line(&RULE, losing(true, false).but(|it| it.course.lost.clear())));
    }

    fn losing(is_serious: bool, is_shrink: bool) -> Line {
        subscription("e4").but(|it| {
            it.verdict.losses = vec![Loss {
                family: "mailbox".to_owned(),
                service: "Exchange Online".to_owned(),
                is_serious,
                is_shrink,
                days_until_gone: Some(30),
                is_tenant_wide: false,
            }];
            it.course.lost = vec![0];
        })
    }
}

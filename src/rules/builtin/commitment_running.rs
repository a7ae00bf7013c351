//! A commitment that still runs and earns no refund when it is cancelled.

use crate::model::days_between;
use crate::routes::Route;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "commitment-running",
    title: "The commitment still runs and is not refunded",
    severity: Severity::Risk,
    points: 3,
    remedy: "Wait until the term ends, and move on that day.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A subscription that is cancelled early is not refunded: what is left of the term is paid twice. Where
neither a credit nor a transfer is possible, the natural end of the term is the day to move.

## What to do

Plan the cut-over for the end of the term and make sure that it does not renew. The stranded cost says
what leaving today would lose.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.in_scope() {
        let waits = matches!(course.route, Route::RebuyAtTermEnd | Route::ChannelTransfer);
        let Some(end) = course.timing.end.filter(|&end| waits && case.as_of <= end) else { continue };
        if course.earns_credit() {
            continue;
        }
        let detail = Detail::NONE
            .with(Column::EndDate, end)
            .with(Column::Days, days_between(case.as_of, end))
            .with_some(Column::StrandedCost, course.stranded_cost);
        findings.flag(position, Actor::Us, Some(end), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::{Credit, Route};
    use crate::rules::fixture::{customer, day, flags, flags_line, subscription};

    #[test]
    fn flags_a_term_until_its_last_day() {
        let judged = |as_of| customer(vec![subscription("e3")]).but(|it| it.as_of = day(as_of));
        assert!(flags(&RULE, &judged("2026-06-30")));
        assert!(!flags(&RULE, &judged("2026-07-01")));
    }

    #[test]
    fn ignores_a_transfer_and_a_credit() {
        let transfer = subscription("e3").but(|it| it.course.route = Route::Transfer);
        let credit = subscription("e3").but(|it| it.course.credit = Credit::Prorated);
        assert!(!flags_line(&RULE, transfer) && !flags_line(&RULE, credit));
    }
}

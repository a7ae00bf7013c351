//! A transfer with which the new partner takes over the rest of the commitment.

use crate::model::{Fact, days_between};
use crate::routes::Route;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "commitment-inherited",
    title: "The rest of the commitment is taken over",
    severity: Severity::Risk,
    points: 3,
    remedy: "Check that the customer will pay until the term ends.",
    citation: "https://learn.microsoft.com/partner-center/customers/transfer-new-commerce-license-based-subscriptions",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::setting("transfer-from"), Event::Cutover),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

With a transfer the new partner owes Microsoft the rest of the term, whether the customer pays or not.
Neither seats nor term can be changed by the transfer.

## What to do

Look at the days that remain and at the credit of the customer, and agree in writing who pays until the
end.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        if course.route != Route::Transfer || course.timing.missing.contains(Fact::Term) {
            continue;
        }
        let days = course.timing.end.zip(course.cutover_date).map(|(end, day)| days_between(day, end) + 1);
        let detail = Detail::NONE
            .with_some(Column::EndDate, course.timing.end)
            .with_some(Column::Days, days)
            .with(Column::SeatsPurchased, subscription.seats_purchased);
        findings.flag(position, Actor::Us, course.cutover_date, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::Route;
    use crate::rules::Value;
    use crate::rules::fixture::{customer, day, findings_of, flags_line, subscription};

    #[test]
    fn counts_the_days_that_remain_from_the_day_of_acceptance() {
        let line = subscription("e3").but(|it| {
            it.course.route = Route::Transfer;
            it.course.cutover_date = Some(day("2024-06-15"));
            it.course.timing.end = Some(day("2025-04-09"));
        });
        let scene = customer(vec![line]);
        assert_eq!(findings_of(&RULE, &scene)[0].detail.iter().nth(1), Some(("days", Value::Count(299))));
    }

    #[test]
    fn flags_transfers_only() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

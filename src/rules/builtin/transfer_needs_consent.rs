//! A transfer that the other partner has to accept.

use crate::routes::Route;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "transfer-needs-consent",
    title: "The other partner must accept the transfer",
    severity: Severity::Action,
    points: 5,
    remedy: "Create the transfer request and have the other partner accept it.",
    citation: "https://learn.microsoft.com/partner-center/customers/transfer-new-commerce-license-based-subscriptions",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::setting("transfer-from"), Event::Cutover),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A transfer between partners needs both: the new partner creates the request, the current one selects the
subscriptions and accepts. Neither is obliged to, and the customer cannot start it. A request that is not
answered lapses after thirty days.

## What to do

Talk to the other partner first, create the request two weeks ahead, and keep the fallback of buying again
at the term end in mind.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.in_scope() {
        if course.route == Route::Transfer {
            let detail = Detail::NONE.with_some(Column::CutoverDate, course.cutover_date);
            findings.flag(position, Actor::SourcePartner, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::Route;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_every_transfer() {
        assert!(flags_line(&RULE, subscription("e3").but(|it| it.course.route = Route::Transfer)));
    }

    #[test]
    fn ignores_every_other_route() {
        for &route in Route::ALL.iter().filter(|&&route| route != Route::Transfer) {
            assert!(!flags_line(&RULE, subscription("e3").but(|it| it.course.route = route)), "{route}");
        }
    }
}

//! A source that earns no refund.

use crate::routes::Credit;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "no-credit",
    title: "There is no refund to hope for",
    severity: Severity::Note,
    points: 0,
    remedy: "Plan without a refund.",
    citation: "https://learn.microsoft.com/partner-center/request-credit",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Only direct purchases, and purchases inside their cancellation window, earn money back. Overlap that comes
from not ending the old subscription is never credited.

## What to do

End the old subscription on the planned day, and tell the customer that the rest of the term is lost if it
leaves earlier.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, _, course) in case.moving() {
        if course.credit == Credit::None {
            findings.flag(
                position,
                Actor::Us,
                None,
                Detail::NONE.with(Column::Credit, course.credit.as_str()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::Credit;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_a_source_without_credit() {
        assert!(flags_line(&RULE, subscription("e3")));
    }

    #[test]
    fn ignores_a_credit_and_an_open_question() {
        for credit in [Credit::Prorated, Credit::Window, Credit::Unknown] {
            assert!(!flags_line(&RULE, subscription("e3").but(|it| it.course.credit = credit)), "{credit}");
        }
    }
}

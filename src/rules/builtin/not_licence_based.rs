//! A product that is not licensed per seat: it is listed, and not moved by these rules.

use crate::model::CommerceModel;
use crate::routes::OutOfScope;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "not-licence-based",
    title: "The product is not licensed per seat",
    severity: Severity::Note,
    points: 0,
    remedy: "Plan it by the procedure for its kind.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Usage-based, perpetual and marketplace products follow other procedures. They are listed so that nobody
believes they were forgotten.

## What to do

Open a separate plan for them, for example the transfer of an Azure plan.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.all() {
        if matches!(course.out_of_scope, Some(OutOfScope::UsageBased | OutOfScope::Perpetual)) {
            let model = subscription.commerce_model.map(CommerceModel::as_str);
            findings.flag(position, Actor::Us, None, Detail::NONE.with_some(Column::CommerceModel, model));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::OutOfScope;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_usage_and_perpetual_products() {
        for reason in [OutOfScope::UsageBased, OutOfScope::Perpetual] {
            assert!(flags_line(&RULE, subscription("vm").but(|it| it.course.out_of_scope = Some(reason))));
        }
    }

    #[test]
    fn ignores_what_is_out_of_scope_for_another_reason() {
        for reason in
            [None, Some(OutOfScope::Trial), Some(OutOfScope::AlreadyHere), Some(OutOfScope::Deleted)]
        {
            assert!(!flags_line(&RULE, subscription("e3").but(|it| it.course.out_of_scope = reason)));
        }
    }
}

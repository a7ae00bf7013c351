//! A former partner whose roles and relationship stay until somebody removes them.

use crate::model::Channel;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "former-partner-keeps-access",
    title: "The former partner keeps its access",
    severity: Severity::Action,
    points: 1,
    remedy: "After the move, have the customer remove the roles of the former partner.",
    citation: "https://learn.microsoft.com/partner-center/remove-a-relationship",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::AfterCutover,
    needs: &[],
    explain: "\
## Why it matters

Ending subscriptions ends neither the relationship nor the administrative roles of the former partner.

## What to do

When nothing of the former partner is active any more, the customer removes its roles, and the former
partner removes the relationship.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    let is_partner = |channel| matches!(channel, Some(Channel::CspOther | Channel::Advisor));
    let count = case.moving().filter(|(_, subscription, _)| is_partner(subscription.channel)).count() as i64;
    if count > 0 {
        findings.flag_customer(Actor::Customer, None, Detail::NONE.with(Column::Subscriptions, count));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Channel;
    use crate::rules::fixture::{customer, findings_of, flags_line, subscription};

    #[test]
    fn flags_a_customer_of_another_partner_once() {
        let scene = customer(vec![subscription("one"), subscription("two")]);
        assert_eq!(findings_of(&RULE, &scene).len(), 1);
    }

    #[test]
    fn ignores_a_customer_that_bought_direct() {
        assert!(!flags_line(&RULE, subscription("e3").but(|it| it.facts.channel = Some(Channel::Direct))));
    }
}

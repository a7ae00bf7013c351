//! A customer without an agreement on record, or with one that does not carry over.

use crate::model::{AgreementMethod, AgreementStatus, AgreementType, Channel, Fact};
use crate::routes::agreement_is_missing;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "agreement-missing",
    title: "No customer agreement counts for this move",
    severity: Severity::Action,
    points: 15,
    remedy: "Have the customer accept the Microsoft Customer Agreement in its admin center.",
    citation: "https://learn.microsoft.com/partner-center/confirm-customer-agreement",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::fixed(2020, 2, 1), Event::AsOf),
    stands: Stands::BeforeCutover,
    needs: &[Fact::AgreementStatus],
    explain: "\
## Why it matters

Every order needs the Microsoft Customer Agreement. The older Microsoft Cloud Agreement does not count,
and an acceptance that a former partner only attested does not follow the customer to another partner.

## What to do

Ask an administrator of the customer to accept the agreement directly: it is the one proof that carries
over. An indirect reseller cannot attest; its provider can.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let facts = &case.customer.facts;
    let buys_elsewhere =
        case.in_scope().any(|(_, subscription, _)| subscription.channel == Some(Channel::CspOther));
    let is_missing = agreement_is_missing(facts, buys_elsewhere);
    if !is_missing || !case.has_scope() {
        return;
    }
    let detail = Detail::NONE
        .with_some(Column::AgreementStatus, facts.agreement_status.map(AgreementStatus::as_str))
        .with_some(Column::AgreementType, facts.agreement_type.map(AgreementType::as_str))
        .with_some(Column::AgreementMethod, facts.agreement_method.map(AgreementMethod::as_str));
    findings.flag_customer(Actor::Customer, case.before_first_cutover(1), detail);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{AgreementMethod, AgreementStatus, AgreementType, Channel};
    use crate::rules::fixture::{customer, day, flags, flags_line, subscription};

    #[test]
    fn flags_a_missing_agreement_and_one_of_the_older_kind() {
        let missing = customer(vec![subscription("e3")])
            .but(|it| it.customer.facts.agreement_status = Some(AgreementStatus::Missing));
        let older = customer(vec![subscription("e3")])
            .but(|it| it.customer.facts.agreement_type = Some(AgreementType::MicrosoftCloudAgreement));
        assert!(flags(&RULE, &missing) && flags(&RULE, &older));
    }

    #[test]
    fn flags_an_attestation_only_where_another_partner_made_it() {
        let attested = |channel| {
            let line = subscription("e3").but(|it| it.facts.channel = Some(channel));
            customer(vec![line])
                .but(|it| it.customer.facts.agreement_method = Some(AgreementMethod::PartnerAttestation))
        };
        assert!(flags(&RULE, &attested(Channel::CspOther)));
        assert!(!flags(&RULE, &attested(Channel::Direct)));
    }

    #[test]
    fn ignores_an_agreement_the_customer_accepted_itself() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }

    #[test]
    fn ignores_days_before_the_agreement_existed() {
        let scene = customer(vec![subscription("e3")]).but(|it| {
            it.customer.facts.agreement_status = Some(AgreementStatus::Missing);
            it.as_of = day("2020-01-31");
        });
        assert!(!flags(&RULE, &scene));
    }
}

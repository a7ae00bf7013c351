//! A planning partner that may not place orders itself, or not at all.

use crate::model::Country;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, PartnerStatus, PartnerType, Provenance, Rule, Severity,
    Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "partner-cannot-order",
    title: "The planning partner may not place orders",
    severity: Severity::Blocker,
    points: 40,
    remedy: "Restore the standing of the partner, or order through a provider of the same region.",
    citation: "https://learn.microsoft.com/partner-center/restricted-direct-bill-capabilities",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A restricted, suspended or deauthorized partner can neither order nor invite customers. An indirect
reseller never orders itself: without a provider of its own region, nobody can.

## What to do

Re-qualify, or let an indirect provider order. Where the provider is known and in the same region, every
order becomes its task.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let partner = &case.settings.partner;
    let is_restricted = partner.status.is_some_and(|status| status != PartnerStatus::Active);
    let is_without_provider = partner.kind == Some(PartnerType::IndirectReseller) && !has_provider(case);
    if !(is_restricted || is_without_provider) || !case.has_scope() {
        return;
    }
    let detail = Detail::NONE
        .with_some(Column::PartnerStatus, partner.status.map(PartnerStatus::as_str))
        .with_some(Column::PartnerType, partner.kind.map(PartnerType::as_str))
        .with_some(Column::ProviderCountry, partner.provider_country.as_ref().map(Country::as_str));
    findings.flag_customer(Actor::Us, case.first_cutover(), detail);
}

/// The provider is known and in a region of the reseller.
fn has_provider(case: &Case<'_, '_>) -> bool {
    let partner = &case.settings.partner;
    let list = case.settings.regions.on(case.as_of);
    partner.provider_country.is_some_and(|country| list.serving(&partner.countries, country).is_some())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{country, customer, flags, flags_line, subscription};
    use crate::rules::{PartnerStatus, PartnerType};

    #[test]
    fn flags_a_partner_that_is_not_in_good_standing() {
        let scene = customer(vec![subscription("e3")])
            .but(|it| it.settings.partner.status = Some(PartnerStatus::Restricted));
        assert!(flags(&RULE, &scene));
    }

    #[test]
    fn flags_a_reseller_without_a_provider_of_its_region() {
        let reseller = |provider| {
            customer(vec![subscription("e3")]).but(|it| {
                it.settings.partner.kind = Some(PartnerType::IndirectReseller);
                it.settings.partner.provider_country = provider;
            })
        };
        assert!(flags(&RULE, &reseller(None)));
        assert!(flags(&RULE, &reseller(Some(country("US")))));
        assert!(!flags(&RULE, &reseller(Some(country("IE")))));
    }

    #[test]
    fn ignores_a_partner_of_whom_nothing_is_known() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

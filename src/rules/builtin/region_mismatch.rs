//! A tenant whose country lies in another region of the programme than every country the partner is enrolled in.

use crate::model::Fact;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Membership, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "region-mismatch",
    title: "The tenant is in another region than the partner",
    severity: Severity::Blocker,
    points: 40,
    remedy: "Hand the customer to a partner, or a tenant of your own, that is enrolled in the region of the tenant.",
    citation: "https://learn.microsoft.com/partner-center/regional-authorization-overview",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::CustomerCountry],
    explain: "\
## Why it matters

A partner may sell only to tenants of its own region. The country that counts is the one set on the
tenant, not where the company or its users sit, and nobody can change it for the move.

## What to do

Find a partner enrolled in that region, or a sister tenant of your own, and let it request the
relationship. Country lists changed over the years: the finding names the list that was applied.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let Some(country) = case.customer.facts.country else { return };
    let list = case.settings.regions.on(case.as_of);
    let Membership::In(region) = list.membership(country) else { return };
    let enrolled = &case.settings.partner.countries;
    let Some(&home) = enrolled.first() else { return };
    if list.serving(enrolled, country).is_some() || !case.has_scope() {
        return;
    }
    let detail = Detail::NONE
        .with_some(Column::CustomerCountry, list.code(country))
        .with(Column::CustomerRegion, region)
        .with_some(Column::PartnerCountry, list.code(home))
        .with(Column::RegionList, list.date);
    findings.flag_customer(Actor::Us, case.first_cutover(), detail);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Value;
    use crate::rules::fixture::{country, customer, day, findings_of, flags, subscription};

    #[test]
    fn flags_a_tenant_of_another_region() {
        let scene =
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.country = Some(country("US")));
        let found = findings_of(&RULE, &scene);
        let observed: Vec<_> = found[0].detail.iter().take(3).collect();
        assert_eq!(observed[0], ("customer_country", Value::Text("US")));
        assert_eq!(observed[1], ("customer_region", Value::Text("united-states")));
        assert_eq!(observed[2], ("partner_country", Value::Text("DE")));
    }

    #[test]
    fn ignores_another_country_of_the_same_region() {
        let scene =
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.country = Some(country("GB")));
        assert!(!flags(&RULE, &scene));
    }

    #[test]
    fn ignores_a_tenant_that_one_of_several_countries_of_the_partner_may_serve() {
        let scene = customer(vec![subscription("e3")]).but(|it| {
            it.customer.facts.country = Some(country("US"));
            it.settings.partner.countries.push(country("US"));
        });
        assert!(!flags(&RULE, &scene));
    }

    #[test]
    fn judges_guam_by_the_list_of_the_day() {
        let guam = |as_of| {
            customer(vec![subscription("e3")]).but(|it| {
                it.customer.facts.country = Some(country("GU"));
                it.settings.partner.countries = vec![country("AU")];
                it.as_of = day(as_of);
            })
        };
        assert!(!flags(&RULE, &guam("2023-08-16")));
        assert!(flags(&RULE, &guam("2023-08-17")));
    }

    #[test]
    fn ignores_a_country_that_no_list_knows() {
        let scene =
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.country = Some(country("UK")));
        assert!(!flags(&RULE, &scene));
    }
}

//! A tenant outside the partner's home region that another of the partner's enrolled tenants may serve.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Membership, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "other-enrollment",
    title: "Another tenant of ours must place the orders",
    severity: Severity::Risk,
    points: 0,
    remedy: "Request the relationship and order from the tenant that is enrolled in the region of the customer.",
    citation: "https://learn.microsoft.com/partner-center/regional-authorization-overview",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A partner may be enrolled in several regions, each with a tenant of its own. A relationship or an order from the
wrong one is refused, and a relationship that stands with one tenant does not count for another.

## What to do

Work in the Partner Center of the tenant the finding names, from the relationship to the last order, and check
that relationship and agreement on record are those of this tenant.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let Some(country) = case.customer.facts.country else { return };
    let list = case.settings.regions.on(case.as_of);
    let enrolled = &case.settings.partner.countries;
    let Membership::In(region) = list.membership(country) else { return };
    let Some(serving) = list.serving(enrolled, country).filter(|_| case.has_scope()) else { return };
    let is_home = enrolled.first().is_some_and(|&home| list.membership(home) == Membership::In(region));
    if !is_home {
        let detail = Detail::NONE
            .with_some(Column::CustomerCountry, list.code(country))
            .with(Column::CustomerRegion, region)
            .with_some(Column::PartnerCountry, list.code(serving))
            .with(Column::RegionList, list.date);
        findings.flag_customer(Actor::Us, case.first_cutover(), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Value;
    use crate::rules::fixture::{Scene, country, customer, findings_of, flags, subscription};

    fn enrolled(countries: &[&str]) -> Scene {
        customer(vec![subscription("e3")]).but(|it| {
            it.customer.facts.country = Some(country("US"));
            it.settings.partner.countries = countries.iter().map(|code| country(code)).collect();
        })
    }

    #[test]
    fn flags_a_tenant_of_another_region_and_names_who_may_serve_it() {
        let scene = enrolled(&["DE", "GU"]);
        let found = findings_of(&RULE, &scene);
        let serving = found[0].detail.iter().find(|(name, _)| *name == "partner_country");
        assert_eq!(serving, Some(("partner_country", Value::Text("GU"))));
    }

    #[test]
    fn ignores_the_home_region_and_a_region_nobody_of_us_is_in() {
        assert!(!flags(&RULE, &enrolled(&["US", "DE"])));
        assert!(!flags(&RULE, &enrolled(&["GU", "US"])), "the same region");
        assert!(!flags(&RULE, &enrolled(&["DE", "TR"])), "a mismatch, which has a rule of its own");
    }
}

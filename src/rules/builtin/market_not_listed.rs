//! A tenant whose country belongs to no region of the programme.

use crate::model::Fact;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Membership, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "market-not-listed",
    title: "No region of the programme contains the country of the tenant",
    severity: Severity::Blocker,
    points: 40,
    remedy: "Ask Microsoft; no partner can order for this tenant by the published list.",
    citation: "https://learn.microsoft.com/partner-center/regional-authorization-overview",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::CustomerCountry],
    explain: "\
## Why it matters

Where a country is in no region, no partner anywhere may sell to the tenant through the programme.

## What to do

Check the country of the tenant. If it is right, ask Microsoft whether an exception exists; the workaround
some pages mention is a case for a person, never for a plan.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    let Some(country) = case.customer.facts.country else { return };
    let list = case.settings.regions.on(case.as_of);
    if list.membership(country) != Membership::NotListed || !case.has_scope() {
        return;
    }
    let detail = Detail::NONE
        .with_some(Column::CustomerCountry, list.code(country))
        .with(Column::RegionList, list.date);
    findings.flag_customer(Actor::MicrosoftSupport, case.first_cutover(), detail);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::fixture::{country, customer, day, flags, subscription};

    #[test]
    fn flags_belarus_since_the_list_of_2023() {
        let belarus = |as_of| {
            customer(vec![subscription("e3")]).but(|it| {
                it.customer.facts.country = Some(country("BY"));
                it.as_of = day(as_of);
            })
        };
        assert!(!flags(&RULE, &belarus("2023-08-16")));
        assert!(flags(&RULE, &belarus("2023-08-17")));
    }

    #[test]
    fn ignores_a_code_that_no_list_knows() {
        let scene =
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.country = Some(country("ZZ")));
        assert!(!flags(&RULE, &scene));
    }
}

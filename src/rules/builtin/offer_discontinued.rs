//! A discontinued offer without an equivalent on record.

use crate::catalogue::OfferMatch;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "offer-discontinued",
    title: "The offer is gone and no equivalent is on record",
    severity: Severity::Blocker,
    points: 30,
    remedy: "Choose an equivalent offer that keeps every service with user data.",
    citation: "https://learn.microsoft.com/partner-center/transition-seat-based-services",
    provenance: Provenance::Seed,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A discontinued offer cannot be bought again. Without an equivalent that holds the same data, mailboxes,
files or sites are lost when the old subscription ends.

## What to do

Look for an offer whose services are a superset of the old one and record it in the offer overrides, with
a reason. Finish before the term ends.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, subscription, course) in case.in_scope() {
        if course.verdict.offer_match == OfferMatch::DiscontinuedNoEquivalent {
            let detail = Detail::NONE
                .with(Column::SkuPartNumber, case.product(subscription).sku_part_number.as_str())
                .with_some(Column::EndDate, course.timing.end);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::catalogue::OfferMatch;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_an_offer_without_a_successor() {
        let line = subscription("e4").but(|it| it.verdict.offer_match = OfferMatch::DiscontinuedNoEquivalent);
        assert!(flags_line(&RULE, line));
    }

    #[test]
    fn ignores_a_discontinued_offer_with_a_successor() {
        let line = subscription("e4").but(|it| {
            it.verdict.is_discontinued = true;
            it.verdict.offer_match = OfferMatch::Equivalent;
        });
        assert!(!flags_line(&RULE, line));
    }
}

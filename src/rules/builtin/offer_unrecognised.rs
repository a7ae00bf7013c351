//! A product that the catalogue cannot identify with certainty.

use crate::catalogue::OfferMatch;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "offer-unrecognised",
    title: "The product cannot be identified with certainty",
    severity: Severity::Action,
    points: 10,
    remedy: "Say in the offer overrides what the product is.",
    citation: "https://learn.microsoft.com/partner-center/pricing-and-offers",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Without knowing what was bought, nobody can say whether the new offer keeps users and data as they are.
The planner never guesses: similar names are listed, and not used.

## What to do

Add the product to the offer overrides, with its part number or product id, or give the offer matrix and
price list of your partner account.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, subscription, course) in case.in_scope() {
        if course.verdict.offer_match == OfferMatch::Unmatched || course.verdict.is_ambiguous {
            let product = case.product(subscription);
            let detail = Detail::NONE
                .with(Column::ProductName, product.product_name.as_str())
                .with(Column::SkuPartNumber, product.sku_part_number.as_str());
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
    fn flags_what_is_not_matched_and_what_matches_twice() {
        let unmatched = subscription("e3").but(|it| it.verdict.offer_match = OfferMatch::Unmatched);
        let ambiguous = subscription("e3").but(|it| it.verdict.is_ambiguous = true);
        assert!(flags_line(&RULE, unmatched) && flags_line(&RULE, ambiguous));
    }

    #[test]
    fn ignores_an_identified_product_without_a_plan_set() {
        let line = subscription("e3").but(|it| it.verdict.offer_match = OfferMatch::PlanSetUnknown);
        assert!(!flags_line(&RULE, line));
    }
}

//! A promotion on a subscription that is bought again.

use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "promotion-lost",
    title: "The promotion does not follow the new purchase",
    severity: Severity::Risk,
    points: 3,
    remedy: "Compare the price of today with the promotion before the customer decides.",
    citation: "https://learn.microsoft.com/partner-center/new-commerce-promotions",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

A promotion belongs to the purchase it was given for. Buying again is at the price of that day, and what
the customer has redeemed counts across partners.

## What to do

Show the customer the difference, look for a promotion that holds on the day of the cut-over, or move by
transfer.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, subscription, course) in case.in_scope() {
        if !subscription.promotion_id.is_empty() && course.route.buys_anew() {
            let detail = Detail::NONE.with(Column::PromotionId, subscription.promotion_id);
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::routes::Route;
    use crate::rules::fixture::{flags_line, subscription};

    #[test]
    fn flags_a_promotion_that_is_bought_again() {
        assert!(flags_line(&RULE, subscription("e3").but(|it| it.facts.promotion_id = "39NFJQT1X9KM")));
    }

    #[test]
    fn ignores_a_transfer_and_a_purchase_without_a_promotion() {
        let line = subscription("e3").but(|it| {
            it.facts.promotion_id = "39NFJQT1X9KM";
            it.course.route = Route::Transfer;
        });
        assert!(!flags_line(&RULE, line) && !flags_line(&RULE, subscription("e3")));
    }
}

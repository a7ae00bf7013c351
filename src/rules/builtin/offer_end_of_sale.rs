//! An offer that can still be renewed or transferred, but not be bought again here and by this buyer.

use crate::catalogue::OfferMatch;
use crate::routes::Route;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "offer-end-of-sale",
    title: "The offer can no longer be bought",
    severity: Severity::Blocker,
    points: 30,
    remedy: "Transfer the subscription instead of buying it again, or choose another offer.",
    citation: "https://learn.microsoft.com/partner-center/manage-end-of-sale-offers",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

An offer at its end of sale renews and can be managed as long as it runs. Once it has lapsed nobody can
buy it again, so a move that lets the old subscription end cannot be completed.

## What to do

Ask for a transfer from partner to partner, or a channel transfer of a volume agreement: both keep the
subscription. Otherwise record another offer in the overrides.
",
    check: Check::Code(check),
};

/// Whether the move has to buy the offer; a transfer of either kind takes the subscription as it is.
const fn needs_a_purchase(route: Route) -> bool {
    matches!(route, Route::RebuyNow | Route::RebuyAtTermEnd | Route::MigrateOwnLegacy)
}

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, subscription, course) in case.in_scope() {
        if course.verdict.offer_match == OfferMatch::NotSellable && needs_a_purchase(course.route) {
            let detail =
                Detail::NONE.with(Column::SkuPartNumber, case.product(subscription).sku_part_number.as_str());
            findings.flag(position, Actor::Us, course.cutover_date, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::catalogue::OfferMatch;
    use crate::routes::Route;
    use crate::rules::fixture::{Line, flags_line, subscription};

    #[test]
    fn flags_buying_again_what_is_no_longer_sold() {
        assert!(flags_line(&RULE, unsellable(Route::RebuyAtTermEnd)));
        assert!(flags_line(&RULE, unsellable(Route::RebuyNow)));
    }

    #[test]
    fn ignores_transfers_of_both_kinds() {
        assert!(!flags_line(&RULE, unsellable(Route::Transfer)));
        assert!(!flags_line(&RULE, unsellable(Route::ChannelTransfer)));
    }

    #[test]
    fn ignores_an_offer_that_is_sold() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }

    fn unsellable(route: Route) -> Line {
        subscription("e3").but(|it| {
            it.verdict.offer_match = OfferMatch::NotSellable;
            it.course.route = route;
        })
    }
}

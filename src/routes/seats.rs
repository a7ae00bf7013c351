//! How many licences are bought, and how many have to be assigned anew.

use crate::catalogue::Verdict;
use crate::model::{Seats, SeatsScope, Subscription};
use crate::routes::Route;

/// Licences wanted after the move: those the export asks for, otherwise today's, by the override's factor
/// and never fewer than that.
pub(super) fn target_seats(subscription: &Subscription<'_>, verdict: &Verdict) -> u32 {
    let (numerator, denominator) = verdict.seats_factor;
    if subscription.target_seats.is_some() || denominator == 0 {
        return subscription.target_seats();
    }
    let seats = u64::from(subscription.seats_purchased) * u64::from(numerator);
    u32::try_from(seats.div_ceil(u64::from(denominator))).unwrap_or(u32::MAX)
}

/// Licences to assign anew: none where users keep the same licence, or the subscription itself is handed over.
pub(super) fn reassign_seats(
    subscription: &Subscription<'_>,
    verdict: &Verdict,
    route: Route,
    target_seats: u32,
) -> u32 {
    let buys_again = match route {
        Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer | Route::MigrateOwnLegacy => true,
        Route::Transfer | Route::None => false,
    };
    if !buys_again || !is_another_offer(verdict) {
        return 0;
    }
    let of_pool = subscription.seats_scope == Some(SeatsScope::ProductPool);
    subscription.seats_assigned.filter(|_| !of_pool).map_or(target_seats, Seats::get)
}

fn is_another_offer(verdict: &Verdict) -> bool {
    verdict.targets.iter().any(|(part_number, _)| *part_number != verdict.source_part_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::fixture::{another_offer, same_offer};
    use crate::timing::fixture::of_partner;

    #[test]
    fn the_factor_of_an_override_rounds_up() {
        let mut bought = of_partner("2025-07-01", "2026-06-30");
        let halved = Verdict { seats_factor: (1, 3), ..same_offer() };
        assert_eq!(target_seats(&bought, &halved), 4);
        bought.target_seats = Seats::new(7);
        assert_eq!(target_seats(&bought, &halved), 7, "what the export asks for stands");
    }

    #[test]
    fn users_of_another_offer_get_their_licences_anew() {
        let mut bought = of_partner("2025-07-01", "2026-06-30");
        let reassigned = |bought: &Subscription<'_>, verdict: &Verdict, route| {
            reassign_seats(bought, verdict, route, bought.target_seats())
        };
        assert_eq!(reassigned(&bought, &same_offer(), Route::RebuyNow), 0);
        assert_eq!(reassigned(&bought, &another_offer(), Route::RebuyNow), 10);
        bought.seats_assigned = Seats::new(6);
        assert_eq!(reassigned(&bought, &another_offer(), Route::RebuyNow), 6);
        assert_eq!(reassigned(&bought, &another_offer(), Route::Transfer), 0);
        bought.seats_scope = Some(SeatsScope::ProductPool);
        assert_eq!(
            reassigned(&bought, &another_offer(), Route::RebuyNow),
            10,
            "the pool's are not all its own"
        );
    }
}

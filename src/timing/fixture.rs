//! Subscriptions that tests of dates and routes start from.

use crate::model::{
    Channel, CommerceModel, Day, Origin, ProductIdx, Status, Subscription, SubscriptionId, Term, parse_day,
};

pub(crate) fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

pub(crate) fn term(text: &str) -> Term {
    Term::parse(text).expect("a term")
}

/// An active subscription of ten seats of which nothing else is known.
pub(crate) fn subscription(channel: Channel, start: &str, end: &str) -> Subscription<'static> {
    Subscription {
        id: SubscriptionId::parse("S-1"),
        parent: None,
        product: ProductIdx(0),
        channel: Some(channel),
        billing_account: None,
        commerce_model: None,
        seats_purchased: 10,
        seats_assigned: None,
        seats_scope: None,
        status: Some(Status::Active),
        term: None,
        billing_cycle: None,
        start_date: Some(day(start)),
        end_date: Some(day(end)),
        cancel_until: None,
        next_state: None,
        term_is_guessed: false,
        last_purchase_or_renewal: None,
        auto_renew: None,
        end_of_term_action: None,
        is_trial: false,
        is_add_on: false,
        promotion_id: "",
        open_transfer_id: "",
        unit_price: None,
        price_basis: None,
        currency: None,
        target_seats: None,
        target_term: None,
        origin: Origin { file: 0, line: 2 },
    }
}

/// The same on new commerce, from another partner.
pub(crate) fn of_partner(start: &str, end: &str) -> Subscription<'static> {
    Subscription { commerce_model: Some(CommerceModel::Nce), ..subscription(Channel::CspOther, start, end) }
}

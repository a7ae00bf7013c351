//! What cancelling the old subscription may bring back, and who may ask for it.

use crate::model::{BillingAccount, Channel, CommerceModel, Day, Status, Subscription};
use crate::routes::route::is_model_missing;
use crate::routes::{Contact, Credit, OutOfScope, Route, Standing};
use crate::timing::Timing;

/// The credit of a subscription on its route: the first answer that applies.
pub(super) fn credit_of(
    subscription: &Subscription<'_>,
    out_of_scope: Option<OutOfScope>,
    route: Route,
    timing: &Timing,
    standing: &Standing,
    as_of: Day,
) -> Credit {
    if route == Route::None {
        let is_unknown = subscription.channel.is_none() || is_model_missing(subscription);
        return if out_of_scope.is_none() && is_unknown { Credit::Unknown } else { Credit::None };
    }
    if timing.has_ended && subscription.status != Some(Status::Suspended) {
        return Credit::None;
    }
    if is_direct(subscription) {
        if standing.follows_source_document {
            return Credit::Unknown;
        }
        match subscription.billing_account {
            Some(BillingAccount::Mosa) => return Credit::Prorated,
            None => return Credit::Unknown,
            Some(BillingAccount::Mca | BillingAccount::McaE) => {}
        }
    }
    if route == Route::Transfer {
        return Credit::Prorated;
    }
    if timing.window_is_usable(standing.earliest, as_of) {
        return Credit::Window;
    }
    if is_of_other_partner_legacy(subscription) { Credit::Unknown } else { Credit::None }
}

/// Who may ask for the credit; nobody where there is none to hope for.
pub(super) fn contact_of(
    subscription: &Subscription<'_>,
    route: Route,
    credit: Credit,
    standing: &Standing,
) -> Option<Contact> {
    let is_hopeful = match credit {
        Credit::Prorated | Credit::Window => true,
        Credit::None => false,
        Credit::Unknown if route == Route::None => false,
        Credit::Unknown if is_direct(subscription) => standing.follows_source_document,
        Credit::Unknown => is_of_other_partner_legacy(subscription),
    };
    match subscription.channel? {
        Channel::Direct | Channel::Advisor if is_hopeful && standing.has_delegated_admin => {
            Some(Contact::Partner)
        }
        Channel::Direct | Channel::Advisor if is_hopeful => Some(Contact::Customer),
        Channel::CspOther if is_hopeful => Some(Contact::SourcePartner),
        Channel::Direct
        | Channel::Advisor
        | Channel::CspOther
        | Channel::CspSelf
        | Channel::Volume
        | Channel::Open
        | Channel::Syndication => None,
    }
}

fn is_direct(subscription: &Subscription<'_>) -> bool {
    subscription.channel.is_some_and(Channel::is_direct)
}

fn is_of_other_partner_legacy(subscription: &Subscription<'_>) -> bool {
    subscription.channel == Some(Channel::CspOther)
        && subscription.commerce_model == Some(CommerceModel::Legacy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CustomerFacts, DapStatus, GdapStatus};
    use crate::routes::Settings;
    use crate::routes::fixture::{chart_with, well_known};
    use crate::timing::fixture::{day, of_partner, subscription};

    fn credit(subscription: &Subscription<'static>, as_of: &str) -> (Credit, Option<Contact>) {
        let course = chart_with(well_known(), subscription, &Settings::default(), as_of);
        (course.credit, course.credit_contact)
    }

    fn direct(account: Option<BillingAccount>) -> Subscription<'static> {
        Subscription { billing_account: account, ..subscription(Channel::Direct, "2025-07-01", "2026-06-30") }
    }

    #[test]
    fn no_route_brings_nothing_back_and_an_unknown_channel_may() {
        let syndicated = subscription(Channel::Syndication, "2025-07-01", "2026-06-30");
        assert_eq!(credit(&syndicated, "2026-01-10"), (Credit::None, None));
        let unknown = Subscription { channel: None, ..of_partner("2025-07-01", "2026-06-30") };
        assert_eq!(credit(&unknown, "2026-01-10"), (Credit::Unknown, None));
        let model_missing = subscription(Channel::CspOther, "2025-07-01", "2026-06-30");
        assert_eq!(credit(&model_missing, "2026-01-10"), (Credit::Unknown, None));
        let trial = Subscription { is_trial: true, ..unknown };
        assert_eq!(credit(&trial, "2026-01-10"), (Credit::None, None), "nothing was paid");
    }

    #[test]
    fn what_has_ended_brings_nothing_back_and_what_is_suspended_may() {
        let mut bought = direct(Some(BillingAccount::Mosa));
        bought.status = Some(Status::Expired);
        assert_eq!(credit(&bought, "2026-07-10"), (Credit::None, None));
        bought.status = Some(Status::Suspended);
        assert_eq!(credit(&bought, "2026-01-10"), (Credit::Prorated, Some(Contact::Customer)));
        assert_eq!(credit(&bought, "2026-07-10"), (Credit::Prorated, Some(Contact::Customer)));
    }

    #[test]
    fn direct_purchases_by_account_type() {
        let prorated = (Credit::Prorated, Some(Contact::Customer));
        assert_eq!(credit(&direct(Some(BillingAccount::Mosa)), "2026-01-10"), prorated);
        assert_eq!(credit(&direct(None), "2026-01-10"), (Credit::Unknown, None));
        assert_eq!(credit(&direct(Some(BillingAccount::Mca)), "2026-01-10"), (Credit::None, None));
        let window = (Credit::Window, Some(Contact::Customer));
        assert_eq!(credit(&direct(Some(BillingAccount::Mca)), "2025-07-07"), window);
    }

    #[test]
    fn delegated_administration_lets_the_partner_ask() {
        let bought = direct(Some(BillingAccount::Mosa));
        let contact = |facts| chart_with(facts, &bought, &Settings::default(), "2026-01-10").credit_contact;
        let granular = |gdap| CustomerFacts { gdap_status: Some(gdap), ..well_known() };
        assert_eq!(contact(granular(GdapStatus::Expiring)), Some(Contact::Partner));
        assert_eq!(contact(granular(GdapStatus::Terminating)), Some(Contact::Customer));
        let dap_only = CustomerFacts { dap_status: Some(DapStatus::Active), ..granular(GdapStatus::None) };
        assert_eq!(contact(dap_only), Some(Contact::Partner));
    }

    #[test]
    fn another_partner_asks_for_its_own() {
        let asks = Some(Contact::SourcePartner);
        let bought = of_partner("2026-01-05", "2026-01-15");
        assert_eq!(credit(&bought, "2026-01-08"), (Credit::Window, asks));
        assert_eq!(credit(&bought, "2026-01-12"), (Credit::None, None));
        assert_eq!(credit(&of_partner("2025-07-01", "2026-06-30"), "2026-01-10"), (Credit::Prorated, asks));
        let mut legacy = of_partner("2025-07-01", "2026-06-30");
        legacy.commerce_model = Some(CommerceModel::Legacy);
        assert_eq!(credit(&legacy, "2026-01-10"), (Credit::Unknown, asks));
        legacy.channel = Some(Channel::CspSelf);
        assert_eq!(credit(&legacy, "2026-01-10"), (Credit::None, None));
    }

    #[test]
    fn volume_and_open_bring_nothing_back() {
        for channel in [Channel::Volume, Channel::Open] {
            let bought = subscription(channel, "2025-07-01", "2026-06-30");
            assert_eq!(credit(&bought, "2026-01-10"), (Credit::None, None));
        }
    }

    #[test]
    fn in_the_source_document_billing_support_decides() {
        let mut bought = subscription(Channel::Direct, "2021-01-01", "2021-12-31");
        for account in [None, Some(BillingAccount::Mosa), Some(BillingAccount::Mca)] {
            bought.billing_account = account;
            assert_eq!(credit(&bought, "2021-05-13"), (Credit::Unknown, Some(Contact::Customer)));
        }
        let delegated = CustomerFacts { dap_status: Some(DapStatus::Active), ..well_known() };
        let course = chart_with(delegated, &bought, &Settings::default(), "2021-05-13");
        assert_eq!(course.credit_contact, Some(Contact::Partner));
        assert_eq!(course.best_date, Some(day("2022-01-01")));
    }
}

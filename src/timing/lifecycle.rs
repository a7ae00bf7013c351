//! What happens after the end of a term: how long users work, and when data is gone.

use crate::model::{
    BillingAccount, Channel, CommerceModel, Day, EndOfTermAction, Status, Subscription, plus_days,
};
use crate::timing::current_term::CurrentTerm;
use crate::timing::{LastDay, Settings, Timing};

/// Days users go on working for free after the end of most terms.
/// Source: <https://learn.microsoft.com/partner-center/subscription-lifecycle>.
pub(super) const FREE_GRACE_DAYS: i64 = 30;

/// Days from the end of a term to the last day of work, and to the day of deletion.
#[derive(Clone, Copy)]
struct Afterwards {
    works: i64,
    deleted: i64,
}

const FREE_GRACE: Afterwards = Afterwards { works: FREE_GRACE_DAYS, deleted: 121 };
/// Sources: <https://learn.microsoft.com/microsoft-365/commerce/subscriptions/what-if-my-subscription-expires>.
const MULTI_YEAR_GRACE: Afterwards = Afterwards { works: 90, deleted: 181 };
const VOLUME_GRACE: Afterwards = Afterwards { works: 90, deleted: 151 };
/// No free grace; data is kept for 90 days. Source:
/// <https://learn.microsoft.com/partner-center/customers/extended-service-terms>.
const NO_GRACE: Afterwards = Afterwards { works: 0, deleted: 91 };
/// Legacy programme subscriptions have no expired state, and lose data 90 days after they stop.
const LEGACY: Afterwards = Afterwards { works: 0, deleted: 90 };

/// The end of the term falls under the extended service term.
pub(super) fn is_est_eligible(
    subscription: &Subscription<'_>,
    term: &CurrentTerm,
    settings: &Settings,
) -> bool {
    let Some(renewed_from) = extended_term_renewals_from(subscription, settings) else { return false };
    term.end.is_some_and(|end| end >= settings.extended_term_from)
        && term.last_renewal.is_none_or(|renewed| renewed >= renewed_from)
}

fn extended_term_renewals_from(subscription: &Subscription<'_>, settings: &Settings) -> Option<Day> {
    match subscription.channel? {
        Channel::Direct | Channel::Advisor => match subscription.billing_account {
            Some(BillingAccount::Mosa) => None,
            Some(BillingAccount::Mca | BillingAccount::McaE) | None => {
                Some(settings.extended_term_direct_renewals_from)
            }
        },
        Channel::CspOther => (subscription.commerce_model == Some(CommerceModel::Nce))
            .then_some(settings.extended_term_partner_renewals_from),
        Channel::CspSelf | Channel::Volume | Channel::Open | Channel::Syndication => None,
    }
}

/// `G`: the last day users work if renewal is stopped.
pub(super) fn users_work_until(
    subscription: &Subscription<'_>,
    timing: &Timing,
    settings: &Settings,
    as_of: Day,
) -> LastDay {
    if let (Some(Status::Warning | Status::Expired), Some(day)) =
        (subscription.status, subscription.next_state)
    {
        return LastDay::On(day);
    }
    let (Some(end), Some(afterwards)) = (timing.end, afterwards(subscription, timing, settings)) else {
        return LastDay::Unknown;
    };
    if runs_on(subscription, timing) {
        return LastDay::Open;
    }
    let last = plus_days(end, afterwards.works);
    match subscription.status {
        Some(Status::Suspended) => LastDay::Unknown,
        Some(Status::Disabled) => LastDay::On(last.min(plus_days(as_of, -1))),
        Some(Status::Active | Status::Warning | Status::Expired | Status::Deleted | Status::Pending)
        | None => LastDay::On(last),
    }
}

/// `X`: the day data is deleted if renewal is stopped; of a subscription that is suspended or locked out, at worst the
/// day on which that state ends.
pub(super) fn data_deleted_on(
    subscription: &Subscription<'_>,
    timing: &Timing,
    settings: &Settings,
) -> LastDay {
    let by_lifecycle = deleted_by_lifecycle(subscription, timing, settings);
    match (subscription.status, subscription.next_state) {
        (Some(Status::Suspended | Status::Disabled), Some(day)) => {
            LastDay::On(by_lifecycle.day().map_or(day, |deleted| deleted.min(day)))
        }
        _ => by_lifecycle,
    }
}

fn deleted_by_lifecycle(subscription: &Subscription<'_>, timing: &Timing, settings: &Settings) -> LastDay {
    let (Some(end), Some(afterwards)) = (timing.end, afterwards(subscription, timing, settings)) else {
        return LastDay::Unknown;
    };
    let is_suspended = subscription.status == Some(Status::Suspended);
    if is_suspended && is_partner_legacy(subscription) {
        return LastDay::Unknown;
    }
    if runs_on(subscription, timing) {
        LastDay::Open
    } else {
        LastDay::On(plus_days(end, afterwards.deleted))
    }
}

/// At its end the term goes on as a paid extended service term, because nobody cancels it.
fn runs_on(subscription: &Subscription<'_>, timing: &Timing) -> bool {
    let serves = match subscription.status {
        Some(Status::Active | Status::Pending) | None => true,
        Some(Status::Suspended | Status::Warning | Status::Disabled | Status::Expired | Status::Deleted) => {
            false
        }
    };
    let is_left_alone = match subscription.end_action() {
        Some(EndOfTermAction::ExtendedServiceTerm) => true,
        Some(EndOfTermAction::Renew | EndOfTermAction::Cancel) => false,
        None => subscription.auto_renew == Some(false),
    };
    timing.is_est_eligible && serves && is_left_alone
}

/// Which of the lifecycles applies; `None` where none is known.
fn afterwards(subscription: &Subscription<'_>, timing: &Timing, settings: &Settings) -> Option<Afterwards> {
    if timing.is_est_eligible {
        return Some(NO_GRACE);
    }
    match subscription.channel? {
        Channel::Direct | Channel::Advisor if is_multi_year_mca_e(subscription) => Some(MULTI_YEAR_GRACE),
        Channel::Direct | Channel::Advisor | Channel::Open => Some(FREE_GRACE),
        Channel::Volume => Some(VOLUME_GRACE),
        Channel::CspOther | Channel::CspSelf => match subscription.commerce_model? {
            CommerceModel::Nce if timing.end.is_some_and(|end| end < settings.expired_state_from) => {
                Some(LEGACY)
            }
            CommerceModel::Nce => Some(FREE_GRACE),
            CommerceModel::Legacy => Some(LEGACY),
            CommerceModel::Perpetual | CommerceModel::Usage => None,
        },
        Channel::Syndication => None,
    }
}

fn is_multi_year_mca_e(subscription: &Subscription<'_>) -> bool {
    subscription.billing_account == Some(BillingAccount::McaE)
        && subscription.term.is_some_and(|term| term.months() > 12)
}

fn is_partner_legacy(subscription: &Subscription<'_>) -> bool {
    matches!(subscription.channel, Some(Channel::CspOther | Channel::CspSelf))
        && subscription.commerce_model == Some(CommerceModel::Legacy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CustomerFacts;
    use crate::timing::fixture::{day, of_partner, subscription, term};

    fn dates(subscription: &Subscription<'_>, as_of: &str) -> (LastDay, LastDay) {
        let timing =
            crate::timing::of(subscription, &CustomerFacts::default(), &Settings::default(), day(as_of));
        (timing.users_work_until, timing.data_deleted_on)
    }

    fn on(works: &str, deleted: &str) -> (LastDay, LastDay) {
        (LastDay::On(day(works)), LastDay::On(day(deleted)))
    }

    #[test]
    fn free_grace_of_partner_direct_and_open() {
        let expected = on("2025-07-30", "2025-10-29");
        let mut bought = of_partner("2024-07-01", "2025-06-30");
        assert_eq!(dates(&bought, "2025-06-01"), expected);
        bought.auto_renew = Some(true);
        assert_eq!(dates(&bought, "2025-06-01"), expected, "whatever the renewal says");
        for channel in [Channel::Direct, Channel::Advisor, Channel::Open] {
            assert_eq!(dates(&subscription(channel, "2024-07-01", "2025-06-30"), "2025-06-01"), expected);
        }
    }

    #[test]
    fn the_programme_of_the_source_document_knows_no_expired_state() {
        let before = of_partner("2021-01-01", "2021-12-31");
        assert_eq!(dates(&before, "2021-05-13"), on("2021-12-31", "2022-03-31"));
        let after = of_partner("2021-01-02", "2022-01-01");
        assert_eq!(dates(&after, "2021-05-13"), on("2022-01-31", "2022-05-02"));
        let direct = subscription(Channel::Direct, "2020-07-01", "2021-06-30");
        assert_eq!(dates(&direct, "2021-05-13"), on("2021-07-30", "2021-10-29"));
    }

    #[test]
    fn multi_year_mca_e_and_volume_have_ninety_days() {
        let mut direct = subscription(Channel::Direct, "2022-07-01", "2025-06-30");
        direct.billing_account = Some(BillingAccount::McaE);
        direct.term = Some(term("P3Y"));
        assert_eq!(dates(&direct, "2025-06-01"), on("2025-09-28", "2025-12-28"));
        direct.term = None;
        assert_eq!(dates(&direct, "2025-06-01"), on("2025-07-30", "2025-10-29"), "one year unless known");
        let volume = subscription(Channel::Volume, "2022-07-01", "2025-06-30");
        assert_eq!(dates(&volume, "2025-06-01"), on("2025-09-28", "2025-11-28"));
    }

    #[test]
    fn the_extended_service_term_needs_both_dates() {
        let eligible = |start: &str, end: &str| {
            let timing = crate::timing::of(
                &of_partner(start, end),
                &CustomerFacts::default(),
                &Settings::default(),
                day("2026-01-10"),
            );
            timing.is_est_eligible
        };
        assert!(eligible("2025-05-04", "2026-05-04"));
        assert!(!eligible("2025-05-04", "2026-05-03"), "one day early");
        assert!(eligible("2025-04-01", "2026-05-04"));
        assert!(!eligible("2025-03-31", "2026-05-04"), "bought one day early");
    }

    #[test]
    fn direct_purchases_have_their_own_date_and_mosa_none() {
        let mut direct = subscription(Channel::Direct, "2026-02-09", "2027-02-08");
        let before = subscription(Channel::Direct, "2026-02-08", "2027-02-07");
        assert_eq!(dates(&direct, "2026-03-01"), on("2027-02-08", "2027-05-10"), "type missing counts");
        assert_eq!(dates(&before, "2026-03-01"), on("2027-03-09", "2027-06-08"));
        direct.billing_account = Some(BillingAccount::Mosa);
        assert_eq!(dates(&direct, "2026-03-01"), on("2027-03-10", "2027-06-09"));
    }

    #[test]
    fn without_a_purchase_date_the_stricter_case_counts() {
        let mut bought = of_partner("2025-06-01", "2026-05-31");
        bought.start_date = None;
        assert_eq!(dates(&bought, "2026-05-01"), on("2026-05-31", "2026-08-30"));
    }

    #[test]
    fn what_is_not_cancelled_runs_on_at_a_price() {
        let mut bought = of_partner("2025-06-01", "2026-05-31");
        let ends = on("2026-05-31", "2026-08-30");
        assert_eq!(dates(&bought, "2026-05-01"), ends, "unknown action");
        bought.auto_renew = Some(true);
        assert_eq!(dates(&bought, "2026-05-01"), ends);
        bought.auto_renew = Some(false);
        assert_eq!(dates(&bought, "2026-05-01"), (LastDay::Open, LastDay::Open));
        bought.end_of_term_action = Some(EndOfTermAction::Cancel);
        assert_eq!(dates(&bought, "2026-05-01"), ends);
        bought.end_of_term_action = Some(EndOfTermAction::ExtendedServiceTerm);
        assert_eq!(dates(&bought, "2026-05-01"), (LastDay::Open, LastDay::Open));
        bought.status = Some(Status::Expired);
        assert_eq!(dates(&bought, "2026-06-10"), ends, "expired all the same");
    }

    #[test]
    fn legacy_knows_no_grace() {
        let mut bought = of_partner("2024-07-01", "2025-06-30");
        bought.commerce_model = Some(CommerceModel::Legacy);
        assert_eq!(dates(&bought, "2025-06-01"), on("2025-06-30", "2025-09-28"));
        bought.channel = Some(Channel::CspSelf);
        assert_eq!(dates(&bought, "2025-06-01"), on("2025-06-30", "2025-09-28"));
        bought.status = Some(Status::Suspended);
        assert_eq!(dates(&bought, "2025-06-01"), (LastDay::Unknown, LastDay::Unknown));
    }

    #[test]
    fn suspended_users_are_locked_out_already() {
        let mut bought = of_partner("2024-07-01", "2025-06-30");
        bought.status = Some(Status::Suspended);
        assert_eq!(dates(&bought, "2025-06-01"), (LastDay::Unknown, LastDay::On(day("2025-10-29"))));
    }

    #[test]
    fn disabled_users_worked_until_yesterday_at_most() {
        let mut bought = of_partner("2024-07-01", "2025-06-30");
        bought.status = Some(Status::Disabled);
        assert_eq!(dates(&bought, "2025-07-10"), on("2025-07-09", "2025-10-29"));
        assert_eq!(dates(&bought, "2025-09-10"), on("2025-07-30", "2025-10-29"));
    }

    #[test]
    fn an_unknown_channel_or_model_has_no_lifecycle() {
        let mut bought = of_partner("2024-07-01", "2025-06-30");
        bought.commerce_model = None;
        assert_eq!(dates(&bought, "2025-06-01"), (LastDay::Unknown, LastDay::Unknown));
        let syndicated = subscription(Channel::Syndication, "2024-07-01", "2025-06-30");
        assert_eq!(dates(&syndicated, "2025-06-01"), (LastDay::Unknown, LastDay::Unknown));
    }
}

//! Lead times and choices of the plan's author: every one is a policy value.

use uuid::Uuid;

use crate::model::{SubscriptionId, TenantId};
use crate::timing::{self, Calendar};

/// What a course is charted by.
#[derive(Debug, Clone)]
pub struct Settings {
    pub timing: timing::Settings,
    pub calendar: Calendar,
    /// Working days until a customer has accepted the reseller relationship.
    pub relationship_lead_working_days: u32,
    /// Working days until a customer has accepted the customer agreement.
    pub agreement_lead_working_days: u32,
    /// Calendar days until the other partner has accepted a transfer request.
    pub transfer_lead_days: i64,
    /// Calendar days after which an unanswered transfer request lapses.
    pub transfer_request_days: i64,
    /// Working days before the end of a term by which its renewal is better stopped.
    pub renewal_stop_working_days: u32,
    /// Legacy subscriptions of another partner move now instead of at the end of their term: the other
    /// partner can suspend them any day, but need not.
    pub legacy_moves_now: bool,
    pub accepted_losses: AcceptedLosses,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            timing: timing::Settings::default(),
            calendar: Calendar::default(),
            relationship_lead_working_days: 10,
            agreement_lead_working_days: 1,
            transfer_lead_days: 14,
            transfer_request_days: 30,
            renewal_stop_working_days: 5,
            legacy_moves_now: false,
            accepted_losses: AcceptedLosses::default(),
        }
    }
}

/// Whose losses of data somebody accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AcceptedLosses {
    tenants: Vec<TenantId>,
    guids: Vec<Uuid>,
    texts: Vec<String>,
}

impl AcceptedLosses {
    /// Every loss of that customer is accepted.
    pub fn accept_customer(&mut self, tenant: TenantId) {
        insert_sorted(&mut self.tenants, tenant);
    }

    /// Every loss of that subscription is accepted.
    pub fn accept_subscription(&mut self, id: SubscriptionId<'_>) {
        match id {
            SubscriptionId::Guid(guid) => insert_sorted(&mut self.guids, guid),
            SubscriptionId::Text(text) => insert_sorted(&mut self.texts, text.to_owned()),
        }
    }

    /// The losses of that subscription of that customer are accepted.
    pub fn cover(&self, tenant: Option<TenantId>, id: Option<SubscriptionId<'_>>) -> bool {
        tenant.is_some_and(|tenant| self.tenants.binary_search(&tenant).is_ok())
            || match id {
                Some(SubscriptionId::Guid(guid)) => self.guids.binary_search(&guid).is_ok(),
                Some(SubscriptionId::Text(text)) => {
                    self.texts.binary_search_by(|accepted| accepted.as_str().cmp(text)).is_ok()
                }
                None => false,
            }
    }
}

fn insert_sorted<T: Ord>(list: &mut Vec<T>, item: T) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_accepted_for_a_subscription_or_for_the_customer() {
        let guid_text = "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d";
        let tenant = TenantId::parse(guid_text).expect("a tenant");
        let guid = SubscriptionId::parse(guid_text).expect("an id");
        let text = SubscriptionId::parse("AS-1").expect("an id");
        let mut accepted = AcceptedLosses::default();
        assert!(!accepted.cover(Some(tenant), Some(text)));
        accepted.accept_subscription(text);
        assert!(accepted.cover(None, Some(text)) && !accepted.cover(Some(tenant), Some(guid)));
        accepted.accept_subscription(guid);
        assert!(accepted.cover(None, Some(guid)) && !accepted.cover(Some(tenant), None));
        accepted.accept_customer(tenant);
        assert!(accepted.cover(Some(tenant), None));
    }
}

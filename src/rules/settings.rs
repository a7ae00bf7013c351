//! What rules may read besides the customer: facts about the partner, and thresholds.

use crate::model::value::column_values;
use crate::model::{Country, TenantId};

column_values! {
    /// What the planning partner is.
    PartnerType {
        DirectBill = "direct-bill",
        IndirectProvider = "indirect-provider",
        IndirectReseller = "indirect-reseller",
    }
}

column_values! {
    /// Whether the planning partner may place orders.
    PartnerStatus { Active = "active", Restricted = "restricted", Suspended = "suspended", Deauthorized = "deauthorized" }
}

/// The planning partner.
#[derive(Debug, Clone, Default)]
pub struct Partner {
    /// Countries of the partner's enrolled tenants; the first is the one given by `--partner-country`.
    pub countries: Vec<Country>,
    pub tenant: Option<TenantId>,
    pub kind: Option<PartnerType>,
    pub status: Option<PartnerStatus>,
    /// Country of the provider an indirect reseller orders through.
    pub provider_country: Option<Country>,
}

/// Numbers and lists that rules compare with; every one is a policy value.
#[derive(Debug, Clone)]
pub struct Thresholds {
    pub deadline_days: i64,
    pub direct_terms_days: i64,
    pub tenant_subscriptions: u32,
    pub small_business_seats: u32,
    pub transfer_items: u32,
    pub minimum_seats_three_years: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            deadline_days: 30,
            direct_terms_days: 90,
            tenant_subscriptions: 300,
            small_business_seats: 300,
            transfer_items: 25,
            minimum_seats_three_years: 100,
        }
    }
}

/// Everything a rule may read besides its case.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub partner: Partner,
    pub thresholds: Thresholds,
}

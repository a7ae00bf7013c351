//! What rules may read besides the customer: facts about the partner, and thresholds.

use crate::model::value::column_values;
use crate::model::{Country, Day, TenantId};
use crate::rules::Regions;
use crate::timing::Calendar;

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
    /// Part numbers for which a three-year term needs that many seats.
    pub minimum_seats_products: Vec<String>,
    /// An agreement accepted before this day must be accepted again.
    pub agreement_accepted_since: Day,
    /// First as-of day on which the older agreements do not count any more.
    pub agreement_enforced_from: Day,
    /// What an extended service term costs above the price of a monthly term, in percent.
    pub extended_term_surcharge_percent: u32,
    /// The same where no monthly term is bought, above the monthly share of the longer term.
    pub extended_term_surcharge_percent_without_monthly: u32,
    /// Working days until a customer has accepted the reseller relationship.
    pub relationship_lead_working_days: u32,
    /// First as-of day on which direct purchases no longer follow the source document.
    pub source_document_until: Day,
}

/// Suites and add-ons sold for three years only in quantity, as a partner FAQ of August 2025 names them.
const MINIMUM_SEATS_PRODUCTS: [&str; 5] = [
    "MICROSOFT_365_E3_(NO_TEAMS)",
    "MICROSOFT_365_E5_(NO_TEAMS)",
    "MICROSOFT_TEAMS_ENTERPRISE_NEW",
    "IDENTITY_THREAT_PROTECTION",
    "INFORMATION_PROTECTION_COMPLIANCE",
];

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            deadline_days: 30,
            direct_terms_days: 90,
            tenant_subscriptions: 300,
            small_business_seats: 300,
            transfer_items: 25,
            minimum_seats_three_years: 100,
            minimum_seats_products: MINIMUM_SEATS_PRODUCTS.map(str::to_owned).to_vec(),
            agreement_accepted_since: calendar_day(2023, 4, 1),
            agreement_enforced_from: calendar_day(2025, 10, 7),
            extended_term_surcharge_percent: 3,
            extended_term_surcharge_percent_without_monthly: 23,
            relationship_lead_working_days: 10,
            source_document_until: calendar_day(2022, 1, 1),
        }
    }
}

fn calendar_day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// Everything a rule may read besides its case.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub partner: Partner,
    pub regions: Regions,
    pub thresholds: Thresholds,
    /// The days the partner works.
    pub calendar: Calendar,
}

//! Who plans, and where the data about offers and regions comes from.

use serde::{Deserialize, Serialize};

use crate::config::spelled::{blank, list};
use crate::model::{Country, TenantId};
use crate::rules::{PartnerStatus, PartnerType};

/// `[partner]`: the planning partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Partner {
    /// Country of the partner's own tenant; `--partner-country` wins.
    #[serde(with = "blank")]
    pub country: Option<Country>,
    /// Countries of further enrolled tenants.
    #[serde(with = "list")]
    pub countries: Vec<Country>,
    #[serde(rename = "type", with = "blank")]
    pub kind: Option<PartnerType>,
    #[serde(with = "blank")]
    pub status: Option<PartnerStatus>,
    /// Country of the provider an indirect reseller orders through.
    #[serde(with = "blank")]
    pub provider_country: Option<Country>,
    /// The partner's own tenant: exports that name an owner are told apart by it.
    #[serde(with = "blank")]
    pub tenant_id: Option<TenantId>,
    /// The partner's own MPN ids.
    pub mpn_ids: Vec<String>,
}

impl Partner {
    /// Every country of an enrolled tenant, the first one first, none twice.
    pub fn enrolled_countries(&self) -> Vec<Country> {
        let mut enrolled: Vec<Country> = self.country.into_iter().collect();
        for country in &self.countries {
            if !enrolled.contains(country) {
                enrolled.push(*country);
            }
        }
        enrolled
    }
}

/// `[catalogue]`: what is sold, beyond the embedded catalogue. Paths are relative to the policy file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Catalogue {
    /// Days between the newest fact of the catalogue and the as-of day; 0 accepts any age.
    pub max_age_days: u32,
    /// Microsoft's licensing list as downloaded; `--catalog` wins.
    pub licensing_list: String,
    /// The new-commerce offer matrix as downloaded; `--offer-matrix` wins.
    pub offer_matrix: String,
    /// The new-commerce price list as downloaded; `--price-list` wins.
    pub price_list: String,
    /// The mapping of legacy offers saved as CSV.
    pub legacy_offers: String,
    /// The user's own overrides; `--map` wins.
    pub map: String,
}

/// `[regions]`: a list of regions that replaces the embedded ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Regions {
    /// Empty: the embedded lists of 2021-04-15 and 2023-08-17.
    pub file: String,
}

//! Every number and day the rules, routes and dates compare with, at the default of its source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Value;

use crate::config::spelled::{Spelled, one, spelled_serde};
use crate::model::{Country, Day};

/// A country as the key of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountryCode(pub Country);

impl Spelled for CountryCode {
    fn read(text: &str) -> Result<Self, String> {
        Country::read(text).map(CountryCode)
    }

    fn spell(&self) -> Value {
        self.0.spell()
    }
}

spelled_serde!(CountryCode);

/// Declares a section whose keys all have a default that stands beside them.
macro_rules! section {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty = $default:expr),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name { $($(#[$field_meta])* pub $field: $type),+ }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: $default),+ }
            }
        }
    };
}

section! {
    /// `[thresholds]`: numbers the rules compare with.
    Thresholds {
        /// `deadline-near`: days from the as-of day to the last safe day.
        deadline_days: u32 = 30,
        /// `direct-terms-change`: days from the as-of day to the term end.
        direct_terms_days: u32 = 90,
        /// `tenant-ceiling`: subscriptions a tenant can hold.
        tenant_subscriptions: u32 = 300,
        /// `seat-ceiling`: seats of one small-business SKU.
        small_business_seats: u32 = 300,
        /// `transfer-splits`: subscriptions one transfer request holds.
        transfer_items: u32 = 25,
        /// `seat-minimum`: seats a three-year term needs where a minimum holds.
        minimum_seats_three_years: u32 = 100,
        /// `seat-minimum`: part numbers the minimum holds for.
        minimum_seats_products: Vec<String> = minimum_seats_products(),
        /// Days from purchase or renewal in which it can be undone.
        cancellation_window_days: u32 = 7,
        /// Countries of customers whose law gives more days.
        longer_cancellation_windows: BTreeMap<CountryCode, u32> = longer_cancellation_windows(),
        /// Part numbers bought by volume whose users lose access 30 days after the end, not 90.
        short_volume_grace: Vec<String> = Vec::new(),
        /// What an extended service term costs above the monthly term's price, in percent.
        extended_term_surcharge_percent: u32 = 3,
        /// The same for an offer that has no monthly term.
        extended_term_surcharge_percent_without_monthly: u32 = 23,
    }
}

section! {
    /// `[dates]`: days from which a rule of the programme holds.
    Dates {
        /// Agreements accepted before this day must be accepted again.
        #[serde(with = "one")]
        agreement_again_if_before: Day = day(2023, 4, 1),
        /// First as-of day on which that is enforced.
        #[serde(with = "one")]
        agreement_again_from: Day = day(2025, 10, 7),
        /// First day a transfer between partners can be accepted.
        #[serde(with = "one")]
        transfer_from: Day = day(2024, 6, 1),
        /// First term end a volume licence can leave by channel transfer.
        #[serde(with = "one")]
        channel_transfer_from: Day = day(2025, 1, 1),
        /// First term end under the extended service term.
        #[serde(with = "one")]
        extended_term_from: Day = day(2026, 5, 4),
        /// First purchase or renewal through a partner under the extended service term.
        #[serde(with = "one")]
        extended_term_partner_renewals_from: Day = day(2025, 4, 1),
        /// First direct purchase or renewal under the extended service term.
        #[serde(with = "one")]
        extended_term_direct_renewals_from: Day = day(2026, 2, 9),
        /// First day on which renewing a direct purchase changes its terms.
        #[serde(with = "one")]
        direct_terms_change_from: Day = day(2025, 1, 1),
        /// First as-of day judged by the region list of 2023.
        #[serde(with = "one")]
        regions_of_2023_from: Day = day(2023, 8, 17),
        /// First purchase or renewal that can be undone inside a window.
        #[serde(with = "one")]
        cancellation_window_from: Day = day(2022, 1, 1),
        /// First term end in the programme that is followed by an expired state.
        #[serde(with = "one")]
        expired_state_from: Day = day(2022, 1, 1),
        /// First renewal of a legacy subscription that converts.
        #[serde(with = "one")]
        legacy_converts_from: Day = day(2024, 1, 1),
        /// The same in the public sector.
        #[serde(with = "one")]
        legacy_converts_public_sector_from: Day = day(2024, 9, 1),
        /// First purchase for three years that needs a minimum of seats.
        #[serde(with = "one")]
        seat_minimum_from: Day = day(2025, 6, 1),
        /// First as-of day judged by the modern rules instead of the source document.
        #[serde(with = "one")]
        source_document_until: Day = day(2022, 1, 1),
    }
}

section! {
    /// `[lead-times]`: how long things take.
    LeadTimes {
        /// Working days until a customer has accepted the relationship.
        relationship_working_days: u32 = 10,
        /// Working days until a customer has accepted the agreement.
        agreement_working_days: u32 = 1,
        /// Calendar days from the request of a transfer to its acceptance.
        transfer_days: u32 = 14,
        /// Calendar days after which an unanswered transfer request expires.
        transfer_request_days: u32 = 30,
        /// Working days before the term end by which renewal is better stopped.
        stop_renewal_working_days: u32 = 5,
    }
}

section! {
    /// `[score]`: points that come with the deadline and the size of a customer, and the grades.
    Score {
        /// `[days, points]`: the first pair whose days are not exceeded counts.
        deadline_points: Vec<[u32; 2]> = vec![[7, 20], [14, 15], [30, 10], [60, 5]],
        /// `[seats, points]`: the first pair whose seats are reached counts.
        seat_points: Vec<[u32; 2]> = vec![[1000, 5], [250, 3], [50, 1]],
        /// Lowest score of grades B, C, D, E and F.
        grades: [u32; 5] = [15, 30, 45, 60, 75],
    }
}

/// Suites and add-ons sold for three years only in quantity.
fn minimum_seats_products() -> Vec<String> {
    let products = [
        "MICROSOFT_365_E3_(NO_TEAMS)",
        "MICROSOFT_365_E5_(NO_TEAMS)",
        "MICROSOFT_TEAMS_ENTERPRISE_NEW",
        "IDENTITY_THREAT_PROTECTION",
        "INFORMATION_PROTECTION_COMPLIANCE",
    ];
    products.map(str::to_owned).to_vec()
}

fn longer_cancellation_windows() -> BTreeMap<CountryCode, u32> {
    Country::parse("CL").map(|chile| (CountryCode(chile), 10)).into_iter().collect()
}

fn day(year: i32, month: u32, of_month: u32) -> Day {
    Day::from_ymd_opt(year, month, of_month).expect("a default is a day")
}

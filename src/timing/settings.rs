//! Dates of enforcement and lengths of windows: every one is a policy value with a source.

use crate::model::value::{are_equal, column_values};
use crate::model::{Country, Day};

column_values! {
    /// Who says so.
    Authority {
        Microsoft = "microsoft",
        /// A distributor or licensing firm, not Microsoft.
        ThirdParty = "third-party",
        /// Our own deduction, never Microsoft's word.
        Inferred = "inferred",
    }
}

/// What the dates are judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub extended_term_from: Day,
    pub extended_term_partner_renewals_from: Day,
    pub extended_term_direct_renewals_from: Day,
    pub transfer_from: Day,
    pub channel_transfer_from: Day,
    pub agreement_again_from: Day,
    pub agreement_again_if_before: Day,
    pub source_document_until: Day,
    pub direct_terms_change_from: Day,
    pub regions_of_2023_from: Day,
    pub cancellation_window_from: Day,
    pub expired_state_from: Day,
    pub legacy_converts_from: Day,
    pub legacy_converts_public_sector_from: Day,
    pub seat_minimum_from: Day,
    /// Days from purchase or renewal in which it can be undone.
    pub cancellation_window_days: i64,
    /// Countries of customers whose law gives more days.
    pub longer_cancellation_windows: Vec<(Country, i64)>,
    /// Part numbers bought by volume whose users lose access 30 days after the end, not 90.
    pub short_volume_grace: Vec<String>,
    /// What an extended service term costs above the monthly term's price.
    pub extended_term_surcharge_percent: u32,
    /// The same for an offer that has no monthly term.
    pub extended_term_surcharge_percent_without_monthly: u32,
}

/// One date of enforcement: its key in a policy, what it means, its default and who says so.
#[derive(Debug, Clone, Copy)]
pub struct Enforcement {
    pub key: &'static str,
    pub meaning: &'static str,
    pub default: Day,
    /// Page the date is taken from.
    pub source: &'static str,
    pub authority: Authority,
    /// Where the date is held, so that a policy can set it.
    pub field: fn(&mut Settings) -> &mut Day,
}

/// Every date of enforcement, in the order a policy shows them.
pub const ENFORCEMENTS: &[Enforcement] = &[
    Enforcement {
        key: "extended-term-from",
        meaning: "terms that end from this day on have no free grace period, but an extended service term",
        default: date(2026, 5, 4),
        source: "https://learn.microsoft.com/partner-center/customers/extended-service-terms",
        authority: Authority::Microsoft,
        field: |settings| &mut settings.extended_term_from,
    },
    Enforcement {
        key: "extended-term-partner-renewals-from",
        meaning: "of another partner's subscriptions, only those bought or renewed from this day on",
        default: date(2025, 4, 1),
        source: "https://docs.cloudblue.com/connect/connectors/Microsoft_SaaS/lv/Office365-Channel-Operations-Guide/Extended-Service-Terms.htm",
        authority: Authority::ThirdParty,
        field: |settings| &mut settings.extended_term_partner_renewals_from,
    },
    Enforcement {
        key: "extended-term-direct-renewals-from",
        meaning: "of direct purchases, only those bought or renewed from this day on",
        default: date(2026, 2, 9),
        source: "https://mc.merill.net/message/MC1216259",
        authority: Authority::ThirdParty,
        field: |settings| &mut settings.extended_term_direct_renewals_from,
    },
    Enforcement {
        key: "transfer-from",
        meaning: "first day on which another partner can hand a new-commerce subscription over",
        default: date(2024, 6, 1),
        source: "https://learn.microsoft.com/partner-center/customers/transfer-new-commerce-license-based-subscriptions",
        authority: Authority::Inferred,
        field: |settings| &mut settings.transfer_from,
    },
    Enforcement {
        key: "channel-transfer-from",
        meaning: "volume agreements that end from this day on can be renewed into the programme",
        default: date(2025, 1, 1),
        source: "https://learn.microsoft.com/partner-center/customers/transition-seat-based-services",
        authority: Authority::Inferred,
        field: |settings| &mut settings.channel_transfer_from,
    },
    Enforcement {
        key: "agreement-again-from",
        meaning: "from this day on, old customer agreements must be accepted again before an order",
        default: date(2025, 10, 7),
        source: "https://support.manageprotect.com/support/solutions/articles/44002771431-microsoft-customer-agreement-reacceptance",
        authority: Authority::ThirdParty,
        field: |settings| &mut settings.agreement_again_from,
    },
    Enforcement {
        key: "agreement-again-if-before",
        meaning: "a customer agreement accepted before this day is an old one",
        default: date(2023, 4, 1),
        source: "https://support.manageprotect.com/support/solutions/articles/44002771431-microsoft-customer-agreement-reacceptance",
        authority: Authority::ThirdParty,
        field: |settings| &mut settings.agreement_again_if_before,
    },
    Enforcement {
        key: "source-document-until",
        meaning: "before this day, direct purchases follow the source document of this project",
        default: date(2022, 1, 1),
        source: "https://learn.microsoft.com/de-de/partner-center/transition-seat-based-services",
        authority: Authority::Inferred,
        field: |settings| &mut settings.source_document_until,
    },
    Enforcement {
        key: "direct-terms-change-from",
        meaning: "from this day on, a direct purchase loses its refund at any time when it renews",
        default: date(2025, 1, 1),
        source: "https://learn.microsoft.com/answers/questions/5836394",
        authority: Authority::Inferred,
        field: |settings| &mut settings.direct_terms_change_from,
    },
    Enforcement {
        key: "regions-of-2023-from",
        meaning: "from this day on, the region list of 2023 is the one that counts",
        default: date(2023, 8, 17),
        source: "https://learn.microsoft.com/partner-center/regional-authorization-overview",
        authority: Authority::Microsoft,
        field: |settings| &mut settings.regions_of_2023_from,
    },
    Enforcement {
        key: "cancellation-window-from",
        meaning: "purchases and renewals from this day on can be undone inside a window",
        default: date(2022, 1, 1),
        source: "https://learn.microsoft.com/partner-center/new-commerce-cancellation-policy",
        authority: Authority::Inferred,
        field: |settings| &mut settings.cancellation_window_from,
    },
    Enforcement {
        key: "expired-state-from",
        meaning: "terms of the programme that end from this day on are followed by days on which users still work",
        default: date(2022, 1, 1),
        source: "https://learn.microsoft.com/partner-center/subscription-lifecycle",
        authority: Authority::Inferred,
        field: |settings| &mut settings.expired_state_from,
    },
    Enforcement {
        key: "legacy-converts-from",
        meaning: "legacy subscriptions that renew from this day on become new commerce",
        default: date(2024, 1, 1),
        source: "https://learn.microsoft.com/partner-center/migrate-subscriptions-to-new-commerce",
        authority: Authority::Microsoft,
        field: |settings| &mut settings.legacy_converts_from,
    },
    Enforcement {
        key: "legacy-converts-public-sector-from",
        meaning: "the same for customers in education, of charities and of the public sector",
        default: date(2024, 9, 1),
        source: "https://cloud.tdsynnex.se/blog/important-update-to-the-new-commerce-migration-timeline/",
        authority: Authority::ThirdParty,
        field: |settings| &mut settings.legacy_converts_public_sector_from,
    },
    Enforcement {
        key: "seat-minimum-from",
        meaning: "purchases for three years from this day on need a minimum of seats",
        default: date(2025, 6, 1),
        source: "https://licenseq.com/understanding-the-latest-enhancements-to-microsoft-csp",
        authority: Authority::ThirdParty,
        field: |settings| &mut settings.seat_minimum_from,
    },
];

impl Enforcement {
    /// The date of that key. Call it in a constant: a key that does not exist does not compile.
    ///
    /// # Panics
    /// Where there is no such date.
    pub const fn of(key: &str) -> &'static Self {
        let mut place = 0;
        while place < ENFORCEMENTS.len() {
            if are_equal(ENFORCEMENTS[place].key, key) {
                return &ENFORCEMENTS[place];
            }
            place += 1;
        }
        panic!("there is no such date")
    }
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Settings {
            extended_term_from: Day::MAX,
            extended_term_partner_renewals_from: Day::MAX,
            extended_term_direct_renewals_from: Day::MAX,
            transfer_from: Day::MAX,
            channel_transfer_from: Day::MAX,
            agreement_again_from: Day::MAX,
            agreement_again_if_before: Day::MAX,
            source_document_until: Day::MAX,
            direct_terms_change_from: Day::MAX,
            regions_of_2023_from: Day::MAX,
            cancellation_window_from: Day::MAX,
            expired_state_from: Day::MAX,
            legacy_converts_from: Day::MAX,
            legacy_converts_public_sector_from: Day::MAX,
            seat_minimum_from: Day::MAX,
            cancellation_window_days: 7,
            longer_cancellation_windows: Country::parse("CL").map(|chile| (chile, 10)).into_iter().collect(),
            short_volume_grace: Vec::new(),
            extended_term_surcharge_percent: 3,
            extended_term_surcharge_percent_without_monthly: 23,
        };
        for enforcement in ENFORCEMENTS {
            *(enforcement.field)(&mut settings) = enforcement.default;
        }
        settings
    }
}

impl Settings {
    /// Days in which a purchase can be undone by a customer of that country.
    pub fn cancellation_window_days(&self, country: Option<Country>) -> i64 {
        let longer = self.longer_cancellation_windows.iter().find(|(place, _)| Some(*place) == country);
        longer.map_or(self.cancellation_window_days, |&(_, days)| days)
    }

    /// On that day direct purchases follow the source document, whatever their account type.
    pub fn follows_source_document(&self, as_of: Day) -> bool {
        as_of < self.source_document_until
    }
}

const fn date(year: i32, month: u32, of_month: u32) -> Day {
    Day::from_ymd_opt(year, month, of_month).expect("a default is a day that exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_has_a_default_and_a_source() {
        let mut settings = Settings::default();
        for enforcement in ENFORCEMENTS {
            assert_eq!(*(enforcement.field)(&mut settings), enforcement.default, "{}", enforcement.key);
            assert!(enforcement.source.starts_with("https://"), "{}", enforcement.key);
        }
    }

    #[test]
    fn no_date_is_left_without_an_entry() {
        let text = format!("{:?}", Settings::default());
        assert!(!text.contains(&format!("{:?}", Day::MAX)), "{text}");
    }

    #[test]
    fn keys_are_distinct() {
        let mut keys: Vec<_> = ENFORCEMENTS.iter().map(|enforcement| enforcement.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ENFORCEMENTS.len());
    }
}

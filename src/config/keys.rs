//! What every key of a policy means, and where its default comes from.

/// One table of the policy.
pub(super) struct Section {
    pub name: &'static str,
    pub meaning: &'static str,
    /// Empty where the keys are rules.
    pub keys: &'static [Key],
}

/// One key of a table.
pub(super) struct Key {
    pub name: &'static str,
    pub meaning: &'static str,
    /// `seed`, `microsoft`, `third-party` or `inferred`; empty where the user alone can know.
    pub source: &'static str,
}

const fn own(name: &'static str, meaning: &'static str) -> Key {
    Key { name, meaning, source: "" }
}

const fn from(name: &'static str, source: &'static str, meaning: &'static str) -> Key {
    Key { name, meaning, source }
}

const fn section(name: &'static str, meaning: &'static str, keys: &'static [Key]) -> Section {
    Section { name, meaning, keys }
}

/// Every table in the order it is printed.
pub(super) const SECTIONS: &[Section] = &[
    section("partner", "The partner that plans.", PARTNER),
    section("assume", "Facts taken as known where the exports are silent; listed per customer.", ASSUME),
    section("levels", "Rule to off, note, risk, action or blocker: `region-mismatch = \"risk\"`.", &[]),
    section("points", "Rule to points of the risk score, 0 to 100: `region-mismatch = 20`.", &[]),
    section("thresholds", "Numbers the rules compare with.", THRESHOLDS),
    section("dates", "Days from which a rule of the programme holds.", DATES),
    section("lead-times", "How long things take.", LEAD_TIMES),
    section("score", "Points for deadline and size, and the grades.", SCORE),
    section("routes", "Choices between lawful routes.", ROUTES),
    section("calendar", "Your working days.", CALENDAR),
    section("waves", "How many customers move when.", WAVES),
    section("catalogue", "What is sold, beyond the embedded catalogue.", CATALOGUE),
    section("regions", "The regions of the programme.", REGIONS),
];

const PARTNER: &[Key] = &[
    own("country", "Country of your own tenant, two letters; --partner-country wins."),
    own("countries", "Countries of further enrolled tenants."),
    own("type", "direct-bill, indirect-provider or indirect-reseller."),
    own("status", "active, restricted, suspended or deauthorized."),
    own("provider-country", "Country of the provider an indirect reseller orders through."),
    own("tenant-id", "Your own tenant; without it nothing is taken to be sold by you already."),
    own("mpn-ids", "Your own MPN ids, as reports name them."),
];

const ASSUME: &[Key] = &[
    own("agreement_date", "YYYY-MM-DD"),
    own("agreement_method", "partner_attestation or direct"),
    own("agreement_status", "missing or accepted"),
    own("auto_renew", "true or false"),
    own("billing_account_type", "mosa, mca or mca_e"),
    own("commerce_model", "legacy, nce, perpetual or usage"),
    own("customer_country", "two letters"),
    own("customer_segment", "commercial, education, charity or government"),
    own("end_date", "YYYY-MM-DD, inclusive"),
    own("gdap_status", "none, ended, terminating, pending, expiring or active"),
    own("relationship_status", "none, removed, invited or active"),
    own("source_channel", "direct, csp_other, csp_self, volume, open, advisor or syndication"),
    own("status", "active, warning, suspended, disabled, expired, deleted or pending"),
    own("term", "P1M, P1Y or P3Y"),
];

const THRESHOLDS: &[Key] = &[
    from("deadline-days", "inferred", "deadline-near: days from the as-of day to the last safe day."),
    from("direct-terms-days", "inferred", "direct-terms-change: days from the as-of day to the term end."),
    from("tenant-subscriptions", "microsoft", "tenant-ceiling: subscriptions a tenant can hold."),
    from("small-business-seats", "microsoft", "seat-ceiling: seats of one small-business SKU."),
    from("transfer-items", "third-party", "transfer-splits: subscriptions one transfer request holds."),
    from("minimum-seats-three-years", "third-party", "seat-minimum: seats a three-year term needs."),
    from("minimum-seats-products", "third-party", "seat-minimum: part numbers the minimum holds for."),
    from("cancellation-window-days", "microsoft", "Days in which a purchase or renewal can be undone."),
    from("longer-cancellation-windows", "microsoft", "Countries of customers whose law gives more days."),
    from("short-volume-grace", "microsoft", "Part numbers bought by volume with 30 days of grace, not 90."),
    from(
        "extended-term-surcharge-percent",
        "microsoft",
        "What an extended service term costs above the monthly term.",
    ),
    from(
        "extended-term-surcharge-percent-without-monthly",
        "microsoft",
        "The same for longer terms, above their own price for a month.",
    ),
];

const DATES: &[Key] = &[
    from(
        "agreement-again-if-before",
        "third-party",
        "Agreements accepted before this day must be accepted again.",
    ),
    from("agreement-again-from", "third-party", "First as-of day on which that is enforced."),
    from("transfer-from", "inferred", "First day a transfer between partners can be accepted."),
    from(
        "channel-transfer-from",
        "inferred",
        "First term end a volume licence can leave by channel transfer.",
    ),
    from("extended-term-from", "microsoft", "First term end under the extended service term."),
    from(
        "extended-term-partner-renewals-from",
        "third-party",
        "First purchase or renewal through a partner under the extended service term.",
    ),
    from(
        "extended-term-direct-renewals-from",
        "third-party",
        "First direct purchase or renewal under the extended service term.",
    ),
    from("direct-terms-change-from", "inferred", "First day renewing a direct purchase changes its terms."),
    from("regions-of-2023-from", "microsoft", "First as-of day judged by the region list of 2023."),
    from("cancellation-window-from", "inferred", "First purchase or renewal that can be undone in a window."),
    from(
        "expired-state-from",
        "inferred",
        "First term end in the programme with days on which users still work.",
    ),
    from("legacy-converts-from", "microsoft", "First renewal that turns legacy into new commerce."),
    from(
        "legacy-converts-public-sector-from",
        "third-party",
        "The same in education, charities and government.",
    ),
    from("seat-minimum-from", "third-party", "First three-year purchase that needs a minimum of seats."),
    from("source-document-until", "inferred", "Before this as-of day the source document alone decides."),
];

const LEAD_TIMES: &[Key] = &[
    from("relationship-working-days", "inferred", "Working days until a relationship is accepted."),
    from("agreement-working-days", "inferred", "Working days until an agreement is accepted."),
    from("transfer-days", "inferred", "Calendar days from a transfer's request to its acceptance."),
    from("transfer-request-days", "inferred", "Calendar days a transfer request stays open."),
    from(
        "stop-renewal-working-days",
        "inferred",
        "Working days before the term end by which renewal is better stopped.",
    ),
];

const SCORE: &[Key] = &[
    from("deadline-points", "inferred", "[days, points]: the first pair whose days are not exceeded."),
    from("seat-points", "inferred", "[seats, points]: the first pair whose seats are reached."),
    from("grades", "inferred", "Lowest score of grades B, C, D, E and F."),
];

const ROUTES: &[Key] = &[from(
    "legacy-of-other-partner",
    "inferred",
    "term-end, or now: the other partner can suspend it any day, prorated, but need not.",
)];

const CALENDAR: &[Key] = &[
    from("working-days", "inferred", "mon, tue, wed, thu, fri, sat, sun."),
    own("holidays", "Days nobody works: [2026-12-25, 2026-12-26]."),
];

const WAVES: &[Key] = &[
    own("capacity", "Customers per working day, or \"unlimited\"."),
    own("capacity-by-weekday", "Where a day of the week differs: { fri = 2 }."),
    own("freeze", "Days on which nobody is cut over: [\"2026-12-15..2027-01-06\"]."),
    own("together", "true moves all of a customer's subscriptions on one day."),
];

const CATALOGUE: &[Key] = &[
    own("max-age-days", "Oldest acceptable catalogue in days before the as-of day; 0 accepts any."),
    own("licensing-list", "Microsoft's licensing list as downloaded; --catalog wins."),
    own("offer-matrix", "The offer matrix as downloaded; --offer-matrix wins."),
    own("price-list", "The price list as downloaded; --price-list wins."),
    own("legacy-offers", "The mapping of legacy offers, saved as CSV."),
    own("map", "Your own overrides of offers; --map wins."),
];

const REGIONS: &[Key] = &[own(
    "file",
    "TOML that replaces the embedded lists: [[list]] with date, not-listed, and [list.regions] name = [\"CC\"].",
)];

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::config::Policy;
    use crate::model::Fact;

    #[test]
    fn every_key_of_a_policy_is_explained_and_nothing_else() {
        let text = toml::to_string(&Policy::default()).expect("a text");
        let default: Table = text.parse().expect("a table");
        let tables: Vec<&String> =
            default.iter().filter(|(_, v)| v.is_table()).map(|(name, _)| name).collect();
        let mut explained: Vec<&str> = SECTIONS.iter().map(|section| section.name).collect();
        explained.sort_unstable();
        assert_eq!(tables, explained);
        for section in SECTIONS {
            let mut keys: Vec<&str> = section.keys.iter().map(|key| key.name).collect();
            keys.sort_unstable();
            let table = default[section.name].as_table().expect("a table");
            let is_list = |name: &str| section.name == "waves" && ["group", "period"].contains(&name);
            let plain: Vec<&String> = table.keys().filter(|name| !is_list(name)).collect();
            assert_eq!(plain, keys, "[{}]", section.name);
        }
    }

    #[test]
    fn every_fact_can_be_assumed_but_those_of_one_subscription() {
        let is_one_s_own = |fact| matches!(fact, Fact::ParentSubscriptionId | Fact::SeatsAssigned);
        let facts = Fact::ALL.iter().copied().filter(|&fact| !is_one_s_own(fact));
        let facts: Vec<&str> = facts.map(Fact::as_str).collect();
        let keys: Vec<&str> = ASSUME.iter().map(|key| key.name).collect();
        assert_eq!(keys, facts);
    }

    #[test]
    fn a_source_is_one_of_four() {
        let keys = SECTIONS.iter().flat_map(|section| section.keys);
        assert!(
            keys.map(|key| key.source)
                .all(|s| ["", "seed", "microsoft", "third-party", "inferred"].contains(&s))
        );
    }
}

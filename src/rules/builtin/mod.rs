//! The table of rules, by topic, and the tests every rule must pass.

use crate::rules::Rule;

mod region_mismatch;
mod market_not_listed;
mod relationship_missing;
mod agreement_missing;
mod agreement_outdated;
mod delegated_admin_missing;
mod delegated_admin_ends_early;
mod other_enrollment;
mod partner_cannot_order;
mod tenant_ceiling;
mod tenant_nearly_full;
mod same_offer;
mod offer_changes;
mod offer_discontinued;
mod offer_end_of_sale;
mod successor_loses_data;
mod offer_unrecognised;
mod segment_mismatch;
mod trial_ends;
mod addon_without_base;
mod addon_outlives_base;
mod promotion_lost;
mod syndicated;
mod not_licence_based;
mod seats_differ;
mod seats_below_assigned;
mod seats_unused;
mod seat_ceiling;
mod seat_minimum;
mod commitment_running;
mod auto_renew_on;
mod service_gap;
mod double_payment;
mod term_ended;
mod data_deleted;
mod suspended;
mod extended_term_starts;
mod cancellation_window_open;
mod deadline_near;
mod transfer_needs_consent;
mod transfer_not_possible;
mod transfer_splits;
mod commitment_inherited;
mod legacy_converts;
mod direct_terms_change;
mod agreement_runs_out;
mod credit_possible;
mod no_credit;
mod former_partner_keeps_access;
mod sources_disagree;
mod joined_by_fallback;
mod pin_wrong;
mod pin_overdue;
mod pin_expired;
mod pin_useless;
mod waiver_unused;
mod waiver_expired;

/// Every rule of the program, in the order reports use: by topic, then by weight.
pub const RULES: &[Rule<'static>] = &[
    region_mismatch::RULE,
    market_not_listed::RULE,
    relationship_missing::RULE,
    agreement_missing::RULE,
    agreement_outdated::RULE,
    delegated_admin_missing::RULE,
    delegated_admin_ends_early::RULE,
    other_enrollment::RULE,
    partner_cannot_order::RULE,
    tenant_ceiling::RULE,
    tenant_nearly_full::RULE,
    same_offer::RULE,
    offer_changes::RULE,
    offer_discontinued::RULE,
    offer_end_of_sale::RULE,
    successor_loses_data::RULE,
    offer_unrecognised::RULE,
    segment_mismatch::RULE,
    trial_ends::RULE,
    addon_without_base::RULE,
    addon_outlives_base::RULE,
    promotion_lost::RULE,
    syndicated::RULE,
    not_licence_based::RULE,
    seats_differ::RULE,
    seats_below_assigned::RULE,
    seats_unused::RULE,
    seat_ceiling::RULE,
    seat_minimum::RULE,
    commitment_running::RULE,
    auto_renew_on::RULE,
    service_gap::RULE,
    double_payment::RULE,
    term_ended::RULE,
    data_deleted::RULE,
    suspended::RULE,
    extended_term_starts::RULE,
    cancellation_window_open::RULE,
    deadline_near::RULE,
    transfer_needs_consent::RULE,
    transfer_not_possible::RULE,
    transfer_splits::RULE,
    commitment_inherited::RULE,
    legacy_converts::RULE,
    direct_terms_change::RULE,
    agreement_runs_out::RULE,
    credit_possible::RULE,
    no_credit::RULE,
    former_partner_keeps_access::RULE,
    sources_disagree::RULE,
    joined_by_fallback::RULE,
    pin_wrong::RULE,
    pin_overdue::RULE,
    pin_expired::RULE,
    pin_useless::RULE,
    waiver_unused::RULE,
    waiver_expired::RULE,
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::RULES;
    use crate::rules::{Check, Severity, Stands};

    /// The points of the score: a rule that is not named has none.
    const POINTS: [(u32, &str); 12] = [
        (40, "region-mismatch market-not-listed partner-cannot-order syndicated service-gap data-deleted"),
        (35, "successor-loses-data"),
        (30, "tenant-ceiling offer-discontinued offer-end-of-sale segment-mismatch"),
        (25, "addon-without-base seats-below-assigned seat-ceiling"),
        (20, "seat-minimum"),
        (15, "relationship-missing agreement-missing term-ended suspended"),
        (10, "offer-changes offer-unrecognised auto-renew-on"),
        (8, "agreement-outdated delegated-admin-missing extended-term-starts"),
        (5, "seats-differ transfer-needs-consent agreement-runs-out legacy-converts direct-terms-change"),
        (4, "delegated-admin-ends-early addon-outlives-base double-payment"),
        (3, "promotion-lost commitment-running commitment-inherited trial-ends"),
        (2, "credit-possible"),
    ];

    #[test]
    fn every_file_is_in_the_table_under_its_own_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/builtin");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".rs").map(|stem| stem.replace('_', "-")))
            .filter(|stem| stem != "mod")
            .collect();
        let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
        assert_eq!(files, ids);
        assert_eq!(ids.len(), RULES.len(), "an id stands twice");
    }

    #[test]
    fn ids_are_lower_case_words_with_hyphens() {
        for rule in RULES {
            let is_plain = rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            assert!(is_plain && !rule.id.starts_with('-') && !rule.id.ends_with('-'), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_cites_a_page() {
        for rule in RULES {
            assert!(rule.citation.starts_with("https://"), "{}", rule.id);
        }
    }

    #[test]
    fn titles_are_claims_and_remedies_are_sentences() {
        for rule in RULES {
            assert!(!rule.title.ends_with('.') && !rule.title.is_empty(), "{}", rule.id);
            assert!(rule.remedy.ends_with('.'), "{}", rule.id);
        }
    }

    #[test]
    fn every_page_has_both_headings_and_no_other() {
        for rule in RULES {
            let headings: Vec<&str> = rule.explain.lines().filter(|line| line.starts_with('#')).collect();
            assert_eq!(headings, ["## Why it matters", "## What to do"], "{}", rule.id);
        }
    }

    #[test]
    fn points_are_those_of_the_score() {
        let mut points: BTreeMap<&str, u32> = BTreeMap::from([("former-partner-keeps-access", 1)]);
        for (worth, ids) in POINTS {
            points.extend(ids.split(' ').map(|id| (id, worth)));
        }
        for rule in RULES {
            assert_eq!(rule.points, points.remove(rule.id).unwrap_or(0), "{}", rule.id);
        }
        assert!(points.is_empty(), "no such rule: {points:?}");
    }

    #[test]
    fn only_credit_and_the_former_partner_can_wait_until_after_the_cut_over() {
        let after = RULES.iter().filter(|rule| rule.stands == Stands::AfterCutover).map(|rule| rule.id);
        assert_eq!(after.collect::<Vec<_>>(), ["credit-possible", "former-partner-keeps-access"]);
    }

    #[test]
    fn blockers_weigh_more_than_notes() {
        for rule in RULES {
            match rule.severity {
                Severity::Note => assert_eq!(rule.points, 0, "{}", rule.id),
                Severity::Blocker => assert!(rule.points >= 20, "{}", rule.id),
                Severity::Risk | Severity::Action => assert!(rule.points <= 15, "{}", rule.id),
            }
        }
    }

    #[test]
    fn only_pins_and_waivers_are_judged_outside_a_check() {
        let is_outside = |rule: &&super::Rule<'_>| matches!(rule.check, Check::Pins | Check::Waivers);
        let outside = RULES.iter().filter(is_outside).map(|rule| rule.id);
        let pins = ["pin-wrong", "pin-overdue", "pin-expired", "pin-useless"];
        assert!(outside.eq(pins.into_iter().chain(["waiver-unused", "waiver-expired"])));
    }
}

//! The names of the values of a column, and of the facts that columns hold.

use super::{Group, Language, Wording};

impl Wording {
    /// What a value of a column is called; the value itself where it has no name of its own.
    pub fn value<'w>(&'w self, column: &str, value: &'w str) -> &'w str {
        if matches!(column, "step" | "next_step") {
            return self.get(&format!("steps.title.{value}")).unwrap_or(value);
        }
        self.names(column).and_then(|names| names.get(value)).unwrap_or(value)
    }

    /// The names of the values of a column.
    fn names(&self, column: &str) -> Option<&Group> {
        self.values.texts().group(group(column))
    }

    /// What a fact or an observed value is called, by its column; the column itself where it has no name.
    pub fn fact<'w>(&'w self, column: &'w str) -> &'w str {
        self.get(&format!("facts.{column}")).unwrap_or(column)
    }

    /// A service that holds data, by its English name; functions and products are called the same everywhere.
    pub fn service<'w>(&'w self, english: &'w str) -> &'w str {
        let names = Wording::of(Language::English).names("lost_data");
        let family = names.and_then(|names| names.words().find(|(_, name)| *name == english));
        family.map_or(english, |(family, _)| self.value("lost_data", family))
    }
}

/// Columns whose values have the names of another column's.
fn group(column: &str) -> &str {
    match column {
        "waiting_on" => "actor",
        "target_segment" => "customer_segment",
        "customer_region" | "partner_region" => "region",
        "is_trial" | "is_add_on" => "uses_group_licensing",
        _ => column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::OfferMatch;
    use crate::model::{
        AgreementMethod, AgreementStatus, AgreementType, BillingAccount, BillingCycle, Channel,
        CommerceModel, DapStatus, EndOfTermAction, Fact, GdapStatus, RelationshipStatus, RelationshipType,
        Segment, Status,
    };
    use crate::plan::{Readiness, StepKind, Undo};
    use crate::routes::{Contact, Credit, Route};
    use crate::rules::{Actor, Column, Event, PartnerStatus, PartnerType, Provenance, Severity, Stands};

    macro_rules! lists {
        ($($column:literal $list:ty),+ $(,)?) => {
            vec![$(($column, <$list>::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>())),+]
        };
    }

    fn closed_lists() -> Vec<(&'static str, Vec<&'static str>)> {
        lists![
            "readiness" Readiness,
            "severity" Severity,
            "route" Route,
            "offer_match" OfferMatch,
            "credit" Credit,
            "credit_contact" Contact,
            "waiting_on" Actor,
            "undo" Undo,
            "source_channel" Channel,
            "billing_account_type" BillingAccount,
            "commerce_model" CommerceModel,
            "status" Status,
            "billing_cycle" BillingCycle,
            "end_of_term_action" EndOfTermAction,
            "target_segment" Segment,
            "relationship_status" RelationshipStatus,
            "relationship_type" RelationshipType,
            "agreement_status" AgreementStatus,
            "agreement_type" AgreementType,
            "agreement_method" AgreementMethod,
            "dap_status" DapStatus,
            "gdap_status" GdapStatus,
            "partner_status" PartnerStatus,
            "partner_type" PartnerType,
            "provenance" Provenance,
            "event" Event,
            "stands" Stands,
            "next_step" StepKind,
        ]
    }

    #[test]
    fn every_value_of_a_closed_list_has_a_name_in_both_languages() {
        for &language in Language::ALL {
            let wording = Wording::of(language);
            for (column, values) in closed_lists() {
                for value in values {
                    let key = match column {
                        "next_step" => format!("steps.title.{value}"),
                        column => format!("values.{}.{value}", group(column)),
                    };
                    let name = wording.get(&key).unwrap_or_else(|| panic!("{language}: no {key}"));
                    assert_eq!(wording.value(column, value), name);
                }
            }
        }
    }

    #[test]
    fn no_name_is_left_of_a_value_that_is_gone() {
        let lists = closed_lists();
        for key in Wording::of(Language::German).keys().iter().filter_map(|key| key.strip_prefix("values.")) {
            let (column, value) = key.split_once('.').unwrap();
            let list = lists.iter().find(|(of, _)| group(of) == column);
            let is_open = column == "source_channel" && value == "unknown";
            assert!(is_open || list.is_none_or(|(_, values)| values.contains(&value)), "{key}");
        }
    }

    #[test]
    fn every_family_of_services_has_a_name() {
        let families = include_str!("../catalogue/data/families.csv");
        let rows = families.lines().filter(|line| !line.starts_with('#')).skip(1);
        for (row, line) in rows.enumerate() {
            let family = line.split(',').next().unwrap();
            let name = Wording::of(Language::German).get(&format!("values.lost_data.{family}"));
            assert!(name.is_some(), "row {row}: {family}");
        }
    }

    #[test]
    fn every_fact_and_every_observed_value_has_a_name() {
        let facts = Fact::ALL.iter().map(|it| it.as_str());
        for column in facts.chain(Column::ALL.iter().map(|it| it.as_str())) {
            for &language in Language::ALL {
                let name = Wording::of(language).get(&format!("facts.{column}"));
                assert!(name.is_some(), "{language}: {column}");
            }
        }
    }

    #[test]
    fn a_value_without_a_name_is_shown_as_it_is() {
        let german = Wording::of(Language::German);
        assert_eq!(german.value("route", "transfer"), "Übertragung von Partner zu Partner");
        assert_eq!(german.value("term", "P1Y"), "1 Jahr");
        assert_eq!(german.value("term", "P7M"), "P7M");
        assert_eq!(german.value("customer_name", "Contoso"), "Contoso");
    }
}

//! Words about customers and licences that only some exports use.

use crate::intake::values::words::{Listed, Word};
use crate::model::{RelationshipStatus, RelationshipType, Segment, Status};

/// A relationship as partner systems name it, and whether it is one with the planning partner.
pub fn relationship(text: &str) -> Option<(RelationshipType, Option<RelationshipStatus>)> {
    let reseller = (RelationshipType::Reseller, Some(RelationshipStatus::Active));
    match letters(text).as_str() {
        "reseller" | "cloudreseller" | "indirectreseller" | "indirectprovider" => Some(reseller),
        "advisor" => Some((RelationshipType::Advisor, None)),
        "syndication" => Some((RelationshipType::Syndication, None)),
        "microsoftsupport" => Some((RelationshipType::MicrosoftSupport, None)),
        "none" => Some((RelationshipType::None, Some(RelationshipStatus::None))),
        _ => None,
    }
}

/// A price segment; the size or kind of a customer is none.
pub fn segment(text: &str) -> Option<Segment> {
    match letters(text).as_str() {
        "commercial" | "corporate" => Some(Segment::Commercial),
        "education" | "academic" => Some(Segment::Education),
        "charity" | "nonprofit" => Some(Segment::Charity),
        "government" => Some(Segment::Government),
        _ => None,
    }
}

/// Trial or not, and whether the product is a free one.
pub fn subscription_type(text: &str) -> Option<(bool, bool)> {
    match letters(text).as_str() {
        "trial" => Some((true, false)),
        "purchased" | "paid" => Some((false, false)),
        "free" => Some((false, true)),
        _ => None,
    }
}

/// The status number of the distributor's platform, and whether it stands for a trial.
pub fn cloudblue_status(text: &str) -> Option<(Status, bool)> {
    Some(match text {
        "10" => (Status::Pending, false),
        "15" => (Status::Active, true),
        "30" => (Status::Active, false),
        "40" => (Status::Warning, false),
        "50" => (Status::Expired, false),
        "60" | "70" => (Status::Deleted, false),
        "80" | "85" | "89" => (Status::Suspended, false),
        _ => match Status::of(text) {
            Word::Is(status) if !text.starts_with(|c: char| c.is_ascii_digit()) => (status, false),
            Word::Is(_) | Word::Unknown | Word::NotInList => return None,
        },
    })
}

fn letters(text: &str) -> String {
    crate::intake::header::normalize(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relationships_have_several_names() {
        for name in ["Reseller", "Cloud Reseller", "Indirect Reseller", "Indirect Provider"] {
            assert_eq!(
                relationship(name),
                Some((RelationshipType::Reseller, Some(RelationshipStatus::Active))),
                "{name}"
            );
        }
        assert_eq!(relationship("Advisor"), Some((RelationshipType::Advisor, None)));
        assert_eq!(relationship("MicrosoftSupport"), relationship("microsoft_support"));
        assert_eq!(relationship("None"), Some((RelationshipType::None, Some(RelationshipStatus::None))));
        assert_eq!(relationship("Friend"), None);
    }

    #[test]
    fn only_price_segments_are_taken() {
        for (text, expected) in [
            ("Commercial", Some(Segment::Commercial)),
            ("Education", Some(Segment::Education)),
            ("Academic", Some(Segment::Education)),
            ("Charity", Some(Segment::Charity)),
            ("Non-profit", Some(Segment::Charity)),
            ("Nonprofit", Some(Segment::Charity)),
            ("Government", Some(Segment::Government)),
            ("SMB", None),
            ("Enterprise", None),
        ] {
            assert_eq!(segment(text), expected, "{text}");
        }
    }

    #[test]
    fn status_numbers_of_the_distributor() {
        for (text, expected) in [
            ("10", Some((Status::Pending, false))),
            ("15", Some((Status::Active, true))),
            ("30", Some((Status::Active, false))),
            ("40", Some((Status::Warning, false))),
            ("50", Some((Status::Expired, false))),
            ("60", Some((Status::Deleted, false))),
            ("70", Some((Status::Deleted, false))),
            ("80", Some((Status::Suspended, false))),
            ("85", Some((Status::Suspended, false))),
            ("89", Some((Status::Suspended, false))),
            ("99", None),
        ] {
            assert_eq!(cloudblue_status(text), expected, "{text}");
        }
    }

    #[test]
    fn free_products_are_no_trials() {
        assert_eq!(subscription_type("Trial"), Some((true, false)));
        assert_eq!(subscription_type("Purchased"), Some((false, false)));
        assert_eq!(subscription_type("Free"), Some((false, true)));
        assert_eq!(subscription_type("Gift"), None);
    }
}

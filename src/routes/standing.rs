//! When relationship and agreement can be in place: the first day anything can be ordered.

use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, Channel, CustomerFacts, Day, Fact, FactSet,
    RelationshipStatus, RelationshipType, Subscription, plus_days,
};
use crate::routes::{Settings, out_of_scope};
use crate::timing;

/// What every course of one customer starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// First day on which relationship and agreement can be in place.
    pub earliest: Day,
    /// `A`: first working day on which another partner can have accepted a transfer request.
    pub transfer: Day,
    pub has_delegated_admin: bool,
    /// Direct purchases follow the source document, whatever their account type.
    pub follows_source_document: bool,
}

impl Standing {
    pub fn of<'s, 'a: 's>(
        facts: &CustomerFacts,
        subscriptions: impl IntoIterator<Item = &'s Subscription<'a>>,
        settings: &Settings,
        as_of: Day,
    ) -> Standing {
        let buys_elsewhere = buys_from_other_partner(subscriptions);
        let earliest = earliest_date(facts, buys_elsewhere, settings, as_of);
        let accepted = earliest.max(plus_days(as_of, settings.transfer_lead_days));
        Standing {
            earliest,
            transfer: settings.calendar.next_working_day_on_or_after(accepted),
            has_delegated_admin: facts.has_delegated_admin(),
            follows_source_document: settings.timing.follows_source_document(as_of),
        }
    }
}

fn earliest_date(facts: &CustomerFacts, buys_elsewhere: bool, settings: &Settings, as_of: Day) -> Day {
    let needs_relationship = facts.relationship_status.is_none() || relationship_is_missing(facts);
    let needs_agreement = agreement_is_missing(facts, buys_elsewhere)
        || agreement_is_outdated(facts, &settings.timing, as_of)
        || !missing_agreement_facts(facts, buys_elsewhere, &settings.timing, as_of).is_empty();
    let relationship = if needs_relationship { settings.relationship_lead_working_days } else { 0 };
    let agreement = if needs_agreement { settings.agreement_lead_working_days } else { 0 };
    settings.calendar.plus_working_days(as_of, relationship.max(agreement))
}

/// The customer is known to have no reseller relationship with the planning partner.
pub fn relationship_is_missing(facts: &CustomerFacts) -> bool {
    facts.relationship_status.is_some_and(|status| status != RelationshipStatus::Active)
        || facts.relationship_type.is_some_and(|kind| kind != RelationshipType::Reseller)
}

/// No customer agreement is on record, or one that does not carry over.
///
/// `buys_elsewhere`: a subscription in scope is another partner's, whose attestation is void for us.
pub fn agreement_is_missing(facts: &CustomerFacts, buys_elsewhere: bool) -> bool {
    facts.agreement_status == Some(AgreementStatus::Missing)
        || facts.agreement_type == Some(AgreementType::MicrosoftCloudAgreement)
        || (facts.agreement_method == Some(AgreementMethod::PartnerAttestation) && buys_elsewhere)
}

/// The customer agreement was accepted so long ago that it must be accepted again.
pub fn agreement_is_outdated(facts: &CustomerFacts, settings: &timing::Settings, as_of: Day) -> bool {
    facts.agreement_status == Some(AgreementStatus::Accepted)
        && as_of >= settings.agreement_again_from
        && facts.agreement_date.is_some_and(|accepted| accepted < settings.agreement_again_if_before)
}

/// The facts about the agreement that readiness asks for.
pub fn agreement_facts_needed(
    facts: &CustomerFacts,
    buys_elsewhere: bool,
    settings: &timing::Settings,
    as_of: Day,
) -> FactSet {
    let is_accepted = facts.agreement_status == Some(AgreementStatus::Accepted);
    let mut needed = FactSet::default();
    needed.insert(Fact::AgreementStatus);
    if is_accepted && as_of >= settings.agreement_again_from {
        needed.insert(Fact::AgreementDate);
    }
    if is_accepted && buys_elsewhere {
        needed.insert(Fact::AgreementMethod);
    }
    needed
}

/// Those of the needed facts about the agreement that are not known.
pub fn missing_agreement_facts(
    facts: &CustomerFacts,
    buys_elsewhere: bool,
    settings: &timing::Settings,
    as_of: Day,
) -> FactSet {
    let unknown = [
        (Fact::AgreementStatus, facts.agreement_status.is_none()),
        (Fact::AgreementDate, facts.agreement_date.is_none()),
        (Fact::AgreementMethod, facts.agreement_method.is_none()),
    ];
    let needed = agreement_facts_needed(facts, buys_elsewhere, settings, as_of);
    let missing = unknown.into_iter().filter(|&(fact, is_unknown)| is_unknown && needed.contains(fact));
    missing.map(|(fact, _)| fact).collect()
}

/// A subscription in scope is sold by another partner of the programme.
pub fn buys_from_other_partner<'s, 'a: 's>(
    subscriptions: impl IntoIterator<Item = &'s Subscription<'a>>,
) -> bool {
    let is_elsewhere =
        |it: &Subscription<'_>| it.channel == Some(Channel::CspOther) && out_of_scope(it).is_none();
    subscriptions.into_iter().any(is_elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::fixture::well_known;
    use crate::timing::fixture::{day, of_partner, subscription};

    fn earliest(facts: CustomerFacts, subscriptions: &[Subscription<'static>], as_of: &str) -> Day {
        Standing::of(&facts, subscriptions, &Settings::default(), day(as_of)).earliest
    }

    fn elsewhere() -> Vec<Subscription<'static>> {
        vec![of_partner("2025-07-01", "2026-06-30")]
    }

    fn direct() -> Vec<Subscription<'static>> {
        vec![subscription(Channel::Direct, "2025-07-01", "2026-06-30")]
    }

    #[test]
    fn with_everything_in_place_it_is_the_day_itself_even_on_a_sunday() {
        assert_eq!(earliest(well_known(), &elsewhere(), "2026-06-07"), day("2026-06-07"));
    }

    #[test]
    fn any_relationship_but_an_active_one_takes_ten_working_days() {
        for status in [None, Some(RelationshipStatus::Invited), Some(RelationshipStatus::None)] {
            let facts = CustomerFacts { relationship_status: status, ..well_known() };
            assert_eq!(earliest(facts, &elsewhere(), "2026-06-03"), day("2026-06-17"), "{status:?}");
        }
        let advised = CustomerFacts { relationship_type: Some(RelationshipType::Advisor), ..well_known() };
        assert_eq!(earliest(advised, &elsewhere(), "2026-06-03"), day("2026-06-17"));
    }

    #[test]
    fn an_agreement_that_does_not_hold_takes_one_working_day() {
        let accepted = well_known();
        for facts in [
            CustomerFacts { agreement_status: Some(AgreementStatus::Missing), ..accepted },
            CustomerFacts { agreement_status: None, ..accepted },
            CustomerFacts { agreement_type: Some(AgreementType::MicrosoftCloudAgreement), ..accepted },
            CustomerFacts { agreement_date: None, ..accepted },
            CustomerFacts { agreement_date: Some(day("2023-03-31")), ..accepted },
            CustomerFacts { agreement_method: None, ..accepted },
            CustomerFacts { agreement_method: Some(AgreementMethod::PartnerAttestation), ..accepted },
        ] {
            assert_eq!(earliest(facts, &elsewhere(), "2026-06-05"), day("2026-06-08"), "{facts:?}");
        }
    }

    #[test]
    fn how_it_was_accepted_matters_only_beside_another_partner() {
        let unknown = CustomerFacts { agreement_method: None, ..well_known() };
        assert_eq!(earliest(unknown, &direct(), "2026-06-05"), day("2026-06-05"));
        let mut trial = elsewhere();
        trial[0].is_trial = true;
        assert_eq!(earliest(unknown, &trial, "2026-06-05"), day("2026-06-05"), "out of scope");
    }

    #[test]
    fn an_old_agreement_is_outdated_from_the_day_of_enforcement() {
        let old = CustomerFacts { agreement_date: Some(day("2023-03-31")), ..well_known() };
        let new = CustomerFacts { agreement_date: Some(day("2023-04-01")), ..well_known() };
        let settings = timing::Settings::default();
        assert!(agreement_is_outdated(&old, &settings, day("2025-10-07")));
        assert!(!agreement_is_outdated(&old, &settings, day("2025-10-06")));
        assert!(!agreement_is_outdated(&new, &settings, day("2025-10-07")));
        let undated = CustomerFacts { agreement_date: None, ..well_known() };
        assert!(missing_agreement_facts(&undated, true, &settings, day("2025-10-06")).is_empty());
        assert!(
            missing_agreement_facts(&undated, true, &settings, day("2025-10-07"))
                .contains(Fact::AgreementDate)
        );
    }

    #[test]
    fn a_transfer_is_accepted_on_a_working_day_after_two_weeks() {
        let transfer =
            |facts, as_of| Standing::of(&facts, &elsewhere(), &Settings::default(), day(as_of)).transfer;
        assert_eq!(transfer(well_known(), "2026-06-05"), day("2026-06-19"));
        assert_eq!(transfer(well_known(), "2026-06-06"), day("2026-06-22"), "a Saturday moves on");
        let unrelated = CustomerFacts { relationship_status: None, ..well_known() };
        assert_eq!(transfer(unrelated, "2026-06-05"), day("2026-06-19"));
    }
}

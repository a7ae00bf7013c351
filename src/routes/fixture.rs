//! Customers and courses that tests of routes start from.

use crate::catalogue::{MatchStep, OfferMatch, Verdict};
use crate::model::{
    AgreementMethod, AgreementStatus, Country, Customer, CustomerFacts, RelationshipStatus, Subscription,
    TenantId,
};
use crate::routes::{Course, Settings, chart};
use crate::timing::fixture::day;

/// A customer with whom everything is in place but delegated administration.
pub(crate) fn well_known() -> CustomerFacts {
    CustomerFacts {
        country: Country::parse("DE"),
        relationship_status: Some(RelationshipStatus::Active),
        agreement_status: Some(AgreementStatus::Accepted),
        agreement_method: Some(AgreementMethod::Direct),
        agreement_date: Some(day("2024-01-15")),
        ..CustomerFacts::default()
    }
}

pub(crate) fn customer(facts: CustomerFacts) -> Customer<'static> {
    Customer {
        tenant: TenantId::parse("9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d"),
        name: "Contoso",
        domain: "contoso.example",
        facts,
        remarks: Vec::new(),
    }
}

pub(crate) fn same_offer() -> Verdict {
    Verdict {
        offer_match: OfferMatch::Same,
        step: MatchStep::PartNumber,
        evidence: String::new(),
        is_ambiguous: false,
        source_part_number: "SPB".to_owned(),
        is_discontinued: false,
        is_end_of_sale: false,
        is_small_business: false,
        targets: vec![("SPB".to_owned(), "Microsoft 365 Business Premium".to_owned())],
        target_segment: None,
        alternatives: Vec::new(),
        losses: Vec::new(),
        seats_factor: (1, 1),
        override_reason: String::new(),
        loss_accepted: false,
        seat_limits: (None, None),
        segment_conflict: None,
        similar_names: Vec::new(),
        ..Verdict::default()
    }
}

pub(crate) fn another_offer() -> Verdict {
    let targets = vec![("SPE_E3".to_owned(), "Microsoft 365 E3".to_owned())];
    Verdict { offer_match: OfferMatch::Equivalent, targets, ..same_offer() }
}

pub(crate) fn chart_with(
    facts: CustomerFacts,
    subscription: &Subscription<'static>,
    settings: &Settings,
    as_of: &str,
) -> Course<'static> {
    let bought = vec![subscription.clone()];
    let mut lines = chart(&customer(facts), bought, &mut |_, _| same_offer().into(), settings, day(as_of));
    lines.pop().expect("one line per subscription").course
}

pub(crate) fn chart_one(subscription: &Subscription<'static>, as_of: &str) -> Course<'static> {
    chart_with(well_known(), subscription, &Settings::default(), as_of)
}

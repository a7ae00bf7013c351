//! The treatments, from header to record.

use super::super::fixture::{OWN_TENANT, TENANT, decided, outside, partner, with_row};
use super::super::{DetectContext, Layout, Note, Parsed};
use crate::intake::{ChargeKind, Grain};
use crate::model::{AgreementType, BillingCycle, Channel, CommerceModel, Seats};

fn layout(header: &str, context: &DetectContext) -> Layout {
    decided(header, &[], context).expect(header)
}

const RECON: &str = "CustomerId,CustomerDomainName,Tier2MpnId,ProductId,SkuId,ProductName,ChargeType,UnitPrice,Quantity,SubscriptionDescription,SubscriptionId,TermAndBillingCycle,BillingFrequency,MeterDescription,ProductQualifiers";

fn recon(charge: &str, quantity: &str, name: &str, term: &str, meter: &str) -> String {
    format!(
        "{TENANT}|contoso.example|-1|CFQ7TTC0LF8R|1|Office 365 E3|{charge}|17.60|{quantity}|{name}|S-1|{term}||{meter}|[\"AddOn\"]"
    )
}

#[test]
fn an_invoice_line_states_seats_term_and_cycle() {
    let layout = layout(RECON, &DetectContext::default());
    let row = recon("cycleFee", "25", "Office 365 E3", "One-Year commitment for monthly/yearly billing", "");
    with_row(&layout, &row, |record, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
        assert_eq!(record.grain, Grain::Charge);
        assert_eq!((record.charge.kind, record.charge.quantity), (Some(ChargeKind::Base), Some(25)));
        assert_eq!(record.term.map(crate::model::Term::months), Some(12));
        assert_eq!(record.billing_cycle, Some(BillingCycle::Annual));
        assert_eq!((record.is_add_on, record.sku_id.as_ref()), (Some(true), "0001"));
        assert_eq!((record.channel, record.constants.channel), (Some(Channel::CspSelf), true));
        assert!(record.notes.contains(Note::ResellerRemoved));
    });
}

#[test]
fn a_line_says_what_it_does_to_the_seats() {
    let layout = layout(RECON, &DetectContext::default());
    for (charge, quantity, kind, seats) in [
        ("addQuantity", "5", Some(ChargeKind::Add), Some(5)),
        ("cancel", "-25", Some(ChargeKind::Cancel), Some(-25)),
        ("cycleFee", "-3", Some(ChargeKind::Base), Some(-3)),
        ("cycleFee", "0.5", Some(ChargeKind::Base), None),
        ("customerCredit", "5", None, Some(5)),
    ] {
        with_row(
            &layout,
            &recon(charge, quantity, "E3", "One-Year commitment for monthly billing", ""),
            |record, parsed| {
                assert!(matches!(parsed, Parsed::Row), "{charge} {quantity}: {parsed:?}");
                let said = (record.charge.kind, record.charge.quantity);
                assert_eq!(said, (kind, seats), "{charge} {quantity}");
            },
        );
    }
}

#[test]
fn consumption_is_a_subscription_without_licences() {
    let layout = layout(RECON, &DetectContext::default());
    let term = "One-Year commitment for monthly billing";
    for row in [
        recon("cycleFee", "25", "Azure plan", term, ""),
        recon("cycleFee", "25", "E3", "1 GB/Month", "").replace("CFQ7TTC0LF8R", "DZH318Z0BPS6"),
        recon("cycleFee", "0.25", "E3", term, "Disk operations"),
    ] {
        with_row(&layout, &row, |record, parsed| {
            assert!(matches!(parsed, Parsed::Row), "{row}: {parsed:?}");
            assert_eq!((record.grain, record.seats_purchased), (Grain::Usage, Seats::new(0)), "{row}");
            assert_eq!((record.commerce_model, record.term), (Some(CommerceModel::Usage), None), "{row}");
        });
    }
    let without_id = recon("cycleFee", "25", "Azure plan", term, "").replacen("|S-1|", "||", 1);
    with_row(&layout, &without_id, |_, parsed| assert!(matches!(parsed, Parsed::Skip(_)), "{parsed:?}"));
}

#[test]
fn an_offer_cell_tells_the_platform() {
    let header = "SubscriptionId,OfferId,OfferName,Quantity,EffectiveStartDate,CommitmentEndDate,ParentSubscriptionId,BillingType";
    let layout = layout(header, &outside());
    with_row(&layout, "S-1|796B6B5F-613C-4E24-A17C-EBA730D49C02|E3|25||||License", |record, _| {
        assert_eq!(
            (record.offer_id.as_ref(), record.commerce_model),
            ("796b6b5f-613c-4e24-a17c-eba730d49c02", Some(CommerceModel::Legacy))
        );
        assert_eq!(record.is_add_on, Some(false));
    });
    with_row(&layout, "S-1|CFQ7TTC0LF8R:0001:CFQ7TTC0KXPT|E3|25|||S-0|License", |record, _| {
        assert_eq!(
            (record.product_id.as_ref(), record.sku_id.as_ref(), record.availability_id.as_ref()),
            ("CFQ7TTC0LF8R", "0001", "CFQ7TTC0KXPT")
        );
        assert_eq!((record.commerce_model, record.is_add_on), (Some(CommerceModel::Nce), Some(true)));
    });
    with_row(&layout, "S-1|Some offer||25||||License", |record, _| {
        assert_eq!(record.product_name, "Some offer");
    });
    with_row(&layout, "S-1|MS-AZR-0145P|Azure|25||||Usage", |record, _| {
        assert_eq!((record.grain, record.commerce_model), (Grain::Usage, Some(CommerceModel::Usage)));
    });
}

#[test]
fn the_owner_of_a_subscription_tells_its_channel() {
    let header =
        "CommerceSubscriptionId,NextLifecycleDateTime,OwnerTenantId,SkuPartNumber,TotalLicenses,IsTrial";
    let context = DetectContext { outside: outside().outside, ..partner() };
    let known = layout(header, &context);
    for (owner, channel) in [
        ("", Channel::Direct),
        (TENANT, Channel::Direct),
        (OWN_TENANT, Channel::CspSelf),
        ("7c1d1fc2-6f0b-4ab8-9ba9-5d2e6a4d0c11", Channel::CspOther),
    ] {
        with_row(&known, &format!("S-1||{owner}|ENTERPRISEPACK|25|True"), |record, _| {
            assert_eq!((record.channel, record.is_trial), (Some(channel), Some(true)), "{owner}");
        });
    }
    with_row(&layout(header, &outside()), &format!("S-1||{OWN_TENANT}|ENTERPRISEPACK|25|"), |record, _| {
        assert_eq!(record.channel, None);
        assert!(record.notes.contains(Note::NoOwnPartnerIds));
    });
}

#[test]
fn the_sales_channel_needs_the_mpn_id_of_the_row() {
    let header = "SubscriptionId,SubscriptionState,IsAutoRenew,CustomerTenantId,AvailableSeats,SKU,SalesChannel,MPNId,CustomerMarket,CustomerSegment";
    let known = layout(header, &partner());
    let row = |channel: &str, mpn: &str| format!("S-1|Active|Yes|{TENANT}|5|E3|{channel}|{mpn}|Germany|SMB");
    with_row(&known, &row("CSP", "4390934"), |record, _| {
        assert_eq!(record.channel, Some(Channel::CspSelf));
        assert_eq!(record.facts.country.map(|country| country.as_str().to_owned()).as_deref(), Some("DE"));
        assert!(record.facts.segment.is_none() && record.notes.contains(Note::UnknownSegment));
    });
    with_row(&known, &row("CSP", "1"), |record, _| assert_eq!(record.channel, Some(Channel::CspOther)));
    with_row(&known, &row("Direct", ""), |record, _| assert_eq!(record.channel, Some(Channel::Direct)));
    with_row(&layout(header, &DetectContext::default()), &row("CSP", "4390934"), |record, _| {
        assert_eq!(record.channel, None);
    });
}

#[test]
fn an_attested_agreement_has_a_type_only_where_it_is_accepted() {
    let layout = layout("CustomerTenantId,LastAgreementDate,Email", &DetectContext::default());
    with_row(&layout, &format!("{TENANT}|2023-05-01 10:00:00|a@b"), |record, _| {
        assert_eq!(record.facts.agreement_type, Some(AgreementType::MicrosoftCustomerAgreement));
    });
    with_row(&layout, &format!("{TENANT}||a@b"), |record, _| {
        assert_eq!(record.facts.agreement_type, None);
        assert_eq!(record.facts.agreement_status.map(crate::model::AgreementStatus::as_str), Some("missing"));
    });
}

#[test]
fn delegated_access_that_was_not_asked_for_is_unknown() {
    let layout = layout(
        "AllowDelegatedAccess,CustomerId,Domain,Name,RelationshipToPartner",
        &DetectContext::default(),
    );
    for (flag, expected) in [("True", Some("active")), ("False", Some("none")), ("", None)] {
        with_row(&layout, &format!("{flag}|{TENANT}|c.example|Contoso|Reseller"), |record, _| {
            assert_eq!(record.facts.dap_status.map(crate::model::DapStatus::as_str), expected, "{flag}");
            assert_eq!(
                record.facts.relationship_status.map(crate::model::RelationshipStatus::as_str),
                Some("active")
            );
        });
    }
}

#[test]
fn term_information_makes_one_row_or_several() {
    let layout = layout("Tenant,License,CountUsed,TotalLicenses,TermInfo", &DetectContext::default());
    let one = r#"{"TotalLicenses":20,"Term":"Yearly","CSPSubscriptionId":"2B601696-7523-4E1D-8FDD-DA6B9BAC90EB","NextLifecycle":"2024-01-30T00:00:00Z"}"#;
    let two = format!("{one}, {{\"TotalLicenses\":5,\"CSPSubscriptionId\":\"S-2\"}}");
    with_row(&layout, &format!("c.example|E3|20|25|{one}"), |record, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
        assert_eq!(record.subscription_id, "2b601696-7523-4e1d-8fdd-da6b9bac90eb");
        assert_eq!(
            (record.grain, record.term.map(crate::model::Term::months)),
            (Grain::Subscription, Some(12))
        );
    });
    with_row(&layout, &format!("c.example|E3|20|25|{two}"), |_, parsed| {
        let Parsed::Several(records) = parsed else { panic!("{parsed:?}") };
        assert_eq!(
            records.iter().map(|record| record.seats_purchased).collect::<Vec<_>>(),
            [Seats::new(20), Seats::new(5)]
        );
    });
    with_row(&layout, "c.example|E3|20|25|{broken", |record, parsed| {
        assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
        assert!(record.notes.contains(Note::TermInfoBroken));
    });
}

#[test]
fn a_lost_seat_number_is_unknown_and_noted() {
    let layout = layout("PrepaidUnits,ConsumedUnits,SkuPartNumber", &outside());
    with_row(
        &layout,
        "Microsoft.Graph.PowerShell.Models.MicrosoftGraphLicenseUnitsDetail|7|SPE_E3",
        |record, parsed| {
            assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
            assert_eq!((record.seats_purchased, record.seats_assigned), (None, Seats::new(7)));
            assert!(record.notes.contains(Note::LostInExport));
        },
    );
}

#[test]
fn unlimited_pools_have_no_seats() {
    let layout = layout("Product Title,Total Licenses,Assigned licenses", &outside());
    for text in ["1000000", "10000000", "2147483647", "9223372036854775807", "9223372036854780000"] {
        with_row(&layout, &format!("Power BI (free)|{text}|7"), |record, parsed| {
            assert!(matches!(parsed, Parsed::Row), "{parsed:?}");
            assert!(record.seats_purchased.is_none() && record.notes.contains(Note::Unlimited), "{text}");
        });
    }
}

#[test]
fn money_brings_its_currency() {
    let header = "License Name,Cost,Purchased Units,SkuID";
    let layout = decided(header, &["E3|€ 36,50|5|"], &outside()).expect("a report");
    with_row(&layout, "E3|€ 36,50|5|6fd2c87f-b296-42f0-b197-1e91e994b900", |record, _| {
        assert_eq!(record.unit_price.map(|price| price.money().to_string()).as_deref(), Some("36.50"));
        assert_eq!(record.currency.map(|code| code.as_str().to_owned()).as_deref(), Some("EUR"));
    });
}

#[test]
fn an_end_that_never_comes_is_unknown() {
    let header = "Subscription Name,Total Units,License Expiry Date/Next LifeCycle Activity Date,Subscription Type,Status";
    let layout = layout(header, &outside());
    with_row(&layout, "FLOW_FREE|5|Never Expires|Free|Enabled", |record, _| {
        assert!(record.end_date.is_none() && record.notes.contains(Note::EndNever));
        assert!(record.is_trial == Some(false) && record.notes.contains(Note::FreeProduct));
    });
    with_row(&layout, "SPE_E3|5|2024-01-31 (12 days ago)|Trial|Enabled", |record, _| {
        assert_eq!((record.end_date, record.is_trial), (crate::model::parse_day("2024-01-31"), Some(true)));
    });
}

#[test]
fn two_columns_of_one_meaning_are_told_apart() {
    let layout = layout("AccountSkuId,SkuPartNumber,ActiveUnits,ConsumedUnits", &outside());
    with_row(&layout, "contoso:ENTERPRISEPACK|enterprisepack|5|5", |record, _| {
        assert_eq!(record.sku_part_number, "ENTERPRISEPACK");
        assert!(!record.notes.contains(Note::ColumnsDiffer));
    });
    with_row(&layout, "contoso:ENTERPRISEPACK|SPE_E3|5|5", |record, _| {
        assert_eq!(record.sku_part_number, "ENTERPRISEPACK");
        assert!(record.notes.contains(Note::ColumnsDiffer));
    });
}

#[test]
fn damaged_names_are_noted() {
    let layout = layout("TenantId,Domain,CompanyName", &DetectContext::default());
    with_row(&layout, &format!("{TENANT}|c.example|M?ller GmbH"), |record, _| {
        assert!(record.notes.contains(Note::MaskedName));
    });
    with_row(&layout, &format!("{TENANT}|c.example|Who? Ltd"), |record, _| {
        assert!(!record.notes.contains(Note::MaskedName));
    });
}

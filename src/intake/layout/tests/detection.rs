//! Every header finds its profile, and only its own.

use super::super::fixture::{TENANT, detect, outside, with_row};
use super::super::{ColumnUse, DetectContext, Layout, LayoutError, Role, parse_profiles};
use crate::intake::profile::BUILT_IN;
use crate::intake::target::Target;

fn headers() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../headers.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
}

#[test]
fn every_known_header_matches_exactly_its_own_profile() {
    for (profile, header) in headers() {
        match detect(header, &outside()) {
            Ok(layout) => assert_eq!(layout.profile(), profile, "{header}"),
            Err(LayoutError::Refused { profile: refused, .. }) => assert_eq!(refused, profile, "{header}"),
            Err(error) => panic!("{profile}: {error}"),
        }
        let keys = crate::intake::header::keys(&header.split(',').collect::<Vec<_>>());
        let profiles = BUILT_IN.as_ref().expect("profiles");
        let matching: Vec<&str> = profiles
            .iter()
            .filter(|it| {
                it.alternatives.iter().any(|alternative| super::super::detect::matches(alternative, &keys))
            })
            .map(|it| it.name.as_str())
            .collect();
        assert_eq!(matching, [profile], "{header}");
    }
}

#[test]
fn every_column_of_every_known_header_is_mapped_or_ignored() {
    for (profile, header) in
        headers().filter(|(profile, _)| !matches!(*profile, "personal_user_list" | "azure_daily_usage"))
    {
        let layout = detect(header, &outside()).expect(profile);
        for mapping in layout.mapping() {
            let known = !matches!(mapping.usage, ColumnUse::Unknown | ColumnUse::Synonym(_));
            assert!(known, "{profile}: {} is {:?}", mapping.header, mapping.usage);
        }
    }
}

#[test]
fn every_profile_has_a_header_that_is_tested() {
    for profile in BUILT_IN.as_ref().expect("profiles").iter().filter(|profile| profile.name != "canonical") {
        assert!(headers().any(|(name, _)| name == profile.name), "{}", profile.name);
    }
}

#[test]
fn canonical_needs_seats_and_maps_every_column() {
    let header = Target::ALL.iter().map(|target| target.as_str()).collect::<Vec<_>>().join(",");
    let layout = detect(&header, &DetectContext::default()).expect("canonical");
    assert_eq!(layout.profile(), "canonical");
    assert!(!layout.needs_evidence());
    assert!(layout.mapping().all(|mapping| mapping.usage != ColumnUse::Unknown));
}

#[test]
fn a_header_nobody_knows_is_read_by_common_names() {
    let layout = detect("Kunde;x,Mandanten-ID,Produktname,Anzahl,Zustand,Wetter", &DetectContext::default())
        .expect("generic");
    assert_eq!(layout.profile(), "generic");
    let uses: Vec<ColumnUse> = layout.mapping().map(|mapping| mapping.usage).collect();
    assert_eq!(uses[1], ColumnUse::Synonym(Target::CustomerTenantId));
    assert_eq!(uses[3], ColumnUse::Synonym(Target::SeatsPurchased));
    assert_eq!(uses[5], ColumnUse::Unknown);
}

#[test]
fn a_sku_id_is_decided_by_its_value() {
    let layout = detect("Customer,Product,SkuId,Quantity", &DetectContext::default()).expect("generic");
    with_row(&layout, "Contoso|E3|6fd2c87f-b296-42f0-b197-1e91e994b900|5", |record, _| {
        assert_eq!(record.license_sku_id, "6fd2c87f-b296-42f0-b197-1e91e994b900");
    });
    with_row(&layout, "Contoso|E3|1|5", |record, _| assert_eq!(record.sku_id, "0001"));
}

#[test]
fn customer_numbers_of_distributors_are_not_tenants() {
    let layout = detect("Customer ID,Customer,Product,Quantity", &DetectContext::default()).expect("generic");
    with_row(&layout, "10001|Contoso|E3|5", |record, _| assert_eq!(record.tenant, None));
    with_row(&layout, &format!("{TENANT}|Contoso|E3|5"), |record, _| assert!(record.tenant.is_some()));
}

#[test]
fn no_match_names_the_closest_profile_and_what_is_missing() {
    let error = detect("LegacySubscriptionId,Weather", &DetectContext::default()).expect_err("unknown");
    match error {
        LayoutError::NoMatch { closest, missing, .. } => {
            assert_eq!(closest.as_deref().map(|name| name.starts_with("bam_")), Some(true));
            assert!(!missing.is_empty());
        }
        other => panic!("{other}"),
    }
}

#[test]
fn lists_of_people_are_always_refused_and_harmless_files_are_useless() {
    let people = detect("User principal name,Licenses", &DetectContext::default()).expect_err("people");
    assert!(people.to_string().contains("list of people"), "{people}");
    let layout = detect("AccessAssignmentId,SecurityGroupId,CustomerTenantId", &DetectContext::default())
        .expect("useless");
    assert_eq!(layout.role(), Role::Useless);
    assert!(!layout.because().is_empty());
    let usage = detect("UsageDate,MeterType,ChargeStartDate,CustomerId", &outside()).expect("useless");
    assert_eq!(usage.role(), Role::Useless);
}

#[test]
fn reference_files_are_recognized() {
    let layout = detect("Product_Display_Name,String_Id,GUID,Service_Plan_Id", &DetectContext::default())
        .expect("names");
    assert_eq!(layout.role(), Role::Reference);
}

#[test]
fn a_file_that_names_nobody_needs_a_name_from_outside() {
    let header = "Subscription ID,Subscription,Quantity,Status,Reseller";
    let error = detect(header, &DetectContext::default()).expect_err("nobody");
    assert!(error.to_string().contains("FILE@TENANT"), "{error}");
    let layout = detect(header, &outside()).expect("named");
    with_row(&layout, "9AB2C1D0-5E6F-4A7B-8C9D-0E1F2A3B4C5D|Office 365 E3|25|Active|5462014", |record, _| {
        assert_eq!(record.tenant.map(|tenant| tenant.to_string()).as_deref(), Some(TENANT));
        assert_eq!(record.subscription_id, "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d");
    });
}

#[test]
fn a_customer_column_that_a_script_added_is_used() {
    let header = "SubscriptionId,OfferId,OfferName,Quantity,EffectiveStartDate,CommitmentEndDate,Status,KundenmandantenID";
    let layout = detect(header, &DetectContext::default()).expect("script");
    assert_eq!(layout.profile(), "ps_partner_subscription");
    with_row(
        &layout,
        &format!("S-1|796b6b5f-613c-4e24-a17c-eba730d49c02|E3|25|||Active|{TENANT}"),
        |record, _| {
            assert!(record.tenant.is_some());
        },
    );
}

#[test]
fn the_users_own_profile_wins() {
    let user_profiles = parse_profiles("[mine] rank=billing grain=subscription dates=dmy\nneed kdnr,lizenz\nKDNR => customer_name | Lizenz => product_name | Zahl => seats_purchased").expect("a profile");
    let context = DetectContext { user_profiles, ..DetectContext::default() };
    let layout = detect("KdNr,Lizenz,Zahl", &context).expect("mine");
    assert_eq!(layout.profile(), "mine");
    with_row(&layout, "Contoso|E3|5", |record, _| assert_eq!(record.product_name, "E3"));
}

#[test]
fn two_profiles_that_fit_equally_are_a_tie() {
    let text = "[one]\nneed a\nA => customer_name\n[two]\nneed b\nB => customer_name\nA => product_name\n[three]\nneed a\nB => -\n A => -";
    let context =
        DetectContext { user_profiles: parse_profiles(text).expect("profiles"), ..DetectContext::default() };
    let error = detect("A,B", &context).expect_err("a tie");
    assert_eq!(error, LayoutError::Tie { first: "two".to_owned(), second: "three".to_owned() });
}

#[test]
fn a_header_of_too_many_columns_is_refused() {
    let header = vec!["x"; 4097];
    assert_eq!(
        Layout::detect(&header, &DetectContext::default()).expect_err("wide"),
        LayoutError::TooManyColumns { columns: 4097 }
    );
}

#[test]
fn personal_columns_are_known_by_position() {
    let layout = detect("TenantId,Domain,Date,First Name,Last Name,Phone,Email ", &DetectContext::default())
        .expect("agreements");
    assert_eq!(layout.personal_columns(), [3, 4, 5, 6]);
}

#[test]
fn facts_only_profiles_have_no_seats() {
    let facts: Vec<&str> = headers()
        .filter(|(_, header)| {
            detect(header, &outside())
                .is_ok_and(|layout| layout.role() == Role::Portfolio && layout.adds_facts())
        })
        .map(|(profile, _)| profile)
        .collect();
    let mut facts = facts;
    facts.sort_unstable();
    facts.dedup();
    assert_eq!(
        facts,
        [
            "activeplatform_subscriptions",
            "bam_migration_result",
            "bam_schedule_list",
            "bam_schedule_result",
            "cloudblue_subscriptions"
        ]
    );
}

#[test]
fn total_lines_have_no_identifier() {
    let header = "License Name,Cost,Purchased Units,Consumed Units,Unused Units,Purchased Units Cost,Consumed Units Cost,Unused Units Cost,SkuID";
    let layout = detect(header, &outside()).expect("usage report");
    assert!(layout.is_total(&super::super::fixture::cells("Total|-|-|-|-|$1|-|-|-")));
    assert!(!layout.is_total(&super::super::fixture::cells(
        "Total|-|5|-|-|$1|-|-|6fd2c87f-b296-42f0-b197-1e91e994b900"
    )));
}

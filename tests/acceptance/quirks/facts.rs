//! Joins of several files: customers, agreements, relationships, pools, and what stands where they differ.

use super::{FIRST, ONE, SECOND, TWO, canonical, given, row};

const POOL: &str = "Product Title,Total Licenses,Expired Licenses,Assigned licenses\n";

fn seats(rows: &str) -> String {
    format!("{POOL}{rows}")
}

#[test]
fn seats_of_a_pool_go_to_the_only_subscription_of_the_product() {
    let pool = seats("Office 365 E3,30,0,7\nVisio Plan 2,10,2,4\n");
    given("a.csv", canonical(&[row(ONE)]))
        .and(&format!("p_{FIRST}.csv"), pool)
        .planned_with(&["seats_assigned"])
        .is(&["Contoso||Visio Plan 2|10|4", "Contoso|one|Office 365 E3|25|7"]);
}

#[test]
fn a_pool_of_several_subscriptions_misfires_no_seat_rule() {
    let outcome = given("a.csv", canonical(&[row(ONE), row(TWO)]))
        .and(&format!("p_{FIRST}.csv"), seats("Office 365 E3,50,0,45\n"))
        .planned_with(&["findings"]);
    for line in &outcome.plan {
        assert!(!line.contains("seats-below-assigned") && !line.contains("seats-unused"), "{line}");
    }
}

#[test]
fn a_pool_without_a_number_adds_its_facts_and_no_row() {
    let pool = seats("Microsoft Power Automate Free,1000000,0,3\nMicrosoft 365 E3,10,2,7\n");
    let outcome = given(&format!("p.csv@{FIRST}"), pool).planned();
    assert_eq!(outcome.run["ledger"][0]["merged"], 1);
    outcome.is(&["||Microsoft 365 E3|10"]).notes("without a number of seats").notes("unlimited");
    let header =
        "AccountId,CapabilityStatus,ConsumedUnits,PrepaidUnits,SkuId,SkuPartNumber,SubscriptionIds\n";
    let line = "Enabled,7,Microsoft.Graph.PowerShell.Models.MicrosoftGraphLicenseUnitsDetail,6fd2c87f-b296-42f0-b197-1e91e994b900,ENTERPRISEPACK,System.String[]\n";
    given("g.csv", format!("{header}{FIRST},{line}")).planned().is(&[]).notes("lost in the export");
}

#[test]
fn equal_lines_of_one_pool_count_once_and_different_ones_are_a_conflict() {
    let header = "SkuPartNumber;AccountSkuId;ActiveUnits;ConsumedUnits;Guid\n";
    let line = |seats: u32, guid: &str| format!("ENTERPRISEPACK;contoso:ENTERPRISEPACK;{seats};20;{guid}\n");
    given(&format!("t.csv@{FIRST}"), format!("{header}{}{}", line(25, ONE), line(25, TWO)))
        .planned()
        .is(&["|||25"]);
    given(&format!("t.csv@{FIRST}"), format!("{header}{}{}", line(25, ONE), line(26, TWO)))
        .planned()
        .rejects(&["2 seats_purchased conflicting-duplicate", "3 seats_purchased conflicting-duplicate"]);
}

#[test]
fn across_ranks_the_more_trusted_file_stands_and_the_other_is_told() {
    let insights = format!(
        "SubscriptionId\tSubscriptionState\tIsAutoRenew\tCustomerTenantId\tSKU\tAvailableSeats\tSubscriptionEndDate\n{ONE}\tActive\tYes\t{FIRST}\tOffice 365 E3\t20\t2027-02-28\n"
    );
    let outcome =
        given("a.csv", canonical(&[row(ONE)])).and("i.tsv", insights).planned_with(&["end_date", "findings"]);
    assert!(outcome.plan[0].starts_with("Contoso|one|Office 365 E3|25|2027-01-31|"), "{:?}", outcome.plan);
    assert!(outcome.plan[0].contains("sources-disagree"), "{:?}", outcome.plan);
}

#[test]
fn inside_one_rank_a_contradiction_rejects_every_row_of_the_id() {
    let text = canonical(&[row(ONE), row(ONE).replace(",25,", ",26,"), row(TWO)]);
    given("a.csv", text)
        .planned()
        .is(&["Contoso|two|Office 365 E3|25"])
        .rejects(&["2 seats_purchased conflicting-duplicate", "3 seats_purchased conflicting-duplicate"]);
    let text = canonical(&[row(ONE), row(ONE).replace(FIRST, SECOND)]);
    given("a.csv", text).planned().rejects(&[
        "2 customer_tenant_id subscription-in-two-tenants",
        "3 customer_tenant_id subscription-in-two-tenants",
    ]);
    // Texts never conflict.
    let text = canonical(&[row(ONE), row(ONE).replace("Office 365 E3", "Office 365 Enterprise")]);
    assert_eq!(given("a.csv", text).planned().plan.len(), 1);
}

#[test]
fn of_several_relationships_the_best_counts() {
    let header = "Id,CustomerDelegatedAdminRelationshipId,RelationshipName,PartnerTenantId,CustomerName,CustomerTenantId,Duration,Status,CreatedDateTime,ActivatedDateTime,LastModifiedDateTime,EndDateTime\n";
    let line = |status: &str, end: &str| format!("x,y,z,,Contoso,{FIRST},P730D,{status},,,,{end}\n");
    let text = format!("{header}{}{}", line("Terminated", "2025-01-01"), line("Active", "2027-10-01"));
    let told = |text: &str| given("g.csv", text).and("a.csv", canonical(&[row(ONE)])).inspected();
    assert!(!told(&text).contains("gdap_status "), "known: {}", told(&text));
    given("g.csv", &text)
        .and("a.csv", canonical(&[row(ONE)]))
        .planned()
        .is(&["Contoso|one|Office 365 E3|25"]);
}

#[test]
fn a_constant_of_a_customer_list_fills_empty_cells_only() {
    let list = format!("TenantId,Domain,CompanyName\n{FIRST},contoso.example,Contoso\n");
    let rows = format!(
        "customer_tenant_id,subscription_id,seats_purchased,source_channel\n{FIRST},{ONE},3,direct\n{FIRST},{TWO},3,\n"
    );
    given("c.csv", list)
        .and("a.csv", rows)
        .planned_with(&["source_channel"])
        .is(&["Contoso|two||3|csp_self", "Contoso|one||3|direct"]);
}

#[test]
fn trials_keep_their_channel_and_partner_ids_decide_the_rest() {
    let header = "CommerceSubscriptionId,CreatedDateTime,IsTrial,NextLifecycleDateTime,OwnerTenantId,SkuId,SkuPartNumber,Status,TotalLicenses\n";
    let line = |owner: &str, trial: &str| {
        format!(
            "{ONE},2026-01-02,{trial},2027-01-31,{owner},6fd2c87f-b296-42f0-b197-1e91e994b900,ENTERPRISEPACK,Enabled,25\n"
        )
    };
    let told = |owner: &str, trial: &str| {
        given(&format!("g_{FIRST}.csv"), format!("{header}{}", line(owner, trial)))
    };
    told("", "True").planned_with(&["source_channel", "readiness"]).is(&["|one||25|direct|out-of-scope"]);
    told(SECOND, "False")
        .planned_with(&["source_channel"])
        .is(&["|one||25|"])
        .notes("own tenant and MPN ids");
    let policy = format!("[partner]\ntenant-id = \"{SECOND}\"\n");
    let own = told(SECOND, "False").beside("policy.toml", policy);
    own.with(&["--policy", "policy.toml"]).planned_with(&["source_channel"]).is(&["|one||25|csp_self"]);
}

#[test]
fn an_agreement_has_a_type_only_where_it_is_accepted() {
    let text = format!(
        "CustomerTenantId,LastAgreementDate,PartnerAttestationCompleted,CustomerAccountLink,FirstName,LastName,Email,PhoneNumber\n{FIRST},,False,l,Max,Muster,a@b.example,1\n"
    );
    let outcome = given("m.csv", text).and("a.csv", canonical(&[row(ONE)])).planned_with(&["findings"]);
    assert!(outcome.plan[0].contains("agreement-missing"), "{:?}", outcome.plan);
}

#[test]
fn the_eighth_cell_of_the_agreement_list_is_read_and_its_absence_is_none() {
    let text = format!(
        "TenantId,Domain,Date,First Name,Last Name,Phone,Email \n{FIRST} ,contoso.example,4/17/2020 12:00:00 AM,A,B,,a@contoso.example,MicrosoftCustomerAgreement\n{SECOND} ,fabrikam.example,,,,,\n"
    );
    let rows = canonical(&[row(ONE), row(TWO).replace(FIRST, SECOND).replace("Contoso", "Fabrikam")]);
    let outcome = given("m.csv", text).and("a.csv", rows).planned_with(&["findings"]);
    assert!(outcome.plan[0].contains("agreement-outdated"), "{:?}", outcome.plan);
    assert!(outcome.plan[1].contains("agreement-missing"), "{:?}", outcome.plan);
}

#[test]
fn one_cell_of_a_portal_may_hold_several_subscriptions() {
    let object = |id: &str, seats: u32| {
        format!(
            "{{\"\"Status\"\":\"\"Enabled\"\",\"\"Term\"\":\"\"Yearly\"\",\"\"TotalLicenses\"\":{seats},\"\"NextLifecycle\"\":\"\"2027-01-30T00:00:00Z\"\",\"\"CSPSubscriptionId\"\":\"\"{id}\"\"}}"
        )
    };
    let header =
        "Tenant,License,CountUsed,CountAvailable,TotalLicenses,AssignedUsers,AssignedGroups,TermInfo\n";
    let one = format!("contoso.example,Office 365 E3,7,-3,4,Max Muster,y,\"{}\"\n", object(ONE, 4));
    given("c.csv", format!("{header}{one}"))
        .planned_with(&["end_date"])
        .is(&["|one|Office 365 E3|4|2027-01-30"]);
    let two = format!("contoso.example,Office 365 E3,7,0,9,x,y,\"{}, {}\"\n", object(ONE, 4), object(TWO, 5));
    given("c.csv", format!("{header}{two}")).planned().is(&["|two|Office 365 E3|5", "|one|Office 365 E3|4"]);
    let broken = "contoso.example,Visio,2,0,2,x,y,{broken\n";
    given("c.csv", format!("{header}{broken}")).planned().is(&["||Visio|2"]).notes("term information");
}

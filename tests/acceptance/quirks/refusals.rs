//! Files that are refused, skipped, or need a customer from outside, in words that help.

use super::{FIRST, ONE, SECOND, TWO, canonical, given, row};

const PC: &str = "Subscription ID,Subscription,Quantity,Status,Reseller\n";

fn pc_row() -> String {
    format!("{PC}{},Office 365 E3,25,Active,5462014\n", ONE.to_uppercase())
}

#[test]
fn other_formats_are_refused_by_name() {
    given("a.csv", "<!DOCTYPE html><html></html>").refused(&["a.csv:1", "HTML"]);
    given("a.csv", "\n [{\"a\":1}]").refused(&["JSON"]);
    given("a.csv", b"PK\x03\x04garbage").refused(&["not a readable workbook"]);
    given("a.csv", [0xd0, 0xcf, 0x11, 0xe0, 0, 0]).refused(&[".xls "]);
    given("a.csv", "").refused(&["the file is empty"]);
    given("a.csv", " \n\n;;\n").refused(&["the file is empty"]);
}

#[test]
fn a_header_without_records_is_an_empty_input() {
    let outcome = given("a.csv", canonical(&[])).and("b.csv", canonical(&[row(ONE)])).planned();
    assert!(outcome.stderr.contains("warning: a.csv: a header without records"), "{}", outcome.stderr);
    outcome.is(&["Contoso|one|Office 365 E3|25"]);
}

#[test]
fn what_a_header_lacks_is_said_with_the_names_it_may_go_by() {
    given("a.csv", "customer_tenant_id,subscription_id,product_name\n").refused(&[
        "closest: canonical, 3 of 3",
        "missing: seats_purchased (any of seats_purchased, quantity",
    ]);
    given("a.csv", "Mandanten-ID;Lizenzen;Kunde\n")
        .refused(&["closest: generic", "a subscription or product"]);
    given("a.csv", "LegacySubscriptionId,CustomerTenantId,CurrentSeatCount\n")
        .refused(&["closest: bam_subscriptions", "missing: MigrationEligible;"]);
    given("a.csv", "foo,bar\n").refused(&["a customer (any of", "FILE@TENANT", "--columns"]);
}

#[test]
fn a_file_without_its_customer_takes_it_from_outside() {
    let planned = ["|one|Office 365 E3|25"];
    given(&format!("{FIRST}.csv"), pc_row()).planned().is(&planned);
    given(&format!("{FIRST}/subscriptions.csv"), pc_row()).planned().is(&planned);
    given(&format!("a.csv@{FIRST}"), pc_row()).planned().is(&planned);
    given("contoso.onmicrosoft.com.csv", pc_row()).planned().is(&planned);
    let german = format!("Abonnement-ID;Abonnement;Menge;Status;H?ndler\n{ONE};Office 365 E3;25;Aktiv;\n");
    given(&format!("a.csv@{FIRST}"), german).planned_with(&["status"]).is(&["|one|Office 365 E3|25|active"]);
    given("a.csv", pc_row()).refused(&["pc_subscriptions", "FILE@TENANT"]);
    given(&format!("{FIRST}_{SECOND}.csv"), pc_row()).refused(&[FIRST, SECOND, "FILE@TENANT"]);
}

#[test]
fn a_customer_column_that_a_script_added_is_used() {
    let text = format!("TenantId,{PC}{FIRST},{ONE},Office 365 E3,25,Active,\n");
    given(&format!("{SECOND}.csv"), text)
        .planned_with(&["customer_tenant_id"])
        .is(&["|one|Office 365 E3|25|first"]);
}

#[test]
fn one_refused_file_ends_the_run_unless_asked_otherwise() {
    let both = || given("a.csv", "foo,bar\n1,2\n").and("b.csv", canonical(&[row(ONE)]));
    both().refused(&["a.csv:1"]);
    let outcome = both().with(&["--skip-unreadable"]).planned();
    assert!(outcome.stderr.contains("warning: not read: a.csv:1"), "{}", outcome.stderr);
    outcome.is(&["Contoso|one|Office 365 E3|25"]);
}

const ROLES: &str = "GdapRelationshipId,AccessAssignmentId,CustomerName,CustomerTenantId,SecurityGroupId,SecurityGroupName,CommaSeperatedRoles,Status,Etag,CreatedDateTime,LastModifiedDateTime\n";

#[test]
fn a_harmless_file_is_skipped_beside_others_and_refused_alone() {
    given("roles.csv", ROLES).refused(&["roles.csv"]);
    let outcome = given("roles.csv", ROLES).and("b.csv", canonical(&[row(ONE)])).planned();
    assert!(outcome.stderr.contains("warning: roles.csv: skipped"), "{}", outcome.stderr);
    outcome.is(&["Contoso|one|Office 365 E3|25"]);
}

#[test]
fn a_list_of_people_is_always_refused() {
    given("users.csv", "User principal name,Licenses\na@b.example,E3\n")
        .and("b.csv", canonical(&[row(ONE)]))
        .refused(&["list of people"]);
}

const NO_SEATS: &str = "ID,Name,Account,Plan,SKU (Offer ID),Billing type,Manager,Trial,Status,Payment model,Created at,Start date,Updated at,Expiration date,Renewal,Auto-renew,Paid to\n";

#[test]
fn a_profile_without_seats_only_adds_facts() {
    let facts = format!(
        "{NO_SEATS}{ONE},E3,Contoso,E3,x,y,Max Muster,No,Active,z,2026-01-01,2026-01-01,2026-01-01,2027-02-28,,Yes,\n"
    );
    given("facts.csv", &facts).refused(&["needed column missing"]);
    given("a.csv", canonical(&[row(ONE).replace("2027-01-31", "")]))
        .and("facts.csv", &facts)
        .planned_with(&["end_date", "auto_renew"])
        .is(&["Contoso|one|Office 365 E3|25|2027-02-28|true"]);
    given("a.csv", canonical(&[row(TWO)]))
        .and("facts.csv", &facts)
        .planned()
        .rejects(&["2 seats_purchased seats-missing"]);
}

#[test]
fn two_references_of_one_kind_are_a_usage_error() {
    let names = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\nOffice 365 E3,ENTERPRISEPACK,6fd2c87f-b296-42f0-b197-1e91e994b900,A,57ff2da0-773e-42df-b2af-ffb7a2317929,A\n";
    let outcome = given("a.csv", canonical(&[row(ONE)])).and("x.csv", names).and("y.csv", names).planned();
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    let outcome = given("a.csv", canonical(&[row(ONE)])).and("x.csv", names).planned();
    assert_eq!(outcome.run["ledger"][1]["reference"], 1);
}

#[test]
fn inspect_ends_as_a_plan_would_and_says_everything_before() {
    let told = given("a.csv", "foo,bar\n1,2\n").and("b.csv", canonical(&[row(ONE)])).inspected();
    for word in [
        "a.csv\n  not readable",
        "canonical",
        "-> seats_purchased",
        "missing fact",
        "error: a.csv:1: unknown format",
    ] {
        assert!(told.contains(word), "`{word}` is not in {told}");
    }
    let told = given("roles.csv", ROLES).inspected();
    assert!(told.contains("of no use here") && told.contains("error: roles.csv"), "{told}");
}

//! States and dates: what a date names depends on its column and on the state beside it.

use super::{FIRST, ONE, TWO, given};

const ASSUMED: &str =
    "[assume]\nsource_channel = \"csp_other\"\ncommerce_model = \"nce\"\nauto_renew = true\nterm = \"P1Y\"\n";

const DIRECTORY: &str = "CommerceSubscriptionId,CreatedDateTime,Id,IsTrial,NextLifecycleDateTime,OwnerTenantId,SkuPartNumber,Status,TotalLicenses\n";

fn directory(state: &str) -> String {
    format!("{DIRECTORY}{ONE},2025-09-01T08:00:00Z,x,False,2026-12-30T00:00:00Z,,SPB,{state},7\n")
}

fn shell(state: &str) -> String {
    format!(
        "OcpSubscriptionId,DateCreated,IsTrial,NextLifecycleDate,OwnerObjectId,SkuPartNumber,Status,TotalLicenses\n{ONE},2025-09-01,False,2026-12-30,,SPB,{state},7\n"
    )
}

fn report(state: &str) -> String {
    format!(
        "Subscription Name,Friendly Subscription Name,Subscribed Date,Total Units,Consumed Units,Subscription Type,License Expiry Date/Next LifeCycle Activity Date,Friendly Expiry Date,Status,SKU Id\nSPB,Microsoft 365 Business Premium,2025-09-01,7,3,Purchased,2026-12-30 (38 days),x,{state},cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46\n"
    )
}

fn portal(state: &str) -> String {
    format!(
        r#"Tenant,License,CountUsed,CountAvailable,TotalLicenses,TermInfo
contoso.example,Microsoft 365 Business Premium,3,4,7,"{{""Status"":""{state}"",""TotalLicenses"":7,""NextLifecycle"":""2026-12-30T00:00:00Z"",""CSPSubscriptionId"":""{ONE}""}}"
"#
    )
}

fn common_names(state: &str) -> String {
    format!(
        "tenant_id,subscription_id,product_name,quantity,state,next_lifecycle_date\n{FIRST},{ONE},SPB,7,{state},2026-12-30\n"
    )
}

#[test]
fn the_next_state_is_the_end_of_the_term_only_where_the_subscription_is_active() {
    let columns = ["end_date", "users_work_until", "data_deleted_on"];
    for file in [directory, shell, report, portal, common_names] {
        for (state, expected) in [
            ("Enabled", ["2026-12-30"].as_slice()),
            ("Warning", &["", "2026-12-30", ""]),
            ("Suspended", &["", "", "2026-12-30"]),
            ("LockedOut", &["", "", "2026-12-30"]),
        ] {
            let outcome = given(&format!("x_{FIRST}.csv"), file(state))
                .beside("policy.toml", ASSUMED)
                .with(&["--policy", "policy.toml"])
                .planned_with(&columns);
            assert_eq!(outcome.code, 0, "{}", outcome.stderr);
            let row = outcome.plan[0].split('|').skip(4).collect::<Vec<_>>();
            assert_eq!(row[..expected.len()], *expected, "{state}: {}", file(state));
        }
    }
}

#[test]
fn the_next_state_says_nothing_without_a_state() {
    let text = common_names("");
    given("x.csv", text)
        .planned_with(&["end_date"])
        .is(&["|one|SPB|7|"])
        .notes("says nothing without the state");
}

#[test]
fn a_renewal_is_the_day_after_the_term_in_every_column_that_is_called_so() {
    for name in ["Renewal Date", "Renew Date", "renewal_date", "Verlängerungsdatum", "Nächste Verlängerung"]
    {
        let text = format!("Tenant ID,Product name,Quantity,{name}\n{FIRST},Office 365 E3,5,2026-12-01\n");
        given("x.csv", &text).planned_with(&["end_date"]).is(&["||Office 365 E3|5|2026-11-30"]);
        let told = given("x.csv", text).inspected();
        assert!(told.contains("the end is the day before"), "{told}");
    }
    for text in [
        "Product Title,Total Licenses,Expired Licenses,Assigned licenses,Renewal Date\nOffice 365 E3,5,0,3,2026-12-01\n",
        "LicenseName,SkuPartNumber,SkuId,ActiveUnits,ConsumedUnits,RenewalDate,DaysToRenewal\nOffice 365 E3,ENTERPRISEPACK,,5,3,2026-12-01,9\n",
    ] {
        given(&format!("x_{FIRST}.csv"), text)
            .planned_with(&["end_date"])
            .is(&["||Office 365 E3|5|2026-11-30"]);
    }
}

#[test]
fn beside_a_renewal_the_end_stands() {
    let file = |end: &str, renewal: &str| {
        format!(
            "Tenant ID,Product name,Quantity,Renewal Date,End Date\n{FIRST},Office 365 E3,5,{renewal},{end}\n"
        )
    };
    let agree = given("x.csv", file("2026-11-30", "2026-12-01")).planned_with(&["end_date"]);
    let agree = agree.is(&["||Office 365 E3|5|2026-11-30"]);
    assert!(!agree.run["inputs"].to_string().contains("two columns"), "{}", agree.run["inputs"]);
    given("x.csv", file("2026-11-30", "2027-01-01"))
        .planned_with(&["end_date"])
        .is(&["||Office 365 E3|5|2026-11-30"])
        .notes("two columns of one meaning");
}

#[test]
fn an_end_that_is_no_whole_term_after_the_start_is_noted() {
    let file = |end: &str| {
        format!(
            "tenant_id,subscription_id,product_name,quantity,term,start_date,end_date\n{FIRST},{ONE},E3,5,P1Y,2025-12-01,{end}\n"
        )
    };
    given("x.csv", file("2026-12-01")).planned().notes("not a whole number of terms");
    let whole = given("x.csv", file("2027-11-30")).planned();
    assert!(!whole.run["inputs"].to_string().contains("whole number of terms"));
}

#[test]
fn a_term_that_a_portal_works_out_is_shown_and_never_rolled() {
    let text = format!(
        r#"Tenant,License,CountUsed,CountAvailable,TotalLicenses,TermInfo
contoso.example,Office 365 E3,3,4,7,"{{""Status"":""Enabled"",""Term"":""Yearly"",""TotalLicenses"":7,""NextLifecycle"":""2026-11-04T00:00:00Z"",""CSPSubscriptionId"":""{ONE}""}}"
"#
    );
    let policy = "[assume]\nsource_channel = \"csp_other\"\ncommerce_model = \"nce\"\nauto_renew = true\n";
    given("x.csv", text)
        .beside("policy.toml", policy)
        .with(&["--policy", "policy.toml"])
        .planned_with(&["term", "last_safe_date", "readiness"])
        .is(&["|one|Office 365 E3|7|P1Y||unknown"]);
}

#[test]
fn states_say_what_comes_after_them() {
    let file = |state: &str| {
        format!(
            "tenant_id,subscription_id,product_name,quantity,status\n{FIRST},{ONE},Office 365 E3,5,{state}\n{FIRST},{TWO},Office 365 E5,5,active\n"
        )
    };
    for state in ["PendingCancel", "Pending Cancellation", "pending_cancel"] {
        let policy =
            "[assume]\nsource_channel = \"direct\"\nbilling_account_type = \"mca\"\nauto_renew = true\n";
        let outcome = given("x.csv", file(state))
            .beside("policy.toml", policy)
            .with(&["--policy", "policy.toml"])
            .planned_with(&["status"]);
        let outcome = outcome.is(&["|two|Office 365 E5|5|active", "|one|Office 365 E3|5|active"]);
        let stopped: Vec<String> = crate::run::rows(&outcome.path("findings.csv"))
            .into_iter()
            .filter(|row| row["rule"] == "auto-renew-on")
            .map(|row| row["subscription_id"].clone())
            .collect();
        assert!(!stopped.contains(&ONE.to_owned()), "{state}: {stopped:?}");
    }
    for state in ["Converted", "Upgraded"] {
        given("x.csv", file(state))
            .planned_with(&["status", "readiness"])
            .is(&["|two|Office 365 E5|5|active|unknown", "|one|Office 365 E3|5|deleted|out-of-scope"])
            .notes("replaced");
    }
}

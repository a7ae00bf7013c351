//! The plan is replayed day by day: where old and new together break a ceiling, it takes another order or another
//! route and says so, and where nothing helps it blocks.

use std::fs;

use crate::run::{cutover, rows};
use crate::told::{Row, Told, WAITING, told};

const AS_OF: &str = "2026-11-02";

/// Ninety days of grace after 2026-12-10.
const GRACE: &[(&str, &str)] = &[
    ("source_channel", "volume"),
    ("start_date", "2023-12-11"),
    ("end_date", "2026-12-10"),
    ("term", "P3Y"),
    ("active_subscriptions_in_tenant", "300"),
];
/// Bought again on its last day, and held with the old one on it.
const STRICT: &[(&str, &str)] = &[
    WAITING,
    ("start_date", "2025-12-21"),
    ("end_date", "2026-12-20"),
    ("active_subscriptions_in_tenant", "300"),
];

fn days<'t>(told: &'t Told, name: &str) -> Vec<&'t str> {
    told.plan
        .iter()
        .filter(|row| row["customer_name"] == name)
        .map(|row| row["cutover_date"].as_str())
        .collect()
}

fn is_told(told: &Told, name: &str, rule: &str) -> bool {
    told.rules(name).contains(&rule)
}

#[test]
fn who_has_grace_waits_for_who_has_none_and_the_plan_says_so() {
    let room: Vec<(&str, &str)> =
        STRICT.iter().copied().chain([("active_subscriptions_in_tenant", "299")]).collect();
    let grace: Vec<(&str, &str)> =
        GRACE.iter().copied().chain([("active_subscriptions_in_tenant", "299")]).collect();
    let told = told(AS_OF, "", &[("full", &[GRACE, STRICT]), ("room", &[&grace, &room])]);
    assert_eq!(days(&told, "full"), ["2026-12-21", "2026-12-20"]);
    assert_eq!(told.cell("full", "best_date"), "2026-12-11");
    assert!(is_told(&told, "full", "tenant-nearly-full") && !is_told(&told, "full", "tenant-ceiling"));
    let found =
        told.findings("full").into_iter().find(|it| it["rule"] == "tenant-nearly-full").expect("told");
    assert_eq!(found["observed"], "cutover_date=2026-12-21;instead_of=2026-12-11;limit=300");
    assert!(told.explained("full").contains("cut over on 2026-12-21 instead of 2026-12-11"));
    let provision = told.steps("full").into_iter().filter(|step| step["step"] == "provision");
    let begins: Vec<&str> = provision.map(|step| step["not_before"].as_str()).collect();
    assert_eq!(begins, ["2026-12-20", "2026-12-21"], "ordered in the order that fits");
    assert_eq!(days(&told, "room"), ["2026-12-11", "2026-12-20"]);
    assert!(!is_told(&told, "room", "tenant-nearly-full") && !is_told(&told, "room", "tenant-ceiling"));
}

#[test]
fn what_no_order_helps_blocks_on_the_days_the_dates_choose() {
    let told = told(AS_OF, "", &[("alone", &[STRICT])]);
    assert_eq!(days(&told, "alone"), ["2026-12-20"]);
    assert!(is_told(&told, "alone", "tenant-ceiling") && !is_told(&told, "alone", "tenant-nearly-full"));
    assert_eq!(told.cell("alone", "readiness"), "blocked");
}

#[test]
fn a_route_without_duplicates_is_taken_where_there_is_one() {
    let handed_over: Vec<(&str, &str)> = STRICT.iter().copied().chain([("open_transfer_id", "")]).collect();
    let told = told(AS_OF, "", &[("transfer", &[&handed_over, &handed_over, &handed_over])]);
    assert!(told.plan("transfer").iter().all(|row| row["route"] == "transfer"));
    assert!(!is_told(&told, "transfer", "tenant-ceiling"));
}

#[test]
fn a_day_somebody_decided_is_kept_and_blocks() {
    let work = told(AS_OF, "", &[("full", &[GRACE, STRICT])]);
    let id = work.cell("full", "subscription_id").to_owned();
    let pins = format!("subscription_id,date,owner,reason\n{id},2026-12-11,Ada,agreed\n");
    fs::write(work.work.path().join("pins.csv"), pins).expect("pins");
    let arguments = ["plan", "export.csv", "--policy", "policy.toml", "--pins", "pins.csv", "--as-of", AS_OF];
    let output =
        cutover(work.work.path(), &[&arguments[..], &["--out", "pinned", "--format", "csv,json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let plan = rows(&work.work.path().join("pinned/plan.csv"));
    assert_eq!(plan[0]["cutover_date"], "2026-12-11");
    assert!(plan[0]["findings"].contains("tenant-ceiling"));
}

/// The days from the 12th on are frozen and a day takes one customer. The dearer competitor would take the 11th, so
/// that the second subscription of the full tenant would come before the first has ended.
#[test]
fn a_calendar_that_pulls_a_cut_over_forward_asks_for_another_order() {
    let strict = |end: &'static str, price: &'static str, held: &'static str| {
        let mut row: Vec<(&str, &str)> = STRICT.to_vec();
        row.extend([
            ("end_date", end),
            ("unit_price", price),
            ("price_basis", "per_month"),
            ("currency", "EUR"),
        ]);
        row.push(("active_subscriptions_in_tenant", held));
        row
    };
    let (first, second) = (strict("2026-12-10", "1", "299"), strict("2026-12-20", "1", "299"));
    let competitor = strict("2026-12-20", "9", "20");
    let policy = "[waves]\ncapacity = 1\nfreeze = [\"2026-12-12..2027-01-06\"]";
    let crowded: &[(&str, &[Row<'_>])] = &[("full", &[&first, &second]), ("competitor", &[&competitor])];
    let told_of_it = told(AS_OF, policy, crowded);
    assert_eq!(days(&told_of_it, "full"), ["2026-12-09", "2026-12-11"], "the first has ended on the 11th");
    assert_eq!(days(&told_of_it, "competitor"), ["2026-12-10"]);
    assert!(
        is_told(&told_of_it, "full", "tenant-nearly-full") && !is_told(&told_of_it, "full", "tenant-ceiling")
    );

    let (first, second) = (strict("2026-12-10", "1", "20"), strict("2026-12-20", "1", "20"));
    let roomy = told(AS_OF, policy, &[("roomy", &[&first, &second]), ("competitor", &[&competitor])]);
    assert_eq!(
        days(&roomy, "competitor"),
        ["2026-12-11"],
        "without a ceiling the dearer one has the better day"
    );
    assert!(!is_told(&roomy, "roomy", "tenant-nearly-full"));
}

#[test]
fn an_offer_the_matrix_limits_is_counted_until_the_old_one_is_deleted() {
    let work = tempfile::tempdir().expect("a temporary directory");
    let plain = told(AS_OF, "", &[("limited", &[STRICT])]);
    fs::copy(plain.work.path().join("export.csv"), work.path().join("export.csv")).expect("a copy");
    let header = "ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,MinLicenses,MaxLicenses,\
                  AssetOwnershipLimit,AssetOwnershipLimitType,ProductSkuPreRequisites,ProductSkuConversion,\
                  Description,AllowedCountries";
    let row = "Exchange,CFQ7TTC0LH16,1,Exchange Online (Plan 1),4b9405b0-7788-4568-add1-99614e613b69,EXCHANGESTANDARD,\
               1,,1,Tenant,,,,";
    fs::write(work.path().join("matrix.csv"), format!("{header}\n{row}\n")).expect("a matrix");
    let arguments =
        ["plan", "export.csv", "--offer-matrix", "matrix.csv", "--partner-country", "DE", "--as-of", AS_OF];
    let output = cutover(work.path(), &[&arguments[..], &["--out", "run", "--format", "csv,json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let findings = rows(&work.path().join("run/findings.csv"));
    let found =
        findings.iter().find(|it| it["rule"] == "tenant-ceiling" && !it["subscription_id"].is_empty());
    assert_eq!(
        found.expect("a finding")["observed"],
        "cutover_date=2026-12-20;active_subscriptions_in_tenant=2;limit=1;sku_part_number=EXCHANGESTANDARD"
    );
}

//! An earlier run asked again: under its own policy it gives its own figures, from anywhere, and says what changed.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::run::cutover;

/// Nothing about the agreement is known, and one offer has no name that anybody knows.
const EXPORT: &str = "\
customer_tenant_id,customer_name,customer_country,relationship_status,gdap_status,subscription_id,sku_part_number,seats_purchased,seats_assigned,status,auto_renew,end_of_term_action,source_channel,billing_account_type,commerce_model,term,billing_cycle,start_date,end_date,unit_price,price_basis,currency,customer_segment
11111111-2222-4333-8444-555555555555,Price GmbH,DE,active,active,99999999-2222-4333-8444-555555555551,SPE_E3,40,40,active,,cancel,direct,mca,nce,P1Y,annual,2026-02-01,2027-01-31,400,per_term,EUR,commercial
21111111-2222-4333-8444-555555555555,Bridge GmbH,DE,active,active,99999999-2222-4333-8444-555555555552,SPE_E3,10,10,active,,cancel,csp_other,,nce,P1Y,annual,2026-02-20,2027-02-19,365,per_term,EUR,commercial
31111111-2222-4333-8444-555555555555,House GmbH,DE,active,active,99999999-2222-4333-8444-555555555553,HOUSE_BRAND,10,10,active,true,,direct,mca,nce,P1Y,annual,2026-03-20,2027-03-19,365,per_term,EUR,commercial
";

const PRICES: &str = "\
ChangeIndicator,ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment
Unchanged,Microsoft 365 E3,CFQ7TTC0LFLX,1,Microsoft 365 E3,Microsoft Corporation,,,P1Y,Annual,DE,EUR,432.5,,,2025-11-01T00:00:00.0000000Z,9999-11-30T23:59:59.0000000Z,License,500,Commercial
Unchanged,Exchange Online (Plan 1),CFQ7TTC0LH16,1,Exchange Online (Plan 1),Microsoft Corporation,,,P1Y,Annual,DE,EUR,44,,,2025-11-01T00:00:00.0000000Z,9999-11-30T23:59:59.0000000Z,License,48,Commercial
";

/// Both move long before their term ends: somebody pays twice.
const PINS: &str = "\
customer_tenant_id,subscription_id,date,wave,route,successor,skip,owner,reason,expires
,99999999-2222-4333-8444-555555555551,2026-12-09,,,,,Ada,asked,
,99999999-2222-4333-8444-555555555552,2026-12-16,,,,,Ada,asked,
";

const MAP: &str = "match_kind,match_value,target_part_number_or_id,reason\n\
sku_part_number,HOUSE_BRAND,EXCHANGESTANDARD,their name for it\n";

const POLICY: &str = "[assume]\nagreement_status = 'accepted'\nagreement_date = 2025-01-01\n\
agreement_method = 'direct'\n[regions]\nfile = 'regions.toml'\n";

const REGIONS: &str =
    "[[list]]\ndate = '2026-01-01'\nnot-listed = ['XX']\n[list.regions]\neurope = ['DE', 'FR']\n";

/// Everything that a run can be told beside its exports.
const OPTIONS: [&str; 14] = [
    "--partner-country",
    "DE",
    "--policy",
    "rules/policy.toml",
    "--pins",
    "pins.csv",
    "--price-list",
    "prices.csv",
    "--catalog",
    "plans.csv",
    "--map",
    "map.csv",
    "--as-of",
    "2026-11-22",
];

struct Place(tempfile::TempDir);

impl Place {
    /// Exports, references and a policy, and a run of all of them.
    fn planned() -> Self {
        let place = Place(tempfile::tempdir().expect("a directory"));
        let plans = fs::read_to_string(crate::run::root().join("samples/licensing-list.csv"));
        place.write("rules/policy.toml", POLICY);
        place.write("rules/regions.toml", REGIONS);
        place.write(
            "calm.toml",
            &format!("{POLICY}[levels]\ndouble-payment = 'note'\n")
                .replace("regions.toml", "rules/regions.toml"),
        );
        place.write("exports/customers.csv", EXPORT);
        place.write("prices.csv", PRICES);
        place.write("plans.csv", &plans.expect("a list"));
        place.write("pins.csv", PINS);
        place.write("map.csv", MAP);
        place.plan("runs/first", &[]);
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn plan(&self, out: &str, more: &[&str]) {
        let mut arguments = vec!["plan", "exports", "--out", out];
        arguments.extend(OPTIONS.iter().chain(more));
        done(&cutover(self.path(), &arguments));
    }

    fn record(&self, run: &str) -> Value {
        let text = fs::read(self.path().join(run).join("run.json")).expect("run.json");
        serde_json::from_slice(&text).expect("JSON")
    }
}

fn done(output: &Output) -> (String, String) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    (String::from_utf8(output.stdout.clone()).expect("UTF-8"), told)
}

/// The lines of the comparison that are about the whole portfolio, each as its label and one cell per policy.
fn totals(text: &str) -> Vec<(String, Vec<String>)> {
    let lines = text.lines().skip(2).take_while(|line| !line.is_empty());
    let cells = |line: &str| {
        line.trim().split("  ").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    lines
        .map(|line| {
            let mut cells: Vec<String> = cells(line);
            (cells.remove(0), cells)
        })
        .collect()
}

/// Counts of customers and money of a run, in the words of the comparison.
fn own_totals(record: &Value) -> Vec<(String, String)> {
    let totals = &record["totals"];
    let by_readiness = totals["customers_by_readiness"].as_object().expect("counts");
    let counts = by_readiness.values().filter_map(Value::as_u64).filter(|&n| n > 0).map(|n| n.to_string());
    let money = &totals["money"][0];
    let amount = |kind: &str| match money[kind].as_str() {
        None | Some("0.00") => "-".to_owned(),
        Some(amount) => format!("{} EUR", grouped(amount)),
    };
    let mut counts: Vec<(String, String)> = counts.map(|n| ("customers".to_owned(), n)).collect();
    counts.sort();
    counts.extend([
        ("paid twice".to_owned(), amount("overlap_cost")),
        ("stranded".to_owned(), amount("stranded_cost")),
    ]);
    counts
}

/// `1234.50` as English groups it.
fn grouped(amount: &str) -> String {
    let (whole, cents) = amount.split_once('.').expect("an amount has cents");
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    format!("{}.{cents}", groups.join(","))
}

/// The totals of one column of a comparison, in the same form.
fn told_totals(text: &str, column: usize) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = totals(text)
        .into_iter()
        .map(|(label, cells)| {
            let label = if label.starts_with("customers") { "customers".to_owned() } else { label };
            (label, cells[column].clone())
        })
        .filter(|(label, cell)| label != "customers" || cell != "0")
        .collect();
    let n = told.iter().filter(|(label, _)| label == "customers").count();
    told[..n].sort();
    told
}

#[test]
fn a_run_under_its_own_policy_gives_its_own_figures_to_the_cent() {
    let place = Place::planned();
    let record = place.record("runs/first");
    let own = own_totals(&record);
    assert!(own.iter().any(|(label, cell)| label == "paid twice" && cell != "-"), "{own:?}");
    let policies = ["--policy", "rules/policy.toml", "--policy", "calm.toml"];
    let (text, told) = done(&cutover(place.path(), &[&["whatif", "runs/first"], &policies[..]].concat()));
    assert_eq!(told, "", "nothing has changed");
    assert_eq!(told_totals(&text, 0), own, "{text}");
}

#[test]
fn a_run_brings_its_own_policy_where_one_is_given() {
    let place = Place::planned();
    let compare = |more: &[&str]| done(&cutover(place.path(), &[&["whatif", "runs/first"], more].concat())).0;
    let text = compare(&["--policy", "rules/policy.toml"]);
    assert!(text.contains(": 0 of 3 customers change\n"), "{text}");
    assert_eq!(told_totals(&text, 0), told_totals(&text, 1));
    // The file may say something else today: the run's own policy is the one that it recorded.
    place.write("rules/policy.toml", &format!("{POLICY}[routes]\nlegacy-of-other-partner = 'now'\n"));
    assert_eq!(told_totals(&compare(&["--policy", "calm.toml"]), 0), own_totals(&place.record("runs/first")));
}

#[test]
fn what_is_given_beside_a_run_stands_above_it() {
    let place = Place::planned();
    let nobody = PINS.lines().next().expect("a header").to_owned() + "\n";
    place.write("none.csv", &nobody);
    let arguments = ["whatif", "runs/first", "--policy", "rules/policy.toml", "--pins", "none.csv"];
    let (text, _) = done(&cutover(place.path(), &arguments));
    let own = own_totals(&place.record("runs/first"));
    assert_ne!(told_totals(&text, 1), own, "nobody is pinned any more");
}

#[test]
fn a_run_can_be_asked_from_elsewhere() {
    let place = Place::planned();
    let elsewhere = tempfile::tempdir().expect("a directory");
    let run = place.path().join("runs/first").to_string_lossy().into_owned();
    let calm = place.path().join("calm.toml").to_string_lossy().into_owned();
    let (text, told) = done(&cutover(elsewhere.path(), &["whatif", &run, "--policy", &calm]));
    assert_eq!((told_totals(&text, 0), told.as_str()), (own_totals(&place.record("runs/first")), ""));
}

#[test]
fn what_has_changed_since_a_run_was_made_is_said() {
    let place = Place::planned();
    let ask = || done(&cutover(place.path(), &["whatif", "runs/first", "--policy", "calm.toml"])).1;
    assert_eq!(ask(), "");
    place.write("pins.csv", PINS.lines().next().expect("a header"));
    place.write("exports/customers.csv", &EXPORT.replace("2027-01-31", "2027-02-28"));
    place.write("exports/more.csv", &EXPORT.replace("99999999", "99999998"));
    let told = ask();
    for said in [
        "warning: exports/customers.csv has changed since the run of 2026-11-22 was made\n",
        "warning: exports/more.csv has come since the run of 2026-11-22 was made\n",
        "warning: pins.csv has changed since the run of 2026-11-22 was made\n",
    ] {
        assert!(told.contains(said), "{told}");
    }
    assert_eq!(told.lines().count(), 3, "{told}");
}

#[test]
fn the_request_is_recorded_whole_and_is_the_same_wherever_the_run_is_written() {
    let place = Place::planned();
    place.plan("elsewhere", &["--jobs", "1", "--memory", "1G"]);
    let (first, other) = (place.record("runs/first"), place.record("elsewhere"));
    assert_eq!(first["request"], other["request"]);
    let request = first["request"].as_object().expect("a request");
    for (key, value) in [
        ("inputs", serde_json::json!(["exports"])),
        ("policy", "rules/policy.toml".into()),
        ("partner-country", "DE".into()),
        ("as-of", "2026-11-22".into()),
        ("pins", "pins.csv".into()),
        ("price-list", "prices.csv".into()),
        ("catalog", "plans.csv".into()),
        ("map", "map.csv".into()),
        ("lang", "en".into()),
    ] {
        assert_eq!(request.get(key), Some(&value), "{key}");
    }
    let files: Vec<&str> =
        first["references"]["files"].as_object().expect("files").keys().map(String::as_str).collect();
    assert_eq!(files, ["map.csv", "pins.csv", "plans.csv", "prices.csv", "rules/regions.toml"]);
}

#[test]
fn a_run_that_was_made_before_requests_were_recorded_is_asked_by_its_options() {
    let place = Place::planned();
    let mut record = place.record("runs/first");
    let own = own_totals(&record);
    record.as_object_mut().expect("a record").remove("request");
    place.write("runs/first/run.json", &record.to_string());
    let (text, _) = done(&cutover(place.path(), &["whatif", "runs/first", "--policy", "calm.toml"]));
    assert_eq!(told_totals(&text, 0), own, "{text}");
}

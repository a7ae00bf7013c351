//! What a policy decides, through the command line: regions, partners, own rules, waivers, levels, points.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{cutover, rows};

type Cells = BTreeMap<String, String>;

const TENANT: &str = "11111111-2222-4333-8444-555555555555";
const HEADER: &str = "customer_tenant_id,customer_name,customer_country,source_channel,billing_account_type,\
commerce_model,relationship_status,gdap_status,agreement_status,agreement_date,agreement_method,subscription_id,\
sku_part_number,seats_purchased,seats_assigned,status,term,start_date,end_date,auto_renew,target_seats\n";

/// One customer in perfect standing, of a country, bought by `channel` and ending next summer.
fn export(country: &str, channel: &str, more: &str) -> String {
    let (account, model) = if channel == "direct" { ("mosa", "") } else { ("", "nce") };
    format!(
        "{HEADER}{TENANT},Contoso GmbH,{country},{channel},{account},{model},active,active,accepted,2024-05-01,direct,\
         s-1,EXCHANGESTANDARD,40,40,active,P1Y,2026-07-01,2027-06-30,true,{more}\n"
    )
}

struct Planned {
    _work: tempfile::TempDir,
    run: PathBuf,
}

impl Planned {
    fn table(&self, name: &str) -> Vec<Cells> {
        rows(&self.run.join(name))
    }

    fn customer(&self) -> Cells {
        self.table("risk.csv").remove(0)
    }

    fn line(&self) -> Cells {
        self.table("plan.csv").remove(0)
    }

    fn findings(&self) -> Vec<String> {
        self.line()["findings"].split(';').map(str::to_owned).collect()
    }

    fn finds(&self, rule: &str) -> bool {
        self.findings().iter().any(|it| it == rule)
    }
}

/// Runs `plan` over an export under a policy, with further files beside it.
fn run(work: &Path, export: &str, policy: &str, files: &[(&str, &str)]) -> std::process::Output {
    fs::write(work.join("export.csv"), export).expect("an export");
    fs::write(work.join("policy.toml"), policy).expect("a policy");
    for (name, text) in files {
        fs::write(work.join(name), text).expect("a file");
    }
    let arguments =
        ["plan", "export.csv", "--policy", "policy.toml", "--as-of", "2026-11-22", "--out", "run"];
    cutover(work, &arguments)
}

fn planned_with(export: &str, policy: &str, files: &[(&str, &str)]) -> Planned {
    let work = tempfile::tempdir().expect("a temporary directory");
    let output = run(work.path(), export, policy, files);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Planned { run: work.path().join("run"), _work: work }
}

fn planned(export: &str, policy: &str) -> Planned {
    planned_with(export, policy, &[])
}

/// What is said of a policy that cannot be, and the exit code.
fn refused(policy: &str, files: &[(&str, &str)]) -> (i32, String) {
    let work = tempfile::tempdir().expect("a temporary directory");
    let output = run(work.path(), &export("DE", "direct", ""), policy, files);
    assert!(!work.path().join("run").exists(), "nothing is evaluated");
    (output.status.code().expect("a code"), String::from_utf8_lossy(&output.stderr).into_owned())
}

const GERMAN: &str = "[partner]\ncountry = 'DE'\n";

#[test]
fn a_file_of_regions_replaces_the_embedded_lists() {
    let turkey = export("TR", "direct", "");
    assert!(planned(&turkey, GERMAN).finds("region-mismatch"));
    let list =
        "[[list]]\ndate = '2026-01-01'\nnot-listed = ['XX']\n[list.regions]\nold-world = ['DE', 'TR']\n";
    let policy = format!("{GERMAN}[regions]\nfile = 'regions.toml'\n");
    let moved = planned_with(&turkey, &policy, &[("regions.toml", list)]);
    assert!(!moved.finds("region-mismatch"));
    assert_eq!(moved.customer()["readiness"], "ready");
    // A country the file does not know is a missing fact, not a market that is closed.
    let france = planned_with(&export("FR", "direct", ""), &policy, &[("regions.toml", list)]);
    assert_eq!(france.customer()["missing_facts"], "customer_country");
}

#[test]
fn a_file_of_regions_that_cannot_be_read_is_a_policy_error() {
    let policy = format!("{GERMAN}[regions]\nfile = 'regions.toml'\n");
    let (code, said) = refused(&policy, &[("regions.toml", "[[list]]\ndate = 'soon'\n")]);
    assert_eq!(code, 2);
    assert!(said.contains("regions.toml") && said.contains("soon"), "{said}");
    assert_eq!(refused(&policy, &[]).0, 2);
}

#[test]
fn the_newer_list_of_regions_counts_from_the_day_the_policy_says() {
    // Belarus was in a region by the list of 2021, and is in none by that of 2023.
    let belarus = export("BY", "direct", "");
    assert!(planned(&belarus, GERMAN).finds("market-not-listed"));
    let later = format!("{GERMAN}[dates]\nregions-of-2023-from = 2030-01-01\n");
    assert!(!planned(&belarus, &later).finds("market-not-listed"));
}

#[test]
fn a_partner_enrolled_in_several_regions_serves_each_of_them() {
    let turkey = export("TR", "direct", "");
    let both = "[partner]\ncountry = 'DE'\ncountries = ['TR']\n";
    assert!(planned(&turkey, GERMAN).finds("region-mismatch"));
    let served = planned(&turkey, both);
    assert!(!served.finds("region-mismatch"));
    assert_eq!(served.customer()["readiness"], "ready");
    assert!(planned(&export("US", "direct", ""), both).finds("region-mismatch"));
}

#[test]
fn an_indirect_reseller_needs_a_provider_of_its_own_region() {
    let direct = export("DE", "direct", "");
    let reseller = "[partner]\ncountry = 'DE'\ntype = 'indirect-reseller'\n";
    assert!(planned(&direct, reseller).finds("partner-cannot-order"));
    let with = |provider: &str| planned(&direct, &format!("{reseller}provider-country = '{provider}'\n"));
    assert!(with("US").finds("partner-cannot-order"));
    let provided = with("AT");
    assert!(!provided.finds("partner-cannot-order"));
    let steps = provided.table("steps.csv");
    let provision = steps.iter().find(|step| step["step"] == "provision").expect("something is bought");
    assert_eq!(provision["actor"], "provider");
}

const OWN_RULE: &str = "[[rule]]\nid = 'hold-mail'\ntitle = 'Mail moves with the account team'\nseverity = 'action'\n\
points = 7\nexplain = 'Agreed.'\nwhen = { all = [{ offer-contains = 'exchange' }, { seats-at-least = 40 }] }\n";

#[test]
fn a_rule_of_ones_own_counts_like_any_other() {
    let direct = export("DE", "direct", "");
    let before = planned(&direct, GERMAN).customer();
    let after = planned(&direct, &format!("{GERMAN}{OWN_RULE}"));
    assert!(after.finds("hold-mail"));
    let customer = after.customer();
    assert_eq!((before["readiness"].as_str(), customer["readiness"].as_str()), ("ready", "needs-action"));
    let score = |cells: &Cells| cells["risk_score"].parse::<u32>().expect("a score");
    assert_eq!(score(&customer), score(&before) + 7);
    assert!(customer["score_breakdown"].contains("hold-mail:7"));
    let smaller = planned(&direct, &format!("{GERMAN}{}", OWN_RULE.replace("40", "41")));
    assert!(!smaller.finds("hold-mail"));
}

#[test]
fn a_seat_change_of_the_same_offer_is_told_apart() {
    let changed = planned(&export("DE", "direct", "45"), GERMAN);
    assert_eq!(changed.line()["offer_match"], "same-seats-differ");
    assert!(changed.finds("seats-differ") && !changed.finds("same-offer"));
    let steps: Vec<String> =
        changed.table("steps.csv").into_iter().map(|step| step["step"].clone()).collect();
    assert!(steps.contains(&"settle-seats".to_owned()), "{steps:?}");
    assert_eq!(planned(&export("DE", "direct", ""), GERMAN).line()["offer_match"], "same");
}

#[test]
fn levels_and_points_are_the_policys_to_set() {
    let changed = export("DE", "direct", "45");
    let usual = planned(&changed, GERMAN).customer();
    assert!(usual["score_breakdown"].contains("seats-differ:5"));
    let noted = planned(&changed, &format!("{GERMAN}[levels]\nseats-differ = 'note'\n")).customer();
    assert_eq!(noted["readiness"], "ready");
    assert!(noted["score_breakdown"].contains("seats-differ:5"), "a level does not change points");
    let silent = planned(&changed, &format!("{GERMAN}[levels]\nseats-differ = 'off'\n"));
    assert!(!silent.finds("seats-differ"));
    assert!(!silent.customer()["score_breakdown"].contains("seats-differ"));
    let dear = planned(&changed, &format!("{GERMAN}[points]\nseats-differ = 33\n")).customer();
    assert!(dear["score_breakdown"].contains("seats-differ:33"));
    assert_eq!(dear["readiness"], usual["readiness"], "points do not change readiness");
}

fn waiver(rule: &str, expires: &str) -> String {
    format!(
        "{GERMAN}[[waiver]]\nrule = '{rule}'\ncustomer = '{TENANT}'\nowner = 'Team'\nreason = 'Agreed.'\nexpires = {expires}\n"
    )
}

#[test]
fn a_waiver_takes_a_finding_away_until_it_expires() {
    let changed = export("DE", "direct", "45");
    let waived = planned(&changed, &waiver("seats-differ", "2026-11-22"));
    assert_eq!(waived.customer()["readiness"], "ready", "its last day counts");
    assert!(!waived.findings().iter().any(|rule| rule == "seats-differ" || rule.starts_with("waiver-")));
    let expired = planned(&changed, &waiver("seats-differ", "2026-11-21"));
    assert_eq!(expired.customer()["readiness"], "needs-action");
    assert!(expired.finds("seats-differ") && expired.finds("waiver-expired"));
    let unused = planned(&export("DE", "direct", ""), &waiver("seats-differ", "2027-01-01"));
    assert!(unused.finds("waiver-unused"));
    assert_eq!(unused.customer()["readiness"], "ready");
}

#[test]
fn every_mistake_is_underlined_with_what_would_have_been_right() {
    let mistakes = [
        ("[thresholds]\ndeadline-dais = 3\n", "deadline-days"),
        ("[levels]\nseats-difer = 'off'\n", "seats-differ"),
        ("[levels]\nseats-differ = 'loud'\n", "blocker"),
        ("[points]\nno-such-rule = 3\n", "no-such-rule"),
        ("[partner]\ntype = 'reseller'\n", "indirect-reseller"),
        (
            "[[waiver]]\nrule = 'seats-difer'\nowner = 'a'\nreason = 'b'\nexpires = 2027-01-01\n",
            "seats-differ",
        ),
        (
            "[[rule]]\nid = 'a'\ntitle = 't'\nseverity = 'risk'\nexplain = 'e'\nwhen = { seats-at-leest = 3 }\n",
            "seats-at-least",
        ),
        (
            "[[rule]]\nid = 'seats-differ'\ntitle = 't'\nseverity = 'risk'\nexplain = 'e'\nwhen = { seats-at-least = 3 }\n",
            "seats-differ",
        ),
        ("[dates]\ntransfer-from = 'soon'\n", "YYYY-MM-DD"),
    ];
    for (text, right) in mistakes {
        let (code, said) = refused(text, &[]);
        assert_eq!(code, 2, "{text}: {said}");
        assert!(
            said.contains("policy.toml:") && said.contains('^') && said.contains(right),
            "{text}: {said}"
        );
    }
}

#[test]
fn a_catalogue_older_than_the_policy_allows_ends_the_run() {
    let (code, said) = refused(&format!("{GERMAN}[catalogue]\nmax-age-days = 1\n"), &[]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("catalogue"), "{said}");
}

#[test]
fn some_products_of_an_agreement_have_a_shorter_grace() {
    let volume = export("DE", "volume", "");
    assert_eq!(planned(&volume, GERMAN).line()["users_work_until"], "2027-09-28");
    let policy = format!("{GERMAN}[thresholds]\nshort-volume-grace = ['exchangestandard']\n");
    let short = planned(&volume, &policy).line();
    assert_eq!(short["users_work_until"], "2027-07-30");
    assert_eq!(short["last_safe_date"], "2027-07-30");
}

#[test]
fn policies_are_compared_over_one_reading() {
    let work = tempfile::tempdir().expect("a temporary directory");
    fs::write(work.path().join("export.csv"), export("DE", "direct", "45")).expect("an export");
    fs::write(work.path().join("a.toml"), GERMAN).expect("a policy");
    let calm = format!("{GERMAN}[levels]\nseats-differ = 'note'\n");
    fs::write(work.path().join("b.toml"), &calm).expect("a policy");
    let compare = |inputs: &[&str], more: &[&str]| {
        let mut arguments = vec!["whatif"];
        arguments.extend(inputs);
        arguments.extend(["--policy", "a.toml", "--policy", "b.toml"]);
        arguments.extend(more);
        let output = cutover(work.path(), &arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let csv = compare(&["export.csv"], &["--as-of", "2026-11-22", "--format", "csv"]);
    let expected = format!(
        "customer_tenant_id,customer_name,subscription_id,column,a.toml,b.toml\n\
         {TENANT},Contoso GmbH,,readiness,needs-action,ready\n\
         {TENANT},Contoso GmbH,s-1,readiness,needs-action,ready\n"
    );
    assert_eq!(csv, expected);
    let text = compare(&["export.csv"], &["--as-of", "2026-11-22"]);
    assert!(text.starts_with("2 policies, as of 2026-11-22 UTC: 1 of 1 customers change\n"), "{text}");
    // A run names its inputs and its day.
    let planned = cutover(
        work.path(),
        &["plan", "export.csv", "--policy", "a.toml", "--as-of", "2026-11-22", "--out", "run"],
    );
    assert!(planned.status.success());
    assert_eq!(compare(&["run"], &["--format", "csv"]), csv);
    let alone = cutover(work.path(), &["whatif", "export.csv", "--policy", "a.toml"]);
    assert_eq!(alone.status.code(), Some(2));
}

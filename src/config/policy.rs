//! One policy, complete: what the file says, and the default for everything it does not say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::config::spelled::{spelled_serde, spelled_words};
use crate::config::{
    AcceptedLoss, Assume, Calendar, Catalogue, CustomRule, Dates, LeadTimes, Level, Partner, Regions, Score,
    Thresholds, Waiver, Waves, check, mistake,
};
use crate::error::Error;
use crate::model::value::column_values;

/// Everything a user may decide, with the defaults filled in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    pub partner: Partner,
    pub assume: Assume,
    /// Rule to level; a rule that is not named keeps its own severity.
    pub levels: BTreeMap<Spanned<String>, Level>,
    /// Rule to points; a rule that is not named keeps its own.
    pub points: BTreeMap<Spanned<String>, u32>,
    pub thresholds: Thresholds,
    pub dates: Dates,
    pub lead_times: LeadTimes,
    pub score: Score,
    pub routes: Routes,
    pub calendar: Calendar,
    pub waves: Waves,
    pub catalogue: Catalogue,
    pub regions: Regions,
    pub accept_loss: Vec<AcceptedLoss>,
    pub rule: Vec<CustomRule>,
    pub waiver: Vec<Waiver>,
    /// Directory of the policy file: where the paths in it begin.
    #[serde(skip)]
    pub directory: PathBuf,
}

column_values! {
    /// When a subscription on the older commerce platform of another partner is bought again.
    RoutePolicy { TermEnd = "term-end", Now = "now" }
}

spelled_words!(RoutePolicy);
spelled_serde!(RoutePolicy);

/// `[routes]`: choices between lawful routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Routes {
    pub legacy_of_other_partner: RoutePolicy,
}

impl Default for Routes {
    fn default() -> Self {
        Routes { legacy_of_other_partner: RoutePolicy::TermEnd }
    }
}

impl Policy {
    /// Reads the text of a policy file. `known_rules` are the ids of the built-in rules.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`]: the text points at file, line and column, and says what was expected.
    pub fn parse(path: &Path, text: &str, known_rules: &[&str]) -> Result<Policy, Error> {
        let mut policy: Policy =
            toml::from_str(text).map_err(|wrong| mistake::of_toml(path, text, &wrong))?;
        policy.keep_written_conditions(text);
        let mistakes = check::mistakes(&policy, text, known_rules);
        if !mistakes.is_empty() {
            return Err(mistake::render(path, text, &mistakes));
        }
        path.parent().unwrap_or(Path::new("")).clone_into(&mut policy.directory);
        Ok(policy)
    }

    /// Keeps each condition as it is written, so that it can be printed again.
    fn keep_written_conditions(&mut self, text: &str) {
        let Ok(table) = text.parse::<toml::Table>() else { return };
        let rules = table.get("rule").and_then(toml::Value::as_array);
        for (rule, written) in self.rule.iter_mut().zip(rules.into_iter().flatten()) {
            if let Some(when) = written.get("when") {
                rule.written.clone_from(when);
            }
        }
    }

    /// Reads a policy file.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where the file cannot be read or is not acceptable.
    pub fn load(path: &Path, known_rules: &[&str]) -> Result<Policy, Error> {
        let bytes = std::fs::read(path)
            .map_err(|wrong| Error::Policy(format!("cannot read the policy {}: {wrong}", path.display())))?;
        let text = String::from_utf8(bytes).map_err(|wrong| {
            let at = wrong.utf8_error().valid_up_to();
            Error::Policy(format!(
                "{}: byte {at} is not UTF-8; save the policy as UTF-8 and run again",
                path.display()
            ))
        })?;
        Policy::parse(path, text.strip_prefix('\u{feff}').unwrap_or(&text), known_rules)
    }

    /// A path of the policy as the working directory sees it; `None` where it is left open.
    pub fn path(&self, written: &str) -> Option<PathBuf> {
        (!written.is_empty()).then(|| self.directory.join(written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Capacity, policy_hash, policy_toml};
    use crate::rules::Condition;
    use crate::rules::builtin::RULES as BUILTIN;

    const RULES: &[&str] =
        &["region-mismatch", "double-payment", "seats-differ", "seats-unused", "commitment-running"];

    fn parse(text: &str) -> Result<Policy, String> {
        Policy::parse(Path::new("policy.toml"), text, RULES).map_err(|wrong| wrong.to_string())
    }

    fn policy(text: &str) -> Policy {
        parse(text).expect("a policy")
    }

    fn refusal(text: &str) -> String {
        parse(text).expect_err("a policy that is refused")
    }

    const EVERYTHING: &str = r#"
        partner = { country = "de", countries = ["US"], type = "direct-bill", mpn-ids = ["123456"] }
        levels = { double-payment = "off", hold-large = "note" }
        points = { region-mismatch = 0 }
        dates = { transfer-from = "2024-06-02" }
        thresholds = { longer-cancellation-windows = { CL = 10, XX = 14 } }
        calendar = { working-days = ["mon", "tue"], holidays = [2026-12-25] }
        regions = { file = "regions.json" }

        [assume]
        agreement_status = "accepted"
        agreement_date = 2024-05-01
        auto_renew = false
        term = "P1Y"

        [waves]
        capacity = 10
        capacity-by-weekday = { fri = 2 }
        freeze = ["2026-12-15..2027-01-06", "2027-04-01"]

        [[waves.period]]
        days = "2027-01-07..2027-01-31"
        capacity = 20

        [[waves.group]]
        name = "head"
        customers = ["00000000-0000-4000-8000-000000000001"]
        after = "branches"

        [[waves.group]]
        name = "branches"
        customers = ["00000000-0000-4000-8000-000000000002"]

        [[accept-loss]]
        subscription = "S-2"
        owner = "Ada"
        reason = "exported"

        [[rule]]
        id = "hold-large"
        title = "Large estates move last"
        severity = "risk"
        explain = "Agreed."
        when = { all = [{ offer-contains = "Premium" }, { not = { seats-at-most = 299 } },
                        { any = [{ ends-before = 2026-12-31 }, { status-is = ["active", "warning"] }] }] }

        [[waiver]]
        rule = "hold-large"
        subscription = "S-1"
        owner = "Ada"
        reason = "one of a kind"
        expires = 2027-03-31
    "#;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(policy(""), Policy::default());
    }

    #[test]
    fn the_default_reads_back_from_its_own_page() {
        assert_eq!(policy(&policy_toml(&Policy::default(), &[])), Policy::default());
    }

    #[test]
    fn a_full_policy_reads_back_from_its_own_page() {
        let full = policy(EVERYTHING);
        assert_ne!(full, Policy::default());
        assert_eq!(policy(&policy_toml(&full, &[])), full, "{}", policy_toml(&full, &[]));
    }

    #[test]
    fn the_examples_of_the_page_are_acceptable() {
        let page = policy_toml(&Policy::default(), &[]);
        let (_, examples) = page.split_once("# What may follow, as examples:").expect("examples");
        let uncommented: Vec<&str> =
            examples.lines().map(|line| line.strip_prefix("# ").unwrap_or("#")).collect();
        let examples = uncommented.join("\n").replace("after = \"branches\"", "");
        let read = policy(&examples);
        assert_eq!((read.rule.len(), read.waiver.len(), read.accept_loss.len()), (1, 1, 1));
        assert_eq!((read.waves.period.len(), read.waves.group.len()), (1, 1));
    }

    #[test]
    fn the_sample_is_the_default() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/policy.toml");
        let page = policy_toml(&Policy::default(), BUILTIN);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &page).expect("the sample can be written");
        }
        let sample = std::fs::read_to_string(&path).expect("samples/policy.toml exists");
        assert!(sample == page, "samples/policy.toml is not the default: UPDATE=1 cargo test");
    }

    #[test]
    fn every_policy_among_the_samples_is_acceptable() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for name in ["busy-partner.toml", "suspended-partner.toml"] {
            let read = Policy::load(&samples.join(name), RULES).map_err(|wrong| wrong.to_string());
            assert_eq!(read.map(|policy| policy.directory), Ok(samples.clone()), "{name}");
        }
    }

    #[test]
    fn the_hash_follows_what_is_said_and_not_how() {
        let commented = "# a comment\n[thresholds]\ntransfer-items = 25\n";
        assert_eq!(policy_hash(&policy(commented)), policy_hash(&Policy::default()));
        let changed = policy("thresholds.transfer-items = 24");
        assert_ne!(policy_hash(&changed), policy_hash(&Policy::default()));
        assert_eq!(policy_hash(&changed).len(), 64);
    }

    #[test]
    fn what_differs_from_the_default_says_so() {
        let page = policy_toml(&policy("thresholds.deadline-days = 45"), &[]);
        assert!(page.contains("[inferred] Default: 30\ndeadline-days = 45\n"), "{page}");
    }

    #[test]
    fn paths_begin_at_the_policy_file() {
        let read = Policy::parse(Path::new("there/policy.toml"), "catalogue.map = 'map.csv'", RULES);
        let read = read.expect("a policy");
        assert_eq!(read.path(&read.catalogue.map), Some(PathBuf::from("there/map.csv")));
        assert_eq!(read.path(&read.catalogue.price_list), None);
    }

    #[test]
    fn conditions_are_typed() {
        let read = policy(EVERYTHING);
        let Condition::All(conditions) = &read.rule[0].when else { panic!("{:?}", read.rule[0].when) };
        assert_eq!(conditions[0], Condition::OfferContains("Premium".to_owned()));
        assert_eq!(read.waves.capacity, Capacity::PerDay(10));
    }

    #[test]
    fn an_unknown_key_is_underlined_with_the_near_one() {
        assert_eq!(
            refusal("[thresholds]\ndeadline-day = 12\n"),
            "\
unknown key `deadline-day`
 --> policy.toml:2:1
  |
2 | deadline-day = 12
  | ^^^^^^^^^^^^ expected one of `deadline-days`, `direct-terms-days`, `tenant-subscriptions`, \
`small-business-seats`, `transfer-items`, `minimum-seats-three-years`, `minimum-seats-products`, \
`cancellation-window-days`, `longer-cancellation-windows`, `short-volume-grace`, \
`extended-term-surcharge-percent`, `extended-term-surcharge-percent-without-monthly`
  |
help: did you mean `deadline-days`?"
        );
    }

    #[test]
    fn an_unknown_rule_is_underlined_with_the_near_one() {
        assert_eq!(
            refusal("[levels]\nregion-missmatch = 'off'\n"),
            "\
unknown rule `region-missmatch`
 --> policy.toml:2:1
  |
2 | region-missmatch = 'off'
  | ^^^^^^^^^^^^^^^^ expected a rule of the rule book or of this policy
  |
help: did you mean `region-mismatch`?"
        );
    }

    fn points_at(text: &str, place: &str, words: &[&str]) {
        let refusal = refusal(text);
        assert!(refusal.contains(&format!("--> policy.toml:{place}\n")), "{refusal}");
        for word in words {
            assert!(refusal.contains(word), "no {word} in:\n{refusal}");
        }
    }

    #[test]
    fn wrong_values_are_underlined() {
        points_at("levels = { double-payment = 'blok' }", "1:29", &["unknown value `blok`", "`blocker`?"]);
        points_at("[assume]\nagreement_status = 'accept'", "2:20", &["did you mean `accepted`?"]);
        points_at("[assume]\nagreement_state = 'accepted'", "2:1", &["did you mean `agreement_status`?"]);
        points_at("partner.country = 'Germany'", "1:19", &["`Germany` is not a country", "\"DE\""]);
        points_at("dates.transfer-from = '1.6.2024'", "1:23", &["expected YYYY-MM-DD"]);
        points_at("waves.capacity = -1", "1:18", &["`-1` is not a capacity"]);
        points_at("waves.freeze = ['2026-12-15..2026-12-01']", "1:16", &["ends before it begins"]);
        points_at("thresholds.deadline-days = -3", "1:28", &["-3"]);
        points_at("[thresholds", "1:12", &[]);
        points_at("calendar.working-days = []", "1:10", &["no working day"]);
    }

    #[test]
    fn several_mistakes_are_shown_at_once() {
        let refusal = refusal("[levels]\nregion-mismath = 'off'\n[points]\nseats-differ = 101\n");
        assert!(refusal.contains("policy.toml:2:1") && refusal.contains("policy.toml:4:1"), "{refusal}");
    }

    fn rule(id: &str, when: &str) -> String {
        format!("[[rule]]\nid = '{id}'\ntitle = 't'\nseverity = 'note'\nexplain = 'e'\nwhen = {when}\n")
    }

    #[test]
    fn a_rule_of_ones_own_has_its_own_id() {
        let seats = "{ seats-at-least = 3 }";
        points_at(&rule("seats-differ", seats), "2:6", &["`seats-differ` is a built-in rule"]);
        points_at(&rule("Mine", seats), "2:6", &["lower-case words"]);
        points_at(&(rule("mine", seats) + &rule("mine", seats)), "8:6", &["`mine` stands twice"]);
        points_at("[[rule]]\nid = 'x'\n", "1:1", &["missing field"]);
    }

    #[test]
    fn a_condition_that_cannot_be_is_underlined() {
        let near = &["unknown condition", "did you mean `seats-at-least`?"];
        points_at(&rule("mine", "{ seats-atleast = 3 }"), "6:10", near);
        points_at(&rule("mine", "{ status-is = 'activ' }"), "6:22", &["did you mean `active`?"]);
        points_at(&rule("mine", "{ ends-before = 'soon' }"), "6:24", &["YYYY-MM-DD"]);
        points_at(&rule("mine", "{ is-trial = 3 }"), "6:21", &["expected a boolean"]);
        points_at(&rule("mine", "{}"), "6:8", &[]);
    }

    #[test]
    fn waivers_and_groups_stand_for_somebody() {
        let waiver = |rest: &str| format!("[[waiver]]\nrule = 'seats-differ'\nexpires = 2027-01-01\n{rest}");
        points_at(&waiver("owner = 'a'\nreason = 'r'"), "2:8", &["for nobody"]);
        points_at(&waiver("subscription = 'S'\nowner = ' '\nreason = 'r'"), "5:9", &["`owner` is empty"]);
        points_at("[[accept-loss]]\nowner = 'a'\nreason = 'r'", "2:9", &["one subject"]);
        let group = |name: &str, after: &str| {
            format!("[[waves.group]]\nname = '{name}'\ncustomers = []\nafter = '{after}'\n")
        };
        points_at(&group("a", "aa"), "4:9", &["unknown group `aa`"]);
        points_at(&(group("a", "b") + &group("b", "a")), "4:9", &["after itself"]);
    }

    #[test]
    fn a_condition_can_be_too_deep() {
        let deep = format!("{}{{ is-trial = true }}{}", "{ not = ".repeat(50_000), "}".repeat(50_000));
        assert!(refusal(&rule("mine", &deep)).contains("--> policy.toml:6:"));
    }

    proptest::proptest! {
        #[test]
        fn a_damaged_policy_is_refused_and_not_a_panic(at in 0..EVERYTHING.len(), drop in 0..40usize, put in "\\PC{0,6}") {
            let start = EVERYTHING.floor_char_boundary(at);
            let end = EVERYTHING.ceil_char_boundary(EVERYTHING.len().min(at + drop));
            let damaged = format!("{}{put}{}", &EVERYTHING[..start], &EVERYTHING[end..]);
            if let Err(refusal) = parse(&damaged) {
                proptest::prop_assert!(refusal.contains("--> policy.toml:"), "{}", refusal);
            }
        }
    }
}

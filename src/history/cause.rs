//! Why an answer changed: data, rule book, catalogue, policy, or only the calendar.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::value::column_values;
use crate::report::Run;
use crate::report::run_json::RunInfo;
use crate::table::Row;

column_values! {
    /// `cause` of a change.
    Cause {
        /// What the exports say.
        Data = "data",
        /// The rules, or the program that holds them.
        Rulebook = "rulebook",
        /// What is sold.
        Catalogue = "catalogue",
        /// The partner's own settings and options.
        Policy = "policy",
        /// Nothing but the as-of day.
        Calendar = "calendar",
    }
}

/// Options that decide what is shown, or when a gate trips, and no answer.
const PRESENTATION: [&str; 8] =
    ["format", "lang", "outputs", "out", "baseline", "fail-on", "fail-on-new", "max-rejects"];
/// Options that name files of the catalogue; what is in them is in the catalogue's hash.
const CATALOGUE_FILES: [&str; 5] = ["catalog", "offer-matrix", "price-list", "legacy-offers", "map"];

/// What is known about one change.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// A cell that comes from an export differs, or the row itself came or went.
    pub own_facts_differ: bool,
    /// Whether facts that the tables do not show differ; `None` where a run did not keep them.
    pub hidden_facts_differ: Option<bool>,
    /// A cell that the catalogue decides differs.
    pub offer_differs: bool,
    /// Only the day the waves gave differs, which follows from everybody's data.
    pub only_wave_differs: bool,
    /// Rules that hold in one of the two runs only.
    pub toggled_rules: Vec<String>,
    /// The change is that of one finding, and `toggled_rules` is its rule.
    pub is_of_one_rule: bool,
}

/// What can have caused a change between two runs, and which rules are not the same in both.
#[derive(Debug, Clone)]
pub(super) struct Suspects {
    possible: Vec<Cause>,
    /// Rules that are new, gone, or differ in more than what they found.
    changed_rules: Vec<String>,
    /// Those of them that only one of the runs has, or that have another severity.
    switched_rules: Vec<String>,
}

impl Suspects {
    pub(super) fn between(old: &Run, new: &Run) -> Result<Self, Error> {
        let (old_rules, new_rules) = (rules_of(old)?, rules_of(new)?);
        Ok(Suspects {
            possible: possible_causes(&old.info, &new.info),
            changed_rules: differing(&old_rules, &new_rules, |rule| rule),
            switched_rules: differing(&old_rules, &new_rules, |rule| &rule.severity),
        })
    }

    /// Everything that differs between the two runs as a whole.
    pub(super) fn possible(&self) -> &[Cause] {
        &self.possible
    }

    /// The causes that the evidence leaves, the likeliest first; empty where nothing explains the change.
    pub(super) fn narrow(&self, evidence: &Evidence) -> Vec<Cause> {
        let has = |cause: Cause| self.possible.contains(&cause);
        if self.possible.len() < 2 {
            return self.possible.clone();
        }
        let is_own = evidence.own_facts_differ || evidence.hidden_facts_differ == Some(true);
        if has(Cause::Data) && is_own {
            return self.with_data(evidence);
        }
        let is_left = |&cause: &Cause| match cause {
            Cause::Data => evidence.hidden_facts_differ.is_none() || evidence.only_wave_differs,
            Cause::Rulebook => !self.changed_rules.is_empty() && self.rules_explain(evidence),
            Cause::Catalogue => evidence.offer_differs,
            Cause::Policy => true,
            Cause::Calendar => !evidence.offer_differs || !has(Cause::Catalogue),
        };
        let mut left: Vec<Cause> = self.possible.iter().copied().filter(is_left).collect();
        if self.is_switched(evidence) && left.iter().copied().any(is_of_rules) {
            left.retain(|&cause| is_of_rules(cause));
        }
        // Without proof that the customer's data changed, it is named behind what certainly did.
        left.sort_by_key(|&cause| cause == Cause::Data);
        if left.is_empty() { self.possible.clone() } else { left }
    }

    /// The customer's own facts changed: that is the cause, and beside it what else is known to have changed
    /// this answer. The day moves every night, and is not named beside them.
    fn with_data(&self, evidence: &Evidence) -> Vec<Cause> {
        let toggled = &evidence.toggled_rules;
        let is_of_changed_rule = toggled.iter().any(|rule| self.changed_rules.contains(rule));
        let is_left = |&cause: &Cause| match cause {
            Cause::Data => true,
            Cause::Rulebook | Cause::Policy => is_of_changed_rule,
            Cause::Catalogue => evidence.offer_differs,
            Cause::Calendar => false,
        };
        let mut left: Vec<Cause> = self.possible.iter().copied().filter(is_left).collect();
        if self.is_switched(evidence) {
            left.sort_by_key(|&cause| !is_of_rules(cause));
        }
        left
    }

    /// Whether the change is that of one finding whose rule was switched on, off, or to another severity.
    fn is_switched(&self, evidence: &Evidence) -> bool {
        matches!(evidence.toggled_rules.as_slice(), [only] if evidence.is_of_one_rule && self.switched_rules.contains(only))
    }

    fn rules_explain(&self, evidence: &Evidence) -> bool {
        let toggled = &evidence.toggled_rules;
        toggled.is_empty() || toggled.iter().any(|rule| self.changed_rules.contains(rule))
    }
}

/// Whether a cause can switch a rule.
fn is_of_rules(cause: Cause) -> bool {
    matches!(cause, Cause::Rulebook | Cause::Policy)
}

fn possible_causes(old: &RunInfo, new: &RunInfo) -> Vec<Cause> {
    let inputs = |info: &RunInfo| {
        let is_reference = |path: &str| {
            info.ledger.iter().any(|line| line.path == path && line.read > 0 && line.reference == line.read)
        };
        let of_customers = info.inputs.iter().filter(|it| !is_reference(&it.path));
        let mut hashes: Vec<_> = of_customers.map(|it| (it.sha256.clone(), it.profile.clone())).collect();
        hashes.sort();
        hashes
    };
    let rules = |info: &RunInfo| {
        let references = &info.references;
        (info.version.clone(), references.rulebook.clone(), references.regions.clone())
    };
    let policy = |info: &RunInfo| {
        let decides = |name: &&String| {
            !PRESENTATION.contains(&name.as_str()) && !CATALOGUE_FILES.contains(&name.as_str())
        };
        let options = info.options.iter().filter(|(name, _)| decides(name));
        (info.policy.sha256.clone(), options.map(|(name, it)| (name.clone(), it.clone())).collect::<Vec<_>>())
    };
    let differs = |cause: Cause| match cause {
        Cause::Data => inputs(old) != inputs(new),
        Cause::Rulebook => rules(old) != rules(new),
        Cause::Catalogue => old.references.catalogue != new.references.catalogue,
        Cause::Policy => policy(old) != policy(new),
        Cause::Calendar => old.as_of != new.as_of,
    };
    Cause::ALL.iter().copied().filter(|&cause| differs(cause)).collect()
}

/// What makes a rule: all cells of its line but the counts.
#[derive(Debug, PartialEq, Eq)]
struct RuleLine {
    severity: String,
    others: Vec<String>,
}

fn rules_of(run: &Run) -> Result<BTreeMap<String, RuleLine>, Error> {
    if !run.has("rules.csv") {
        return Ok(BTreeMap::new());
    }
    let is_other =
        |column: &str| !matches!(column, "severity" | "findings" | "customers" | "subscriptions" | "seats");
    let entry = |row: Row| {
        let others = row.iter().filter(|(column, _)| is_other(column)).map(|(_, cell)| cell.to_owned());
        let line = RuleLine { severity: row.text("severity").to_owned(), others: others.collect() };
        (row.text("rule").to_owned(), line)
    };
    run.rules()?.rows().map(|row| row.map(entry)).collect()
}

/// Rules of which this is not the same in both runs.
fn differing<T: PartialEq>(
    old: &BTreeMap<String, RuleLine>,
    new: &BTreeMap<String, RuleLine>,
    of: impl Fn(&RuleLine) -> &T,
) -> Vec<String> {
    let ids: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    ids.into_iter().filter(|id| old.get(*id).map(&of) != new.get(*id).map(&of)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspects(possible: &[Cause]) -> Suspects {
        let changed_rules = ["seats-differ", "seats-unused"].map(str::to_owned).to_vec();
        let switched_rules = vec!["seats-unused".to_owned()];
        Suspects { possible: possible.to_vec(), changed_rules, switched_rules }
    }

    fn unchanged_facts() -> Evidence {
        Evidence { hidden_facts_differ: Some(false), ..Evidence::default() }
    }

    #[test]
    fn what_alone_differs_is_the_cause() {
        for &cause in Cause::ALL {
            assert_eq!(suspects(&[cause]).narrow(&Evidence::default()), [cause]);
        }
        assert!(suspects(&[]).narrow(&Evidence::default()).is_empty());
    }

    #[test]
    fn on_an_ordinary_night_facts_decide_between_data_and_calendar() {
        let night = suspects(&[Cause::Data, Cause::Calendar]);
        let own = Evidence { own_facts_differ: true, ..unchanged_facts() };
        let hidden = Evidence { hidden_facts_differ: Some(true), ..Evidence::default() };
        assert_eq!(night.narrow(&own), [Cause::Data]);
        assert_eq!(night.narrow(&hidden), [Cause::Data]);
        assert_eq!(night.narrow(&unchanged_facts()), [Cause::Calendar]);
        assert_eq!(night.narrow(&Evidence::default()), [Cause::Calendar, Cause::Data]);
    }

    #[test]
    fn a_rule_that_is_the_same_in_both_runs_blames_no_rulebook() {
        let update = suspects(&[Cause::Rulebook, Cause::Calendar]);
        let toggled = |rule: &str| Evidence { toggled_rules: vec![rule.to_owned()], ..unchanged_facts() };
        assert_eq!(update.narrow(&toggled("seats-differ")), [Cause::Rulebook, Cause::Calendar]);
        assert_eq!(update.narrow(&toggled("deadline-near")), [Cause::Calendar]);
    }

    #[test]
    fn a_rule_that_was_switched_explains_its_findings_and_no_others() {
        let of = |rule: &str| Evidence {
            toggled_rules: vec![rule.to_owned()],
            is_of_one_rule: true,
            ..unchanged_facts()
        };
        let own = |rule: &str| Evidence { own_facts_differ: true, ..of(rule) };
        let settings = suspects(&[Cause::Data, Cause::Policy, Cause::Calendar]);
        assert_eq!(settings.narrow(&of("seats-unused")), [Cause::Policy]);
        assert_eq!(settings.narrow(&of("deadline-near")), [Cause::Policy, Cause::Calendar]);
        assert_eq!(settings.narrow(&own("seats-unused")), [Cause::Policy, Cause::Data]);
        assert_eq!(settings.narrow(&own("seats-differ")), [Cause::Data, Cause::Policy]);
        assert_eq!(settings.narrow(&own("deadline-near")), [Cause::Data]);
    }

    #[test]
    fn an_offer_changes_by_the_catalogue_and_not_by_the_day() {
        let both = suspects(&[Cause::Catalogue, Cause::Calendar]);
        let offer = Evidence { offer_differs: true, ..unchanged_facts() };
        assert_eq!(both.narrow(&offer), [Cause::Catalogue]);
        assert_eq!(both.narrow(&unchanged_facts()), [Cause::Calendar]);
    }

    #[test]
    fn a_day_moved_by_the_waves_may_follow_from_the_data_of_others() {
        let night = suspects(&[Cause::Data, Cause::Calendar]);
        let wave = Evidence { only_wave_differs: true, ..unchanged_facts() };
        assert_eq!(night.narrow(&wave), [Cause::Calendar, Cause::Data]);
    }
}

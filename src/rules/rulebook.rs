//! The rules of one run at their severities: those of the program, those of the policy, levels and points.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::rules::builtin::RULES;
use crate::rules::{Case, Check, Condition, Findings, Named, Provenance, Rule, Severity, Stands, Validity};
use crate::timing;

/// How alike two ids have to be for one to be offered in place of the other.
const LIKENESS: f64 = 0.8;
/// Where a rule of the policy comes from: there is no page to cite.
const NO_PAGE: &str = "";

/// The rules of one run; positions in it are what findings carry.
#[derive(Clone)]
pub struct Rulebook<'a> {
    rules: Vec<Rule<'a>>,
    /// Where each rule of the program stands among them.
    places: Vec<Option<u16>>,
    /// Ids that the policy has silenced.
    silenced: Vec<&'a str>,
}

/// A policy that asks for rules that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulebookError {
    /// Nobody knows the rule; `candidates` are similar ids, the most similar first.
    #[error("there is no rule `{id}`{}", did_you_mean(candidates))]
    Unknown { id: String, candidates: Vec<String> },
    #[error("a rule `{id}` exists already; choose another id")]
    Duplicate { id: String },
    #[error("`{id}` is not an id; use lower-case words joined with hyphens")]
    Id { id: String },
}

fn did_you_mean(candidates: &[String]) -> String {
    match candidates {
        [] => "; `cutover rules list` names them all".to_owned(),
        _ => format!("; did you mean `{}`?", candidates.join("`, `")),
    }
}

impl<'a> Rule<'a> {
    /// A rule of the partner's own policy.
    pub const fn of_policy(
        id: &'a str,
        title: &'a str,
        severity: Severity,
        points: u32,
        explain: &'a str,
        when: &'a Condition,
    ) -> Self {
        Rule {
            id,
            title,
            severity,
            points,
            remedy: title,
            citation: NO_PAGE,
            provenance: Provenance::Policy,
            valid: Validity::ALWAYS,
            stands: Stands::BeforeCutover,
            needs: &[],
            explain,
            check: Check::When(when),
        }
    }
}

impl Rulebook<'static> {
    /// The rules of the program as they are.
    pub fn builtin() -> Self {
        Rulebook { rules: RULES.to_vec(), places: places(RULES), silenced: Vec::new() }
    }
}

impl<'a> Rulebook<'a> {
    /// The rules of a run. A level of `None` silences its rule and takes its points away; another level
    /// replaces the severity and leaves the points as they are.
    pub fn assemble(
        of_policy: &[Rule<'a>],
        levels: &BTreeMap<String, Option<Severity>>,
        points: &BTreeMap<String, u32>,
    ) -> Result<Self, RulebookError> {
        let mut book: Rulebook<'a> = Rulebook::builtin();
        for &rule in of_policy {
            book.add(rule)?;
        }
        // What pins and waivers find is appended to what the rules find, so their rules come last.
        book.rules.sort_by_key(|rule| match rule.check {
            Check::Code(_) | Check::When(_) => 0,
            Check::Pins => 1,
            Check::Waivers => 2,
        });
        for (id, &worth) in points {
            book.find(id)?.points = worth;
        }
        for (id, &level) in levels {
            let rule = book.find(id)?;
            rule.severity = level.unwrap_or(rule.severity);
            let id = rule.id;
            book.silenced.extend(level.is_none().then_some(id));
        }
        let silenced = &book.silenced;
        book.rules.retain(|rule| !silenced.contains(&rule.id));
        book.places = places(&book.rules);
        Ok(book)
    }

    /// The same rules, opened and closed by the dates of a policy.
    #[must_use]
    pub fn dated(mut self, dates: &timing::Settings) -> Self {
        self.rules.iter_mut().for_each(|rule| rule.valid = rule.valid.dated(dates));
        self
    }

    fn add(&mut self, rule: Rule<'a>) -> Result<(), RulebookError> {
        let id = rule.id.to_owned();
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if id.is_empty() || id.starts_with('-') || id.ends_with('-') || !id.bytes().all(is_plain) {
            return Err(RulebookError::Id { id });
        }
        if self.rule(rule.id).is_some() {
            return Err(RulebookError::Duplicate { id });
        }
        self.rules.push(rule);
        Ok(())
    }

    fn find(&mut self, id: &str) -> Result<&mut Rule<'a>, RulebookError> {
        let position = self.rules.iter().position(|rule| rule.id == id);
        match position {
            Some(position) => Ok(&mut self.rules[position]),
            None => Err(self.unknown(id)),
        }
    }

    /// Nobody knows the rule.
    pub fn unknown(&self, id: &str) -> RulebookError {
        let candidates = self.candidates(id).into_iter().map(str::to_owned).collect();
        RulebookError::Unknown { id: id.to_owned(), candidates }
    }

    /// Up to three ids that are spelled alike, the most similar first.
    pub fn candidates(&self, id: &str) -> Vec<&'a str> {
        let ids = self.rules.iter().map(|rule| rule.id).chain(self.silenced.iter().copied());
        let mut alike: Vec<(f64, &'a str)> = ids
            .map(|known| (strsim::jaro_winkler(known, id), known))
            .filter(|&(likeness, _)| likeness >= LIKENESS)
            .collect();
        alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        alike.into_iter().take(3).map(|(_, known)| known).collect()
    }

    /// The rules of this run at the severities and points of this run, in the order of their positions.
    pub fn rules(&self) -> &[Rule<'a>] {
        &self.rules
    }

    /// The rule of that id; `None` for one that is unknown or silenced.
    pub fn rule(&self, id: &str) -> Option<&Rule<'a>> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The rule exists, be it silenced.
    pub fn knows(&self, id: &str) -> bool {
        self.rule(id).is_some() || self.silenced.contains(&id)
    }

    /// Position of a rule, as findings carry it.
    pub fn position(&self, id: &str) -> Option<u16> {
        self.rules.iter().position(|rule| rule.id == id).map(|position| position as u16)
    }

    /// Position of a rule of the program, as findings carry it; `None` for one that is silenced.
    #[inline]
    pub fn position_of(&self, rule: Named) -> Option<u16> {
        self.places[rule.place()]
    }

    /// Lends the customer to every rule; the findings come in the order of the rules.
    pub fn inspect<'d>(&self, case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
        for (position, rule) in self.rules.iter().enumerate() {
            rule.inspect(position as u16, case, findings);
        }
    }
}

/// Where each rule of the program stands among the rules of a run.
fn places(rules: &[Rule<'_>]) -> Vec<Option<u16>> {
    let place = |id: &str| rules.iter().position(|rule| rule.id == id).map(|place| place as u16);
    RULES.iter().map(|rule| place(rule.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{customer, subscription};

    fn levels(of: &[(&str, Option<Severity>)]) -> BTreeMap<String, Option<Severity>> {
        of.iter().map(|&(id, level)| (id.to_owned(), level)).collect()
    }

    fn assembled(of: &[(&str, Option<Severity>)]) -> Result<Rulebook<'static>, RulebookError> {
        Rulebook::assemble(&[], &levels(of), &BTreeMap::new())
    }

    #[test]
    fn a_level_replaces_the_severity_and_not_the_points() {
        let book = assembled(&[("region-mismatch", Some(Severity::Note))]).unwrap();
        let rule = book.rule("region-mismatch").unwrap();
        assert_eq!((rule.severity, rule.points), (Severity::Note, 40));
    }

    #[test]
    fn off_silences_a_rule_that_stays_known() {
        let book = assembled(&[("same-offer", None)]).unwrap();
        assert!(book.rule("same-offer").is_none() && book.knows("same-offer"));
        assert_eq!(book.position_of(Named::of("same-offer")), None);
        for id in ["region-mismatch", "waiver-expired"] {
            assert_eq!(book.position_of(Named::of(id)), book.position(id));
        }
        assert_eq!(book.rules().len(), RULES.len() - 1);
    }

    #[test]
    fn points_of_the_policy_replace_those_of_the_rule() {
        let points = BTreeMap::from([("same-offer".to_owned(), 7)]);
        let book = Rulebook::assemble(&[], &BTreeMap::new(), &points).unwrap();
        assert_eq!(book.rule("same-offer").unwrap().points, 7);
    }

    #[test]
    fn a_misspelled_rule_is_answered_with_the_right_one() {
        let error = assembled(&[("region-missmatch", None)]).err().unwrap();
        let RulebookError::Unknown { candidates, .. } = error else { panic!("{error}") };
        assert_eq!(candidates[0], "region-mismatch");
    }

    #[test]
    fn a_rule_of_the_policy_runs_beside_the_others() {
        let when = Condition::SeatsAtLeast(25);
        let own =
            Rule::of_policy("large-estate", "Large estates move last", Severity::Risk, 3, "Agreed.", &when);
        let book = Rulebook::assemble(&[own], &BTreeMap::new(), &BTreeMap::new()).unwrap();
        let scene = customer(vec![subscription("e3")]);
        let mut findings = Findings::default();
        book.inspect(&scene.case(), &mut findings);
        let position = book.position("large-estate");
        assert!(findings.as_slice().iter().any(|finding| Some(finding.rule) == position));
        assert!(findings.as_slice().is_sorted_by_key(|finding| finding.rule));
    }

    #[test]
    fn ids_of_the_policy_are_new_and_plain() {
        let when = Condition::SeatsAtLeast(25);
        let refused = |id| {
            let own = Rule::of_policy(id, "A title", Severity::Risk, 0, "", &when);
            Rulebook::assemble(&[own], &BTreeMap::new(), &BTreeMap::new()).err().unwrap()
        };
        assert!(matches!(refused("same-offer"), RulebookError::Duplicate { .. }));
        assert!(matches!(refused("Same_Offer"), RulebookError::Id { .. }));
    }
}

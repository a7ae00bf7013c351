//! The words of a rule: English stands in the rule itself, other languages in their file of rules.

use super::section::{Group, Text};
use super::{Language, Wording};
use crate::rules::builtin::RULES;
use crate::rules::{Provenance, Rule};

/// What a rule says to people, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleWords<'w> {
    /// A short claim without a full stop.
    pub title: &'w str,
    /// One sentence: what to do.
    pub remedy: &'w str,
    /// Markdown with two headings: why it matters, and what to do.
    pub explain: &'w str,
}

impl Wording {
    /// The words of a rule; a rule of the policy keeps its own in every language.
    pub fn rule<'w>(&'w self, rule: &'w Rule<'_>) -> RuleWords<'w> {
        let own = RuleWords { title: rule.title, remedy: rule.remedy, explain: rule.explain };
        if rule.provenance == Provenance::Policy { own } else { self.builtin_rule(rule.id).unwrap_or(own) }
    }

    /// The words of a built-in rule by its id; `None` for every other rule.
    pub fn builtin_rule(&self, id: &str) -> Option<RuleWords<'_>> {
        let word = |part: &str| self.get(&format!("rules.{id}.{part}"));
        Some(RuleWords { title: word("title")?, remedy: word("remedy")?, explain: word("explain")? })
    }
}

/// The English texts, under the names the other languages use.
pub(super) fn english() -> Group {
    let words = |rule: &Rule<'static>| {
        let words = [("title", rule.title), ("remedy", rule.remedy), ("explain", rule.explain)];
        Text::Group(words.map(|(part, text)| (part.into(), text.into())).into_iter().collect())
    };
    RULES.iter().map(|rule| (rule.id.into(), words(rule))).collect()
}

/// The headings of a rule's page in a language.
pub const fn headings(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => ["## Why it matters", "## What to do"],
        Language::German => ["## Warum es zählt", "## Was zu tun ist"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Condition;
    use crate::rules::Severity;

    #[test]
    fn every_built_in_rule_is_worded_in_german() {
        let german = Wording::of(Language::German);
        for rule in RULES {
            let words = german.rule(rule);
            assert!(!words.title.is_empty() && !words.title.ends_with('.'), "{}", rule.id);
            assert!(words.remedy.ends_with('.'), "{}", rule.id);
            assert_ne!(words.title, rule.title, "{}", rule.id);
            assert_ne!(words.remedy, rule.remedy, "{}", rule.id);
            assert_ne!(words.explain, rule.explain, "{}", rule.id);
        }
    }

    #[test]
    fn every_page_has_the_two_headings_of_its_language() {
        for &language in Language::ALL {
            for rule in RULES {
                let page = Wording::of(language).rule(rule).explain;
                let found: Vec<&str> = page.lines().filter(|line| line.starts_with('#')).collect();
                assert_eq!(found, headings(language), "{language} {}", rule.id);
                let parts: Vec<&str> = page.split("## ").skip(1).collect();
                let is_told = |part: &&str| {
                    part.split_once('\n').is_some_and(|(_, text)| text.trim().ends_with(['.', '!']))
                };
                assert!(parts.iter().all(is_told), "{language} {}", rule.id);
            }
        }
    }

    #[test]
    fn no_words_are_left_of_rules_that_are_gone() {
        for key in Wording::of(Language::German).keys().iter().filter_map(|key| key.strip_prefix("rules.")) {
            let (id, part) = key.split_once('.').unwrap();
            assert!(RULES.iter().any(|rule| rule.id == id), "{id}");
            assert!(["title", "remedy", "explain"].contains(&part), "{key}");
        }
    }

    #[test]
    fn a_rule_of_the_policy_keeps_its_own_words() {
        let when = Condition::SeatsAtLeast(25);
        let own = Rule::of_policy("no-fridays", "Freitags nie", Severity::Risk, 3, "Vereinbart.", &when);
        let words = Wording::of(Language::German).rule(&own);
        assert_eq!((words.title, words.explain), ("Freitags nie", "Vereinbart."));
        assert_eq!(Wording::of(Language::English).builtin_rule("no-fridays"), None);
    }
}

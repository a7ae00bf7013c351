//! The risks of one customer, in words addressed to it: what concerns only the partner is not told.

use serde::Serialize;

use crate::report::letters::view::{Ground, distinct, product};

/// One risk, and what is done or needed about it.
#[derive(Debug, Serialize)]
pub(super) struct Risk {
    title: String,
    text: String,
    products: String,
    due: String,
}

/// Rules that are the partner's own business: its standing, its settings, and what its exports look like.
#[cfg(test)]
const OF_THE_PARTNER: [&str; 14] = [
    "partner-cannot-order",
    "other-enrollment",
    "same-offer",
    "not-licence-based",
    "transfer-not-possible",
    "transfer-splits",
    "sources-disagree",
    "joined-by-fallback",
    "pin-wrong",
    "pin-overdue",
    "pin-expired",
    "pin-useless",
    "waiver-unused",
    "waiver-expired",
];

/// One risk a rule, in the order of the findings, the earliest day of several.
pub(super) fn risks(ground: &Ground<'_>) -> Vec<Risk> {
    let mut risks = Vec::new();
    for rule in told_rules(ground) {
        let of_rule = || ground.findings.iter().filter(|finding| finding.text("rule") == rule);
        let products = distinct(of_rule().filter_map(|finding| ground.subject(finding)).map(product));
        let due = of_rule().filter_map(|finding| finding.day("due")).min();
        risks.push(Risk {
            title: said(ground, &rule, "title"),
            text: said(ground, &rule, "text"),
            products: products.join(", "),
            due: due.map(|day| ground.wording.day(day)).unwrap_or_default(),
        });
    }
    risks
}

/// Rules whose findings are told to the customer. A rule of the policy is an agreement within the partner.
pub(super) fn told_rules(ground: &Ground<'_>) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for finding in ground.findings {
        let rule = finding.text("rule");
        let is_told = ground.wording.get(&format!("risks.{rule}.title")).is_some();
        if is_told && !rules.iter().any(|it| it == rule) {
            rules.push(rule.to_owned());
        }
    }
    rules
}

fn said(ground: &Ground<'_>, rule: &str, part: &str) -> String {
    ground.wording.text(&format!("risks.{rule}.{part}")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::builtin::RULES;
    use crate::wording::{Language, Wording};

    #[test]
    fn every_rule_that_concerns_a_customer_has_words_for_it() {
        for &language in Language::ALL {
            let wording = Wording::of(language);
            for rule in RULES {
                let [title, text] = ["title", "text"].map(|part| format!("risks.{}.{part}", rule.id));
                let is_told = wording.get(&title).is_some() && wording.get(&text).is_some();
                assert_ne!(is_told, OF_THE_PARTNER.contains(&rule.id), "{language}: {}", rule.id);
            }
        }
    }

    #[test]
    fn the_words_are_addressed_to_the_customer_and_left_over_from_no_rule() {
        for &language in Language::ALL {
            let wording = Wording::of(language);
            for key in wording.keys().iter().filter(|key| key.starts_with("risks.")) {
                let (rule, part) = key["risks.".len()..].split_once('.').expect("a rule and a part");
                assert!(RULES.iter().any(|it| it.id == rule), "{key}");
                let text = wording.text(key);
                let third_person = ["the customer", "The customer", "der Kunde", "den Kunden", "des Kunden"];
                assert!(third_person.iter().all(|words| !text.contains(words)), "{language} {key}: {text}");
                assert_eq!(text.ends_with(['.', '!', '?']), part == "text", "{language} {key}");
            }
        }
    }
}

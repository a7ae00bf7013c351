//! What the types cannot say: rules that exist, ids that are unique, waivers that name one subject.

use std::ops::Range;

use toml::Spanned;

use crate::config::mistake::{Mistake, near};
use crate::config::{Group, Policy};

/// Everything in the policy that contradicts the rule book or itself.
pub(super) fn mistakes(policy: &Policy, text: &str, known_rules: &[&str]) -> Vec<Mistake> {
    let mut found = Vec::new();
    let custom = policy.rule.iter().map(|rule| rule.id.get_ref().as_str());
    let every_rule: Vec<&str> = known_rules.iter().copied().chain(custom).collect();
    let waived = policy.waiver.iter().map(|waiver| &waiver.rule);
    for rule in policy.levels.keys().chain(policy.points.keys()).chain(waived) {
        found.extend(unknown_rule(rule, &every_rule));
    }
    for (rule, &points) in &policy.points {
        if points > 100 {
            found.push(mistake(rule.span(), format!("{points} points for `{rule}`"), "a score ends at 100"));
        }
    }
    custom_rules(policy, known_rules, &mut found);
    for waiver in &policy.waiver {
        if waiver.customer.is_none() && waiver.subscription.is_none() {
            let label = "name a `customer` (tenant id), a `subscription`, or both";
            found.push(mistake(waiver.rule.span(), "a waiver for nobody".to_owned(), label));
        }
    }
    for loss in &policy.accept_loss {
        let names = (loss.customer.is_some(), loss.subscription.is_some());
        found.extend(subject(names, loss.owner.span()));
    }
    accountability(policy, &mut found);
    groups(&policy.waves.group, &mut found);
    if policy.calendar.working_days.is_empty() {
        let place = text.find("working-days").map_or(0..0, |at| at..at + "working-days".len());
        found.push(mistake(place, "no working day".to_owned(), "name at least one, such as \"mon\""));
    }
    found
}

fn mistake(span: Range<usize>, title: String, label: &str) -> Mistake {
    Mistake { title, span, label: label.to_owned(), help: None }
}

fn unknown_rule(rule: &Spanned<String>, known: &[&str]) -> Option<Mistake> {
    let id = rule.get_ref().as_str();
    if known.contains(&id) {
        return None;
    }
    let help = match near(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`cutover rules list` names every rule".to_owned(),
    };
    let label = "expected a rule of the rule book or of this policy".to_owned();
    Some(Mistake { title: format!("unknown rule `{id}`"), span: rule.span(), label, help: Some(help) })
}

fn custom_rules(policy: &Policy, known_rules: &[&str], found: &mut Vec<Mistake>) {
    for (position, rule) in policy.rule.iter().enumerate() {
        let (id, span) = (rule.id.get_ref().as_str(), rule.id.span());
        let is_kebab = !id.is_empty()
            && id.split('-').all(|word| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        if known_rules.contains(&id) {
            let label = "choose an id of your own; `[levels]` changes a built-in rule";
            found.push(mistake(span, format!("`{id}` is a built-in rule"), label));
        } else if policy.rule[..position].iter().any(|earlier| earlier.id.get_ref() == id) {
            found.push(mistake(span, format!("`{id}` stands twice"), "each rule has its own id"));
        } else if !is_kebab {
            let label = "expected lower-case words joined with hyphens";
            found.push(mistake(span, format!("`{id}` is not a rule id"), label));
        }
        if rule.points > 100 {
            let title = format!("{} points for `{id}`", rule.points);
            found.push(mistake(rule.id.span(), title, "a score ends at 100"));
        }
    }
}

/// An accepted loss is for one customer or for one subscription.
fn subject(named: (bool, bool), span: Range<usize>) -> Option<Mistake> {
    let label = match named {
        (false, false) => "name a `customer` (tenant id) or a `subscription`",
        (true, true) => "name a `customer` or a `subscription`, not both",
        (true, false) | (false, true) => return None,
    };
    Some(mistake(span, "an acceptance is for one subject".to_owned(), label))
}

/// Nobody waives a rule or accepts a loss anonymously, or without saying why.
fn accountability(policy: &Policy, found: &mut Vec<Mistake>) {
    let waived =
        policy.waiver.iter().flat_map(|waiver| [(&waiver.owner, "owner"), (&waiver.reason, "reason")]);
    let accepted =
        policy.accept_loss.iter().flat_map(|loss| [(&loss.owner, "owner"), (&loss.reason, "reason")]);
    for (text, name) in waived.chain(accepted) {
        if text.get_ref().trim().is_empty() {
            found.push(mistake(text.span(), format!("`{name}` is empty"), "somebody has to stand for it"));
        }
    }
}

fn groups(groups: &[Group], found: &mut Vec<Mistake>) {
    let names: Vec<&str> = groups.iter().map(|group| group.name.get_ref().as_str()).collect();
    for (position, group) in groups.iter().enumerate() {
        let name = group.name.get_ref().as_str();
        if names[..position].contains(&name) {
            found.push(mistake(
                group.name.span(),
                format!("group `{name}` stands twice"),
                "each has its own name",
            ));
        }
        let Some(after) = &group.after else { continue };
        if !names.contains(&after.get_ref().as_str()) {
            let help = near(after.get_ref(), &names).map(|near| format!("did you mean `{near}`?"));
            let label = "expected the name of a `[[waves.group]]`".to_owned();
            found.push(Mistake {
                title: format!("unknown group `{after}`"),
                span: after.span(),
                label,
                help,
            });
        } else if follows_itself(groups, name) {
            let label = "its predecessors lead back to it";
            found.push(mistake(after.span(), format!("group `{name}` would move after itself"), label));
        }
    }
}

fn follows_itself(groups: &[Group], name: &str) -> bool {
    let before = |name: &str| {
        let group = groups.iter().find(|group| group.name.get_ref() == name)?;
        group.after.as_ref().map(|after| after.get_ref().as_str())
    };
    let mut at = name;
    for _ in groups {
        match before(at) {
            Some(earlier) if earlier == name => return true,
            Some(earlier) => at = earlier,
            None => return false,
        }
    }
    false
}

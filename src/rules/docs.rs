//! The rule book as a page for people, made from the rules themselves.

use std::fmt::Write;

use crate::rules::Rule;
use crate::rules::builtin::RULES;

const HEAD: &str = "\
# The rule book

Every rule `cutover` ships with. A rule name states the condition; a level or a waiver in the policy names it.
Made from the rules by `UPDATE=1 cargo test`; do not edit.

| rule | severity | points | provenance | what it says |
|---|---|---|---|---|
";

/// The page `docs/rules.md`: a table, then a section per rule.
pub fn rules_markdown() -> String {
    let mut page = HEAD.to_owned();
    for rule in RULES {
        row(&mut page, rule);
    }
    for rule in RULES {
        section(&mut page, rule);
    }
    page
}

fn row(page: &mut String, rule: &Rule<'_>) {
    let Rule { id, title, severity, points, provenance, .. } = rule;
    let row = writeln!(page, "| [`{id}`](#{id}) | {severity} | {points} | {provenance} | {title} |");
    row.expect("a text takes every line");
}

fn section(page: &mut String, rule: &Rule<'_>) {
    let Rule { id, title, severity, points, provenance, citation, stands, remedy, .. } = rule;
    let explain = rule.explain.trim_end().replace("## ", "#### ");
    let section = write!(
        page,
        "\n## {id}\n\n**{title}.** {remedy}\n\nSeverity {severity}, {points} points, {stands}, {validity}.\n\
         Source ({provenance}): <{citation}>\n\n{explain}\n",
        validity = validity(rule),
    );
    section.expect("a text takes every line");
}

fn validity(rule: &Rule<'_>) -> String {
    let mut validity = match (rule.valid.first_day(), rule.valid.last_day()) {
        (None, None) => "always valid".to_owned(),
        (Some(from), None) => format!("valid from {from}"),
        (None, Some(to)) => format!("valid until {to}"),
        (Some(from), Some(to)) => format!("valid from {from} until {to}"),
    };
    let settings: Vec<String> = rule.valid.settings().map(|key| format!("`{key}`")).collect();
    if !settings.is_empty() {
        let _ = write!(validity, " ({})", settings.join(", "));
    }
    if let Some(event) = rule.valid.event() {
        let _ = write!(validity, ", judged by the {event} day");
    }
    validity
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_page_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, rules_markdown()).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == rules_markdown(), "docs/rules.md is not current; run UPDATE=1 cargo test");
    }

    #[test]
    fn every_rule_has_its_section() {
        let page = rules_markdown();
        for rule in RULES {
            assert!(page.contains(&format!("\n## {}\n", rule.id)), "{}", rule.id);
        }
    }
}

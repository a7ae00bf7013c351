//! The effective policy as a file that can be read again: every key, its meaning, default and source.

use std::fmt::Write;

use toml::{Table, Value};

use crate::config::Policy;
use crate::config::keys::{Key, SECTIONS, Section};
use crate::report::run_json::sha256_hex;
use crate::rules::Rule;

/// Lists of tables, printed last: TOML gives every key behind one to it.
const LISTS: [(&str, &str); 3] = [
    ("accept-loss", "Losses of data that somebody has accepted."),
    ("rule", "Rules of your own."),
    ("waiver", "Findings somebody has decided to live with, until a day."),
];

/// The policy as a commented file: reading it again gives the same policy.
///
/// Every one of `rules` stands in `[levels]` and `[points]`: commented out with its own value where the
/// policy does not say otherwise.
pub fn policy_toml(effective: &Policy, rules: &[Rule<'_>]) -> String {
    let (table, default) = (table_of(effective), table_of(&Policy::default()));
    let mut out = String::from(HEAD);
    for section in SECTIONS {
        write_section(&mut out, section, &table, &default);
        write_rules(&mut out, section, inner(&table, section.name), rules);
    }
    for (name, meaning) in LISTS {
        if let Some(Value::Array(entries)) = table.get(name)
            && !entries.is_empty()
        {
            let _ = writeln!(out, "\n# {meaning}");
            write_entries(&mut out, name, entries);
        }
    }
    out + EXAMPLES
}

/// SHA-256 of what the policy says, in 64 hexadecimal digits; comments and the order of keys do not count.
pub fn policy_hash(effective: &Policy) -> String {
    sha256_hex(table_of(effective).to_string().as_bytes())
}

fn table_of(policy: &Policy) -> Table {
    let text = toml::to_string(policy).expect("every key of a policy is a text");
    text.parse().expect("what was just written can be read")
}

fn write_section(out: &mut String, section: &Section, table: &Table, default: &Table) {
    let _ = writeln!(out, "\n# {}\n[{}]", section.meaning, section.name);
    let given = inner(table, section.name);
    let default = inner(default, section.name);
    for key in section.keys {
        write_key(
            out,
            key,
            given.and_then(|table| table.get(key.name)),
            default.and_then(|table| table.get(key.name)),
        );
    }
    for (name, entries) in given.into_iter().flatten() {
        if let Value::Array(entries) = entries
            && entries.iter().any(Value::is_table)
        {
            write_entries(out, &format!("{}.{name}", section.name), entries);
        }
    }
}

/// What the policy says about rules, then every other rule with its own value.
fn write_rules(out: &mut String, section: &Section, given: Option<&Table>, rules: &[Rule<'_>]) {
    let own: fn(&Rule<'_>) -> Value = match section.name {
        "levels" => |rule| Value::from(rule.severity.as_str()),
        "points" => |rule| Value::from(i64::from(rule.points)),
        _ => return,
    };
    for (id, value) in given.into_iter().flatten() {
        let was = rules.iter().find(|rule| rule.id == id).map(own);
        let was = was.map_or(String::new(), |own| format!("  # Default: {own}"));
        let _ = writeln!(out, "{id} = {value}{was}");
    }
    for rule in rules.iter().filter(|rule| given.is_none_or(|given| !given.contains_key(rule.id))) {
        let _ = writeln!(out, "# {} = {}", rule.id, own(rule));
    }
}

fn write_key(out: &mut String, key: &Key, value: Option<&Value>, default: Option<&Value>) {
    let (Some(value), Some(default)) = (value, default) else { return };
    let source = if key.source.is_empty() { String::new() } else { format!(" [{}]", key.source) };
    let was = if value == default { String::new() } else { format!(" Default: {default}") };
    let _ = writeln!(out, "# {}{source}{was}\n{} = {value}", key.meaning, key.name);
}

fn write_entries(out: &mut String, name: &str, entries: &[Value]) {
    for entry in entries.iter().filter_map(Value::as_table) {
        let _ = writeln!(out, "\n[[{name}]]");
        for (key, value) in entry {
            let _ = writeln!(out, "{key} = {value}");
        }
    }
}

fn inner<'t>(table: &'t Table, name: &str) -> Option<&'t Table> {
    table.get(name).and_then(Value::as_table)
}

const HEAD: &str = "\
# The policy of a migration: what the partner is, what it assumes, and what it decides.
# Every key stands here at its value. Leave out what you do not change.
# \"\" and [] leave a value open. Paths are relative to this file. Options of the command line win.
# In brackets: where a default comes from. `seed` is the source document, `microsoft` Microsoft's own
# pages, `third-party` a distributor, `inferred` our own deduction. The last two are nobody's promise.
";

const EXAMPLES: &str = r#"
# What may follow, as examples:
#
# [[waves.period]]
# days = "2027-01-07..2027-01-31"
# capacity = 10
#
# [[waves.group]]
# name = "head office"
# customers = ["00000000-0000-4000-8000-000000000001"]
# after = "branches"                # the name of another group
#
# [[accept-loss]]
# customer = "00000000-0000-4000-8000-000000000001"     # or subscription
# owner = "Account team"
# reason = "Exported on 2026-11-01."
#
# [[rule]]
# id = "hold-large-premium"
# title = "Large Premium estates move last"
# severity = "risk"                 # note, risk, action or blocker
# points = 5
# explain = "Agreed with the account team."
# when = { all = [{ offer-contains = "Premium" }, { seats-at-least = 300 }] }
#
# [[waiver]]
# rule = "double-payment"
# customer = "00000000-0000-4000-8000-000000000001"
# owner = "Account team"
# reason = "The customer asked for the earlier day."
# expires = 2027-03-31
"#;

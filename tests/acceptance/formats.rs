//! `docs/formats.md` lists every profile; `UPDATE=1` writes the list anew.

use std::fmt::Write;
use std::fs;

use cutover::intake::Grain;
use cutover::intake::profile::{BUILT_IN, DateDefault, Ends, Profile, Purpose};

use crate::run::root;

const MARK: &str =
    "<!-- Everything below is written by `UPDATE=1 cargo test --test acceptance formats`. -->\n";

#[test]
fn every_profile_is_described() {
    let path = root().join("docs/formats.md");
    let text = fs::read_to_string(&path).expect("docs/formats.md");
    let (by_hand, _) = text.split_once(MARK).expect("the mark below which the list is written");
    let wanted = format!("{by_hand}{MARK}{}", list());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &wanted).expect("docs/formats.md can be written");
    }
    assert!(
        text == wanted || std::env::var_os("UPDATE").is_some(),
        "docs/formats.md is old: run with UPDATE=1"
    );
}

#[test]
fn the_example_of_the_page_is_the_one_that_is_tested() {
    let text = fs::read_to_string(root().join("docs/formats.md")).expect("docs/formats.md");
    let scenario =
        "tests/acceptance/scenarios/a-format-nobody-knows-is-read-by-a-profile-of-ones-own/columns.txt";
    let profile = fs::read_to_string(root().join(scenario)).expect("the profile of the scenario");
    assert!(text.contains(profile.trim_end()), "{scenario} stands in docs/formats.md");
}

fn list() -> String {
    let mut out = String::new();
    for profile in BUILT_IN.as_ref().expect("profiles") {
        // Writing to a string cannot fail.
        let _ = describe(&mut out, profile);
    }
    out
}

fn describe(out: &mut String, profile: &Profile) -> std::fmt::Result {
    writeln!(out, "\n### `{}`\n", profile.name)?;
    writeln!(out, "{}", purpose(profile))?;
    for alternative in &profile.alternatives {
        write!(out, "- recognised by: {}", written(profile, &alternative.need))?;
        match alternative.not.as_slice() {
            [] => writeln!(out)?,
            not => writeln!(out, "; not: {}", not.join(", "))?,
        }
    }
    for column in &profile.columns {
        let names = match column.nth {
            Some(nth) => format!("cell {nth}"),
            None => column.written.join(" / "),
        };
        match (column.target, column.special) {
            (_, Some(special)) if special.as_str() == "personal" => {
                writeln!(out, "- {names}: personal, never stored")?;
            }
            (None, _) => {}
            (Some(target), special) => {
                write!(out, "- {names}: `{target}`")?;
                if let Some(special) = special {
                    write!(out, " (@{special})")?;
                }
                writeln!(out, "{}", ends(column.ends))?;
            }
        }
    }
    let unused: Vec<String> = profile
        .columns
        .iter()
        .filter(|column| column.target.is_none() && column.special.is_none())
        .map(|column| column.written.join(" / "))
        .collect();
    if unused.is_empty() { Ok(()) } else { writeln!(out, "- not needed: {}", unused.join(", ")) }
}

fn purpose(profile: &Profile) -> String {
    let what = match profile.purpose {
        Purpose::Records(Grain::Subscription | Grain::Usage) => "One row per subscription.",
        Purpose::Records(Grain::Customer) => "One row per customer; adds facts.",
        Purpose::Records(Grain::Relationship) => {
            "One row per delegated-administration relationship; the best counts."
        }
        Purpose::Records(Grain::Pool) => "One row per product with the seats of all its subscriptions.",
        Purpose::Records(Grain::Charge) => {
            "Many charges per subscription: the last full charge and the changes since are added up."
        }
        Purpose::Reference => "Reference data.",
        Purpose::Refused { always: true } => "Never read.",
        Purpose::Refused { always: false } => "Skipped beside other files, refused alone.",
    };
    let dates = match profile.dates {
        DateDefault::Iso => "Dates year first.",
        DateDefault::MonthFirst => "Dates month first.",
        DateDefault::DayFirst => "Dates day first.",
        DateDefault::Local => "Dates as the cells prove.",
        DateDefault::Unix => "Dates in seconds since 1970.",
    };
    let mut told = format!("{what} {dates}");
    if profile.outside {
        told.push_str(" Names no customer: the file's name, its folder, or `FILE@TENANT` does.");
    }
    if profile.exclusive_end {
        told.push_str(" End dates name the first day after the term.");
    }
    if !profile.because.is_empty() {
        told = format!("{told} Why: {}.", profile.because);
    }
    if !profile.constants.is_empty() {
        let constants: Vec<String> =
            profile.constants.iter().map(|(target, value)| format!("`{target}` = {value}")).collect();
        told = format!("{told} Where no cell says otherwise: {}.", constants.join(", "));
    }
    format!("{told}\n")
}

fn ends(ends: Ends) -> &'static str {
    match ends {
        Ends::LastDay => "",
        Ends::DayAfter => ", the first day after the term",
        Ends::NextState => ", the day on which the state passes into the next",
    }
}

/// Header names as the export writes them.
fn written(profile: &Profile, keys: &[String]) -> String {
    let one = |key: &String| {
        let column = profile.column(key)?;
        let place = column.names.iter().position(|name| name == key)?;
        column.written.get(place).cloned()
    };
    keys.iter().map(|key| one(key).unwrap_or_else(|| key.clone())).collect::<Vec<_>>().join(", ")
}

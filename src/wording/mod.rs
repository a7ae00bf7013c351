//! Every text a person reads, in English and in German, from the files beside this one.
//!
//! A key is `section.name` or `section.group.name`; the section is the file. CSV columns, ids and JSON
//! stay English and are not here.

mod intake;
mod observed;
mod rules;
mod section;
mod template;
mod values;

use std::fmt::Display;

use crate::model::Day;
use crate::model::value::column_values;

use section::{Group, Section};

pub use observed::observed_values;
pub use rules::{RuleWords, headings};

column_values! {
    /// The language of texts for people.
    Language { English = "en", German = "de" }
}

static ENGLISH: Wording = Wording {
    language: Language::English,
    values: Section::of_file("values", include_str!("en/values.toml")),
    others: [
        Section::of_file("calendar", include_str!("en/calendar.toml")),
        Section::of_file("diff", include_str!("en/diff.toml")),
        Section::of_file("digest", include_str!("en/digest.toml")),
        Section::of_file("explain", include_str!("en/explain.toml")),
        Section::of_file("facts", include_str!("en/facts.toml")),
        Section::of_file("inspect", include_str!("en/inspect.toml")),
        Section::of_file("intake", include_str!("en/intake.toml")),
        Section::of_file("letters", include_str!("en/letters.toml")),
        Section::of_file("observed", include_str!("en/observed.toml")),
        Section::of_file("page", include_str!("en/page.toml")),
        Section::of_file("risks", include_str!("en/risks.toml")),
        Section::of_file("rulebook", include_str!("en/rulebook.toml")),
        Section::of_rules(),
        Section::of_file("steps", include_str!("en/steps.toml")),
        Section::of_file("successor", include_str!("en/successor.toml")),
        Section::of_file("summary", include_str!("en/summary.toml")),
        Section::of_file("verify", include_str!("en/verify.toml")),
        Section::of_file("waves", include_str!("en/waves.toml")),
        Section::of_file("whatif", include_str!("en/whatif.toml")),
        Section::of_file("workbook", include_str!("en/workbook.toml")),
    ],
};
static GERMAN: Wording = Wording {
    language: Language::German,
    values: Section::of_file("values", include_str!("de/values.toml")),
    others: [
        Section::of_file("calendar", include_str!("de/calendar.toml")),
        Section::of_file("diff", include_str!("de/diff.toml")),
        Section::of_file("digest", include_str!("de/digest.toml")),
        Section::of_file("explain", include_str!("de/explain.toml")),
        Section::of_file("facts", include_str!("de/facts.toml")),
        Section::of_file("inspect", include_str!("de/inspect.toml")),
        Section::of_file("intake", include_str!("de/intake.toml")),
        Section::of_file("letters", include_str!("de/letters.toml")),
        Section::of_file("observed", include_str!("de/observed.toml")),
        Section::of_file("page", include_str!("de/page.toml")),
        Section::of_file("risks", include_str!("de/risks.toml")),
        Section::of_file("rulebook", include_str!("de/rulebook.toml")),
        Section::of_file("rules", include_str!("de/rules.toml")),
        Section::of_file("steps", include_str!("de/steps.toml")),
        Section::of_file("successor", include_str!("de/successor.toml")),
        Section::of_file("summary", include_str!("de/summary.toml")),
        Section::of_file("verify", include_str!("de/verify.toml")),
        Section::of_file("waves", include_str!("de/waves.toml")),
        Section::of_file("whatif", include_str!("de/whatif.toml")),
        Section::of_file("workbook", include_str!("de/workbook.toml")),
    ],
};

/// All texts of one language.
#[derive(Debug)]
pub struct Wording {
    pub language: Language,
    /// The names of values, by themselves because reports ask for one per cell.
    values: Section,
    others: [Section; 20],
}

impl Wording {
    /// The texts of a language.
    pub fn of(language: Language) -> &'static Wording {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }

    /// The texts of a section.
    fn section(&self, name: &str) -> Option<&Group> {
        if name == self.values.name {
            return Some(self.values.texts());
        }
        self.others.iter().find(|section| section.name == name).map(Section::texts)
    }

    /// The text of a key; the key itself where there is none, which the tests rule out.
    pub fn text<'k>(&'k self, key: &'k str) -> &'k str {
        self.get(key).unwrap_or(key)
    }

    /// The text of a key, where there is one.
    pub fn get(&self, key: &str) -> Option<&str> {
        let (section, name) = key.split_once('.')?;
        self.section(section)?.get(name)
    }

    /// The text of a key with every `{name}` replaced by its value; `{name|one|many}` is a number with its noun.
    pub fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let value_of =
            |name: &str| values.iter().find(|(place, _)| *place == name).map(|(_, value)| value.to_string());
        template::fill(self.text(key), value_of)
    }

    /// A whole number as the language writes it: `1,234` or `1.234`.
    pub fn count(&self, number: u64) -> String {
        let digits = number.to_string();
        let mark = match self.language {
            Language::English => ',',
            Language::German => '.',
        };
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(mark);
            }
            text.push(digit);
        }
        text
    }

    /// An amount with two decimals, written `-1234.56`, as the language writes it: `-1,234.56` or `-1.234,56`.
    pub fn amount(&self, plain: &str) -> String {
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
        let (whole, cents) = rest.split_once('.').unwrap_or((rest, "00"));
        let mark = match self.language {
            Language::English => '.',
            Language::German => ',',
        };
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| self.count(whole));
        format!("{sign}{whole}{mark}{cents}")
    }

    /// A day as the language writes it: `2026-11-22` or `22.11.2026`.
    pub fn day(&self, day: Day) -> String {
        match self.language {
            Language::English => day.format("%Y-%m-%d").to_string(),
            Language::German => day.format("%d.%m.%Y").to_string(),
        }
    }

    /// Every key, in order.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> Vec<String> {
        let sections = self.others.iter().chain([&self.values]);
        let mut keys: Vec<String> = sections.flat_map(|section| section.texts().keys(section.name)).collect();
        keys.sort_unstable();
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::template::places;

    #[test]
    fn both_languages_say_the_same_things() {
        let (english, german) = (Wording::of(Language::English), Wording::of(Language::German));
        assert_eq!(english.keys(), german.keys(), "the same keys");
        for key in &english.keys() {
            assert_eq!(places(english.text(key)), places(german.text(key)), "{key}");
            assert!(!german.text(key).trim().is_empty() && !english.text(key).trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn numbers_and_days_are_written_as_the_language_writes_them() {
        let german = Wording::of(Language::German);
        assert_eq!(
            (german.count(1_234_567), german.amount("-1234.50")),
            ("1.234.567".to_owned(), "-1.234,50".to_owned())
        );
        assert_eq!(german.day(Day::from_ymd_opt(2026, 11, 2).unwrap()), "02.11.2026");
        assert_eq!(Wording::of(Language::English).amount("1234.50"), "1,234.50");
    }
}

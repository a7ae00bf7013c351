//! Every text a person reads, in English and in German, from the files beside this one.
//!
//! A key is `section.name` or `section.group.name`; the section is the file. CSV columns, ids and JSON
//! stay English and are not here.

mod observed;
mod rules;
mod said;
mod template;
mod values;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

use crate::model::Day;
use crate::model::value::column_values;

pub use observed::observed_values;
pub use rules::{RuleWords, headings};
pub use said::flaws;

column_values! {
    /// The language of texts for people.
    Language { English = "en", German = "de" }
}

/// The files of one language, each under the name of its section.
type Sections = &'static [(&'static str, &'static str)];

const ENGLISH: Sections = &[
    ("calendar", include_str!("en/calendar.toml")),
    ("diff", include_str!("en/diff.toml")),
    ("digest", include_str!("en/digest.toml")),
    ("explain", include_str!("en/explain.toml")),
    ("facts", include_str!("en/facts.toml")),
    ("inspect", include_str!("en/inspect.toml")),
    ("intake", include_str!("en/intake.toml")),
    ("letters", include_str!("en/letters.toml")),
    ("observed", include_str!("en/observed.toml")),
    ("page", include_str!("en/page.toml")),
    ("risks", include_str!("en/risks.toml")),
    ("rulebook", include_str!("en/rulebook.toml")),
    ("steps", include_str!("en/steps.toml")),
    ("successor", include_str!("en/successor.toml")),
    ("summary", include_str!("en/summary.toml")),
    ("values", include_str!("en/values.toml")),
    ("verify", include_str!("en/verify.toml")),
    ("whatif", include_str!("en/whatif.toml")),
    ("waves", include_str!("en/waves.toml")),
    ("workbook", include_str!("en/workbook.toml")),
];
const GERMAN: Sections = &[
    ("calendar", include_str!("de/calendar.toml")),
    ("diff", include_str!("de/diff.toml")),
    ("digest", include_str!("de/digest.toml")),
    ("explain", include_str!("de/explain.toml")),
    ("facts", include_str!("de/facts.toml")),
    ("inspect", include_str!("de/inspect.toml")),
    ("intake", include_str!("de/intake.toml")),
    ("letters", include_str!("de/letters.toml")),
    ("observed", include_str!("de/observed.toml")),
    ("page", include_str!("de/page.toml")),
    ("risks", include_str!("de/risks.toml")),
    ("rulebook", include_str!("de/rulebook.toml")),
    ("rules", include_str!("de/rules.toml")),
    ("steps", include_str!("de/steps.toml")),
    ("successor", include_str!("de/successor.toml")),
    ("summary", include_str!("de/summary.toml")),
    ("values", include_str!("de/values.toml")),
    ("verify", include_str!("de/verify.toml")),
    ("whatif", include_str!("de/whatif.toml")),
    ("waves", include_str!("de/waves.toml")),
    ("workbook", include_str!("de/workbook.toml")),
];

static BOTH: LazyLock<[Wording; 2]> =
    LazyLock::new(|| [Wording::read(Language::English, ENGLISH), Wording::read(Language::German, GERMAN)]);

/// All texts of one language.
#[derive(Debug)]
pub struct Wording {
    pub language: Language,
    texts: BTreeMap<String, String>,
    /// The section `values` by column and value, because reports ask for one per cell.
    values: BTreeMap<String, BTreeMap<String, String>>,
}

impl Wording {
    /// The texts of a language.
    pub fn of(language: Language) -> &'static Wording {
        &BOTH[language as usize]
    }

    fn read(language: Language, sections: Sections) -> Self {
        let mut texts = BTreeMap::new();
        for (section, file) in sections {
            let table: toml::Table =
                file.parse().expect("the wording compiled into the program is well formed");
            flatten(section, table, &mut texts);
        }
        if language == Language::English {
            rules::english(&mut texts);
        }
        Wording { language, values: by_column(&texts), texts }
    }

    /// The text of a key; the key itself where there is none, which the tests rule out.
    pub fn text<'k>(&'k self, key: &'k str) -> &'k str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text of a key, where there is one.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
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
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

fn by_column(texts: &BTreeMap<String, String>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut values: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (key, text) in texts {
        if let Some((column, value)) = key.strip_prefix("values.").and_then(|key| key.split_once('.')) {
            values.entry(column.to_owned()).or_default().insert(value.to_owned(), text.clone());
        }
    }
    values
}

fn flatten(prefix: &str, table: toml::Table, texts: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, texts),
            toml::Value::String(text) => drop(texts.insert(key, text)),
            other => drop(texts.insert(key, other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::template::places;

    #[test]
    fn both_languages_say_the_same_things() {
        let (english, german) = (Wording::of(Language::English), Wording::of(Language::German));
        assert!(english.keys().eq(german.keys()), "the same keys");
        for key in english.keys() {
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

//! The texts of one section, read when one of them is asked for: most commands need few sections.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use toml::de::{DeTable, DeValue};

use super::rules;

/// Where the texts of a section stand.
#[derive(Debug)]
enum Source {
    /// In a file of the wording.
    File(&'static str),
    /// In the rules themselves.
    Rules,
}

/// A section of the wording.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: &'static str,
    source: Source,
    texts: OnceLock<Group>,
}

/// Texts and groups of texts by their names.
#[derive(Debug, Default)]
pub(super) struct Group(BTreeMap<Cow<'static, str>, Text>);

#[derive(Debug)]
pub(super) enum Text {
    Words(Cow<'static, str>),
    Group(Group),
}

impl Section {
    pub(super) const fn of_file(name: &'static str, file: &'static str) -> Self {
        Section { name, source: Source::File(file), texts: OnceLock::new() }
    }

    /// What the rules say themselves, under the names other languages use.
    pub(super) const fn of_rules() -> Self {
        Section { name: "rules", source: Source::Rules, texts: OnceLock::new() }
    }

    pub(super) fn texts(&self) -> &Group {
        self.texts.get_or_init(|| match self.source {
            Source::File(file) => {
                let table = DeTable::parse(file).expect("the wording compiled into the program is TOML");
                Group::of(table.into_inner())
            }
            Source::Rules => rules::english(),
        })
    }
}

impl Group {
    fn of(table: DeTable<'static>) -> Self {
        let text = |value| match value {
            DeValue::String(words) => Text::Words(words),
            DeValue::Table(table) => Text::Group(Group::of(table)),
            other => unreachable!("the wording holds texts only, not {other:?}"),
        };
        table.into_iter().map(|(name, value)| (name.into_inner(), text(value.into_inner()))).collect()
    }

    /// The text of a name; that of a group's text is `group.name`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        match name.split_once('.') {
            Some((group, name)) => self.group(group)?.get(name),
            None => match self.0.get(name)? {
                Text::Words(words) => Some(words),
                Text::Group(_) => None,
            },
        }
    }

    pub(super) fn group(&self, name: &str) -> Option<&Group> {
        match self.0.get(name)? {
            Text::Group(group) => Some(group),
            Text::Words(_) => None,
        }
    }

    /// The texts that stand in no group, with their names, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, text)| match text {
            Text::Words(words) => Some((name.as_ref(), words.as_ref())),
            Text::Group(_) => None,
        })
    }

    /// Every name with those of its groups, in order, behind a prefix.
    #[cfg(test)]
    pub(super) fn keys(&self, prefix: &str) -> Vec<String> {
        let keys = |(name, text): (&Cow<'static, str>, &Text)| match text {
            Text::Words(_) => vec![format!("{prefix}.{name}")],
            Text::Group(group) => group.keys(&format!("{prefix}.{name}")),
        };
        self.0.iter().flat_map(keys).collect()
    }
}

impl FromIterator<(Cow<'static, str>, Text)> for Group {
    fn from_iter<T: IntoIterator<Item = (Cow<'static, str>, Text)>>(texts: T) -> Self {
        Group(texts.into_iter().collect())
    }
}

impl From<&'static str> for Text {
    fn from(words: &'static str) -> Self {
        Text::Words(Cow::Borrowed(words))
    }
}

//! How the values of a request are spelled in `nightly.toml` and in `run.json`: each as on the command line.

use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
use toml::Value;

use crate::config::spelled::{Spelled, read_value, spelled_words};
use crate::intake::layout::DateOrder;
use crate::report::{Format, OutputTable};
use crate::wording::Language;

spelled_words!(DateOrder, Format, Language, OutputTable);

fn text(value: &impl Spelled) -> String {
    match value.spell() {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A value that may be left out.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Serializer, Spelled, Value, read_value, text};
    use serde::de::Error as _;

    #[expect(clippy::ref_option, reason = "the signature is the one the derive calls")]
    pub(in crate::run) fn serialize<T: Spelled, S: Serializer>(
        value: &Option<T>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => s.serialize_str(&text(value)),
            None => s.serialize_none(),
        }
    }

    pub(in crate::run) fn deserialize<'de, T: Spelled, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Option<T>, D::Error> {
        let value = Option::<Value>::deserialize(d)?;
        value.map(|value| read_value(&value).map_err(D::Error::custom)).transpose()
    }
}

/// Several values: a list, or a text with commas between them.
pub(super) mod list {
    use super::{Deserialize, Deserializer, Serializer, Spelled, Value, read_value, text};
    use serde::de::Error as _;

    pub(in crate::run) fn serialize<T: Spelled, S: Serializer>(
        values: &[T],
        s: S,
    ) -> Result<S::Ok, S::Error> {
        s.collect_seq(values.iter().map(text))
    }

    pub(in crate::run) fn deserialize<'de, T: Spelled, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Vec<T>, D::Error> {
        let values = match Value::deserialize(d)? {
            Value::Array(values) => values,
            Value::String(text) => text.split(',').map(|part| Value::from(part.trim())).collect(),
            single => vec![single],
        };
        values.iter().map(read_value).collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

/// A gate: notes are no reason to stop.
pub(super) fn gate<'de, D: Deserializer<'de>>(d: D) -> Result<Option<crate::rules::Severity>, D::Error> {
    use crate::rules::Severity;
    match optional::deserialize(d)? {
        Some(Severity::Note) => {
            Err(D::Error::custom("`note` is no gate, expected `blocker`, `action` or `risk`"))
        }
        other => Ok(other),
    }
}

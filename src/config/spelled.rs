//! Values of a policy that are more than TOML's own: closed lists, codes, ids and days, each with one spelling.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use toml::Value;

use crate::model::{Country, Currency, Day, TenantId, Term, UnknownValue, parse_day};

/// A value that a policy spells in one way.
pub(crate) trait Spelled: Sized {
    /// Reads the spelling; the error names what was expected, accepted words between backticks.
    fn read(text: &str) -> Result<Self, String>;

    /// The spelling as TOML.
    fn spell(&self) -> Value;
}

/// Reads a value out of a closed list, naming the list where it is not in it.
pub(crate) fn read_word<T: FromStr<Err = UnknownValue>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|unknown: UnknownValue| {
        let accepted = unknown.accepted.replace(", ", "`, `");
        format!("unknown value `{text}`, expected one of `{accepted}`")
    })
}

/// The text of a TOML value that is not a list or a table.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Datetime(datetime) => Some(datetime.to_string()),
        Value::Float(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// Reads one spelled value from a TOML value.
pub(crate) fn read_value<T: Spelled>(value: &Value) -> Result<T, String> {
    let text =
        text_of(value).ok_or_else(|| format!("a {} does not stand for one value", value.type_str()))?;
    T::read(&text)
}

/// A value that is always given: `#[serde(with = "one")]`.
pub(crate) mod one {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Spelled, Value, read_value};
    use serde::de::Error as _;

    pub(crate) fn serialize<T: Spelled, S: Serializer>(value: &T, s: S) -> Result<S::Ok, S::Error> {
        value.spell().serialize(s)
    }

    pub(crate) fn deserialize<'de, T: Spelled, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
        read_value(&Value::deserialize(d)?).map_err(D::Error::custom)
    }
}

/// A value that may be left open as `""`: `#[serde(with = "blank")]`.
pub(crate) mod blank {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Spelled, Value, read_value};
    use serde::de::Error as _;

    #[expect(clippy::ref_option, reason = "the signature is the one the derive calls")]
    pub(crate) fn serialize<T: Spelled, S: Serializer>(value: &Option<T>, s: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map_or_else(|| Value::from(""), T::spell).serialize(s)
    }

    pub(crate) fn deserialize<'de, T: Spelled, D: Deserializer<'de>>(d: D) -> Result<Option<T>, D::Error> {
        match Value::deserialize(d)? {
            Value::String(text) if text.is_empty() => Ok(None),
            value => read_value(&value).map(Some).map_err(D::Error::custom),
        }
    }
}

/// A list of values: `#[serde(with = "list")]`.
pub(crate) mod list {
    use super::{Deserialize, Deserializer, Listed, Serialize, Serializer, Spelled, Value};

    pub(crate) fn serialize<T: Spelled, S: Serializer>(values: &[T], s: S) -> Result<S::Ok, S::Error> {
        values.iter().map(T::spell).collect::<Vec<Value>>().serialize(s)
    }

    pub(crate) fn deserialize<'de, T: Spelled, D: Deserializer<'de>>(d: D) -> Result<Vec<T>, D::Error> {
        Ok(Vec::<Listed<T>>::deserialize(d)?.into_iter().map(|Listed(value)| value).collect())
    }
}

/// One entry of a list, so that a mistake points at the entry and not at the list.
struct Listed<T>(T);

impl<'de, T: Spelled> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        read_value(&Value::deserialize(d)?).map(Listed).map_err(D::Error::custom)
    }
}

/// Gives column values of the model their spelling.
macro_rules! spelled_words {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::config::spelled::Spelled for $name {
            fn read(text: &str) -> Result<Self, String> {
                $crate::config::spelled::read_word(text)
            }

            fn spell(&self) -> toml::Value {
                toml::Value::from(self.as_str())
            }
        }
    )+};
}
pub(crate) use spelled_words;

/// Lets a type of this layer stand in maps and lists, under its one spelling.
macro_rules! spelled_serde {
    ($($name:ty),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                $crate::config::spelled::one::serialize(self, s)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::config::spelled::one::deserialize(d)
            }
        }
    )+};
}
pub(crate) use spelled_serde;

spelled_words!(
    crate::model::AgreementMethod,
    crate::model::AgreementStatus,
    crate::model::BillingAccount,
    crate::model::Channel,
    crate::model::CommerceModel,
    crate::model::GdapStatus,
    crate::model::RelationshipStatus,
    crate::model::Segment,
    crate::model::Status,
    crate::model::AgreementType,
    crate::model::BillingCycle,
    crate::model::DapStatus,
    crate::model::EndOfTermAction,
    crate::model::PriceBasis,
    crate::model::RelationshipType,
    crate::model::SeatsScope,
    crate::routes::Credit,
    crate::routes::Route,
    crate::rules::PartnerStatus,
    crate::rules::PartnerType,
    crate::rules::Severity,
);

/// Reads by `parse`, or says what was expected.
fn expect<T>(text: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
    parse(text).ok_or_else(|| format!("`{text}` is not {expected}"))
}

fn shown(value: impl Display) -> Value {
    Value::from(value.to_string())
}

impl Spelled for Country {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a country: expected two letters of ISO 3166, such as \"DE\"", Country::parse)
    }

    fn spell(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl Spelled for Currency {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a currency: expected three letters of ISO 4217, such as \"EUR\"", Currency::parse)
    }

    fn spell(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl Spelled for TenantId {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a tenant id: expected a GUID of 8-4-4-4-12 digits", TenantId::parse)
    }

    fn spell(&self) -> Value {
        shown(self)
    }
}

impl Spelled for Term {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a term: expected \"P1M\", \"P1Y\" or \"P3Y\"", Term::parse)
    }

    fn spell(&self) -> Value {
        shown(self)
    }
}

impl Spelled for Day {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a day: expected YYYY-MM-DD", parse_day)
    }

    fn spell(&self) -> Value {
        let text = shown(self);
        text.as_str().and_then(|text| text.parse().ok()).map_or(text, Value::Datetime)
    }
}

impl Spelled for bool {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("`{text}` is neither `true` nor `false`"))
    }

    fn spell(&self) -> Value {
        Value::from(*self)
    }
}

impl Spelled for String {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn spell(&self) -> Value {
        Value::from(self.as_str())
    }
}

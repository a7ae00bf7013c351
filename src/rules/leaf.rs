//! The values a condition compares with, each read from the one spelling it has in the contract.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::catalogue::OfferMatch;
use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, BillingAccount, BillingCycle, Channel, CommerceModel,
    Country, DapStatus, Day, EndOfTermAction, Fact, GdapStatus, RelationshipStatus, RelationshipType,
    Segment, Status, Term, UnitPrice, UnknownValue, parse_day,
};
use crate::routes::{Credit, Route};

/// A value that is written as text.
pub trait Cell: Sized {
    /// Reads the text; the error says what was expected.
    fn read(text: &str) -> Result<Self, String>;
}

macro_rules! cells_of_lists {
    ($($name:ty),+ $(,)?) => {$(
        impl Cell for $name {
            fn read(text: &str) -> Result<Self, String> {
                text.parse().map_err(|unknown: UnknownValue| format!("unknown value `{text}`, {unknown}"))
            }
        }
    )+};
}

cells_of_lists!(
    AgreementMethod,
    AgreementStatus,
    AgreementType,
    BillingAccount,
    BillingCycle,
    Channel,
    CommerceModel,
    Credit,
    DapStatus,
    EndOfTermAction,
    Fact,
    GdapStatus,
    OfferMatch,
    RelationshipStatus,
    RelationshipType,
    Route,
    Segment,
    Status,
);

fn expect<T>(text: &str, expected: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("`{text}` is not {expected}"))
}

impl Cell for Country {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a country of two letters, such as \"DE\"", Country::parse(text))
    }
}

impl Cell for Term {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a term, such as \"P1M\", \"P1Y\" or \"P3Y\"", Term::parse(text))
    }
}

impl Cell for Day {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a day, written YYYY-MM-DD", parse_day(text))
    }
}

impl Cell for UnitPrice {
    fn read(text: &str) -> Result<Self, String> {
        expect(text, "a price, such as 12.50", UnitPrice::parse(text))
    }
}

impl Cell for String {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

/// One value, or a list of values of which any will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOf<T>(pub Vec<T>);

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct One<T>(pub T);

impl<T: PartialEq> OneOf<T> {
    /// `None` where the cell is empty.
    pub(crate) fn matches(&self, cell: Option<T>) -> Option<bool> {
        cell.map(|value| self.0.contains(&value))
    }
}

/// Reads the text of a cell from what a policy may hold: text, a number, or a day without quotes.
struct Scalar<T>(PhantomData<T>);

impl<'de, T: Cell> Visitor<'de> for Scalar<T> {
    type Value = One<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<One<T>, E> {
        T::read(text).map(One).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<One<T>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<One<T>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<One<T>, A::Error> {
        let day = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        self.visit_str(&day.to_string())
    }
}

impl<'de, T: Cell> Deserialize<'de> for One<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Scalar(PhantomData))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Cell> Visitor<'de> for List<T> {
    type Value = OneOf<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OneOf<T>, E> {
        T::read(text).map(|value| OneOf(vec![value])).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOf<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(One(value)) = list.next_element::<One<T>>()? {
            values.push(value);
        }
        Ok(OneOf(values))
    }
}

impl<'de, T: Cell> Deserialize<'de> for OneOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(List(PhantomData))
    }
}

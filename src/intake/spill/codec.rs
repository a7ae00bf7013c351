//! Values as bytes, little-endian, in the order of their fields; only the program that wrote them reads them.

use uuid::Uuid;

use crate::intake::{ChargeKind, Grain, Sign};
use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, BillingAccount, BillingCycle, Channel, CommerceModel,
    Country, Currency, DapStatus, Day, EndOfTermAction, GdapStatus, Origin, PriceBasis, RelationshipStatus,
    RelationshipType, Seats, SeatsScope, Segment, Status, TenantId, Term, UnitPrice,
};

/// What can be put aside and taken back.
pub(crate) trait Coded: Sized {
    fn encode(&self, out: &mut Vec<u8>);

    /// Takes the value off the front; `None` where the bytes are none.
    fn decode(from: &mut &[u8]) -> Option<Self>;

    /// A value that may be missing. Types with a spare pattern use it, so that one number is read and nothing
    /// asked.
    fn encode_option(value: Option<&Self>, out: &mut Vec<u8>) {
        out.push(u8::from(value.is_some()));
        if let Some(value) = value {
            value.encode(out);
        }
    }

    fn decode_option(from: &mut &[u8]) -> Result<Option<Self>, Broken> {
        match u8::decode(from).ok_or(Broken)? {
            0 => Ok(None),
            1 => Self::decode(from).map(Some).ok_or(Broken),
            _ => Err(Broken),
        }
    }
}

/// The bytes are no value, and not none either.
pub(crate) struct Broken;

/// No value of a closed list, no truth.
const MISSING: u8 = u8::MAX;

/// A structure is its fields, one after the other.
macro_rules! coded {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl Coded for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                $(self.$field.encode(out);)+
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                Some($name { $($field: Coded::decode(from)?),+ })
            }
        }
    };
}
pub(super) use coded;

macro_rules! coded_numbers {
    ($($number:ty),+) => {
        $(impl Coded for $number {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                Some(Self::from_le_bytes(take(from)?))
            }
        })+
    };
}
coded_numbers!(u8, u16, u32, u64, i32);

/// A value of a closed list is its place in the list.
macro_rules! coded_choices {
    ($($choice:ty),+) => {
        $(impl Coded for $choice {
            fn encode(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                <$choice>::ALL.get(usize::from(u8::decode(from)?)).copied()
            }

            fn encode_option(value: Option<&Self>, out: &mut Vec<u8>) {
                out.push(value.map_or(MISSING, |&value| value as u8));
            }

            fn decode_option(from: &mut &[u8]) -> Result<Option<Self>, Broken> {
                let place = u8::decode(from).ok_or(Broken)?;
                let value = <$choice>::ALL.get(usize::from(place)).copied();
                if value.is_some() || place == MISSING { Ok(value) } else { Err(Broken) }
            }
        })+
    };
}
coded_choices!(
    AgreementMethod,
    AgreementStatus,
    AgreementType,
    BillingAccount,
    BillingCycle,
    Channel,
    ChargeKind,
    CommerceModel,
    DapStatus,
    EndOfTermAction,
    GdapStatus,
    PriceBasis,
    RelationshipStatus,
    RelationshipType,
    SeatsScope,
    Segment,
    Sign,
    Status
);

coded!(Origin { file, line });

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (value, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*value)
}

impl Coded for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        Some(u8::decode(from)? == 1)
    }

    fn encode_option(value: Option<&Self>, out: &mut Vec<u8>) {
        out.push(value.map_or(MISSING, |&value| u8::from(value)));
    }

    fn decode_option(from: &mut &[u8]) -> Result<Option<Self>, Broken> {
        let byte = u8::decode(from).ok_or(Broken)?;
        Ok((byte != MISSING).then_some(byte == 1))
    }
}

impl<T: Coded> Coded for Option<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        T::encode_option(self.as_ref(), out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        T::decode_option(from).ok()
    }
}

impl<A: Coded, B: Coded> Coded for (A, B) {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
        self.1.encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        Some((A::decode(from)?, B::decode(from)?))
    }
}

impl<T: Coded> Coded for Vec<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        (self.len() as u64).encode(out);
        for value in self {
            value.encode(out);
        }
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        let n = u64::decode(from)? as usize;
        // A value takes a byte at least, so that a damaged number cannot ask for more room than there are bytes.
        let mut list = Vec::with_capacity(n.min(from.len()));
        for _ in 0..n {
            list.push(T::decode(from)?);
        }
        Some(list)
    }
}

impl Coded for Uuid {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        take(from).map(Uuid::from_bytes)
    }
}

impl Coded for TenantId {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        Uuid::decode(from).map(TenantId)
    }
}

/// A value that is one number; `$missing` stands for none.
macro_rules! coded_as {
    ($name:ty, $number:ty, $missing:expr, $encode:expr, $decode:expr) => {
        impl Coded for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                let encode: fn(&$name) -> $number = $encode;
                encode(self).encode(out);
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                let decode: fn($number) -> Option<$name> = $decode;
                decode(Coded::decode(from)?)
            }

            fn encode_option(value: Option<&Self>, out: &mut Vec<u8>) {
                match value {
                    Some(value) => value.encode(out),
                    None => <$number>::encode(&$missing, out),
                }
            }

            fn decode_option(from: &mut &[u8]) -> Result<Option<Self>, Broken> {
                let decode: fn($number) -> Option<$name> = $decode;
                match <$number>::decode(from).ok_or(Broken)? {
                    number if number == $missing => Ok(None),
                    number => decode(number).map(Some).ok_or(Broken),
                }
            }
        }
    };
}
coded_as!(Day, i32, i32::MIN, |day| day.num_days_from_ce(), Day::from_days_ce);
coded_as!(Seats, u32, u32::MAX, |seats| seats.get(), Seats::new);
coded_as!(UnitPrice, u64, u64::MAX, |price| price.hundred_millionths(), UnitPrice::of_hundred_millionths);
coded_as!(Term, u16, 0, |term| term.months() as u16, Term::of_months);

/// Codes are their letters.
macro_rules! coded_letters {
    ($code:ident, $n:literal) => {
        impl Coded for $code {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_str().as_bytes());
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                $code::parse(std::str::from_utf8(&take::<$n>(from)?).ok()?)
            }
        }
    };
}
coded_letters!(Country, 2);
coded_letters!(Currency, 3);

impl Coded for Grain {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }

    fn decode(from: &mut &[u8]) -> Option<Self> {
        const ALL: [Grain; 6] = [
            Grain::Subscription,
            Grain::Customer,
            Grain::Relationship,
            Grain::Pool,
            Grain::Charge,
            Grain::Usage,
        ];
        ALL.get(usize::from(u8::decode(from)?)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    fn back<T: Coded + PartialEq + std::fmt::Debug>(value: &T) {
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        let mut rest = bytes.as_slice();
        assert_eq!(T::decode(&mut rest).as_ref(), Some(value));
        assert!(rest.is_empty());
        for short in 0..bytes.len() {
            assert_eq!(T::decode(&mut &bytes[..short]), None, "{value:?} of {short} bytes");
        }
    }

    #[test]
    fn values_come_back_and_half_a_value_is_none() {
        for text in ["0001-01-01", "2024-12-31", "2026-02-28", "9999-12-31"] {
            back(&parse_day(text).expect("a day"));
        }
        back(&(Seats::new(0), Seats::new(u32::MAX - 1)));
        back(&(UnitPrice::parse("0"), UnitPrice::parse("999999999.99999999")));
        back(&(Term::of_months(36), Currency::parse("EUR")));
        back(&vec![Some(Country::parse("DE").expect("a country")), None]);
        for status in Status::ALL {
            back(&Some(*status));
        }
        back(&vec![(Grain::Usage, true), (Grain::Subscription, false)]);
        back(&TenantId::parse("9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d"));
    }
}

//! Exact money: whole trillionths, rounded once, to the cent, for display.

use std::fmt;
use std::num::NonZeroU64;
use std::ops::{Add, AddAssign, Neg, Sub};

use crate::model::Currency;

/// Digits a unit price keeps behind the decimal point.
const PRICE_DIGITS: u32 = 8;
/// Trillionths in one unit of the currency.
const UNIT: i128 = 1_000_000_000_000;
/// Trillionths in one cent.
const CENT: i128 = UNIT / 100;

/// Net price of one seat, 0 to 999,999,999.99999999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitPrice(NonZeroU64);

impl UnitPrice {
    /// Reads digits with an optional decimal point; no sign, no group marks, at most nine digits before
    /// the point and eight behind it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let point = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
        let (whole, fraction) = (&text[..point], text.get(point + 1..).unwrap_or_default());
        let fraction =
            &fraction[..fraction.iter().rposition(|&byte| byte != b'0').map_or(0, |last| last + 1)];
        if whole.is_empty() || whole.len() > 9 || fraction.len() > PRICE_DIGITS as usize {
            return None;
        }
        let digits = |part: &[u8]| {
            part.iter().try_fold(0u64, |n, d| d.is_ascii_digit().then(|| n * 10 + u64::from(d - b'0')))
        };
        let shift = 10u64.pow(PRICE_DIGITS - fraction.len() as u32);
        NonZeroU64::new(digits(whole)? * 10u64.pow(PRICE_DIGITS) + digits(fraction)? * shift + 1)
            .map(UnitPrice)
    }

    /// The price in the smallest parts that are kept, to be put aside.
    pub(crate) fn hundred_millionths(self) -> u64 {
        self.0.get() - 1
    }

    /// The price of so many hundred-millionths.
    pub(crate) fn of_hundred_millionths(n: u64) -> Option<Self> {
        NonZeroU64::new(n.wrapping_add(1)).map(UnitPrice)
    }

    /// The price of one seat as money.
    pub fn money(self) -> Money {
        Money(i128::from(self.0.get() - 1) * (UNIT / 10i128.pow(PRICE_DIGITS)))
    }
}

/// An amount in trillionths of the currency's unit. Sums do not depend on the order of their terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i128);

impl Money {
    pub const ZERO: Money = Money(0);

    /// `self × numerator ÷ denominator`, cut (not rounded) at the trillionth, so that rounding to the
    /// cent later gives what the exact fraction would have given.
    #[must_use]
    pub fn scaled(self, numerator: i128, denominator: i128) -> Money {
        if let Some(small) = self.scaled_quickly(numerator, denominator) {
            return small;
        }
        match self.0.checked_mul(numerator) {
            Some(product) => Money(product / denominator),
            None => Money((self.0 / denominator).saturating_mul(numerator)),
        }
    }

    /// The same where every number fits into a register, as nearly all do.
    fn scaled_quickly(self, numerator: i128, denominator: i128) -> Option<Money> {
        let amount = i64::try_from(self.0).ok()?;
        let product = amount.checked_mul(i64::try_from(numerator).ok()?)?;
        Some(Money(i128::from(product.checked_div(i64::try_from(denominator).ok()?)?)))
    }

    /// Whole cents, half away from zero.
    pub fn cents(self) -> i128 {
        let rounded = self.0 + self.0.signum() * CENT / 2;
        i64::try_from(rounded).map_or_else(|_| rounded / CENT, |rounded| i128::from(rounded / CENT as i64))
    }

    /// Whole hundred-thousandths of the currency's unit, cut: the scale calendars compare prices in.
    pub fn hundred_thousandths(self) -> i128 {
        self.0 / (UNIT / 100_000)
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount in bytes, where sixteen of them aligned would cost a list of findings a quarter of its size.
    pub(crate) const fn to_bytes(self) -> [u8; 16] {
        self.0.to_ne_bytes()
    }

    /// The amount [`Money::to_bytes`] was made from.
    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Money(i128::from_ne_bytes(bytes))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.cents();
        let sign = if cents < 0 { "-" } else { "" };
        let cents = cents.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

/// Sums per currency, never added across currencies; in the order of the codes, unknown currency first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals(Vec<(Option<Currency>, Money)>);

impl Totals {
    pub fn add(&mut self, currency: Option<Currency>, amount: Money) {
        match self.0.binary_search_by_key(&currency, |&(code, _)| code) {
            Ok(found) => self.0[found].1 += amount,
            Err(place) => self.0.insert(place, (currency, amount)),
        }
    }

    pub fn merge(&mut self, other: &Totals) {
        other.0.iter().for_each(|&(currency, amount)| self.add(currency, amount));
    }

    pub fn iter(&self) -> impl Iterator<Item = (Option<Currency>, Money)> + '_ {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn price(text: &str) -> Money {
        UnitPrice::parse(text).expect("a price").money()
    }

    proptest! {
        #[test]
        fn small_and_large_amounts_are_cut_alike(amount: i64, wide in -5i128..5, n in 1i128..1 << 70, d in 1i128..1 << 40) {
            let amount = i128::from(amount) * 7i128.pow(wide.unsigned_abs() as u32 * 4);
            let expected = amount.checked_mul(n).map(|product| Money(product / d));
            prop_assert_eq!(expected.unwrap_or(Money(amount).scaled(n, d)), Money(amount).scaled(n, d));
            prop_assert_eq!(Money(amount).cents(), (amount + amount.signum() * CENT / 2) / CENT);
        }
    }

    #[test]
    fn forty_seats_for_one_day_of_a_year() {
        assert_eq!(price("300").scaled(40, 365).to_string(), "32.88");
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        assert_eq!(price("0.005").to_string(), "0.01");
        assert_eq!((-price("0.005")).to_string(), "-0.01");
        assert_eq!(price("0.00499999").to_string(), "0.00");
    }

    #[test]
    fn what_is_not_a_plain_number_is_not_a_price() {
        for text in ["", ".5", "-1", "1e3", "1,5", "free", "1234567890", "0.123456789"] {
            assert_eq!(UnitPrice::parse(text), None, "{text}");
        }
    }
}

//! How long one commitment lasts, how it is billed, and what happens when it ends.

use std::num::NonZeroU16;

use crate::model::value::column_values;

/// A commitment in whole months; `none` in an export is a missing term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(NonZeroU16);

impl Term {
    /// A term of `months`; `None` for zero.
    pub fn of_months(months: u16) -> Option<Self> {
        NonZeroU16::new(months).map(Term)
    }

    /// Reads an ISO 8601 duration in months or years: `P1M`, `P12M`, `P1Y`, `P3Y`, `P5Y`.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix('P')?;
        let (digits, factor) = match body.as_bytes().last()? {
            b'M' => (body.strip_suffix('M')?, 1),
            b'Y' => (body.strip_suffix('Y')?, 12),
            _ => return None,
        };
        let count: u16 = digits.parse().ok().filter(|n| (1..=120).contains(n))?;
        Term::of_months(count * factor)
    }

    pub fn months(self) -> i32 {
        i32::from(self.0.get())
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.months() {
            months if months % 12 == 0 => write!(f, "P{}Y", months / 12),
            months => write!(f, "P{months}M"),
        }
    }
}

column_values! {
    /// `billing_cycle`: how often the subscription is billed.
    BillingCycle {
        Monthly = "monthly",
        Annual = "annual",
        Biennial = "biennial",
        Triennial = "triennial",
        OneTime = "one_time",
        None = "none",
    }
}

column_values! {
    /// `end_of_term_action`: a third answer beside renew and cancel exists since the extended service term.
    EndOfTermAction { Renew = "renew", Cancel = "cancel", ExtendedServiceTerm = "extended_service_term" }
}

column_values! {
    /// `price_basis`: the time one `unit_price` pays for.
    PriceBasis { PerMonth = "per_month", PerTerm = "per_term", PerChargePeriod = "per_charge_period" }
}

column_values! {
    /// `seats_scope`: whether assigned seats are those of the subscription or of the whole product pool.
    SeatsScope { Subscription = "subscription", ProductPool = "product_pool" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_twelve_months() {
        assert_eq!(Term::parse("P1Y"), Term::parse("P12M"));
        assert_eq!(Term::parse("P12M").map(|t| t.to_string()).as_deref(), Some("P1Y"));
        assert_eq!(Term::parse("P1M").map(Term::months), Some(1));
    }

    #[test]
    fn other_durations_are_not_terms() {
        for text in ["", "P", "PY", "P0M", "P1D", "1Y", "P-1M"] {
            assert_eq!(Term::parse(text), None, "{text}");
        }
    }
}

//! Terms, cycles and charges as invoices write them.

use crate::intake::values::words::{Listed, Word};
use crate::model::{BillingCycle, Term};

/// What a text about term and billing cycle says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commitment {
    Is {
        term: Term,
        cycle: Option<BillingCycle>,
        is_trial: bool,
    },
    /// A meter or another text: the line is consumption.
    Consumption,
}

/// Reads `One-Year commitment for monthly/yearly billing`; of several cycles `frequency` decides, and
/// an empty frequency means annual.
pub fn commitment(text: &str, frequency: Option<&str>) -> Commitment {
    let lower = text.to_ascii_lowercase();
    let is_trial = lower.contains("trial");
    let months = match () {
        () if is_trial || lower.starts_with("one-month") => 1,
        () if lower.starts_with("one-year") => 12,
        () if lower.starts_with("three-") => 36,
        () => return Commitment::Consumption,
    };
    let Some(term) = Term::of_months(months) else { return Commitment::Consumption };
    let billing = lower.split_once(" for ").map_or("", |(_, billing)| billing);
    let named = [
        ("monthly", BillingCycle::Monthly),
        ("yearly", BillingCycle::Annual),
        ("3 years", BillingCycle::Triennial),
    ];
    let mut cycles = named.iter().filter(|(word, _)| billing.contains(word)).map(|&(_, cycle)| cycle);
    let cycle = match (cycles.next(), cycles.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => {
            frequency.map_or(Some(BillingCycle::Annual), |text| match BillingCycle::of(text) {
                Word::Is(cycle) => Some(cycle),
                Word::Unknown | Word::NotInList => None,
            })
        }
        (None, _) => None,
    };
    Commitment::Is { term, cycle, is_trial }
}

/// Whether a charge of this type states the number of seats (the others change or credit them).
pub fn sets_seats(charge_type: &str) -> bool {
    matches!(
        crate::intake::header::normalize(charge_type).as_str(),
        "cyclefee" | "cyclecharge" | "new" | "renew" | "purchasefee"
    )
}

/// Whether a billing or unit type stands for licences; `None` for words nobody knows.
pub fn is_license(text: &str) -> Option<bool> {
    match crate::intake::header::normalize(text).as_str() {
        "license" | "licenses" => Some(true),
        "usage" | "usagebased" | "benefit" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(months: u16, cycle: Option<BillingCycle>, is_trial: bool) -> Commitment {
        Commitment::Is { term: Term::of_months(months).expect("a term"), cycle, is_trial }
    }

    #[test]
    fn every_documented_text_is_read() {
        use BillingCycle::{Annual, Monthly, Triennial};
        for (text, frequency, expected) in [
            ("One-Year commitment for monthly/yearly billing", Some("Monthly"), is(12, Some(Monthly), false)),
            ("One-Year commitment for monthly/yearly billing", None, is(12, Some(Annual), false)),
            ("One-Year commitment for monthly billing", None, is(12, Some(Monthly), false)),
            ("One-Year commitment for yearly billing", Some("Monthly"), is(12, Some(Annual), false)),
            ("One-Month commitment for monthly billing", None, is(1, Some(Monthly), false)),
            ("One-Month commitment for trial", None, is(1, None, true)),
            (
                "Three-3 Years commitment for monthly/3 Years/yearly billing",
                Some("Triennial"),
                is(36, Some(Triennial), false),
            ),
            (
                "Three-3 Years commitment for monthly/3 Years/yearly billing",
                None,
                is(36, Some(Annual), false),
            ),
            ("Three-Year commitment for yearly billing", None, is(36, Some(Annual), false)),
            ("1 Month Subscription", None, Commitment::Consumption),
            ("1 Cache Instance Hour", None, Commitment::Consumption),
            ("1 GB/Month", None, Commitment::Consumption),
        ] {
            assert_eq!(commitment(text, frequency), expected, "{text} {frequency:?}");
        }
    }

    #[test]
    fn only_some_charges_state_seats() {
        for text in ["CYCLE FEE", "cycleFee", "cycleCharge", "New", "Renew", "PURCHASE_FEE"] {
            assert!(sets_seats(text), "{text}");
        }
        for text in
            ["addQuantity", "removeQuantity", "cancel", "convert", "CYCLE INSTANCE PRORATE", "customerCredit"]
        {
            assert!(!sets_seats(text), "{text}");
        }
    }

    #[test]
    fn only_licenses_are_licenses() {
        for (text, expected) in [
            ("License", Some(true)),
            ("Licenses", Some(true)),
            ("Usage", Some(false)),
            ("Usage-based", Some(false)),
            ("Benefit", Some(false)),
            ("None", None),
        ] {
            assert_eq!(is_license(text), expected, "{text}");
        }
    }
}

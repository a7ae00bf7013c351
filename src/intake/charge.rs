//! What a line of an invoice does to the seats of its subscription.

use crate::intake::header::normalize;
use crate::model::Day;
use crate::model::value::column_values;

column_values! {
    /// Kinds of charges, in the order in which they happen on one day. Taxes, fees and credits of money are
    /// none of them: they leave the seats alone.
    ChargeKind {
        /// Charges the whole subscription for a period.
        Base = "base",
        Add = "add",
        Remove = "remove",
        /// Moves seats, or changes product or billing: the old side is credited, the new side charged.
        Change = "change",
        /// Ends the subscription.
        Cancel = "cancel",
    }
}

column_values! {
    /// Which way the money of a line goes.
    Sign { Credit = "credit", Nothing = "nothing", Charge = "charge" }
}

/// A line of an invoice, until the lines of a subscription have been added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Charge {
    pub start: Option<Day>,
    pub end: Option<Day>,
    pub ordered: Option<Day>,
    pub kind: Option<ChargeKind>,
    /// Seats as the line writes them, which may be below zero.
    pub quantity: Option<i32>,
    /// Seats the money is for, where the line says so beside the quantity.
    pub billable: Option<i32>,
    pub amount: Option<Sign>,
}

impl ChargeKind {
    /// The kind of a charge type, as any of the invoices writes it.
    pub fn of(text: &str) -> Option<Self> {
        Some(match normalize(text).as_str() {
            "cyclefee" | "cyclecharge" | "new" | "renew" | "purchasefee" => ChargeKind::Base,
            "addquantity" => ChargeKind::Add,
            "removequantity" => ChargeKind::Remove,
            "movequantity" | "convert" | "changebillingplan" => ChargeKind::Change,
            "cancelimmediate" | "cancel" => ChargeKind::Cancel,
            _ => return None,
        })
    }
}

impl Sign {
    /// The sign of an amount, in whatever notation: only the minus and the digits are looked at.
    pub fn of_amount(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_negative = text.starts_with(['-', '\u{2212}', '(']) || text.ends_with('-');
        let digits = text.split(['e', 'E']).next().unwrap_or_default();
        let has = |wanted: fn(char) -> bool| digits.chars().any(wanted);
        Some(match (has(|c| c.is_ascii_digit()), has(|c| matches!(c, '1'..='9'))) {
            (false, _) => return None,
            (true, false) => Sign::Nothing,
            (true, true) if is_negative => Sign::Credit,
            (true, true) => Sign::Charge,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_many_spellings() {
        for (text, expected) in [
            ("CYCLE FEE", Some(ChargeKind::Base)),
            ("cycleFee", Some(ChargeKind::Base)),
            ("cycleCharge", Some(ChargeKind::Base)),
            ("New", Some(ChargeKind::Base)),
            ("PURCHASE_FEE", Some(ChargeKind::Base)),
            ("AddQuantity", Some(ChargeKind::Add)),
            ("removeQuantity", Some(ChargeKind::Remove)),
            ("changeBillingPlan", Some(ChargeKind::Change)),
            ("cancelImmediate", Some(ChargeKind::Cancel)),
            ("CYCLE INSTANCE PRORATE", None),
            ("customerCredit", None),
        ] {
            assert_eq!(ChargeKind::of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_sign_of_an_amount_needs_no_notation() {
        for (text, expected) in [
            ("-109.0", Some(Sign::Credit)),
            ("-1.234,50", Some(Sign::Credit)),
            ("(12.50)", Some(Sign::Credit)),
            ("12,50-", Some(Sign::Credit)),
            ("163.5", Some(Sign::Charge)),
            ("0E-20", Some(Sign::Nothing)),
            ("0", Some(Sign::Nothing)),
            ("-0.00", Some(Sign::Nothing)),
            ("", None),
            ("n/a", None),
        ] {
            assert_eq!(Sign::of_amount(text), expected, "{text}");
        }
    }
}

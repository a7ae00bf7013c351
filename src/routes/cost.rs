//! What days of double payment cost, and what leaving a running term would lose.

use crate::model::{
    BillingCycle, Day, Money, PriceBasis, Subscription, Term, add_months, days_between, plus_days,
};
use crate::timing::Settings;

/// What `days` of the term that ends on `end` cost at the source's price: seats × price × (n ÷ k) × days ÷
/// days of the term. Zero days cost nothing; otherwise `None` without price, basis or length of term.
pub fn cost_of_days(subscription: &Subscription<'_>, end: Option<Day>, days: i64) -> Option<Money> {
    if days == 0 {
        return Some(Money::ZERO);
    }
    let (price, term, renewal) = (subscription.unit_price?, subscription.term?, plus_days(end?, 1));
    let basis = subscription.price_basis?;
    let paid_months = months_one_price_pays(basis, term, subscription.billing_cycle)?;
    let term_days = days_between(add_months(renewal, -term.months()), renewal);
    let seat_days = i128::from(subscription.seats_purchased) * i128::from(days);
    let numerator = seat_days * i128::from(term.months());
    Some(price.money().scaled(numerator, i128::from(paid_months) * i128::from(term_days)))
}

/// `k`: months of a term that one `unit_price` pays for; `None` where the billing cycle does not say.
pub fn months_one_price_pays(basis: PriceBasis, term: Term, cycle: Option<BillingCycle>) -> Option<i32> {
    match basis {
        PriceBasis::PerMonth => Some(1),
        PriceBasis::PerTerm => Some(term.months()),
        PriceBasis::PerChargePeriod => match cycle? {
            BillingCycle::Monthly => Some(1),
            BillingCycle::Annual => Some(12),
            BillingCycle::Biennial => Some(24),
            BillingCycle::Triennial => Some(36),
            BillingCycle::OneTime => Some(term.months()),
            BillingCycle::None => None,
        },
    }
}

/// What one seat costs in a month, at the source's price.
pub fn monthly_price(subscription: &Subscription<'_>) -> Option<Money> {
    let basis = subscription.price_basis?;
    let paid_months = match (basis, subscription.term) {
        (PriceBasis::PerMonth, _) => 1,
        (PriceBasis::PerTerm | PriceBasis::PerChargePeriod, term) => {
            months_one_price_pays(basis, term?, subscription.billing_cycle)?
        }
    };
    Some(subscription.unit_price?.money().scaled(1, i128::from(paid_months)))
}

/// What bridging from `first` to the day before `cutover` by an extended service term costs, day by day.
///
/// `monthly_price` is the price of one seat of the *monthly* term; `has_monthly_term` is false for an offer
/// without one, which pays the larger surcharge.
pub fn extended_term_cost(
    monthly_price: Money,
    has_monthly_term: bool,
    seats: u32,
    first: Day,
    cutover: Day,
    settings: &Settings,
) -> Money {
    let surcharge = if has_monthly_term {
        settings.extended_term_surcharge_percent
    } else {
        settings.extended_term_surcharge_percent_without_monthly
    };
    let percent = i128::from(seats) * i128::from(100 + surcharge);
    let (mut from, mut cost) = (first, Money::ZERO);
    while from < cutover {
        let month = plus_days(from, 1 - i64::from(from.day()));
        let next_month = add_months(month, 1);
        let until = next_month.min(cutover);
        let (days, month_days) = (days_between(from, until), days_between(month, next_month));
        cost += monthly_price.scaled(percent * i128::from(days), 100 * i128::from(month_days));
        from = until;
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitPrice;
    use crate::timing::fixture::{day, of_partner, term};

    fn priced(price: &str, basis: PriceBasis, length: &str) -> Subscription<'static> {
        Subscription {
            seats_purchased: 40,
            unit_price: UnitPrice::parse(price),
            price_basis: Some(basis),
            term: Some(term(length)),
            ..of_partner("2025-06-01", "2026-05-31")
        }
    }

    fn cost(subscription: &Subscription<'_>, days: i64) -> Option<String> {
        cost_of_days(subscription, subscription.end_date, days).map(|amount| amount.to_string())
    }

    #[test]
    fn example_5_one_day_of_overlap() {
        assert_eq!(cost(&priced("300", PriceBasis::PerTerm, "P1Y"), 1).as_deref(), Some("32.88"));
        assert_eq!(cost(&priced("25", PriceBasis::PerMonth, "P1Y"), 1).as_deref(), Some("32.88"));
    }

    #[test]
    fn example_5_four_days_of_extended_term() {
        let monthly = UnitPrice::parse("30.00").expect("a price").money();
        let bridge = |has_monthly_term| {
            let (first, cutover) = (day("2026-06-01"), day("2026-06-05"));
            extended_term_cost(monthly, has_monthly_term, 40, first, cutover, &Settings::default())
        };
        assert_eq!(bridge(true).to_string(), "164.80");
        assert_eq!(bridge(false).to_string(), "196.80");
    }

    #[test]
    fn an_extended_term_pays_each_month_by_its_own_days() {
        let monthly = UnitPrice::parse("31").expect("a price").money();
        let settings = Settings { extended_term_surcharge_percent: 0, ..Settings::default() };
        let bridge =
            |cutover| extended_term_cost(monthly, true, 1, day("2026-06-16"), day(cutover), &settings);
        assert_eq!(bridge("2026-07-03").to_string(), "17.50");
        assert_eq!(bridge("2026-06-16"), Money::ZERO);
    }

    #[test]
    fn one_price_pays_a_charge_period() {
        let mut bought = priced("25", PriceBasis::PerChargePeriod, "P3Y");
        assert_eq!(cost(&bought, 1), None, "the cycle is not known");
        for (cycle, price) in [
            (BillingCycle::Monthly, "25"),
            (BillingCycle::Annual, "300"),
            (BillingCycle::Biennial, "600"),
            (BillingCycle::Triennial, "900"),
            (BillingCycle::OneTime, "900"),
        ] {
            bought.billing_cycle = Some(cycle);
            bought.unit_price = UnitPrice::parse(price);
            assert_eq!(cost(&bought, 1).as_deref(), Some("32.85"), "{cycle}");
            assert_eq!(monthly_price(&bought).map(|price| price.to_string()).as_deref(), Some("25.00"));
        }
        bought.billing_cycle = Some(BillingCycle::None);
        assert_eq!(cost(&bought, 1), None);
    }

    #[test]
    fn no_days_cost_nothing_even_without_a_price() {
        let mut bought = priced("300", PriceBasis::PerTerm, "P1Y");
        bought.unit_price = None;
        assert_eq!(cost(&bought, 0).as_deref(), Some("0.00"));
        assert_eq!(cost(&bought, 1), None);
    }
}

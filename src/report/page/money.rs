//! Money at stake by month, one chart and one table per currency.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::Money;
use crate::report::page::readiness::tenth;
use crate::report::page::subscriptions::Stake;
use crate::report::run_json::MoneyTotal;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 160.0;
/// Room for the marks of the axis.
const LEFT: f64 = 70.0;
/// Months drawn and listed of at most; what lies behind is summed.
const MOST_MONTHS: usize = 36;

/// Money in one currency.
#[derive(Debug, Serialize)]
pub(super) struct Currency {
    code: String,
    overlap: String,
    stranded: String,
    months: Vec<Month>,
    /// The value at the top of the axis.
    top: String,
}

#[derive(Debug, Serialize)]
struct Month {
    /// `YYYY-MM`; empty for amounts without a date.
    name: String,
    /// Whether this line sums what lies behind the last month that is drawn.
    is_rest: bool,
    overlap: String,
    stranded: String,
    overlap_bar: Bar,
    stranded_bar: Bar,
    middle: f64,
    is_labelled: bool,
}

#[derive(Debug, Default, Serialize)]
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// The currencies in the order of their codes.
///
/// `totals` are the sums of the run, which were rounded once; those of the months are sums of rounded amounts.
pub(super) fn currencies(
    money: &BTreeMap<String, BTreeMap<String, Stake>>,
    totals: &[MoneyTotal],
) -> Vec<Currency> {
    let of_currency = |(code, months): (&String, &BTreeMap<String, Stake>)| {
        let mut currency = of_currency(code, months);
        if let Some(total) = totals.iter().find(|total| total.currency == *code) {
            currency.overlap.clone_from(&total.overlap_cost);
            currency.stranded.clone_from(&total.stranded_cost);
        }
        currency
    };
    money.iter().map(of_currency).collect()
}

#[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
fn of_currency(currency: &str, months: &BTreeMap<String, Stake>) -> Currency {
    let mut lines: Vec<(String, bool, Stake)> =
        months.iter().map(|(month, stake)| (month.clone(), false, stake.clone())).collect();
    if lines.len() > MOST_MONTHS {
        let behind = lines.split_off(MOST_MONTHS - 1);
        lines.push((behind[0].0.clone(), true, sum(behind.iter().map(|(_, _, stake)| stake))));
    }
    let most = lines.iter().map(|(_, _, stake)| stake.overlap.max(stake.stranded)).max().unwrap_or_default();
    let step = (WIDTH - LEFT) / lines.len().max(1) as f64;
    let every = lines.len().div_ceil(12);
    let all = sum(months.values());
    let place = |position: usize| LEFT + step * position as f64;
    let months = lines
        .iter()
        .enumerate()
        .map(|(position, (month, is_rest, stake))| {
            let bar =
                |amount, n: f64| bar(amount, most, place(position) + step * (0.1 + 0.4 * n), step * 0.36);
            Month {
                name: month.clone(),
                is_rest: *is_rest,
                overlap: stake.overlap.to_string(),
                stranded: stake.stranded.to_string(),
                overlap_bar: bar(stake.overlap, 0.0),
                stranded_bar: bar(stake.stranded, 1.0),
                middle: tenth(place(position) + step / 2.0),
                is_labelled: position % every == 0,
            }
        })
        .collect();
    Currency {
        code: currency.to_owned(),
        overlap: all.overlap.to_string(),
        stranded: all.stranded.to_string(),
        months,
        top: most.to_string(),
    }
}

fn sum<'s>(stakes: impl Iterator<Item = &'s Stake>) -> Stake {
    let mut all = Stake::default();
    for stake in stakes {
        all.overlap += stake.overlap;
        all.stranded += stake.stranded;
    }
    all
}

#[expect(clippy::cast_precision_loss, reason = "a height in a drawing; the table has the amount")]
fn bar(amount: Money, most: Money, x: f64, width: f64) -> Bar {
    if amount.cents() <= 0 {
        return Bar::default();
    }
    let height = (amount.cents() as f64 / most.cents().max(1) as f64 * HEIGHT).max(1.0);
    // A bar is not wider than a finger, however few months there are.
    let drawn = width.min(40.0);
    Bar {
        x: tenth(x + (width - drawn) / 2.0),
        y: tenth(HEIGHT - height),
        width: tenth(drawn),
        height: tenth(height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitPrice;

    fn stake(amount: &str) -> Stake {
        Stake { overlap: UnitPrice::parse(amount).unwrap().money(), stranded: Money::ZERO }
    }

    #[test]
    fn months_behind_the_last_are_summed_and_nothing_is_lost() {
        let months =
            (0..60).map(|n| (format!("{}-{:02}", 2026 + n / 12, n % 12 + 1), stake("0.5"))).collect();
        let currency = of_currency("EUR", &months);
        assert_eq!((currency.months.len(), currency.overlap.as_str()), (MOST_MONTHS, "30.00"));
        let last = currency.months.last().unwrap();
        assert_eq!((last.is_rest, last.overlap.as_str()), (true, "12.50"));
        assert!((currency.months[0].overlap_bar.height - HEIGHT * 0.5 / 12.5).abs() < 0.1);
    }
}

//! Customers, subscriptions and seats by readiness, and the heat map of rules against it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::plan::Readiness;
use crate::report::page::customers;
use crate::report::page::findings::RuleLine;
use crate::report::page::subscriptions;

/// Width of the bar, in units of its drawing.
const WIDTH: f64 = 1000.0;

/// One readiness: a line of the table and a piece of each bar.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    readiness: &'static str,
    customers: u64,
    subscriptions: u64,
    seats: u64,
    of_customers: Piece,
    of_seats: Piece,
}

/// A piece of a bar that stands for a whole.
#[derive(Debug, Default, Serialize)]
struct Piece {
    x: f64,
    width: f64,
    percent: u64,
}

/// The heat map: rules down, readiness across.
#[derive(Debug, Serialize)]
pub(super) struct Heat {
    columns: Vec<&'static str>,
    rows: Vec<HeatRow>,
}

#[derive(Debug, Serialize)]
struct HeatRow {
    rule: String,
    severity: String,
    cells: Vec<HeatCell>,
    subscriptions: u64,
    seats: u64,
}

#[derive(Debug, Serialize)]
struct HeatCell {
    subscriptions: u64,
    seats: u64,
    /// 0 (nothing) to 5 (the most of the map).
    heat: u64,
}

/// The best first: what can be done today stands at the left.
fn in_order() -> impl Iterator<Item = &'static str> {
    Readiness::ALL
        .iter()
        .rev()
        .map(|it| it.as_str())
        .filter(|it| *it != "out-of-scope")
        .chain(["out-of-scope"])
}

/// Every readiness, the best first.
pub(super) fn lines(
    customers: &BTreeMap<String, customers::Sum>,
    subscriptions: &BTreeMap<String, subscriptions::Sum>,
) -> Vec<Line> {
    let none = customers::Sum::default();
    let in_scope = |value: &str| value != "out-of-scope";
    let all = |of: fn(&customers::Sum) -> u64| {
        customers.iter().filter(|(value, _)| in_scope(value)).map(|(_, sum)| of(sum)).sum::<u64>()
    };
    let (all_customers, all_seats) = (all(|sum| sum.customers), all(|sum| sum.seats));
    let (mut x_customers, mut x_seats) = (0.0, 0.0);
    in_order()
        .map(|readiness| {
            let sum = customers.get(readiness).unwrap_or(&none);
            let held = subscriptions.get(readiness).cloned().unwrap_or_default();
            let is_drawn = in_scope(readiness);
            Line {
                readiness,
                customers: sum.customers,
                subscriptions: held.subscriptions,
                seats: if is_drawn { sum.seats } else { held.seats },
                of_customers: piece(is_drawn, sum.customers, all_customers, &mut x_customers),
                of_seats: piece(is_drawn, sum.seats, all_seats, &mut x_seats),
            }
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a width in a drawing, not money")]
fn piece(is_drawn: bool, part: u64, whole: u64, x: &mut f64) -> Piece {
    if !is_drawn || whole == 0 || part == 0 {
        return Piece::default();
    }
    let width = part as f64 / whole as f64 * WIDTH;
    let start = *x;
    *x += width;
    Piece { x: tenth(start), width: tenth(width), percent: (part * 100 + whole / 2) / whole }
}

/// Rounded for a drawing.
pub(super) fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The heat map of the rules that found something, as many subscriptions as they concern.
pub(super) fn heat(
    sums: &BTreeMap<String, BTreeMap<String, subscriptions::Sum>>,
    rules: &[RuleLine],
) -> Heat {
    let columns: Vec<&'static str> = in_order().filter(|it| *it != "out-of-scope").collect();
    let told = rules.iter().filter(|rule| rule.severity != "note");
    let told: Vec<_> = told.filter_map(|rule| Some((rule, sums.get(&rule.rule)?))).collect();
    let most = told.iter().flat_map(|(_, line)| line.values().map(|sum| sum.subscriptions)).max();
    let most = most.unwrap_or_default();
    let rows = told.into_iter().map(|(rule, line)| heat_row(rule, line, &columns, most)).collect();
    Heat { columns, rows }
}

fn heat_row(
    rule: &RuleLine,
    line: &BTreeMap<String, subscriptions::Sum>,
    columns: &[&'static str],
    most: u64,
) -> HeatRow {
    let cell = |column: &&'static str| {
        let sum = line.get(*column).cloned().unwrap_or_default();
        HeatCell {
            subscriptions: sum.subscriptions,
            seats: sum.seats,
            heat: heat_of(sum.subscriptions, most),
        }
    };
    HeatRow {
        rule: rule.rule.clone(),
        severity: rule.severity.clone(),
        cells: columns.iter().map(cell).collect(),
        subscriptions: line.values().map(|sum| sum.subscriptions).sum(),
        seats: line.values().map(|sum| sum.seats).sum(),
    }
}

/// Five steps on a logarithmic scale, so that one large portfolio-wide rule does not hide the others.
#[expect(clippy::cast_precision_loss, reason = "a shade, not money")]
pub(super) fn heat_of(number: u64, most: u64) -> u64 {
    if number == 0 {
        return 0;
    }
    let share = (number as f64).ln_1p() / (most.max(1) as f64).ln_1p();
    ((share * 5.0).ceil() as u64).clamp(1, 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_grow_with_the_number() {
        assert_eq!([0, 1, 10, 50, 100].map(|n| heat_of(n, 100)), [0, 1, 3, 5, 5]);
        assert_eq!(heat_of(1, 1), 5);
    }

    #[test]
    fn the_pieces_of_a_bar_fill_it() {
        let sum = |customers| customers::Sum { customers, seats: 0 };
        let customers = BTreeMap::from([
            ("ready".to_owned(), sum(1)),
            ("blocked".to_owned(), sum(2)),
            ("out-of-scope".to_owned(), sum(9)),
        ]);
        let lines = lines(&customers, &BTreeMap::new());
        let widths: f64 = lines.iter().map(|line| line.of_customers.width).sum();
        assert!((widths - WIDTH).abs() < 0.2, "{widths}");
        assert_eq!((lines[0].readiness, lines[6].readiness), ("ready", "out-of-scope"));
        assert_eq!(lines[0].of_customers.percent, 33);
    }
}

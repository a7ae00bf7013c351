//! Money at stake, per currency and never added across currencies.

use crate::model::{Currency, Money};
use crate::plan::{CustomerPlan, LinePlan};
use crate::table::{CellWriter, append_money};

/// Unrounded sums in the order of the currency codes, unknown currency first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stakes(Vec<Stake>);

/// Sums of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    pub currency: Option<Currency>,
    pub overlap_cost: Money,
    pub stranded_cost: Money,
}

impl Stakes {
    /// The sums over what moves of one customer.
    pub fn of(plan: &CustomerPlan<'_>) -> Self {
        let mut stakes = Stakes::default();
        for (_, line) in plan.in_scope() {
            stakes.add_line(line);
        }
        stakes
    }

    /// Adds what is at stake for one subscription, where it is known.
    pub fn add_line(&mut self, line: &LinePlan<'_>) {
        let LinePlan { subscription, course, .. } = line;
        if course.overlap_cost.is_some() || course.stranded_cost.is_some() {
            let overlap_cost = course.overlap_cost.unwrap_or_default();
            let stranded_cost = course.stranded_cost.unwrap_or_default();
            self.add(Stake { currency: subscription.currency, overlap_cost, stranded_cost });
        }
    }

    pub fn add(&mut self, stake: Stake) {
        match self.0.binary_search_by_key(&stake.currency, |it| it.currency) {
            Ok(found) => {
                self.0[found].overlap_cost += stake.overlap_cost;
                self.0[found].stranded_cost += stake.stranded_cost;
            }
            Err(place) => self.0.insert(place, stake),
        }
    }

    pub fn merge(&mut self, other: &Stakes) {
        other.0.iter().for_each(|&stake| self.add(stake));
    }

    /// What there is to tell: a zero without a currency says nothing beside other sums.
    pub fn iter(&self) -> impl Iterator<Item = &Stake> {
        let is_only = self.0.len() == 1;
        self.0.iter().filter(move |stake| is_only || stake.currency.is_some() || !stake.is_zero())
    }

    /// `overlap_cost, stranded_cost, currency` as three lists in the same order.
    pub(crate) fn append(&self, cells: &mut CellWriter<'_>) {
        self.append_amounts(cells, |stake| stake.overlap_cost);
        self.append_amounts(cells, |stake| stake.stranded_cost);
        self.append_currencies(cells);
    }

    pub(crate) fn append_amounts(&self, cells: &mut CellWriter<'_>, amount: impl Fn(&Stake) -> Money) {
        cells.composed(|out| {
            for (position, stake) in self.iter().enumerate() {
                if position > 0 {
                    out.push(b';');
                }
                append_money(out, amount(stake));
            }
        });
    }

    pub(crate) fn append_currencies(&self, cells: &mut CellWriter<'_>) {
        cells.composed(|out| {
            for (position, stake) in self.iter().enumerate() {
                if position > 0 {
                    out.push(b';');
                }
                out.extend_from_slice(stake.currency.as_ref().map_or("", |code| code.as_str()).as_bytes());
            }
        });
    }
}

impl Stake {
    fn is_zero(&self) -> bool {
        self.overlap_cost.is_zero() && self.stranded_cost.is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitPrice;

    fn stake(currency: Option<&str>, overlap: &str) -> Stake {
        let overlap_cost = UnitPrice::parse(overlap).unwrap().money();
        Stake { currency: currency.and_then(Currency::parse), overlap_cost, stranded_cost: Money::ZERO }
    }

    fn line(stakes: &Stakes) -> String {
        let mut out = Vec::new();
        let mut cells = CellWriter::new(&mut out);
        stakes.append(&mut cells);
        cells.end();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn currencies_stay_apart_in_the_order_of_their_codes() {
        let mut stakes = Stakes::default();
        for one in [stake(Some("USD"), "2"), stake(Some("EUR"), "0.004"), stake(Some("EUR"), "0.004")] {
            stakes.add(one);
        }
        stakes.add(stake(None, "0"));
        assert_eq!(line(&stakes), "0.01;2.00,0.00;0.00,EUR;USD\n");
    }

    #[test]
    fn nothing_known_is_empty_and_nothing_to_pay_is_zero() {
        assert_eq!(line(&Stakes::default()), ",,\n");
        let mut stakes = Stakes::default();
        stakes.add(stake(None, "0"));
        assert_eq!(line(&stakes), "0.00,0.00,\n");
    }
}

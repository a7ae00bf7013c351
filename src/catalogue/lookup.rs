//! Verdicts of a run, each computed once however many subscriptions ask for it.

use std::sync::OnceLock;

use crate::catalogue::assemble::Catalogue;
use crate::catalogue::market::Buyer;
use crate::catalogue::rank::Purchase;
use crate::catalogue::verdict::{Given, Verdict};
use crate::model::{Product, ProductIdx, Segment};

/// Segments a buyer can have, the unknown one included.
const N_SEGMENTS: usize = 5;

/// One slot per kind of buyer.
type Slots = Box<[OnceLock<Box<Verdict>>]>;

/// A memo of verdicts, shared by every thread of a run.
///
/// Countries are folded into classes and days into the time between two changes of the catalogue, so that a
/// million questions have a few hundred answers.
pub struct Lookup<'c> {
    catalogue: &'c Catalogue,
    /// By product and epoch; a slot is made when it is first asked for.
    slots: Vec<OnceLock<Slots>>,
}

impl<'c> Lookup<'c> {
    /// A memo for `n_products` distinct products.
    pub fn new(catalogue: &'c Catalogue, n_products: usize) -> Self {
        let n_epochs = catalogue.epochs.len() + 1;
        Lookup { catalogue, slots: (0..n_products * n_epochs).map(|_| OnceLock::new()).collect() }
    }

    /// The verdict about a product for a buyer; `product` is the one at `product_idx`, always the same.
    pub fn verdict(&self, product_idx: ProductIdx, product: &Product, buyer: &Buyer) -> Given<'_> {
        let catalogue = self.catalogue;
        let n_epochs = catalogue.epochs.len() + 1;
        let epoch = catalogue.epochs.partition_point(|&from| from <= buyer.day);
        let class = catalogue.markets.class(buyer.country);
        let segment = buyer.segment.map_or(0, |segment: Segment| segment as usize + 1);
        let kind = (usize::from(class) * N_SEGMENTS + segment) * 2 + usize::from(buyer.net_new);
        let judge = || {
            let purchase = Purchase { class, segment: buyer.segment, day: buyer.day };
            Box::new(catalogue.judge(product, purchase, buyer.net_new))
        };
        let Some(slots) = self.slots.get(product_idx.0 as usize * n_epochs + epoch) else {
            return Given::from(*judge());
        };
        let n_kinds = catalogue.markets.classes.len() * N_SEGMENTS * 2;
        let slots = slots.get_or_init(|| (0..n_kinds).map(|_| OnceLock::new()).collect());
        Given::Lent(slots[kind].get_or_init(judge))
    }

    /// Lines of the overrides that were used so far, sorted, each once.
    pub fn used_overrides(&self) -> Vec<u32> {
        let asked = self.slots.iter().filter_map(OnceLock::get).flat_map(|slots| slots.iter());
        let mut lines: Vec<_> = asked.filter_map(OnceLock::get).filter_map(|v| v.override_line).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Country, parse_day};

    #[test]
    fn the_same_question_has_one_answer_in_memory() {
        let catalogue = Catalogue::embedded();
        let lookup = Lookup::new(&catalogue, 1);
        let product = Product { sku_part_number: "SPE_E3".to_owned(), ..Product::default() };
        let is_one = |a: &Verdict, b: &Verdict| std::ptr::eq(a, b);
        let ask = |country: &str, day: &str| {
            let buyer = Buyer {
                country: Country::parse(country),
                segment: None,
                day: parse_day(day).expect("a day"),
                net_new: true,
            };
            lookup.verdict(ProductIdx(0), &product, &buyer)
        };
        assert!(is_one(&ask("DE", "2026-01-01"), &ask("FR", "2026-06-30")));
        assert!(!is_one(&ask("DE", "2023-09-30"), &ask("DE", "2023-10-01")));
        assert!(ask("DE", "2023-10-01").is_end_of_sale);
        assert!(!ask("US", "2023-10-01").is_end_of_sale);
    }

    #[test]
    fn a_product_beyond_the_memo_is_still_judged() {
        let catalogue = Catalogue::embedded();
        let lookup = Lookup::new(&catalogue, 0);
        let buyer = Buyer { country: None, segment: None, day: Catalogue::dated(), net_new: true };
        let verdict = lookup.verdict(ProductIdx(7), &Product::default(), &buyer);
        assert_eq!(verdict.offer_match, crate::catalogue::OfferMatch::Unmatched);
    }
}

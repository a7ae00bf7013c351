//! The offers that could take the place of another, best first.

use crate::catalogue::assemble::Catalogue;
use crate::catalogue::compare::{Comparison, Masks, Score};
use crate::catalogue::family::PlanSet;
use crate::catalogue::market::Standing;
use crate::catalogue::offer::{Offer, OfferIdx, Sale, may_buy};
use crate::model::{Day, Segment};

/// A buyer as the catalogue sees one: everything else makes no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Purchase {
    pub(crate) class: u8,
    pub(crate) segment: Option<Segment>,
    pub(crate) day: Day,
}

/// One candidate: one or two offers.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) targets: Vec<OfferIdx>,
    /// Position among the successors on record.
    pub(crate) recorded: Option<usize>,
    /// `None`: a plan set is missing, so nothing can be compared.
    pub(crate) comparison: Option<Comparison>,
    pub(crate) score: Score,
}

impl Catalogue {
    /// Whether anybody may be told to buy this offer, here and on that day.
    pub(crate) fn is_recommendable(&self, offer: &Offer, source: &Offer, purchase: Purchase) -> bool {
        let buyer = purchase.segment.unwrap_or(source.segment);
        offer.sale == Sale::Sold
            && !offer.is_special
            && (offer.segment == Segment::Commercial || may_buy(buyer, offer.segment))
            && self.markets.standing(offer, purchase.class, buyer, purchase.day, true) == Standing::Sold
    }

    /// The successors on record this buyer can buy, best first.
    pub(crate) fn recorded_successors(&self, source: OfferIdx, purchase: Purchase) -> Vec<Candidate> {
        let offer = self.offer(source);
        let masks = self.masks(purchase.day);
        let segment = purchase.segment.unwrap_or(offer.segment);
        let can_buy = |&idx: &OfferIdx| self.is_recommendable(self.offer(idx), offer, purchase);
        let mut candidates: Vec<_> = offer
            .successors
            .iter()
            .enumerate()
            .filter(|(_, s)| s.segment.is_none_or(|only| only == segment) && s.targets.iter().all(can_buy))
            .map(|(position, s)| self.candidate(&masks, offer, s.targets.clone(), Some(position)))
            .collect();
        candidates.sort_by_key(order);
        candidates
    }

    /// Every offer this buyer could move to: those on record first unless they lose what others keep.
    pub(crate) fn rank(&self, source: OfferIdx, purchase: Purchase, uses_record: bool) -> Vec<Candidate> {
        let offer = self.offer(source);
        let mut candidates =
            if uses_record { self.recorded_successors(source, purchase) } else { Vec::new() };
        if let Some(plans) = &offer.plans {
            let masks = self.masks(purchase.day);
            let has_data = masks.has_data(plans);
            let singles = self.enumerate().filter(|&(idx, other)| {
                idx != source
                    && other.segment == offer.segment
                    && !candidates.iter().any(|c| c.targets == [idx])
                    && self.is_recommendable(other, offer, purchase)
            });
            let singles: Vec<_> = singles
                .filter_map(|(idx, other)| {
                    let comparison = masks.compare(plans, other.plans.as_ref()?);
                    let shares = if has_data { comparison.shares_data } else { comparison.shares_function };
                    let score = masks.score(&comparison);
                    shares.then(|| Candidate {
                        targets: vec![idx],
                        recorded: None,
                        comparison: Some(comparison),
                        score,
                    })
                })
                .collect();
            candidates.extend(singles);
        }
        candidates.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| self.names(a).cmp(&self.names(b))));
        candidates
    }

    /// What the plans of several offers amount to; `None` if one is unknown.
    pub(crate) fn plans_of(&self, targets: &[OfferIdx]) -> Option<PlanSet> {
        let mut union = PlanSet::default();
        for &idx in targets {
            union = union.union(self.offer(idx).plans.as_ref()?);
        }
        Some(union)
    }

    pub(crate) fn masks(&self, day: Day) -> Masks {
        Masks::of(&self.families, self.families.running(day))
    }

    /// A candidate with its comparison.
    pub(crate) fn candidate(
        &self,
        masks: &Masks,
        source: &Offer,
        targets: Vec<OfferIdx>,
        recorded: Option<usize>,
    ) -> Candidate {
        let target = self.plans_of(&targets);
        let comparison = source.plans.as_ref().zip(target.as_ref()).map(|(s, t)| masks.compare(s, t));
        let score = comparison.as_ref().map(|c| masks.score(c)).unwrap_or_default();
        Candidate { targets, recorded, comparison, score }
    }

    fn names(&self, candidate: &Candidate) -> Vec<&str> {
        candidate.targets.iter().map(|&idx| self.offer(idx).name.as_str()).collect()
    }
}

/// No serious loss first; among those the record is trusted more than the points.
fn order(candidate: &Candidate) -> (bool, bool, Score, usize) {
    let is_serious = candidate.comparison.as_ref().is_some_and(|c| c.is_serious);
    (is_serious, candidate.recorded.is_none(), candidate.score, candidate.recorded.unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::catalogue::Downloads;

    /// A list in which every offer holds the same mailbox, so that only the sale decides.
    fn everybody_is_alike() -> Catalogue {
        let mut list =
            "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Friendly\n".to_owned();
        for offer in &Catalogue::embedded().offers {
            let (name, guid) = (offer.name.replace(',', ""), offer.guid);
            writeln!(list, "{name},{},{guid},X,9aaf7827-d63c-4b61-89c3-182f06f82e5c,X", offer.part_number)
                .expect("a text grows");
        }
        let licensing_list = Some(("list.csv", list.as_bytes()));
        Catalogue::assemble(&Downloads { licensing_list, ..Downloads::default() }).expect("a catalogue")
    }

    #[test]
    fn nobody_is_told_to_buy_what_is_not_sold_on_that_day() {
        let catalogue = everybody_is_alike();
        let mut n_candidates = 0;
        for (source, offer) in catalogue.enumerate() {
            for &day in &catalogue.epochs {
                let purchase = Purchase { class: 0, segment: None, day };
                for target in catalogue.rank(source, purchase, true).iter().flat_map(|c| &c.targets) {
                    let target = catalogue.offer(*target);
                    let standing = catalogue.markets.standing(target, 0, offer.segment, day, true);
                    assert_eq!(standing, Standing::Sold, "{} on {day}", target.part_number);
                    assert!(!target.is_special && target.sale == Sale::Sold, "{}", target.part_number);
                    n_candidates += 1;
                }
            }
        }
        assert!(n_candidates > 1000);
    }

    #[test]
    fn the_offer_itself_is_never_its_own_successor() {
        let catalogue = everybody_is_alike();
        let purchase = Purchase { class: 1, segment: None, day: Catalogue::dated() };
        for (source, _) in catalogue.enumerate() {
            assert!(catalogue.rank(source, purchase, true).iter().all(|c| !c.targets.contains(&source)));
        }
    }
}

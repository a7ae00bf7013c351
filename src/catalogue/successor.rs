//! The ranked successors of one offer, as `cutover successor` shows them.

use serde::Serialize;
use uuid::Uuid;

use crate::catalogue::assemble::Catalogue;
use crate::catalogue::compare::Comparison;
use crate::catalogue::market::Buyer;
use crate::catalogue::offer::OfferIdx;
use crate::catalogue::rank::{Candidate, Purchase};
use crate::catalogue::text::nce_key;
use crate::catalogue::verdict::{MatchStep, OfferMatch};
use crate::model::{Day, Product};

/// The offers that could take the place of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ranking {
    /// Part number of the offer asked about; empty where it is none of the catalogue.
    pub offer: String,
    pub name: String,
    /// How the offer was found, and by which text.
    pub matched_by: &'static str,
    pub evidence: String,
    /// What the planner would say about buying it again; a verdict of `plan.csv`.
    pub verdict: &'static str,
    /// Whether a licensing list gave the plans of the offer: without them nothing can be compared.
    pub plan_set_known: bool,
    /// Names that look alike and were not used.
    pub similar_names: Vec<String>,
    /// Best first.
    pub candidates: Vec<RankedOffer>,
}

/// One candidate, with services in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankedOffer {
    /// One or two part numbers.
    pub target: Vec<String>,
    pub names: Vec<String>,
    pub verdict: &'static str,
    /// Data services that are gone.
    pub lost: Vec<String>,
    /// Data services kept at a lower tier.
    pub shrunk: Vec<String>,
    /// Functions that are gone or kept at a lower tier.
    pub functional: Vec<String>,
    /// Services gained or raised.
    pub gained: Vec<String>,
    /// Data services kept in full.
    pub kept: Vec<String>,
    /// Who names this successor, and where; empty for one that was only computed.
    pub relation: String,
    pub source: String,
}

impl Catalogue {
    /// Ranks the offers that could take the place of `offer`: a part number, a GUID, a new-commerce id or a name.
    ///
    /// Only what is sold to `buyer` is a candidate; without a segment the buyer is one the offer is made for.
    pub fn successor(&self, offer: &str, buyer: &Buyer) -> Ranking {
        let product = self.as_product(offer);
        let class = self.markets.class(buyer.country);
        let purchase = Purchase { class, segment: buyer.segment, day: buyer.day };
        let identified = self.identify(&product, buyer.segment);
        let found = identified.offer.map(|idx| self.offer(idx));
        let candidates = identified.offer.map_or(Vec::new(), |idx| {
            let ranked = self.rank(idx, purchase, true);
            ranked.iter().map(|candidate| self.in_words(idx, candidate, purchase)).collect()
        });
        Ranking {
            offer: found.map(|o| o.part_number.clone()).unwrap_or_default(),
            name: found.map(|o| o.name.clone()).unwrap_or_default(),
            matched_by: identified.step.as_str(),
            verdict: self.judge(&product, purchase, buyer.net_new).offer_match.as_str(),
            plan_set_known: found.is_some_and(|o| o.plans.is_some()),
            similar_names: identified.similar.iter().map(|&idx| self.offer(idx).name.clone()).collect(),
            evidence: identified.evidence,
            candidates,
        }
    }

    /// Targets of every candidate, best first; without the record they are ranked by the plan sets alone.
    ///
    /// For measuring the ranking; [`Catalogue::successor`] is what a person is shown.
    pub fn ranked_targets(&self, part_number: &str, buyer: &Buyer, uses_record: bool) -> Vec<Vec<&str>> {
        let class = self.markets.class(buyer.country);
        let purchase = Purchase { class, segment: buyer.segment, day: buyer.day };
        let Some(source) = self.one_offer(part_number).ok() else { return Vec::new() };
        let ranked = self.rank(source, purchase, uses_record);
        let names =
            |c: &Candidate| c.targets.iter().map(|&idx| self.offer(idx).part_number.as_str()).collect();
        ranked.iter().map(names).collect()
    }

    /// The verdict about putting one offer in the place of another, whether or not it is sold.
    pub fn compare_offers(&self, source: &str, target: &str, day: Day) -> OfferMatch {
        let (Ok(source), Ok(target)) = (self.one_offer(source), self.one_offer(target)) else {
            return OfferMatch::Unmatched;
        };
        let candidate = self.candidate(&self.masks(day), self.offer(source), vec![target], None);
        candidate.comparison.map_or(OfferMatch::PlanSetUnknown, |comparison| comparison.verdict())
    }

    /// GUIDs of every offer whose plan set is known.
    pub fn guids_with_plans(&self) -> impl Iterator<Item = Uuid> {
        self.offers.iter().filter(|offer| offer.plans.is_some()).map(|offer| offer.guid)
    }

    /// The text as the columns of an export would hold it.
    fn as_product(&self, text: &str) -> Product {
        let text = text.trim();
        let mut product = Product::default();
        if let Ok(guid) = Uuid::try_parse(text) {
            product.license_sku_id = guid.hyphenated().to_string();
            product.offer_id.clone_from(&product.license_sku_id);
        } else if let Some((product_id, sku_id)) =
            nce_key(text).as_deref().and_then(|key| key.split_once(':'))
        {
            product_id.clone_into(&mut product.product_id);
            sku_id.clone_into(&mut product.sku_id);
        } else {
            text.clone_into(&mut product.product_name);
            let by_part_number = Product { sku_part_number: text.to_owned(), ..Product::default() };
            if self.identify(&by_part_number, None).step != MatchStep::Unmatched {
                return by_part_number;
            }
        }
        product
    }

    fn in_words(&self, source: OfferIdx, candidate: &Candidate, purchase: Purchase) -> RankedOffer {
        let targets = || candidate.targets.iter().map(|&idx| self.offer(idx));
        let record = candidate.recorded.map(|position| &self.offer(source).successors[position]);
        let comparison = candidate.comparison.as_ref();
        let words = |mask: fn(&Comparison) -> u64| {
            comparison.map_or(Vec::new(), |c| self.services_in(mask(c)).collect::<Vec<_>>())
        };
        RankedOffer {
            target: targets().map(|t| t.part_number.clone()).collect(),
            names: targets().map(|t| t.name.clone()).collect(),
            verdict: comparison.map_or(OfferMatch::PlanSetUnknown, Comparison::verdict).as_str(),
            lost: words(|c| c.lost),
            shrunk: words(|c| c.shrunk),
            functional: self.functions_in_words(source, candidate),
            gained: words(|c| c.gained),
            kept: self.kept_in_words(source, candidate, purchase),
            relation: record.map(|s| s.relation.clone()).unwrap_or_default(),
            source: record.map(|s| s.source.clone()).unwrap_or_default(),
        }
    }

    fn services_in(&self, mask: u64) -> impl Iterator<Item = String> {
        self.families.named(mask).map(|(_, family)| family.service.clone())
    }

    fn functions_in_words(&self, source: OfferIdx, candidate: &Candidate) -> Vec<String> {
        let Some(comparison) = &candidate.comparison else { return Vec::new() };
        let mut words: Vec<_> = self.services_in(comparison.functions_lost).collect();
        words.extend(
            self.services_in(comparison.functions_lower).map(|service| format!("{service} (lower tier)")),
        );
        let held = self.offer(source).plans.as_ref().map_or(&[][..], |plans| &plans.functions);
        let target = self.plans_of(&candidate.targets).unwrap_or_default().functions;
        for (word, &bits) in held.iter().enumerate() {
            let gone = bits & !target.get(word).copied().unwrap_or(0);
            let positions = (0..64).filter(|bit| gone & (1 << bit) != 0).map(|bit| word * 64 + bit);
            words.extend(positions.filter_map(|position| self.families.functions.get(position).cloned()));
        }
        words
    }

    fn kept_in_words(&self, source: OfferIdx, candidate: &Candidate, purchase: Purchase) -> Vec<String> {
        let (Some(comparison), Some(plans)) = (&candidate.comparison, &self.offer(source).plans) else {
            return Vec::new();
        };
        let functions = self.families.mask(crate::catalogue::family::Class::Function);
        let held = plans.at_least[0] & self.families.running(purchase.day) & !functions;
        self.services_in(held & !comparison.lost & !comparison.shrunk).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Downloads;

    const LIST: &str = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n\
        Small,LITEPACK,bd09678e-b83c-4d3f-aaba-3dad4abd128b,X,9aaf7827-d63c-4b61-89c3-182f06f82e5c,X\n\
        Small,LITEPACK,bd09678e-b83c-4d3f-aaba-3dad4abd128b,T,57ff2da0-773e-42df-b2af-ffb7a2317929,T\n\
        Small,LITEPACK,bd09678e-b83c-4d3f-aaba-3dad4abd128b,O,00000000-0000-0000-0000-00000000000a,Odd thing\n\
        Basic,O365_BUSINESS_ESSENTIALS,3b555118-da6a-4418-894f-7df1e2096870,K,4a82b400-a79f-41a4-b4e2-e94f5787b113,K\n\
        Basic,O365_BUSINESS_ESSENTIALS,3b555118-da6a-4418-894f-7df1e2096870,I,c1ec4a95-1f05-45b3-a911-aa3fa01094f5,I\n";

    fn rank(offer: &str, list: Option<&str>) -> Ranking {
        let licensing_list = list.map(|text| ("list.csv", text.as_bytes()));
        let catalogue = Catalogue::assemble(&Downloads { licensing_list, ..Downloads::default() });
        let buyer = Buyer { country: None, segment: None, day: Catalogue::dated(), net_new: true };
        catalogue.expect("a catalogue").successor(offer, &buyer)
    }

    #[test]
    fn every_difference_is_named_in_plain_words() {
        let ranking = rank("LITEPACK", Some(LIST));
        let best = &ranking.candidates[0];
        assert_eq!((best.target[0].as_str(), best.verdict), ("O365_BUSINESS_ESSENTIALS", "lossy"));
        assert_eq!(
            (&best.lost[..], &best.shrunk[..]),
            (&["Teams".to_owned()][..], &["mailbox (Exchange Online)".to_owned()][..])
        );
        assert_eq!(
            (&best.functional[..], &best.gained[..]),
            (&["Odd thing".to_owned()][..], &["Intune".to_owned()][..])
        );
        assert!(best.kept.is_empty() && best.source.starts_with("https://"));
        assert_eq!(ranking.verdict, "lossy");
    }

    #[test]
    fn without_a_list_the_record_is_shown_and_nothing_is_called_equivalent() {
        let ranking = rank("bd09678e-b83c-4d3f-aaba-3dad4abd128b", None);
        assert_eq!((ranking.offer.as_str(), ranking.plan_set_known), ("LITEPACK", false));
        assert_eq!(ranking.candidates.len(), 1);
        assert_eq!(ranking.candidates[0].verdict, "plan-set-unknown");
    }

    #[test]
    fn an_offer_may_be_named_in_any_of_its_ways() {
        for text in ["litepack", "Office 365 Small Business", "bd09678e-b83c-4d3f-aaba-3dad4abd128b"] {
            assert_eq!(rank(text, None).offer, "LITEPACK", "{text}");
        }
        assert_eq!(rank("CFQ7TTC0LCHC:0002", None).offer, "SPB");
        assert_eq!(rank("no such thing", None).matched_by, "unmatched");
    }

    #[test]
    fn the_candidates_are_written_under_the_names_of_the_contract() {
        let json = serde_json::to_value(rank("LITEPACK", Some(LIST))).expect("a value");
        let best = &json["candidates"][0];
        assert!(best["target"].is_array() && best["verdict"].is_string());
        for key in ["lost", "shrunk", "functional", "gained", "kept"] {
            assert!(best[key].is_array(), "{key}");
        }
    }
}

//! The verdict about one product for one buyer: same, equivalent, or what would be lost.

use crate::catalogue::assemble::{Catalogue, Override};
use crate::catalogue::compare::Comparison;
use crate::catalogue::family::{Class, Family};
use crate::catalogue::identify::Identified;
use crate::catalogue::market::Standing;
use crate::catalogue::offer::{OfferIdx, may_buy};
use crate::catalogue::rank::{Candidate, Purchase};
use crate::catalogue::verdict::{Loss, MatchStep, OfferMatch, Service, Verdict};
use crate::model::{Product, Segment};

/// What was decided about an identified offer.
struct Decision {
    offer_match: OfferMatch,
    targets: Vec<OfferIdx>,
    comparison: Option<Comparison>,
    alternatives: Vec<Vec<OfferIdx>>,
}

impl Decision {
    fn without_target(offer_match: OfferMatch) -> Self {
        Decision { offer_match, targets: Vec::new(), comparison: None, alternatives: Vec::new() }
    }

    fn same(offer: OfferIdx) -> Self {
        Decision { targets: vec![offer], ..Decision::without_target(OfferMatch::Same) }
    }
}

impl Catalogue {
    /// The verdict about `product`; the number of seats is not looked at.
    pub(crate) fn judge(&self, product: &Product, purchase: Purchase, net_new: bool) -> Verdict {
        let identified = self.identify(product, purchase.segment);
        let mut verdict = Verdict {
            step: identified.step,
            evidence: identified.evidence.clone(),
            is_ambiguous: identified.is_ambiguous,
            similar_names: identified.similar.iter().map(|&idx| self.offer(idx).name.clone()).collect(),
            ..Verdict::default()
        };
        let Some(source) = Self::source_of(&identified) else {
            return verdict;
        };
        let offer = self.offer(source);
        let segment = purchase.segment.unwrap_or(offer.segment);
        let standing = self.markets.standing(offer, purchase.class, segment, purchase.day, net_new);
        verdict.source_part_number.clone_from(&offer.part_number);
        verdict.is_discontinued = standing == Standing::Discontinued;
        verdict.is_end_of_sale = matches!(standing, Standing::EndOfSale | Standing::NotHere);
        let decision = match identified.by_override {
            Some(entry) => {
                echo(&mut verdict, entry);
                self.follow(entry, source, purchase, standing, net_new)
            }
            None => self.decide(source, purchase, standing, net_new),
        };
        self.describe(&mut verdict, source, &decision, purchase, net_new);
        verdict
    }

    /// The identified offer; where nothing else identifies it, the one target of an override does.
    fn source_of(identified: &Identified<'_>) -> Option<OfferIdx> {
        let named = identified.by_override.map(|entry| entry.targets.as_slice());
        identified.offer.or(match named {
            Some(&[only]) => Some(only),
            Some(_) | None => None,
        })
    }

    /// The same offer where it can be had, else the successor on record.
    fn decide(&self, source: OfferIdx, purchase: Purchase, standing: Standing, net_new: bool) -> Decision {
        let is_refused = match standing {
            Standing::Sold => false,
            Standing::EndOfSale | Standing::NotHere => net_new,
            Standing::Discontinued => true,
        };
        if !is_refused {
            return self.buy_the_same(source, purchase, net_new);
        }
        let mut candidates = self.recorded_successors(source, purchase).into_iter();
        let Some(best) = candidates.next() else {
            return Decision::without_target(match standing {
                Standing::Discontinued => OfferMatch::DiscontinuedNoEquivalent,
                Standing::Sold | Standing::EndOfSale | Standing::NotHere => OfferMatch::NotSellable,
            });
        };
        let offer_match = verdict_of(&best);
        let is_as_good = |other: &Candidate| {
            offer_match != OfferMatch::Equivalent || verdict_of(other) == OfferMatch::Equivalent
        };
        let alternatives = candidates.filter(is_as_good).map(|c| c.targets).collect();
        Decision { offer_match, targets: best.targets, comparison: best.comparison, alternatives }
    }

    /// The same offer is bought again, unless this customer's segment may not buy it.
    fn buy_the_same(&self, source: OfferIdx, purchase: Purchase, net_new: bool) -> Decision {
        let mut decision = Decision::same(source);
        if net_new && self.conflict(source, purchase.segment).is_some() {
            decision.offer_match = OfferMatch::NotSellable;
        }
        decision
    }

    /// The override's own target, compared with the source and checked for sale.
    fn follow(
        &self,
        entry: &Override,
        source: OfferIdx,
        purchase: Purchase,
        standing: Standing,
        net_new: bool,
    ) -> Decision {
        if entry.targets == [source] {
            return self.decide(source, purchase, standing, net_new);
        }
        let offer = self.offer(source);
        let candidate = self.candidate(&self.masks(purchase.day), offer, entry.targets.clone(), None);
        let segment = purchase.segment.unwrap_or(offer.segment);
        let is_sold = |&idx: &OfferIdx| {
            let target = self.offer(idx);
            let standing = self.markets.standing(target, purchase.class, segment, purchase.day, true);
            standing == Standing::Sold && self.conflict(idx, purchase.segment).is_none()
        };
        let offer_match =
            if entry.targets.iter().all(is_sold) { verdict_of(&candidate) } else { OfferMatch::NotSellable };
        let Candidate { targets, comparison, .. } = candidate;
        Decision { offer_match, targets, comparison, alternatives: Vec::new() }
    }

    /// Why a customer of this segment may not buy an offer of a special segment.
    fn conflict(&self, idx: OfferIdx, buyer: Option<Segment>) -> Option<String> {
        let offer = self.offer(idx).segment;
        let buyer = buyer.filter(|_| offer != Segment::Commercial)?;
        (!may_buy(buyer, offer)).then(|| format!("a {buyer} customer may not buy {offer} offers"))
    }

    fn describe(
        &self,
        verdict: &mut Verdict,
        source: OfferIdx,
        decision: &Decision,
        purchase: Purchase,
        net_new: bool,
    ) {
        let targets = || decision.targets.iter().map(|&idx| self.offer(idx));
        verdict.offer_match = decision.offer_match;
        verdict.targets = targets().map(|t| (t.part_number.clone(), t.name.clone())).collect();
        verdict.target_segment = targets().map(|t| t.segment).find(|&segment| segment != Segment::Commercial);
        verdict.alternatives =
            decision.alternatives.iter().map(|targets| self.part_numbers(targets)).collect();
        verdict.is_small_business =
            self.offer(source).is_small_business || targets().any(|t| t.is_small_business);
        verdict.has_three_year_minimum = targets().any(|t| t.has_three_year_minimum);
        verdict.seat_limits = targets().fold((None, None), |(fewest, most), target| {
            let (lower, upper) = target.limits;
            (fewest.max(lower), [most, upper].into_iter().flatten().min())
        });
        verdict.ownership_limit = targets().filter_map(|t| t.ownership_limit).min();
        verdict.prerequisites = self.prerequisites(decision).unwrap_or_default();
        if net_new {
            verdict.segment_conflict =
                decision.targets.iter().find_map(|&idx| self.conflict(idx, purchase.segment));
        }
        if let Some(comparison) = &decision.comparison {
            verdict.losses = self.losses(comparison);
        }
        verdict.services = self.services(source, decision, purchase);
    }

    /// Part numbers of which one must be held; `None` where the matrix names one that nobody can identify,
    /// because the list would be too short then.
    fn prerequisites(&self, decision: &Decision) -> Option<Vec<String>> {
        let keys = decision.targets.iter().flat_map(|&idx| &self.offer(idx).prerequisites);
        let known = keys.map(|key| self.by_nce_key.get(key)).collect::<Option<Vec<_>>>()?;
        Some(known.into_iter().flatten().map(|&idx| self.offer(idx).part_number.clone()).collect())
    }

    fn losses(&self, comparison: &Comparison) -> Vec<Loss> {
        let entry = |family: &Family, is_shrink: bool| Loss {
            family: family.name.clone(),
            service: family.service.clone(),
            is_serious: !is_shrink && matches!(family.class, Class::Critical | Class::Major),
            is_shrink,
            days_until_gone: family.days_until_gone.filter(|_| !is_shrink),
            is_tenant_wide: family.is_tenant_wide,
        };
        let lost = self.families.named(comparison.lost).map(|(_, family)| entry(family, false));
        let shrunk = self.families.named(comparison.shrunk).map(|(_, family)| entry(family, true));
        lost.chain(shrunk).collect()
    }

    /// The data services before and after; nothing where a plan set is unknown.
    fn services(&self, source: OfferIdx, decision: &Decision, purchase: Purchase) -> Vec<Service> {
        let held = self.offer(source).plans.as_ref();
        let kept = self.plans_of(&decision.targets).filter(|_| !decision.targets.is_empty());
        let running = self.families.running(purchase.day) & !self.families.mask(Class::Function);
        let (Some(held), Some(kept)) = (held, kept) else { return Vec::new() };
        let families = self.families.named((held.at_least[0] | kept.at_least[0]) & running);
        let service = |(position, family): (u8, &Family)| Service {
            family: family.name.clone(),
            held: held.tier(position),
            kept: kept.tier(position),
        };
        families.map(service).collect()
    }

    /// Part numbers of one or two offers, joined with `+`.
    pub(crate) fn part_numbers(&self, targets: &[OfferIdx]) -> String {
        let names: Vec<_> = targets.iter().map(|&idx| self.offer(idx).part_number.as_str()).collect();
        names.join("+")
    }
}

/// What a candidate is worth; without plan sets nothing can be called equivalent.
fn verdict_of(candidate: &Candidate) -> OfferMatch {
    candidate.comparison.as_ref().map_or(OfferMatch::PlanSetUnknown, Comparison::verdict)
}

fn echo(verdict: &mut Verdict, entry: &Override) {
    let line = &entry.line;
    verdict.step = MatchStep::Override;
    verdict.evidence = format!("{} {}", line.kind, line.value);
    verdict.is_ambiguous = false;
    verdict.similar_names.clear();
    verdict.seats_factor = line.factor;
    verdict.override_reason.clone_from(&line.reason);
    verdict.override_line = Some(line.line);
    verdict.loss_accepted = line.accepts_loss;
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::catalogue::{Buyer, Downloads, Lookup};
    use crate::model::{Country, ProductIdx, parse_day};

    const KIOSK_MAILBOX: &str = "4a82b400-a79f-41a4-b4e2-e94f5787b113";
    const STANDARD_MAILBOX: &str = "9aaf7827-d63c-4b61-89c3-182f06f82e5c";
    const TEAMS: &str = "57ff2da0-773e-42df-b2af-ffb7a2317929";
    const INTUNE: &str = "c1ec4a95-1f05-45b3-a911-aa3fa01094f5";
    const HEADER: &str = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Friendly\n";

    /// A list that gives the named offers of the catalogue these plans.
    fn list(offers: &[(&str, &[&str])]) -> String {
        let known = Catalogue::embedded();
        let mut text = HEADER.to_owned();
        for (part_number, plans) in offers {
            let offer = known.offer(known.one_offer(part_number).expect("an offer"));
            for plan in *plans {
                let name = offer.name.replace(',', "");
                writeln!(text, "{name},{part_number},{},X,{plan},X", offer.guid).expect("a text grows");
            }
        }
        text
    }

    fn judge_with(downloads: &Downloads<'_>, part_number: &str, day: &str, net_new: bool) -> Verdict {
        let catalogue = Catalogue::assemble(downloads).expect("a catalogue");
        let product = Product { sku_part_number: part_number.to_owned(), ..Product::default() };
        let country = Country::parse("DE");
        let day = parse_day(day).expect("a day");
        let buyer = Buyer { country, segment: None, day, net_new };
        Verdict::clone(&Lookup::new(&catalogue, 1).verdict(ProductIdx(0), &product, &buyer))
    }

    fn judge(list: &str, part_number: &str, day: &str) -> Verdict {
        let licensing_list = Some(("list.csv", list.as_bytes()));
        judge_with(&Downloads { licensing_list, ..Downloads::default() }, part_number, day, true)
    }

    fn targets(verdict: &Verdict) -> Vec<&str> {
        verdict.targets.iter().map(|(part_number, _)| part_number.as_str()).collect()
    }

    #[test]
    fn the_same_offer_needs_no_plan_set() {
        let verdict = judge_with(&Downloads::default(), "SPE_E3", "2026-11-01", true);
        assert_eq!((verdict.offer_match, targets(&verdict)), (OfferMatch::Same, vec!["SPE_E3"]));
        assert!(verdict.losses.is_empty() && verdict.alternatives.is_empty());
    }

    #[test]
    fn without_plan_sets_nothing_is_called_equivalent() {
        let verdict = judge_with(&Downloads::default(), "LITEPACK", "2026-11-01", true);
        assert_eq!(verdict.offer_match, OfferMatch::PlanSetUnknown);
        assert_eq!(targets(&verdict), ["O365_BUSINESS_ESSENTIALS"]);
        let half = list(&[("LITEPACK", &[STANDARD_MAILBOX])]);
        assert_eq!(judge(&half, "LITEPACK", "2026-11-01").offer_match, OfferMatch::PlanSetUnknown);
    }

    #[test]
    fn one_successor_without_loss_stands_by_itself() {
        let plans: &[&str] = &[STANDARD_MAILBOX];
        let list = list(&[("LITEPACK", &[STANDARD_MAILBOX, INTUNE]), ("O365_BUSINESS_ESSENTIALS", plans)]);
        let verdict = judge(&list, "LITEPACK", "2026-11-01");
        assert_eq!(verdict.offer_match, OfferMatch::Equivalent);
        assert!(verdict.is_discontinued && verdict.alternatives.is_empty() && verdict.is_small_business);
    }

    #[test]
    fn several_successors_without_loss_have_to_be_chosen_from() {
        let plans: &[&str] = &[STANDARD_MAILBOX];
        let list =
            list(&[("MIDSIZEPACK", plans), ("O365_BUSINESS_PREMIUM", plans), ("ENTERPRISEPACK", plans)]);
        let verdict = judge(&list, "MIDSIZEPACK", "2026-11-01");
        assert_eq!((verdict.offer_match, verdict.alternatives.len()), (OfferMatch::Equivalent, 1));
    }

    #[test]
    fn what_is_lost_is_named_with_its_days() {
        let list = list(&[("LITEPACK", &[STANDARD_MAILBOX, TEAMS]), ("O365_BUSINESS_ESSENTIALS", &[TEAMS])]);
        let verdict = judge(&list, "LITEPACK", "2026-11-01");
        assert_eq!(verdict.offer_match, OfferMatch::Lossy);
        let loss = &verdict.losses[0];
        assert_eq!(
            (loss.family.as_str(), loss.days_until_gone, loss.is_serious),
            ("mailbox", Some(30), true)
        );
        assert_eq!(verdict.losses.len(), 1);
    }

    #[test]
    fn a_lower_tier_is_degraded_and_not_serious() {
        let list = list(&[("LITEPACK", &[STANDARD_MAILBOX]), ("O365_BUSINESS_ESSENTIALS", &[KIOSK_MAILBOX])]);
        let verdict = judge(&list, "LITEPACK", "2026-11-01");
        assert_eq!(verdict.offer_match, OfferMatch::Degraded);
        assert!(verdict.losses[0].is_shrink && !verdict.losses[0].is_serious);
    }

    #[test]
    fn two_offers_together_keep_what_one_does_not() {
        let list = list(&[
            ("SPE_E3", &[STANDARD_MAILBOX, TEAMS]),
            ("O365_w/o Teams Bundle_M3", &[STANDARD_MAILBOX]),
            ("Microsoft_Teams_EEA_New", &[TEAMS]),
        ]);
        let verdict = judge(&list, "SPE_E3", "2024-06-01");
        assert_eq!(verdict.offer_match, OfferMatch::Equivalent);
        assert_eq!(targets(&verdict), ["O365_w/o Teams Bundle_M3", "Microsoft_Teams_EEA_New"]);
        assert!(verdict.is_end_of_sale);
    }

    #[test]
    fn a_segment_that_may_not_buy_is_told_why_unless_nothing_is_bought() {
        let catalogue = Catalogue::embedded();
        let product = Product { sku_part_number: "M365EDU_A3_FACULTY".to_owned(), ..Product::default() };
        let ask = |segment, net_new| {
            let purchase = Purchase { class: 1, segment, day: Catalogue::dated() };
            let verdict = catalogue.judge(&product, purchase, net_new);
            (verdict.offer_match, verdict.segment_conflict.is_some())
        };
        assert_eq!(ask(Some(Segment::Charity), true), (OfferMatch::NotSellable, true));
        assert_eq!(ask(Some(Segment::Charity), false), (OfferMatch::Same, false));
        assert_eq!(ask(Some(Segment::Education), true), (OfferMatch::Same, false));
        assert_eq!(
            ask(None, true),
            (OfferMatch::Same, false),
            "an unknown segment is a missing fact, no conflict"
        );
    }

    #[test]
    fn a_transfer_is_not_a_purchase() {
        let verdict = judge_with(&Downloads::default(), "SPE_E3", "2024-06-01", false);
        assert_eq!((verdict.offer_match, verdict.is_end_of_sale), (OfferMatch::Same, false));
        let gone = judge_with(&Downloads::default(), "MCOSTANDARD", "2024-06-01", false);
        assert_eq!(gone.offer_match, OfferMatch::DiscontinuedNoEquivalent);
        assert!(gone.targets.is_empty());
    }
}

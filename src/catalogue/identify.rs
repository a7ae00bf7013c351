//! Which offer an exported product is: fixed order, first hit wins, no guess.

use uuid::Uuid;

use crate::catalogue::assemble::{Catalogue, Override};
use crate::catalogue::offer::{OfferIdx, Sale};
use crate::catalogue::similar::NameWords;
use crate::catalogue::text::{name_key, nce_key, nce_key_of, part_number_key, without_suffix};
use crate::catalogue::verdict::MatchStep;
use crate::model::{Product, Segment};

/// What was found for a product.
#[derive(Debug)]
pub(crate) struct Identified<'c> {
    pub(crate) step: MatchStep,
    /// The text that matched, or the candidates of an ambiguous match.
    pub(crate) evidence: String,
    /// `None`: unmatched, or several offers that are not alike.
    pub(crate) offer: Option<OfferIdx>,
    pub(crate) is_ambiguous: bool,
    pub(crate) similar: Vec<OfferIdx>,
    pub(crate) by_override: Option<&'c Override>,
}

/// Everything that matched at one step.
struct Hit<'c> {
    step: MatchStep,
    evidence: String,
    found: &'c [OfferIdx],
}

impl Catalogue {
    /// Identifies a product; `segment` decides between offers of one name.
    pub(crate) fn identify(&self, product: &Product, segment: Option<Segment>) -> Identified<'_> {
        let by_override = self.overrides.iter().find(|entry| entry.line.matches(product, segment));
        let hit = self.by_ids(product).or_else(|| self.by_names(product));
        let mut identified = match hit {
            Some(hit) => self.choose(hit, segment.unwrap_or(Segment::Commercial)),
            None => self.unmatched(product),
        };
        identified.by_override = by_override;
        identified
    }

    fn by_ids(&self, product: &Product) -> Option<Hit<'_>> {
        let guid = |text: &str| Uuid::try_parse(text).ok();
        let nce = || {
            let key = nce_key_of(&product.product_id, &product.sku_id)
                .or_else(|| nce_key(&product.product_id))
                .or_else(|| nce_key(&product.offer_id))?;
            let found = self.by_nce_key.get(&key)?;
            Some(Hit { step: MatchStep::NceId, evidence: key, found })
        };
        let sku = |text: &str| {
            let found = self.by_guid.get(&guid(text)?)?;
            let evidence = text.to_owned();
            Some(Hit { step: MatchStep::LicenseSku, evidence, found: std::slice::from_ref(found) })
        };
        let legacy = |text: &str| {
            let found = self.by_legacy_id.get(&guid(text)?).filter(|found| !found.is_empty())?;
            Some(Hit { step: MatchStep::LegacyOffer, evidence: format!("{text} (legacy offer id)"), found })
        };
        let part_number = || {
            let key = part_number_key(&product.sku_part_number);
            let found = self.by_part_number.get(&key).filter(|_| !key.is_empty())?;
            Some(Hit { step: MatchStep::PartNumber, evidence: product.sku_part_number.clone(), found })
        };
        nce()
            .or_else(|| sku(&product.license_sku_id))
            .or_else(|| legacy(&product.offer_id))
            .or_else(|| sku(&product.offer_id))
            .or_else(|| legacy(&product.license_sku_id))
            .or_else(part_number)
    }

    fn by_names(&self, product: &Product) -> Option<Hit<'_>> {
        let key = name_key(&product.product_name);
        if key.is_empty() {
            return None;
        }
        let current = |key: &str| self.by_name.get(key).map(|found| (MatchStep::Name, found));
        let former = |key: &str| self.by_alias.get(key).map(|found| (MatchStep::FormerName, found));
        if let Some((step, found)) = current(&key).or_else(|| former(&key)) {
            return Some(Hit { step, evidence: product.product_name.clone(), found });
        }
        let (bare, suffix) = without_suffix(&key)?;
        let (_, found) = current(bare).or_else(|| former(bare))?;
        let evidence = format!("{bare}, without {suffix}");
        Some(Hit { step: MatchStep::NameWithoutSuffix, evidence, found })
    }

    /// The one offer of a hit in the segment; several are one only if they give the same.
    fn choose(&self, hit: Hit<'_>, segment: Segment) -> Identified<'_> {
        let of_segment: Vec<_> =
            hit.found.iter().copied().filter(|&idx| self.offer(idx).segment == segment).collect();
        let mut found = if of_segment.is_empty() { hit.found.to_vec() } else { of_segment };
        found.sort_by_key(|&idx| (self.offer(idx).sale != Sale::Sold, self.offer(idx).part_number.as_str()));
        let first = found[0];
        let is_ambiguous = found.len() > 1;
        let is_alike = found[1..].iter().all(|&other| self.gives_the_same(first, other));
        let mut evidence = hit.evidence;
        if is_ambiguous {
            let names: Vec<_> = found.iter().map(|&idx| self.offer(idx).part_number.as_str()).collect();
            evidence = format!("{evidence}: {}", names.join(", "));
        }
        Identified {
            step: hit.step,
            evidence,
            offer: is_alike.then_some(first),
            is_ambiguous,
            similar: Vec::new(),
            by_override: None,
        }
    }

    /// Two offers with equal plan sets, known from a list or on record.
    fn gives_the_same(&self, a: OfferIdx, b: OfferIdx) -> bool {
        let is_on_record = |from: OfferIdx, to: OfferIdx| {
            let record = &self.offer(from).successors;
            record.iter().any(|s| s.relation == "plan-set-equal" && s.targets == [to])
        };
        match (&self.offer(a).plans, &self.offer(b).plans) {
            (Some(x), Some(y)) => x == y,
            (None, _) | (_, None) => is_on_record(a, b) || is_on_record(b, a),
        }
    }

    fn unmatched(&self, product: &Product) -> Identified<'_> {
        Identified {
            step: MatchStep::Unmatched,
            evidence: String::new(),
            offer: None,
            is_ambiguous: false,
            similar: self.name_words.get_or_init(|| NameWords::of(&self.offers)).alike(&product.product_name),
            by_override: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identify(product: &Product) -> (MatchStep, Option<String>, bool) {
        let catalogue = Catalogue::embedded();
        let found = catalogue.identify(product, None);
        let part_number = found.offer.map(|idx| catalogue.offer(idx).part_number.clone());
        (found.step, part_number, found.is_ambiguous)
    }

    fn named(name: &str) -> Product {
        Product { product_name: name.to_owned(), ..Product::default() }
    }

    #[test]
    fn everyday_part_numbers_are_known_without_a_list() {
        let everyday = "SPE_E3 SPE_E5 SPB O365_BUSINESS_PREMIUM O365_BUSINESS_ESSENTIALS O365_BUSINESS EXCHANGESTANDARD \
            ENTERPRISEPACK STANDARDPACK POWER_BI_PRO VISIOCLIENT PROJECTPROFESSIONAL AAD_PREMIUM AAD_PREMIUM_P2 EMS \
            EMSPREMIUM ATP_ENTERPRISE INTUNE_A MCOEV MCOMEETADV DESKLESSPACK SPE_F1 ENTERPRISEPREMIUM WIN_DEF_ATP \
            DYN365_ENTERPRISE_SALES DYN365_TEAM_MEMBERS DYN365_BUSCENTRAL_ESSENTIAL FLOW_PER_USER";
        for part_number in everyday.split_whitespace() {
            let product = Product { sku_part_number: part_number.to_owned(), ..Product::default() };
            assert_eq!(identify(&product), (MatchStep::PartNumber, Some(part_number.to_owned()), false));
        }
    }

    #[test]
    fn the_first_of_several_ids_wins_in_the_fixed_order() {
        let mut product = named("Office 365 E1");
        product.sku_part_number = "ENTERPRISEPACK".to_owned();
        product.offer_id = "8909e28e-5832-42f4-9886-b0a5545f3645".to_owned();
        product.license_sku_id = "05e9a617-0261-4cee-bb44-138d3ef5d965".to_owned();
        product.product_id = "CFQ7TTC0LCHC".to_owned();
        product.sku_id = "0002".to_owned();
        assert_eq!(identify(&product), (MatchStep::NceId, Some("SPB".to_owned()), false));
        product.product_id.clear();
        assert_eq!(identify(&product), (MatchStep::LicenseSku, Some("SPE_E3".to_owned()), false));
        product.license_sku_id.clear();
        assert_eq!(
            identify(&product),
            (MatchStep::LegacyOffer, Some("ENTERPRISEWITHSCAL".to_owned()), false)
        );
        product.offer_id.clear();
        assert_eq!(identify(&product), (MatchStep::PartNumber, Some("ENTERPRISEPACK".to_owned()), false));
        product.sku_part_number.clear();
        assert_eq!(identify(&product), (MatchStep::Name, Some("STANDARDPACK".to_owned()), false));
    }

    #[test]
    fn the_two_business_premiums_are_told_apart() {
        let today = identify(&named("Microsoft 365 Business Premium"));
        assert_eq!(today, (MatchStep::Name, Some("SPB".to_owned()), false));
        let former = identify(&named("Office 365 Business Premium"));
        assert_eq!(former, (MatchStep::FormerName, None, true), "two offers of unlike plans had this name");
        let business = identify(&named("Microsoft 365 Business"));
        assert_eq!(business, (MatchStep::FormerName, Some("SPB".to_owned()), false));
    }

    #[test]
    fn alike_offers_of_one_name_proceed_with_a_flag() {
        let basic = identify(&named("Microsoft 365 Business Basic"));
        assert_eq!(basic, (MatchStep::Name, Some("O365_BUSINESS_ESSENTIALS".to_owned()), true));
        assert_eq!(identify(&named("Microsoft 365 F1")), (MatchStep::Name, None, true));
    }

    #[test]
    fn a_suffix_is_evidence_and_near_names_are_never_used() {
        let nonprofit = identify(&named("Office 365 E3 (Non-Profit Pricing)"));
        assert_eq!(nonprofit, (MatchStep::NameWithoutSuffix, Some("ENTERPRISEPACK".to_owned()), false));
        let catalogue = Catalogue::embedded();
        let near = catalogue.identify(&named("Microsoft 365 Business Premium X"), None);
        assert_eq!((near.step, near.offer), (MatchStep::Unmatched, None));
        assert!(!near.similar.is_empty());
    }
}

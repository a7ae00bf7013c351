//! Offers of the embedded tables and of the downloads, joined by their ids.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::OnceLock;

use uuid::Uuid;

use crate::catalogue::assemble::Catalogue;
use crate::catalogue::embedded::Embedded;
use crate::catalogue::family::Families;
use crate::catalogue::legacy_offers;
use crate::catalogue::licensing_list::LicensingList;
use crate::catalogue::market::Markets;
use crate::catalogue::offer::{Offer, OfferIdx, Sale, Successor};
use crate::catalogue::offer_matrix::MatrixRow;
use crate::catalogue::price_list::PriceList;
use crate::catalogue::reference::ReferenceReport;
use crate::catalogue::text::{name_key, part_number_key};
use crate::model::{Country, Day, plus_days};

/// A catalogue in the making.
pub(crate) struct Assembly {
    offers: Vec<Offer>,
    families: Families,
    by_guid: BTreeMap<Uuid, OfferIdx>,
    by_legacy_id: BTreeMap<Uuid, Vec<OfferIdx>>,
    by_nce_key: BTreeMap<String, Vec<OfferIdx>>,
    by_part_number: BTreeMap<String, Vec<OfferIdx>>,
    by_name: BTreeMap<String, Vec<OfferIdx>>,
    by_alias: BTreeMap<String, Vec<OfferIdx>>,
    aliases: Vec<(String, Uuid)>,
    /// What the offer matrix converts to, until every key is known.
    conversions: Vec<(OfferIdx, String)>,
    /// Part numbers a download gives to a GUID besides the one it is known by.
    other_part_numbers: Vec<(String, OfferIdx)>,
    pub(crate) reports: Vec<ReferenceReport>,
}

impl Assembly {
    pub(crate) fn start() -> Self {
        let Embedded { offers, legacy, aliases } = Embedded::load();
        let by_guid =
            offers.iter().enumerate().map(|(at, offer)| (offer.guid, OfferIdx(at as u16))).collect();
        let mut by_legacy_id: BTreeMap<Uuid, Vec<OfferIdx>> = BTreeMap::new();
        for (id, idx) in legacy {
            by_legacy_id.entry(id).or_default().push(idx);
        }
        Assembly {
            offers,
            families: Families::embedded(),
            by_guid,
            by_legacy_id,
            by_nce_key: BTreeMap::new(),
            by_part_number: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_alias: BTreeMap::new(),
            aliases,
            conversions: Vec::new(),
            other_part_numbers: Vec::new(),
            reports: Vec::new(),
        }
    }

    /// The offer of a GUID, made if it is new.
    fn offer_of(&mut self, guid: Uuid, part_number: &str, name: &str) -> OfferIdx {
        let next = OfferIdx(self.offers.len() as u16);
        let idx = *self.by_guid.entry(guid).or_insert(next);
        if idx == next {
            self.offers.push(Offer::of_identity(guid, part_number, name));
        }
        idx
    }

    pub(crate) fn add_list(&mut self, list: LicensingList) {
        for (guid, sku) in &list.skus {
            let first = |texts: &[String]| texts.first().cloned().unwrap_or_default();
            let idx = self.offer_of(*guid, &first(&sku.part_numbers), &first(&sku.names));
            let name_of = |plan: Uuid| list.plan_names.get(&plan).cloned().unwrap_or_default();
            let plans = self.families.set_of(&sku.plans, name_of);
            let offer = &mut self.offers[usize::from(idx.0)];
            offer.plans = Some(plans);
            offer.other_names.extend(sku.names.iter().filter(|name| **name != offer.name).cloned());
            self.other_part_numbers.extend(sku.part_numbers.iter().map(|number| (number.clone(), idx)));
        }
        self.reports.push(list.report);
    }

    /// Joins the matrix; gives back its distinct country lists.
    ///
    /// Several products may provision one SKU: it can be bought wherever, and with as many seats as, any of them can.
    pub(crate) fn add_matrix(&mut self, rows: Vec<MatrixRow>) -> Vec<Vec<Country>> {
        let mut sold_in: BTreeMap<OfferIdx, Option<Vec<Country>>> = BTreeMap::new();
        for row in rows {
            let idx = self.offer_of(row.guid, &row.part_number, &row.title);
            let offer = &mut self.offers[usize::from(idx.0)];
            let limited = Some(row.countries).filter(|list| !list.is_empty());
            match sold_in.entry(idx) {
                Entry::Vacant(entry) => {
                    entry.insert(limited);
                    offer.limits = row.limits;
                    offer.prerequisites = row.prerequisites;
                    offer.ownership_limit = row.ownership_limit;
                }
                Entry::Occupied(mut entry) => {
                    let merged = entry.get_mut().take().zip(limited).map(|(a, b)| [a, b].concat());
                    entry.insert(merged);
                    offer.limits.0 = offer.limits.0.zip(row.limits.0).map(|(a, b)| a.min(b));
                    offer.limits.1 = offer.limits.1.zip(row.limits.1).map(|(a, b)| a.max(b));
                }
            }
            if !offer.nce_keys.contains(&row.nce_key) {
                offer.nce_keys.push(row.nce_key);
            }
            self.other_part_numbers.push((row.part_number, idx));
            self.conversions.extend(row.conversions.into_iter().map(|key| (idx, key)));
        }
        self.limit_countries(sold_in)
    }

    fn limit_countries(&mut self, sold_in: BTreeMap<OfferIdx, Option<Vec<Country>>>) -> Vec<Vec<Country>> {
        let mut lists: Vec<Vec<Country>> = Vec::new();
        for (idx, countries) in sold_in {
            let Some(mut countries) = countries else { continue };
            countries.sort_unstable();
            countries.dedup();
            let position = lists.iter().position(|list| *list == countries).unwrap_or(lists.len());
            if position == lists.len() {
                lists.push(countries);
            }
            self.offers[usize::from(idx.0)].countries = Some(position as u16);
        }
        lists
    }

    /// Makes every way of finding an offer.
    pub(crate) fn index(&mut self) {
        let mut others = std::mem::take(&mut self.other_part_numbers);
        for (at, offer) in self.offers.iter().enumerate() {
            let idx = OfferIdx(at as u16);
            others.push((offer.part_number.clone(), idx));
            offer.nce_keys.iter().for_each(|key| insert(&mut self.by_nce_key, key.clone(), idx));
            insert(&mut self.by_name, name_key(&offer.name), idx);
            offer.other_names.iter().for_each(|name| insert(&mut self.by_alias, name_key(name), idx));
        }
        for (number, idx) in others {
            insert(&mut self.by_part_number, part_number_key(&number), idx);
        }
        for (name, guid) in &self.aliases {
            insert(&mut self.by_alias, name_key(name), self.by_guid[guid]);
        }
    }

    /// Microsoft's own conversions are successors on record where no better ones are.
    pub(crate) fn record_conversions(&mut self, path: &str) {
        let conversions = std::mem::take(&mut self.conversions);
        for same_offer in conversions.chunk_by(|a, b| a.0 == b.0) {
            let offer = &mut self.offers[usize::from(same_offer[0].0.0)];
            if !offer.successors.is_empty() {
                continue;
            }
            let known = same_offer.iter().filter_map(|(_, key)| self.by_nce_key.get(key)).flatten();
            offer.successors.extend(known.map(|&target| Successor {
                targets: vec![target],
                relation: "official-conversion".to_owned(),
                segment: None,
                source: path.to_owned(),
            }));
        }
    }

    /// Joins the price list by key, else by a title that is the exact name of one offer.
    pub(crate) fn add_prices(&mut self, mut list: PriceList) -> (Vec<Country>, Option<Day>) {
        for same_key in list.rows.chunk_by(|a, b| a.0 == b.0) {
            let (key, title, _) = &same_key[0];
            let named = || {
                let title = name_key(title);
                self.by_name
                    .get(&title)
                    .or_else(|| self.by_alias.get(&title))
                    .filter(|found| found.len() == 1)
            };
            let Some(found) = self.by_nce_key.get(key).or_else(named).cloned() else {
                list.report.unplaced += 1;
                continue;
            };
            for idx in found {
                let offer = &mut self.offers[usize::from(idx.0)];
                offer.prices.extend(same_key.iter().map(|(_, _, priced)| *priced));
                offer.sale = Sale::Sold;
                if !offer.nce_keys.contains(key) {
                    offer.nce_keys.push(key.clone());
                    insert(&mut self.by_nce_key, key.clone(), idx);
                }
            }
        }
        self.reports.push(list.report);
        (list.markets, Some(list.first_day))
    }

    /// Joins legacy offers by modern id, else by name; gives back how many are none of the catalogue.
    pub(crate) fn add_legacy(&mut self, rows: Vec<legacy_offers::LegacyRow>) -> usize {
        let mut n_unplaced = 0;
        for row in rows {
            let by_key = row.nce_key.as_ref().and_then(|key| self.by_nce_key.get(key));
            let found =
                by_key.or_else(|| self.by_name.get(&name_key(&row.name))).cloned().unwrap_or_default();
            let known = self.by_legacy_id.entry(row.offer_id).or_default();
            if known.is_empty() {
                known.extend(found);
            }
            n_unplaced += usize::from(known.is_empty());
        }
        n_unplaced
    }

    pub(crate) fn finish(self, markets: Markets) -> Catalogue {
        let dated = self.offers.iter().flat_map(|offer| {
            let events = offer.events.iter().filter_map(|event| event.from);
            let prices = offer
                .prices
                .iter()
                .flat_map(|p| [Some(p.from), (p.to < Day::MAX).then(|| plus_days(p.to, 1))])
                .flatten();
            offer.introduced.into_iter().chain(events).chain(prices)
        });
        let retired = self.families.all.iter().filter_map(|family| family.ends);
        let mut epochs: Vec<Day> = dated.chain(retired).chain(markets.priced_from).collect();
        epochs.sort_unstable();
        epochs.dedup();
        Catalogue {
            name_words: OnceLock::new(),
            offers: self.offers,
            families: self.families,
            markets,
            by_guid: self.by_guid,
            by_legacy_id: self.by_legacy_id,
            by_nce_key: self.by_nce_key,
            by_part_number: self.by_part_number,
            by_name: self.by_name,
            by_alias: self.by_alias,
            overrides: Vec::new(),
            overrides_path: String::new(),
            epochs,
            reports: self.reports,
        }
    }
}

fn insert(index: &mut BTreeMap<String, Vec<OfferIdx>>, key: String, idx: OfferIdx) {
    let found = index.entry(key).or_default();
    if !found.contains(&idx) {
        found.push(idx);
    }
}

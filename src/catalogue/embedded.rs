//! The offers compiled for this program: ids, names, sale by day, region and buyer, successors.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::catalogue::embedded_table::{EmbeddedLine, EmbeddedTable};
use crate::catalogue::offer::{Offer, OfferIdx, Region, Sale, SaleEvent, SaleStatus, Successor};
use crate::catalogue::text::part_number_key;
use crate::model::{Day, Segment, parse_day};

/// Version of the embedded tables; counts editions.
pub(crate) const EDITION: &str = "2026-07-29.1";

/// Newest day any embedded fact speaks of.
pub(crate) fn dated() -> Day {
    Day::from_ymd_opt(2026, 7, 29).expect("a day of the calendar")
}

/// The embedded offers and what leads to them besides their own ids.
pub(crate) struct Embedded {
    pub(crate) offers: Vec<Offer>,
    /// Legacy (durable) offer ids: another namespace than licence SKUs.
    pub(crate) legacy: Vec<(Uuid, OfferIdx)>,
    /// Former and other names.
    pub(crate) aliases: Vec<(String, Uuid)>,
}

impl Embedded {
    pub(crate) fn load() -> Self {
        let mut offers = Vec::new();
        let mut legacy = Vec::new();
        for line in EmbeddedTable::of(include_str!("data/offers.csv")).lines() {
            let idx = OfferIdx(offers.len() as u16);
            legacy.extend(Uuid::try_parse(line.cell("legacy_offer_id")).ok().map(|id| (id, idx)));
            offers.push(read_offer(&line));
        }
        let by_part_number: BTreeMap<String, OfferIdx> = offers
            .iter()
            .enumerate()
            .map(|(position, offer)| (part_number_key(&offer.part_number), OfferIdx(position as u16)))
            .collect();
        let find = |part_number: &str| {
            *by_part_number.get(&part_number_key(part_number)).expect("an offer of the table")
        };
        read_events(&mut offers, find);
        read_successors(&mut offers, find);
        let aliases = EmbeddedTable::of(include_str!("data/aliases.csv"));
        let aliases =
            aliases.lines().map(|line| (line.cell("name").to_owned(), guid(line.cell("guid")))).collect();
        Embedded { offers, legacy, aliases }
    }
}

fn guid(text: &str) -> Uuid {
    Uuid::try_parse(text).expect("a GUID of the embedded tables")
}

fn read_offer(line: &EmbeddedLine<'_>) -> Offer {
    let mut offer = Offer::of_identity(guid(line.cell("guid")), line.cell("part_number"), line.cell("name"));
    let traits = line.cell("traits");
    offer.segment = segment(line.cell("segment")).unwrap_or(Segment::Commercial);
    offer.sale = if line.cell("sale") == "sold" { Sale::Sold } else { Sale::Held };
    offer.region = region(line.cell("region"));
    offer.is_small_business = traits.contains("small-business");
    offer.has_three_year_minimum = traits.contains("three-year-minimum");
    offer.is_special |= traits.contains("not-for-sale");
    offer.introduced = parse_day(line.cell("introduced"));
    offer.nce_keys.extend(crate::catalogue::text::nce_key(line.cell("nce_id")));
    offer
}

fn read_events(offers: &mut [Offer], find: impl Fn(&str) -> OfferIdx) {
    for line in EmbeddedTable::of(include_str!("data/status.csv")).lines() {
        let event = SaleEvent {
            from: parse_day(line.cell("from")),
            status: match line.cell("status") {
                "sold" => SaleStatus::Sold,
                "end-of-sale" => SaleStatus::EndOfSale,
                _ => SaleStatus::Discontinued,
            },
            region: region(line.cell("region")),
            is_net_new_only: line.cell("buyer") == "net-new",
            segment: segment(line.cell("segment")),
        };
        offers[usize::from(find(line.cell("part_number")).0)].events.push(event);
    }
    for offer in offers {
        offer.events.sort_by_key(|event| event.from);
    }
}

fn read_successors(offers: &mut [Offer], find: impl Fn(&str) -> OfferIdx) {
    let sources: BTreeMap<String, String> = EmbeddedTable::of(include_str!("data/sources.csv"))
        .lines()
        .map(|line| (line.cell("source").to_owned(), line.cell("url").to_owned()))
        .collect();
    for line in EmbeddedTable::of(include_str!("data/successors.csv")).lines() {
        let successor = Successor {
            targets: line.cell("target").split('+').map(&find).collect(),
            relation: line.cell("relation").to_owned(),
            segment: segment(line.cell("segment")),
            source: sources.get(line.cell("source")).expect("a source of the table").clone(),
        };
        offers[usize::from(find(line.cell("part_number")).0)].successors.push(successor);
    }
}

/// A price segment by any of the names downloads use; `None` for all or an unknown one.
pub(crate) fn segment(text: &str) -> Option<Segment> {
    match text.to_lowercase().as_str() {
        "commercial" => Some(Segment::Commercial),
        "education" | "edu" | "academic" => Some(Segment::Education),
        "charity" | "nonprofit" | "non-profit" => Some(Segment::Charity),
        "government" | "gov" | "gcc" => Some(Segment::Government),
        _ => None,
    }
}

fn region(text: &str) -> Region {
    match text {
        "eea" => Region::Eea,
        "outside-eea" => Region::OutsideEea,
        _ => Region::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_successor_is_an_offer_of_one_or_two() {
        let embedded = Embedded::load();
        assert!(embedded.offers.len() >= 100, "{}", embedded.offers.len());
        let successors: Vec<_> = embedded.offers.iter().flat_map(|o| &o.successors).collect();
        assert!(successors.len() > 50);
        assert!(successors.iter().all(|s| matches!(s.targets.len(), 1 | 2)));
        assert!(successors.iter().all(|s| s.source.starts_with("https://")));
    }

    #[test]
    fn every_former_name_leads_to_an_offer() {
        let embedded = Embedded::load();
        for (name, guid) in &embedded.aliases {
            assert!(embedded.offers.iter().any(|o| o.guid == *guid), "{name}");
        }
    }

    #[test]
    fn part_numbers_and_guids_are_unique() {
        let offers = Embedded::load().offers;
        let mut guids: Vec<_> = offers.iter().map(|o| o.guid).collect();
        let mut names: Vec<_> = offers.iter().map(|o| part_number_key(&o.part_number)).collect();
        guids.sort();
        guids.dedup();
        names.sort();
        names.dedup();
        assert_eq!((guids.len(), names.len()), (offers.len(), offers.len()));
    }
}

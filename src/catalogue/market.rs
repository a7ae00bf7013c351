//! Where, to whom and when an offer is sold, with countries folded into the few classes that matter.

use std::collections::BTreeMap;

use crate::catalogue::assemble::Catalogue;
use crate::catalogue::offer::{Offer, Priced, Region, SaleStatus};
use crate::catalogue::text::part_number_key;
use crate::model::{Country, Currency, Day, Segment, Term, UnitPrice};

/// Members of the European Economic Area, and Switzerland, which the announcements treat alike; sorted.
const EEA_AND_SWITZERLAND: [&str; 31] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Who buys, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer {
    /// `None`: only what is sold in every market counts as sold.
    pub country: Option<Country>,
    /// `None`: a commercial customer, or one of the segment of a special offer it holds.
    pub segment: Option<Segment>,
    /// Day of the purchase or transfer.
    pub day: Day,
    /// The offer is bought anew; a transfer is not a purchase.
    pub net_new: bool,
}

/// How the sale of an offer stands for one buyer; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    Sold,
    /// Renewable, not purchasable.
    EndOfSale,
    /// Not sold in this market, or not yet.
    NotHere,
    Discontinued,
}

/// Countries nobody can tell apart by what is sold there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MarketClass {
    /// `None`: the country is unknown.
    is_eea: Option<bool>,
    /// Position among the markets of the price list.
    market: Option<u16>,
    /// For each country list of the offer matrix, whether the country stands in it.
    allowed: Vec<bool>,
}

/// Every country's class.
#[derive(Debug, Clone)]
pub(crate) struct Markets {
    /// By the two letters of the code.
    class_of: Vec<u8>,
    pub(crate) classes: Vec<MarketClass>,
    /// First day the price list speaks of.
    pub(crate) priced_from: Option<Day>,
}

impl Markets {
    /// Folds countries by region, by market of the price list, and by country list of the offer matrix.
    pub(crate) fn new(priced: &[Country], priced_from: Option<Day>, lists: &[Vec<Country>]) -> Self {
        let unknown = MarketClass { is_eea: None, market: None, allowed: vec![true; lists.len()] };
        let mut classes = vec![unknown.clone()];
        let mut known = BTreeMap::from([(unknown, 0u8)]);
        let mut markets = Markets { class_of: vec![0; 26 * 26], classes: Vec::new(), priced_from };
        for code in country_codes() {
            let class = MarketClass {
                is_eea: Some(EEA_AND_SWITZERLAND.binary_search(&code.as_str()).is_ok()),
                market: priced.binary_search(&code).ok().map(|position| position as u16),
                allowed: lists.iter().map(|list| list.binary_search(&code).is_ok()).collect(),
            };
            let next = known.len() as u8;
            let id = *known.entry(class.clone()).or_insert(next);
            if usize::from(id) == classes.len() {
                classes.push(class);
            }
            markets.class_of[slot(code)] = id;
        }
        markets.classes = classes;
        markets
    }

    /// The class of a country; 0 where it is unknown.
    pub(crate) fn class(&self, country: Option<Country>) -> u8 {
        country.map_or(0, |country| self.class_of[slot(country)])
    }

    /// How the sale of `offer` stands for a buyer of this class and segment.
    pub(crate) fn standing(
        &self,
        offer: &Offer,
        class: u8,
        segment: Segment,
        day: Day,
        net_new: bool,
    ) -> Standing {
        let class = &self.classes[usize::from(class)];
        if offer.countries.is_some_and(|list| !class.allowed[usize::from(list)]) {
            return Standing::NotHere;
        }
        let recorded = match class.is_eea {
            Some(is_eea) => recorded(offer, is_eea, segment, day, net_new),
            None => recorded(offer, true, segment, day, net_new)
                .max(recorded(offer, false, segment, day, net_new)),
        };
        match self.priced(offer, class, segment, day) {
            None => recorded,
            Some(true) => Standing::Sold,
            Some(false) => recorded.max(Standing::EndOfSale),
        }
    }

    /// Whether the price list of the buyer's market holds the offer; `None` where it cannot tell.
    fn priced(&self, offer: &Offer, class: &MarketClass, segment: Segment, day: Day) -> Option<bool> {
        let market = class.market?;
        self.priced_from.filter(|&from| from <= day && !offer.nce_keys.is_empty())?;
        let is_meant = |priced: &Priced| priced.segment == offer.segment || priced.segment == segment;
        Some(offer.prices.iter().any(|priced| {
            priced.market == market && is_meant(priced) && (priced.from..=priced.to).contains(&day)
        }))
    }
}

impl Catalogue {
    /// List price of one seat for a whole term, in the market of the customer; `None` without a price list, or
    /// where it has no such line.
    pub fn list_price(
        &self,
        part_number: &str,
        country: Option<Country>,
        segment: Option<Segment>,
        day: Day,
        term: Term,
    ) -> Option<(UnitPrice, Currency)> {
        // Without a price list there is no market, and no need to look for the part number.
        let market = self.markets.classes[usize::from(self.markets.class(country))].market?;
        let found = self.by_part_number.get(&part_number_key(part_number))?;
        let lines = found.iter().flat_map(|idx| {
            let offer = &self.offers[usize::from(idx.0)];
            offer.prices.iter().map(move |priced| (offer, priced))
        });
        let is_meant = |(offer, priced): &(&Offer, &Priced)| {
            let is_segment = priced.segment == segment.unwrap_or(offer.segment);
            priced.market == market && is_segment && (priced.from..=priced.to).contains(&day)
        };
        let prices = lines.filter(is_meant).filter_map(|(_, priced)| priced.price);
        prices.filter(|price| price.2 == term).map(|(price, currency, _)| (price, currency)).min()
    }
}

/// The standing by the announcements on record.
fn recorded(offer: &Offer, is_eea: bool, segment: Segment, day: Day, net_new: bool) -> Standing {
    let reaches = |region: Region| match region {
        Region::Any => true,
        Region::Eea => is_eea,
        Region::OutsideEea => !is_eea,
    };
    if !reaches(offer.region) || offer.introduced.is_some_and(|first| day < first) {
        return Standing::NotHere;
    }
    let mut applies = offer.events.iter().rev().filter(|event| {
        event.from.is_none_or(|from| from <= day)
            && reaches(event.region)
            && event.segment.is_none_or(|only| only == segment)
            && (net_new || !event.is_net_new_only)
    });
    match applies.next().map(|event| event.status) {
        None | Some(SaleStatus::Sold) => Standing::Sold,
        Some(SaleStatus::EndOfSale) => Standing::EndOfSale,
        Some(SaleStatus::Discontinued) => Standing::Discontinued,
    }
}

fn slot(country: Country) -> usize {
    let letters = country.as_str().as_bytes();
    usize::from(letters[0] - b'A') * 26 + usize::from(letters[1] - b'A')
}

/// Every code two letters can make.
fn country_codes() -> impl Iterator<Item = Country> {
    let pairs = (b'A'..=b'Z').flat_map(|first| (b'A'..=b'Z').map(move |second| [first, second]));
    pairs.filter_map(|code| Country::parse(std::str::from_utf8(&code).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::embedded::Embedded;
    use crate::model::parse_day;

    fn standing(part_number: &str, country: &str, day: &str, net_new: bool) -> Standing {
        let offers = Embedded::load().offers;
        let offer = offers.iter().find(|o| o.part_number == part_number).expect("an offer");
        let markets = Markets::new(&[], None, &[]);
        let class = markets.class(Country::parse(country));
        markets.standing(offer, class, Segment::Commercial, parse_day(day).expect("a day"), net_new)
    }

    #[test]
    fn a_suite_with_teams_is_closed_and_reopened_by_day_and_region() {
        for (day, eea, world) in [
            ("2021-05-13", Standing::Sold, Standing::Sold),
            ("2023-09-30", Standing::Sold, Standing::Sold),
            ("2023-10-01", Standing::EndOfSale, Standing::Sold),
            ("2024-04-01", Standing::EndOfSale, Standing::EndOfSale),
            ("2025-10-31", Standing::EndOfSale, Standing::EndOfSale),
            ("2025-11-01", Standing::Sold, Standing::Sold),
        ] {
            assert_eq!(standing("SPE_E3", "DE", day, true), eea, "DE {day}");
            assert_eq!(standing("SPE_E3", "US", day, true), world, "US {day}");
            assert_eq!(standing("SPE_E3", "", day, true), eea.max(world), "unknown {day}");
            assert_eq!(standing("SPE_E3", "DE", day, false), Standing::Sold, "a transfer {day}");
        }
    }

    #[test]
    fn an_offer_is_discontinued_from_its_day() {
        assert_eq!(standing("ENTERPRISEWITHSCAL", "US", "2017-04-06", true), Standing::Sold);
        assert_eq!(standing("ENTERPRISEWITHSCAL", "US", "2017-04-07", false), Standing::Discontinued);
        assert_eq!(standing("LITEPACK", "US", "2021-05-13", true), Standing::Discontinued);
    }

    #[test]
    fn an_end_of_unknown_day_does_not_reach_back_to_days_the_offer_lived() {
        assert_eq!(standing("BUSINESS_VOICE_MED2", "US", "2021-05-13", true), Standing::Sold);
        assert_eq!(standing("BUSINESS_VOICE_MED2", "US", "2024-01-01", true), Standing::Discontinued);
        assert_eq!(standing("MIDSIZEPACK", "US", "2021-05-13", true), Standing::Discontinued);
    }

    #[test]
    fn regional_twins_are_sold_in_their_region_from_their_day() {
        let twin = "O365_w/o_Teams_Bundle_E3";
        assert_eq!(standing(twin, "CH", "2023-10-01", true), Standing::Sold);
        assert_eq!(standing(twin, "CH", "2023-09-30", true), Standing::NotHere);
        assert_eq!(standing(twin, "US", "2024-05-01", true), Standing::NotHere);
        assert_eq!(standing("Office_365_E3_(no_Teams)", "DE", "2024-05-01", true), Standing::NotHere);
    }

    #[test]
    fn countries_fold_into_three_classes_without_downloads() {
        let markets = Markets::new(&[], None, &[]);
        assert!(EEA_AND_SWITZERLAND.is_sorted());
        assert_eq!(markets.classes.len(), 3);
        assert_ne!(markets.class(Country::parse("DE")), markets.class(Country::parse("US")));
        assert_eq!(markets.class(Country::parse("DE")), markets.class(Country::parse("CH")));
    }
}

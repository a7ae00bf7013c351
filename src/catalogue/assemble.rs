//! The catalogue of a run: what is compiled into the program, joined with the partner's own downloads.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use uuid::Uuid;

use crate::catalogue::assembly::Assembly;
use crate::catalogue::embedded::{EDITION, dated};
use crate::catalogue::family::Families;
use crate::catalogue::licensing_list::LicensingList;
use crate::catalogue::market::Markets;
use crate::catalogue::offer::{Offer, OfferIdx};
use crate::catalogue::overrides::OverrideLine;
use crate::catalogue::price_list::PriceList;
use crate::catalogue::reference::ReferenceReport;
use crate::catalogue::similar::NameWords;
use crate::catalogue::text::part_number_key;
use crate::catalogue::{legacy_offers, offer_matrix, overrides};
use crate::error::Error;
use crate::model::Day;

/// Path and bytes of a file.
pub type Download<'d> = (&'d str, &'d [u8]);

/// The reference files of a run, each as downloaded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Downloads<'d> {
    /// Microsoft's licensing list: the plan sets.
    pub licensing_list: Option<Download<'d>>,
    /// New-commerce offer matrix: exact ids, limits, prerequisites, countries.
    pub offer_matrix: Option<Download<'d>>,
    /// New-commerce price list: what is sold.
    pub price_list: Option<Download<'d>>,
    /// Legacy offers with their modern ids.
    pub legacy_offers: Option<Download<'d>>,
    /// The user's overrides.
    pub overrides: Option<Download<'d>>,
}

/// An override whose targets were found.
#[derive(Debug, Clone)]
pub(crate) struct Override {
    pub(crate) line: OverrideLine,
    pub(crate) targets: Vec<OfferIdx>,
}

/// Everything that can be held or bought; immutable once it is assembled.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub(crate) offers: Vec<Offer>,
    pub(crate) families: Families,
    pub(crate) markets: Markets,
    pub(crate) by_guid: BTreeMap<Uuid, OfferIdx>,
    pub(crate) by_legacy_id: BTreeMap<Uuid, Vec<OfferIdx>>,
    pub(crate) by_nce_key: BTreeMap<String, Vec<OfferIdx>>,
    pub(crate) by_part_number: BTreeMap<String, Vec<OfferIdx>>,
    pub(crate) by_name: BTreeMap<String, Vec<OfferIdx>>,
    pub(crate) by_alias: BTreeMap<String, Vec<OfferIdx>>,
    /// Made for the first product that is not recognised.
    pub(crate) name_words: OnceLock<NameWords>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) overrides_path: String,
    /// Days on which any answer may change, sorted.
    pub(crate) epochs: Vec<Day>,
    pub(crate) reports: Vec<ReferenceReport>,
}

impl Catalogue {
    /// Version of the embedded tables.
    pub fn version() -> &'static str {
        EDITION
    }

    /// Newest day the embedded tables speak of.
    pub fn dated() -> Day {
        dated()
    }

    /// Only what is compiled into the program: identities, sale, successors, but no plan sets.
    ///
    /// # Panics
    /// If the tables compiled into the program are damaged, which the tests rule out.
    pub fn embedded() -> Self {
        Catalogue::assemble(&Downloads::default()).expect("the embedded tables are well formed")
    }

    /// The embedded catalogue joined with downloads.
    ///
    /// # Errors
    /// [`Error::Reference`] for a download that is empty or another file, [`Error::Policy`] for a mistake
    /// in the overrides.
    pub fn assemble(downloads: &Downloads<'_>) -> Result<Self, Error> {
        let mut assembly = Assembly::start();
        if let Some((path, bytes)) = downloads.licensing_list {
            assembly.add_list(LicensingList::read(path, bytes)?);
        }
        let mut country_lists = Vec::new();
        if let Some((path, bytes)) = downloads.offer_matrix {
            let (rows, report) = offer_matrix::read(path, bytes)?;
            country_lists = assembly.add_matrix(rows);
            assembly.reports.push(report);
        }
        let prices = downloads.price_list.map(|(path, bytes)| PriceList::read(path, bytes)).transpose()?;
        assembly.index();
        assembly.record_conversions(downloads.offer_matrix.map_or("", |(path, _)| path));
        let (markets, first_day) = prices.map_or((Vec::new(), None), |list| assembly.add_prices(list));
        if let Some((path, bytes)) = downloads.legacy_offers {
            let (rows, mut report) = legacy_offers::read(path, bytes)?;
            report.unplaced = assembly.add_legacy(rows);
            assembly.reports.push(report);
        }
        let mut catalogue = assembly.finish(Markets::new(&markets, first_day, &country_lists));
        if let Some((path, bytes)) = downloads.overrides {
            catalogue.add_overrides(path, overrides::read(path, bytes)?)?;
        }
        Ok(catalogue)
    }

    /// What reading each download found.
    pub fn reports(&self) -> &[ReferenceReport] {
        &self.reports
    }

    /// An override nobody needed is a mistake: it names a product the exports do not hold.
    ///
    /// # Errors
    /// [`Error::Policy`] naming the first line that is not among `used`, the lines of [`crate::catalogue::Verdict`].
    pub fn unused_overrides(&self, used: &[u32]) -> Result<(), Error> {
        match self.overrides.iter().find(|entry| !used.contains(&entry.line.line)) {
            None => Ok(()),
            Some(Override { line, .. }) => Err(Error::Policy(format!(
                "{}:{}: no exported product has {} {:?}; correct the line or remove it",
                self.overrides_path, line.line, line.kind, line.value
            ))),
        }
    }

    pub(crate) fn offer(&self, idx: OfferIdx) -> &Offer {
        &self.offers[usize::from(idx.0)]
    }

    /// Every offer with its position.
    pub(crate) fn enumerate(&self) -> impl Iterator<Item = (OfferIdx, &Offer)> {
        self.offers.iter().enumerate().map(|(position, offer)| (OfferIdx(position as u16), offer))
    }

    fn add_overrides(&mut self, path: &str, lines: Vec<OverrideLine>) -> Result<(), Error> {
        path.clone_into(&mut self.overrides_path);
        for line in lines {
            let targets = line.targets.iter().map(|target| {
                self.one_offer(target)
                    .map_err(|reason| Error::Policy(format!("{path}:{}: {reason}", line.line)))
            });
            let targets = targets.collect::<Result<_, _>>()?;
            self.overrides.push(Override { line, targets });
        }
        Ok(())
    }

    /// The offer a part number, GUID or new-commerce key stands for.
    pub(crate) fn one_offer(&self, text: &str) -> Result<OfferIdx, String> {
        let by_guid = Uuid::try_parse(text).ok().and_then(|guid| self.by_guid.get(&guid).copied());
        let by_key = || crate::catalogue::text::nce_key(text).and_then(|key| self.by_nce_key.get(&key));
        let found: Vec<_> = match by_guid {
            Some(idx) => vec![idx],
            None => {
                self.by_part_number.get(&part_number_key(text)).or_else(by_key).cloned().unwrap_or_default()
            }
        };
        match found[..] {
            [one] => Ok(one),
            [] => Err(format!("target {text:?} is no offer of the catalogue; give --catalog, or correct it")),
            [..] => Err(format!("target {text:?} stands for several offers; give the GUID of one")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Buyer, Lookup, OfferMatch, Verdict};
    use crate::model::{Country, Product, ProductIdx, Segment, parse_day};

    const SUITE: &str = "aaaaaaaa-0000-0000-0000-000000000001";
    const TOOL: &str = "aaaaaaaa-0000-0000-0000-000000000002";
    const MATRIX: &str = "ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,MinLicenses,MaxLicenses,ProductSkuPreRequisites,AllowedCountries\n\
        Suite,ABCDEFGH0001,1,Suite Large,aaaaaaaa-0000-0000-0000-000000000001,SUITE,5,300,,\n\
        Tool,ABCDEFGH0002,000P,Tool,aaaaaaaa-0000-0000-0000-000000000002,TOOL,,,ABCDEFGH0001:0001,US;DE\n";
    const PRICES: &str = "ProductTitle,ProductId,SkuId,SkuTitle,TermDuration,Market,UnitPrice,EffectiveStartDate,EffectiveEndDate,Tags,Segment\n\
        Tool,ABCDEFGH0002,000P,Tool,P1Y,US,1,2025-11-01,9999-12-31,,Commercial\n\
        Microsoft 365 E3,CFQ7TTC0LFLX,1,Microsoft 365 E3,P1Y,US,1,2025-11-01,2026-06-30,,Commercial\n";

    fn assemble(downloads: &Downloads<'_>) -> Catalogue {
        Catalogue::assemble(downloads).expect("a catalogue")
    }

    fn with_matrix() -> Downloads<'static> {
        Downloads { offer_matrix: Some(("matrix.csv", MATRIX.as_bytes())), ..Downloads::default() }
    }

    fn with_prices() -> Downloads<'static> {
        Downloads { price_list: Some(("prices.csv", PRICES.as_bytes())), ..with_matrix() }
    }

    fn ask(catalogue: &Catalogue, product: &Product, country: &str, day: &str) -> Verdict {
        let (country, day) = (Country::parse(country), parse_day(day).expect("a day"));
        let buyer = Buyer { country, segment: Some(Segment::Commercial), day, net_new: true };
        Verdict::clone(&Lookup::new(catalogue, 1).verdict(ProductIdx(0), product, &buyer))
    }

    fn part_number(text: &str) -> Product {
        Product { sku_part_number: text.to_owned(), ..Product::default() }
    }

    #[test]
    fn the_matrix_joins_modern_ids_limits_and_prerequisites() {
        let catalogue = assemble(&with_matrix());
        let modern = Product {
            product_id: "ABCDEFGH0001".to_owned(),
            sku_id: "0001".to_owned(),
            ..Product::default()
        };
        let suite = ask(&catalogue, &modern, "US", "2026-01-01");
        assert_eq!((suite.offer_match, suite.seat_limits), (OfferMatch::Same, (Some(5), Some(300))));
        let tool = ask(&catalogue, &part_number("TOOL"), "US", "2026-01-01");
        assert_eq!(tool.prerequisites, ["SUITE"]);
    }

    #[test]
    fn a_conversion_of_the_matrix_is_a_successor_on_record() {
        let matrix = "ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,ProductSkuConversion,AllowedCountries\n\
            ABCDEFGH0001,1,Suite,aaaaaaaa-0000-0000-0000-000000000001,SUITE,CFQ7TTC0LCHC:0002,US\n";
        let catalogue =
            assemble(&Downloads { offer_matrix: Some(("m.csv", matrix.as_bytes())), ..Downloads::default() });
        let elsewhere = ask(&catalogue, &part_number("SUITE"), "DE", "2026-01-01");
        assert_eq!(elsewhere.offer_match, OfferMatch::PlanSetUnknown);
        assert_eq!(elsewhere.targets[0].0, "SPB");
    }

    #[test]
    fn an_offer_is_not_sold_outside_the_countries_of_the_matrix() {
        let catalogue = assemble(&with_matrix());
        assert_eq!(ask(&catalogue, &part_number("TOOL"), "DE", "2026-01-01").offer_match, OfferMatch::Same);
        assert_eq!(
            ask(&catalogue, &part_number("TOOL"), "FR", "2026-01-01").offer_match,
            OfferMatch::NotSellable
        );
    }

    #[test]
    fn the_price_list_decides_for_its_market_and_its_days_only() {
        let catalogue = assemble(&with_prices());
        let e3 = |country, day| ask(&catalogue, &part_number("SPE_E3"), country, day).offer_match;
        assert_eq!(e3("US", "2026-06-30"), OfferMatch::Same);
        assert_ne!(e3("US", "2026-07-01"), OfferMatch::Same, "its row has ended");
        assert_eq!(e3("JP", "2026-07-01"), OfferMatch::Same, "another market");
        assert_eq!(e3("US", "2022-01-01"), OfferMatch::Same, "before the list");
        assert_eq!(
            ask(&catalogue, &part_number("SUITE"), "US", "2026-01-01").offer_match,
            OfferMatch::NotSellable
        );
    }

    #[test]
    fn priced_offers_nobody_knows_are_counted() {
        let prices = format!("{PRICES}Odd,ABCDEFGH0009,1,Odd,P1Y,US,1,2025-11-01,,,Commercial\n");
        let price_list = Some(("prices.csv", prices.as_bytes()));
        let catalogue = assemble(&Downloads { price_list, ..with_matrix() });
        let report = &catalogue.reports()[1];
        assert_eq!((report.offers, report.unplaced), (3, 1));
    }

    #[test]
    fn one_guid_in_both_namespaces_is_told_apart_by_its_column() {
        let legacy = format!("Offer Display Name,Durable Offer ID,Modern\nOld,{SUITE},ABCDEFGH0002/000P\n");
        let legacy_offers = Some(("legacy.csv", legacy.as_bytes()));
        let catalogue = assemble(&Downloads { legacy_offers, ..with_matrix() });
        let as_sku = Product { license_sku_id: SUITE.to_owned(), ..Product::default() };
        let as_offer = Product { offer_id: SUITE.to_owned(), ..Product::default() };
        assert_eq!(ask(&catalogue, &as_sku, "US", "2026-01-01").source_part_number, "SUITE");
        let found = ask(&catalogue, &as_offer, "US", "2026-01-01");
        assert_eq!(found.source_part_number, "TOOL");
        assert!(found.evidence.contains("legacy offer id"));
    }

    #[test]
    fn a_part_number_of_two_offers_is_ambiguous() {
        let header = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Friendly";
        let list = format!("{header}\nA,TWIN,{SUITE},P,{SUITE},P\nB,TWIN,{TOOL},P,{TOOL},P\n");
        let catalogue =
            assemble(&Downloads { licensing_list: Some(("l.csv", list.as_bytes())), ..Downloads::default() });
        let found = ask(&catalogue, &part_number("TWIN"), "US", "2026-01-01");
        assert_eq!((found.offer_match, found.is_ambiguous), (OfferMatch::Unmatched, true));
        assert!(found.targets.is_empty());
    }

    #[test]
    fn an_override_beats_everything_and_is_echoed() {
        let map = format!(
            "match_kind,match_value,segment,target_part_number_or_id,second_target,seats_factor,reason,accept_loss\n\
             product_name,Etwas Altes,,SPB,,1/2,agreed,\nsku_part_number,SPE_E3,,SPB,{TOOL},,agreed too,yes\n"
        );
        let catalogue =
            assemble(&Downloads { overrides: Some(("map.csv", map.as_bytes())), ..with_matrix() });
        let named = Product { product_name: "Etwas  altes".to_owned(), ..Product::default() };
        let first = ask(&catalogue, &named, "US", "2026-01-01");
        assert_eq!((first.offer_match, first.seats_factor), (OfferMatch::Same, (1, 2)));
        assert_eq!((first.override_reason.as_str(), first.override_line), ("agreed", Some(2)));
        let second = ask(&catalogue, &part_number("SPE_E3"), "US", "2026-01-01");
        assert_eq!((second.targets.len(), second.loss_accepted), (2, true));
        assert_eq!(second.offer_match, OfferMatch::PlanSetUnknown);
        assert!(catalogue.unused_overrides(&[2, 3]).is_ok());
        let unused = catalogue.unused_overrides(&[2]).expect_err("line 3 was not used");
        assert!(unused.to_string().starts_with("map.csv:3: "), "{unused}");
    }

    #[test]
    fn an_override_to_an_unknown_target_names_its_line() {
        let map =
            "match_kind,match_value,target_part_number_or_id,reason\nsku_part_number,SPE_E3,NOWHERE,agreed\n";
        let downloads = Downloads { overrides: Some(("map.csv", map.as_bytes())), ..Downloads::default() };
        let error = Catalogue::assemble(&downloads).expect_err("no such offer");
        assert!(matches!(&error, Error::Policy(text) if text.starts_with("map.csv:2: ")), "{error}");
    }
}

//! What a reference file is, what it looked like, and whether it is too old.

use crate::catalogue::table::Table;
use crate::catalogue::text::header_key;
use crate::error::Error;
use crate::model::value::column_values;
use crate::model::{Day, days_between};

column_values! {
    /// The downloads the catalogue reads, told apart by their header.
    ReferenceKind {
        LicensingList = "licensing-list",
        OfferMatrix = "offer-matrix",
        PriceList = "price-list",
        LegacyOffers = "legacy-offers",
        Overrides = "overrides",
    }
}

impl ReferenceKind {
    /// The kind a header line belongs to; the cells are compared without spaces, underscores and case.
    pub fn of_header<'h>(cells: impl IntoIterator<Item = &'h str>) -> Option<Self> {
        let header: Vec<String> = cells.into_iter().map(header_key).collect();
        let has = |names: &[&str]| names.iter().all(|name| header.iter().any(|h| h == name));
        [
            (ReferenceKind::LicensingList, &["stringid", "guid", "serviceplanid"][..]),
            (ReferenceKind::OfferMatrix, &["productid", "skuid", "provisioningid"]),
            (ReferenceKind::PriceList, &["productid", "skuid", "termduration", "unitprice", "market"]),
            (ReferenceKind::LegacyOffers, &["durableofferid"]),
            (ReferenceKind::Overrides, &["matchkind", "matchvalue", "targetpartnumberorid"]),
        ]
        .into_iter()
        .find_map(|(kind, needed)| has(needed).then_some(kind))
    }
}

/// What reading a reference file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceReport {
    pub kind: ReferenceKind,
    pub path: String,
    /// `utf-8`, `utf-8-bom`, `utf-16` or `windows-1252`.
    pub encoding: &'static str,
    pub delimiter: char,
    /// Records after the header.
    pub rows: usize,
    /// Distinct offers.
    pub offers: usize,
    /// Lines that had to be repaired before they could be read.
    pub repaired_lines: Vec<u64>,
    /// Offers of a price list or of legacy offers that are none of the catalogue.
    pub unplaced: usize,
    /// Lines that were left out.
    pub unreadable_lines: Vec<u64>,
    /// Newest day the file itself names; a licensing list names none.
    pub dated: Option<Day>,
}

impl ReferenceReport {
    pub(crate) fn new(kind: ReferenceKind, path: &str, table: &Table<'_>) -> Self {
        ReferenceReport {
            kind,
            path: path.to_owned(),
            encoding: table.encoding,
            delimiter: char::from(table.delimiter),
            rows: 0,
            offers: 0,
            repaired_lines: Vec::new(),
            unplaced: 0,
            unreadable_lines: Vec::new(),
            dated: None,
        }
    }
}

/// Refuses reference data that is more than `max_days` older than the as-of day.
///
/// # Errors
/// [`Error::Reference`] naming both days; data that is newer than the as-of day is never too old.
pub fn check_age(path: &str, dated: Day, as_of: Day, max_days: u32) -> Result<(), Error> {
    let age = days_between(dated, as_of);
    if age <= i64::from(max_days) {
        return Ok(());
    }
    let reason = format!(
        "dated {dated}, {age} days before {as_of}; at most {max_days} are accepted: download it again"
    );
    Err(Error::Reference { path: path.to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    #[test]
    fn data_is_refused_on_the_day_after_the_limit() {
        let day = |text| parse_day(text).expect("a day");
        assert!(check_age("list.csv", day("2026-01-01"), day("2026-01-31"), 30).is_ok());
        let error = check_age("list.csv", day("2026-01-01"), day("2026-02-01"), 30).expect_err("too old");
        assert!(error.to_string().contains("31 days"), "{error}");
        assert!(check_age("list.csv", day("2026-01-01"), day("2021-05-13"), 30).is_ok());
    }

    #[test]
    fn downloads_are_told_apart_by_their_header() {
        let kind = |header: &str| ReferenceKind::of_header(header.split(','));
        assert_eq!(
            kind("Product_Display_Name,String_ Id,GUID,Service_Plan_Name,Service_Plan_Id,Friendly"),
            Some(ReferenceKind::LicensingList)
        );
        assert_eq!(
            kind("ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString"),
            Some(ReferenceKind::OfferMatrix)
        );
        assert_eq!(kind("customer,product"), None);
    }
}

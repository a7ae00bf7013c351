//! The new-commerce price list as downloaded: what is sold where, to whom, from when to when, at what price.

use crate::catalogue::embedded::segment;
use crate::catalogue::offer::Priced;
use crate::catalogue::reference::{ReferenceKind, ReferenceReport};
use crate::catalogue::table::{Line, Table};
use crate::catalogue::text::nce_key_of;
use crate::error::Error;
use crate::model::{Country, Currency, Day, Term, UnitPrice, parse_day};

/// The price list.
#[derive(Debug)]
pub(crate) struct PriceList {
    /// Sorted; [`Priced::market`] is a position in it.
    pub(crate) markets: Vec<Country>,
    /// First day any row is valid: before it the list says nothing.
    pub(crate) first_day: Day,
    /// New-commerce key, title and validity; trials are left out.
    pub(crate) rows: Vec<(String, String, Priced)>,
    pub(crate) report: ReferenceReport,
}

impl PriceList {
    pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<Self, Error> {
        let table = Table::open(path, bytes, &["productid", "skuid", "market", "segment"])?;
        let mut report = ReferenceReport::new(ReferenceKind::PriceList, path, &table);
        let mut markets: Vec<_> =
            table.lines().filter_map(|line| Country::parse(line.cell("market"))).collect();
        markets.sort_unstable();
        markets.dedup();
        let mut rows = Vec::new();
        for line in table.lines() {
            report.rows += 1;
            match read_row(&line, &markets) {
                Some(_) if line.cell("tags").to_lowercase().contains("trial") => {}
                Some(row) => rows.push(row),
                None => report.unreadable_lines.push(line.number),
            }
        }
        let days = rows.iter().map(|(_, _, priced)| priced.from);
        let (Some(first_day), newest) = (days.clone().min(), days.max()) else {
            return Err(table.error("the price list holds no offer; download it again"));
        };
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        report.dated = newest;
        report.offers = rows.chunk_by(|a, b| a.0 == b.0).count();
        Ok(PriceList { markets, first_day, rows, report })
    }
}

fn read_row(line: &Line<'_>, markets: &[Country]) -> Option<(String, String, Priced)> {
    let market = Country::parse(line.cell("market"))?;
    let priced = Priced {
        market: markets.binary_search(&market).ok()? as u16,
        segment: segment(line.cell("segment"))?,
        from: day(line.cell("effectivestartdate"))?,
        to: day(line.cell("effectiveenddate")).unwrap_or(Day::MAX),
        price: price(line),
    };
    let key = nce_key_of(line.cell("productid"), line.cell("skuid"))?;
    Some((key, line.cell("skutitle").to_owned(), priced))
}

/// The price of a whole term of one seat: only lines whose billing plan pays the term at once say it plainly.
fn price(line: &Line<'_>) -> Option<(UnitPrice, Currency, Term)> {
    let term = Term::parse(line.cell("termduration"))?;
    let is_paid_at_once = match line.cell("billingplan").to_lowercase().as_str() {
        "monthly" => term.months() == 1,
        "annual" => term.months() == 12,
        "triennial" => term.months() == 36,
        "onetime" => true,
        _ => false,
    };
    let price = UnitPrice::parse(line.cell("unitprice"))?;
    Some((price, Currency::parse(line.cell("currency"))?, term)).filter(|_| is_paid_at_once)
}

/// An ISO day, with or without a time after it.
fn day(cell: &str) -> Option<Day> {
    parse_day(cell.get(..10)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "ChangeIndicator,ProductTitle,ProductId,SkuId,SkuTitle,Publisher,TermDuration,BillingPlan,Market,Currency,UnitPrice,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment\n";

    #[test]
    fn rows_are_read_with_padded_sku_ids_and_trials_are_left_out() {
        let text = format!(
            "\u{feff}{HEADER},Suite,ABCDEFGH0001,1,Suite,M,P1Y,Annual,US,USD,1.00,2025-11-01T00:00:00Z,9999-12-31T23:59:59Z,,2.00,Charity\n\
             ,Suite,ABCDEFGH0001,000P,Suite Trial,M,P1M,None,US,USD,0,2025-12-01,9999-12-31,Trial,0,Commercial\n"
        );
        let list = PriceList::read("prices.csv", text.as_bytes()).expect("a list");
        assert_eq!((list.report.rows, list.rows.len(), list.report.encoding), (2, 1, "utf-8-bom"));
        assert_eq!(list.rows[0].0, "ABCDEFGH0001:0001");
        assert_eq!(list.rows[0].2.segment, crate::model::Segment::Charity);
        assert_eq!(list.report.dated, parse_day("2025-11-01"));
    }

    #[test]
    fn a_row_without_a_day_is_reported() {
        let text = format!(
            "{HEADER},S,ABCDEFGH0001,1,S,M,P1Y,Annual,US,USD,1,soon,,,2,Commercial\n\
             ,S,ABCDEFGH0001,2,S,M,P1Y,Annual,US,USD,1,2025-11-01,,,2,Commercial\n"
        );
        let list = PriceList::read("prices.csv", text.as_bytes()).expect("a list");
        assert_eq!(list.report.unreadable_lines, [2]);
        assert_eq!(list.rows[0].2.to, Day::MAX);
    }
}

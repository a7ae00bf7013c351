//! The legacy offer list as downloaded: durable offer ids and the new-commerce offer each became.

use uuid::Uuid;

use crate::catalogue::reference::{ReferenceKind, ReferenceReport};
use crate::catalogue::table::Table;
use crate::catalogue::text::{nce_key, trimmed};
use crate::error::Error;

/// One legacy offer.
#[derive(Debug)]
pub(crate) struct LegacyRow {
    pub(crate) offer_id: Uuid,
    pub(crate) name: String,
    /// The modern product and SKU id, where the row names one.
    pub(crate) nce_key: Option<String>,
}

/// Reads the mapping tab; the offer id column may be called durable or not, the modern id stands in any column.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<(Vec<LegacyRow>, ReferenceReport), Error> {
    let table = Table::open(path, bytes, &[])?;
    let is_offer_id = |name: &&String| name.ends_with("offerid");
    let Some(column) = table.header().iter().find(is_offer_id).and_then(|name| table.column(name)) else {
        return Err(table.error("this is not the legacy offer list: no column named durable offer id"));
    };
    let mut report = ReferenceReport::new(ReferenceKind::LegacyOffers, path, &table);
    let mut rows = Vec::new();
    for line in table.lines() {
        report.rows += 1;
        let Some(offer_id) = line.record.get(column).and_then(|cell| Uuid::try_parse(trimmed(cell)).ok())
        else {
            report.unreadable_lines.push(line.number);
            continue;
        };
        let nce_key = line.record.iter().find_map(nce_key);
        rows.push(LegacyRow { offer_id, name: line.cell("offerdisplayname").to_owned(), nce_key });
    }
    if rows.is_empty() {
        return Err(table.error("the legacy offer list holds no offer; download it again"));
    }
    report.offers = rows.len();
    Ok((rows, report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modern_id_is_found_in_whatever_column_it_stands() {
        let text = "Offer Display Name,Durable Offer ID,Status,Modern\n\
                    Suite,aaaaaaaa-0000-0000-0000-000000000001,DEPR,ABCDEFGH0001/0001\n\
                    Tool,aaaaaaaa-0000-0000-0000-000000000002,,\n";
        let (rows, report) = read("legacy.csv", text.as_bytes()).expect("a list");
        assert_eq!(rows[0].nce_key.as_deref(), Some("ABCDEFGH0001:0001"));
        assert_eq!(rows[1].nce_key, None);
        assert_eq!(report.offers, 2);
    }

    #[test]
    fn a_file_without_offer_ids_is_refused() {
        assert!(read("legacy.csv", b"Name,Status\nSuite,DEPR\n").is_err());
    }
}

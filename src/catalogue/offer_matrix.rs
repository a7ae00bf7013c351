//! The new-commerce offer matrix as downloaded: the exact join between what is sold and what is provisioned.

use uuid::Uuid;

use crate::catalogue::reference::{ReferenceKind, ReferenceReport};
use crate::catalogue::table::{Line, Table};
use crate::catalogue::text::{nce_key, nce_key_of};
use crate::error::Error;
use crate::model::Country;

/// One row of the matrix.
#[derive(Debug)]
pub(crate) struct MatrixRow {
    pub(crate) nce_key: String,
    /// The licence SKU it provisions.
    pub(crate) guid: Uuid,
    pub(crate) part_number: String,
    pub(crate) title: String,
    pub(crate) limits: (Option<u32>, Option<u32>),
    pub(crate) prerequisites: Vec<String>,
    /// Keys of the offers Microsoft itself converts to.
    pub(crate) conversions: Vec<String>,
    /// Subscriptions one customer may hold at a time.
    pub(crate) ownership_limit: Option<u32>,
    /// Empty: everywhere.
    pub(crate) countries: Vec<Country>,
}

/// Reads the matrix; a row without ids is reported and left out.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<(Vec<MatrixRow>, ReferenceReport), Error> {
    let table = Table::open(path, bytes, &["productid", "skuid", "provisioningid"])?;
    let mut report = ReferenceReport::new(ReferenceKind::OfferMatrix, path, &table);
    let mut rows = Vec::new();
    for line in table.lines() {
        report.rows += 1;
        match read_row(&line) {
            Some(row) => rows.push(row),
            None => report.unreadable_lines.push(line.number),
        }
    }
    if rows.is_empty() {
        return Err(table.error("the offer matrix holds no offer; download it again"));
    }
    report.offers = rows.len();
    Ok((rows, report))
}

fn read_row(line: &Line<'_>) -> Option<MatrixRow> {
    let mut countries: Vec<_> = listed(line.cell("allowedcountries")).filter_map(Country::parse).collect();
    countries.sort_unstable();
    countries.dedup();
    Some(MatrixRow {
        nce_key: nce_key_of(line.cell("productid"), line.cell("skuid"))?,
        guid: Uuid::try_parse(line.cell("provisioningid")).ok()?,
        part_number: line.cell("provisioningstring").to_owned(),
        title: line.cell("skutitle").to_owned(),
        limits: (line.cell("minlicenses").parse().ok(), line.cell("maxlicenses").parse().ok()),
        prerequisites: listed(line.cell("productskuprerequisites")).filter_map(nce_key).collect(),
        conversions: listed(line.cell("productskuconversion")).filter_map(nce_key).collect(),
        ownership_limit: line.cell("assetownershiplimit").parse().ok().filter(|&limit| limit > 0),
        countries,
    })
}

/// The entries of a list, whatever separates them.
fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '|', ' ', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,MinLicenses,MaxLicenses,AssetOwnershipLimit,AssetOwnershipLimitType,ProductSkuPreRequisites,ProductSkuConversion,Description,AllowedCountries\n";

    #[test]
    fn a_row_joins_what_is_sold_to_what_is_provisioned() {
        let text = format!(
            "{HEADER}Suite,ABCDEFGH0001,1,Suite Small,aaaaaaaa-0000-0000-0000-000000000001,SUITE_S,1,300,2,Tenant,\"ABCDEFGH0002/0001;ABCDEFGH0003:000P\",,,\"DE,AT;de\"\n"
        );
        let (rows, report) = read("matrix.csv", text.as_bytes()).expect("a matrix");
        assert_eq!((report.rows, report.offers), (1, 1));
        assert_eq!(rows[0].nce_key, "ABCDEFGH0001:0001");
        assert_eq!(rows[0].limits, (Some(1), Some(300)));
        assert_eq!(rows[0].prerequisites, ["ABCDEFGH0002:0001", "ABCDEFGH0003:000P"]);
        assert_eq!(rows[0].countries.len(), 2);
    }

    #[test]
    fn a_row_without_a_provisioning_id_is_reported() {
        let text = format!(
            "{HEADER}Suite,ABCDEFGH0001,1,S,,SUITE_S,,,,,,,,\nSuite,ABCDEFGH0001,2,S,aaaaaaaa-0000-0000-0000-000000000001,S,,,,,,,,\n"
        );
        let (rows, report) = read("matrix.csv", text.as_bytes()).expect("a matrix");
        assert_eq!((rows.len(), report.unreadable_lines), (1, vec![2]));
    }

    #[test]
    fn an_empty_matrix_is_an_error() {
        assert!(read("matrix.csv", HEADER.as_bytes()).is_err());
    }
}

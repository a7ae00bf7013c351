//! The user's own word on what an offer is and what it becomes: beats everything, and is echoed with its reason.

use crate::catalogue::embedded::segment;
use crate::catalogue::table::{Line, Table};
use crate::catalogue::text::{name_key, nce_key, part_number_key};
use crate::error::Error;
use crate::model::value::column_values;
use crate::model::{Product, Segment};

column_values! {
    /// `match_kind` of an override: the exported column its value is compared with.
    MatchKind {
        OfferId = "offer_id",
        ProductId = "product_id",
        SkuPartNumber = "sku_part_number",
        LicenseSkuId = "license_sku_id",
        ProductName = "product_name",
    }
}

/// One line of the file, before its targets are looked up.
#[derive(Debug, Clone)]
pub(crate) struct OverrideLine {
    pub(crate) line: u32,
    pub(crate) kind: MatchKind,
    /// In the form it is compared in.
    pub(crate) value: String,
    /// Only for customers of this segment.
    pub(crate) segment: Option<Segment>,
    /// One or two part numbers or ids.
    pub(crate) targets: Vec<String>,
    pub(crate) factor: (u32, u32),
    pub(crate) reason: String,
    pub(crate) accepts_loss: bool,
}

/// Reads the overrides; every mistake ends the run and names its line.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<Vec<OverrideLine>, Error> {
    let table = Table::open(path, bytes, &["matchkind", "matchvalue", "targetpartnumberorid", "reason"])
        .map_err(|error| Error::Policy(error.to_string()))?;
    let lines: Vec<_> = table.lines().collect();
    lines
        .iter()
        .map(|line| {
            read_line(line).map_err(|reason| Error::Policy(format!("{path}:{}: {reason}", line.number)))
        })
        .collect()
}

fn read_line(line: &Line<'_>) -> Result<OverrideLine, String> {
    let kind_cell = line.cell("matchkind").to_lowercase().replace('-', "_");
    let kind: MatchKind = kind_cell.parse().map_err(|e| format!("match_kind {kind_cell:?}: {e}"))?;
    let value = comparable(kind, line.cell("matchvalue"))
        .ok_or_else(|| format!("match_value {:?} is not a {kind}", line.cell("matchvalue")))?;
    let segment = match line.cell("segment") {
        "" => None,
        cell => Some(segment(cell).ok_or_else(|| format!("segment {cell:?} is unknown"))?),
    };
    let targets: Vec<String> = [line.cell("targetpartnumberorid"), line.cell("secondtarget")]
        .into_iter()
        .filter(|target| !target.is_empty())
        .map(str::to_owned)
        .collect();
    if targets.is_empty() {
        return Err("target_part_number_or_id is empty".to_owned());
    }
    if line.cell("reason").is_empty() {
        return Err("reason is empty: say why, it is printed in the plan".to_owned());
    }
    Ok(OverrideLine {
        line: line.number as u32,
        kind,
        value,
        segment,
        targets,
        factor: factor(line.cell("seatsfactor"))?,
        reason: line.cell("reason").to_owned(),
        accepts_loss: yes_or_no(line.cell("acceptloss"))?,
    })
}

/// The value of a column in the form it is compared in; `None` where it cannot be one.
fn comparable(kind: MatchKind, value: &str) -> Option<String> {
    match kind {
        MatchKind::OfferId | MatchKind::LicenseSkuId => {
            uuid::Uuid::try_parse(value).ok().map(|guid| guid.hyphenated().to_string())
        }
        MatchKind::ProductId => nce_key(value),
        MatchKind::SkuPartNumber => Some(part_number_key(value)).filter(|key| !key.is_empty()),
        MatchKind::ProductName => Some(name_key(value)).filter(|key| !key.is_empty()),
    }
}

impl OverrideLine {
    /// Whether the line speaks of this product, bought by a customer of this segment.
    pub(crate) fn matches(&self, product: &Product, segment: Option<Segment>) -> bool {
        let cell = match self.kind {
            MatchKind::OfferId => product.offer_id.clone(),
            MatchKind::LicenseSkuId => product.license_sku_id.clone(),
            MatchKind::ProductId => format!("{}:{}", product.product_id, product.sku_id),
            MatchKind::SkuPartNumber => product.sku_part_number.clone(),
            MatchKind::ProductName => product.product_name.clone(),
        };
        let is_meant = self.segment.is_none_or(|wanted| segment.unwrap_or(Segment::Commercial) == wanted);
        is_meant && comparable(self.kind, &cell).is_some_and(|key| key == self.value)
    }
}

/// `2`, `0.5` or `1/2` as a fraction in lowest terms.
fn factor(cell: &str) -> Result<(u32, u32), String> {
    let wrong = || format!("seats_factor {cell:?} is not a positive number such as 2, 0.5 or 1/2");
    if cell.is_empty() {
        return Ok((1, 1));
    }
    let (n, d): (u32, u32) = if let Some((n, d)) = cell.split_once('/') {
        (n.trim().parse().map_err(|_| wrong())?, d.trim().parse().map_err(|_| wrong())?)
    } else if let Some((whole, decimals)) = cell.split_once(['.', ',']) {
        let places = u32::try_from(decimals.len()).ok().filter(|places| (1..=4).contains(places));
        let scale = 10u32.pow(places.ok_or_else(wrong)?);
        (format!("{whole}{decimals}").parse().map_err(|_| wrong())?, scale)
    } else {
        (cell.parse().map_err(|_| wrong())?, 1)
    };
    if n == 0 || d == 0 {
        return Err(wrong());
    }
    let divisor = greatest_common_divisor(n, d);
    Ok((n / divisor, d / divisor))
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn yes_or_no(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "1" | "ja" => Ok(true),
        "" | "false" | "no" | "0" | "nein" => Ok(false),
        _ => Err(format!("accept_loss {cell:?} is neither true nor false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "match_kind,match_value,segment,target_part_number_or_id,second_target,seats_factor,reason,accept_loss\n";

    fn read_text(rows: &str) -> Result<Vec<OverrideLine>, Error> {
        read("map.csv", format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_line_is_read_with_its_factor_and_its_reason() {
        let lines =
            read_text("product_name,Suite\u{2122}  Old,,SUITE,,0.5,agreed,true\n").expect("overrides");
        assert_eq!((lines[0].factor, lines[0].accepts_loss, lines[0].line), ((1, 2), true, 2));
        let product = Product { product_name: "suite old".to_owned(), ..Product::default() };
        assert!(lines[0].matches(&product, None));
        assert!(!lines[0].matches(&Product::default(), None));
    }

    #[test]
    fn a_segment_limits_an_override() {
        let lines = read_text("sku_part_number,OLD,charity,SUITE,,,agreed,\n").expect("overrides");
        let product = Product { sku_part_number: "OLD".to_owned(), ..Product::default() };
        assert!(lines[0].matches(&product, Some(Segment::Charity)));
        assert!(!lines[0].matches(&product, None));
    }

    #[test]
    fn every_mistake_names_its_line() {
        for row in [
            "color,OLD,,SUITE,,,agreed,\n",
            "sku_part_number,OLD,moon,SUITE,,,agreed,\n",
            "sku_part_number,OLD,,,,,agreed,\n",
            "sku_part_number,OLD,,SUITE,,0,agreed,\n",
            "sku_part_number,OLD,,SUITE,,,,\n",
            "offer_id,not-a-guid,,SUITE,,,agreed,\n",
        ] {
            let error = read_text(row).expect_err(row).to_string();
            assert!(error.starts_with("map.csv:2: "), "{error}");
        }
    }
}

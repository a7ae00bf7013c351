//! Microsoft's licensing list as downloaded: which plans stand in which SKU, in every state it has been in.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::catalogue::reference::{ReferenceKind, ReferenceReport};
use crate::catalogue::table::Table;
use crate::catalogue::text::trimmed;
use crate::error::Error;

/// Longer than any row of any edition: a quote that is never closed swallows the rows after it.
const LONGEST_ROW: usize = 4096;

/// One SKU of the list.
#[derive(Debug, Default)]
pub(crate) struct ListedSku {
    /// The first is the one used for display.
    pub(crate) part_numbers: Vec<String>,
    pub(crate) names: Vec<String>,
    /// Sorted, each once.
    pub(crate) plans: Vec<Uuid>,
}

/// The licensing list.
#[derive(Debug)]
pub(crate) struct LicensingList {
    pub(crate) skus: BTreeMap<Uuid, ListedSku>,
    /// Names of plans by the spelling most rows use.
    pub(crate) plan_names: BTreeMap<Uuid, String>,
    pub(crate) report: ReferenceReport,
}

/// The cells of a row, by whatever means they were found.
struct Row<'r> {
    name: &'r str,
    part_number: &'r str,
    sku: Uuid,
    plan: Uuid,
    plan_name: String,
}

impl LicensingList {
    pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<Self, Error> {
        let table = Table::open(path, bytes, &["guid", "serviceplanid"])?;
        let mut skus: BTreeMap<Uuid, ListedSku> = BTreeMap::new();
        let mut spellings: BTreeMap<Uuid, Vec<(String, u32)>> = BTreeMap::new();
        let mut report = ReferenceReport::new(ReferenceKind::LicensingList, path, &table);
        let columns = Columns::of(&table);
        for line in table.lines() {
            report.rows += 1;
            if line.record.as_slice().len() > LONGEST_ROW {
                let reason =
                    format!("line {}: a quoted cell is not closed; download the list again", line.number);
                return Err(table.error(&reason));
            }
            let whole = columns.row(&line.record);
            let Some(row) = whole.or_else(|| repaired(&line.record)) else {
                report.unreadable_lines.push(line.number);
                continue;
            };
            if row.part_number.is_empty() {
                report.repaired_lines.push(line.number);
            }
            count(spellings.entry(row.plan).or_default(), row.plan_name);
            let sku = skus.entry(row.sku).or_default();
            keep(&mut sku.part_numbers, row.part_number);
            keep(&mut sku.names, row.name);
            sku.plans.push(row.plan);
        }
        if skus.is_empty() {
            return Err(table.error("the list holds no SKU; download it again"));
        }
        for sku in skus.values_mut() {
            sku.plans.sort_unstable();
            sku.plans.dedup();
        }
        report.offers = skus.len();
        let plan_names = spellings.into_iter().map(|(plan, counted)| (plan, most_used(counted))).collect();
        Ok(LicensingList { skus, plan_names, report })
    }
}

/// Positions of the columns of the header.
struct Columns {
    n: usize,
    name: Option<usize>,
    part_number: Option<usize>,
    sku: usize,
    plan: usize,
    plan_name: Option<usize>,
}

impl Columns {
    fn of(table: &Table<'_>) -> Self {
        let needed = |name| table.column(name).expect("checked when the table was opened");
        Columns {
            n: table.header().len(),
            name: table.column("productdisplayname"),
            part_number: table.column("stringid"),
            sku: needed("guid"),
            plan: needed("serviceplanid"),
            plan_name: table.column("serviceplansincludedfriendlynames"),
        }
    }

    /// The row as the header has it; `None` if commas broke it.
    fn row<'r>(&self, record: &'r csv::StringRecord) -> Option<Row<'r>> {
        let cell = |position: Option<usize>| position.and_then(|p| record.get(p)).map_or("", trimmed);
        if record.len() != self.n {
            return None;
        }
        Some(Row {
            name: cell(self.name),
            part_number: cell(self.part_number),
            sku: guid(cell(Some(self.sku)))?,
            plan: guid(cell(Some(self.plan)))?,
            plan_name: cell(self.plan_name).to_owned(),
        })
    }
}

/// A row whose commas were not quoted: the two GUIDs are anchors, what lies right of them is the plan's name.
///
/// What lies left holds name and part number and cannot always be split, so neither is taken.
fn repaired(record: &csv::StringRecord) -> Option<Row<'_>> {
    let mut anchors = record.iter().enumerate().filter_map(|(at, cell)| Some((at, guid(trimmed(cell))?)));
    let (_, sku) = anchors.next()?;
    let (at, plan) = anchors.next()?;
    let plan_name = record.iter().skip(at + 1).collect::<Vec<_>>().join(",");
    Some(Row { name: "", part_number: "", sku, plan, plan_name })
}

/// A GUID written with dashes, as the list does.
fn guid(cell: &str) -> Option<Uuid> {
    (cell.len() == 36).then(|| Uuid::try_parse(cell).ok()).flatten()
}

fn keep(texts: &mut Vec<String>, text: &str) {
    if !text.is_empty() && !texts.iter().any(|t| t == text) {
        texts.push(text.to_owned());
    }
}

fn count(counted: &mut Vec<(String, u32)>, name: String) {
    match counted.iter_mut().find(|(known, _)| *known == name) {
        Some((_, n)) => *n += 1,
        None => counted.push((name, 1)),
    }
}

fn most_used(mut counted: Vec<(String, u32)>) -> String {
    counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counted.into_iter().next().map(|(name, _)| name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaa-0000-0000-0000-000000000001";
    const B: &str = "bbbbbbbb-0000-0000-0000-000000000002";
    const P: &str = "99999999-0000-0000-0000-000000000001";
    const Q: &str = "99999999-0000-0000-0000-000000000002";
    const HEADER: &str = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n";

    fn read(text: &str) -> LicensingList {
        LicensingList::read("list.csv", text.as_bytes()).expect("a list")
    }

    fn sku<'l>(list: &'l LicensingList, guid: &str) -> &'l ListedSku {
        &list.skus[&Uuid::try_parse(guid).expect("a guid")]
    }

    #[test]
    fn repeated_pairs_count_once_and_split_groups_are_one_sku() {
        let text = format!(
            "{HEADER}One,ONE,{A},P,{P},Pee\nTwo,TWO,{B},P,{P},Pee\nOne,ONE,{A},Q,{Q},Queue\nOne,ONE,{A},P,{P},Pee\n"
        );
        let list = read(&text);
        assert_eq!((list.skus.len(), list.report.rows), (2, 4));
        assert_eq!(sku(&list, A).plans.len(), 2);
        assert_eq!(sku(&list, A).part_numbers, ["ONE"]);
    }

    #[test]
    fn semicolons_windows_1252_and_an_odd_header_are_read() {
        let text = format!(
            "Product_Display_Name;String_ Id;GUID;Service_Plan_Name;Service_Plan_Id;Service_Plans_Included_Friendly_Names\r\nOne - x;ONE\u{a0};{A}\u{a0};P;{P};Pee\r\n"
        );
        let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let list = LicensingList::read("list.csv", &bytes).expect("a list");
        assert_eq!((list.report.encoding, list.report.delimiter), ("windows-1252", ';'));
        assert_eq!(sku(&list, A).part_numbers, ["ONE"]);
    }

    #[test]
    fn a_row_with_unquoted_commas_is_repaired_by_its_guids_and_reported() {
        let text =
            format!("{HEADER}Field, Large, Edition,ONE,{A},P,{P},Pee, in parts\nOne,ONE,{A},Q,{Q},Queue\n");
        let list = read(&text);
        assert_eq!(list.report.repaired_lines, [2]);
        assert_eq!(sku(&list, A).plans.len(), 2);
        assert_eq!(sku(&list, A).names, ["One"]);
        assert_eq!(list.plan_names[&Uuid::try_parse(P).expect("a guid")], "Pee, in parts");
    }

    #[test]
    fn a_row_without_guids_is_reported_and_left_out() {
        let list = read(&format!("{HEADER}One,ONE,{A},P,{P},Pee\nOne,ONE,none,P,{P},Pee\n"));
        assert_eq!(list.report.unreadable_lines, [3]);
        assert_eq!(list.skus.len(), 1);
    }

    #[test]
    fn a_quote_that_swallows_rows_is_an_error() {
        let row = format!("One,ONE,{A},P,{P},Pee\n");
        let text = format!("{HEADER}One,ONE,{A},P,{P},\"Pee\n{}", row.repeat(100));
        let error = LicensingList::read("list.csv", text.as_bytes()).expect_err("rows would be lost");
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn a_line_that_only_names_the_separator_is_passed_over() {
        assert_eq!(read(&format!("sep=,\r\n{HEADER}One,ONE,{A},P,{P},Pee\n")).skus.len(), 1);
    }

    #[test]
    fn the_majority_spelling_names_a_plan() {
        let text = format!("{HEADER}One,ONE,{A},P,{P},PEE\nTwo,TWO,{B},P,{P},Pee\nOne,ONE,{A},P,{P},Pee\n");
        assert_eq!(read(&text).plan_names[&Uuid::try_parse(P).expect("a guid")], "Pee");
    }

    #[test]
    fn another_file_and_an_empty_one_are_refused() {
        for bytes in [&b""[..], b"a,b\n1,2\n", HEADER.as_bytes()] {
            let error = LicensingList::read("list.csv", bytes).expect_err("not a list");
            assert!(matches!(error, Error::Reference { .. }), "{error}");
        }
    }
}

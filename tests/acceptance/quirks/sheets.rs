//! Workbooks as people save them.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use super::{FIRST, ONE, given};

const HEADER: [&str; 6] =
    ["customer_tenant_id", "customer_name", "subscription_id", "product_name", "seats_purchased", "end_date"];

fn book(fill: impl Fn(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook).expect("cells");
    workbook.save_to_buffer().expect("a workbook")
}

/// A table with real numbers and dates, from the row `top` on.
fn table(workbook: &mut Workbook, top: u32) -> Result<(), XlsxError> {
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(HEADER) {
        sheet.write(top, column, name)?;
    }
    let cells = [FIRST, "Müller, Söhne \"Nord\"\nGmbH", ONE, "Office 365 E3"];
    for (column, cell) in (0..).zip(cells) {
        sheet.write(top + 1, column, cell)?;
    }
    sheet.write(top + 1, 4, 25)?;
    sheet.write_with_format(top + 1, 5, &ExcelDateTime::from_ymd(2027, 1, 31)?, &date)?;
    Ok(())
}

const PLANNED: &[&str] = &["Müller, Söhne \"Nord\"\nGmbH|one|Office 365 E3|25|2027-01-31"];

#[test]
fn the_first_sheet_with_a_known_header_is_read() {
    let bytes = book(|workbook| {
        workbook.add_worksheet().write(0, 0, "Read me first")?;
        table(workbook, 0)
    });
    let outcome = given("a.xlsx", &bytes).planned_with(&["end_date"]);
    assert_eq!(outcome.run["inputs"][0]["bytes"], bytes.len());
    outcome.is(PLANNED);
    given("a.csv", &bytes).planned_with(&["end_date"]).is(PLANNED);
}

#[test]
fn titles_above_the_header_are_passed_over_and_lines_are_rows_of_the_sheet() {
    let bytes = book(|workbook| {
        table(workbook, 3)?;
        workbook.worksheet_from_index(0)?.write(0, 0, "Licences of November")?.write(4, 4, "x")?;
        Ok(())
    });
    let outcome = given("a.xlsx", bytes).planned();
    assert_eq!(outcome.rejects.len(), 1, "{:?}", outcome.rejects);
    assert!(outcome.rejects[0].ends_with("seats_purchased not-a-number"), "{:?}", outcome.rejects);
}

#[test]
fn a_workbook_without_a_known_table_is_refused() {
    let bytes = book(|workbook| workbook.add_worksheet().write(0, 0, "Nothing").map(|_| ()));
    given("a.xlsx", bytes).refused(&["a.xlsx", "unknown format"]);
    given("a.xlsx", book(|workbook| workbook.add_worksheet().write(0, 0, "").map(|_| ())))
        .refused(&["a.xlsx"]);
}

#[test]
fn a_cell_far_out_costs_neither_memory_nor_time() {
    let wide = book(|workbook| {
        table(workbook, 0)?;
        workbook.worksheet_from_index(0)?.write(1, 5_000, "far")?;
        Ok(())
    });
    given("a.xlsx", wide).refused(&["4096 columns"]);
    let deep = book(|workbook| {
        table(workbook, 0)?;
        workbook.worksheet_from_index(0)?.write(1_048_575, 0, FIRST)?;
        Ok(())
    });
    let outcome = given("a.xlsx", deep).planned_with(&["end_date"]).is(PLANNED);
    assert_eq!(outcome.rejects.len(), 1, "{:?}", outcome.rejects);
}

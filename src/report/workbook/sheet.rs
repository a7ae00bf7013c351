//! Sheets that are written row by row and go on under a second name where one is full.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::workbook::columns::{Kind, kind_of, width_of};
use crate::report::workbook::style::{Style, colour_past, colour_words};
use crate::report::workbook::{excel_day, failed};
use crate::wording::{Language, Wording};

/// UTF-16 units of a cell.
const MOST_UNITS: usize = 32_767;

/// A sheet that is whole.
pub(super) struct Finished {
    pub worksheet: Worksheet,
    /// Key of the sheet in the wording.
    pub key: &'static str,
    pub name: String,
    /// Without the header.
    pub rows: u32,
}

/// All sheets of a workbook, in order.
pub(super) struct Sheets<'w> {
    workbook: &'w mut Workbook,
    pub wording: &'w Wording,
    style: Style,
    most_rows: u32,
    finished: Vec<Finished>,
    /// Cells that were too long.
    pub cut_cells: u64,
}

/// What a sheet looks like before its rows are known.
pub(super) struct Plan<'p> {
    pub key: &'static str,
    pub columns: &'p [&'static str],
    /// Columns that stay in sight.
    pub frozen: u16,
    pub as_of: Option<Day>,
}

/// A sheet, and those it continues, while rows are appended.
pub(super) struct Series<'p> {
    plan: Plan<'p>,
    kinds: Vec<Kind>,
    worksheet: Worksheet,
    next_row: u32,
    part: u32,
    /// Values of closed lists in the language, by column.
    words: BTreeMap<String, String>,
}

impl<'w> Sheets<'w> {
    pub(super) fn new(workbook: &'w mut Workbook, wording: &'w Wording, most_rows: u32) -> Self {
        let style = Style::new(wording);
        Sheets { workbook, wording, style, most_rows, finished: Vec::new(), cut_cells: 0 }
    }

    pub(super) fn finish(self) -> Vec<Finished> {
        self.finished
    }

    pub(super) fn begin<'p>(&mut self, plan: Plan<'p>) -> Result<Series<'p>, Error> {
        let kinds = plan.columns.iter().map(|column| kind_of(column)).collect();
        let worksheet = self.blank(&plan).map_err(failed)?;
        Ok(Series { kinds, worksheet, next_row: 1, part: 1, words: BTreeMap::new(), plan })
    }

    /// Appends a row; cells are in the order of the columns, an empty one stays empty.
    pub(super) fn append<'c>(
        &mut self,
        series: &mut Series<'_>,
        cells: impl Iterator<Item = &'c str>,
    ) -> Result<(), Error> {
        if series.next_row >= self.most_rows {
            self.turn_over(series)?;
        }
        for (column, cell) in cells.enumerate().filter(|(_, cell)| !cell.is_empty()) {
            self.write_cell(series, column as u16, cell).map_err(failed)?;
        }
        series.next_row += 1;
        Ok(())
    }

    pub(super) fn end(&mut self, series: Series<'_>) -> Result<(), Error> {
        let Series { plan, worksheet, next_row, part, .. } = series;
        self.close(&plan, worksheet, next_row, part).map_err(failed)
    }

    /// The sheet is full: the rest goes to a sheet of the same shape.
    fn turn_over(&mut self, series: &mut Series<'_>) -> Result<(), Error> {
        let next = self.blank(&series.plan).map_err(failed)?;
        let full = std::mem::replace(&mut series.worksheet, next);
        self.close(&series.plan, full, series.next_row, series.part).map_err(failed)?;
        series.next_row = 1;
        series.part += 1;
        Ok(())
    }

    fn blank(&mut self, plan: &Plan<'_>) -> Result<Worksheet, XlsxError> {
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_freeze_panes(1, plan.frozen)?;
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        worksheet.set_repeat_rows(0, 0)?;
        for (place, column) in plan.columns.iter().enumerate() {
            worksheet.set_column_width(place as u16, width_of(column))?;
            let name = self.wording.text(&format!("workbook.column.{column}")).to_owned();
            worksheet.write_string_with_format(0, place as u16, name, &self.style.header)?;
        }
        Ok(worksheet)
    }

    fn close(
        &mut self,
        plan: &Plan<'_>,
        mut worksheet: Worksheet,
        next_row: u32,
        part: u32,
    ) -> Result<(), XlsxError> {
        let last = next_row.saturating_sub(1);
        let columns = plan.columns.len() as u16;
        worksheet.autofilter(0, 0, last, columns.saturating_sub(1))?;
        for (place, column) in plan.columns.iter().enumerate().filter(|_| last > 0) {
            match *column {
                "readiness" | "severity" | "grade" | "offer_match" => {
                    colour_words(&mut worksheet, place as u16, last, self.wording)?;
                }
                "last_safe_date" | "first_deadline" | "due" => {
                    if let Some(as_of) = plan.as_of {
                        colour_past(&mut worksheet, place as u16, last, as_of)?;
                    }
                }
                _ => {}
            }
        }
        let name = self.wording.text(&format!("workbook.sheet.{}", plan.key)).to_owned();
        let name = if part == 1 { name } else { format!("{name} {part}") };
        worksheet.set_name(&name)?;
        self.finished.push(Finished { worksheet, key: plan.key, name, rows: last });
        Ok(())
    }

    fn write_cell(&mut self, series: &mut Series<'_>, column: u16, cell: &str) -> Result<(), XlsxError> {
        let row = series.next_row;
        let style = &self.style;
        let kind = series.kinds[usize::from(column)];
        let number = |format: &Format, sheet: &mut Worksheet| match plain_number(cell) {
            Some(number) => sheet.write_number_with_format(row, column, number, format).map(|_| true),
            None => Ok(false),
        };
        let sheet = &mut series.worksheet;
        let is_done = match kind {
            Kind::Count => number(&style.count, sheet)?,
            Kind::Number => number(&style.number, sheet)?,
            Kind::Money => number(&style.money, sheet)?,
            Kind::Day => match parse_day(cell) {
                Some(day) => {
                    sheet.write_datetime_with_format(row, column, excel_day(day)?, &style.day)?;
                    true
                }
                None => false,
            },
            Kind::Value | Kind::Step => {
                let word =
                    series.words.entry(cell.to_owned()).or_insert_with(|| value(self.wording, kind, cell));
                sheet.write_string(row, column, word.as_str())?;
                true
            }
            Kind::Text | Kind::Id | Kind::Prose => false,
        };
        if !is_done {
            let (text, is_cut) = cut(cell);
            self.cut_cells += u64::from(is_cut);
            sheet.write_string(row, column, text)?;
        }
        Ok(())
    }
}

/// A value of a closed list as a reader of the language knows it; English readers know the ids themselves.
fn value(wording: &Wording, kind: Kind, id: &str) -> String {
    let key = match (kind, wording.language) {
        (Kind::Step, Language::English) => return id.to_owned(),
        (Kind::Step, Language::German) => format!("steps.title.{id}"),
        _ => format!("workbook.value.{id}"),
    };
    wording.get(&key).unwrap_or(id).to_owned()
}

/// A number of at most fifteen digits, which is what a spreadsheet can hold; lists and longer ones stay text.
fn plain_number(cell: &str) -> Option<f64> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let is_plain = digits.len() <= 16
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_plain { cell.parse().ok() } else { None }
}

/// The text as far as a cell can hold it.
fn cut(text: &str) -> (String, bool) {
    // No character takes more units than bytes.
    if text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS {
        return (text.to_owned(), false);
    }
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < MOST_UNITS
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    (kept, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_what_it_can_and_says_that_there_was_more() {
        assert_eq!(cut("short"), ("short".to_owned(), false));
        let long = "🙂".repeat(20_000);
        let (kept, is_cut) = cut(&long);
        assert!(is_cut && kept.ends_with('…') && kept.encode_utf16().count() <= MOST_UNITS);
        assert!(!cut(&"x".repeat(MOST_UNITS)).1 && cut(&"x".repeat(MOST_UNITS + 1)).1);
    }

    #[test]
    fn only_plain_numbers_become_numbers() {
        assert_eq!(plain_number("-12.50"), Some(-12.5));
        for text in ["1e3", "0x10", "1;2", "", "-", ".5", "inf", "12345678901234567", "1.2.3"] {
            assert_eq!(plain_number(text), None, "{text}");
        }
    }
}

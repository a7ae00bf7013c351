//! The first sheet, with what a reader has to know before the others, and the last, with what was read.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};

use crate::error::Error;
use crate::model::parse_day;
use crate::plan::Readiness;
use crate::report::Run;
use crate::report::run_json::LedgerLine;
use crate::report::workbook::excel_day;
use crate::report::workbook::sheet::{Finished, Plan, Sheets};
use crate::report::workbook::style::Style;
use crate::report::workbook::tables::Gathered;
use crate::rules::Severity;
use crate::wording::Wording;

/// Waves a chart still shows as bars.
const MOST_BARS: u32 = 120;

/// A page that is filled from the top.
struct Page<'p> {
    worksheet: Worksheet,
    wording: &'p Wording,
    style: Style,
    row: u32,
}

pub(super) fn summary(
    run: &Run,
    gathered: &Gathered,
    finished: &[Finished],
    wording: &Wording,
    worksheet: Worksheet,
) -> Result<Worksheet, XlsxError> {
    let mut page = Page { worksheet, wording, style: Style::new(wording), row: 0 };
    let name = wording.text("workbook.sheet.summary").to_owned();
    page.worksheet.set_name(&name)?.set_column_width(0, 34)?.set_paper_size(9).set_print_fit_to_pages(1, 0);
    for column in 1..7 {
        page.worksheet.set_column_width(column, 15)?;
    }
    page.top(run)?;
    let readiness = page.readiness(run, gathered)?;
    page.money(run)?;
    page.severities(run)?;
    page.ledger(run)?;
    page.contents(finished)?;
    page.charts(&name, readiness, finished)?;
    Ok(page.worksheet)
}

impl Page<'_> {
    fn top(&mut self, run: &Run) -> Result<(), XlsxError> {
        let title = self.wording.fill("workbook.title", &[("day", &self.day(&run.info.as_of))]);
        self.worksheet.write_string_with_format(0, 0, title, &self.style.title)?;
        self.row = 1;
        for key in ["workbook.summary.how_to_read", "workbook.summary.neutral"] {
            self.worksheet.write_string(self.row, 0, self.wording.text(key))?;
            self.row += 1;
        }
        self.row += 1;
        if let Some(day) = parse_day(&run.info.as_of) {
            self.worksheet.write_string(self.row, 0, self.wording.text("workbook.summary.as_of"))?;
            self.worksheet.write_datetime_with_format(self.row, 1, excel_day(day)?, &self.style.day)?;
            self.row += 1;
        }
        let totals = &run.info.totals;
        for (key, number) in [
            ("customers", totals.customers),
            ("subscriptions", totals.subscriptions),
            ("seats", totals.seats),
            ("findings", totals.findings),
            ("assumed", totals.customers_on_assumptions),
        ] {
            let words = self.wording.text(&format!("workbook.summary.{key}")).to_owned();
            self.line(&words, &[number])?;
        }
        Ok(())
    }

    /// Rows of the table: first and last, for the chart.
    fn readiness(&mut self, run: &Run, gathered: &Gathered) -> Result<(u32, u32), XlsxError> {
        self.heading(&["readiness", "customers", "seats", "subscriptions"])?;
        let first = self.row;
        for readiness in Readiness::ALL {
            let word = self.value(readiness.as_str());
            let (customers, seats) =
                gathered.customers.readiness.get(readiness.as_str()).copied().unwrap_or_default();
            let totals = &run.info.totals;
            let known = |of: &std::collections::BTreeMap<String, u64>| of.get(readiness.as_str()).copied();
            let customers = known(&totals.customers_by_readiness).unwrap_or(customers);
            let subscriptions = known(&totals.subscriptions_by_readiness).unwrap_or_default();
            self.line(&word, &[customers, seats, subscriptions])?;
        }
        Ok((first, self.row - 1))
    }

    fn money(&mut self, run: &Run) -> Result<(), XlsxError> {
        if run.info.totals.money.is_empty() {
            return Ok(());
        }
        self.heading(&["currency", "overlap_cost", "stranded_cost"])?;
        for total in &run.info.totals.money {
            self.worksheet.write_string(self.row, 0, &total.currency)?;
            for (column, amount) in [(1, &total.overlap_cost), (2, &total.stranded_cost)] {
                match amount.parse::<f64>() {
                    Ok(number) => self.worksheet.write_number_with_format(
                        self.row,
                        column,
                        number,
                        &self.style.money,
                    )?,
                    Err(_) => self.worksheet.write_string(self.row, column, amount)?,
                };
            }
            self.row += 1;
        }
        Ok(())
    }

    fn severities(&mut self, run: &Run) -> Result<(), XlsxError> {
        self.heading(&["severity", "findings"])?;
        for severity in Severity::ALL.iter().rev() {
            let word = self.value(severity.as_str());
            let found = run.info.totals.findings_by_severity.get(severity.as_str()).copied();
            self.line(&word, &[found.unwrap_or_default()])?;
        }
        Ok(())
    }

    fn ledger(&mut self, run: &Run) -> Result<(), XlsxError> {
        self.heading(&["source_file", "read", "planned", "merged", "out_of_scope", "reference", "rejected"])?;
        for line in &run.info.ledger {
            let LedgerLine { path, read, planned, merged, out_of_scope, reference, rejected, .. } = line;
            self.line(path, &[*read, *planned, *merged, *out_of_scope, *reference, *rejected])?;
        }
        Ok(())
    }

    fn contents(&mut self, finished: &[Finished]) -> Result<(), XlsxError> {
        self.heading(&["sheet", "rows"])?;
        for sheet in finished {
            let name = sheet.name.clone();
            self.line(&name, &[u64::from(sheet.rows)])?;
            let about = self.wording.text(&format!("workbook.about.{}", sheet.key)).to_owned();
            self.worksheet.write_string(self.row - 1, 2, about)?;
        }
        Ok(())
    }

    fn charts(
        &mut self,
        name: &str,
        (first, last): (u32, u32),
        finished: &[Finished],
    ) -> Result<(), XlsxError> {
        let mut chart = Chart::new(ChartType::Bar);
        chart
            .add_series()
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, 1, last, 1))
            .set_name(self.wording.text("workbook.column.customers"));
        self.place(chart, "workbook.chart.readiness", 0)?;
        let waves = finished.iter().find(|sheet| sheet.key == "waves" && sheet.rows > 0);
        if let Some(waves) = waves {
            let mut chart = Chart::new(ChartType::Column);
            let last = waves.rows.min(MOST_BARS);
            chart
                .add_series()
                .set_categories((waves.name.as_str(), 1, 1, last, 1))
                .set_values((waves.name.as_str(), 1, 4, last, 4))
                .set_name(self.wording.text("workbook.column.seats"));
            self.place(chart, "workbook.chart.waves", 17)?;
        }
        Ok(())
    }

    fn place(&mut self, mut chart: Chart, key: &str, row: u32) -> Result<(), XlsxError> {
        let title = self.wording.text(key).to_owned();
        chart.title().set_name(&title);
        chart.legend().set_hidden();
        chart.set_alt_text(&title).set_width(560).set_height(300);
        self.worksheet.insert_chart(row, 8, &chart)?;
        Ok(())
    }

    /// An empty row, then the names of columns.
    fn heading(&mut self, columns: &[&str]) -> Result<(), XlsxError> {
        self.row += 1;
        for (place, column) in columns.iter().enumerate() {
            let name = self.wording.text(&format!("workbook.column.{column}")).to_owned();
            self.worksheet.write_string_with_format(self.row, place as u16, name, &self.style.strong)?;
        }
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, words: &str, numbers: &[u64]) -> Result<(), XlsxError> {
        self.worksheet.write_string(self.row, 0, words)?;
        for (place, number) in numbers.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet knows no other number")]
            let number = *number as f64;
            self.worksheet.write_number_with_format(self.row, place as u16 + 1, number, &self.style.count)?;
        }
        self.row += 1;
        Ok(())
    }

    fn value(&self, id: &str) -> String {
        self.wording.get(&format!("workbook.value.{id}")).unwrap_or(id).to_owned()
    }

    fn day(&self, text: &str) -> String {
        parse_day(text).map_or_else(|| text.to_owned(), |day| self.wording.day(day))
    }
}

/// The last sheet: what `run.json` says, one fact a row.
pub(super) fn write_run(run: &Run, sheets: &mut Sheets<'_>) -> Result<(), Error> {
    let info = &run.info;
    let mut series = sheets.begin(Plan { key: "run", columns: &["what", "note"], frozen: 1, as_of: None });
    let mut facts: Vec<(String, String)> = vec![
        ("tool".into(), info.tool.clone()),
        ("version".into(), info.version.clone()),
        ("as_of".into(), info.as_of.clone()),
        ("policy".into(), info.policy.path.clone().unwrap_or_default()),
        ("policy sha256".into(), info.policy.sha256.clone()),
    ];
    for (name, reference) in [
        ("rulebook", &info.references.rulebook),
        ("catalogue", &info.references.catalogue),
        ("regions", &info.references.regions),
    ] {
        facts.push((name.to_owned(), format!("{} {}", reference.version, reference.sha256)));
    }
    facts.extend(info.options.iter().map(|(name, value)| (format!("--{name}"), value.to_string())));
    for input in &info.inputs {
        let said = [&input.profile, &input.encoding, &input.delimiter, &input.sha256].map(String::as_str);
        let records = sheets.wording.count(input.records);
        let (records, said) = (&records, &said.join("; "));
        let told = sheets.wording.fill("workbook.run.input", &[("records", records), ("said", said)]);
        facts.push((input.path.clone(), told));
    }
    facts.push((sheets.wording.text("workbook.run.cut").to_owned(), sheets.cut_cells.to_string()));
    for (what, said) in &facts {
        sheets.append(&mut series, [what.as_str(), said.as_str()].into_iter())?;
    }
    sheets.end(series)
}

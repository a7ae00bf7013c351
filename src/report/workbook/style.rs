//! Formats of cells, and colours that say again what a word already says.

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatFormula, Format, FormatAlign,
    Workbook, Worksheet, XlsxError,
};

use crate::model::Day;
use crate::wording::{Language, Wording};

/// The formats of the cells of tables by their number in the workbook, as [`Style::register`] gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Header = 1,
    Count,
    Number,
    Money,
    Day,
}

/// The formats of one workbook.
#[derive(Debug, Clone)]
pub(super) struct Style {
    pub header: Format,
    pub title: Format,
    pub strong: Format,
    pub count: Format,
    pub number: Format,
    pub money: Format,
    pub day: Format,
}

impl Style {
    pub(super) fn new(wording: &Wording) -> Self {
        let day = match wording.language {
            Language::English => "yyyy-mm-dd",
            Language::German => "dd.mm.yyyy",
        };
        let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        Style {
            header: header.set_background_color("#1F3A5F").set_font_color("#FFFFFF"),
            title: Format::new().set_bold().set_font_size(16),
            strong: Format::new().set_bold().set_background_color("#E8EDF3"),
            count: Format::new().set_num_format("#,##0"),
            number: Format::new().set_num_format("0"),
            money: Format::new().set_num_format("#,##0.00"),
            day: Format::new().set_num_format(day),
        }
    }

    /// Gives the formats of tables their numbers in a workbook that has none yet.
    pub(super) fn register(&self, workbook: &mut Workbook) {
        for look in [Look::Header, Look::Count, Look::Number, Look::Money, Look::Day] {
            workbook.register_format(match look {
                Look::Header => &self.header,
                Look::Count => &self.count,
                Look::Number => &self.number,
                Look::Money => &self.money,
                Look::Day => &self.day,
            });
        }
    }
}

/// Words and their colours; font against background is 4.5:1 or better.
const COLOURS: [(&str, &[&str], &str, &str); 5] = [
    ("red", &["blocked", "blocker", "F", "E"], "#FFC7CE", "#8B0012"),
    ("orange", &["needs-action", "action", "D", "lossy", "discontinued-no-equivalent"], "#FFE0C2", "#7A3B00"),
    ("yellow", &["needs-decision", "risk", "C", "degraded"], "#FFF2B3", "#5F4B00"),
    ("grey", &["unknown", "unmatched"], "#E3E3E3", "#3D3D3D"),
    ("green", &["ready", "ready-on-date", "A", "B"], "#CDEBD0", "#0B5A1E"),
];

/// Colours the words of a column, rows 1 to `last`.
pub(super) fn colour_words(
    worksheet: &mut Worksheet,
    column: u16,
    last: u32,
    wording: &Wording,
) -> Result<(), XlsxError> {
    for (_, words, background, font) in COLOURS {
        let format = Format::new().set_background_color(background).set_font_color(font);
        for word in words {
            let shown = wording.get(&format!("workbook.value.{word}")).unwrap_or(word);
            let rule = ConditionalFormatCellRule::EqualTo(shown.to_owned());
            let rule = ConditionalFormatCell::new().set_rule(rule).set_format(&format);
            worksheet.add_conditional_format(1, column, last, column, &rule)?;
        }
    }
    Ok(())
}

/// Colours the days of a column that lie before the as-of day.
pub(super) fn colour_past(
    worksheet: &mut Worksheet,
    column: u16,
    last: u32,
    as_of: Day,
) -> Result<(), XlsxError> {
    let cell = rust_xlsxwriter::utility::row_col_to_cell(1, column);
    let (year, month, day) = (as_of.year(), as_of.month(), as_of.day());
    let formula = format!("=AND(ISNUMBER({cell}),{cell}<DATE({year},{month},{day}))");
    let format = Format::new().set_background_color("#FFC7CE").set_font_color("#8B0012");
    let rule = ConditionalFormatFormula::new().set_rule(formula.as_str()).set_format(&format);
    worksheet.add_conditional_format(1, column, last, column, &rule)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: &str) -> f64 {
        let part = |at: usize| f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
        let linear = |c: f64| if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    }

    #[test]
    fn every_word_can_be_read_on_its_colour() {
        for (name, _, background, font) in COLOURS {
            let contrast = (luminance(background) + 0.05) / (luminance(font) + 0.05);
            assert!(contrast >= 4.5, "{name}: {contrast}");
        }
    }
}

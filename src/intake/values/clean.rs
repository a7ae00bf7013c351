//! Cells stripped of what spreadsheets and programs wrap around a value.

/// What is left of a cell after cleaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'r> {
    /// Nothing, or a placeholder for nothing: unknown.
    Empty,
    /// The name of a type where its value should be: lost in the export, unknown.
    Lost,
    /// `########`: the column was too narrow when the file was saved.
    TooNarrow,
    Value(&'r str),
}

/// Cleans one cell: blanks of every kind, `="…"`, the protecting `'`, and placeholders.
#[inline]
pub fn clean(raw: &str) -> Cell<'_> {
    match raw {
        "" => Cell::Empty,
        _ if is_clean(raw) => Cell::Value(raw),
        _ => unwrapped(trim(raw)),
    }
}

/// Certainly neither wrapped nor a placeholder: nearly every cell of a well-made file.
#[inline]
pub fn is_clean(raw: &str) -> bool {
    let (Some(first), Some(last)) = (raw.as_bytes().first(), raw.as_bytes().last()) else { return false };
    if !last.is_ascii_graphic() {
        return false;
    }
    match FIRST[usize::from(*first)] {
        First::Plain => true,
        First::Suspect => !is_placeholder(raw) && !is_type_name_or_like(raw),
        First::Other => false,
    }
}

/// What a cell may be by its first byte.
#[derive(Clone, Copy)]
enum First {
    /// A letter or a digit with which nothing begins that is cleaned.
    Plain,
    /// A letter with which a placeholder or a lost value begins.
    Suspect,
    Other,
}

const FIRST: [First; 256] = {
    let mut table = [First::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'N' | b'n' | b'S' | b'M' => First::Suspect,
            letter if letter.is_ascii_alphanumeric() => First::Plain,
            _ => First::Other,
        };
        byte += 1;
    }
    table
};

fn is_type_name_or_like(raw: &str) -> bool {
    raw.starts_with("System.") || raw.starts_with("Microsoft.")
}

fn unwrapped(text: &str) -> Cell<'_> {
    let text = match text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => trim(inner),
        None => text,
    };
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) || is_code(rest) => trim(rest),
        _ => text,
    };
    match text {
        "" | "-" | "_" | "(null)" | "#N/A" | "#NV" | "#REF!" => Cell::Empty,
        _ if is_placeholder(text) => Cell::Empty,
        _ if text.len() >= 3 && text.bytes().all(|b| b == b'#') => Cell::TooNarrow,
        _ if is_type_name(text) => Cell::Lost,
        _ => Cell::Value(text),
    }
}

/// A word for nothing that begins like any other word.
fn is_placeholder(text: &str) -> bool {
    matches!(text, "N/A" | "n/a" | "NULL" | "Na")
}

/// Digits and the marks of numbers and ids only: a `'` in front was put there to keep it text.
fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.,:/".contains(&b))
}

fn is_type_name(text: &str) -> bool {
    let named = text.starts_with("System.")
        || (text.starts_with("Microsoft.") && (text.contains(".Models.") || text.ends_with("[]")));
    named && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._`[]+,".contains(&b))
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{a0}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{202f}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_go() {
        assert_eq!(clean("\u{a0}ENTERPRISEPACK\t"), Cell::Value("ENTERPRISEPACK"));
        assert_eq!(clean("\u{200b}x\u{feff} "), Cell::Value("x"));
        assert_eq!(clean("Contoso GmbH "), Cell::Value("Contoso GmbH"));
    }

    #[test]
    fn placeholders_are_unknown() {
        for text in [
            "",
            " ",
            "-",
            "_",
            "N/A",
            "n/a",
            "NULL",
            "(null)",
            "#N/A",
            "#NV",
            "#REF!",
            "Na",
            "\" -\"".trim_matches('"'),
        ] {
            assert_eq!(clean(text), Cell::Empty, "{text:?}");
        }
        assert_eq!(clean("NA"), Cell::Value("NA"), "Namibia is a country");
    }

    #[test]
    fn what_a_spreadsheet_wrapped_is_unwrapped() {
        assert_eq!(clean("=\"0001\""), Cell::Value("0001"));
        assert_eq!(clean("'0001"), Cell::Value("0001"));
        assert_eq!(clean("'=cmd()"), Cell::Value("=cmd()"));
        assert_eq!(clean("'t Hooft BV"), Cell::Value("'t Hooft BV"));
        assert_eq!(clean("'-1"), Cell::Value("-1"));
    }

    #[test]
    fn type_names_are_lost_values() {
        for text in [
            "System.String[]",
            "System.Collections.Generic.List`1[System.String]",
            "Microsoft.Graph.PowerShell.Models.MicrosoftGraphLicenseUnitsDetail",
        ] {
            assert_eq!(clean(text), Cell::Lost, "{text}");
        }
        assert_eq!(clean("Microsoft 365 E3"), Cell::Value("Microsoft 365 E3"));
        assert_eq!(clean("System Center"), Cell::Value("System Center"));
    }

    #[test]
    fn a_narrow_column_is_damage() {
        assert_eq!(clean("########"), Cell::TooNarrow);
    }
}

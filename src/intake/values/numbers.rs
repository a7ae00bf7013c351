//! Numbers in every notation exports use: which decimal mark a cell proves, and the number it means.

/// The mark before the decimals of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

/// What one cell says about the decimal mark of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Digits only: any mark would do.
    Plain,
    /// The column's decimal mark is this one.
    Proves(Mark),
    /// `1.000` or `1,000`: groups of thousands, or decimals after this mark.
    Open(Mark),
    NotANumber,
}

/// A number as written: its digits, decimals kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub negative: bool,
    pub whole: String,
    pub fraction: String,
}

/// The currency sign or code at either end of a money cell, and the number between.
pub fn split_currency(text: &str) -> (&str, Option<&'static str>, Option<&str>) {
    const SIGNS: [(&str, &str); 5] = [("€", "EUR"), ("$", "USD"), ("£", "GBP"), ("¥", "JPY"), ("₹", "INR")];
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return (trim(rest), Some(code), None);
        }
    }
    let is_code = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_alphabetic());
    match (text.get(..3), text.len().checked_sub(3).and_then(|at| text.get(at..))) {
        (Some(code), _) if is_code(code) => (trim(&text[3..]), None, Some(code)),
        (_, Some(code)) if is_code(code) => (trim(&text[..text.len() - 3]), None, Some(code)),
        _ => (text, None, None),
    }
}

/// What `text` proves about the decimal mark.
pub fn proof(text: &str) -> Proof {
    let Some((_, body)) = unsigned(text) else { return Proof::NotANumber };
    if body.bytes().all(|b| b.is_ascii_digit()) {
        return Proof::Plain;
    }
    let body = ungrouped(body);
    let (points, commas) = (count(&body, '.'), count(&body, ','));
    match (points, commas) {
        (0, 0) => Proof::Plain,
        (1, 0) => single(&body, '.', Mark::Point),
        (0, 1) => single(&body, ',', Mark::Comma),
        (_, 0) => Proof::Proves(Mark::Comma),
        (0, _) => Proof::Proves(Mark::Point),
        _ if body.rfind('.') > body.rfind(',') => Proof::Proves(Mark::Point),
        _ => Proof::Proves(Mark::Comma),
    }
}

/// The number `text` means where the decimal mark is `mark`; `None` where it is none.
pub fn read(text: &str, mark: Mark) -> Option<Number> {
    let (negative, body) = unsigned(text)?;
    let (decimal, group) = match mark {
        Mark::Point => ('.', ','),
        Mark::Comma => (',', '.'),
    };
    let body = ungrouped(body);
    let (whole, fraction) = body.split_once(decimal).unwrap_or((&body, ""));
    if fraction.bytes().any(|b| !b.is_ascii_digit()) || !is_grouped(whole, group) {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    (!whole.is_empty() || !fraction.is_empty()).then(|| Number {
        negative,
        whole,
        fraction: fraction.to_owned(),
    })
}

/// Digits, or groups of three of them after a first group of one to three.
fn is_grouped(whole: &str, group: char) -> bool {
    let mut parts = whole.split(group);
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = parts.peekable();
    if groups.peek().is_none() {
        return digits(first);
    }
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|part| part.len() == 3 && digits(part))
}

/// A body with one mark: three digits behind it leave it open, unless nothing but zero stands before.
fn single(body: &str, mark: char, proved: Mark) -> Proof {
    let (whole, fraction) = body.split_once(mark).unwrap_or((body, ""));
    let grouped = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if grouped { Proof::Open(proved) } else { Proof::Proves(proved) }
}

/// The sign (`-`, brackets, trailing `-`) and the rest, which holds digits and marks only.
fn unsigned(text: &str) -> Option<(bool, &str)> {
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let minus = text.strip_prefix('-').or_else(|| text.strip_suffix('-'));
    let (negative, body) = match bracketed.or(minus) {
        Some(body) => (true, trim(body)),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let known = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',') || is_blank_mark(c);
    let filled = body.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
        && body.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
        && body.bytes().any(|b| b.is_ascii_digit());
    (filled && body.chars().all(known)).then_some((negative, body))
}

/// Without the marks that only ever group: blanks and apostrophes.
fn ungrouped(body: &str) -> String {
    body.chars().filter(|&c| !is_blank_mark(c)).collect()
}

fn is_blank_mark(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '\u{2019}')
}

fn count(text: &str, mark: char) -> usize {
    text.matches(mark).count()
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\u{a0}', '\u{202f}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_proves_what_it_can() {
        for (text, proved) in [
            ("25", Proof::Plain),
            ("1 234", Proof::Plain),
            ("1.234,56", Proof::Proves(Mark::Comma)),
            ("1,234.56", Proof::Proves(Mark::Point)),
            ("1'234.56", Proof::Proves(Mark::Point)),
            ("17,60", Proof::Proves(Mark::Comma)),
            ("17.6", Proof::Proves(Mark::Point)),
            ("6.8200", Proof::Proves(Mark::Point)),
            ("0.125", Proof::Proves(Mark::Point)),
            ("1.234.567", Proof::Proves(Mark::Comma)),
            ("1.000", Proof::Open(Mark::Point)),
            ("1,000", Proof::Open(Mark::Comma)),
            ("1234.567", Proof::Proves(Mark::Point)),
            ("-12,50", Proof::Proves(Mark::Comma)),
            ("(12.50)", Proof::Proves(Mark::Point)),
            ("5,66891E+17", Proof::NotANumber),
            ("many", Proof::NotANumber),
            ("--5", Proof::NotANumber),
        ] {
            assert_eq!(proof(text), proved, "{text}");
        }
    }

    #[test]
    fn a_number_is_read_with_the_mark_of_its_column() {
        let read = |text, mark| {
            read(text, mark)
                .map(|n| format!("{}{}.{}", if n.negative { "-" } else { "" }, n.whole, n.fraction))
        };
        assert_eq!(read("1.234,56", Mark::Comma).as_deref(), Some("1234.56"));
        assert_eq!(read("1,234.56", Mark::Point).as_deref(), Some("1234.56"));
        assert_eq!(read("1.000", Mark::Comma).as_deref(), Some("1000."));
        assert_eq!(read("1.000", Mark::Point).as_deref(), Some("1.000"));
        assert_eq!(read("12,50-", Mark::Comma).as_deref(), Some("-12.50"));
        assert_eq!(read("(12,50)", Mark::Comma).as_deref(), Some("-12.50"));
        assert_eq!(read("1\u{202f}234", Mark::Point).as_deref(), Some("1234."));
        assert_eq!(read("12,50", Mark::Point), None, "a group has three digits");
    }

    #[test]
    fn a_currency_at_either_end_is_taken_off() {
        assert_eq!(split_currency("€ 17,60"), ("17,60", Some("EUR"), None));
        assert_eq!(split_currency("17,60 €"), ("17,60", Some("EUR"), None));
        assert_eq!(split_currency("$36.00"), ("36.00", Some("USD"), None));
        assert_eq!(split_currency("CHF 12.50"), ("12.50", None, Some("CHF")));
        assert_eq!(split_currency("12.50 CHF"), ("12.50", None, Some("CHF")));
        assert_eq!(split_currency("12.50"), ("12.50", None, None));
    }
}

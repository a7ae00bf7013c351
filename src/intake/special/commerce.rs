//! Terms and billing cycles as invoices write them.

use crate::intake::values::words::{Listed, Word};
use crate::model::{BillingCycle, Day, Term, add_months, plus_days};

/// What a text about term and billing cycle says; it follows no standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Commitment {
    pub term: Option<Term>,
    pub cycle: Option<BillingCycle>,
    pub is_trial: bool,
}

/// Lengths of terms that are sold, in months: no other length is read off two dates.
const SOLD: [u16; 3] = [1, 12, 36];

/// Reads `One-Year commitment for monthly/yearly billing`, `Annual term, monthly billing` and the like: a length
/// belongs to the word behind it. Of several cycles `frequency` decides, and an empty frequency means annual.
pub fn commitment(text: &str, frequency: Option<&str>) -> Commitment {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut said = Commitment { is_trial: words.contains(&"trial"), ..Commitment::default() };
    let mut cycles = Vec::new();
    let mut open: Vec<u16> = Vec::new();
    let mut is_billed = false;
    for (at, &word) in words.iter().enumerate() {
        let months = length(word, at.checked_sub(1).map_or("", |before| words[before]));
        match word {
            "commitment" | "term" | "contract" | "duration" if open.len() == 1 => {
                said.term = said.term.or_else(|| Term::of_months(open.remove(0)));
            }
            "billing" | "payment" | "payments" => cycles.append(&mut open),
            "billed" | "paid" => {
                said.term = said.term.or_else(|| Term::of_months(open.pop()?));
                is_billed = true;
            }
            _ if is_billed => cycles.extend(months),
            _ => open.extend(months),
        }
    }
    if let ([_], &[only], true) = (words.as_slice(), open.as_slice(), lower.starts_with('p')) {
        said.term = Term::of_months(only);
    }
    said.term = said.term.or_else(|| if said.is_trial { Term::of_months(1) } else { None });
    said.cycle = cycle(&cycles, frequency);
    said
}

/// Months of `yearly`, `p1y`, or of `year` behind its number.
fn length(word: &str, before: &str) -> Option<u16> {
    let number = match before {
        "one" | "1" => Some(1),
        "three" | "3" => Some(3),
        "twelve" | "12" => Some(12),
        "36" => Some(36),
        _ => None,
    };
    match word {
        "monthly" | "p1m" => Some(1),
        "annual" | "annually" | "yearly" | "p1y" | "p12m" => Some(12),
        "triennial" | "p3y" | "p36m" => Some(36),
        "month" | "months" => number,
        "year" | "years" => number.filter(|n| *n <= 3).map(|n| n * 12),
        _ => None,
    }
}

fn cycle(named: &[u16], frequency: Option<&str>) -> Option<BillingCycle> {
    let of_frequency = || match frequency.map(BillingCycle::of) {
        Some(Word::Is(cycle)) => Some(cycle),
        None | Some(Word::Unknown | Word::NotInList) => None,
    };
    match named {
        [1] => Some(BillingCycle::Monthly),
        [12] => Some(BillingCycle::Annual),
        [_] => Some(BillingCycle::Triennial),
        [_, _, ..] if frequency.is_none() => Some(BillingCycle::Annual),
        [] | [_, _, ..] => of_frequency(),
    }
}

/// The term of a subscription: what the text says, unless its own dates span a shorter term that is sold (a trial,
/// say), or the text says nothing.
pub fn term_of(said: Option<Term>, start: Option<Day>, end: Option<Day>) -> Option<Term> {
    let (Some(start), Some(end)) = (start, end) else { return said };
    let spans = |&months: &u16| plus_days(add_months(start, i32::from(months)), -1) == end;
    let spanned = SOLD.into_iter().find(spans).and_then(Term::of_months);
    match (said, spanned) {
        (Some(said), Some(spanned)) if spanned.months() < said.months() => Some(spanned),
        (said, spanned) => said.or(spanned),
    }
}

/// Whether a billing or unit type stands for licences; `None` for words nobody knows.
pub fn is_license(text: &str) -> Option<bool> {
    match crate::intake::header::normalize(text).as_str() {
        "license" | "licenses" => Some(true),
        "usage" | "usagebased" | "benefit" => Some(false),
        _ => None,
    }
}

/// Whether a product id is one of the licences of the new commerce.
pub fn is_license_product(id: &str) -> bool {
    id.starts_with("CFQ7TT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_day;

    fn is(months: u16, cycle: Option<BillingCycle>, is_trial: bool) -> Commitment {
        Commitment { term: Term::of_months(months), cycle, is_trial }
    }

    #[test]
    fn every_documented_text_is_read() {
        use BillingCycle::{Annual, Monthly, Triennial};
        let three = "Three-3 Years commitment for monthly/3 Years/yearly billing";
        for (text, frequency, expected) in [
            ("One-Year commitment for monthly/yearly billing", Some("Monthly"), is(12, Some(Monthly), false)),
            ("One-Year commitment for monthly/yearly billing", None, is(12, Some(Annual), false)),
            ("One-Year commitment for monthly billing", None, is(12, Some(Monthly), false)),
            ("One-Year commitment for yearly billing", Some("Monthly"), is(12, Some(Annual), false)),
            ("One-Month commitment for monthly billing", None, is(1, Some(Monthly), false)),
            ("One-Month commitment for trial", None, is(1, None, true)),
            (three, Some("Triennial"), is(36, Some(Triennial), false)),
            (three, None, is(36, Some(Annual), false)),
            ("Three-Year commitment for yearly billing", None, is(36, Some(Annual), false)),
            ("1 Year commitment for monthly billing", None, is(12, Some(Monthly), false)),
            ("Annual term, Monthly billing", None, is(12, Some(Monthly), false)),
            ("Monthly billing, annual commitment", None, is(12, Some(Monthly), false)),
            ("One-month term duration", Some("Monthly"), is(1, Some(Monthly), false)),
            ("1 year, billed monthly", None, is(12, Some(Monthly), false)),
            ("P1Y", Some("Monthly"), is(12, Some(Monthly), false)),
        ] {
            assert_eq!(commitment(text, frequency), expected, "{text} {frequency:?}");
        }
    }

    #[test]
    fn other_texts_say_nothing_of_the_term() {
        for text in ["1 Month Subscription", "1 Cache Instance Hour", "1 GB/Month", "Annual", "Custom", ""] {
            assert_eq!(commitment(text, None), Commitment::default(), "{text}");
        }
    }

    #[test]
    fn dates_tell_the_term_where_the_text_does_not_or_where_they_are_shorter() {
        let day = |text| parse_day(text);
        let (year, month) = (Term::of_months(12), Term::of_months(1));
        let start = day("2026-02-01");
        assert_eq!(term_of(None, start, day("2027-01-31")), year);
        assert_eq!(term_of(year, start, day("2026-02-28")), month, "a trial on its way to a year");
        assert_eq!(term_of(year, start, day("2029-01-31")), year, "renewed twice");
        assert_eq!(term_of(year, start, day("2026-11-30")), year, "aligned to another subscription");
        assert_eq!(term_of(None, start, day("2026-11-30")), None);
        assert_eq!(term_of(None, start, None), None);
    }

    #[test]
    fn only_licenses_are_licenses() {
        for (text, expected) in [
            ("License", Some(true)),
            ("Licenses", Some(true)),
            ("Usage", Some(false)),
            ("Usage-based", Some(false)),
            ("Benefit", Some(false)),
            ("None", None),
        ] {
            assert_eq!(is_license(text), expected, "{text}");
        }
    }
}

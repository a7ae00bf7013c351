//! Identifiers: GUIDs in one spelling, new-commerce SKUs padded, spreadsheet damage recognized.

use std::borrow::Cow;

use uuid::Uuid;

/// A GUID in any spelling.
pub fn guid(text: &str) -> Option<Uuid> {
    Uuid::try_parse_ascii(text.as_bytes()).ok()
}

/// A GUID in lower case with dashes, any other text as it is.
pub fn subscription_id(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let plain = bytes.len() == 36 && bytes[0] != b'{' && !has_upper(text);
    if plain || !(32..=45).contains(&bytes.len()) {
        return Cow::Borrowed(text);
    }
    guid(text).map_or(Cow::Borrowed(text), |guid| Cow::Owned(guid.hyphenated().to_string()))
}

/// A GUID in lower case with dashes; `None` where the text is none.
pub fn lower_guid(text: &str) -> Option<Cow<'_, str>> {
    let guid = guid(text)?;
    let mut buffer = [0; 36];
    let lower: &str = guid.hyphenated().encode_lower(&mut buffer);
    Some(if lower == text { Cow::Borrowed(text) } else { Cow::Owned(lower.to_owned()) })
}

/// Capitals, borrowed where nothing changes.
pub fn upper(text: &str) -> Cow<'_, str> {
    // A fold looks at all bytes at once, where `any` would look at one after the other.
    if text.bytes().fold(false, |found, b| found | b.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Lower case, borrowed where nothing changes.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !has_upper(text) { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// A new-commerce SKU in capitals, padded to four characters; `None` for anything that cannot be one.
pub fn sku(text: &str) -> Option<Cow<'_, str>> {
    if text.len() > 4 || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        4 => Some(upper(text)),
        _ if digits => Some(Cow::Owned(format!("{text:0>4}"))),
        _ => None,
    }
}

/// Twelve letters and digits in capitals: a new-commerce product or availability.
pub fn product(text: &str) -> Option<Cow<'_, str>> {
    (text.len() == 12 && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| upper(text))
}

fn has_upper(text: &str) -> bool {
    text.bytes().fold(false, |found, b| found | b.is_ascii_uppercase())
}

/// `5,66891E+17`: an id a spreadsheet rewrote as a number; what it was is lost.
pub fn is_scientific(text: &str) -> bool {
    // No spreadsheet shows more digits than these: a GUID need not be searched.
    if text.len() > 24 {
        return false;
    }
    let Some(at) = memchr::memchr2(b'E', b'e', text.as_bytes()) else { return false };
    let (number, power) = (&text[..at], &text[at + 1..]);
    if !power.starts_with(['+', '-']) {
        return false;
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = number.split_once([',', '.']).unwrap_or((number, "0"));
    digits(whole) && digits(fraction) && power.strip_prefix(['+', '-']).is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_have_one_spelling() {
        let lower = "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d";
        for text in [
            lower,
            "9AB2C1D0-5E6F-4A7B-8C9D-0E1F2A3B4C5D",
            "{9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d}",
            "9AB2C1D05E6F4A7B8C9D0E1F2A3B4C5D",
        ] {
            assert_eq!(subscription_id(text), lower, "{text}");
            assert_eq!(lower_guid(text).as_deref(), Some(lower), "{text}");
        }
        assert!(matches!(subscription_id(lower), Cow::Borrowed(_)));
        assert_eq!(subscription_id("usCBMgAAAAAAAAIA"), "usCBMgAAAAAAAAIA");
    }

    #[test]
    fn skus_are_padded_to_four() {
        for (text, expected) in [
            ("1", Some("0001")),
            ("11", Some("0011")),
            ("000m", Some("000M")),
            ("0001", Some("0001")),
            ("48F5", Some("48F5")),
            ("00010", None),
            ("1.0", None),
            ("1E+3", None),
            ("A1", None),
        ] {
            assert_eq!(sku(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn ids_a_spreadsheet_rewrote_are_recognized() {
        for text in ["5,66891E+17", "5.66891E+17", "1,20E+06", "1E+06"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["12E5", "566890604832738111", "CFQ7TTC0LF8R", "E+1", "9AB2C1D0"] {
            assert!(!is_scientific(text), "{text}");
        }
    }
}

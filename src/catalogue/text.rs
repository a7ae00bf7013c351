//! Texts of downloads made comparable: encodings, headers, part numbers, names.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The text of a download and the encoding it was in: UTF-8 where every byte allows it, else windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, skipped)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[skipped..]);
        return (text, if encoding == encoding_rs::UTF_8 { "utf-8-bom" } else { "utf-16" });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), "utf-8"),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, "windows-1252"),
    }
}

/// The delimiter of a table: the candidate its first line holds most often.
pub(crate) fn delimiter_of(text: &str) -> u8 {
    let header =
        text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|&b| b == delimiter).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|&d| count(d)).unwrap_or(b',')
}

/// A column name without spaces, underscores and case.
pub(crate) fn header_key(cell: &str) -> String {
    let letters = cell.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '\u{feff}' | '\u{a0}'));
    letters.flat_map(char::to_lowercase).collect()
}

/// A cell without white space of any kind at its ends.
pub(crate) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{a0}' | '\u{200b}' | '\u{feff}'))
}

/// A part number as it is compared: no `tenant:` prefix, one kind of space, capitals.
pub(crate) fn part_number_key(text: &str) -> String {
    let bare = trimmed(text).rsplit_once(':').map_or(text, |(_, last)| last);
    bare.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// A product name as it is compared: composed, with one kind of space and dash, without marks and case.
pub(crate) fn name_key(name: &str) -> String {
    let folded = if name.is_ascii() { name.to_ascii_lowercase() } else { folded(name) };
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(name: &str) -> String {
    let composed = name
        .nfc()
        .filter(|c| !matches!(c, '\u{2122}' | '\u{ae}' | '\u{a9}' | '\u{200b}' | '\u{feff}'))
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        });
    composed.flat_map(char::to_lowercase).collect()
}

/// A compared name without what names the segment or the term, and what was taken away.
pub(crate) fn without_suffix(key: &str) -> Option<(&str, &str)> {
    segment_suffix(key).or_else(|| term_suffix(key)).map(|at| (key[..at].trim_end(), key[at..].trim()))
}

fn segment_suffix(key: &str) -> Option<usize> {
    let open = key.rfind('(').filter(|_| key.ends_with(')'))?;
    let inner = key[open + 1..key.len() - 1].replace('-', "");
    let words =
        ["nonprofit", "education", "government", "charity", "academic", "faculty pricing", "student pricing"];
    words.iter().any(|word| inner.starts_with(word)).then_some(open)
}

fn term_suffix(key: &str) -> Option<usize> {
    let (head, tail) = key.rsplit_once(" - ")?;
    let (count, unit) = tail.split_once([' ', '-'])?;
    let is_term = count.parse::<u8>().is_ok() && ["year", "years", "month", "months"].contains(&unit);
    is_term.then_some(head.len())
}

/// A new-commerce key `CFQ7TTC0LH18:0001` from any of its spellings; the availability is left out.
pub(crate) fn nce_key(text: &str) -> Option<String> {
    let mut parts = trimmed(text).split([':', '/']);
    nce_key_of(parts.next()?, parts.next()?)
}

/// A new-commerce key from product and SKU id; the SKU id gets back the zeros a spreadsheet took.
pub(crate) fn nce_key_of(product: &str, sku: &str) -> Option<String> {
    let (product, sku) = (trimmed(product), trimmed(sku));
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    (product.len() == 12 && sku.len() <= 4 && is_plain(product) && is_plain(sku))
        .then(|| format!("{}:{:0>4}", product.to_uppercase(), sku.to_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_is_read_where_utf_8_cannot_be() {
        assert_eq!(
            decode(b"Field Service \x96 Add-On"),
            ("Field Service \u{2013} Add-On".into(), "windows-1252")
        );
        assert_eq!(decode("\u{feff}Größe".as_bytes()), ("Größe".into(), "utf-8-bom"));
        assert_eq!(decode("Größe".as_bytes()).1, "utf-8");
    }

    #[test]
    fn a_part_number_is_compared_without_tenant_and_odd_spaces() {
        assert_eq!(part_number_key("contoso:EnterprisePack\u{a0}"), "ENTERPRISEPACK");
        assert_eq!(part_number_key("O365_w/o\u{a0}Teams Bundle_M3"), "O365_W/O TEAMS BUNDLE_M3");
    }

    #[test]
    fn names_are_compared_without_marks_and_kinds_of_dash() {
        assert_eq!(name_key("Project\u{a0}Online \u{2013}  Plan\u{2122}"), "project online - plan");
    }

    #[test]
    fn segment_and_term_suffixes_are_taken_off() {
        assert_eq!(
            without_suffix("office 365 e3 (non-profit pricing)"),
            Some(("office 365 e3", "(non-profit pricing)"))
        );
        assert_eq!(without_suffix("visio plan 2 - 3 year"), Some(("visio plan 2", "- 3 year")));
        assert_eq!(without_suffix("exchange online (plan 1)"), None);
        assert_eq!(without_suffix("dynamics 365 - attach"), None);
    }

    #[test]
    fn the_sku_id_gets_its_zeros_back() {
        assert_eq!(nce_key("cfq7ttc0lh18/1").as_deref(), Some("CFQ7TTC0LH18:0001"));
        assert_eq!(nce_key("CFQ7TTC0LH18:000P:CFQ7TTC0ABCD").as_deref(), Some("CFQ7TTC0LH18:000P"));
        assert_eq!(nce_key("ENTERPRISEPACK"), None);
    }
}

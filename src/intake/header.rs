//! Header names compared the way people mean them: without case, blanks, accents and damage.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One name reduced to `[0-9a-z]`: accents dropped, `ß` spelled out, umlauts read twice repaired.
///
/// `Customer Tenant ID`, `customer_tenant_id` and `CustomerTenantId ` are one name.
pub fn normalize(name: &str) -> String {
    if name.is_ascii() {
        let kept = name.bytes().filter(u8::is_ascii_alphanumeric);
        return kept.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let repaired = repair(name);
    repaired
        .as_deref()
        .unwrap_or(name)
        .nfkd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(|c| if c == 'ß' { ['s', 's'] } else { [c, '\0'] })
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The keys of a header line: normalized, empty trailing cells dropped, a repeated name numbered `#2`, `#3`.
pub fn keys(header: &[&str]) -> Vec<String> {
    let filled = header.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let mut plain: Vec<String> = Vec::with_capacity(filled);
    let mut keys = Vec::with_capacity(filled);
    for cell in &header[..filled] {
        let key = normalize(cell);
        let earlier = plain.iter().filter(|&other| *other == key).count();
        keys.push(if earlier == 0 || key.is_empty() {
            key.clone()
        } else {
            format!("{key}#{}", earlier + 1)
        });
        plain.push(key);
    }
    keys
}

/// Undoes UTF-8 that was once read as windows-1252 (`PrimÃ¤rer`); `None` where there is nothing to undo.
fn repair(name: &str) -> Option<String> {
    if !name.contains(['Ã', 'Â']) {
        return None;
    }
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(name);
    if lost { None } else { String::from_utf8(bytes.into_owned()).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_name_is_one_name() {
        for name in
            ["Customer Tenant ID", "customer_tenant_id", "CustomerTenantId ", "\u{feff}CustomerTenantId"]
        {
            assert_eq!(normalize(name), "customertenantid", "{name}");
        }
    }

    #[test]
    fn umlauts_survive_their_usual_damage() {
        for name in ["Primärer", "PrimÃ¤rer", "Prima\u{308}rer", "Prima¨rer"] {
            assert_eq!(normalize(name), "primarer", "{name}");
        }
        assert_eq!(normalize("Prim?rer"), "primrer");
        assert_eq!(normalize("Straße"), "strasse");
    }

    #[test]
    fn repeated_names_are_numbered_and_empty_ends_dropped() {
        assert_eq!(keys(&["Name", "Id", "NAME", "name ", "", " "]), ["name", "id", "name#2", "name#3"]);
        assert_eq!(keys(&["#", "name"]), ["", "name"]);
    }
}

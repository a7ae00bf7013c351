//! Treatments that cut a text out of a cell.

use super::Special;

/// The date in a cell: `None` for an end that never comes, a remark in brackets behind the date dropped.
pub fn date_text(text: &str, special: Option<Special>) -> Option<&str> {
    if special != Some(Special::Never) {
        return Some(text);
    }
    let date = text.split_once('(').map_or(text, |(date, _)| date).trim_end();
    (!date.eq_ignore_ascii_case("never expires") && !date.eq_ignore_ascii_case("never")).then_some(date)
}

/// `contoso:ENTERPRISEPACK`: the part number behind the colon, or the licence SKU of an opaque
/// `tenantGuid_skuGuid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountSku<'r> {
    PartNumber(&'r str),
    LicenseSku(&'r str),
}

/// Reads an account SKU.
pub fn after_colon(text: &str) -> AccountSku<'_> {
    let behind = text.rsplit_once('_').map(|(_, sku)| sku);
    match (text.rsplit_once(':'), behind) {
        (Some((_, part)), _) => AccountSku::PartNumber(part.trim()),
        (None, Some(sku)) if crate::intake::values::ids::guid(sku).is_some() => AccountSku::LicenseSku(sku),
        (None, _) => AccountSku::PartNumber(text),
    }
}

/// `en Microsoft 365 E3` without its language.
pub fn without_locale(text: &str) -> &str {
    match text.as_bytes() {
        [a, b, b' ' | b'\t', ..] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => {
            text[3..].trim_start()
        }
        _ => text,
    }
}

/// `[Deprecated] Product - Microsoft 365 E3 [options:…]` without what stands around the name.
pub fn pax8_product(text: &str) -> &str {
    let text = text.strip_prefix("[Deprecated]").unwrap_or(text).trim_start();
    text.split_once(" [options:").map_or(text, |(name, _)| name).trim_end()
}

/// Whether a JSON list of texts holds a word, letters alone compared.
pub fn list_holds(text: &str, word: &str) -> bool {
    text.split(['[', ']', ',', ';', '"', '\'']).any(|part| {
        part.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase()).eq(word.bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_behind_a_date_are_dropped() {
        let never = Some(Special::Never);
        assert_eq!(date_text("31.01.2023 (12 days ago)", never), Some("31.01.2023"));
        assert_eq!(date_text("Never Expires", never), None);
        assert_eq!(date_text("Never Expires", None), Some("Never Expires"));
    }

    #[test]
    fn account_skus_name_a_part_number_or_a_license_sku() {
        assert_eq!(after_colon("contoso:ENTERPRISEPACK"), AccountSku::PartNumber("ENTERPRISEPACK"));
        assert_eq!(after_colon("ENTERPRISE_PACK"), AccountSku::PartNumber("ENTERPRISE_PACK"));
        let opaque = "3c95518e-8c37-41e3-9627-0ca339200f53_6fd2c87f-b296-42f0-b197-1e91e994b900";
        assert_eq!(after_colon(opaque), AccountSku::LicenseSku("6fd2c87f-b296-42f0-b197-1e91e994b900"));
    }

    #[test]
    fn names_lose_what_stands_around_them() {
        assert_eq!(without_locale("en Microsoft 365 E3"), "Microsoft 365 E3");
        assert_eq!(without_locale("de\tMicrosoft 365 E3"), "Microsoft 365 E3");
        assert_eq!(without_locale("Microsoft 365 E3"), "Microsoft 365 E3");
        assert_eq!(pax8_product("[Deprecated] Product - Visio [options:x]"), "Product - Visio");
        assert_eq!(pax8_product("Product - Visio"), "Product - Visio");
    }

    #[test]
    fn words_of_a_list_are_found() {
        assert!(list_holds("[\"AddOn\",\"Trial\"]", "addon"));
        assert!(list_holds("[\"Add-On\"]", "addon"));
        assert!(list_holds("License;Trial;IncludeOverage", "trial"));
        assert!(!list_holds("[\"AddOnBase\"]", "addon"));
    }
}

//! Offer cells that hold a legacy offer, a new-commerce item or a bare name.

use std::borrow::Cow;

use crate::intake::values::ids;

/// What an offer cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer<'r> {
    /// A legacy offer id.
    Legacy(Cow<'r, str>),
    /// `Product:Sku:Availability`, the last two where given.
    Nce { product: Cow<'r, str>, sku: Option<Cow<'r, str>>, availability: Option<Cow<'r, str>> },
    /// An Azure offer: consumption.
    Usage,
    /// Nothing but a name.
    Name(&'r str),
    /// An id a spreadsheet rewrote.
    Damaged,
}

/// Reads an offer cell by its value.
pub fn offer(text: &str) -> Offer<'_> {
    if let Some(guid) = ids::lower_guid(text) {
        return Offer::Legacy(guid);
    }
    if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("MS-AZR-")) {
        return Offer::Usage;
    }
    if ids::is_scientific(text) {
        return Offer::Damaged;
    }
    let mut parts = text.split([':', '/']).map(str::trim);
    let product = parts.next().and_then(ids::product);
    let (sku, availability, more) = (parts.next(), parts.next(), parts.next());
    match (product, sku.map(ids::sku), availability, more) {
        (Some(product), None, ..) => Offer::Nce { product, sku: None, availability: None },
        (Some(product), Some(Some(sku)), availability, None) => {
            let availability = availability.filter(|it| !it.is_empty()).map(ids::upper);
            Offer::Nce { product, sku: Some(sku), availability }
        }
        _ => Offer::Name(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nce<'r>(product: &'r str, sku: Option<&'r str>, availability: Option<&'r str>) -> Offer<'r> {
        Offer::Nce {
            product: product.into(),
            sku: sku.map(Into::into),
            availability: availability.map(Into::into),
        }
    }

    #[test]
    fn an_offer_is_what_its_value_looks_like() {
        assert_eq!(
            offer("796B6B5F-613C-4E24-A17C-EBA730D49C02"),
            Offer::Legacy("796b6b5f-613c-4e24-a17c-eba730d49c02".into())
        );
        assert_eq!(
            offer("CFQ7TTC0LF8R:0001:CFQ7TTC0KXPT"),
            nce("CFQ7TTC0LF8R", Some("0001"), Some("CFQ7TTC0KXPT"))
        );
        assert_eq!(offer("CFQ7TTC0LF8R:1"), nce("CFQ7TTC0LF8R", Some("0001"), None));
        assert_eq!(offer("cfq7ttc0lf8r/000m"), nce("CFQ7TTC0LF8R", Some("000M"), None));
        assert_eq!(offer("CFQ7TTC0LF8R"), nce("CFQ7TTC0LF8R", None, None));
        assert_eq!(offer("MS-AZR-0145P"), Offer::Usage);
        assert_eq!(offer("Office 365 E3"), Offer::Name("Office 365 E3"));
        assert_eq!(offer("5,66891E+17"), Offer::Damaged);
    }
}

//! What was bought, as the exports name it; the catalogue decides what it is.

use crate::model::CommerceModel;
use crate::model::value::column_values;

/// Position of a [`Product`] in the portfolio's list of distinct products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductIdx(pub u32);

/// Every name one export row gives to what was bought. Empty means unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Product {
    /// Legacy (durable) offer id: a GUID in lower case.
    pub offer_id: String,
    /// New-commerce product id: twelve characters in capitals.
    pub product_id: String,
    /// New-commerce SKU id, padded to four characters.
    pub sku_id: String,
    /// New-commerce availability id; documented as changing, never used as a key.
    pub availability_id: String,
    /// Part number such as `ENTERPRISEPACK`, in capitals.
    pub sku_part_number: String,
    /// Tenant-side licence SKU: a GUID in lower case.
    pub license_sku_id: String,
    /// Display name, in any language.
    pub product_name: String,
}

impl Product {
    /// The platform its ids belong to, for a row whose `commerce_model` is empty: new commerce has product
    /// ids, legacy has offer ids.
    pub fn implied_commerce_model(&self) -> Option<CommerceModel> {
        if !self.product_id.is_empty() {
            Some(CommerceModel::Nce)
        } else if !self.offer_id.is_empty() {
            Some(CommerceModel::Legacy)
        } else {
            None
        }
    }
}

column_values! {
    /// `customer_segment`: the price segment of the customer.
    Segment { Commercial = "commercial", Education = "education", Charity = "charity", Government = "government" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_id_is_stronger_evidence_than_an_offer_id() {
        let with = |product_id: &str, offer_id: &str| {
            let (product_id, offer_id) = (product_id.to_owned(), offer_id.to_owned());
            Product { offer_id, product_id, ..Product::default() }.implied_commerce_model()
        };
        assert_eq!(with("CFQ7TTC0LH18", "some-offer"), Some(CommerceModel::Nce));
        assert_eq!(with("", "some-offer"), Some(CommerceModel::Legacy));
        assert_eq!(with("", ""), None);
    }
}

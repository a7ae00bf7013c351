//! What was bought, as the exports name it; the catalogue decides what it is.

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

column_values! {
    /// `customer_segment`: the price segment of the customer.
    Segment { Commercial = "commercial", Education = "education", Charity = "charity", Government = "government" }
}

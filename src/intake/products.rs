//! Distinct products, each held once; rows hold its position.

use crate::intake::Record;
use crate::model::Product;

/// Positions at or above this are local to a batch.
pub(crate) const LOCAL: u32 = 1 << 31;
const EMPTY: u32 = u32::MAX;

/// An open-addressing index over a list of products; it is never iterated, so its order shows nowhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Products {
    list: Vec<Product>,
    hashes: Vec<u64>,
    slots: Vec<u32>,
}

/// The seven names of one record.
pub(crate) type Names<'r> = [&'r str; 7];

pub(crate) fn names_of<'r>(record: &'r Record<'_>) -> Names<'r> {
    [
        &record.offer_id,
        &record.product_id,
        &record.sku_id,
        &record.availability_id,
        &record.sku_part_number,
        &record.license_sku_id,
        &record.product_name,
    ]
}

pub(crate) fn names(product: &Product) -> Names<'_> {
    [
        &product.offer_id,
        &product.product_id,
        &product.sku_id,
        &product.availability_id,
        &product.sku_part_number,
        &product.license_sku_id,
        &product.product_name,
    ]
}

pub(crate) fn product(names: &Names<'_>) -> Product {
    let [offer_id, product_id, sku_id, availability_id, sku_part_number, license_sku_id, product_name] =
        names.map(str::to_owned);
    Product { offer_id, product_id, sku_id, availability_id, sku_part_number, license_sku_id, product_name }
}

impl Products {
    pub(crate) fn list(&self) -> &[Product] {
        &self.list
    }

    pub(crate) fn into_list(self) -> Vec<Product> {
        self.list
    }

    pub(crate) fn get(&self, wanted: &Names<'_>, hash: u64) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != EMPTY {
            let idx = self.slots[slot];
            if self.hashes[idx as usize] == hash && are_equal(&names(&self.list[idx as usize]), wanted) {
                return Some(idx);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    pub(crate) fn intern(&mut self, wanted: &Names<'_>, hash: u64) -> u32 {
        if let Some(idx) = self.get(wanted, hash) {
            return idx;
        }
        let idx = self.list.len() as u32;
        self.list.push(product(wanted));
        self.hashes.push(hash);
        if self.list.len() * 2 > self.slots.len() {
            self.rebuild();
        } else {
            self.place(idx);
        }
        idx
    }

    fn rebuild(&mut self) {
        let size = (self.list.len() * 4).next_power_of_two().max(64);
        self.slots = vec![EMPTY; size];
        (0..self.list.len() as u32).for_each(|idx| self.place(idx));
    }

    fn place(&mut self, idx: u32) {
        let mask = self.slots.len() - 1;
        let mut slot = self.hashes[idx as usize] as usize & mask;
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = idx;
    }
}

/// Most of the seven names are empty in most exports, which needs no comparison of bytes.
fn are_equal(a: &Names<'_>, b: &Names<'_>) -> bool {
    a.iter().zip(b).all(|(a, b)| a.len() == b.len() && (a.is_empty() || a == b))
}

/// A hash of the names, eight bytes at a time.
pub(crate) fn hash(names: &Names<'_>) -> u64 {
    names.iter().fold(0x9e37_79b9_7f4a_7c15, |state, name| hash_text(state, name))
}

pub(crate) fn hash_text(state: u64, text: &str) -> u64 {
    let mix = |state: u64, word: u64| (state.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let bytes = text.as_bytes();
    let state = mix(state, bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    let state = words.iter().fold(state, |state, word| mix(state, u64::from_le_bytes(*word)));
    // The last words may overlap the ones before: texts of one length still differ where their words do.
    let state = match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        _ if rest.is_empty() => return state ^ (state >> 29),
        (Some(last), ..) => mix(state, u64::from_le_bytes(*last)),
        (None, Some(first), Some(last)) => {
            mix(state, u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)))
        }
        (None, ..) => mix(state, rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte))),
    };
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_products_share_a_position() {
        let mut products = Products::default();
        let mut intern = |part: &str, name: &str| {
            let names = ["", "", "", "", part, "", name];
            products.intern(&names, hash(&names))
        };
        let first = intern("SPB", "Business Premium");
        let many: Vec<u32> = (0..1000).map(|n| intern(&format!("PART{n}"), "")).collect();
        assert_eq!(intern("SPB", "Business Premium"), first);
        assert_ne!(intern("", "SPBBusiness Premium"), first);
        assert_eq!(intern("PART77", ""), many[77]);
    }
}

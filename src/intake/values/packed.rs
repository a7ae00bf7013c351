//! Words reduced to what is compared, packed into numbers so that lists are searched quickly.

use crate::intake::header;

/// Longest word of any list; what is longer is in none.
pub(super) const LONGEST: usize = 40;

/// `text` in lower case, letters and digits only; `None` where nothing is left or it is too long.
#[inline]
pub(super) fn key<'b>(text: &str, buffer: &'b mut [u8; LONGEST]) -> Option<Packed<'b>> {
    let repaired;
    let text = if text.is_ascii() {
        text
    } else {
        repaired = header::normalize(text);
        &repaired
    };
    if text.len() > LONGEST {
        return None;
    }
    let mut length = 0;
    for byte in text.bytes() {
        let letter = REDUCED[byte as usize];
        buffer[length] = letter;
        length += usize::from(letter != 0);
    }
    (length > 0).then(|| Packed::new(&buffer[..length]))
}

/// Every byte in lower case; 0 for what is neither letter nor digit.
const REDUCED: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// The first sixteen bytes of a word as one number: lists are searched by comparing numbers, not texts.
pub(super) const fn pack(word: &[u8]) -> u128 {
    let mut packed = 0;
    let mut idx = 0;
    while idx < word.len() && idx < 16 {
        packed |= (word[idx] as u128) << (8 * idx);
        idx += 1;
    }
    packed
}

/// A word in lower-case letters and digits, and its first sixteen bytes as one number.
#[derive(Clone, Copy)]
pub struct Packed<'k> {
    pub(super) key: &'k [u8],
    head: u128,
}

impl<'k> Packed<'k> {
    /// The two halves may overlap: where they do, they hold the same bytes.
    #[inline]
    pub(super) fn new(key: &'k [u8]) -> Self {
        let first = &key[..key.len().min(16)];
        let length = first.len();
        let head = if let (Some(low), Some(high)) = (first.first_chunk::<8>(), first.last_chunk::<8>()) {
            u128::from(u64::from_le_bytes(*low)) | u128::from(u64::from_le_bytes(*high)) << (8 * (length - 8))
        } else if let (Some(low), Some(high)) = (first.first_chunk::<4>(), first.last_chunk::<4>()) {
            let high = u64::from(u32::from_le_bytes(*high)) << (8 * (length - 4));
            u128::from(u64::from(u32::from_le_bytes(*low)) | high)
        } else {
            pack(first)
        };
        Packed { key, head }
    }

    #[inline]
    pub(super) fn is(&self, head: u128, word: &[u8]) -> bool {
        self.head == head && self.key.len() == word.len() && (word.len() <= 16 || self.key == word)
    }
}

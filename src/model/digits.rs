//! Decimal digits, two at a time.

/// The two digits of a number below a hundred.
#[inline]
pub(crate) const fn pair(number: u32) -> [u8; 2] {
    PAIRS[number as usize]
}

const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < pairs.len() {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

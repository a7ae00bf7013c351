//! Digits, several at a time.

/// The two decimal digits of a number below a hundred.
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

/// The eight hexadecimal digits of four bytes, all at once: nibbles are spread to a byte each, and those above nine
/// moved to the letters.
pub(crate) fn hex_of_four(bytes: [u8; 4]) -> [u8; 8] {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let spread = u64::from(u32::from_be_bytes(bytes));
    let spread = (spread << 16 | spread) & 0x0000_ffff_0000_ffff;
    let spread = (spread << 8 | spread) & 0x00ff_00ff_00ff_00ff;
    let nibbles = (spread << 4 | spread) & (0x0f * EACH);
    let letters = (nibbles + 6 * EACH) >> 4 & EACH;
    (nibbles + u64::from(b'0') * EACH + letters * u64::from(b'a' - b'9' - 1)).to_be_bytes()
}

/// Bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let of_byte = |&byte: &u8| hex_of_four([0, 0, 0, byte]).map(char::from);
    bytes.iter().map(of_byte).flat_map(|[.., high, low]| [high, low]).collect()
}

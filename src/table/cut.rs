//! Finds the cells of one record where nothing but quotes around whole cells stands in the way.

use memchr::{memchr, memchr3};

use crate::table::cells::Bounds;
use crate::table::cutter::count_lines;

/// A record that was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Bytes up to behind its line end.
    pub(crate) end: usize,
    /// Line ends, those inside quotes too.
    pub(crate) lines: u32,
}

/// Cuts the record that begins at `start` into `bounds`. `None` where it is blank, not ended, or quoted in
/// any way but around a whole cell without quotes in it: that is left to the parser of the `csv` crate.
#[inline]
pub(crate) fn cut(bytes: &[u8], start: usize, delimiter: u8, bounds: &mut Vec<Bounds>) -> Option<Cut> {
    let mut at = start;
    let mut lines = 1;
    loop {
        let stop = at + memchr3(b'\n', b'\r', b'"', &bytes[at..])?;
        let last = cut_plain(bytes, at, stop, delimiter, bounds);
        let end = match bytes[stop..] {
            [b'"', ..] if last == stop => {
                let close = stop + 1 + memchr(b'"', &bytes[stop + 1..])?;
                bounds.push((stop as u32 + 1, close as u32));
                lines += count_lines(&bytes[stop..close]);
                match line_end(&bytes[close + 1..]) {
                    Some(length) => close + 1 + length,
                    None if bytes.get(close + 1) == Some(&delimiter) => {
                        at = close + 2;
                        continue;
                    }
                    None => return None,
                }
            }
            _ => {
                bounds.push((last as u32, stop as u32));
                stop + line_end(&bytes[stop..])?
            }
        };
        return (stop > start).then_some(Cut { end, lines });
    }
}

/// The length of the line end that some bytes begin with; a lone `\r` is left to others.
fn line_end(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// Adds the cells between `start` and `stop` that end with a delimiter; returns where the next one begins.
fn cut_plain(bytes: &[u8], mut start: usize, stop: usize, delimiter: u8, bounds: &mut Vec<Bounds>) -> usize {
    let mut at = start;
    let (words, rest) = bytes[start..stop].as_chunks::<8>();
    for word in words {
        let mut hits = hits(u64::from_le_bytes(*word), delimiter);
        while hits != 0 {
            let end = at + hits.trailing_zeros() as usize / 8;
            bounds.push((start as u32, end as u32));
            start = end + 1;
            hits &= hits - 1;
        }
        at += 8;
    }
    for &byte in rest {
        if byte == delimiter {
            bounds.push((start as u32, at as u32));
            start = at + 1;
        }
        at += 1;
    }
    start
}

/// The highest bit of every byte of `word` that is `wanted`.
#[inline]
fn hits(word: u64, wanted: u8) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7f; 8]);
    let differing = word ^ u64::from_le_bytes([wanted; 8]);
    // No byte carries into the next: two summands below 128 stay below 256.
    !((differing & LOW).wrapping_add(LOW) | differing | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Option<(Vec<&str>, Cut)> {
        let mut bounds = Vec::new();
        let cut = cut(text.as_bytes(), 0, b',', &mut bounds)?;
        Some((bounds.iter().map(|&(start, end)| &text[start as usize..end as usize]).collect(), cut))
    }

    #[test]
    fn plain_and_quoted_cells_are_cut() {
        let (found, cut) = cells("a,,12345678901,\"x, y\nz\",ä,\r\nnext\n").expect("a record");
        assert_eq!(found, ["a", "", "12345678901", "x, y\nz", "ä", ""]);
        assert_eq!(cut, Cut { end: 29, lines: 2 });
        let (found, cut) = cells("a,\"b\"\n").expect("a record");
        assert_eq!((found, cut.end), (vec!["a", "b"], 6));
    }

    #[test]
    fn what_is_quoted_otherwise_is_left_to_others() {
        for text in [
            "",
            "\n",
            "\r\n",
            "a,b",
            "a,\"b",
            "a,\"b\"",
            "a,\"b\"\"c\"\n",
            "a,b\"c\"\n",
            "a,\"b\"c\n",
            "a\rb\n",
        ] {
            assert_eq!(cells(text), None, "{text:?}");
        }
    }
}

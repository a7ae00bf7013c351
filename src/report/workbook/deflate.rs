//! Deflate streams of pieces that are compressed apart, on any thread, and stand behind each other.
//!
//! A piece ends with a flush, so it is whole bytes and refers to nothing before it (RFC 1951; zlib calls it a
//! sync flush). Pieces in a row, and [`END`] behind the last, are one stream.

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use crate::error::Error;

/// What closes a stream: an empty last block.
pub(super) const END: [u8; 2] = [3, 0];
/// A third smaller than level 1 and a third of the time of level 6, on rows of a table.
const LEVEL: u32 = 2;
/// Room that is added where a piece needs more.
const ROOM: usize = 64 << 10;

/// Compressed bytes and what they stand for.
#[derive(Debug)]
pub(super) struct Piece {
    pub bytes: Vec<u8>,
    pub sum: Sum,
}

/// Length and checksum of a text, and of what it was compressed to.
#[derive(Debug, Default)]
pub(super) struct Sum {
    crc: Crc,
    pub raw: u64,
    pub packed: u64,
}

impl Sum {
    pub(super) fn crc(&self) -> u32 {
        self.crc.sum()
    }

    /// Adds what stands behind.
    pub(super) fn add(&mut self, behind: &Sum) {
        self.crc.combine(&behind.crc);
        self.raw += behind.raw;
        self.packed += behind.packed;
    }
}

/// Compresses pieces.
pub(super) struct Press(Compress);

impl Default for Press {
    fn default() -> Self {
        Press(Compress::new(Compression::new(LEVEL), false))
    }
}

impl Press {
    pub(super) fn piece(&mut self, text: &[u8]) -> Result<Piece, Error> {
        if self.0.total_out() > 0 {
            self.0.reset();
        }
        let mut bytes = Vec::with_capacity(text.len() / 6 + ROOM);
        loop {
            let taken = self.0.total_in() as usize;
            let status = self.0.compress_vec(&text[taken..], &mut bytes, FlushCompress::Sync);
            let wrong = match status {
                Ok(Status::Ok | Status::BufError) => None,
                Ok(Status::StreamEnd) => Some("it ended early".to_owned()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(wrong) = wrong {
                return Err(Error::Internal(format!("a part of the workbook cannot be compressed: {wrong}")));
            }
            if bytes.len() < bytes.capacity() {
                break;
            }
            bytes.reserve(ROOM);
        }
        let mut crc = Crc::new();
        crc.update(text);
        let sum = Sum { crc, raw: text.len() as u64, packed: bytes.len() as u64 };
        Ok(Piece { bytes, sum })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::DeflateDecoder;
    use proptest::prelude::*;

    use super::*;

    fn inflated(stream: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let mut decoder = DeflateDecoder::new(stream);
        decoder.read_to_end(&mut text).unwrap();
        assert_eq!(decoder.total_in(), stream.len() as u64, "the stream ends where it should");
        text
    }

    /// The stream of some texts, and their sum.
    fn stream(texts: &[Vec<u8>]) -> (Vec<u8>, Sum) {
        let (mut press, mut stream, mut sum) = (Press::default(), Vec::new(), Sum::default());
        for text in texts {
            let piece = press.piece(text).unwrap();
            stream.extend(&piece.bytes);
            sum.add(&piece.sum);
        }
        assert_eq!(sum.packed, stream.len() as u64);
        stream.extend(END);
        (stream, sum)
    }

    proptest! {
        #[test]
        fn pieces_behind_each_other_are_one_stream(texts in proptest::collection::vec(
            prop_oneof![proptest::collection::vec(any::<u8>(), 0..3000), "(<c/>){0,4000}".prop_map(Vec::from)],
            0..5,
        )) {
            let (stream, sum) = stream(&texts);
            let text = texts.concat();
            let mut whole = Crc::new();
            whole.update(&text);
            prop_assert_eq!((sum.crc(), sum.raw), (whole.sum(), text.len() as u64));
            prop_assert_eq!(inflated(&stream), text);
        }
    }

    #[test]
    fn a_piece_that_does_not_shrink_gets_the_room_it_needs() {
        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(ROOM * 10)
        .collect();
        for length in [0, 1, ROOM - 6, ROOM, ROOM * 3 / 2, ROOM * 10] {
            let text = noise[..length].to_vec();
            assert_eq!(inflated(&stream(std::slice::from_ref(&text)).0), text, "{length}");
        }
    }
}

//! Cuts a stream into blocks that end where a record ends, looking at quotes only.
//!
//! A quote opens a field only at its start and closes it unless doubled, exactly as the `csv` crate reads
//! it, so that blocks can be parsed on their own. A quote that never closes costs one record, not the file.

use std::io;

use memchr::{memchr, memchr_iter, memrchr};

/// A field, or a line, longer than this is damage.
pub(crate) const LONGEST_FIELD: usize = 1 << 20;
/// A record longer than this is damage.
pub(crate) const LONGEST_RECORD: usize = 16 << 20;
/// Bytes kept of a record that is too long to be repaired by hand anyway.
const KEPT: usize = 64 << 10;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Where bytes come from; a file, or a slice in a test.
pub(crate) trait Bytes {
    /// Appends some more bytes; `false` at the end.
    fn append(&mut self, out: &mut Vec<u8>) -> io::Result<bool>;
}

/// Some whole records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    /// Physical line of the first byte, from 1.
    pub(crate) first_line: u32,
    pub(crate) lines: u32,
    /// The file ends here, without a final line end.
    pub(crate) unfinished: bool,
}

impl Block {
    /// Whether the file ends here inside a line; the byte 0x1A of old tools is none.
    pub(crate) fn is_open_ended(&self) -> bool {
        let text = self.bytes.strip_suffix(b"\x1a").unwrap_or(&self.bytes);
        self.unfinished && text.last().is_some_and(|&last| last != b'\n')
    }
}

/// Why a line cannot be read: a quote that never closes, or no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breach {
    UnclosedQuote,
    LineTooLong,
}

/// What the cutter hands out, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Block(Block),
    /// One line that cannot be read.
    Broken {
        line: u32,
        raw: Vec<u8>,
        breach: Breach,
        /// The file ends here, without a final line end.
        unfinished: bool,
    },
}

/// The stream with what was read of it and not handed out yet.
pub(crate) struct Cutter<B> {
    from: B,
    size: usize,
    delimiter: u8,
    buffer: Vec<u8>,
    /// Up to here quotes were looked at.
    scanned: usize,
    /// The quote that is open at `scanned`.
    open: Option<usize>,
    /// Closed quotes with a line end inside.
    folds: Vec<(usize, usize)>,
    line: u32,
    ended: bool,
    /// Room of blocks that were read, to be used again: fresh memory costs more than the copy into it.
    spare: Vec<Vec<u8>>,
}

impl<B: Bytes> Cutter<B> {
    pub(crate) fn new(from: B, delimiter: u8, size: usize) -> Self {
        Cutter {
            from,
            size,
            delimiter,
            buffer: Vec::new(),
            scanned: 0,
            open: None,
            folds: Vec::new(),
            line: 1,
            ended: false,
            spare: Vec::new(),
        }
    }

    /// The first bytes, at most about one block, without taking them.
    pub(crate) fn peek(&mut self) -> io::Result<&[u8]> {
        self.fill(self.size)?;
        Ok(&self.buffer)
    }

    /// Fixes the delimiter and takes `n` bytes of the start away; nothing was cut before.
    pub(crate) fn start(&mut self, delimiter: u8, n: usize) {
        self.delimiter = delimiter;
        self.drop_front(n);
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut wanted = self.size;
        loop {
            self.fill(wanted)?;
            if self.buffer.is_empty() {
                return Ok(None);
            }
            self.scan();
            if let Some(open) = self.endless() {
                return Ok(Some(self.give_up(open)));
            }
            if self.ended {
                let end = self.buffer.len();
                return Ok(Some(Piece::Block(self.cut(end))));
            }
            match self.boundary(self.buffer.len()) {
                Some(end) => return Ok(Some(Piece::Block(self.cut(end)))),
                None if self.buffer.len() > LONGEST_RECORD => return self.skip_line().map(Some),
                None => wanted = self.buffer.len() + self.size,
            }
        }
    }

    pub(crate) fn source(&self) -> &B {
        &self.from
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        while !self.ended && self.buffer.len() < wanted {
            self.ended = !self.from.append(&mut self.buffer)?;
        }
        Ok(())
    }

    /// Looks at the quotes between `scanned` and the end of the buffer, up to one that is endless.
    fn scan(&mut self) {
        while self.scanned < self.buffer.len() {
            match self.open {
                None => self.scan_outside(),
                Some(open) => {
                    if !self.scan_inside(open) {
                        return;
                    }
                }
            }
        }
    }

    fn scan_outside(&mut self) {
        let bytes = &self.buffer;
        let from = self.scanned;
        let opening = memchr_iter(b'"', &bytes[from..])
            .map(|at| from + at)
            .find(|&at| starts_field(bytes, at, self.delimiter));
        self.scanned = opening.map_or(bytes.len(), |at| at + 1);
        self.open = opening;
    }

    /// `false` when more bytes, or giving up, must settle it.
    fn scan_inside(&mut self, open: usize) -> bool {
        let bytes = &self.buffer;
        let Some(at) = memchr(b'"', &bytes[self.scanned..]).map(|at| self.scanned + at) else {
            self.scanned = bytes.len();
            return false;
        };
        match bytes.get(at + 1) {
            Some(b'"') => self.scanned = at + 2,
            None if !self.ended => {
                self.scanned = at;
                return false;
            }
            Some(_) | None if at - open > LONGEST_FIELD => {
                self.scanned = at;
                return false;
            }
            Some(_) | None => {
                if memchr(b'\n', &bytes[open..at]).is_some() {
                    self.folds.push((open, at));
                }
                self.open = None;
                self.scanned = at + 1;
            }
        }
        true
    }

    /// The open quote that will not be waited for any longer.
    fn endless(&self) -> Option<usize> {
        self.open.filter(|open| self.ended || self.scanned - open > LONGEST_FIELD)
    }

    /// The end of the last record before `limit` that is known to be whole.
    fn boundary(&self, limit: usize) -> Option<usize> {
        let mut limit = self.open.map_or(limit, |open| open.min(limit));
        loop {
            let at = memrchr(b'\n', &self.buffer[..limit])?;
            let idx = self.folds.partition_point(|&(open, _)| open < at);
            match idx.checked_sub(1).map(|idx| self.folds[idx]) {
                Some((open, close)) if at < close => limit = open,
                Some(_) | None => return Some(at + 1),
            }
        }
    }

    /// What stands before the record of the endless quote, or, if nothing does, that record's first line.
    fn give_up(&mut self, open: usize) -> Piece {
        if let Some(end) = self.boundary(open) {
            return Piece::Block(self.cut(end));
        }
        let end = memchr(b'\n', &self.buffer[open..]).map_or(self.buffer.len(), |at| open + at + 1);
        let line = self.line + count_lines(&self.buffer[..open]);
        let raw = self.buffer[..end.min(KEPT)].to_vec();
        let unfinished = self.ended && end == self.buffer.len() && self.buffer.last() != Some(&b'\n');
        self.line += count_lines(&self.buffer[..end]);
        self.drop_front(end);
        self.open = None;
        self.scanned = 0;
        self.folds.clear();
        Piece::Broken { line, raw, breach: Breach::UnclosedQuote, unfinished }
    }

    /// Passes over a line that is longer than any record.
    fn skip_line(&mut self) -> io::Result<Piece> {
        let raw = self.buffer[..KEPT].to_vec();
        let line = self.line;
        let unfinished = loop {
            if let Some(at) = memchr(b'\n', &self.buffer) {
                self.drop_front(at + 1);
                self.line += 1;
                break false;
            }
            self.buffer.clear();
            if self.ended {
                break true;
            }
            self.fill(self.size)?;
        };
        self.open = None;
        self.scanned = 0;
        self.folds.clear();
        Ok(Piece::Broken { line, raw, breach: Breach::LineTooLong, unfinished })
    }

    /// Takes back the room of blocks that were read.
    pub(crate) fn reuse(&mut self, room: impl IntoIterator<Item = Vec<u8>>) {
        self.spare.extend(room);
    }

    fn cut(&mut self, end: usize) -> Block {
        let mut rest = self.spare.pop().unwrap_or_default();
        rest.clear();
        rest.reserve(self.buffer.len() - end + self.size + (256 << 10));
        rest.extend_from_slice(&self.buffer[end..]);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        bytes.truncate(end);
        self.scanned -= end;
        self.open = self.open.map(|open| open - end);
        self.folds.retain(|&(open, _)| open >= end);
        self.folds.iter_mut().for_each(|(open, close)| {
            *open -= end;
            *close -= end;
        });
        let lines = count_lines(&bytes);
        let first_line = self.line;
        self.line += lines;
        let unfinished = self.ended && self.buffer.is_empty() && bytes.last() != Some(&b'\n');
        Block { bytes, first_line, lines, unfinished }
    }

    fn drop_front(&mut self, n: usize) {
        self.buffer.drain(..n);
    }

    /// Gives back where the bytes come from.
    pub(crate) fn into_source(self) -> B {
        self.from
    }

    /// Moves on to the line after `n` lines were taken with [`Cutter::start`].
    pub(crate) fn at_line(&mut self, line: u32) {
        self.line = line;
    }
}

/// A quote opens a field behind a delimiter, a line end, or a byte-order mark at the start of a line.
fn starts_field(bytes: &[u8], at: usize, delimiter: u8) -> bool {
    let is_line_start = |at: usize| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
    if is_line_start(at) || bytes[at - 1] == delimiter {
        return true;
    }
    let mut start = at;
    while bytes[..start].ends_with(BYTE_ORDER_MARK) {
        start -= BYTE_ORDER_MARK.len();
    }
    start < at && is_line_start(start)
}

pub(crate) fn count_lines(bytes: &[u8]) -> u32 {
    memchr_iter(b'\n', bytes).count() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A slice handed out a few bytes at a time.
    struct Slice<'a>(&'a [u8], usize);

    impl Bytes for Slice<'_> {
        fn append(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
            let n = self.1.min(self.0.len());
            out.extend_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n > 0)
        }
    }

    fn pieces(bytes: &[u8], size: usize) -> Vec<Piece> {
        let mut cutter = Cutter::new(Slice(bytes, 7), b',', size);
        std::iter::from_fn(|| cutter.next().expect("a slice can be read")).collect()
    }

    fn records(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let record = |record: csv::ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
        reader.byte_records().map(|it| record(it.expect("bytes can be read"))).collect()
    }

    proptest! {
        #[test]
        fn blocks_hold_the_records_the_csv_crate_reads(text in "[\",\n\rab]{0,200}", size in 1usize..40) {
            let pieces = pieces(text.as_bytes(), size);
            let mut cut = Vec::new();
            for piece in &pieces {
                match piece {
                    Piece::Block(block) => cut.extend(records(&block.bytes)),
                    Piece::Broken { .. } => return Ok(()),
                }
            }
            prop_assert_eq!(cut, records(text.as_bytes()));
        }

        #[test]
        fn no_byte_is_lost(bytes in proptest::collection::vec(any::<u8>(), 0..300), size in 1usize..40) {
            let mut joined = Vec::new();
            let mut line = 1;
            for piece in pieces(&bytes, size) {
                match piece {
                    Piece::Block(block) => {
                        prop_assert_eq!(block.first_line, line);
                        line += block.lines;
                        joined.extend(block.bytes);
                    }
                    Piece::Broken { raw, .. } => {
                        line += count_lines(&raw);
                        joined.extend(raw);
                    }
                }
            }
            prop_assert_eq!(joined, bytes);
        }
    }

    #[test]
    fn a_quote_that_never_closes_costs_one_line() {
        let pieces = pieces(b"a,b\nc,\"d\ne,f\ng,h\n", 4);
        let broken: Vec<_> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Broken { line, raw, .. } => Some((*line, raw.as_slice())),
                Piece::Block(_) => None,
            })
            .collect();
        assert_eq!(broken, [(2, b"c,\"d\n".as_slice())]);
        assert!(matches!(pieces.last(), Some(Piece::Block(block)) if block.bytes.ends_with(b"g,h\n")));
    }

    #[test]
    fn a_quoted_field_over_a_mebibyte_is_not_waited_for() {
        let mut bytes = b"a,\"b\n".to_vec();
        bytes.extend(b"x,y\n".repeat(LONGEST_FIELD / 4 + 10));
        bytes.extend(b"end\",c\n");
        let pieces = pieces(&bytes, 1 << 16);
        assert!(matches!(&pieces[0], Piece::Broken { line: 1, raw, .. } if raw == b"a,\"b\n"));
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Piece::Broken { .. })).count(), 1);
    }
}

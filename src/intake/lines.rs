//! Walks an input from line to line, whatever stands in them, to find single records again.

use std::io;

use crate::table::Cells;
use crate::table::Found;
use crate::table::cutter::Bytes;
use crate::table::cutter::LONGEST_RECORD;
use crate::table::single::Single;

/// An input and how far it was walked.
pub(crate) struct Lines<B> {
    from: B,
    buffer: Vec<u8>,
    /// Where the line begins.
    at: usize,
    line: u32,
    ended: bool,
}

impl<B: Bytes> Lines<B> {
    /// An input whose first `n` bytes, which end `lines` lines, are passed over.
    pub(crate) fn behind(from: B, n: usize, lines: u32) -> io::Result<Self> {
        let mut walk = Lines { from, buffer: Vec::new(), at: n, line: lines + 1, ended: false };
        while walk.buffer.len() < n && !walk.ended {
            walk.fill()?;
        }
        Ok(walk)
    }

    /// Goes on to the beginning of a line further down; says whether the input is that long.
    pub(crate) fn go_to(&mut self, line: u32) -> io::Result<bool> {
        while self.line < line {
            let missing = (line - self.line) as usize;
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let (mut n, mut behind) = (0, 0);
            for end in memchr::memchr_iter(b'\n', rest).take(missing) {
                (n, behind) = (n + 1, end + 1);
            }
            self.at += behind;
            self.line += n;
            if self.line < line {
                if self.ended {
                    return Ok(false);
                }
                self.buffer.drain(..self.at);
                self.at = 0;
                self.fill()?;
            }
        }
        Ok(true)
    }

    /// The record that begins with the line.
    pub(crate) fn record(&mut self, single: &mut Single) -> io::Result<Option<&[u8]>> {
        let mut cells = Cells::default();
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let end = single.split(rest, self.line, &mut cells).map(|found| found.end);
            // A record that ends with the buffer may go on behind it.
            let may_go_on = end.is_none_or(|end| end == rest.len()) && rest.len() < LONGEST_RECORD;
            if self.ended || !may_go_on {
                break;
            }
            self.fill()?;
        }
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        Ok(single.split(rest, self.line, &mut cells).map(|Found { raw, .. }| raw))
    }

    fn fill(&mut self) -> io::Result<()> {
        self.ended = !self.from.append(&mut self.buffer)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slice handed out three bytes at a time.
    struct Slice<'a>(&'a [u8]);

    impl Bytes for Slice<'_> {
        fn append(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
            let n = self.0.len().min(3);
            out.extend_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n > 0)
        }
    }

    #[test]
    fn records_are_found_by_the_line_they_begin_in() {
        let text = b"head\na,1\nb,\"2\n3\"\nc,4";
        let mut lines = Lines::behind(Slice(text), 5, 1).expect("a slice can be read");
        let mut single = Single::new(b',');
        let mut of = |line: u32| {
            let found = lines.go_to(line).expect("a slice can be read");
            let record = lines.record(&mut single).expect("a slice can be read");
            found.then(|| record.map(|raw| String::from_utf8_lossy(raw).into_owned())).flatten()
        };
        assert_eq!(of(2).as_deref(), Some("a,1\n"));
        assert_eq!(of(3).as_deref(), Some("b,\"2\n3\"\n"));
        assert_eq!(of(3).as_deref(), Some("b,\"2\n3\"\n"));
        assert_eq!(of(5).as_deref(), Some("c,4"));
        assert_eq!(of(9), None);
    }
}

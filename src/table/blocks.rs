//! A table read back in blocks of whole lines, several of which are worked on at once.
//!
//! Blocks have a fixed size, so that what is made of them is the same on every machine. Only quotes and line
//! ends are looked at before the blocks go to the threads.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr2, memrchr2_iter};
use rayon::prelude::*;

use crate::error::Error;
use crate::table::Cells;
use crate::table::Row;
use crate::table::Table;
use crate::table::cut::cut;
use crate::table::single::Single;

/// Bytes of a block, up to the end of its last line.
const SIZE: usize = 512 << 10;
/// Blocks that are worked on at once, for each thread: enough for a slow block to be waited for by few.
const PER_THREAD: usize = 4;

/// The lines of a table that are left.
pub(crate) struct Blocks {
    file: File,
    of: Arc<Of>,
    size: usize,
    /// Read and not handed out yet.
    rest: Vec<u8>,
    is_read: bool,
    /// Rooms of blocks that are done with.
    spare: Vec<Vec<u8>>,
}

/// The table a block is of.
struct Of {
    path: Box<Path>,
    columns: &'static [&'static str],
}

/// Some whole lines.
pub(crate) struct Block {
    bytes: Vec<u8>,
    of: Arc<Of>,
}

/// Blocks that stand behind each other.
pub(crate) struct Batch(Vec<Block>);

/// The rows of a block, one at a time.
pub(crate) struct Rows<'b> {
    of: &'b Of,
    rest: &'b str,
    row: Row,
    /// For rows that are quoted in another way than around whole cells.
    single: Option<Single>,
    cells: Cells<'b>,
}

impl Blocks {
    pub(super) fn new(file: File, path: &Path, columns: &'static [&'static str]) -> Self {
        let of = Arc::new(Of { path: path.into(), columns });
        Blocks { file, of, size: SIZE, rest: Vec::new(), is_read: false, spare: Vec::new() }
    }

    /// Hands out every block, batch by batch, and reads the next batch meanwhile.
    pub(crate) fn each_batch(
        mut self,
        mut work: impl FnMut(&Batch) -> Result<(), Error> + Send,
    ) -> Result<(), Error> {
        let mut batch = self.next_batch()?;
        while !batch.0.is_empty() {
            let (done, next) = rayon::join(|| work(&batch), || self.next_batch());
            done?;
            let done = std::mem::replace(&mut batch, next?);
            self.spare.extend(done.0.into_iter().map(|block| block.bytes));
        }
        Ok(())
    }

    fn next_batch(&mut self) -> Result<Batch, Error> {
        let at_once = PER_THREAD * rayon::current_num_threads();
        let mut blocks = Vec::with_capacity(at_once);
        while blocks.len() < at_once
            && let Some(block) = self.next_block()?
        {
            blocks.push(block);
        }
        Ok(Batch(blocks))
    }

    fn next_block(&mut self) -> Result<Option<Block>, Error> {
        loop {
            self.fill()?;
            let end = if self.is_read { Some(self.rest.len()) } else { end_of_lines(&self.rest) };
            if let Some(end) = end {
                let mut behind = self.spare.pop().unwrap_or_default();
                behind.clear();
                behind.extend_from_slice(&self.rest[end..]);
                let mut bytes = std::mem::replace(&mut self.rest, behind);
                bytes.truncate(end);
                return Ok((end > 0).then(|| Block { bytes, of: Arc::clone(&self.of) }));
            }
        }
    }

    /// Reads as much as makes a block; a row longer than a block makes a longer one.
    fn fill(&mut self) -> Result<(), Error> {
        let missing = self.size - self.rest.len() % self.size;
        self.rest.reserve(missing);
        let n_read = (&self.file).take(missing as u64).read_to_end(&mut self.rest);
        let failed = |source| Error::Open { path: self.of.path.display().to_string(), source };
        self.is_read = n_read.map_err(failed)? < missing;
        Ok(())
    }
}

/// The end of the last line that is whole; where quotes before it are odd in number, a cell goes on.
fn end_of_lines(bytes: &[u8]) -> Option<usize> {
    let mut is_quoted = memchr_iter(b'"', bytes).count() % 2 == 1;
    for at in memrchr2_iter(b'\n', b'"', bytes) {
        if bytes[at] == b'"' {
            is_quoted = !is_quoted;
        } else if !is_quoted {
            return Some(at + 1);
        }
    }
    None
}

impl Batch {
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// What every block gives, in order.
    pub(crate) fn gather<T: Default + Send>(
        &self,
        add: impl Fn(&mut T, &Row) + Sync,
    ) -> Result<Vec<T>, Error> {
        let of_block = |block: &Block| {
            let mut gathered = T::default();
            let mut rows = block.rows()?;
            while let Some(row) = rows.next_row()? {
                add(&mut gathered, row);
            }
            Ok(gathered)
        };
        self.0.par_iter().map(of_block).collect()
    }
}

impl Block {
    pub(crate) fn rows(&self) -> Result<Rows<'_>, Error> {
        let rest = std::str::from_utf8(&self.bytes).map_err(|_| self.of.complaint())?;
        let (of, row) = (&*self.of, Row::new(self.of.columns));
        Ok(Rows { of, rest, row, single: None, cells: Cells::default() })
    }

    /// How many rows it holds, without looking into them.
    pub(crate) fn n_rows(&self) -> Result<u64, Error> {
        if memchr(b'\r', &self.bytes).is_some() {
            let mut rows = self.rows()?;
            let mut n_rows = 0;
            while rows.next_row()?.is_some() {
                n_rows += 1;
            }
            return Ok(n_rows);
        }
        Ok(count_rows(&self.bytes))
    }
}

/// Lines that are not empty, where no line ends with a carriage return.
fn count_rows(bytes: &[u8]) -> u64 {
    let (mut n_rows, mut is_quoted, mut start) = (0, false, 0);
    for at in memchr::memchr2_iter(b'\n', b'"', bytes) {
        if bytes[at] == b'"' {
            is_quoted = !is_quoted;
        } else if !is_quoted {
            n_rows += u64::from(at > start);
            start = at + 1;
        }
    }
    n_rows + u64::from(start < bytes.len())
}

impl Rows<'_> {
    /// Where columns of the table stand in a row; any other is nowhere, and empty.
    pub(crate) fn places(&self, columns: &[&str]) -> Vec<usize> {
        let place = |column: &&str| self.of.columns.iter().position(|it| it == column);
        columns.iter().map(|column| place(column).unwrap_or(usize::MAX)).collect()
    }

    /// The next row; `None` behind the last.
    pub(crate) fn next_row(&mut self) -> Result<Option<&Row>, Error> {
        let is_found = self.find()?;
        if is_found && !self.row.is_whole() {
            return Err(self.of.complaint());
        }
        Ok(is_found.then_some(&self.row))
    }

    /// Nearly every row is a line without a quote, and nearly every other has quotes around whole cells only;
    /// the rest is split as the `csv` crate splits it.
    fn find(&mut self) -> Result<bool, Error> {
        loop {
            let end = memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
            let line = &self.rest[..end];
            if memchr2(b'"', b'\r', line.as_bytes()).is_some() {
                return self.split();
            }
            self.rest = self.rest.get(end + 1..).unwrap_or_default();
            if !line.is_empty() {
                self.row.cut(line);
                return Ok(true);
            }
            if self.rest.is_empty() {
                return Ok(false);
            }
        }
    }

    fn split(&mut self) -> Result<bool, Error> {
        let bytes = self.rest.as_bytes();
        let mut end = cut(bytes, 0, b',', self.cells.lend(self.rest)).map(|cut| cut.end);
        if end.is_none() {
            let single = self.single.get_or_insert_with(|| Single::new(b','));
            end = single.follow(bytes, 0, &mut self.cells).map(|found| found.end);
        }
        let Some(end) = end else {
            self.rest = "";
            return Ok(false);
        };
        self.row.fill(self.cells.iter());
        self.rest = self.rest.get(end..).ok_or_else(|| self.of.complaint())?;
        Ok(true)
    }
}

impl Of {
    /// What is wrong with a table that cannot be read, in the words of the one who reads it row by row.
    fn complaint(&self) -> Error {
        let all = Table::open(&self.path, self.columns);
        let wrong = all.and_then(|table| table.rows().try_for_each(|row| row.map(drop)));
        let changed = || Error::Internal(format!("{} changed while it was read", self.path.display()));
        wrong.err().unwrap_or_else(changed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: &[&str] = &["a", "b"];

    fn table(text: &str, size: usize) -> (tempfile::TempDir, Blocks) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, format!("a,b\n{text}")).unwrap();
        let mut blocks = Table::open(&path, COLUMNS).unwrap().blocks().unwrap();
        blocks.size = size;
        (folder, blocks)
    }

    /// Every row, and how many were counted.
    fn read(blocks: Blocks) -> Result<(Vec<Row>, u64), Error> {
        let (mut all, mut counted) = (Vec::new(), 0);
        blocks.each_batch(|batch| {
            for block in batch.blocks() {
                counted += block.n_rows()?;
                let mut rows = block.rows()?;
                while let Some(row) = rows.next_row()? {
                    all.push(row.clone());
                }
            }
            Ok(())
        })?;
        Ok((all, counted))
    }

    proptest! {
        #[test]
        fn blocks_of_any_size_hold_the_rows_of_the_table(
            cells in proptest::collection::vec(("[\",\n\r'=;äb ]{0,9}", "[\",\n'ab]{0,5}"), 0..30),
            size in 1usize..200,
        ) {
            let mut text = Vec::new();
            for (first, second) in &cells {
                let mut line = crate::table::CellWriter::new(&mut text);
                line.text(first);
                line.text(second);
                line.end();
            }
            let (folder, blocks) = table(&String::from_utf8(text).unwrap(), size);
            let (rows, counted) = read(blocks).unwrap();
            let one_by_one = Table::open(&folder.path().join("table.csv"), COLUMNS).unwrap();
            let one_by_one: Vec<Row> = one_by_one.rows().map(Result::unwrap).collect();
            prop_assert_eq!(counted, rows.len() as u64);
            prop_assert_eq!(&rows, &one_by_one);
            let told: Vec<_> = rows.iter().map(|row| (row.text("a"), row.text("b"))).collect();
            let written: Vec<_> = cells.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            prop_assert_eq!(told, written);
        }
    }

    #[test]
    fn lines_ended_elsewhere_and_empty_ones_are_read_like_the_rest() {
        let (_folder, blocks) = table("1,2\r\n\r\n\"3\",4\n\n5,6", 7);
        let (rows, counted) = read(blocks).unwrap();
        let told: Vec<_> = rows.iter().map(|row| format!("{}{}", row.text("a"), row.text("b"))).collect();
        assert_eq!((told.join(" ").as_str(), counted), ("12 34 56", 3));
    }

    #[test]
    fn a_row_of_another_length_is_named_with_its_line() {
        let (_folder, blocks) = table("1,2\n3\n", 100);
        let error = read(blocks).unwrap_err();
        assert!(matches!(error, Error::Input { line: Some(3), .. }), "{error}");
    }

    #[test]
    fn what_is_gathered_comes_in_the_order_of_the_table() {
        let lines: Vec<String> = (0..200_000).map(|n| format!("{n},x")).collect();
        let lines = lines.join("\n");
        let (folder, _) = table(&lines, SIZE);
        let table = Table::open(&folder.path().join("table.csv"), COLUMNS).unwrap();
        let add = |all: &mut Vec<u64>, row: &Row| all.extend(row.count("a"));
        let all = table.gather(add, Vec::extend).unwrap();
        assert!(all.iter().copied().eq(0..200_000));
    }
}

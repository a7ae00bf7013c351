//! One input as a stream of UTF-8-to-be bytes with `\n` line ends, that can be read more than once.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::Encoding;

use crate::error::Error;
use crate::intake::source::charset::Charset;
use crate::intake::source::raw::{Raw, Tap};
use crate::intake::source::workbook;
use crate::table::cutter::Bytes;

/// Bytes asked of the operating system at once.
const CHUNK: usize = 128 << 10;

/// An input that was opened; standard input is kept in a temporary file.
#[derive(Debug)]
pub(crate) struct Source {
    path: String,
    kept: Option<File>,
    /// A workbook's sheets as CSV, first sheet first.
    sheets: Vec<File>,
    sheet: usize,
    encoding: Option<&'static Encoding>,
    /// Bytes and hash of a workbook, which is not read as a stream.
    workbook: Option<(u64, String)>,
}

/// What is known of an input once it was read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Summary {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    /// `None` where the lines themselves decide.
    pub(crate) encoding: Option<&'static str>,
    pub(crate) replaced: bool,
    pub(crate) zero_bytes: bool,
}

impl Source {
    pub(crate) fn open(path: &str, encoding: Option<&'static Encoding>) -> Result<Self, Error> {
        let failed = |source| Error::Open { path: path.to_owned(), source };
        let kept = if path == "-" { Some(spool().map_err(failed)?) } else { None };
        let mut source =
            Source { path: path.to_owned(), kept, sheets: Vec::new(), sheet: 0, encoding, workbook: None };
        let mut magic = [0; 8];
        let n = read_full(&mut source.file().map_err(failed)?, &mut magic).map_err(failed)?;
        refuse_by_magic(path, &magic[..n])?;
        if magic.starts_with(b"PK\x03\x04") {
            source.sheets = workbook::render(path, source.file().map_err(failed)?)?;
            source.workbook = Some(Tap::new(source.file().map_err(failed)?, true).finish().map_err(failed)?);
        }
        Ok(source)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Bytes the file has, for progress; 0 where unknown.
    pub(crate) fn size(&self) -> u64 {
        let metadata = match &self.kept {
            Some(kept) => kept.metadata(),
            None => std::fs::metadata(&self.path),
        };
        metadata.map_or(0, |metadata| metadata.len())
    }

    /// Sheets to look for a known header in: one, unless it is a workbook.
    pub(crate) fn n_sheets(&self) -> usize {
        self.sheets.len().max(1)
    }

    pub(crate) fn choose_sheet(&mut self, sheet: usize) {
        self.sheet = sheet;
    }

    /// A stream from the first byte; `hashed` where the summary is wanted.
    pub(crate) fn stream(&self, hashed: bool) -> Result<Stream, Error> {
        self.try_stream(hashed).map_err(|source| Error::Open { path: self.path.clone(), source })
    }

    fn try_stream(&self, hashed: bool) -> io::Result<Stream> {
        let mut file = match self.sheets.get(self.sheet) {
            Some(sheet) => reopened(sheet)?,
            None => self.file()?,
        };
        let mut magic = [0; 2];
        let n = read_full(&mut file, &mut magic)?;
        io::Seek::rewind(&mut file)?;
        let tap = Tap::new(file, hashed && self.workbook.is_none());
        let raw = if magic[..n] == [0x1f, 0x8b] { Raw::gzip(tap) } else { Raw::Plain(tap) };
        Stream::start(raw, self.encoding, self.workbook.clone())
    }

    fn file(&self) -> io::Result<File> {
        match &self.kept {
            Some(kept) => reopened(kept),
            None => File::open(&self.path),
        }
    }
}

/// A second handle on a temporary file, at its start. The handles share their position, which is why a
/// source is read by one stream at a time.
fn reopened(file: &File) -> io::Result<File> {
    let mut again = file.try_clone()?;
    io::Seek::rewind(&mut again)?;
    Ok(again)
}

fn spool() -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    Ok(file)
}

fn read_full(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match from.read(&mut into[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

fn refuse_by_magic(path: &str, magic: &[u8]) -> Result<(), Error> {
    if magic.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let reason = "this is an .xls (or a protected) workbook; save it as .xlsx or .csv and try again";
        return Err(Error::input(path, reason));
    }
    let is_zip_name = Path::new(path).extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
    if magic.starts_with(b"PK") && is_zip_name {
        return Err(Error::input(path, "this is a .zip archive; unpack it and give the files inside"));
    }
    Ok(())
}

/// The bytes of one input, on their way to the block cutter.
pub(crate) struct Stream {
    raw: Raw,
    charset: Charset,
    chunk: Vec<u8>,
    filled: usize,
    /// The file ends its lines with `\r` alone.
    only_returns: bool,
    ended: bool,
    zero_bytes: bool,
    workbook: Option<(u64, String)>,
}

impl Stream {
    fn start(
        mut raw: Raw,
        encoding: Option<&'static Encoding>,
        workbook: Option<(u64, String)>,
    ) -> io::Result<Self> {
        let mut chunk = vec![0; CHUNK];
        let filled = read_full(&mut raw, &mut chunk)?;
        let (charset, mark) = Charset::detect(&chunk[..filled], encoding);
        chunk.copy_within(mark..filled, 0);
        let mut stream = Stream {
            raw,
            charset,
            chunk,
            filled: filled - mark,
            only_returns: false,
            ended: false,
            zero_bytes: false,
            workbook,
        };
        let start = &stream.chunk[..stream.filled];
        stream.only_returns =
            memchr::memchr(b'\r', start).is_some() && memchr::memchr(b'\n', start).is_none();
        Ok(stream)
    }

    /// Raw bytes read so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.raw.n_bytes()
    }

    /// Zero bytes go, and a file of `\r` lines becomes one of `\n` lines.
    fn tidy(&mut self, out: &mut Vec<u8>, from: usize) {
        if memchr::memchr(0, &out[from..]).is_some() {
            self.zero_bytes = true;
            let mut kept = from;
            for idx in from..out.len() {
                if out[idx] != 0 {
                    out[kept] = out[idx];
                    kept += 1;
                }
            }
            out.truncate(kept);
        }
        if self.only_returns {
            out[from..].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
    }

    pub(crate) fn finish(self) -> io::Result<Summary> {
        let (encoding, replaced) = match self.charset {
            Charset::Bytes => (None, false),
            Charset::Decoded { label, replaced, .. } => (Some(label), replaced),
        };
        let (bytes, sha256) = match self.workbook {
            Some(known) => known,
            None => self.raw.into_tap().finish()?,
        };
        Ok(Summary { bytes, sha256, encoding, replaced, zero_bytes: self.zero_bytes })
    }
}

impl Bytes for Stream {
    fn append(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.filled == 0 {
            self.filled = self.raw.read(&mut self.chunk)?;
        }
        self.ended = self.filled == 0;
        let from = out.len();
        self.charset.append(&self.chunk[..self.filled], self.ended, out);
        self.filled = 0;
        self.tidy(out, from);
        Ok(!self.ended || out.len() > from)
    }
}

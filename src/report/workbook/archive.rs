//! A zip archive written front to back, of entries whose sizes are known before they are written.
//!
//! The library that reads archives cannot be given bytes that are compressed already. Layout: APPNOTE 6.3.10;
//! sizes and places from 4 GiB on are told in the extra fields of zip64.

use std::io::{self, Write};

/// How an entry is compressed, as numbers of the format.
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;
/// From here on a number does not fit its field.
const FULL: u64 = u32::MAX as u64;
const MANY: u64 = u16::MAX as u64;
/// The first day the format knows; there is no other day that two runs would share.
const FIRST_OF_1980: u16 = 0x0021;
/// Versions of the format an entry asks for.
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;

/// What stands in the archive, before its bytes.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub method: u16,
    pub crc: u32,
    pub packed: u64,
    pub raw: u64,
}

/// An archive that is being written.
pub(super) struct Archive<W> {
    out: W,
    written: u64,
    entries: Vec<(Entry, u64)>,
    full: u64,
}

impl<W: Write> Archive<W> {
    pub(super) fn new(out: W) -> Self {
        Archive { out, written: 0, entries: Vec::new(), full: FULL }
    }

    /// Begins an entry; its `packed` bytes are written next.
    pub(super) fn begin(&mut self, entry: Entry) -> io::Result<()> {
        let is_large = entry.packed >= self.full || entry.raw >= self.full;
        let mut header = Vec::with_capacity(64 + entry.name.len());
        header.extend(0x0403_4b50u32.to_le_bytes());
        header.extend((if is_large { ZIP64 } else { PLAIN }).to_le_bytes());
        let sizes = if is_large { [FULL, FULL] } else { [entry.packed, entry.raw] };
        append_common(&mut header, &entry, sizes);
        let extra = if is_large { vec![entry.raw, entry.packed] } else { Vec::new() };
        header.extend((extra_length(&extra) as u16).to_le_bytes());
        header.extend(entry.name.as_bytes());
        append_extra(&mut header, &extra);
        let start = self.written;
        self.write_all(&header)?;
        self.entries.push((entry, start));
        Ok(())
    }

    /// The directory of the archive; without it there is none.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let start = self.written;
        for (entry, at) in std::mem::take(&mut self.entries) {
            let line = self.line(&entry, at);
            self.write_all(&line)?;
            self.entries.push((entry, at));
        }
        let end = self.end(start, self.written - start);
        self.write_all(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// A line of the directory.
    fn line(&self, entry: &Entry, at: u64) -> Vec<u8> {
        let wanted = [entry.raw, entry.packed, at];
        let extra: Vec<u64> = wanted.into_iter().filter(|&number| number >= self.full).collect();
        let version = if extra.is_empty() { PLAIN } else { ZIP64 };
        let mut line = Vec::with_capacity(80 + entry.name.len());
        line.extend(0x0201_4b50u32.to_le_bytes());
        line.extend(version.to_le_bytes());
        line.extend(version.to_le_bytes());
        append_common(&mut line, entry, [self.fitting(entry.packed), self.fitting(entry.raw)]);
        line.extend((extra_length(&extra) as u16).to_le_bytes());
        // No comment, the first disk, no attributes.
        line.extend([0; 10]);
        line.extend((self.fitting(at) as u32).to_le_bytes());
        line.extend(entry.name.as_bytes());
        append_extra(&mut line, &extra);
        line
    }

    /// What stands behind the directory, which starts and is as long as given.
    fn end(&self, start: u64, length: u64) -> Vec<u8> {
        let n_entries = self.entries.len() as u64;
        let mut end = Vec::with_capacity(98);
        if n_entries >= MANY || start >= self.full || length >= self.full {
            end.extend(0x0606_4b50u32.to_le_bytes());
            end.extend(44u64.to_le_bytes());
            end.extend(ZIP64.to_le_bytes());
            end.extend(ZIP64.to_le_bytes());
            end.extend([0; 8]);
            for number in [n_entries, n_entries, length, start] {
                end.extend(number.to_le_bytes());
            }
            end.extend(0x0706_4b50u32.to_le_bytes());
            end.extend(0u32.to_le_bytes());
            end.extend((start + length).to_le_bytes());
            end.extend(1u32.to_le_bytes());
        }
        end.extend(0x0605_4b50u32.to_le_bytes());
        end.extend([0; 4]);
        for _ in 0..2 {
            end.extend((n_entries.min(MANY) as u16).to_le_bytes());
        }
        end.extend((self.fitting(length) as u32).to_le_bytes());
        end.extend((self.fitting(start) as u32).to_le_bytes());
        end.extend([0; 2]);
        end
    }

    /// The number, or the sign that it stands elsewhere.
    fn fitting(&self, number: u64) -> u64 {
        if number >= self.full { FULL } else { number }
    }
}

impl<W: Write> Write for Archive<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.out.write(bytes)?;
        self.written += n_written as u64;
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What the header of an entry and its line in the directory share: flags to length of the name.
fn append_common(out: &mut Vec<u8>, entry: &Entry, [packed, raw]: [u64; 2]) {
    out.extend(0u16.to_le_bytes());
    out.extend(entry.method.to_le_bytes());
    out.extend(0u16.to_le_bytes());
    out.extend(FIRST_OF_1980.to_le_bytes());
    out.extend(entry.crc.to_le_bytes());
    out.extend((packed as u32).to_le_bytes());
    out.extend((raw as u32).to_le_bytes());
    out.extend((entry.name.len() as u16).to_le_bytes());
}

fn extra_length(numbers: &[u64]) -> usize {
    if numbers.is_empty() { 0 } else { 4 + 8 * numbers.len() }
}

/// The extra field of zip64 with the numbers that do not fit theirs.
fn append_extra(out: &mut Vec<u8>, numbers: &[u64]) {
    if !numbers.is_empty() {
        out.extend(1u16.to_le_bytes());
        out.extend((8 * numbers.len() as u16).to_le_bytes());
        for number in numbers {
            out.extend(number.to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use flate2::Crc;
    use zip::ZipArchive;

    use super::*;

    fn archive(texts: &[(&str, Vec<u8>)], full: u64) -> Vec<u8> {
        let mut archive = Archive::new(Vec::new());
        archive.full = full;
        for (name, text) in texts {
            let mut crc = Crc::new();
            crc.update(text);
            let length = text.len() as u64;
            let entry = Entry {
                name: (*name).to_owned(),
                method: STORED,
                crc: crc.sum(),
                packed: length,
                raw: length,
            };
            archive.begin(entry).unwrap();
            archive.write_all(text).unwrap();
        }
        archive.finish().unwrap()
    }

    #[test]
    fn another_library_reads_every_entry_on_both_sides_of_every_limit() {
        let texts =
            [("a.xml", vec![b'a'; 99]), ("b/ü.xml", vec![b'b'; 100]), ("c", vec![]), ("d", vec![b'd'; 5])];
        for full in [FULL, 1000, 300, 200, 101, 100, 99, 1] {
            let bytes = archive(&texts, full);
            let mut read = ZipArchive::new(Cursor::new(&bytes)).unwrap();
            assert_eq!(read.len(), texts.len(), "{full}");
            for (place, (_, text)) in texts.iter().enumerate() {
                let mut told = Vec::new();
                read.by_index(place).unwrap().read_to_end(&mut told).unwrap();
                assert_eq!(told, *text, "entry {place}, {full}");
            }
            let is_zip64 = memchr::memmem::find(&bytes, &0x0606_4b50u32.to_le_bytes()).is_some();
            assert_eq!(is_zip64, full <= 300, "{full}");
        }
    }
}

//! What a workbook unpacks to, counted before anything of it is kept.
//!
//! The library that reads workbooks holds whole parts in memory and makes room for as many texts as a part
//! claims to have. So every part is unpacked into nothing first, and what it claims is compared with its size.

use std::fs::File;
use std::io::{self, BufReader, Read};

use zip::ZipArchive;

/// What a workbook may unpack to.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Unpacked bytes below which no ratio is suspicious.
    always: u64,
    /// Unpacked bytes of a part that is not a sheet, and is held in memory as a whole.
    held: u64,
}

const LIMITS: Limits = Limits { always: 64 << 20, held: 512 << 20 };
/// Unpacked bytes per byte of the file that no workbook reaches and a bomb does.
const MOST_PER_BYTE: u64 = 100;
/// The least bytes of a shared text: `<si></si>`.
const LEAST_TEXT: u64 = 9;
/// The attribute by which the list of shared texts claims its length.
const CLAIM: &[u8] = b"uniqueCount";
/// Bytes behind [`CLAIM`] within which its number has to begin and end.
const REACH: usize = 64;

/// Refuses a workbook that unpacks to far more than any export, or claims to.
pub(super) fn examine(file: &File) -> Result<(), String> {
    examine_up_to(file, LIMITS)
}

fn examine_up_to(file: &File, limits: Limits) -> Result<(), String> {
    let n_packed = file.metadata().map_err(|wrong| wrong.to_string())?.len();
    let allowed = n_packed.saturating_mul(MOST_PER_BYTE).max(limits.always);
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|wrong| wrong.to_string())?;
    let mut unpacked = 0;
    for idx in 0..archive.len() {
        // What cannot be unpacked here cannot be unpacked later either.
        let Ok(mut part) = archive.by_index(idx) else { continue };
        let name = part.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let mut measure = Measure { unpacked, allowed, claimed: None };
        let has_texts = name.ends_with("sharedstrings.xml");
        let bytes = if has_texts { measure.texts(&mut part) } else { measure.part(&mut part) }?;
        if !name.contains("worksheets/") && bytes > limits.held {
            return Err(format!("its part {name} unpacks to more than {} MiB", limits.held >> 20));
        }
        if let Some(claimed) = measure.claimed.filter(|&claimed| claimed > bytes / LEAST_TEXT) {
            return Err(format!("it claims {claimed} texts where there is no room for them"));
        }
        unpacked = measure.unpacked;
    }
    Ok(())
}

/// Unpacks into nothing, up to what is allowed.
struct Measure {
    /// Of all parts so far.
    unpacked: u64,
    allowed: u64,
    /// The largest number of texts a part claims to have.
    claimed: Option<u64>,
}

impl Measure {
    /// The bytes of a part. One that breaks off counts as far as it can be read.
    fn part(&mut self, part: &mut impl Read) -> Result<u64, String> {
        let mut sink = [0; 16 << 10];
        let mut bytes = 0;
        while let Some(n) = self.some(part, &mut sink)? {
            bytes += n as u64;
        }
        Ok(bytes)
    }

    /// The same, with a look at what the part claims.
    fn texts(&mut self, part: &mut impl Read) -> Result<u64, String> {
        let mut buffer = vec![0; 64 << 10];
        let (mut kept, mut bytes) = (0, 0);
        while let Some(n) = self.some(part, &mut buffer[kept..])? {
            bytes += n as u64;
            let filled = kept + n;
            self.claims(&buffer[..filled], false);
            // A claim may continue in the next bytes: what is looked at twice does no harm.
            kept = filled.min(CLAIM.len() + REACH);
            buffer.copy_within(filled - kept..filled, 0);
        }
        self.claims(&buffer[..kept], true);
        Ok(bytes)
    }

    fn some(&mut self, part: &mut impl Read, into: &mut [u8]) -> Result<Option<usize>, String> {
        match part.read(into) {
            Err(wrong) if wrong.kind() == io::ErrorKind::Interrupted => Ok(Some(0)),
            Ok(0) | Err(_) => Ok(None),
            Ok(n) => {
                self.unpacked += n as u64;
                let is_too_much = self.unpacked > self.allowed;
                if is_too_much {
                    Err("it unpacks to far more than any export".to_owned())
                } else {
                    Ok(Some(n))
                }
            }
        }
    }

    /// Notes what is claimed; near the end of the bytes only where they are the last.
    fn claims(&mut self, bytes: &[u8], are_last: bool) {
        for at in memchr::memmem::find_iter(bytes, CLAIM) {
            let behind = &bytes[at + CLAIM.len()..];
            if are_last || behind.len() >= REACH {
                self.claimed = self.claimed.max(Some(number_in(&behind[..behind.len().min(REACH)])));
            }
        }
    }
}

/// The number an attribute has; what is written to be overlooked is more than anything.
fn number_in(behind: &[u8]) -> u64 {
    let is_mark = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'');
    let digits = behind.iter().skip_while(is_mark);
    let text: Vec<u8> = digits.copied().collect();
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    let digits = end.and_then(|end| std::str::from_utf8(&text[..end]).ok());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    const SMALL: Limits = Limits { always: 1 << 20, held: 1 << 19 };

    fn workbook(parts: &[(&str, &[u8])]) -> File {
        let mut writer = ZipWriter::new(tempfile::tempfile().unwrap());
        for (name, bytes) in parts {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        let mut file = writer.finish().unwrap();
        file.rewind().unwrap();
        file
    }

    fn refusal(parts: &[(&str, &[u8])]) -> String {
        examine_up_to(&workbook(parts), SMALL).err().unwrap_or_default()
    }

    #[test]
    fn what_unpacks_to_far_more_than_it_is_is_refused() {
        let blanks = vec![b' '; (1 << 20) - 100];
        assert_eq!(refusal(&[("xl/worksheets/sheet1.xml", &blanks)]), "");
        let both: [(&str, &[u8]); 2] =
            [("xl/worksheets/sheet1.xml", &blanks), ("xl/worksheets/sheet2.xml", &blanks[..200])];
        assert!(refusal(&both).contains("far more than any export"), "{}", refusal(&both));
    }

    #[test]
    fn a_part_that_is_held_in_memory_has_a_limit_of_its_own() {
        let blanks = vec![b' '; (1 << 19) + 1];
        assert!(refusal(&[("xl/styles.xml", &blanks)]).contains("xl/styles.xml"));
        assert_eq!(refusal(&[("xl/styles.xml", &blanks[1..])]), "");
    }

    #[test]
    fn a_claim_of_more_texts_than_there_is_room_for_is_refused() {
        let texts = |head: &str| format!("<sst {head}>{}</sst>", "<si><t>a</t></si>".repeat(20));
        let told = |head: &str| refusal(&[("xl/sharedStrings.xml", texts(head).as_bytes())]);
        assert_eq!(told("count=\"20\" uniqueCount=\"20\""), "");
        assert_eq!(told(""), "");
        for lie in ["\"99999999999\"", "'4000'", "  = \"99999999999999999999999\"", "&#9;=\"1\""] {
            assert!(told(&format!("uniqueCount={lie}")).contains("texts"), "{lie}");
        }
        for n_blanks in [58, 59, 60, 61, 62, 63, 100] {
            let behind_blanks = format!("uniqueCount={}\"99999999999\"", " ".repeat(n_blanks));
            assert!(told(&behind_blanks).contains("texts"), "{n_blanks}");
        }
        assert!(refusal(&[("xl/sharedStrings.xml", b"<sst uniqueCount=\"99999999999\">")]).contains("texts"));
        let far = format!("a=\"{}\" uniqueCount=\"99999999999\"", "x".repeat((64 << 10) - 25));
        assert!(told(&far).contains("texts"));
    }
}

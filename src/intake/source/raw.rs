//! Raw bytes of an input, counted and hashed while they are read, unpacked where they are compressed.

use std::fs::File;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::model::digits::hex;

/// Unpacked bytes below which no ratio is suspicious.
const ALWAYS_UNPACKED: u64 = 256 << 20;
/// Unpacked bytes per packed byte that no export reaches and a bomb does.
const MOST_PER_BYTE: u64 = 300;

/// A file that remembers what was read of it.
pub(super) struct Tap {
    file: File,
    digest: Option<Sha256>,
    bytes: u64,
}

impl Tap {
    pub(super) fn new(file: File, hashed: bool) -> Self {
        Tap { file, digest: hashed.then(Sha256::new), bytes: 0 }
    }

    pub(super) fn n_bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads what is left, so that the hash is that of the whole file.
    pub(super) fn finish(mut self) -> io::Result<(u64, String)> {
        io::copy(&mut self, &mut io::sink())?;
        let sha256 = self.digest.map_or_else(String::new, |digest| hex(&digest.finalize()));
        Ok((self.bytes, sha256))
    }
}

impl Read for Tap {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(into)?;
        if let Some(digest) = &mut self.digest {
            digest.update(&into[..n]);
        }
        self.bytes += n as u64;
        Ok(n)
    }
}

/// The bytes of an export, unpacked.
pub(super) enum Raw {
    Plain(Tap),
    Gzip { decoder: Box<MultiGzDecoder<Tap>>, unpacked: u64, always: u64 },
}

impl Raw {
    pub(super) fn gzip(tap: Tap) -> Self {
        Raw::gzip_up_to(tap, ALWAYS_UNPACKED)
    }

    fn gzip_up_to(tap: Tap, always: u64) -> Self {
        Raw::Gzip { decoder: Box::new(MultiGzDecoder::new(tap)), unpacked: 0, always }
    }

    pub(super) fn n_bytes(&self) -> u64 {
        match self {
            Raw::Plain(tap) => tap.n_bytes(),
            Raw::Gzip { decoder, .. } => decoder.get_ref().n_bytes(),
        }
    }

    pub(super) fn into_tap(self) -> Tap {
        match self {
            Raw::Plain(tap) => tap,
            Raw::Gzip { decoder, .. } => decoder.into_inner(),
        }
    }
}

impl Read for Raw {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Raw::Plain(tap) => tap.read(into),
            Raw::Gzip { decoder, unpacked, always } => {
                let n = decoder.read(into)?;
                *unpacked += n as u64;
                let allowed = decoder.get_ref().n_bytes().saturating_mul(MOST_PER_BYTE).max(*always);
                if *unpacked > allowed {
                    return Err(io::Error::other(
                        "it unpacks to far more than any export; unpack it yourself",
                    ));
                }
                Ok(n)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn unpack(text: &[u8]) -> io::Result<Vec<u8>> {
        let mut encoder = GzEncoder::new(tempfile::tempfile()?, Compression::best());
        encoder.write_all(text)?;
        let mut file = encoder.finish()?;
        file.rewind()?;
        let mut out = Vec::new();
        Raw::gzip_up_to(Tap::new(file, false), 1 << 20).read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn what_unpacks_to_far_more_than_it_is_is_refused() {
        let bomb = unpack(&vec![b'\n'; 2 << 20]).expect_err("a bomb");
        assert!(bomb.to_string().contains("far more than any export"), "{bomb}");
        assert_eq!(unpack(&vec![b'\n'; 1 << 20]).expect("small enough").len(), 1 << 20);
    }
}

//! Which characters the bytes stand for: byte-order marks, UTF-16 without one, or what was asked for.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes looked at to recognise UTF-16 without a mark.
const SAMPLE: usize = 4096;

/// How the bytes of one file become UTF-8.
pub(super) enum Charset {
    /// Already UTF-8, or a mix with windows-1252 that is settled line by line.
    Bytes,
    Decoded {
        decoder: Box<Decoder>,
        label: &'static str,
        replaced: bool,
    },
}

impl Charset {
    /// Decides by what was asked for, else by the first bytes; returns the length of the mark too.
    pub(super) fn detect(start: &[u8], asked: Option<&'static Encoding>) -> (Self, usize) {
        match Encoding::for_bom(start) {
            Some((encoding, length)) if encoding == UTF_8 => (Charset::Bytes, length),
            Some((encoding, length)) => (Charset::decoded(encoding), length),
            None => match asked.or_else(|| without_mark(start)) {
                Some(encoding) if encoding != UTF_8 => (Charset::decoded(encoding), 0),
                Some(_) | None => (Charset::Bytes, 0),
            },
        }
    }

    fn decoded(encoding: &'static Encoding) -> Self {
        let decoder = Box::new(encoding.new_decoder_without_bom_handling());
        Charset::Decoded { decoder, label: label(encoding), replaced: false }
    }

    /// Appends `bytes` as UTF-8.
    pub(super) fn append(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        match self {
            Charset::Bytes => out.extend_from_slice(bytes),
            Charset::Decoded { decoder, replaced, .. } => *replaced |= decode(decoder, bytes, last, out),
        }
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) -> bool {
    let mut replaced = false;
    loop {
        let written = out.len();
        let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
        out.resize(written + room, 0);
        let (result, read, n, errors) = decoder.decode_to_utf8(bytes, &mut out[written..], last);
        out.truncate(written + n);
        replaced |= errors;
        bytes = &bytes[read..];
        if result == encoding_rs::CoderResult::InputEmpty {
            return replaced;
        }
    }
}

fn label(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "windows-1252" => "windows-1252",
        other => other,
    }
}

/// UTF-16 shows as zero bytes in every second place.
fn without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let sample = &start[..start.len().min(SAMPLE)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 8;
    match (even, odd) {
        (even, odd) if odd > many && odd > even * 4 => Some(UTF_16LE),
        (even, odd) if even > many && even > odd * 4 => Some(UTF_16BE),
        _ => None,
    }
}

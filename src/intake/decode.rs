//! Makes a block valid UTF-8, line by line where some lines are windows-1252.

use std::borrow::Cow;

use memchr::memmem;

const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Bytes windows-1252 does not define; the decoder for the web maps them to control characters.
const UNDEFINED: [char; 5] = ['\u{81}', '\u{8d}', '\u{8f}', '\u{90}', '\u{9d}'];

/// What reading had to repair or pass over, counted per file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Damage {
    /// Lines that are not UTF-8 and were read as windows-1252.
    pub windows_1252_lines: u64,
    /// Blocks of the file that hold UTF-8 beyond ASCII; with the former, the file is mixed.
    pub utf_8_blocks: u64,
    /// Bytes that stand for no character and became U+FFFD.
    pub replaced_characters: u64,
    /// Byte-order marks at line starts, as joining files leaves them.
    pub byte_order_marks: u64,
    pub repeated_headers: u64,
    /// Totals and `(n rows)`.
    pub totals: u64,
    /// Records that stand behind a total and were read all the same.
    pub records_after_total: u64,
    /// Records of empty cells only.
    pub blank_records: u64,
    /// Lines wrapped in one more pair of quotes.
    pub wrapped_lines: u64,
    /// Zero bytes were removed.
    pub zero_bytes: bool,
}

impl Damage {
    pub(crate) fn plus(&mut self, other: &Damage) {
        self.windows_1252_lines += other.windows_1252_lines;
        self.utf_8_blocks += other.utf_8_blocks;
        self.replaced_characters += other.replaced_characters;
        self.byte_order_marks += other.byte_order_marks;
        self.repeated_headers += other.repeated_headers;
        self.totals += other.totals;
        self.records_after_total += other.records_after_total;
        self.blank_records += other.blank_records;
        self.wrapped_lines += other.wrapped_lines;
        self.zero_bytes |= other.zero_bytes;
    }

    /// The label of a file's encoding where no mark decided it.
    pub fn encoding(&self) -> &'static str {
        match (self.windows_1252_lines, self.utf_8_blocks) {
            (0, _) => "utf-8",
            (_, 0) => "windows-1252",
            (_, _) => "mixed",
        }
    }
}

/// The block as UTF-8 without byte-order marks at line starts; borrowed when nothing had to be done.
pub(crate) fn clean<'b>(bytes: &'b [u8], damage: &mut Damage) -> Cow<'b, str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => {
            damage.utf_8_blocks += u64::from(!text.is_ascii());
            Cow::Borrowed(text)
        }
        Err(_) => Cow::Owned(decode_lines(bytes, damage)),
    };
    if memmem::find(text.as_bytes(), BYTE_ORDER_MARK.as_bytes()).is_some() {
        Cow::Owned(without_marks(&text, damage))
    } else {
        text
    }
}

fn decode_lines(bytes: &[u8], damage: &mut Damage) -> String {
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut holds_utf_8 = false;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let text = decode_line(line);
        match &text {
            Cow::Borrowed(text) => holds_utf_8 |= !text.is_ascii(),
            Cow::Owned(text) => {
                damage.windows_1252_lines += 1;
                damage.replaced_characters += text.matches('\u{fffd}').count() as u64;
            }
        }
        out.push_str(&text);
    }
    damage.utf_8_blocks += u64::from(holds_utf_8);
    out
}

/// One line as UTF-8 where it is, else as windows-1252; owned only in the latter case.
pub(crate) fn decode_line(line: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(line) {
        return Cow::Borrowed(text);
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(line);
    Cow::Owned(text.replace(UNDEFINED, "\u{fffd}"))
}

fn without_marks(text: &str, damage: &mut Damage) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches(BYTE_ORDER_MARK);
        damage.byte_order_marks += u64::from(bare.len() < line.len());
        out.push_str(bare);
    }
    out
}

/// `?` between two letters: a character an exporting tool could not write.
pub(crate) fn is_damaged(name: &str) -> bool {
    if memchr::memchr(b'?', name.as_bytes()).is_none() {
        return false;
    }
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '?' && before.is_alphabetic() && chars.peek().is_some_and(|next| next.is_alphabetic()) {
            return true;
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_read_in_its_own_encoding() {
        let mut damage = Damage::default();
        let cleaned = clean(b"M\xfcller\nM\xc3\xbcller\n\x81\n", &mut damage);
        assert_eq!(cleaned, "Müller\nMüller\n\u{fffd}\n");
        assert_eq!(damage.encoding(), "mixed");
        assert_eq!((damage.windows_1252_lines, damage.replaced_characters), (2, 1));
    }

    #[test]
    fn marks_of_joined_files_go_and_others_stay() {
        let mut damage = Damage::default();
        let cleaned = clean("a\n\u{feff}\u{feff}b\u{feff}\n".as_bytes(), &mut damage);
        assert_eq!(cleaned, "a\nb\u{feff}\n");
        assert_eq!(damage.byte_order_marks, 1);
    }

    #[test]
    fn a_question_mark_between_letters_is_a_lost_character() {
        assert!(is_damaged("M?ller"));
        assert!(!is_damaged("Who? Ltd"));
        assert!(!is_damaged("?"));
    }
}

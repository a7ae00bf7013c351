//! Typed cells of one CSV line, appended to bytes without formatting machinery in between.

use uuid::Uuid;

use crate::model::digits::{hex_of_four, pair};
use crate::model::{Day, Money, SubscriptionId, TenantId, Term, write_day};
use crate::table::guard::{guard, may_trigger};

/// Appends the cells of a line; every cell ends with a comma until [`CellWriter::end`] closes the line.
#[derive(Debug)]
pub struct CellWriter<'o> {
    out: &'o mut Vec<u8>,
}

impl<'o> CellWriter<'o> {
    pub fn new(out: &'o mut Vec<u8>) -> Self {
        CellWriter { out }
    }

    /// Closes the line.
    pub fn end(self) {
        match self.out.last_mut() {
            Some(last) if *last == b',' => *last = b'\n',
            _ => self.out.push(b'\n'),
        }
    }

    pub fn empty(&mut self) {
        self.out.push(b',');
    }

    /// `n` empty cells.
    pub fn empties(&mut self, n: usize) {
        self.out.resize(self.out.len() + n, b',');
    }

    /// A word of our own: values of closed lists and rule ids, never anything from an input.
    pub fn word(&mut self, word: &str) {
        self.out.extend_from_slice(word.as_bytes());
        self.out.push(b',');
    }

    /// One or several cells encoded before, each with its comma.
    pub fn encoded(&mut self, cells: &[u8]) {
        self.out.extend_from_slice(cells);
    }

    /// Text from anywhere: guarded against spreadsheets, quoted where it must be.
    pub fn text(&mut self, text: &str) {
        if needs_care(text.as_bytes()) {
            append_carefully(self.out, text);
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
        self.out.push(b',');
    }

    /// Text that is put together in place.
    pub fn composed(&mut self, compose: impl FnOnce(&mut Vec<u8>)) {
        let start = self.out.len();
        compose(self.out);
        if needs_care(&self.out[start..]) {
            let plain = String::from_utf8_lossy(&self.out.split_off(start)).into_owned();
            append_carefully(self.out, &plain);
        }
        self.out.push(b',');
    }

    /// Words of our own and GUIDs, put together in place.
    pub fn joined(&mut self, compose: impl FnOnce(&mut Vec<u8>)) {
        compose(self.out);
        self.out.push(b',');
    }

    /// Words of our own joined with `;`.
    pub fn words<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        let start = self.out.len();
        for word in words {
            if self.out.len() > start {
                self.out.push(b';');
            }
            self.out.extend_from_slice(word.as_bytes());
        }
        self.out.push(b',');
    }

    /// `left:right` pairs of our own words joined with `;`.
    pub fn words_of_pairs<'w>(&mut self, pairs: impl IntoIterator<Item = (&'w str, &'w str)>) {
        let start = self.out.len();
        for (left, right) in pairs {
            if self.out.len() > start {
                self.out.push(b';');
            }
            self.out.extend_from_slice(left.as_bytes());
            self.out.push(b':');
            self.out.extend_from_slice(right.as_bytes());
        }
        self.out.push(b',');
    }

    /// `word:points` pairs joined with `;`.
    pub fn points<'w>(&mut self, pairs: impl IntoIterator<Item = (&'w str, u32)>) {
        let start = self.out.len();
        for (word, points) in pairs {
            if self.out.len() > start {
                self.out.push(b';');
            }
            self.out.extend_from_slice(word.as_bytes());
            self.out.push(b':');
            append_count(self.out, u64::from(points));
        }
        self.out.push(b',');
    }

    /// Texts from anywhere joined with `;`.
    pub fn texts<'w>(&mut self, texts: impl IntoIterator<Item = &'w str>) {
        self.composed(|out| {
            for (position, text) in texts.into_iter().enumerate() {
                if position > 0 {
                    out.push(b';');
                }
                out.extend_from_slice(text.as_bytes());
            }
        });
    }

    pub fn count(&mut self, count: u64) {
        append_count(self.out, count);
        self.out.push(b',');
    }

    pub fn some_count(&mut self, count: Option<u64>) {
        match count {
            Some(count) => self.count(count),
            None => self.empty(),
        }
    }

    /// A number that may be negative.
    pub fn some_number(&mut self, number: Option<i64>) {
        if number.is_some_and(|n| n < 0) {
            self.out.push(b'-');
        }
        self.some_count(number.map(i64::unsigned_abs));
    }

    pub fn day(&mut self, day: Option<Day>) {
        if let Some(day) = day {
            write_day(self.out, day);
        }
        self.out.push(b',');
    }

    pub fn money(&mut self, amount: Option<Money>) {
        if let Some(amount) = amount {
            append_money(self.out, amount);
        }
        self.out.push(b',');
    }

    pub fn flag(&mut self, flag: Option<bool>) {
        self.word(flag.map_or("", |is_set| if is_set { "true" } else { "false" }));
    }

    pub fn term(&mut self, term: Option<Term>) {
        if let Some(term) = term {
            let months = term.months().unsigned_abs();
            let (count, unit) = if months % 12 == 0 { (months / 12, b'Y') } else { (months, b'M') };
            self.out.push(b'P');
            append_count(self.out, u64::from(count));
            self.out.push(unit);
        }
        self.out.push(b',');
    }

    pub fn tenant(&mut self, tenant: Option<TenantId>) {
        if let Some(TenantId(guid)) = tenant {
            append_guid(self.out, &guid);
        }
        self.out.push(b',');
    }

    pub fn subscription(&mut self, id: Option<SubscriptionId<'_>>) {
        match id {
            Some(SubscriptionId::Guid(guid)) => {
                append_guid(self.out, &guid);
                self.out.push(b',');
            }
            Some(SubscriptionId::Text(text)) => self.text(text),
            None => self.empty(),
        }
    }
}

/// Writes a header line of column names.
pub(crate) fn append_header(out: &mut Vec<u8>, columns: &[&str]) {
    let mut cells = CellWriter::new(out);
    for column in columns {
        cells.word(column);
    }
    cells.end();
}

/// The bytes of one text cell with its comma, to be appended many times.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 3);
    CellWriter::new(&mut out).text(text);
    out
}

pub(crate) fn append_guid(out: &mut Vec<u8>, guid: &Uuid) {
    let mut text = *b"00000000-0000-0000-0000-000000000000";
    let (words, _) = guid.as_bytes().as_chunks::<4>();
    for (&word, place) in words.iter().zip([0, 9, 19, 28]) {
        let digits = hex_of_four(word);
        // The second and third four bytes stand on both sides of a hyphen.
        let behind = place + 4 + usize::from(place == 9 || place == 19);
        text[place..place + 4].copy_from_slice(&digits[..4]);
        text[behind..behind + 4].copy_from_slice(&digits[4..]);
    }
    out.extend_from_slice(&text);
}

pub(crate) fn append_count(out: &mut Vec<u8>, count: u64) {
    match count {
        0..10 => out.push(b'0' + count as u8),
        10..100 => out.extend_from_slice(&pair(count as u32)),
        100..10_000 => {
            append_count(out, count / 100);
            out.extend_from_slice(&pair((count % 100) as u32));
        }
        _ => {
            append_count(out, count / 10_000);
            let (high, low) = (pair((count / 100 % 100) as u32), pair((count % 100) as u32));
            out.extend_from_slice(&[high[0], high[1], low[0], low[1]]);
        }
    }
}

/// Two digits behind the point, rounded half away from zero.
pub(crate) fn append_money(out: &mut Vec<u8>, amount: Money) {
    if amount.is_zero() {
        return out.extend_from_slice(b"0.00");
    }
    let cents = amount.cents();
    let Ok(whole) = u64::try_from(cents.unsigned_abs()) else {
        return out.extend_from_slice(amount.to_string().as_bytes());
    };
    if cents < 0 {
        out.push(b'-');
    }
    append_count(out, whole / 100);
    let [tens, ones] = pair((whole % 100) as u32);
    out.extend_from_slice(&[b'.', tens, ones]);
}

/// Whether a text has to be quoted, or may have to be marked where a cell could begin.
fn needs_care(text: &[u8]) -> bool {
    // Most texts hold nothing suspicious at all, which is seen without looking at where it would stand.
    let all = text.iter().fold(0, |all, &byte| all | KINDS[usize::from(byte)]);
    if all & (TRIGGERS | QUOTED) != TRIGGERS {
        return all & QUOTED != 0;
    }
    let mut is_start = true;
    for &byte in text {
        let kind = KINDS[usize::from(byte)];
        if is_start && kind & TRIGGERS != 0 {
            return true;
        }
        is_start = kind & SPLITS != 0 || is_start && kind & SKIPPED != 0;
    }
    false
}

// What a byte means to `needs_care`; most bytes mean nothing.
const SKIPPED: u8 = 1;
const SPLITS: u8 = 2;
/// A trigger, a mark before one, or the first byte of a character that may be either or skipped.
const TRIGGERS: u8 = 4;
/// Has to be looked at wherever it stands.
const QUOTED: u8 = 8;

const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < kinds.len() {
        kinds[byte] = match byte as u8 {
            b'"' | b',' | b'\n' | b'\r' | b'\t' | b'|' => QUOTED,
            b';' => SPLITS,
            0..=b' ' | 0x7f => SKIPPED,
            other if may_trigger(other) || matches!(other, b'\'' | 0x80..) => TRIGGERS,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

fn append_carefully(out: &mut Vec<u8>, text: &str) {
    let guarded = guard(text);
    if !guarded.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        return out.extend_from_slice(guarded.as_bytes());
    }
    out.push(b'"');
    for byte in guarded.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{UnitPrice, parse_day};

    fn line(fill: impl FnOnce(&mut CellWriter<'_>)) -> String {
        let mut out = Vec::new();
        let mut cells = CellWriter::new(&mut out);
        fill(&mut cells);
        cells.end();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_kind_of_cell_has_its_form() {
        let written = line(|cells| {
            cells.text("Müller, \"Söhne\"");
            cells.text("=1+1");
            cells.count(0);
            cells.count(u64::MAX);
            cells.some_number(Some(-7));
            cells.day(parse_day("2026-02-03"));
            cells.money(Some(UnitPrice::parse("1234.565").unwrap().money()));
            cells.money(Some(-UnitPrice::parse("0.05").unwrap().money()));
            cells.flag(Some(false));
            cells.term(Term::of_months(36));
            cells.words(["a", "b"]);
            cells.empties(2);
        });
        assert_eq!(
            written,
            "\"Müller, \"\"Söhne\"\"\",'=1+1,0,18446744073709551615,-7,2026-02-03,1234.57,-0.05,false,P3Y,a;b,,\n"
        );
    }

    proptest! {
        #[test]
        fn a_guid_is_written_as_it_is_displayed(guid: u128) {
            let guid = Uuid::from_u128(guid);
            prop_assert_eq!(line(|cells| cells.tenant(Some(TenantId(guid)))), format!("{guid}\n"));
        }

        #[test]
        fn a_count_is_written_as_it_is_displayed(count: u64, shift in 0..64u32) {
            prop_assert_eq!(line(|cells| cells.count(count >> shift)), format!("{}\n", count >> shift));
        }
    }

    #[test]
    fn money_is_written_as_it_is_displayed() {
        for price in ["0", "0.005", "0.994", "999999999.99999999"] {
            let amount = UnitPrice::parse(price).unwrap().money();
            assert_eq!(line(|cells| cells.money(Some(amount))), format!("{amount}\n"));
        }
    }
}

//! One cell of a record, read by the type of the column it goes to.

use std::borrow::Cow;

use super::flaw::{BadCell, Flaw};
use super::{Layout, Note, Reader, slot};
use crate::intake::Record;
use crate::intake::special::offer::{Offer, offer};
use crate::intake::target::Target;
use crate::intake::values::clean::Cell;
use crate::intake::values::ids;
use crate::intake::values::words::{Listed, Word};
use crate::model::{Country, Currency, Day, TenantId};

/// A record while it is read.
pub(super) struct Row<'a, 'r> {
    pub layout: &'a Layout,
    pub record: &'a mut Record<'r>,
    pub flaws: Vec<BadCell>,
    /// A cell says that the row is no licence at all.
    pub skipped: bool,
    pub later: Later<'r>,
    /// Position of the cell that is being read.
    pub column: usize,
}

/// Cells that mean something only together with others, kept until the whole row is read.
#[derive(Debug, Default)]
pub(super) struct Later<'r> {
    pub mpn_id: &'r str,
    pub sales_channel: Option<&'r str>,
    pub owner: Owner<'r>,
    /// An offer cell that holds nothing but a name.
    pub offer_name: Option<&'r str>,
    /// The day on which the present state passes into the next.
    pub next_state: Option<Day>,
    pub commitment: Option<&'r str>,
    pub frequency: Option<&'r str>,
    pub term_info: Option<&'r str>,
    pub charge_type: Option<&'r str>,
    /// The unit that is charged is a licence.
    pub is_license: Option<bool>,
    pub money_currency: Option<Currency>,
}

/// What an owner column says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Owner<'r> {
    /// The file has no such column.
    #[default]
    Unasked,
    Nobody,
    Is(&'r str),
}

impl<'r> Row<'_, 'r> {
    pub(super) fn read(&mut self, reader: &Reader, cell: Cell<'r>) {
        self.column = reader.column;
        match (cell, reader.special) {
            (Cell::Value(text), None) => (reader.read)(self, reader, text),
            (Cell::Value(text), Some(special)) => self.treat(reader, special, text),
            (Cell::Empty, None) => {}
            (Cell::Empty, Some(special)) => self.treat_empty(special),
            (Cell::Lost, _) => self.note(Note::LostInExport),
            (Cell::TooNarrow, _) => self.flaw(Flaw::ColumnTooNarrow, "########"),
        }
    }

    pub(super) fn note(&mut self, note: Note) {
        self.record.notes.insert(note);
    }

    #[cold]
    pub(super) fn flaw(&mut self, flaw: Flaw, text: &str) {
        self.flaws.push(BadCell { column: Some(self.column), value: text.to_owned(), flaw });
    }

    pub(super) fn not_in_list(&mut self, accepted: impl Into<String>, text: &str) {
        self.flaw(Flaw::NotInList { accepted: accepted.into() }, text);
    }

    pub(super) fn set_flag(&mut self, target: Target, value: bool) {
        let same = slot::flag(self.record, target).is_none_or(|slot| fill(slot, value));
        self.unless(same);
    }

    /// A cell of a closed list.
    #[inline]
    pub(super) fn listed<T: Listed + PartialEq>(
        &mut self,
        text: &str,
        slot: impl for<'x> FnOnce(&'x mut Record<'r>) -> &'x mut Option<T>,
    ) {
        if let Some(value) = self.value_of(text) {
            let same = fill(slot(self.record), value);
            self.unless(same);
        }
    }

    #[inline]
    pub(super) fn value_of<T: Listed>(&mut self, text: &str) -> Option<T> {
        match T::of(text) {
            Word::Is(value) => Some(value),
            Word::Unknown => None,
            Word::NotInList => {
                self.not_in_list(T::accepted(), text);
                None
            }
        }
    }

    /// Notes that a column of the same meaning said something else before.
    pub(super) fn unless(&mut self, same: bool) {
        if !same {
            self.note(Note::ColumnsDiffer);
        }
    }

    #[inline]
    pub(super) fn text(&mut self, target: Target, value: Cow<'r, str>) {
        let Some(slot) = slot::text(self.record, target) else { return };
        let same = slot.is_empty() || *slot == value;
        if slot.is_empty() {
            *slot = value;
        }
        self.unless(same);
    }

    pub(super) fn tenant(&mut self, text: &str) {
        match ids::guid(text) {
            Some(guid) => {
                let same = fill(&mut self.record.tenant, TenantId(guid));
                self.unless(same);
            }
            None => self.flaw(Flaw::NotAGuid, text),
        }
    }

    pub(super) fn checked_guid(&mut self, text: &str) {
        if ids::guid(text).is_none() {
            self.flaw(Flaw::NotAGuid, text);
        }
    }

    pub(super) fn guid(&mut self, target: Target, text: &'r str) {
        match ids::lower_guid(text) {
            Some(guid) => self.text(target, guid),
            None if ids::is_scientific(text) => self.flaw(Flaw::ScientificNotation, text),
            None if self.layout.strict => self.flaw(Flaw::NotAGuid, text),
            None => self.note(Note::OtherProductId),
        }
    }

    /// An id nothing is joined by: damaged, it is merely unknown.
    pub(super) fn foreign_id(&mut self, text: &str) {
        if ids::is_scientific(text) {
            self.note(Note::DamagedId);
        }
    }

    pub(super) fn product(&mut self, target: Target, text: &'r str) {
        match ids::product(text) {
            Some(id) => self.text(target, id),
            None if ids::is_scientific(text) => self.flaw(Flaw::ScientificNotation, text),
            None if target == Target::ProductId && matches!(offer(text), Offer::Nce { .. }) => {
                self.offer(text);
            }
            None if self.layout.strict => self.flaw(Flaw::NotAProductId, text),
            None => self.note(Note::OtherProductId),
        }
    }

    pub(super) fn sku(&mut self, text: &'r str) {
        match ids::sku(text) {
            Some(sku) => self.text(Target::SkuId, sku),
            None if ids::is_scientific(text) => self.flaw(Flaw::ScientificNotation, text),
            None => self.flaw(Flaw::NotASku, text),
        }
    }

    pub(super) fn name(&mut self, text: &'r str) {
        if is_masked(text) {
            self.note(Note::MaskedName);
        }
        self.mark(text);
        self.text(Target::CustomerName, Cow::Borrowed(text));
    }

    /// Notes a text that a spreadsheet would run: it is written with a mark, and read without.
    pub(super) fn mark(&mut self, text: &str) {
        if matches!(text.as_bytes(), [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..]) {
            self.note(Note::FormulaText);
        }
    }

    pub(super) fn domain(&mut self, text: &'r str) {
        if memchr::memchr3(b' ', b'\t', b'@', text.as_bytes()).is_some() {
            self.flaw(Flaw::NotADomain, text);
        } else {
            self.text(Target::CustomerDomain, ids::lower(text));
        }
    }

    pub(super) fn mpn_id(&mut self, target: Target, text: &'r str) {
        match text.strip_suffix(".0").unwrap_or(text) {
            "-1" => self.note(Note::ResellerRemoved),
            "0" => {}
            id if self.layout.strict && !id.bytes().all(|b| b.is_ascii_digit()) => {
                self.flaw(Flaw::NotAPartnerId, text);
            }
            id if target == Target::PartnerMpnId => self.later.mpn_id = id,
            _ => {}
        }
    }

    pub(super) fn country(&mut self, text: &str) {
        match Country::parse(text) {
            Some(country) => {
                let same = fill(&mut self.record.facts.country, country);
                self.unless(same);
            }
            None => self.flaw(Flaw::NotACountry, text),
        }
    }

    pub(super) fn currency(&mut self, text: &str) {
        match Currency::parse(text) {
            Some(currency) => {
                let same = fill(&mut self.record.currency, currency);
                self.unless(same);
            }
            None => self.flaw(Flaw::NotACurrency, text),
        }
    }
}

/// Fills an empty place; says whether what stands there now is the value.
#[inline]
pub(super) fn fill<T: PartialEq>(slot: &mut Option<T>, value: T) -> bool {
    if let Some(earlier) = slot {
        return *earlier == value;
    }
    *slot = Some(value);
    true
}

/// `M?ller`: a letter that the encoding of the export could not hold.
fn is_masked(name: &str) -> bool {
    memchr::memchr(b'?', name.as_bytes()).is_some()
        && name
            .as_bytes()
            .windows(3)
            .any(|w| w[1] == b'?' && w[0].is_ascii_alphabetic() && w[2].is_ascii_alphabetic())
}

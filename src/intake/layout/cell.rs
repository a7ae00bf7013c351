//! One cell of a record, read by the type of the column it goes to.

use std::borrow::Cow;

use super::fault::Flaw;
use super::{Layout, Note, Reader, slot};
use crate::intake::Record;
use crate::intake::special::offer::{Offer, offer};
use crate::intake::target::Target;
use crate::intake::values::clean::Cell;
use crate::intake::values::ids;
use crate::intake::values::words::{Listed, Word};
use crate::model::{Country, Currency, TenantId};

/// A record while it is read.
pub(super) struct Row<'a, 'r> {
    pub layout: &'a Layout,
    pub record: &'a mut Record<'r>,
    pub flaws: Vec<Flaw>,
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
    pub commitment: Option<&'r str>,
    pub frequency: Option<&'r str>,
    pub term_info: Option<&'r str>,
    pub charge_type: Option<&'r str>,
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
            (Cell::Value(text), None) => self.plain(reader, text),
            (Cell::Value(text), Some(special)) => self.treat(reader, special, text),
            (Cell::Empty, None) => {}
            (Cell::Empty, Some(special)) => self.treat_empty(special),
            (Cell::Lost, _) => self.note(Note::LostInExport),
            (Cell::TooNarrow, _) => {
                let flaw = Flaw::cell(
                    "column-too-narrow",
                    "########",
                    "the value; the column was too narrow when the file was saved",
                );
                self.flaw(flaw.repair("widen the column in the spreadsheet and save again, or export again"));
            }
        }
    }

    pub(super) fn note(&mut self, note: Note) {
        self.record.notes.insert(note);
    }

    pub(super) fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(Flaw { column: Some(self.column), ..flaw });
    }

    /// A cell without a treatment.
    pub(super) fn plain(&mut self, reader: &Reader, text: &'r str) {
        use Target as T;
        let target = reader.target;
        match target {
            T::CustomerTenantId => self.tenant(text),
            T::CustomerName => self.name(text),
            T::CustomerDomain => self.domain(text),
            T::ProductName | T::SubscriptionName => {
                self.mark(text);
                self.text(target, Cow::Borrowed(text));
            }
            T::PromotionId | T::OpenTransferId | T::TargetCatalogItem => {
                self.text(target, Cow::Borrowed(text));
            }
            T::SubscriptionId | T::ParentSubscriptionId => self.key(target, text, ids::subscription_id(text)),
            T::SkuPartNumber => self.text(target, ids::upper(text)),
            T::OfferId | T::LicenseSkuId => self.guid(target, text),
            T::ProductId | T::AvailabilityId => self.product(target, text),
            T::SkuId => self.sku(text),
            T::PartnerTenantId | T::BillingOwnerTenantId => self.checked_guid(text),
            T::PartnerMpnId | T::ResellerMpnId => self.mpn_id(target, text),
            T::CustomerCountry => self.country(text),
            T::Currency => self.currency(text),
            T::UnitPrice => self.money(reader, text),
            T::ChargeType => self.later.charge_type = Some(text),
            T::OrderId | T::MigratedFrom | T::NewSubscriptionId | T::MigrationId => self.foreign_id(text),
            T::MigrationBlockers | T::MigrationStatus | T::MigrationError => {}
            T::MigrationEligible => self.checked::<bool>(text),
            T::ActiveSubscriptions => self.active_subscriptions(reader, text),
            _ if target.is_date() => self.date(reader, text),
            _ if target.is_count() => self.count(reader, text),
            _ => self.word(target, text),
        }
    }

    /// A cell of a closed list.
    fn word(&mut self, target: Target, text: &str) {
        use Target as T;
        match target {
            T::CustomerSegment => self.listed(text, |record| &mut record.facts.segment),
            T::SourceChannel => self.listed(text, |record| &mut record.channel),
            T::BillingAccountType => self.listed(text, |record| &mut record.billing_account),
            T::RelationshipType => self.listed(text, |record| &mut record.facts.relationship_type),
            T::RelationshipStatus => self.listed(text, |record| &mut record.facts.relationship_status),
            T::DapStatus => self.listed(text, |record| &mut record.facts.dap_status),
            T::GdapStatus => self.listed(text, |record| &mut record.facts.gdap_status),
            T::AgreementType => self.listed(text, |record| &mut record.facts.agreement_type),
            T::AgreementStatus => self.listed(text, |record| &mut record.facts.agreement_status),
            T::AgreementMethod => self.listed(text, |record| &mut record.facts.agreement_method),
            T::CommerceModel => self.listed(text, |record| &mut record.commerce_model),
            T::SeatsScope => self.listed(text, |record| &mut record.seats_scope),
            T::Status => self.listed(text, |record| &mut record.status),
            T::Term => self.term(text, |record| &mut record.term),
            T::TargetTerm => self.term(text, |record| &mut record.wanted.term),
            T::BillingCycle => self.listed(text, |record| &mut record.billing_cycle),
            T::TargetBillingCycle => self.listed(text, |record| &mut record.wanted.billing_cycle),
            T::EndOfTermAction => self.listed(text, |record| &mut record.end_of_term_action),
            T::PriceBasis => self.listed(text, |record| &mut record.price_basis),
            _ => self.flag(target, text),
        }
    }

    fn flag(&mut self, target: Target, text: &str) {
        if let Some(value) = self.value_of::<bool>(text) {
            self.set_flag(target, value);
        }
    }

    pub(super) fn set_flag(&mut self, target: Target, value: bool) {
        let same = slot::flag(self.record, target).is_none_or(|slot| fill(slot, value));
        self.unless(same);
    }

    pub(super) fn listed<T: Listed + PartialEq>(
        &mut self,
        text: &str,
        slot: for<'x> fn(&'x mut Record<'r>) -> &'x mut Option<T>,
    ) {
        if let Some(value) = self.value_of(text) {
            let same = fill(slot(self.record), value);
            self.unless(same);
        }
    }

    fn term(
        &mut self,
        text: &str,
        slot: for<'x> fn(&'x mut Record<'r>) -> &'x mut Option<crate::model::Term>,
    ) {
        if crate::model::Term::of(text) == Word::Unknown && !text.eq_ignore_ascii_case("none") {
            self.note(Note::TermNotMonths);
        }
        self.listed(text, slot);
    }

    pub(super) fn value_of<T: Listed>(&mut self, text: &str) -> Option<T> {
        match T::of(text) {
            Word::Is(value) => Some(value),
            Word::Unknown => None,
            Word::NotInList => {
                self.flaw(Flaw::cell("not-in-list", text, format!("one of {}", T::accepted())));
                None
            }
        }
    }

    fn checked<T: Listed>(&mut self, text: &str) {
        let _: Option<T> = self.value_of(text);
    }

    /// Notes that a column of the same meaning said something else before.
    pub(super) fn unless(&mut self, same: bool) {
        if !same {
            self.note(Note::ColumnsDiffer);
        }
    }

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
            None => self.not_a_guid(text),
        }
    }

    fn not_a_guid(&mut self, text: &str) {
        let flaw = Flaw::cell("not-a-guid", text, "a GUID such as 3c95518e-8c37-41e3-9627-0ca339200f53");
        self.flaw(flaw);
    }

    fn checked_guid(&mut self, text: &str) {
        if ids::guid(text).is_none() {
            self.not_a_guid(text);
        }
    }

    fn guid(&mut self, target: Target, text: &'r str) {
        match ids::lower_guid(text) {
            Some(guid) => self.text(target, guid),
            None if ids::is_scientific(text) => self.scientific(text),
            None if self.layout.strict => self.not_a_guid(text),
            None => self.note(Note::OtherProductId),
        }
    }

    /// An id that rows are joined by: damaged, the row cannot be used.
    fn key(&mut self, target: Target, text: &str, value: Cow<'r, str>) {
        if ids::is_scientific(text) { self.scientific(text) } else { self.text(target, value) }
    }

    pub(super) fn scientific(&mut self, text: &str) {
        let flaw = Flaw::cell(
            "scientific-notation",
            text,
            "an id; a spreadsheet rewrote it as a number and lost digits",
        );
        self.flaw(flaw.repair("export again, and import the column as text before saving"));
    }

    /// An id nothing is joined by: damaged, it is merely unknown.
    fn foreign_id(&mut self, text: &str) {
        if ids::is_scientific(text) {
            self.note(Note::DamagedId);
        }
    }

    fn product(&mut self, target: Target, text: &'r str) {
        match ids::product(text) {
            Some(id) => self.text(target, id),
            None if ids::is_scientific(text) => self.scientific(text),
            None if target == Target::ProductId && matches!(offer(text), Offer::Nce { .. }) => {
                self.offer(text);
            }
            None if self.layout.strict => {
                self.flaw(Flaw::cell("not-an-id", text, "twelve letters and digits such as CFQ7TTC0LF8R"));
            }
            None => self.note(Note::OtherProductId),
        }
    }

    pub(super) fn sku(&mut self, text: &'r str) {
        match ids::sku(text) {
            Some(sku) => self.text(Target::SkuId, sku),
            None if ids::is_scientific(text) => self.scientific(text),
            None => {
                let flaw = Flaw::cell("not-a-sku", text, "four letters and digits such as 0001");
                self.flaw(flaw.repair("export again, and import the column as text before saving"));
            }
        }
    }

    fn name(&mut self, text: &'r str) {
        if is_masked(text) {
            self.note(Note::MaskedName);
        }
        self.mark(text);
        self.text(Target::CustomerName, Cow::Borrowed(text));
    }

    /// Notes a text that a spreadsheet would run: it is written with a mark, and read without.
    fn mark(&mut self, text: &str) {
        if matches!(text.as_bytes(), [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..]) {
            self.note(Note::FormulaText);
        }
    }

    fn domain(&mut self, text: &'r str) {
        if memchr::memchr3(b' ', b'\t', b'@', text.as_bytes()).is_some() {
            self.flaw(Flaw::cell("not-a-domain", text, "a host name such as contoso.onmicrosoft.com"));
        } else {
            self.text(Target::CustomerDomain, ids::lower(text));
        }
    }

    fn mpn_id(&mut self, target: Target, text: &'r str) {
        match text.strip_suffix(".0").unwrap_or(text) {
            "-1" => self.note(Note::ResellerRemoved),
            "0" => {}
            id if self.layout.strict && !id.bytes().all(|b| b.is_ascii_digit()) => {
                self.flaw(Flaw::cell("not-an-id", text, "a partner id in digits"));
            }
            id if target == Target::PartnerMpnId => self.later.mpn_id = id,
            _ => {}
        }
    }

    fn country(&mut self, text: &str) {
        match Country::parse(text) {
            Some(country) => {
                let same = fill(&mut self.record.facts.country, country);
                self.unless(same);
            }
            None => {
                self.flaw(Flaw::cell("not-a-country", text, "a code of two letters (ISO 3166-1) such as DE"));
            }
        }
    }

    fn currency(&mut self, text: &str) {
        match Currency::parse(text) {
            Some(currency) => {
                let same = fill(&mut self.record.currency, currency);
                self.unless(same);
            }
            None => self.flaw(Flaw::cell(
                "not-a-currency",
                text,
                "a code of three letters (ISO 4217) such as EUR",
            )),
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

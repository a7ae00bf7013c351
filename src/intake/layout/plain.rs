//! How a cell without a treatment is read, by its column: found once per header, not once per cell.

use std::borrow::Cow;

use super::cell::{Row, fill};
use super::flaw::Flaw;
use super::{Note, Reader};
use crate::intake::Record;
use crate::intake::header::normalize;
use crate::intake::target::Target;
use crate::intake::values::ids;
use crate::intake::values::words::{Listed, Word};
use crate::model::{EndOfTermAction, Status, Term};

/// Reads the text of a cell into the record of its row.
pub(super) type Read = for<'a, 'r> fn(&mut Row<'a, 'r>, &Reader, &'r str);

/// How the cells of a column are read.
pub(super) fn of(target: Target) -> Read {
    use Target as T;
    match target {
        T::CustomerTenantId => |row, _, text| row.tenant(text),
        T::CustomerName => |row, _, text| row.name(text),
        T::CustomerDomain => |row, _, text| row.domain(text),
        T::ProductName => |row, _, text| row.marked(T::ProductName, text),
        T::SubscriptionName => |row, _, text| row.marked(T::SubscriptionName, text),
        T::PromotionId => |row, _, text| row.text(T::PromotionId, Cow::Borrowed(text)),
        T::OpenTransferId => |row, _, text| row.text(T::OpenTransferId, Cow::Borrowed(text)),
        T::TargetCatalogItem => |row, _, text| row.text(T::TargetCatalogItem, Cow::Borrowed(text)),
        T::SubscriptionId => |row, _, text| row.key(T::SubscriptionId, text),
        T::ParentSubscriptionId => |row, _, text| row.key(T::ParentSubscriptionId, text),
        T::SkuPartNumber => |row, _, text| row.text(T::SkuPartNumber, ids::upper(text)),
        T::OfferId | T::LicenseSkuId => |row, reader, text| row.guid(reader.target, text),
        T::ProductId | T::AvailabilityId => |row, reader, text| row.product(reader.target, text),
        T::SkuId => |row, _, text| row.sku(text),
        T::PartnerTenantId | T::BillingOwnerTenantId => |row, _, text| row.checked_guid(text),
        T::PartnerMpnId | T::ResellerMpnId => |row, reader, text| row.mpn_id(reader.target, text),
        T::CustomerCountry => |row, _, text| row.country(text),
        T::Currency => |row, _, text| row.currency(text),
        T::UnitPrice => |row, reader, text| row.money(reader, text),
        T::ChargeType => |row, _, text| row.later.charge_type = Some(text),
        T::OrderId | T::MigratedFrom | T::NewSubscriptionId | T::MigrationId => {
            |row, _, text| row.foreign_id(text)
        }
        T::MigrationBlockers | T::MigrationStatus | T::MigrationError => |_, _, _| {},
        T::ActiveSubscriptions => |row, reader, text| row.active_subscriptions(reader, text),
        T::SeatsPurchased | T::SeatsAssigned | T::SeatsWarning | T::SeatsSuspended | T::TargetSeats => {
            |row, reader, text| row.count(reader, text)
        }
        T::ChargeQuantity | T::ChargeBillable => |row, reader, text| row.charged(reader, text),
        T::ChargeAmount => |row, _, text| row.amount(text),
        _ if target.is_date() => |row, reader, text| row.date(reader, text),
        _ => word(target),
    }
}

/// How the cells of a column with a closed list are read.
fn word(target: Target) -> Read {
    use Target as T;
    match target {
        T::CustomerSegment => |row, _, text| row.listed(text, |record| &mut record.facts.segment),
        T::SourceChannel => |row, _, text| row.listed(text, |record| &mut record.channel),
        T::BillingAccountType => |row, _, text| row.listed(text, |record| &mut record.billing_account),
        T::RelationshipType => |row, _, text| row.listed(text, |record| &mut record.facts.relationship_type),
        T::RelationshipStatus => {
            |row, _, text| row.listed(text, |record| &mut record.facts.relationship_status)
        }
        T::DapStatus => |row, _, text| row.listed(text, |record| &mut record.facts.dap_status),
        T::GdapStatus => |row, _, text| row.listed(text, |record| &mut record.facts.gdap_status),
        T::AgreementType => |row, _, text| row.listed(text, |record| &mut record.facts.agreement_type),
        T::AgreementStatus => |row, _, text| row.listed(text, |record| &mut record.facts.agreement_status),
        T::AgreementMethod => |row, _, text| row.listed(text, |record| &mut record.facts.agreement_method),
        T::CommerceModel => |row, _, text| row.listed(text, |record| &mut record.commerce_model),
        T::SeatsScope => |row, _, text| row.listed(text, |record| &mut record.seats_scope),
        T::Status => |row, _, text| row.status(text),
        T::Term => |row, _, text| row.term(text, |record| &mut record.term),
        T::TargetTerm => |row, _, text| row.term(text, |record| &mut record.wanted.term),
        T::BillingCycle => |row, _, text| row.listed(text, |record| &mut record.billing_cycle),
        T::TargetBillingCycle => |row, _, text| row.listed(text, |record| &mut record.wanted.billing_cycle),
        T::EndOfTermAction => |row, _, text| row.listed(text, |record| &mut record.end_of_term_action),
        T::PriceBasis => |row, _, text| row.listed(text, |record| &mut record.price_basis),
        T::MigrationEligible => |row, _, text| row.checked_flag(text),
        _ => |row, reader, text| row.flag(reader.target, text),
    }
}

impl<'r> Row<'_, 'r> {
    /// A text that a spreadsheet might run.
    fn marked(&mut self, target: Target, text: &'r str) {
        self.mark(text);
        self.text(target, Cow::Borrowed(text));
    }

    /// An id that rows are joined by: damaged, the row cannot be used.
    fn key(&mut self, target: Target, text: &'r str) {
        if ids::is_scientific(text) {
            self.flaw(Flaw::ScientificNotation, text);
        } else {
            self.text(target, ids::subscription_id(text));
        }
    }

    /// A state; some words say what comes after it too.
    fn status(&mut self, text: &str) {
        if Status::of(text) != Word::NotInList {
            return self.listed(text, |record| &mut record.status);
        }
        let (status, action, note) = match normalize(text).as_str() {
            "pendingcancel"
            | "pendingcancellation"
            | "cancelpending"
            | "cancellationpending"
            | "cancelling"
            | "scheduledforcancellation"
            | "tobecancelled"
            | "kundigungvorgemerkt"
            | "inkundigung" => (Status::Active, Some(EndOfTermAction::Cancel), None),
            "converted" | "upgraded" | "replaced" | "migrated" | "konvertiert" | "ersetzt" => {
                (Status::Deleted, None, Some(Note::Replaced))
            }
            _ => return self.listed(text, |record| &mut record.status),
        };
        let same = fill(&mut self.record.status, status);
        self.unless(same);
        self.record.end_of_term_action = self.record.end_of_term_action.or(action);
        if let Some(note) = note {
            self.note(note);
        }
    }

    fn term(&mut self, text: &str, slot: impl for<'x> FnOnce(&'x mut Record<'r>) -> &'x mut Option<Term>) {
        if let Some(term) = self.value_of(text) {
            let same = fill(slot(self.record), term);
            self.unless(same);
        } else if Term::of(text) == Word::Unknown && !text.eq_ignore_ascii_case("none") {
            self.note(Note::TermNotMonths);
        }
    }

    fn flag(&mut self, target: Target, text: &str) {
        if let Some(value) = self.value_of::<bool>(text) {
            self.set_flag(target, value);
        }
    }

    fn checked_flag(&mut self, text: &str) {
        let _: Option<bool> = self.value_of(text);
    }
}

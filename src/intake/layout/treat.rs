//! Cells with a treatment of their own.

use std::borrow::Cow;

use super::cell::{Owner, Row, fill};
use super::flaw::Flaw;
use super::{Note, Reader};
use crate::intake::special::channel::{self, Answer};
use crate::intake::special::commerce::is_license;
use crate::intake::special::offer::{Offer, offer};
use crate::intake::special::text::{AccountSku, after_colon, list_holds, pax8_product, without_locale};
use crate::intake::special::{Special, standing};
use crate::intake::target::Target;
use crate::intake::values::{countries, ids};
use crate::model::{AgreementStatus, CommerceModel, DapStatus, PriceBasis};

impl<'r> Row<'_, 'r> {
    pub(super) fn treat(&mut self, reader: &Reader, special: Special, text: &'r str) {
        match special {
            Special::AddOn => {
                self.record.is_add_on = Some(true);
                (reader.read)(self, reader, text);
            }
            Special::AfterColon => self.account_sku(text),
            Special::Agreement => {
                (reader.read)(self, reader, text);
                let is_dated = self.record.facts.agreement_date.is_some();
                let status = if is_dated { AgreementStatus::Accepted } else { AgreementStatus::Missing };
                self.record.facts.agreement_status = Some(status);
            }
            Special::AgreementType | Special::IfKnown => self.segment(text),
            Special::BillingType | Special::LicensesOnly => self.skipped |= is_license(text) == Some(false),
            Special::CloudblueStatus => self.cloudblue_status(text),
            Special::Consumption => self.skipped = true,
            Special::Country => self.country_name(text),
            Special::CspFlag => self.csp_flag(text),
            Special::DapFlag => self.dap_flag(text),
            Special::FreeSku | Special::SubscriptionType => self.subscription_type(special, text),
            Special::IfGuid => self.tenant_if_guid(text),
            Special::JsonTerminfo => self.later.term_info = Some(text),
            Special::LocalePrefix => self.text(reader.target, Cow::Borrowed(without_locale(text))),
            Special::OfferOrPsa => self.offer(text),
            Special::OwnerNullDirect => self.later.owner = Owner::Is(text),
            Special::Pax8Description => self.text(reader.target, Cow::Borrowed(pax8_product(text))),
            Special::PerTerm => {
                self.record.price_basis = Some(PriceBasis::PerTerm);
                (reader.read)(self, reader, text);
            }
            Special::Personal | Special::ListSemicolon => {}
            Special::Qualifiers | Special::Tags | Special::SecondaryType => self.qualifiers(text),
            Special::Relationship => self.relationship(text),
            Special::SalesChannel => self.later.sales_channel = Some(text),
            Special::SkipAzurePlan if text.eq_ignore_ascii_case("azure plan") => self.skipped = true,
            Special::SkuByValue => self.sku_by_value(text),
            Special::TermAndCycle if reader.target == Target::Term => self.later.commitment = Some(text),
            Special::TermAndCycle => self.later.frequency = Some(text),
            Special::UnitType => self.later.is_license = is_license(text),
            Special::BesideName
            | Special::MinusOne
            | Special::Money
            | Special::Never
            | Special::NumberOrLost
            | Special::Pad4
            | Special::Sentinel
            | Special::SkipAzurePlan => (reader.read)(self, reader, text),
        }
    }

    /// Treatments for which an empty cell says something too.
    pub(super) fn treat_empty(&mut self, special: Special) {
        match special {
            Special::AddOn => self.record.is_add_on = self.record.is_add_on.or(Some(false)),
            Special::Agreement => self.record.facts.agreement_status = Some(AgreementStatus::Missing),
            Special::OwnerNullDirect => self.later.owner = Owner::Nobody,
            Special::AfterColon
            | Special::AgreementType
            | Special::BesideName
            | Special::BillingType
            | Special::CloudblueStatus
            | Special::Consumption
            | Special::Country
            | Special::CspFlag
            | Special::DapFlag
            | Special::FreeSku
            | Special::IfGuid
            | Special::IfKnown
            | Special::JsonTerminfo
            | Special::LicensesOnly
            | Special::ListSemicolon
            | Special::LocalePrefix
            | Special::MinusOne
            | Special::Money
            | Special::Never
            | Special::NumberOrLost
            | Special::OfferOrPsa
            | Special::Pad4
            | Special::Pax8Description
            | Special::PerTerm
            | Special::Personal
            | Special::Qualifiers
            | Special::Relationship
            | Special::SalesChannel
            | Special::SecondaryType
            | Special::Sentinel
            | Special::SkipAzurePlan
            | Special::SkuByValue
            | Special::SubscriptionType
            | Special::Tags
            | Special::TermAndCycle
            | Special::UnitType => {}
        }
    }

    fn account_sku(&mut self, text: &'r str) {
        match after_colon(text) {
            AccountSku::PartNumber(part) => self.text(Target::SkuPartNumber, ids::upper(part)),
            AccountSku::LicenseSku(sku) => self.license_sku(sku),
        }
    }

    fn license_sku(&mut self, text: &'r str) {
        if let Some(guid) = ids::lower_guid(text) {
            self.text(Target::LicenseSkuId, guid);
        }
    }

    fn sku_by_value(&mut self, text: &'r str) {
        match (ids::guid(text), ids::sku(text)) {
            (Some(_), _) => self.license_sku(text),
            (None, Some(sku)) => self.text(Target::SkuId, sku),
            (None, None) if ids::is_scientific(text) => self.flaw(Flaw::ScientificNotation, text),
            (None, None) => self.note(Note::OtherProductId),
        }
    }

    fn segment(&mut self, text: &str) {
        match standing::segment(text) {
            Some(segment) => {
                let same = fill(&mut self.record.facts.segment, segment);
                self.unless(same);
            }
            None => self.note(Note::UnknownSegment),
        }
    }

    fn cloudblue_status(&mut self, text: &str) {
        match standing::cloudblue_status(text) {
            Some((status, is_trial)) => {
                self.record.status = Some(status);
                if is_trial {
                    self.record.is_trial = Some(true);
                }
            }
            None => self.not_in_list("10, 15, 30, 40, 50, 60, 70, 80, 85, 89", text),
        }
    }

    fn country_name(&mut self, text: &str) {
        match countries::country(text) {
            Some(country) => {
                let same = fill(&mut self.record.facts.country, country);
                self.unless(same);
            }
            None => self.note(Note::CountryNotKnown),
        }
    }

    fn csp_flag(&mut self, text: &str) {
        if let Some(is_csp) = self.value_of(text) {
            let answer = channel::csp_flag(is_csp, &self.layout.partner);
            self.answer(answer);
        }
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Is(channel) => {
                let same = fill(&mut self.record.channel, channel);
                self.unless(same);
            }
            Answer::OwnIdsMissing => self.note(Note::NoOwnPartnerIds),
            Answer::Unknown => {}
        }
    }

    fn dap_flag(&mut self, text: &str) {
        if let Some(is_active) = self.value_of(text) {
            self.record.facts.dap_status = Some(if is_active { DapStatus::Active } else { DapStatus::None });
        }
    }

    fn subscription_type(&mut self, special: Special, text: &str) {
        match standing::subscription_type(text) {
            Some((_, true)) if special == Special::FreeSku => self.note(Note::FreeProduct),
            Some((is_trial, is_free)) => {
                self.set_flag(Target::IsTrial, is_trial);
                if is_free {
                    self.note(Note::FreeProduct);
                }
            }
            None => self.not_in_list("Trial, Purchased, Paid, Free", text),
        }
    }

    fn tenant_if_guid(&mut self, text: &str) {
        if ids::guid(text).is_some() { self.tenant(text) } else { self.note(Note::NotTheCustomersId) }
    }

    pub(super) fn offer(&mut self, text: &'r str) {
        match offer(text) {
            Offer::Legacy(guid) => {
                self.text(Target::OfferId, guid);
                self.record.commerce_model = Some(CommerceModel::Legacy);
            }
            Offer::Nce { product, sku, availability } => {
                self.text(Target::ProductId, product);
                if let Some(sku) = sku {
                    self.text(Target::SkuId, sku);
                }
                if let Some(availability) = availability {
                    self.text(Target::AvailabilityId, availability);
                }
                self.record.commerce_model = Some(CommerceModel::Nce);
            }
            Offer::Usage => self.record.commerce_model = Some(CommerceModel::Usage),
            Offer::Name(name) => self.later.offer_name = Some(name),
            Offer::Damaged => self.flaw(Flaw::ScientificNotation, text),
        }
    }

    fn qualifiers(&mut self, text: &str) {
        if list_holds(text, "addon") {
            self.record.is_add_on = Some(true);
        } else if list_holds(text, "nonspecific") {
            self.record.is_add_on = Some(false);
        }
        if list_holds(text, "trial") {
            self.record.is_trial = Some(true);
        }
    }

    fn relationship(&mut self, text: &str) {
        match standing::relationship(text) {
            Some((kind, status)) => {
                self.record.facts.relationship_type = Some(kind);
                self.record.facts.relationship_status = status.or(self.record.facts.relationship_status);
            }
            None => self.note(Note::RelationshipNotKnown),
        }
    }
}

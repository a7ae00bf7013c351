//! Where in a record a column's value goes.

use std::borrow::Cow;

use crate::intake::Record;
use crate::intake::target::Target;
use crate::model::{Day, Seats};

/// The text a column fills; `None` for columns that hold something else or are not kept.
#[inline]
pub(super) fn text<'a, 'r>(record: &'a mut Record<'r>, target: Target) -> Option<&'a mut Cow<'r, str>> {
    use Target as T;
    Some(match target {
        T::CustomerName => &mut record.customer_name,
        T::CustomerDomain => &mut record.customer_domain,
        T::SubscriptionId => &mut record.subscription_id,
        T::ParentSubscriptionId => &mut record.parent_subscription_id,
        T::SubscriptionName => &mut record.subscription_name,
        T::OfferId => &mut record.offer_id,
        T::ProductId => &mut record.product_id,
        T::SkuId => &mut record.sku_id,
        T::AvailabilityId => &mut record.availability_id,
        T::SkuPartNumber => &mut record.sku_part_number,
        T::LicenseSkuId => &mut record.license_sku_id,
        T::ProductName => &mut record.product_name,
        T::PromotionId => &mut record.promotion_id,
        T::OpenTransferId => &mut record.open_transfer_id,
        T::TargetCatalogItem => &mut record.wanted.catalog_item,
        _ => return None,
    })
}

/// The day a column fills.
#[inline]
pub(super) fn day<'a>(record: &'a mut Record<'_>, target: Target) -> Option<&'a mut Option<Day>> {
    use Target as T;
    Some(match target {
        T::GdapEndDate => &mut record.facts.gdap_end_date,
        T::AgreementDate => &mut record.facts.agreement_date,
        T::StartDate => &mut record.start_date,
        T::EndDate => &mut record.end_date,
        T::CancelUntil => &mut record.cancel_until,
        T::LastPurchaseOrRenewal => &mut record.last_purchase_or_renewal,
        T::TargetTermEnd => &mut record.wanted.term_end,
        T::TargetDate => &mut record.wanted.date,
        T::ReportedMonth => &mut record.reported_month,
        T::ChargeStart => &mut record.charge.start,
        T::ChargeEnd => &mut record.charge.end,
        T::ChargeOrdered => &mut record.charge.ordered,
        _ => return None,
    })
}

/// The number of seats a column fills.
#[inline]
pub(super) fn seats<'a>(record: &'a mut Record<'_>, target: Target) -> Option<&'a mut Option<Seats>> {
    use Target as T;
    Some(match target {
        T::SeatsPurchased => &mut record.seats_purchased,
        T::SeatsAssigned => &mut record.seats_assigned,
        T::SeatsWarning => &mut record.seats_warning,
        T::SeatsSuspended => &mut record.seats_suspended,
        T::TargetSeats => &mut record.wanted.seats,
        _ => return None,
    })
}

/// The flag a column fills.
#[inline]
pub(super) fn flag<'a>(record: &'a mut Record<'_>, target: Target) -> Option<&'a mut Option<bool>> {
    use Target as T;
    Some(match target {
        T::AutoRenew => &mut record.auto_renew,
        T::IsTrial => &mut record.is_trial,
        T::IsAddOn => &mut record.is_add_on,
        T::UsesGroupLicensing => &mut record.facts.uses_group_licensing,
        T::TargetStartNewTerm => &mut record.wanted.starts_new_term,
        T::TargetOnRenewal => &mut record.wanted.on_renewal,
        _ => return None,
    })
}

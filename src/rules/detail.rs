//! What a rule observed: a few typed values under the names of their columns.

use crate::model::value::column_values;
use crate::model::{Day, Money, Origin};

column_values! {
    /// The name of an observed value: a column of the contract, or a word of its own where none fits.
    Column {
        ActiveSubscriptionsInTenant = "active_subscriptions_in_tenant",
        AgreementDate = "agreement_date",
        AgreementMethod = "agreement_method",
        AgreementStatus = "agreement_status",
        AgreementType = "agreement_type",
        AutoRenew = "auto_renew",
        CommerceModel = "commerce_model",
        Credit = "credit",
        CustomerCountry = "customer_country",
        CustomerSegment = "customer_segment",
        CutoverDate = "cutover_date",
        DataDeletedOn = "data_deleted_on",
        EarliestDate = "earliest_date",
        EndDate = "end_date",
        EndOfTermAction = "end_of_term_action",
        GapDays = "gap_days",
        GdapEndDate = "gdap_end_date",
        GdapStatus = "gdap_status",
        LastSafeDate = "last_safe_date",
        OpenTransferId = "open_transfer_id",
        OverlapCost = "overlap_cost",
        OverlapDays = "overlap_days",
        ProductName = "product_name",
        PromotionId = "promotion_id",
        ReassignSeats = "reassign_seats",
        RelationshipStatus = "relationship_status",
        RelationshipType = "relationship_type",
        SeatsAssigned = "seats_assigned",
        SeatsPurchased = "seats_purchased",
        SkuPartNumber = "sku_part_number",
        SourceChannel = "source_channel",
        Status = "status",
        StrandedCost = "stranded_cost",
        TargetSeats = "target_seats",
        UsersWorkUntil = "users_work_until",
        UsesGroupLicensing = "uses_group_licensing",
        /// Why something that was decided does not work.
        Because = "because",
        /// What one month of an extended term costs.
        BridgeCost = "bridge_cost",
        /// Region the customer's country belongs to.
        CustomerRegion = "customer_region",
        /// Whole days, counted from the as-of day unless the rule says otherwise.
        Days = "days",
        /// Last day a waiver holds.
        Expires = "expires",
        /// The day that would have been chosen.
        InsteadOf = "instead_of",
        /// The value that stands.
        Kept = "kept",
        /// The number that must not be passed, or not be missed.
        Limit = "limit",
        /// Services that would be lost.
        LostServices = "lost_services",
        /// The column two sources disagree about.
        ObservedColumn = "column",
        /// The value that gave way.
        Other = "other",
        /// Where the record that gave way stands.
        OtherSource = "other_source",
        /// Who decided it.
        Owner = "owner",
        /// What somebody decided.
        Pin = "pin",
        PartnerCountry = "partner_country",
        PartnerRegion = "partner_region",
        PartnerStatus = "partner_status",
        PartnerType = "partner_type",
        ProviderCountry = "provider_country",
        /// Date of the list of regions that was applied.
        RegionList = "region_list",
        /// Transfer requests that are needed.
        Requests = "requests",
        /// Id of a rule.
        Rule = "rule",
        Subscriptions = "subscriptions",
        TargetSegment = "target_segment",
    }
}

/// One observed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Text(&'a str),
    Count(i64),
    Day(Day),
    Money(Money),
    /// A record of an input.
    Origin(Origin),
}

/// How a value is kept: three words, its name included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Slot<'a> {
    #[default]
    Free,
    Text(Column, &'a str),
    Count(Column, i64),
    Day(Column, Day),
    Money(Column, [u8; 16]),
    Origin(Column, Origin),
}

/// Up to four observed values, each under the name of its column; language-neutral, nothing is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Detail<'a>([Slot<'a>; 4]);

impl<'a> Detail<'a> {
    /// Nothing to show beyond the rule itself.
    pub const NONE: Detail<'static> = Detail([Slot::Free; 4]);

    /// Adds one value; a fifth is a mistake of the rule and is dropped in release builds.
    #[must_use]
    #[inline]
    pub fn with(mut self, column: Column, value: impl Into<Value<'a>>) -> Self {
        let free = self.0.iter_mut().find(|slot| matches!(slot, Slot::Free));
        debug_assert!(free.is_some(), "a detail holds at most four values");
        if let Some(slot) = free {
            *slot = match value.into() {
                Value::Text(text) => Slot::Text(column, text),
                Value::Count(count) => Slot::Count(column, count),
                Value::Day(day) => Slot::Day(column, day),
                Value::Money(amount) => Slot::Money(column, amount.to_bytes()),
                Value::Origin(origin) => Slot::Origin(column, origin),
            };
        }
        self
    }

    /// Adds the value where there is one.
    #[must_use]
    #[inline]
    pub fn with_some(self, column: Column, value: Option<impl Into<Value<'a>>>) -> Self {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }

    /// The values under the names of their columns, in the order in which the rule gave them.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Value<'a>)> + '_ {
        self.0.iter().filter_map(|&slot| {
            let (column, value) = match slot {
                Slot::Free => return None,
                Slot::Text(column, text) => (column, Value::Text(text)),
                Slot::Count(column, count) => (column, Value::Count(count)),
                Slot::Day(column, day) => (column, Value::Day(day)),
                Slot::Money(column, bytes) => (column, Value::Money(Money::from_bytes(bytes))),
                Slot::Origin(column, origin) => (column, Value::Origin(origin)),
            };
            Some((column.as_str(), value))
        })
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Text(if flag { "true" } else { "false" })
    }
}

impl From<i64> for Value<'_> {
    fn from(count: i64) -> Self {
        Value::Count(count)
    }
}

impl From<u32> for Value<'_> {
    fn from(count: u32) -> Self {
        Value::Count(i64::from(count))
    }
}

impl From<Day> for Value<'_> {
    fn from(day: Day) -> Self {
        Value::Day(day)
    }
}

impl From<Money> for Value<'_> {
    fn from(amount: Money) -> Self {
        Value::Money(amount)
    }
}

impl From<Origin> for Value<'_> {
    fn from(origin: Origin) -> Self {
        Value::Origin(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitPrice;

    #[test]
    fn values_come_back_in_order_under_the_names_of_their_columns() {
        let amount = UnitPrice::parse("12.345").unwrap().money();
        let detail = Detail::NONE.with(Column::OverlapDays, 3i64).with(Column::OverlapCost, amount);
        let values: Vec<_> = detail.iter().collect();
        assert_eq!(values, [("overlap_days", Value::Count(3)), ("overlap_cost", Value::Money(amount))]);
    }

    #[test]
    fn what_is_not_known_is_not_shown() {
        assert_eq!(Detail::NONE.with_some(Column::EndDate, None::<Day>).iter().count(), 0);
    }

    #[test]
    fn a_detail_is_four_times_three_words() {
        assert_eq!(std::mem::size_of::<Detail>(), 4 * 24);
    }
}

//! The canonical columns a cell can be read into.

use crate::model::value::column_values;

column_values! {
    /// A canonical column.
    Target {
        CustomerTenantId = "customer_tenant_id",
        CustomerName = "customer_name",
        CustomerDomain = "customer_domain",
        CustomerCountry = "customer_country",
        CustomerSegment = "customer_segment",
        PartnerTenantId = "partner_tenant_id",
        PartnerMpnId = "partner_mpn_id",
        ResellerMpnId = "reseller_mpn_id",
        SourceChannel = "source_channel",
        BillingOwnerTenantId = "billing_owner_tenant_id",
        BillingAccountType = "billing_account_type",
        RelationshipType = "relationship_type",
        RelationshipStatus = "relationship_status",
        DapStatus = "dap_status",
        GdapStatus = "gdap_status",
        GdapEndDate = "gdap_end_date",
        AgreementType = "agreement_type",
        AgreementStatus = "agreement_status",
        AgreementDate = "agreement_date",
        AgreementMethod = "agreement_method",
        SubscriptionId = "subscription_id",
        SubscriptionName = "subscription_name",
        CommerceModel = "commerce_model",
        OfferId = "offer_id",
        ProductId = "product_id",
        SkuId = "sku_id",
        AvailabilityId = "availability_id",
        SkuPartNumber = "sku_part_number",
        LicenseSkuId = "license_sku_id",
        ProductName = "product_name",
        SeatsPurchased = "seats_purchased",
        SeatsAssigned = "seats_assigned",
        SeatsWarning = "seats_warning",
        SeatsSuspended = "seats_suspended",
        SeatsScope = "seats_scope",
        Status = "status",
        Term = "term",
        BillingCycle = "billing_cycle",
        StartDate = "start_date",
        EndDate = "end_date",
        EndOfTermAction = "end_of_term_action",
        CancelUntil = "cancel_until",
        LastPurchaseOrRenewal = "last_purchase_or_renewal_date",
        AutoRenew = "auto_renew",
        IsTrial = "is_trial",
        IsAddOn = "is_add_on",
        ParentSubscriptionId = "parent_subscription_id",
        UnitPrice = "unit_price",
        PriceBasis = "price_basis",
        Currency = "currency",
        PromotionId = "promotion_id",
        OpenTransferId = "open_transfer_id",
        UsesGroupLicensing = "uses_group_licensing",
        ActiveSubscriptions = "active_subscriptions_in_tenant",
        OrderId = "order_id",
        MigratedFrom = "migrated_from_subscription_id",
        MigrationEligible = "migration_eligible",
        MigrationBlockers = "migration_blockers",
        TargetCatalogItem = "target_catalog_item",
        TargetTerm = "target_term",
        TargetBillingCycle = "target_billing_cycle",
        TargetSeats = "target_seats",
        TargetStartNewTerm = "target_start_new_term",
        TargetTermEnd = "target_term_end",
        TargetDate = "target_date",
        TargetOnRenewal = "target_on_renewal",
        MigrationStatus = "migration_status",
        NewSubscriptionId = "new_subscription_id",
        MigrationId = "migration_id",
        MigrationError = "migration_error",
        ReportedMonth = "reported_month",
        ChargeType = "charge_type",
        ChargeStart = "charge_start",
        ChargeEnd = "charge_end",
        ChargeQuantity = "charge_quantity",
        ChargeOrdered = "charge_ordered",
        ChargeBillable = "charge_billable",
        ChargeAmount = "charge_amount",
    }
}

impl Target {
    /// A calendar day, whose notation is decided once per column.
    pub const fn is_date(self) -> bool {
        use Target as T;
        matches!(
            self,
            T::GdapEndDate
                | T::AgreementDate
                | T::StartDate
                | T::EndDate
                | T::CancelUntil
                | T::LastPurchaseOrRenewal
                | T::TargetTermEnd
                | T::TargetDate
                | T::ReportedMonth
                | T::ChargeStart
                | T::ChargeEnd
                | T::ChargeOrdered
        )
    }

    /// A number of seats or of subscriptions.
    pub const fn is_count(self) -> bool {
        use Target as T;
        matches!(
            self,
            T::SeatsPurchased
                | T::SeatsAssigned
                | T::SeatsWarning
                | T::SeatsSuspended
                | T::ActiveSubscriptions
                | T::TargetSeats
                | T::ChargeQuantity
                | T::ChargeBillable
        )
    }

    /// A number, whose decimal mark is decided once per column.
    pub const fn is_number(self) -> bool {
        self.is_count() || matches!(self, Target::UnitPrice)
    }

    /// One of the columns of which a row needs at least one to say whose it is.
    pub const fn names_customer(self) -> bool {
        matches!(self, Target::CustomerTenantId | Target::CustomerName | Target::CustomerDomain)
    }

    /// An identifier of a subscription or a product that a title or a total line never has.
    pub const fn is_key(self) -> bool {
        use Target as T;
        matches!(
            self,
            T::CustomerTenantId
                | T::SubscriptionId
                | T::OfferId
                | T::ProductId
                | T::SkuPartNumber
                | T::LicenseSkuId
        )
    }

    /// One of the columns of which a row needs at least one to say what was bought.
    pub const fn names_product(self) -> bool {
        (self.is_key() && !matches!(self, Target::CustomerTenantId)) || matches!(self, Target::ProductName)
    }
}

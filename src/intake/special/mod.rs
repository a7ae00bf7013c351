//! The treatments a profile can ask for beyond what a column's type implies.

pub mod channel;
pub mod commerce;
pub mod offer;
pub mod standing;
pub mod terminfo;
pub mod text;

use crate::model::value::column_values;

column_values! {
    /// A treatment, as a profile names it behind `@`.
    Special {
        AddOn = "add_on",
        AfterColon = "after_colon",
        Agreement = "agreement",
        AgreementType = "agreement_type",
        BesideName = "beside_name",
        BillingType = "billing_type",
        CloudblueStatus = "cloudblue_status",
        Consumption = "consumption",
        Country = "country",
        CspFlag = "csp_flag",
        DapFlag = "dap_flag",
        FreeSku = "free_sku",
        IfGuid = "if_guid",
        IfKnown = "if_known",
        JsonTerminfo = "json_terminfo",
        LicensesOnly = "licenses_only",
        ListSemicolon = "list_semicolon",
        LocalePrefix = "locale_prefix",
        MinusOne = "minus_one",
        Money = "money",
        Never = "never",
        NumberOrLost = "number_or_lost",
        OfferOrPsa = "offer_or_psa",
        OwnerNullDirect = "owner_null_direct",
        Pad4 = "pad4",
        Pax8Description = "pax8_description",
        PerTerm = "per_term",
        Personal = "personal",
        Qualifiers = "qualifiers",
        Relationship = "relationship",
        SalesChannel = "sales_channel",
        SecondaryType = "secondary_type",
        Sentinel = "sentinel",
        SkipAzurePlan = "skip_azure_plan",
        SkuByValue = "sku_by_value",
        SubscriptionType = "subscription_type",
        Tags = "tags",
        TermAndCycle = "term_and_cycle",
        UnitType = "unit_type",
    }
}

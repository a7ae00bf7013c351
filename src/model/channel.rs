//! Where a subscription is bought today, and under which kind of account and commerce platform.

use crate::model::value::column_values;

column_values! {
    /// `source_channel`: who sells the subscription today. `unknown` in an export is a missing value.
    Channel {
        /// Bought from Microsoft itself.
        Direct = "direct",
        /// Bought from another partner of the Cloud Solution Provider programme.
        CspOther = "csp_other",
        /// Already sold by the planning partner.
        CspSelf = "csp_self",
        /// Enterprise Agreement, MPSA or Select.
        Volume = "volume",
        /// Open License or Open Value.
        Open = "open",
        /// Bought from Microsoft, administered by an advisor: the subscription is a direct one.
        Advisor = "advisor",
        /// Resold by a syndication partner.
        Syndication = "syndication",
    }
}

impl Channel {
    /// Microsoft bills the customer itself: direct purchases and those an advisor only administers.
    pub const fn is_direct(self) -> bool {
        matches!(self, Channel::Direct | Channel::Advisor)
    }
}

column_values! {
    /// `billing_account_type` of a direct purchase: it decides whether cancelling earns a refund.
    BillingAccount {
        /// Microsoft Online Services Agreement: cancelled any time, prorated.
        Mosa = "mosa",
        /// Microsoft Customer Agreement, bought online: a refund within seven days only.
        Mca = "mca",
        /// Microsoft Customer Agreement with a Microsoft seller.
        McaE = "mca_e",
    }
}

column_values! {
    /// `commerce_model`: the platform a subscription lives on.
    CommerceModel {
        Legacy = "legacy",
        /// New commerce.
        Nce = "nce",
        Perpetual = "perpetual",
        Usage = "usage",
    }
}

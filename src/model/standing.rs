//! What links the planning partner to a tenant: relationship, agreement, delegated administration.
//!
//! The values of each column are declared from the least to the most favourable, so that of two rows
//! that contradict each other the smaller one is the careful answer.

use crate::model::value::column_values;

column_values! {
    /// `relationship_status`: the reseller relationship with the planning partner.
    RelationshipStatus { None = "none", Removed = "removed", Invited = "invited", Active = "active" }
}

column_values! {
    /// `relationship_type`, as the partner system names it.
    RelationshipType {
        None = "none",
        MicrosoftSupport = "microsoft_support",
        Syndication = "syndication",
        Advisor = "advisor",
        Reseller = "reseller",
    }
}

column_values! {
    /// `agreement_status`: the customer agreement on record.
    AgreementStatus { Missing = "missing", Accepted = "accepted" }
}

column_values! {
    /// `agreement_type`: only the Microsoft Customer Agreement allows an order today.
    AgreementType {
        MicrosoftCloudAgreement = "microsoft_cloud_agreement",
        MicrosoftCustomerAgreement = "microsoft_customer_agreement",
    }
}

column_values! {
    /// `agreement_method`: an attestation by a former partner does not carry over.
    AgreementMethod { PartnerAttestation = "partner_attestation", Direct = "direct" }
}

column_values! {
    /// `dap_status`: delegated administration of the older kind.
    DapStatus { None = "none", Active = "active" }
}

column_values! {
    /// `gdap_status`: the best granular delegated administration relationship of the customer.
    GdapStatus {
        None = "none",
        Ended = "ended",
        Terminating = "terminating",
        Pending = "pending",
        Expiring = "expiring",
        Active = "active",
    }
}

impl GdapStatus {
    /// Whether the relationship lets somebody work in the tenant today.
    pub const fn is_held(self) -> bool {
        matches!(self, GdapStatus::Active | GdapStatus::Expiring)
    }
}

//! A customer, and everything it holds.

use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, Country, DapStatus, Day, GdapStatus, RelationshipStatus,
    RelationshipType, Remark, Segment, Subscription, TenantId,
};

/// What is known of a customer as a whole. `None` means unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CustomerFacts {
    /// Country set on the tenant, not where the company or its users sit.
    pub country: Option<Country>,
    pub segment: Option<Segment>,
    pub relationship_status: Option<RelationshipStatus>,
    pub relationship_type: Option<RelationshipType>,
    pub dap_status: Option<DapStatus>,
    pub gdap_status: Option<GdapStatus>,
    pub gdap_end_date: Option<Day>,
    pub agreement_status: Option<AgreementStatus>,
    pub agreement_type: Option<AgreementType>,
    pub agreement_date: Option<Day>,
    pub agreement_method: Option<AgreementMethod>,
    /// Subscriptions the tenant holds over all channels; no export has it.
    pub active_subscriptions: Option<u32>,
    pub uses_group_licensing: Option<bool>,
}

/// Who a customer is and what is known of it, its subscriptions apart.
#[derive(Debug, Clone)]
pub struct Customer<'a> {
    /// `None` where no input names the tenant.
    pub tenant: Option<TenantId>,
    pub name: &'a str,
    pub domain: &'a str,
    pub facts: CustomerFacts,
    /// What reading noticed; empty for nearly everybody.
    pub remarks: Vec<Remark<'a>>,
}

/// A customer with everything it holds, as the inputs have it.
#[derive(Debug, Clone)]
pub struct Estate<'a> {
    pub customer: Customer<'a>,
    /// Sorted by subscription id.
    pub subscriptions: Vec<Subscription<'a>>,
}

impl CustomerFacts {
    /// Somebody on the partner's side may work in the tenant: DAP, or GDAP that is active or expiring.
    pub fn has_delegated_admin(&self) -> bool {
        self.dap_status == Some(DapStatus::Active) || self.gdap_status.is_some_and(GdapStatus::is_held)
    }
}

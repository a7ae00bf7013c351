//! One record of one export, typed, before it is stored: texts are still borrowed from the file.

use std::borrow::Cow;

use crate::intake::charge::Charge;
use crate::intake::layout::Notes;
use crate::model::{
    BillingAccount, BillingCycle, Channel, CommerceModel, Currency, CustomerFacts, Day, EndOfTermAction,
    PriceBasis, Seats, SeatsScope, Status, TenantId, Term, UnitPrice,
};

/// What one row of a profile stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Grain {
    #[default]
    Subscription,
    /// Adds facts to a customer.
    Customer,
    /// One of several delegated-administration relationships of a customer.
    Relationship,
    /// Seats of one product, summed over its subscriptions.
    Pool,
    /// One of many charge lines of a subscription.
    Charge,
    /// Consumption, a benefit: no licences. It is a subscription out of scope, unless another record
    /// lists its id as one with licences.
    Usage,
}

/// What the source already wants after the move (batch-migration columns).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted<'r> {
    pub catalog_item: Cow<'r, str>,
    pub term: Option<Term>,
    pub billing_cycle: Option<BillingCycle>,
    pub seats: Option<Seats>,
    pub starts_new_term: Option<bool>,
    pub term_end: Option<Day>,
    pub date: Option<Day>,
    pub on_renewal: Option<bool>,
}

/// Every canonical column of one record. `None` and empty texts mean unknown.
#[derive(Debug, Clone, Default)]
pub struct Record<'r> {
    pub grain: Grain,
    pub tenant: Option<TenantId>,
    pub customer_name: Cow<'r, str>,
    /// Lower case.
    pub customer_domain: Cow<'r, str>,
    pub facts: CustomerFacts,
    /// Lower case where it is a GUID.
    pub subscription_id: Cow<'r, str>,
    pub parent_subscription_id: Cow<'r, str>,
    pub subscription_name: Cow<'r, str>,
    pub offer_id: Cow<'r, str>,
    pub product_id: Cow<'r, str>,
    pub sku_id: Cow<'r, str>,
    pub availability_id: Cow<'r, str>,
    pub sku_part_number: Cow<'r, str>,
    pub license_sku_id: Cow<'r, str>,
    pub product_name: Cow<'r, str>,
    pub channel: Option<Channel>,
    pub billing_account: Option<BillingAccount>,
    pub commerce_model: Option<CommerceModel>,
    pub seats_purchased: Option<Seats>,
    pub seats_assigned: Option<Seats>,
    pub seats_warning: Option<Seats>,
    pub seats_suspended: Option<Seats>,
    pub seats_scope: Option<SeatsScope>,
    pub status: Option<Status>,
    pub term: Option<Term>,
    /// The source worked the term out from days: it is shown, and nothing is worked out from it.
    pub term_is_guessed: bool,
    pub billing_cycle: Option<BillingCycle>,
    pub start_date: Option<Day>,
    /// Last day of the term, inclusive: exclusive exports are already converted.
    pub end_date: Option<Day>,
    pub cancel_until: Option<Day>,
    /// Day on which a state other than active passes into the next: the end of grace, or of all data.
    pub next_state: Option<Day>,
    pub last_purchase_or_renewal: Option<Day>,
    pub auto_renew: Option<bool>,
    pub end_of_term_action: Option<EndOfTermAction>,
    pub is_trial: Option<bool>,
    pub is_add_on: Option<bool>,
    pub unit_price: Option<UnitPrice>,
    pub price_basis: Option<PriceBasis>,
    pub currency: Option<Currency>,
    pub promotion_id: Cow<'r, str>,
    pub open_transfer_id: Cow<'r, str>,
    /// Month of a monthly report row: of several rows the newest counts.
    pub reported_month: Option<Day>,
    pub charge: Charge,
    pub wanted: Wanted<'r>,
    /// Cells a profile's constants filled: they give way to any other source.
    pub constants: Constants,
    /// The customer is that of the record before; its name and domain are left out here.
    pub(crate) repeats_customer: bool,
    /// What reading noticed about the record.
    pub notes: Notes,
}

/// Which columns of a record were filled by a constant of its profile rather than by a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Constants {
    pub channel: bool,
    pub relationship_status: bool,
    pub commerce_model: bool,
}

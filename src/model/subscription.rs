//! One commitment to one offer, with every fact the rules may ask for.

use crate::model::value::column_values;
use crate::model::{
    BillingAccount, BillingCycle, Channel, CommerceModel, Currency, Day, EndOfTermAction, PriceBasis,
    ProductIdx, Seats, SeatsScope, SubscriptionId, Term, UnitPrice,
};

column_values! {
    /// `status`: the state of the subscription at export time.
    Status {
        Active = "active",
        Warning = "warning",
        Suspended = "suspended",
        Disabled = "disabled",
        Expired = "expired",
        Deleted = "deleted",
        Pending = "pending",
    }
}

/// Where a record stands in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Position of the file in the run's list of inputs.
    pub file: u32,
    /// Physical line on which the record begins, from 1.
    pub line: u32,
}

/// A subscription of one customer. `None` and empty texts mean unknown, never "no" and never 0.
#[derive(Debug, Clone)]
pub struct Subscription<'a> {
    pub id: Option<SubscriptionId<'a>>,
    /// The base subscription of an add-on.
    pub parent: Option<SubscriptionId<'a>>,
    pub product: ProductIdx,
    pub channel: Option<Channel>,
    pub billing_account: Option<BillingAccount>,
    pub commerce_model: Option<CommerceModel>,
    /// Licences bought.
    pub seats_purchased: u32,
    /// Licences assigned to users; see `seats_scope` for whose they are.
    pub seats_assigned: Option<Seats>,
    pub seats_scope: Option<SeatsScope>,
    pub status: Option<Status>,
    pub term: Option<Term>,
    /// The source worked the term out from days: it is shown, and nothing is worked out from it.
    pub term_is_guessed: bool,
    pub billing_cycle: Option<BillingCycle>,
    /// First day of the current term.
    pub start_date: Option<Day>,
    /// Last day of the current term, inclusive.
    pub end_date: Option<Day>,
    /// Day on which the free cancellation ends, as exported: the last safe day is the day before.
    pub cancel_until: Option<Day>,
    /// Day on which a state other than active passes into the next: the end of the days users still work, or of all
    /// data. Source: <https://learn.microsoft.com/graph/api/resources/cloudlicensing-subscription>.
    pub next_state: Option<Day>,
    pub last_purchase_or_renewal: Option<Day>,
    pub auto_renew: Option<bool>,
    pub end_of_term_action: Option<EndOfTermAction>,
    pub is_trial: bool,
    pub is_add_on: bool,
    /// Empty: no promotion.
    pub promotion_id: &'a str,
    /// Empty: not inside another transfer request.
    pub open_transfer_id: &'a str,
    /// Net price of one seat for `price_basis`.
    pub unit_price: Option<UnitPrice>,
    pub price_basis: Option<PriceBasis>,
    pub currency: Option<Currency>,
    /// Licences wanted after the move; `None` means as many as today.
    pub target_seats: Option<Seats>,
    /// Term wanted after the move; `None` means that of today.
    pub target_term: Option<Term>,
    pub origin: Origin,
}

impl Subscription<'_> {
    /// The term, where somebody stated it.
    pub fn stated_term(&self) -> Option<Term> {
        self.term.filter(|_| !self.term_is_guessed)
    }

    /// Licences wanted after the move.
    pub fn target_seats(&self) -> u32 {
        self.target_seats.map_or(self.seats_purchased, Seats::get)
    }

    /// Term wanted after the move.
    pub fn wanted_term(&self) -> Option<Term> {
        self.target_term.or(self.term)
    }

    /// What happens at the end of the term where the export says so; `end_of_term_action` wins over
    /// `auto_renew`. Renewal switched off without an explicit action is *not* a cancellation: `None`,
    /// with `auto_renew` telling it apart from an unknown.
    pub fn end_action(&self) -> Option<EndOfTermAction> {
        self.end_of_term_action.or_else(|| (self.auto_renew == Some(true)).then_some(EndOfTermAction::Renew))
    }
}

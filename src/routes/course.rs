//! Everything that follows from the facts of one subscription before any rule has judged it.

use crate::catalogue::{Given, OfferMatch};
use crate::model::value::column_values;
use crate::model::{Day, Money, Subscription};
use crate::routes::{Bridge, RejectedRoutes};
use crate::timing::Timing;

column_values! {
    /// `route`: the way a subscription is moved.
    Route {
        RebuyNow = "rebuy-now",
        RebuyAtTermEnd = "rebuy-at-term-end",
        Transfer = "transfer",
        ChannelTransfer = "channel-transfer",
        MigrateOwnLegacy = "migrate-own-legacy",
        None = "none",
    }
}

column_values! {
    /// `credit`: what cancelling the old subscription may bring back. Never a promise.
    Credit { Prorated = "prorated", Window = "window", None = "none", Unknown = "unknown" }
}

column_values! {
    /// `credit_contact`: who may ask for the credit.
    Contact { Partner = "partner", Customer = "customer", SourcePartner = "source-partner" }
}

column_values! {
    /// Why a subscription is out of scope.
    OutOfScope {
        UsageBased = "usage-based",
        Perpetual = "perpetual",
        Trial = "trial",
        AlreadyHere = "already-here",
        Deleted = "deleted",
    }
}

/// One subscription with the course it takes.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    pub subscription: Subscription<'a>,
    pub course: Course<'a>,
    /// Unit of the calendar it moves with; `None` where it does not move, or nothing had to be respected.
    pub unit: Option<u32>,
}

/// What follows from the facts of one subscription.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    /// `None`: in scope.
    pub out_of_scope: Option<OutOfScope>,
    /// As if renewal were stopped; where one more renewal bridges the time to the cut-over, of the renewed term.
    pub timing: Timing,
    pub route: Route,
    /// Routes the channel could in principle take and that were not taken.
    pub rejected: RejectedRoutes,
    pub verdict: Given<'a>,
    /// Losses that stand after other moving lines of the customer are looked at; positions in `verdict.losses`.
    pub lost: Vec<usize>,
    /// Somebody accepted these losses, for the offer, the subscription or the customer.
    pub loss_accepted: bool,
    pub target_seats: u32,
    /// Licences that have to be assigned anew; 0 when users notice nothing.
    pub reassign_seats: u32,
    /// First day on which relationship and agreement can be in place.
    pub earliest_date: Option<Day>,
    /// Cut-over by the dates alone, before capacity and freezes.
    pub best_date: Option<Day>,
    /// Cut-over after waves and freezes: the day the plan is for.
    pub cutover_date: Option<Day>,
    /// The day it would be, were the tenant not too full for old and new side by side on it.
    pub held_back_from: Option<Day>,
    /// What users work in after the term that runs today, until the cut-over; `None`: nothing is needed.
    pub bridge: Option<Bridge>,
    /// Last cut-over without a service gap.
    pub last_safe_date: Option<Day>,
    pub gap_days: Option<i64>,
    /// Days on which old and new are both paid.
    pub overlap_days: Option<i64>,
    pub overlap_cost: Option<Money>,
    /// What leaving on the as-of day would lose.
    pub stranded_cost: Option<Money>,
    pub credit: Credit,
    pub credit_contact: Option<Contact>,
}

impl Course<'_> {
    #[inline]
    pub fn is_in_scope(&self) -> bool {
        self.out_of_scope.is_none()
    }

    /// It is in scope, and there is a route for it.
    #[inline]
    pub fn is_moving(&self) -> bool {
        self.is_in_scope() && self.route != Route::None
    }

    /// `offer_match` as the plan shows it: the catalogue knows nothing of seats, so the same offer with
    /// another number of them is told apart here.
    #[inline]
    pub fn offer_match(&self, seats_purchased: u32) -> OfferMatch {
        match self.verdict.offer_match {
            OfferMatch::Same if self.is_in_scope() && self.target_seats != seats_purchased => {
                OfferMatch::SameSeatsDiffer
            }
            as_sold => as_sold,
        }
    }
}

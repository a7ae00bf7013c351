//! The answer to "is it the same offer, and if not, what would users lose?"

use std::ops::Deref;
use std::sync::Arc;

use crate::model::value::column_values;

column_values! {
    /// `offer_match`: how the target offer relates to the one that is moved.
    OfferMatch {
        /// The same licence SKU, sellable to this customer.
        Same = "same",
        /// The same licence SKU with another number of seats.
        SameSeatsDiffer = "same-seats-differ",
        /// Another licence SKU; no data family is lost or shrinks.
        Equivalent = "equivalent",
        /// A data family is kept at a lower tier.
        Degraded = "degraded",
        /// A critical or major data family is lost.
        Lossy = "lossy",
        DiscontinuedNoEquivalent = "discontinued-no-equivalent",
        /// Not sold to this customer, in this market, on that day, and no successor is on record.
        NotSellable = "not-sellable",
        Unmatched = "unmatched",
        /// Identified, but no plan set is known, so nothing can be called equivalent.
        PlanSetUnknown = "plan-set-unknown",
    }
}

column_values! {
    /// How an exported product was identified.
    MatchStep {
        Override = "override",
        NceId = "nce-id",
        LicenseSku = "license-sku",
        LegacyOffer = "legacy-offer",
        PartNumber = "part-number",
        Name = "name",
        FormerName = "former-name",
        NameWithoutSuffix = "name-without-suffix",
        Unmatched = "unmatched",
    }
}

/// One service that holds user data and that the target does not keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Family name, such as `mailbox`.
    pub family: String,
    /// The service in plain words.
    pub service: String,
    /// Critical and major losses block until accepted; minor ones do not.
    pub is_serious: bool,
    /// Kept at a lower tier instead of lost.
    pub is_shrink: bool,
    /// Days between the loss of the licence and the loss of the data, where known.
    pub days_until_gone: Option<u32>,
    /// The family belongs to the tenant as a whole: any line of the customer that keeps it is enough.
    pub is_tenant_wide: bool,
}

/// One data service of a line, before and after the move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Family name, such as `mailbox`.
    pub family: String,
    /// Tier the source offer gives; `None`: not held.
    pub held: Option<u8>,
    /// Tier the target gives; `None`: not kept.
    pub kept: Option<u8>,
}

/// What the catalogue says about one exported product for one buyer on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub offer_match: OfferMatch,
    pub step: MatchStep,
    /// The text that matched, or the candidates of an ambiguous match.
    pub evidence: String,
    /// Several offers fit the exported names.
    pub is_ambiguous: bool,
    /// Part number of the identified source offer; empty when unmatched.
    pub source_part_number: String,
    /// The source offer is discontinued on that day.
    pub is_discontinued: bool,
    /// The source offer is end of sale for this buyer on that day: renewable, not purchasable.
    pub is_end_of_sale: bool,
    /// The source or target offer is one of the small-business SKUs capped at 300 seats.
    pub is_small_business: bool,
    /// Part numbers and names of the target, one or two; empty where nothing can be recommended.
    pub targets: Vec<(String, String)>,
    /// Special segment of the target, where it is not commercial.
    pub target_segment: Option<crate::model::Segment>,
    /// Other targets that are just as good: somebody has to choose.
    pub alternatives: Vec<String>,
    /// Losses against the target, before other lines of the customer are looked at.
    pub losses: Vec<Loss>,
    /// The override's factor for the number of seats, as a fraction; 1/1 without an override.
    pub seats_factor: (u32, u32),
    /// The reason an override gives.
    pub override_reason: String,
    /// The loss of this line was accepted by the user.
    pub loss_accepted: bool,
    /// Fewest and most seats the target can be bought with, where the offer matrix says so.
    pub seat_limits: (Option<u32>, Option<u32>),
    /// A named reason why the target must not be bought by this customer's segment.
    pub segment_conflict: Option<String>,
    /// Similar names that were found and deliberately not used.
    pub similar_names: Vec<String>,
    /// Data services of the source and of the target; empty where no plan set is known.
    pub services: Vec<Service>,
    /// Line of the override that was used, for [`crate::catalogue::Catalogue::unused_overrides`].
    pub override_line: Option<u32>,
    /// The target needs a minimum of seats for a term of three years (R-MIN-SEATS-3Y).
    pub has_three_year_minimum: bool,
    /// Subscriptions of the target one customer may hold at a time, where the offer matrix says so.
    pub ownership_limit: Option<u32>,
    /// Part numbers of which the customer must hold one, where the offer matrix names any.
    pub prerequisites: Vec<String>,
}

impl Default for Verdict {
    /// The verdict about a product nothing is known of.
    fn default() -> Self {
        Verdict {
            offer_match: OfferMatch::Unmatched,
            step: MatchStep::Unmatched,
            evidence: String::new(),
            is_ambiguous: false,
            source_part_number: String::new(),
            is_discontinued: false,
            is_end_of_sale: false,
            is_small_business: false,
            targets: Vec::new(),
            target_segment: None,
            alternatives: Vec::new(),
            losses: Vec::new(),
            seats_factor: (1, 1),
            override_reason: String::new(),
            loss_accepted: false,
            seat_limits: (None, None),
            segment_conflict: None,
            similar_names: Vec::new(),
            services: Vec::new(),
            override_line: None,
            has_three_year_minimum: false,
            ownership_limit: None,
            prerequisites: Vec::new(),
        }
    }
}

/// A verdict as a course holds it: that of the run's memo, or one of its own where a person chose otherwise.
#[derive(Debug, Clone)]
pub enum Given<'a> {
    Lent(&'a Verdict),
    Own(Arc<Verdict>),
}

impl Deref for Given<'_> {
    type Target = Verdict;

    #[inline]
    fn deref(&self) -> &Verdict {
        match self {
            Given::Lent(verdict) => verdict,
            Given::Own(verdict) => verdict,
        }
    }
}

impl From<Verdict> for Given<'_> {
    fn from(verdict: Verdict) -> Self {
        Given::Own(Arc::new(verdict))
    }
}

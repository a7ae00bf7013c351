//! One offer: its ids, its names, and what is known about its sale.

use uuid::Uuid;

use crate::catalogue::family::PlanSet;
use crate::model::{Currency, Day, Segment, Term, UnitPrice};

/// Position of an [`Offer`] in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OfferIdx(pub(crate) u16);

/// Whether there is a reason to recommend an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sale {
    /// A price list or a text of Microsoft says it is sold.
    Sold,
    /// Only its ids are known: whoever holds it may keep it, nobody is told to buy it.
    Held,
}

/// Where an offer is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    Any,
    /// The European Economic Area and Switzerland.
    Eea,
    OutsideEea,
}

/// A dated change of the sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SaleStatus {
    Sold,
    EndOfSale,
    Discontinued,
}

/// What was announced about the sale of an offer, and for whom.
#[derive(Debug, Clone)]
pub(crate) struct SaleEvent {
    /// `None`: certain, but no source names the day, so that it holds on every day.
    pub(crate) from: Option<Day>,
    pub(crate) status: SaleStatus,
    pub(crate) region: Region,
    pub(crate) is_net_new_only: bool,
    pub(crate) segment: Option<Segment>,
}

/// A successor on record.
#[derive(Debug, Clone)]
pub(crate) struct Successor {
    /// One or two offers.
    pub(crate) targets: Vec<OfferIdx>,
    /// Who says so: `official`, `third-party`, `plan-set-…` (computed) or `inferred…`.
    pub(crate) relation: String,
    /// Only for customers of this segment.
    pub(crate) segment: Option<Segment>,
    /// Page the successor is taken from.
    pub(crate) source: String,
}

/// One row of the price list, resolved to its offer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Priced {
    /// Position among the markets of the list.
    pub(crate) market: u16,
    pub(crate) segment: Segment,
    pub(crate) from: Day,
    pub(crate) to: Day,
    /// Price of one seat for a term that is paid at once.
    pub(crate) price: Option<(UnitPrice, Currency, Term)>,
}

/// What can be held or bought.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) guid: Uuid,
    pub(crate) part_number: String,
    pub(crate) name: String,
    /// Other current spellings.
    pub(crate) other_names: Vec<String>,
    pub(crate) segment: Segment,
    pub(crate) sale: Sale,
    pub(crate) region: Region,
    pub(crate) is_small_business: bool,
    pub(crate) has_three_year_minimum: bool,
    /// A trial, a test, a preview or a variant nobody is told to buy.
    pub(crate) is_special: bool,
    pub(crate) introduced: Option<Day>,
    /// Ordered by day.
    pub(crate) events: Vec<SaleEvent>,
    /// The best known first.
    pub(crate) successors: Vec<Successor>,
    /// `None`: no licensing list was given, or it does not hold the offer.
    pub(crate) plans: Option<PlanSet>,
    pub(crate) nce_keys: Vec<String>,
    pub(crate) prices: Vec<Priced>,
    /// Fewest and most seats.
    pub(crate) limits: (Option<u32>, Option<u32>),
    /// Subscriptions one customer may hold at a time.
    pub(crate) ownership_limit: Option<u32>,
    /// New-commerce keys of which one must be held.
    pub(crate) prerequisites: Vec<String>,
    /// Position among the country lists of the offer matrix.
    pub(crate) countries: Option<u16>,
}

impl Offer {
    /// An offer of which only the identity is known.
    pub(crate) fn of_identity(guid: Uuid, part_number: &str, name: &str) -> Self {
        Offer {
            guid,
            part_number: part_number.to_owned(),
            name: name.to_owned(),
            other_names: Vec::new(),
            segment: Segment::Commercial,
            sale: Sale::Held,
            region: Region::Any,
            is_small_business: false,
            has_three_year_minimum: false,
            is_special: is_special_name(part_number) || is_special_name(name),
            introduced: None,
            events: Vec::new(),
            successors: Vec::new(),
            plans: None,
            nce_keys: Vec::new(),
            prices: Vec::new(),
            limits: (None, None),
            ownership_limit: None,
            prerequisites: Vec::new(),
            countries: None,
        }
    }
}

/// Trials, tests, previews and variants for unattended robots or seat pools.
fn is_special_name(name: &str) -> bool {
    let words = ["trial", "test", "preview", "viral", "unattended", "hub", "developer", "internal"];
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| words.contains(&word))
}

/// Whether a customer of segment `buyer` may buy offers of segment `offer` (R-SEGMENT).
pub(crate) fn may_buy(buyer: Segment, offer: Segment) -> bool {
    match buyer {
        Segment::Commercial => offer == Segment::Commercial,
        Segment::Education | Segment::Charity => offer == Segment::Commercial || offer == buyer,
        Segment::Government => offer == Segment::Government,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_government_customer_buys_government_offers_only() {
        assert!(may_buy(Segment::Government, Segment::Government));
        assert!(!may_buy(Segment::Government, Segment::Commercial));
        assert!(may_buy(Segment::Charity, Segment::Commercial));
        assert!(!may_buy(Segment::Charity, Segment::Education));
        assert!(!may_buy(Segment::Commercial, Segment::Charity));
    }

    #[test]
    fn trials_and_seat_pools_are_told_by_whole_words() {
        assert!(is_special_name("Dynamics 365 Sales Trial"));
        assert!(is_special_name("SPE_E5_HUB"));
        assert!(!is_special_name("Attest Suite"));
        assert!(!is_special_name("GitHub Enterprise"));
    }
}

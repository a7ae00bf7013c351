//! What is sold: offers, service-plan families, successors, and the partner's own downloads.

mod verdict;

pub use verdict::{Loss, MatchStep, OfferMatch, Verdict};

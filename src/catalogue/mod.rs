//! What is sold: offers, service-plan families, successors, and the partner's own downloads.

mod text;
mod table;
mod reference;
mod family;
mod embedded_table;
mod offer;
mod verdict;
mod embedded;
mod licensing_list;
mod offer_matrix;
mod price_list;
mod legacy_offers;
mod overrides;
mod market;
mod similar;
mod assembly;
mod assemble;
mod compare;
mod identify;
mod rank;
mod judge;
mod lookup;
mod losses;
mod successor;

pub use assemble::{Catalogue, Download, Downloads};
pub use lookup::Lookup;
pub use losses::remaining_losses;
pub use market::Buyer;
pub use overrides::MatchKind;
pub use reference::{ReferenceKind, ReferenceReport, check_age};
pub use successor::{RankedOffer, Ranking};
pub use verdict::{Given, Loss, MatchStep, OfferMatch, Service, Verdict};

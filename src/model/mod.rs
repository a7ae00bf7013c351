//! What a migration is about: customers, their subscriptions, and the words of the contract.

pub(crate) mod value;
mod channel;
mod country;
mod customer;
mod day;
pub(crate) mod digits;
mod fact;
mod ids;
mod money;
mod product;
mod remark;
mod seats;
mod standing;
mod subscription;
mod term;

pub use channel::{BillingAccount, Channel, CommerceModel};
pub use country::{Country, Currency};
pub use customer::{Customer, CustomerFacts, Estate};
pub use day::{Day, add_months, days_between, parse_day, plus_days, write_day};
pub use fact::{Fact, FactSet};
pub use ids::{SubscriptionId, TenantId};
pub use money::{Money, Totals, UnitPrice};
pub use product::{Product, ProductIdx, Segment};
pub use remark::{Remark, RemarkKind};
pub use seats::Seats;
pub use standing::{
    AgreementMethod, AgreementStatus, AgreementType, DapStatus, GdapStatus, RelationshipStatus,
    RelationshipType,
};
pub use subscription::{Origin, Status, Subscription};
pub use term::{BillingCycle, EndOfTermAction, PriceBasis, SeatsScope, Term};
pub use value::UnknownValue;

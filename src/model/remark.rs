//! What reading noticed about a customer: sources that disagree, and joins that had to fall back.

use crate::model::Origin;

/// Something the reader of the exports noticed; a rule turns it into a finding.
#[derive(Debug, Clone, Copy)]
pub struct Remark<'a> {
    /// Position in the customer's subscriptions; `None` for the customer itself.
    pub subscription: Option<usize>,
    pub kind: RemarkKind<'a>,
    /// The record that gave way, or that was joined.
    pub origin: Origin,
}

#[derive(Debug, Clone, Copy)]
pub enum RemarkKind<'a> {
    /// Two sources of different rank disagree; the higher rank's cell stands.
    SourcesDisagree { column: &'static str, kept: &'a str, other: &'a str },
    /// A record without a tenant id was joined by the customer's domain.
    JoinedByDomain,
    /// A record without a tenant id was joined by the customer's exact name.
    JoinedByName,
}

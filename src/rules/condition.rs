//! The conditions a policy may write over the columns of the contract.

/// A typed, three-valued condition, checked when the policy is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

//! The facts readiness may ask for, and sets of them.

use crate::model::value::column_values;

column_values! {
    /// A column that can be missing, needed or assumed; in alphabetical order of its name.
    Fact {
        AgreementDate = "agreement_date",
        AgreementMethod = "agreement_method",
        AgreementStatus = "agreement_status",
        AutoRenew = "auto_renew",
        BillingAccountType = "billing_account_type",
        CommerceModel = "commerce_model",
        CustomerCountry = "customer_country",
        CustomerSegment = "customer_segment",
        EndDate = "end_date",
        GdapStatus = "gdap_status",
        ParentSubscriptionId = "parent_subscription_id",
        RelationshipStatus = "relationship_status",
        SeatsAssigned = "seats_assigned",
        SourceChannel = "source_channel",
        Status = "status",
        Term = "term",
    }
}

/// A set of facts; iterates in alphabetical order of the column names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactSet(u32);

impl FactSet {
    pub fn insert(&mut self, fact: Fact) {
        self.0 |= 1 << fact as u32;
    }

    pub fn contains(self, fact: Fact) -> bool {
        self.0 & (1 << fact as u32) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn union(self, other: FactSet) -> FactSet {
        FactSet(self.0 | other.0)
    }

    /// Whether every fact of the set is one of `other`.
    pub fn is_subset_of(self, other: FactSet) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL.iter().copied().filter(move |&fact| self.contains(fact))
    }
}

impl FromIterator<Fact> for FactSet {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        let mut set = FactSet::default();
        facts.into_iter().for_each(|fact| set.insert(fact));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_declared_in_the_order_of_their_names() {
        assert!(Fact::ALL.is_sorted_by_key(|fact| fact.as_str()));
    }
}

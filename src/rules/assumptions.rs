//! Facts that the policy takes as known where the exports are silent.

use crate::model::{
    AgreementMethod, AgreementStatus, BillingAccount, Channel, CommerceModel, Country, CustomerFacts, Day,
    Estate, Fact, FactSet, GdapStatus, RelationshipStatus, Segment, Status, Subscription, Term,
};

/// One optional value per fact that can be assumed. A base subscription and assigned seats belong to one
/// subscription alone, so they cannot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assumptions {
    pub agreement_date: Option<Day>,
    pub agreement_method: Option<AgreementMethod>,
    pub agreement_status: Option<AgreementStatus>,
    pub auto_renew: Option<bool>,
    pub billing_account_type: Option<BillingAccount>,
    pub commerce_model: Option<CommerceModel>,
    pub customer_country: Option<Country>,
    pub customer_segment: Option<Segment>,
    pub end_date: Option<Day>,
    pub gdap_status: Option<GdapStatus>,
    pub relationship_status: Option<RelationshipStatus>,
    pub source_channel: Option<Channel>,
    pub status: Option<Status>,
    pub term: Option<Term>,
}

/// Fills an empty fact and notes that it was filled.
fn fill<T: Copy>(cell: &mut Option<T>, assumed: Option<T>, fact: Fact, filled: &mut FactSet) {
    if cell.is_none() && assumed.is_some() {
        *cell = assumed;
        filled.insert(fact);
    }
}

impl Assumptions {
    /// Nothing is assumed.
    pub fn is_empty(&self) -> bool {
        *self == Assumptions::default()
    }

    /// Fills what is empty of the customer and its subscriptions; returns the facts that were filled.
    pub fn apply(&self, estate: &mut Estate<'_>) -> FactSet {
        let mut filled = FactSet::default();
        if self.is_empty() {
            return filled;
        }
        self.fill_customer(&mut estate.customer.facts, &mut filled);
        estate.subscriptions.iter_mut().for_each(|it| self.fill_subscription(it, &mut filled));
        filled
    }

    fn fill_customer(&self, facts: &mut CustomerFacts, filled: &mut FactSet) {
        fill(&mut facts.country, self.customer_country, Fact::CustomerCountry, filled);
        fill(&mut facts.segment, self.customer_segment, Fact::CustomerSegment, filled);
        fill(&mut facts.relationship_status, self.relationship_status, Fact::RelationshipStatus, filled);
        fill(&mut facts.gdap_status, self.gdap_status, Fact::GdapStatus, filled);
        fill(&mut facts.agreement_status, self.agreement_status, Fact::AgreementStatus, filled);
        if facts.agreement_status == Some(AgreementStatus::Accepted) {
            fill(&mut facts.agreement_date, self.agreement_date, Fact::AgreementDate, filled);
            fill(&mut facts.agreement_method, self.agreement_method, Fact::AgreementMethod, filled);
        }
    }

    fn fill_subscription(&self, it: &mut Subscription<'_>, filled: &mut FactSet) {
        fill(&mut it.channel, self.source_channel, Fact::SourceChannel, filled);
        if it.channel.is_some_and(Channel::is_direct) {
            fill(&mut it.billing_account, self.billing_account_type, Fact::BillingAccountType, filled);
        }
        if matches!(it.channel, Some(Channel::CspOther | Channel::CspSelf)) {
            fill(&mut it.commerce_model, self.commerce_model, Fact::CommerceModel, filled);
        }
        fill(&mut it.status, self.status, Fact::Status, filled);
        fill(&mut it.end_date, self.end_date, Fact::EndDate, filled);
        fill(&mut it.term, self.term, Fact::Term, filled);
        if it.end_of_term_action.is_none() {
            fill(&mut it.auto_renew, self.auto_renew, Fact::AutoRenew, filled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{customer, subscription};

    #[test]
    fn only_what_is_empty_is_filled_and_named() {
        let mut estate = customer(vec![subscription("e3").but(|it| it.facts.status = None)]).estate();
        estate.customer.facts.relationship_status = None;
        let assumed = Assumptions {
            agreement_status: Some(AgreementStatus::Missing),
            relationship_status: Some(RelationshipStatus::Active),
            status: Some(Status::Active),
            ..Assumptions::default()
        };
        let filled: Vec<Fact> = assumed.apply(&mut estate).iter().collect();
        assert_eq!(filled, [Fact::RelationshipStatus, Fact::Status]);
        assert_eq!(estate.customer.facts.agreement_status, Some(AgreementStatus::Accepted));
    }

    #[test]
    fn an_account_type_is_assumed_for_direct_purchases_only() {
        let assumed =
            Assumptions { billing_account_type: Some(BillingAccount::Mca), ..Assumptions::default() };
        let mut estate = customer(vec![subscription("e3")]).estate();
        assert!(assumed.apply(&mut estate).is_empty());
    }

    #[test]
    fn nothing_is_assumed_unless_the_policy_says_so() {
        let mut estate = customer(vec![subscription("e3").but(|it| it.facts.status = None)]).estate();
        assert!(Assumptions::default().apply(&mut estate).is_empty());
        assert_eq!(estate.subscriptions[0].status, None);
    }
}

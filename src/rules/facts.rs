//! The closed list of facts that readiness asks for: what is needed, what is known, what is missing.

use crate::model::{
    AgreementStatus, Channel, CustomerFacts, DapStatus, EndOfTermAction, Fact, FactSet, Segment, Status,
    Subscription,
};
use crate::routes::{Course, Line, Route};
use crate::rules::{Case, Membership};

/// Facts needed and known, counted per owner, and the names of those that are missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FactCount {
    pub needed: u32,
    pub known: u32,
    pub missing: FactSet,
}

impl FactCount {
    fn ask(&mut self, fact: Fact, is_known: bool) {
        self.needed += 1;
        if is_known {
            self.known += 1;
        } else {
            self.missing.insert(fact);
        }
    }

    /// Both counts together.
    #[must_use]
    pub fn with(self, other: FactCount) -> FactCount {
        FactCount {
            needed: self.needed + other.needed,
            known: self.known + other.known,
            missing: self.missing.union(other.missing),
        }
    }
}

/// The facts needed of a customer as a whole; none for a customer with nothing in scope.
pub fn facts_of_customer(case: &Case<'_, '_>) -> FactCount {
    let mut count = FactCount::default();
    if !case.has_scope() {
        return count;
    }
    let facts = &case.customer.facts;
    let list = case.settings.regions.on(case.as_of);
    let is_listed = facts.country.is_some_and(|country| list.membership(country) != Membership::Unknown);
    count.ask(Fact::CustomerCountry, is_listed);
    count.ask(Fact::RelationshipStatus, facts.relationship_status.is_some());
    count.ask(Fact::AgreementStatus, facts.agreement_status.is_some());
    let is_accepted = facts.agreement_status == Some(AgreementStatus::Accepted);
    if is_accepted && case.as_of >= case.settings.thresholds.agreement_enforced_from {
        count.ask(Fact::AgreementDate, facts.agreement_date.is_some());
    }
    if is_accepted && case.in_scope().any(|(_, it, _)| it.channel == Some(Channel::CspOther)) {
        count.ask(Fact::AgreementMethod, facts.agreement_method.is_some());
    }
    let needs_access = |it: &Subscription<'_>, course: &Course<'_>| {
        course.reassign_seats > 0 || it.channel.is_some_and(Channel::is_direct)
    };
    let is_held = facts.dap_status == Some(DapStatus::Active);
    if !is_held && case.in_scope().any(|(_, it, course)| needs_access(it, course)) {
        count.ask(Fact::GdapStatus, facts.gdap_status.is_some());
    }
    let is_special = |course: &Course<'_>| {
        course.verdict.target_segment.is_some_and(|segment| segment != Segment::Commercial)
    };
    if case.in_scope().any(|(_, _, course)| is_special(course)) {
        count.ask(Fact::CustomerSegment, facts.segment.is_some());
    }
    count
}

/// The facts needed of one subscription; none for one that is out of scope.
pub fn facts_of_subscription(case: &Case<'_, '_>, position: usize) -> FactCount {
    let Line { subscription: it, course, .. } = &case.lines[position];
    let mut count = FactCount::default();
    if !course.is_in_scope() {
        return count;
    }
    let mut asked = FactSet::default();
    for fact in needed(case, it, course) {
        asked.insert(fact);
        count.ask(fact, has(it, fact) && !course.timing.missing.contains(fact));
    }
    course
        .timing
        .missing
        .iter()
        .filter(|&fact| !asked.contains(fact))
        .for_each(|fact| count.ask(fact, false));
    count
}

/// The facts this subscription cannot do without.
fn needed<'n>(
    case: &'n Case<'_, '_>,
    it: &'n Subscription<'_>,
    course: &'n Course<'_>,
) -> impl Iterator<Item = Fact> + 'n {
    let is_direct = it.channel.is_some_and(Channel::is_direct);
    let is_partner = matches!(it.channel, Some(Channel::CspOther | Channel::CspSelf));
    let is_agreement = matches!(it.channel, Some(Channel::Volume | Channel::Open));
    let is_past = it.status == Some(Status::Active) && it.end_date.is_some_and(|end| end < case.as_of);
    let waits = course.route == Route::RebuyAtTermEnd && !is_agreement;
    let table = [
        (Fact::SourceChannel, true),
        (Fact::BillingAccountType, is_direct && !case.follows_source_document(it.channel)),
        (Fact::CommerceModel, is_partner),
        (Fact::Status, true),
        (Fact::EndDate, true),
        (Fact::AutoRenew, it.end_of_term_action.is_none() && (waits || is_past)),
        (Fact::Term, is_past && it.end_action() == Some(EndOfTermAction::Renew)),
        (Fact::SeatsAssigned, course.target_seats < it.seats_purchased),
        (Fact::ParentSubscriptionId, it.is_add_on),
    ];
    table.into_iter().filter(|&(_, is_needed)| is_needed).map(|(fact, _)| fact)
}

/// Whether the subscription has the fact; facts of the customer are not looked at.
fn has(it: &Subscription<'_>, fact: Fact) -> bool {
    match fact {
        Fact::SourceChannel => it.channel.is_some(),
        Fact::BillingAccountType => it.billing_account.is_some(),
        Fact::CommerceModel => it.commerce_model.is_some(),
        Fact::Status => it.status.is_some(),
        Fact::EndDate => it.end_date.is_some(),
        Fact::AutoRenew => it.auto_renew.is_some() || it.end_of_term_action.is_some(),
        Fact::Term => it.term.is_some(),
        Fact::SeatsAssigned => it.seats_assigned.is_some(),
        Fact::ParentSubscriptionId => it.parent.is_some(),
        Fact::AgreementDate
        | Fact::AgreementMethod
        | Fact::AgreementStatus
        | Fact::CustomerCountry
        | Fact::CustomerSegment
        | Fact::GdapStatus
        | Fact::RelationshipStatus => false,
    }
}

/// Whether the fact stands, of the subscription or of its customer.
pub(crate) fn is_known(facts: &CustomerFacts, it: &Subscription<'_>, fact: Fact) -> bool {
    match fact {
        Fact::AgreementDate => facts.agreement_date.is_some(),
        Fact::AgreementMethod => facts.agreement_method.is_some(),
        Fact::AgreementStatus => facts.agreement_status.is_some(),
        Fact::CustomerCountry => facts.country.is_some(),
        Fact::CustomerSegment => facts.segment.is_some(),
        Fact::GdapStatus => facts.gdap_status.is_some(),
        Fact::RelationshipStatus => facts.relationship_status.is_some(),
        Fact::AutoRenew
        | Fact::BillingAccountType
        | Fact::CommerceModel
        | Fact::EndDate
        | Fact::ParentSubscriptionId
        | Fact::SeatsAssigned
        | Fact::SourceChannel
        | Fact::Status
        | Fact::Term => has(it, fact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CommerceModel as Model;
    use crate::routes::OutOfScope;
    use crate::rules::fixture::{Line, Scene, country, customer, day, subscription};

    fn missing_of(scene: &Scene) -> Vec<&'static str> {
        let case = scene.case();
        let all = (0..case.lines.len()).map(|it| facts_of_subscription(&case, it));
        let total = all.fold(facts_of_customer(&case), FactCount::with);
        total.missing.iter().map(Fact::as_str).collect()
    }

    fn missing_in(line: Line) -> Vec<&'static str> {
        missing_of(&customer(vec![line]))
    }

    #[test]
    fn a_complete_partner_subscription_needs_nine_facts_and_has_them() {
        let scene = customer(vec![subscription("e3")]);
        let case = scene.case();
        let total = facts_of_customer(&case).with(facts_of_subscription(&case, 0));
        // Five of the customer: country, relationship, agreement, its date and method; four of the subscription.
        assert_eq!((total.needed, total.known), (9, 9));
    }

    #[test]
    fn what_nobody_says_is_missing() {
        let scene = customer(vec![subscription("e3").but(|it| {
            it.facts.channel = None;
            it.facts.status = None;
            it.facts.end_date = None;
        })])
        .but(|it| {
            it.customer.facts.country = Some(country("UK"));
            it.customer.facts.relationship_status = None;
            it.customer.facts.agreement_status = None;
        });
        let all = [
            "agreement_status",
            "customer_country",
            "end_date",
            "relationship_status",
            "source_channel",
            "status",
        ];
        assert_eq!(missing_of(&scene), all);
    }

    #[test]
    fn a_country_outside_every_region_is_known() {
        let scene =
            customer(vec![subscription("e3")]).but(|it| it.customer.facts.country = Some(country("KP")));
        assert!(missing_of(&scene).is_empty());
    }

    #[test]
    fn the_platform_is_asked_of_partners_and_the_account_of_direct_purchases() {
        let bare = |channel| {
            subscription("e3").but(|it| {
                it.facts.channel = Some(channel);
                it.facts.commerce_model = None::<Model>;
            })
        };
        assert_eq!(missing_in(bare(Channel::CspOther)), ["commerce_model"]);
        assert_eq!(missing_in(bare(Channel::Direct)), ["billing_account_type"]);
        assert!(missing_in(bare(Channel::Volume)).is_empty());
        let seed_era = customer(vec![bare(Channel::Direct)]).but(|it| it.as_of = day("2021-12-31"));
        assert!(missing_of(&seed_era).is_empty());
    }

    #[test]
    fn renewal_is_asked_only_where_waiting_depends_on_it() {
        let unknown = |route| {
            subscription("e3").but(|it| {
                it.facts.auto_renew = None;
                it.facts.end_of_term_action = None;
                it.course.route = route;
            })
        };
        assert_eq!(missing_in(unknown(Route::RebuyAtTermEnd)), ["auto_renew"]);
        assert!(missing_in(unknown(Route::Transfer)).is_empty());
        let past = unknown(Route::RebuyNow).but(|it| it.facts.end_date = Some(day("2026-01-14")));
        assert_eq!(missing_in(past), ["auto_renew"]);
    }

    #[test]
    fn a_contradiction_counts_as_missing() {
        let line = subscription("e3").but(|it| it.course.timing.missing.insert(Fact::EndDate));
        assert_eq!(missing_in(line), ["end_date"]);
    }

    #[test]
    fn delegated_administration_is_asked_only_for_work() {
        let without = |line| missing_of(&customer(vec![line]).but(|it| it.customer.facts.gdap_status = None));
        assert!(without(subscription("e3")).is_empty());
        assert_eq!(without(subscription("e3").but(|it| it.course.reassign_seats = 1)), ["gdap_status"]);
    }

    #[test]
    fn nothing_is_asked_of_what_is_out_of_scope() {
        let line = subscription("vm").but(|it| {
            it.facts.status = None;
            it.course.out_of_scope = Some(OutOfScope::UsageBased);
        });
        let scene = customer(vec![line]).but(|it| it.customer.facts.country = None);
        assert!(missing_of(&scene).is_empty());
    }

    #[test]
    fn seats_base_and_segment_are_asked_where_they_matter() {
        let fewer = subscription("e3").but(|it| {
            it.course.target_seats = 20;
            it.facts.seats_assigned = None;
        });
        let add_on = subscription("phone").but(|it| it.facts.is_add_on = true);
        assert_eq!(missing_in(fewer), ["seats_assigned"]);
        assert_eq!(missing_in(add_on), ["parent_subscription_id"]);
        let school = subscription("a3").but(|it| it.verdict.target_segment = Some(Segment::Education));
        let scene = customer(vec![school]).but(|it| it.customer.facts.segment = None);
        assert_eq!(missing_of(&scene), ["customer_segment"]);
    }
}

//! The conditions a policy may write over the columns of the contract.

use serde::Deserialize;

use crate::catalogue::OfferMatch;
use crate::model::{
    AgreementMethod, AgreementStatus, AgreementType, BillingAccount, BillingCycle, Channel, CommerceModel,
    Country, DapStatus, Day, EndOfTermAction, Fact, GdapStatus, RelationshipStatus, RelationshipType,
    Segment, Status, Subscription, Term, UnitPrice, days_between,
};
use crate::routes::{Credit, Line, Route};
use crate::rules::facts::is_known;
use crate::rules::leaf::{One, OneOf};
use crate::rules::{Actor, Case, Detail, Findings};

/// A typed, three-valued condition, checked when the policy is read: `{ seats-at-least = 300 }`.
///
/// A leaf over a cell that is empty is unknown, and what is unknown never fires; `not` does not turn it
/// into a yes. Texts are compared whatever the case of their letters; days are inclusive on the side that
/// their name does not exclude.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    NameContains(String),
    DomainContains(String),
    CountryIs(OneOf<Country>),
    SegmentIs(OneOf<Segment>),
    RelationshipIs(OneOf<RelationshipStatus>),
    RelationshipTypeIs(OneOf<RelationshipType>),
    AgreementIs(OneOf<AgreementStatus>),
    AgreementTypeIs(OneOf<AgreementType>),
    AgreementMethodIs(OneOf<AgreementMethod>),
    AgreementBefore(One<Day>),
    DapIs(OneOf<DapStatus>),
    GdapIs(OneOf<GdapStatus>),
    UsesGroupLicensing(bool),
    /// Part number or product name.
    OfferContains(String),
    PartNumberIs(OneOf<String>),
    OfferMatchIs(OneOf<OfferMatch>),
    ChannelIs(OneOf<Channel>),
    AccountIs(OneOf<BillingAccount>),
    ModelIs(OneOf<CommerceModel>),
    StatusIs(OneOf<Status>),
    TermIs(OneOf<Term>),
    BillingCycleIs(OneOf<BillingCycle>),
    EndActionIs(OneOf<EndOfTermAction>),
    RouteIs(OneOf<Route>),
    CreditIs(OneOf<Credit>),
    SeatsAtLeast(u32),
    SeatsAtMost(u32),
    UnassignedSeatsAtLeast(u32),
    PriceAtLeast(One<UnitPrice>),
    OverlapDaysAtLeast(i64),
    /// The term ends within so many days of the as-of day, or has ended.
    EndsWithinDays(i64),
    EndsBefore(One<Day>),
    EndsAfter(One<Day>),
    CutoverBefore(One<Day>),
    CutoverAfter(One<Day>),
    IsTrial(bool),
    IsAddOn(bool),
    AutoRenew(bool),
    HasPromotion(bool),
    FactMissing(OneOf<Fact>),
}

/// The three-valued "and": one `no` decides, an unknown leaves it open.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_open = false;
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => is_open = true,
        }
    }
    (!is_open).then_some(true)
}

/// The three-valued "or".
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(answers.map(|answer| answer.map(|it| !it))).map(|it| !it)
}

/// Whether a text contains another, whatever the case of their letters; unknown where it is empty.
fn contains(text: &str, part: &str) -> Option<bool> {
    (!text.is_empty()).then(|| text.to_lowercase().contains(&part.to_lowercase()))
}

impl Condition {
    /// Flags every subscription in scope for which the condition holds; a condition over facts of the
    /// customer alone flags the customer once.
    pub(crate) fn inspect(&self, case: &Case<'_, '_>, findings: &mut Findings<'_>) {
        if self.is_about_customer() {
            let holds = case.in_scope().next().is_some_and(|(it, ..)| self.test(case, it) == Some(true));
            if holds {
                findings.flag_customer(Actor::Us, case.first_cutover(), Detail::NONE);
            }
            return;
        }
        for (position, _, course) in case.in_scope() {
            if self.test(case, position) == Some(true) {
                findings.flag(position, Actor::Us, course.cutover_date, Detail::NONE);
            }
        }
    }

    /// Whether the condition holds for one subscription; `None` where an empty cell leaves it open.
    pub fn test(&self, case: &Case<'_, '_>, position: usize) -> Option<bool> {
        let Line { subscription: it, course, .. } = &case.lines[position];
        let (facts, end) = (&case.customer.facts, course.timing.end);
        match self {
            Condition::All(conditions) => all(conditions.iter().map(|one| one.test(case, position))),
            Condition::Any(conditions) => any(conditions.iter().map(|one| one.test(case, position))),
            Condition::Not(condition) => condition.test(case, position).map(|answer| !answer),
            Condition::NameContains(part) => contains(case.customer.name, part),
            Condition::DomainContains(part) => contains(case.customer.domain, part),
            Condition::CountryIs(values) => values.matches(facts.country),
            Condition::SegmentIs(values) => values.matches(facts.segment),
            Condition::RelationshipIs(values) => values.matches(facts.relationship_status),
            Condition::RelationshipTypeIs(values) => values.matches(facts.relationship_type),
            Condition::AgreementIs(values) => values.matches(facts.agreement_status),
            Condition::AgreementTypeIs(values) => values.matches(facts.agreement_type),
            Condition::AgreementMethodIs(values) => values.matches(facts.agreement_method),
            Condition::AgreementBefore(One(day)) => facts.agreement_date.map(|date| date < *day),
            Condition::DapIs(values) => values.matches(facts.dap_status),
            Condition::GdapIs(values) => values.matches(facts.gdap_status),
            Condition::UsesGroupLicensing(flag) => facts.uses_group_licensing.map(|it| it == *flag),
            Condition::OfferContains(part) => offer_contains(case, it, part),
            Condition::PartNumberIs(numbers) => part_number_is(case, it, numbers),
            Condition::OfferMatchIs(values) => values.matches(Some(course.offer_match(it.seats_purchased))),
            Condition::ChannelIs(values) => values.matches(it.channel),
            Condition::AccountIs(values) => values.matches(it.billing_account),
            Condition::ModelIs(values) => values.matches(it.commerce_model),
            Condition::StatusIs(values) => values.matches(it.status),
            Condition::TermIs(values) => values.matches(it.term),
            Condition::BillingCycleIs(values) => values.matches(it.billing_cycle),
            Condition::EndActionIs(values) => values.matches(it.end_action()),
            Condition::RouteIs(values) => values.matches(Some(course.route)),
            Condition::CreditIs(values) => values.matches(Some(course.credit)),
            Condition::SeatsAtLeast(seats) => Some(it.seats_purchased >= *seats),
            Condition::SeatsAtMost(seats) => Some(it.seats_purchased <= *seats),
            Condition::UnassignedSeatsAtLeast(seats) => unassigned(it).map(|unheld| unheld >= *seats),
            Condition::PriceAtLeast(One(price)) => it.unit_price.map(|unit| unit >= *price),
            Condition::OverlapDaysAtLeast(days) => course.overlap_days.map(|overlap| overlap >= *days),
            Condition::EndsWithinDays(days) => end.map(|end| days_between(case.as_of, end) <= *days),
            Condition::EndsBefore(One(day)) => end.map(|end| end < *day),
            Condition::EndsAfter(One(day)) => end.map(|end| end > *day),
            Condition::CutoverBefore(One(day)) => course.cutover_date.map(|date| date < *day),
            Condition::CutoverAfter(One(day)) => course.cutover_date.map(|date| date > *day),
            Condition::IsTrial(flag) => Some(it.is_trial == *flag),
            Condition::IsAddOn(flag) => Some(it.is_add_on == *flag),
            Condition::AutoRenew(flag) => it.auto_renew.map(|renews| renews == *flag),
            Condition::HasPromotion(flag) => Some(it.promotion_id.is_empty() != *flag),
            Condition::FactMissing(names) => Some(names.0.iter().any(|&name| !is_known(facts, it, name))),
        }
    }

    /// The condition asks for nothing but facts of the customer.
    fn is_about_customer(&self) -> bool {
        if let Condition::All(conditions) | Condition::Any(conditions) = self {
            return conditions.iter().all(Condition::is_about_customer);
        }
        if let Condition::Not(condition) = self {
            return condition.is_about_customer();
        }
        matches!(
            self,
            Condition::NameContains(_)
                | Condition::DomainContains(_)
                | Condition::CountryIs(_)
                | Condition::SegmentIs(_)
                | Condition::RelationshipIs(_)
                | Condition::RelationshipTypeIs(_)
                | Condition::AgreementIs(_)
                | Condition::AgreementTypeIs(_)
                | Condition::AgreementMethodIs(_)
                | Condition::AgreementBefore(_)
                | Condition::DapIs(_)
                | Condition::GdapIs(_)
                | Condition::UsesGroupLicensing(_)
        )
    }
}

/// Licenses nobody holds.
fn unassigned(it: &Subscription<'_>) -> Option<u32> {
    it.seats_assigned.map(|held| it.seats_purchased.saturating_sub(held.get()))
}

fn offer_contains(case: &Case<'_, '_>, it: &Subscription<'_>, part: &str) -> Option<bool> {
    let product = case.product(it);
    let texts = [product.product_name.as_str(), product.sku_part_number.as_str()];
    // A product with one of its two names is not unknown.
    let known = texts.into_iter().filter(|text| !text.is_empty());
    if texts.iter().all(|text| text.is_empty()) { None } else { any(known.map(|text| contains(text, part))) }
}

fn part_number_is(case: &Case<'_, '_>, it: &Subscription<'_>, numbers: &OneOf<String>) -> Option<bool> {
    let number = case.product(it).sku_part_number.as_str();
    (!number.is_empty()).then(|| numbers.0.iter().any(|one| one.eq_ignore_ascii_case(number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Line, Scene, customer, subscription};
    use crate::rules::{Rule, Severity, fixture};

    #[derive(Deserialize)]
    struct Written {
        when: Condition,
    }

    fn read(when: &str) -> Result<Condition, String> {
        toml::from_str::<Written>(&format!("when = {when}"))
            .map(|written| written.when)
            .map_err(|error| error.to_string())
    }

    fn holds(when: &str, line: Line) -> Option<bool> {
        read(when).unwrap().test(&customer(vec![line]).case(), 0)
    }

    fn findings(when: &str, scene: &Scene) -> Vec<Option<usize>> {
        let condition = read(when).unwrap();
        let rule = Rule::of_policy("own", "Own", Severity::Risk, 0, "", &condition);
        fixture::findings_of(&rule, scene).iter().map(|finding| finding.subscription).collect()
    }

    #[test]
    fn leaves_read_as_they_are_written() {
        for when in [
            "{ offer-contains = \"Pack\" }",
            "{ seats-at-least = 25 }",
            "{ country-is = [\"AT\", \"de\"] }",
            "{ channel-is = \"csp_other\" }",
            "{ term-is = \"P12M\" }",
            "{ ends-before = 2026-07-01 }",
            "{ ends-after = \"2026-06-29\" }",
            "{ ends-within-days = 166 }",
            "{ price-at-least = 299.99 }",
            "{ price-at-least = 300 }",
            "{ auto-renew = false }",
            "{ unassigned-seats-at-least = 0 }",
            "{ all = [{ is-trial = false }, { not = { route-is = \"transfer\" } }] }",
            "{ any = [{ is-trial = true }, { relationship-is = \"active\" }] }",
        ] {
            assert_eq!(holds(when, subscription("e3")), Some(true), "{when}");
        }
    }

    #[test]
    fn bounds_are_where_their_names_say() {
        for when in [
            "{ seats-at-least = 26 }",
            "{ ends-before = 2026-06-30 }",
            "{ ends-after = 2026-06-30 }",
            "{ ends-within-days = 165 }",
            "{ price-at-least = 300.01 }",
        ] {
            assert_eq!(holds(when, subscription("e3")), Some(false), "{when}");
        }
    }

    #[test]
    fn an_empty_cell_leaves_it_open_and_not_does_not_close_it() {
        let line = || subscription("e3").but(|it| it.facts.term = None);
        assert_eq!(holds("{ term-is = \"P1Y\" }", line()), None);
        assert_eq!(holds("{ not = { term-is = \"P1Y\" } }", line()), None);
        assert_eq!(holds("{ any = [{ term-is = \"P1Y\" }, { is-trial = false }] }", line()), Some(true));
        assert_eq!(holds("{ all = [{ term-is = \"P1Y\" }, { is-trial = true }] }", line()), Some(false));
        assert_eq!(holds("{ fact-missing = \"term\" }", line()), Some(true));
    }

    #[test]
    fn an_unknown_condition_is_answered_with_those_that_exist() {
        let error = read("{ seats-atleast = 3 }").unwrap_err();
        assert!(error.contains("`seats-atleast`") && error.contains("`seats-at-least`"), "{error}");
        assert!(error.contains("`all`") && error.contains("`fact-missing`"), "{error}");
    }

    #[test]
    fn an_unknown_value_is_answered_with_those_that_exist() {
        let error = read("{ channel-is = \"reseller\" }").unwrap_err();
        assert!(error.contains("`reseller`") && error.contains("csp_other"), "{error}");
        assert!(read("{ ends-before = \"soon\" }").unwrap_err().contains("YYYY-MM-DD"));
    }

    #[test]
    fn facts_of_the_customer_flag_it_once() {
        let scene = customer(vec![subscription("one"), subscription("two")]);
        assert_eq!(findings("{ country-is = \"DE\" }", &scene), [None]);
        assert_eq!(findings("{ seats-at-least = 1 }", &scene), [Some(0), Some(1)]);
        assert_eq!(findings("{ not = { seats-at-least = 1 } }", &scene), []);
    }
}

//! Findings that somebody has decided to live with until a day: they stay visible and do not count.

use crate::model::{Day, SubscriptionId, TenantId};
use crate::rules::{Actor, Case, Column, Detail, Finding, Findings, Rulebook};

/// Id of the rule that tells of a waiver without a finding.
const UNUSED: &str = "waiver-unused";
/// Id of the rule that tells of a waiver whose last day is past.
const EXPIRED: &str = "waiver-expired";

/// One decision to live with the findings of a rule, for a customer or for one subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Id of the rule.
    pub rule: String,
    /// With a subscription: the customer it must belong to.
    pub customer: Option<TenantId>,
    /// Subscription id; `None` waives the rule for the whole customer and all its subscriptions.
    pub subscription: Option<String>,
    pub owner: String,
    pub reason: String,
    /// Last day the waiver holds.
    pub expires: Day,
}

impl Waiver {
    fn subscription(&self) -> Option<SubscriptionId<'_>> {
        self.subscription.as_deref().and_then(SubscriptionId::parse)
    }
}

/// Every waiver of a policy, found by customer and by subscription.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    list: Vec<Waiver>,
    /// Positions of the waivers for a whole customer, sorted by tenant.
    by_customer: Vec<usize>,
    /// Positions of the waivers for a subscription, sorted by its id.
    by_subscription: Vec<usize>,
}

/// Whether a finding is waived, by what [`Waivers::apply`] answered.
pub(crate) fn is_waived(waived: &[bool], finding: usize) -> bool {
    waived.get(finding).is_some_and(|&waived| waived)
}

impl Waivers {
    pub fn new(list: Vec<Waiver>) -> Self {
        let (mut by_subscription, mut by_customer): (Vec<usize>, Vec<usize>) =
            (0..list.len()).partition(|&it| list[it].subscription.is_some());
        by_customer.sort_by_key(|&it| list[it].customer);
        by_subscription.sort_by(|&one, &other| list[one].subscription().cmp(&list[other].subscription()));
        Waivers { list, by_customer, by_subscription }
    }

    pub fn as_slice(&self) -> &[Waiver] {
        &self.list
    }

    /// Which findings are waived, one answer per finding; empty where no waiver is about this customer.
    /// Waivers that waive nothing, or whose last day is past, are told of in `findings`.
    pub fn apply<'d>(
        &'d self,
        case: &Case<'_, 'd>,
        rulebook: &Rulebook<'_>,
        findings: &mut Findings<'d>,
    ) -> Vec<bool> {
        let about = self.about(case);
        if about.is_empty() {
            return Vec::new();
        }
        let mut waived = vec![false; findings.as_slice().len()];
        let mut told: Vec<(&'static str, Option<usize>, &'d Waiver)> = Vec::new();
        for (subscription, waiver) in about {
            let is_past = waiver.expires < case.as_of;
            let rule = rulebook.position(&waiver.rule);
            let is_meant = |finding: &Finding<'_>| {
                Some(finding.rule) == rule && (subscription.is_none() || finding.subscription == subscription)
            };
            let meant = findings.as_slice().iter().zip(&mut waived).filter(|(finding, _)| is_meant(finding));
            let n_meant = meant.map(|(_, mark)| *mark |= !is_past).count();
            if is_past {
                told.push((EXPIRED, subscription, waiver));
            } else if n_meant == 0 {
                told.push((UNUSED, subscription, waiver));
            }
        }
        tell(&mut told, rulebook, findings);
        waived.resize(findings.as_slice().len(), false);
        waived
    }

    /// The waivers for this customer, and for its subscriptions with their positions.
    fn about(&self, case: &Case<'_, '_>) -> Vec<(Option<usize>, &Waiver)> {
        let mut about: Vec<(Option<usize>, &Waiver)> = Vec::new();
        let owner = case.customer.tenant;
        if let Some(tenant) = owner {
            let of = |&it: &usize| self.list[it].customer;
            about.extend(
                equal_range(&self.by_customer, |it| of(it).cmp(&Some(tenant)))
                    .map(|it| (None, &self.list[it])),
            );
        }
        if self.by_subscription.is_empty() {
            return about;
        }
        for (position, subscription, _) in case.all() {
            let Some(id) = subscription.id else { continue };
            let of = |it: &usize| self.list[*it].subscription().cmp(&Some(id));
            let waivers = equal_range(&self.by_subscription, of).map(|it| &self.list[it]);
            let is_ours = |waiver: &&Waiver| waiver.customer.is_none() || waiver.customer == owner;
            about.extend(waivers.filter(is_ours).map(|waiver| (Some(position), waiver)));
        }
        about
    }
}

/// The entries of a sorted list that compare equal.
fn equal_range(
    sorted: &[usize],
    compare: impl Fn(&usize) -> std::cmp::Ordering,
) -> impl Iterator<Item = usize> {
    let start = sorted.partition_point(|it| compare(it).is_lt());
    let end = sorted.partition_point(|it| compare(it).is_le());
    sorted[start..end].iter().copied()
}

/// Adds what is to be said about waivers, in the order of the rulebook.
fn tell<'d>(
    told: &mut [(&'static str, Option<usize>, &'d Waiver)],
    rulebook: &Rulebook<'_>,
    findings: &mut Findings<'d>,
) {
    told.sort_by_key(|&(id, ..)| rulebook.position(id));
    for &mut (id, subscription, waiver) in told {
        let Some(position) = rulebook.position(id) else { continue };
        findings.begin(position, rulebook.rules()[usize::from(position)].severity);
        let detail =
            Detail::NONE.with(Column::Rule, waiver.rule.as_str()).with(Column::Expires, waiver.expires);
        match subscription {
            Some(subscription) => findings.flag(subscription, Actor::Us, Some(waiver.expires), detail),
            None => findings.flag_customer(Actor::Us, Some(waiver.expires), detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Scene, customer, day, subscription};

    fn waiver(rule: &str) -> Waiver {
        Waiver {
            rule: rule.to_owned(),
            customer: TenantId::parse("00000000-0000-4000-8000-000000000001"),
            subscription: None,
            owner: "Ada".to_owned(),
            reason: "agreed".to_owned(),
            expires: day("2026-12-31"),
        }
    }

    fn of_subscription(rule: &str, id: &str) -> Waiver {
        Waiver { customer: None, subscription: Some(id.to_owned()), ..waiver(rule) }
    }

    /// Rule and subscription of every waived finding.
    fn waived(waivers: &Waivers, scene: &Scene) -> Vec<(String, Option<usize>)> {
        let rulebook = Rulebook::builtin();
        let mut findings = Findings::default();
        rulebook.inspect(&scene.case(), &mut findings);
        let marks = waivers.apply(&scene.case(), &rulebook, &mut findings);
        let marked = findings.as_slice().iter().zip(marks).filter(|&(_, is_waived)| is_waived);
        marked
            .map(|(it, _)| (rulebook.rules()[usize::from(it.rule)].id.to_owned(), it.subscription))
            .collect()
    }

    fn two() -> Scene {
        customer(vec![subscription("one"), subscription("two")])
    }

    #[test]
    fn a_waiver_for_a_customer_covers_all_its_subscriptions() {
        let both = ["commitment-running".to_owned(), "commitment-running".to_owned()];
        let waivers = Waivers::new(vec![waiver("commitment-running")]);
        assert_eq!(waived(&waivers, &two()), both.into_iter().zip([Some(0), Some(1)]).collect::<Vec<_>>());
    }

    #[test]
    fn a_waiver_for_a_subscription_covers_no_other() {
        let waivers = Waivers::new(vec![of_subscription("commitment-running", "two")]);
        assert_eq!(waived(&waivers, &two()), [("commitment-running".to_owned(), Some(1))]);
    }

    #[test]
    fn nothing_is_marked_where_no_waiver_is_about_the_customer() {
        let waivers = Waivers::new(vec![of_subscription("commitment-running", "three")]);
        let (rulebook, scene) = (Rulebook::builtin(), two());
        let mut findings = Findings::default();
        rulebook.inspect(&scene.case(), &mut findings);
        assert!(waivers.apply(&scene.case(), &rulebook, &mut findings).is_empty());
    }

    #[test]
    fn an_expired_waiver_waives_nothing() {
        let expired = Waiver { expires: day("2026-01-14"), ..waiver("commitment-running") };
        assert!(waived(&Waivers::new(vec![expired]), &two()).is_empty());
    }
}

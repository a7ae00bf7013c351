//! Whether a subscription, and with it a customer, can be moved: the first answer that applies from the top.

use crate::catalogue::OfferMatch;
use crate::model::{Customer, Day, FactSet};
use crate::plan::Readiness;
use crate::routes::Course;
use crate::rules::{Finding, Rulebook, Severity, Stands};

/// What readiness is judged from.
pub(crate) struct Evidence<'e, 'a> {
    pub(crate) customer: &'e Customer<'a>,
    pub(crate) courses: &'e [Course],
    /// Findings no waiver takes away.
    pub(crate) findings: &'e [&'e Finding<'a>],
    /// Facts of the customer that are needed and missing.
    pub(crate) missing_of_customer: FactSet,
    /// Facts of each subscription that are needed and missing.
    pub(crate) missing_of_subscription: &'e [FactSet],
    pub(crate) rulebook: &'e Rulebook<'a>,
    pub(crate) as_of: Day,
}

/// Readiness of every subscription, in order.
pub(crate) fn of_subscriptions(evidence: &Evidence<'_, '_>) -> Vec<Readiness> {
    let of_customer = evidence.worst_of(None);
    let positions = 0..evidence.customer.subscriptions.len();
    positions.map(|position| evidence.of_subscription(position, of_customer)).collect()
}

/// Readiness of the customer: the one nearest the top among its subscriptions in scope.
///
/// Findings and missing facts of the customer itself already count for each of them.
pub(crate) fn of_customer(subscriptions: &[Readiness]) -> Readiness {
    subscriptions.iter().copied().min().unwrap_or(Readiness::OutOfScope)
}

impl Evidence<'_, '_> {
    fn of_subscription(&self, position: usize, of_customer: Readiness) -> Readiness {
        let course = &self.courses[position];
        if course.out_of_scope.is_some() {
            return Readiness::OutOfScope;
        }
        let missing = self.missing_of_customer.union(self.missing_of_subscription[position]);
        let of_facts = if missing.is_empty() { Readiness::Ready } else { Readiness::Unknown };
        let of_choice = if needs_decision(course) { Readiness::NeedsDecision } else { Readiness::Ready };
        self.worst_of(Some(position)).min(of_customer).min(of_facts).min(of_choice).min(self.of_date(course))
    }

    /// What the findings about one subject say by themselves.
    fn worst_of(&self, subject: Option<usize>) -> Readiness {
        let about = self.findings.iter().filter(|finding| finding.subscription == subject);
        about.map(|finding| self.of_finding(finding)).min().unwrap_or(Readiness::Ready)
    }

    fn of_finding(&self, finding: &Finding<'_>) -> Readiness {
        let stands = self.rulebook.rules()[usize::from(finding.rule)].stands;
        match (finding.severity, stands) {
            (Severity::Blocker, _) => Readiness::Blocked,
            (Severity::Action, Stands::BeforeCutover) => Readiness::NeedsAction,
            (Severity::Action, Stands::AfterCutover) | (Severity::Risk | Severity::Note, _) => {
                Readiness::Ready
            }
        }
    }

    fn of_date(&self, course: &Course) -> Readiness {
        match course.cutover_date {
            Some(day) if day <= self.as_of => Readiness::Ready,
            Some(_) => Readiness::ReadyOnDate,
            None => Readiness::Unknown,
        }
    }
}

/// More than one lawful answer: an ambiguous match, several successors, or a loss somebody has to accept.
pub(crate) fn needs_decision(course: &Course) -> bool {
    let verdict = &course.verdict;
    verdict.is_ambiguous
        || !verdict.alternatives.is_empty()
        || (verdict.offer_match == OfferMatch::Degraded && !course.loss_accepted)
}

//! Whether a subscription, and with it a customer, can be moved: the first answer that applies from the top.

use crate::assess::Assessment;
use crate::catalogue::OfferMatch;
use crate::model::Day;
use crate::plan::{BySubject, Readiness};
use crate::routes::Course;
use crate::rules::{Finding, Rulebook, Severity, Stands};

/// What readiness is judged from.
pub(crate) struct Evidence<'e, 'a> {
    pub(crate) assessment: &'e Assessment<'a>,
    pub(crate) by_subject: &'e BySubject,
    pub(crate) rulebook: &'e Rulebook<'a>,
    pub(crate) as_of: Day,
}

/// Readiness of every subscription, in order.
pub(crate) fn of_subscriptions(evidence: &Evidence<'_, '_>) -> Vec<Readiness> {
    let of_customer = evidence.worst_of(None);
    let positions = 0..evidence.assessment.charted.lines.len();
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
        let course = &self.assessment.charted.lines[position].course;
        if course.out_of_scope.is_some() {
            return Readiness::OutOfScope;
        }
        let Assessment { facts_of_customer, facts_of_subscriptions, .. } = self.assessment;
        let is_known =
            facts_of_customer.missing.is_empty() && facts_of_subscriptions[position].missing.is_empty();
        let of_facts = if is_known { Readiness::Ready } else { Readiness::Unknown };
        let of_choice = if needs_decision(course) { Readiness::NeedsDecision } else { Readiness::Ready };
        self.worst_of(Some(position)).min(of_customer).min(of_facts).min(of_choice).min(self.of_date(course))
    }

    /// What the findings about one subject say by themselves.
    fn worst_of(&self, subject: Option<usize>) -> Readiness {
        let standing = self.by_subject.of(subject).filter(|&at| !self.assessment.is_waived(at));
        let answers = standing.map(|at| self.of_finding(&self.assessment.findings[at]));
        answers.min().unwrap_or(Readiness::Ready)
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

    fn of_date(&self, course: &Course<'_>) -> Readiness {
        match course.cutover_date {
            Some(day) if day <= self.as_of => Readiness::Ready,
            Some(_) => Readiness::ReadyOnDate,
            None => Readiness::Unknown,
        }
    }
}

/// More than one lawful answer: an ambiguous match, several successors, or a loss somebody has to accept.
pub(crate) fn needs_decision(course: &Course<'_>) -> bool {
    let verdict = &course.verdict;
    verdict.is_ambiguous
        || !verdict.alternatives.is_empty()
        || (verdict.offer_match == OfferMatch::Degraded && !course.loss_accepted)
}

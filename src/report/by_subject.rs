//! A customer's findings by what they are about, so that a customer of any size is written in one pass.

use crate::plan::CustomerPlan;

/// Positions of findings, grouped by subject; in the order of the rulebook within a group.
#[derive(Debug)]
pub(super) struct BySubject(Vec<(Option<usize>, usize)>);

impl BySubject {
    pub(super) fn new(plan: &CustomerPlan<'_>) -> Self {
        let findings = plan.findings.iter().enumerate();
        let mut order: Vec<_> = findings.map(|(at, finding)| (finding.subscription, at)).collect();
        order.sort_unstable();
        BySubject(order)
    }

    /// Findings about one subscription, or about the customer itself.
    pub(super) fn of(&self, subject: Option<usize>) -> impl Iterator<Item = usize> + Clone + '_ {
        let start = self.0.partition_point(|&(other, _)| other < subject);
        let rest = self.0[start..].iter();
        rest.take_while(move |&&(other, _)| other == subject).map(|&(_, at)| at)
    }

    /// Every finding: those about the customer, then subscription by subscription.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|&(_, at)| at)
    }
}

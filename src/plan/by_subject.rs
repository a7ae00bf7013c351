//! A customer's findings by what they are about, so that a customer of any size is judged and written in one pass.

use crate::rules::Finding;

/// Positions of findings, grouped by subject: the customer first, then each subscription. In the order of the
/// rulebook within a group.
#[derive(Debug, Clone, Default)]
pub struct BySubject {
    order: Vec<u32>,
    /// Where each subject's findings end.
    ends: Vec<u32>,
}

impl BySubject {
    pub(crate) fn new(findings: &[Finding<'_>], n_subscriptions: usize) -> Self {
        let mut ends = vec![0; n_subscriptions + 2];
        for finding in findings {
            ends[slot(finding.subscription) + 1] += 1;
        }
        (1..ends.len()).for_each(|slot| ends[slot] += ends[slot - 1]);
        // What begins a subject's findings moves with each of them, and ends them at last.
        let mut order = vec![0; findings.len()];
        for (finding, at) in findings.iter().zip(0..) {
            let place = &mut ends[slot(finding.subscription)];
            order[*place as usize] = at;
            *place += 1;
        }
        BySubject { order, ends }
    }

    /// Findings about one subscription, or about the customer itself.
    pub(crate) fn of(&self, subject: Option<usize>) -> impl Iterator<Item = usize> + Clone + '_ {
        let slot = slot(subject);
        let start = slot.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.order[start as usize..self.ends[slot] as usize].iter().map(|&at| at as usize)
    }

    /// Every finding: those about the customer, then subscription by subscription.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.order.iter().map(|&at| at as usize)
    }
}

fn slot(subject: Option<usize>) -> usize {
    subject.map_or(0, |position| position + 1)
}

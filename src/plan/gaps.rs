//! Facts nobody exported: who lacks them, and how many customers would be decided if they were there.

use std::collections::BTreeMap;

use crate::model::{Fact, FactSet};

/// Customers by the set of facts they lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    lacking: BTreeMap<FactSet, u64>,
}

/// One missing fact. Its place in the ranking is the order in which facts are best collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub fact: Fact,
    /// Customers that lack it, whatever else they lack.
    pub lacking: u64,
    /// Customers that lack nothing else: this fact alone decides them.
    pub alone: u64,
    /// Customers that would be decided if this fact and all those ranked before it were there.
    pub together: u64,
}

impl Gaps {
    /// Counts one customer.
    pub fn add(&mut self, missing: FactSet) {
        *self.lacking.entry(missing).or_default() += 1;
    }

    #[must_use]
    pub fn plus(mut self, other: Gaps) -> Self {
        other.lacking.into_iter().for_each(|(set, n)| *self.lacking.entry(set).or_default() += n);
        self
    }

    /// Customers of whom every needed fact is known, and all customers.
    pub fn decided(&self) -> (u64, u64) {
        let decided = self.lacking.get(&FactSet::default()).copied().unwrap_or(0);
        (decided, self.lacking.values().sum())
    }

    /// Every missing fact; first the one that decides most customers beside those before it, or, where
    /// none decides any on its own, the one that most customers lack.
    pub fn ranked(&self) -> Vec<Gap> {
        let mut chosen = FactSet::default();
        let mut ranked = Vec::new();
        while let Some(gap) = self.next(chosen) {
            chosen.insert(gap.fact);
            ranked.push(gap);
        }
        ranked
    }

    fn next(&self, chosen: FactSet) -> Option<Gap> {
        let open = Fact::ALL.iter().copied().filter(|&fact| !chosen.contains(fact));
        let gaps = open.map(|fact| self.gap(fact, chosen)).filter(|gap| gap.lacking > 0);
        // Of equals the first in the alphabet.
        gaps.rev().max_by_key(|gap| (gap.together, gap.lacking))
    }

    fn gap(&self, fact: Fact, chosen: FactSet) -> Gap {
        let only: FactSet = [fact].into_iter().collect();
        let with = chosen.union(only);
        let count = |is_counted: &dyn Fn(FactSet) -> bool| -> u64 {
            let counted = self.lacking.iter().filter(|(set, _)| !set.is_empty() && is_counted(**set));
            counted.map(|(_, n)| n).sum()
        };
        Gap {
            fact,
            lacking: count(&|set| set.contains(fact)),
            alone: count(&|set| set == only),
            together: count(&|set| set.is_subset_of(with)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_ranked_by_the_customers_they_decide() {
        let mut gaps = Gaps::default();
        let customers: [(&[Fact], u64); 4] = [
            (&[], 2),
            (&[Fact::Status], 3),
            (&[Fact::AgreementStatus, Fact::Status], 4),
            (&[Fact::AgreementStatus, Fact::EndDate, Fact::Status], 9),
        ];
        for (missing, n) in customers {
            (0..n).for_each(|_| gaps.add(missing.iter().copied().collect()));
        }
        assert_eq!(gaps.decided(), (2, 18));
        let told: Vec<_> =
            gaps.ranked().iter().map(|gap| (gap.fact, gap.lacking, gap.alone, gap.together)).collect();
        let expected =
            [(Fact::Status, 16, 3, 3), (Fact::AgreementStatus, 13, 0, 7), (Fact::EndDate, 9, 0, 16)];
        assert_eq!(told, expected);
    }
}

//! What changes for users when one set of plans takes the place of another.

use crate::catalogue::OfferMatch;
use crate::catalogue::family::{Class, Families, PlanSet};

/// Points for the loss of one family, by class: a critical one outweighs any number of functions.
const LOSS: [(Class, u32); 3] = [(Class::Critical, 100), (Class::Major, 30), (Class::Minor, 1)];
/// Points for a function that is missing, and for one that is kept at a lower tier.
const FUNCTION_MISSING: u32 = 2;
const FUNCTION_LOWER: u32 = 1;

/// The difference of two sets; families are bits in the order of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Data families that are gone.
    pub(crate) lost: u64,
    /// Data families kept at a lower tier.
    pub(crate) shrunk: u64,
    /// Function families that are gone.
    pub(crate) functions_lost: u64,
    /// Function families kept at a lower tier.
    pub(crate) functions_lower: u64,
    /// Families gained or raised.
    pub(crate) gained: u64,
    /// Single functions that are gone, and gained.
    pub(crate) n_single_lost: u32,
    pub(crate) n_single_gained: u32,
    /// Something of the source is in the target.
    pub(crate) shares_data: bool,
    pub(crate) shares_function: bool,
    /// A critical or major family is lost.
    pub(crate) is_serious: bool,
}

/// The order of candidates: the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Score {
    pub(crate) loss: u32,
    pub(crate) shrink: u32,
    pub(crate) functional: u32,
    pub(crate) surplus: u32,
}

/// The families that count, by what they are; made once per ranking.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Masks {
    data: u64,
    function: u64,
    minor: u64,
    by_class: [(u64, u32); 3],
}

impl Masks {
    /// Families whose service still runs.
    pub(crate) fn of(families: &Families, running: u64) -> Self {
        let by_class = LOSS.map(|(class, points)| (families.mask(class) & running, points));
        let data = by_class.iter().fold(0, |mask, (families, _)| mask | families);
        let function = families.mask(Class::Function) & running;
        Masks { data, function, minor: families.mask(Class::Minor), by_class }
    }

    /// What changes when `target` takes the place of `source`.
    pub(crate) fn compare(&self, source: &PlanSet, target: &PlanSet) -> Comparison {
        let (s, t) = (&source.at_least, &target.at_least);
        let gone = s[0] & !t[0];
        let lower = (1..4).fold(0, |mask, tier| mask | (s[tier] & !t[tier])) & !gone;
        let raised = (0..4).fold(0, |mask, tier| mask | (t[tier] & !s[tier]));
        let word = |set: &PlanSet, i: usize| set.functions.get(i).copied().unwrap_or(0);
        let n_words = source.functions.len().max(target.functions.len());
        let (mut n_single_lost, mut n_single_gained, mut shared) = (0, 0, 0);
        for i in 0..n_words {
            let (a, b) = (word(source, i), word(target, i));
            n_single_lost += (a & !b).count_ones();
            n_single_gained += (b & !a).count_ones();
            shared |= a & b;
        }
        Comparison {
            lost: gone & self.data,
            shrunk: lower & self.data,
            functions_lost: gone & self.function,
            functions_lower: lower & self.function,
            gained: raised & (self.data | self.function),
            n_single_lost,
            n_single_gained,
            shares_data: s[0] & t[0] & self.data != 0,
            shares_function: shared != 0 || s[0] & t[0] & self.function != 0,
            is_serious: gone & self.data & !self.minor != 0,
        }
    }

    /// The points of a comparison.
    pub(crate) fn score(&self, comparison: &Comparison) -> Score {
        let weigh = |mask: u64, points: fn(u32) -> u32| -> u32 {
            self.by_class.iter().map(|&(class, weight)| (mask & class).count_ones() * points(weight)).sum()
        };
        let n_functions = comparison.functions_lost.count_ones() + comparison.n_single_lost;
        Score {
            loss: weigh(comparison.lost, |weight| weight),
            shrink: weigh(comparison.shrunk, |weight| weight / 5 + 1),
            functional: n_functions * FUNCTION_MISSING
                + comparison.functions_lower.count_ones() * FUNCTION_LOWER,
            surplus: comparison.gained.count_ones() + comparison.n_single_gained,
        }
    }

    /// Whether the source holds any data that counts.
    pub(crate) fn has_data(&self, set: &PlanSet) -> bool {
        set.at_least[0] & self.data != 0
    }
}

impl Comparison {
    /// The verdict between two different offers. The loss of minor data alone still counts as equivalent.
    pub(crate) fn verdict(&self) -> OfferMatch {
        match (self.is_serious, self.shrunk) {
            (true, _) => OfferMatch::Lossy,
            (false, 0) => OfferMatch::Equivalent,
            (false, _) => OfferMatch::Degraded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::{Uuid, uuid};

    const KIOSK_MAILBOX: Uuid = uuid!("4a82b400-a79f-41a4-b4e2-e94f5787b113");
    const STANDARD_MAILBOX: Uuid = uuid!("9aaf7827-d63c-4b61-89c3-182f06f82e5c");
    const SWAY: Uuid = uuid!("a23b959c-7ce8-4e57-9140-b90eb88a9e97");
    const TEAMS: Uuid = uuid!("57ff2da0-773e-42df-b2af-ffb7a2317929");
    const INTUNE: Uuid = uuid!("c1ec4a95-1f05-45b3-a911-aa3fa01094f5");
    const UNKNOWN: Uuid = uuid!("00000000-0000-0000-0000-000000000009");

    fn compare(source: &[Uuid], target: &[Uuid]) -> (Comparison, Score) {
        let mut families = Families::embedded();
        let (s, t) = (families.set_of(source, |_| String::new()), families.set_of(target, |_| String::new()));
        let masks = Masks::of(&families, u64::MAX);
        let comparison = masks.compare(&s, &t);
        let score = masks.score(&comparison);
        (comparison, score)
    }

    #[test]
    fn a_lost_major_family_is_lossy() {
        let (comparison, score) = compare(&[STANDARD_MAILBOX, TEAMS], &[STANDARD_MAILBOX]);
        assert_eq!((comparison.verdict(), score.loss), (OfferMatch::Lossy, 30));
    }

    #[test]
    fn a_lower_tier_degrades() {
        let (comparison, score) = compare(&[STANDARD_MAILBOX], &[KIOSK_MAILBOX]);
        assert_eq!((comparison.verdict(), score.loss, score.shrink), (OfferMatch::Degraded, 0, 21));
    }

    #[test]
    fn functions_and_minor_data_do_not_stand_in_the_way_of_equivalence() {
        let (comparison, score) = compare(&[STANDARD_MAILBOX, SWAY, INTUNE, UNKNOWN], &[STANDARD_MAILBOX]);
        assert_eq!(comparison.verdict(), OfferMatch::Equivalent);
        assert_eq!((score.loss, score.functional, score.surplus), (1, 4, 0));
    }

    #[test]
    fn a_raised_tier_is_surplus() {
        let (comparison, score) = compare(&[KIOSK_MAILBOX], &[STANDARD_MAILBOX, UNKNOWN]);
        assert_eq!((comparison.verdict(), score.surplus, score.functional), (OfferMatch::Equivalent, 2, 0));
        assert!(comparison.shares_data && !comparison.shares_function);
    }
}

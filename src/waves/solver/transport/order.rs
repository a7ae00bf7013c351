//! Units sorted by group and slope, in two steps of which each looks at a few bytes per unit.

use rayon::prelude::*;

use crate::waves::solver::item::Item;
use crate::waves::solver::rescue::Fate;

/// The units by class, fate, slope, weight and rank.
///
/// Those of one earliest and one best position come together first, by one number each; what is left to sort is many
/// small heaps.
pub(in crate::waves) fn in_order_of_groups(units: &[(Item, Fate)]) -> Vec<(Item, Fate)> {
    // A position takes 16 bits: the line never reaches farther than two horizons of 20,000 days.
    let key = |(number, (item, _)): (usize, &(Item, Fate))| {
        u64::from(item.early) << 48 | u64::from(item.free) << 32 | number as u64
    };
    let mut keys: Vec<u64> = units.par_iter().enumerate().map(key).collect();
    keys.par_sort_unstable();
    let mut order: Vec<Key> = keys.par_iter().map(|&key| Key::new(key as u32, units)).collect();
    let mut heaps: Vec<&mut [Key]> = Vec::new();
    let mut rest = order.as_mut_slice();
    for heap in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        let (first, behind) = rest.split_at_mut(heap.len());
        heaps.push(first);
        rest = behind;
    }
    heaps.into_par_iter().for_each(ParallelSliceMut::par_sort_unstable);
    order.par_iter().map(|key| units[key.number as usize]).collect()
}

/// What tells units of one earliest and one best position apart, most important first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Last position and best day.
    dates: u64,
    fate: Fate,
    slope: u64,
    weight: u32,
    rank: u32,
    number: u32,
}

impl Key {
    fn new(number: u32, units: &[(Item, Fate)]) -> Self {
        let (item, fate) = units[number as usize];
        // The sign turned over, so that days before the first come first.
        let best = item.best.cast_unsigned() ^ 1 << 31;
        let dates = u64::from(item.end) << 32 | u64::from(best);
        Key { dates, fate, slope: item.slope, weight: item.weight, rank: item.rank, number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_steps_come_to_the_order_of_one_comparison() {
        let mut seed = 11u64;
        let mut roll = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let unit = |rank: u32| {
            let fate = [Fate::Saved(1), Fate::Saved(3), Fate::Tied(2)][roll(3) as usize];
            let (early, free, end) = (roll(3) as u32, roll(4) as u32, roll(5) as u32);
            let (best, slope, weight) = (roll(9) as i32 - 4, roll(4) << 38, roll(3) as u32);
            (Item { early, free, end, best, slope, weight, rank }, fate)
        };
        let units: Vec<(Item, Fate)> = (0..5_000).map(unit).collect();
        let mut expected = units.clone();
        expected.sort_by_key(|&(item, fate)| (item.class(), fate, item.slope, item.weight, item.rank));
        assert_eq!(in_order_of_groups(&units), expected);
    }
}

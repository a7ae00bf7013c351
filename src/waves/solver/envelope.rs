//! The cheapest day for every price per day at once: the lower envelope of one line per day.

/// A way to be placed: calendar days before the best one, and what the place costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::waves) struct Way {
    pub(in crate::waves) early: i64,
    pub(in crate::waves) price: i128,
    pub(in crate::waves) place: u32,
}

impl Way {
    /// What a unit of this slope pays.
    pub(in crate::waves) fn cost(&self, slope: u64) -> i128 {
        price_of_days(self.early, slope) + self.price
    }
}

/// What so many calendar days cost at a slope. Two words of 64 bits always fit into 128, so nothing is asked.
pub(in crate::waves) fn price_of_days(days: i64, slope: u64) -> i128 {
    i128::from(days).wrapping_mul(i128::from(slope))
}

/// Ways of which none is dearer than all others for every slope, those that move least first.
#[derive(Debug, Default)]
pub(in crate::waves) struct Envelope(Vec<Way>);

impl Envelope {
    pub(in crate::waves) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds a way that moves at least as much as those before it.
    pub(in crate::waves) fn add(&mut self, way: Way) {
        if self.0.last().is_some_and(|last| way.price >= last.price) {
            return;
        }
        while self.0.last().is_some_and(|last| last.early == way.early) {
            self.0.pop();
        }
        while let [.., a, b] = self.0[..] {
            // b is the cheapest between the slope at which it beats a and the one at which the new one beats it.
            // Prices stay below 2^106 and days below 2^20, so that the products fit; asking would take longer than they do.
            let gained = (a.price - b.price).wrapping_mul(i128::from(way.early - b.early));
            let next = (b.price - way.price).wrapping_mul(i128::from(b.early - a.early));
            if gained > next {
                break;
            }
            self.0.pop();
        }
        self.0.push(way);
    }

    /// The cheapest ways of units asked for in falling order of their slopes.
    pub(in crate::waves) fn walk(&self) -> Walk<'_> {
        Walk { ways: &self.0 }
    }
}

/// A walk along an envelope.
pub(in crate::waves) struct Walk<'e> {
    ways: &'e [Way],
}

impl Walk<'_> {
    /// The cheapest way for `slope`, which is not above any asked for before; `None` where there is no way.
    pub(in crate::waves) fn cheapest(&mut self, slope: u64) -> Option<Way> {
        while let [here, next, ..] = self.ways
            && next.cost(slope) < here.cost(slope)
        {
            self.ways = &self.ways[1..];
        }
        self.ways.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_agrees_with_looking_at_every_way() {
        let mut seed = 7u64;
        let mut roll = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..2_000 {
            let mut early = 0;
            let ways: Vec<Way> = (0..=roll(11) as u32)
                .map(|place| {
                    early += roll(3) as i64;
                    Way { early, price: i128::from(roll(60)), place }
                })
                .collect();
            let mut envelope = Envelope::default();
            for &way in &ways {
                envelope.add(way);
            }
            let mut walk = envelope.walk();
            for slope in (0..40).rev() {
                let least = ways.iter().map(|way| way.cost(slope)).min();
                assert_eq!(walk.cheapest(slope).map(|way| way.cost(slope)), least, "{ways:?} at {slope}");
            }
        }
    }
}

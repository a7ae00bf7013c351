//! Repeatable chance.

/// Repeatable chance: a Weyl sequence through two rounds of xor, shift and multiply.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0xA076_1D64_78BD_642F);
        let mut mixed = self.0;
        for multiplier in [0xE703_7ED1_A0B4_28DB_u64, 0x8EBC_6AF0_9C88_C6E3] {
            mixed = (mixed ^ (mixed >> 31)).wrapping_mul(multiplier);
        }
        mixed ^ (mixed >> 33)
    }

    /// A number from 0 to `n` − 1.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    pub(crate) fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn of_hundred(&mut self, n: u64) -> bool {
        self.below(100) < n
    }

    pub(crate) fn one_of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len() as u64) as usize]
    }

    /// One of the words, each as often as its weight.
    pub(crate) fn weighted<'w>(&mut self, words: &[(&'w str, u64)]) -> &'w str {
        let mut left = self.below(words.iter().map(|(_, weight)| weight).sum());
        for (word, weight) in words {
            if left < *weight {
                return word;
            }
            left -= weight;
        }
        ""
    }

    pub(crate) fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        let node = low & 0xffff_ffff_ffff;
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{node:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff
        )
    }
}

//! Names that look alike: listed for a person to read, never used.

use std::collections::BTreeMap;

use crate::catalogue::offer::{Offer, OfferIdx};
use crate::catalogue::text::name_key;

/// Most names that are listed.
const N_LISTED: usize = 3;

/// Which words stand in which names.
#[derive(Debug, Clone)]
pub(crate) struct NameWords {
    by_word: BTreeMap<String, Vec<OfferIdx>>,
    n_words: Vec<u16>,
}

impl NameWords {
    pub(crate) fn of(offers: &[Offer]) -> Self {
        let mut by_word: BTreeMap<String, Vec<OfferIdx>> = BTreeMap::new();
        let mut n_words = Vec::with_capacity(offers.len());
        for (at, offer) in offers.iter().enumerate() {
            let words = words_of(&offer.name);
            n_words.push(words.len() as u16);
            for word in words {
                by_word.entry(word).or_default().push(OfferIdx(at as u16));
            }
        }
        NameWords { by_word, n_words }
    }

    /// Offers whose names share at least half of all words with `name`, the most alike first.
    pub(crate) fn alike(&self, name: &str) -> Vec<OfferIdx> {
        let words = words_of(name);
        let mut shared = vec![0u16; self.n_words.len()];
        for idx in words.iter().filter_map(|word| self.by_word.get(word)).flatten() {
            shared[usize::from(idx.0)] += 1;
        }
        let n = words.len() as u16;
        let share =
            |at: usize| u32::from(shared[at]) * 1000 / u32::from(n + self.n_words[at] - shared[at]).max(1);
        let mut found: Vec<_> =
            (0..shared.len()).map(|at| (share(at), at)).filter(|&(s, _)| s >= 500).collect();
        found.sort_by_key(|&(share, at)| (std::cmp::Reverse(share), at));
        found.into_iter().take(N_LISTED).map(|(_, at)| OfferIdx(at as u16)).collect()
    }
}

fn words_of(name: &str) -> Vec<String> {
    let key = name_key(name);
    let words = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_name_comes_first_and_strangers_stay_out() {
        let names = ["Suite Large Plan", "Suite Small Plan", "Phone"];
        let offers: Vec<_> =
            names.iter().map(|name| Offer::of_identity(uuid::Uuid::nil(), "", name)).collect();
        let words = NameWords::of(&offers);
        assert_eq!(words.alike("suite plan, small (new)"), [OfferIdx(1),]);
        assert_eq!(words.alike("Suite Small Plan").first(), Some(&OfferIdx(1)));
        assert!(words.alike("telephone").is_empty());
    }
}

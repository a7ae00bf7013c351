//! The synonyms a column may go by in an export nobody described.

use std::sync::LazyLock;

use crate::intake::header::normalize;
use crate::intake::profile::Ends;
use crate::intake::special::Special;
use crate::intake::target::Target;

/// One name a column goes by.
#[derive(Debug)]
pub(super) struct Synonym {
    pub name: String,
    pub target: Target,
    pub special: Option<Special>,
    pub ends: Ends,
    /// Position in the column's list: of two names in one header the better is read first.
    pub place: usize,
}

static SYNONYMS: LazyLock<Vec<Synonym>> = LazyLock::new(|| {
    let lines = include_str!("../synonyms.txt").lines().filter(|line| !line.starts_with('#'));
    let listed = lines
        .filter_map(|line| line.split_once("=>"))
        .filter_map(|(column, names)| Some((column.trim().parse::<Target>().ok()?, names)));
    let mut synonyms: Vec<Synonym> = listed
        .flat_map(|(target, names)| {
            names.split(',').enumerate().map(move |(place, name)| synonym(name, target, place + 1))
        })
        .collect();
    for &target in Target::ALL {
        let name = normalize(target.as_str());
        if !synonyms.iter().any(|synonym| synonym.name == name) {
            synonyms.push(Synonym { name, target, special: None, ends: Ends::LastDay, place: 0 });
        }
    }
    synonyms.sort_by(|a, b| a.name.cmp(&b.name));
    synonyms
});

fn synonym(text: &str, target: Target, place: usize) -> Synonym {
    let (name, special) = text.split_once('@').unwrap_or((text, ""));
    let (name, ends) = name.split_once(':').unwrap_or((name, ""));
    let ends = ends.trim().parse().unwrap_or(Ends::LastDay);
    Synonym { name: normalize(name), target, special: special.trim().parse().ok(), ends, place }
}

/// What a normalized name commonly stands for.
pub(super) fn lookup(key: &str) -> Option<&'static Synonym> {
    let found = SYNONYMS.binary_search_by(|synonym| synonym.name.as_str().cmp(key)).ok()?;
    SYNONYMS.get(found)
}

/// Every name a column goes by: its own, then the others, the best first.
pub(super) fn names_of(target: Target) -> Vec<&'static str> {
    let others = |synonym: &&Synonym| synonym.target == target && synonym.place > 0;
    let mut others: Vec<&Synonym> = SYNONYMS.iter().filter(others).collect();
    others.sort_by_key(|synonym| synonym.place);
    let others = others.into_iter().map(|synonym| synonym.name.as_str());
    std::iter::once(target.as_str()).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_meaning_and_a_known_treatment() {
        assert!(SYNONYMS.windows(2).all(|pair| pair[0].name != pair[1].name));
        let marked = include_str!("../synonyms.txt").lines().filter(|line| !line.starts_with('#'));
        let marked: usize = marked.map(|line| line.matches('@').count()).sum();
        assert_eq!(SYNONYMS.iter().filter(|synonym| synonym.special.is_some()).count(), marked);
    }

    #[test]
    fn canonical_names_stand_for_themselves() {
        for &target in Target::ALL {
            let found = lookup(&normalize(target.as_str())).map(|synonym| synonym.target);
            assert_eq!(found, Some(target), "{target}");
        }
    }
}

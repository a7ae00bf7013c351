//! Countries by code or by their English or German name.

use std::sync::LazyLock;

use crate::intake::header;
use crate::model::Country;

static NAMES: LazyLock<Vec<(String, Country)>> = LazyLock::new(|| {
    let lines = include_str!("countries.txt").lines().filter_map(|line| line.split_once(':'));
    let mut names: Vec<(String, Country)> = lines
        .filter_map(|(code, names)| Country::parse(code).map(|country| (country, names)))
        .flat_map(|(country, names)| names.split(',').map(move |name| (header::normalize(name), country)))
        .collect();
    names.sort();
    names.dedup();
    names
});

/// A two-letter code as it is, a name by the table; `None` for anything else.
pub fn country(text: &str) -> Option<Country> {
    Country::parse(text).or_else(|| {
        let name = header::normalize(text);
        let found = NAMES.binary_search_by(|(known, _)| known.as_str().cmp(&name)).ok()?;
        NAMES.get(found).map(|&(_, country)| country)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_countries() {
        for (text, code) in [
            ("DE", "DE"),
            ("de", "DE"),
            ("Germany", "DE"),
            ("Österreich", "AT"),
            ("UNITED STATES", "US"),
            ("Côte d'Ivoire", "CI"),
            ("Großbritannien", "GB"),
            ("Turkey", "TR"),
            ("Türkiye", "TR"),
        ] {
            assert_eq!(country(text).map(|c| c.as_str().to_owned()).as_deref(), Some(code), "{text}");
        }
        assert_eq!(country("EMEA region"), None);
        assert_eq!(country(""), None);
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 != pair[1].0));
        assert!(NAMES.len() > 150);
    }
}

//! The regions of the programme as dated lists: which countries a partner may sell to from where it is.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::model::{Country, Day, parse_day};

/// The lists shipped with the program.
const EMBEDDED: &str = include_str!("regions.toml");

/// What a list says about a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership<'r> {
    /// The country belongs to this region.
    In(&'r str),
    /// The country is known to belong to no region.
    NotListed,
    /// The list does not know the code; there are no aliases, so `UK` is unknown.
    Unknown,
}

/// One dated list.
#[derive(Debug, Clone)]
pub struct RegionList {
    pub date: Day,
    /// First day on which it counts; its own day unless the policy says otherwise.
    from: Day,
    names: Vec<String>,
    /// Sorted by country; `None` is listed nowhere.
    members: Vec<(Country, Option<u16>)>,
}

/// Every list of a run, the newest first.
#[derive(Debug, Clone)]
pub struct Regions(Vec<RegionList>);

/// Why a file of regions is not acceptable.
#[derive(Debug, Error)]
pub enum RegionsError {
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    #[error("`{0}` is not a day; expected YYYY-MM-DD")]
    Day(String),
    #[error("list {list}: `{code}` is not a country code of two letters")]
    Code { list: String, code: String },
    #[error("list {list}: {code} stands in two regions")]
    Twice { list: String, code: String },
    #[error("list {list} is like {like}, which does not stand above it")]
    Like { list: String, like: String },
    #[error("list {list} names no region")]
    Empty { list: String },
    #[error("no [[list]] is given")]
    NoList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    list: Vec<ListEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ListEntry {
    #[serde(deserialize_with = "date")]
    date: String,
    #[serde(default, deserialize_with = "some_date")]
    like: Option<String>,
    #[serde(default)]
    not_listed: Vec<String>,
    #[serde(default)]
    regions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    moved: BTreeMap<String, String>,
}

/// A day with or without quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Day(toml::value::Datetime),
}

fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Written::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Day(day) => day.to_string(),
    })
}

fn some_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    date(deserializer).map(Some)
}

impl Regions {
    /// Reads a file of the form of the embedded one.
    pub fn parse(text: &str) -> Result<Self, RegionsError> {
        let file: File = toml::from_str(text)?;
        let mut lists: Vec<RegionList> = Vec::new();
        for entry in &file.list {
            let list = RegionList::of(entry, &lists)?;
            lists.push(list);
        }
        lists.sort_by_key(|list| std::cmp::Reverse(list.date));
        if lists.is_empty() { Err(RegionsError::NoList) } else { Ok(Regions(lists)) }
    }

    /// The same lists, of which the newest counts from another day on.
    #[must_use]
    pub fn newest_from(mut self, day: Day) -> Self {
        if let Some(newest) = self.0.first_mut() {
            newest.from = day;
        }
        self
    }

    /// The newest list that is not younger than the day; before the oldest, the oldest.
    pub fn on(&self, as_of: Day) -> &RegionList {
        let oldest = &self.0[self.0.len() - 1];
        self.0.iter().find(|list| list.from <= as_of).unwrap_or(oldest)
    }
}

impl Default for Regions {
    fn default() -> Self {
        Regions::parse(EMBEDDED).expect("the embedded lists are in order")
    }
}

impl RegionList {
    fn of(entry: &ListEntry, above: &[RegionList]) -> Result<Self, RegionsError> {
        let date = day_of(&entry.date)?;
        let mut list = match &entry.like {
            None => RegionList { date, from: date, names: Vec::new(), members: Vec::new() },
            Some(like) => {
                let wanted = day_of(like)?;
                let model = above
                    .iter()
                    .find(|list| list.date == wanted)
                    .ok_or_else(|| RegionsError::Like { list: entry.date.clone(), like: like.clone() })?;
                RegionList { date, from: date, ..model.clone() }
            }
        };
        for (name, codes) in &entry.regions {
            let region = list.region(name);
            for code in codes {
                if list.set(&entry.date, code, Some(region))? {
                    return Err(RegionsError::Twice { list: entry.date.clone(), code: code.clone() });
                }
            }
        }
        list.change(entry)?;
        let is_empty = list.members.iter().all(|(_, region)| region.is_none());
        if is_empty { Err(RegionsError::Empty { list: entry.date.clone() }) } else { Ok(list) }
    }

    /// Applies what differs from the list this one is like.
    fn change(&mut self, entry: &ListEntry) -> Result<(), RegionsError> {
        for (code, name) in &entry.moved {
            let region = self.region(name);
            self.set(&entry.date, code, Some(region))?;
        }
        entry.not_listed.iter().try_for_each(|code| self.set(&entry.date, code, None).map(drop))
    }

    /// Position of the region's name.
    fn region(&mut self, name: &str) -> u16 {
        let known = self.names.iter().position(|it| it == name);
        let position = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        position as u16
    }

    /// Puts a country where it belongs; true where it stood somewhere already.
    fn set(&mut self, list: &str, code: &str, region: Option<u16>) -> Result<bool, RegionsError> {
        let country = Country::parse(code)
            .ok_or_else(|| RegionsError::Code { list: list.to_owned(), code: code.to_owned() })?;
        match self.members.binary_search_by_key(&country, |&(member, _)| member) {
            Ok(found) => {
                self.members[found].1 = region;
                Ok(true)
            }
            Err(place) => {
                self.members.insert(place, (country, region));
                Ok(false)
            }
        }
    }

    /// What the list says about a country.
    pub fn membership(&self, country: Country) -> Membership<'_> {
        match self.entry(country) {
            Some((_, Some(region))) => Membership::In(&self.names[usize::from(*region)]),
            Some((_, None)) => Membership::NotListed,
            None => Membership::Unknown,
        }
    }

    /// The code as text that lives as long as the list; `None` for a code the list does not know.
    pub fn code(&self, country: Country) -> Option<&str> {
        self.entry(country).map(|(member, _)| member.as_str())
    }

    /// The first of the partner's countries that may serve the customer's country.
    pub fn serving(&self, partner: &[Country], customer: Country) -> Option<Country> {
        let Membership::In(region) = self.membership(customer) else { return None };
        partner.iter().copied().find(|&country| self.membership(country) == Membership::In(region))
    }

    fn entry(&self, country: Country) -> Option<&(Country, Option<u16>)> {
        let found = self.members.binary_search_by_key(&country, |&(member, _)| member).ok()?;
        self.members.get(found)
    }
}

fn day_of(text: &str) -> Result<Day, RegionsError> {
    parse_day(text).ok_or_else(|| RegionsError::Day(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{country, day};

    fn membership(code: &str, as_of: &str) -> String {
        match Regions::default().on(day(as_of)).membership(country(code)) {
            Membership::In(region) => region.to_owned(),
            Membership::NotListed => "not listed".to_owned(),
            Membership::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn the_list_of_2023_has_fifteen_regions_and_242_countries() {
        let regions = Regions::default();
        let list = regions.on(day("2023-08-17"));
        let listed = list.members.iter().filter(|(_, region)| region.is_some()).count();
        assert_eq!((list.names.len(), listed), (15, 242));
    }

    #[test]
    fn border_lines_surprise() {
        for (code, region) in [("PR", "latin-america-caribbean"), ("RE", "africa"), ("GL", "europe")] {
            assert_eq!(membership(code, "2026-01-01"), region, "{code}");
        }
        for (code, region) in [("TR", "middle-east-central-eastern-europe"), ("WF", "australia")] {
            assert_eq!(membership(code, "2026-01-01"), region, "{code}");
        }
    }

    #[test]
    fn six_countries_moved_between_the_lists() {
        let moved = [
            ("GU", "australia", "united-states"),
            ("MP", "australia", "united-states"),
            ("AS", "new-zealand", "united-states"),
            ("BY", "middle-east-central-eastern-europe", "not listed"),
            ("RU", "russia", "not listed"),
            ("CN", "not listed", "china"),
        ];
        for (code, before, after) in moved {
            assert_eq!(membership(code, "2023-08-16"), before, "{code} before");
            assert_eq!(membership(code, "2023-08-17"), after, "{code} after");
        }
    }

    #[test]
    fn there_are_no_aliases() {
        assert_eq!(membership("UK", "2026-01-01"), "unknown");
        assert_eq!(membership("KP", "2020-01-01"), "not listed");
    }

    #[test]
    fn one_matching_country_of_the_partner_is_enough_and_is_named() {
        let regions = Regions::default();
        let list = regions.on(day("2026-01-01"));
        let partner = [country("US"), country("FR")];
        assert_eq!(list.serving(&partner, country("DE")), Some(country("FR")));
        assert_eq!(list.serving(&partner, country("BR")), None);
    }

    #[test]
    fn a_file_of_ones_own_replaces_the_lists() {
        let regions =
            Regions::parse("[[list]]\ndate = \"2027-01-01\"\n[list.regions]\nhere = [\"DE\"]").unwrap();
        assert_eq!(regions.on(day("2021-01-01")).membership(country("DE")), Membership::In("here"));
    }

    #[test]
    fn mistakes_in_a_file_are_named() {
        for (text, told) in [
            ("", "no [[list]]"),
            ("[[list]]\ndate = \"soon\"", "`soon`"),
            ("[[list]]\ndate = \"2027-01-01\"", "names no region"),
            ("[[list]]\ndate = \"2027-01-01\"\n[list.regions]\na = [\"DE\"]\nb = [\"DE\"]", "two regions"),
            ("[[list]]\ndate = \"2027-01-01\"\nlike = \"2026-01-01\"", "does not stand above"),
            ("[[list]]\ndate = \"2027-01-01\"\n[list.regions]\na = [\"Peru\"]", "two letters"),
        ] {
            let error = Regions::parse(text).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn a_day_is_written_with_or_without_quotes() {
        let list = "date = 2026-01-01\n[list.regions]\neurope = ['DE']\n";
        let newer = "[[list]]\ndate = \"2026-02-01\"\nlike = 2026-01-01\n";
        let regions = Regions::parse(&format!("[[list]]\n{list}")).unwrap();
        assert_eq!(regions.on(day("2026-11-02")).date, day("2026-01-01"));
        let both = Regions::parse(&format!("[[list]]\n{list}{newer}")).unwrap();
        assert_eq!(both.on(day("2026-11-02")).date, day("2026-02-01"));
    }
}

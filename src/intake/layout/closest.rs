//! What a header that nobody knows comes closest to, and what it lacks, in words to look for in the export.

use std::cmp::Reverse;

use super::generic;
use super::{DetectContext, LayoutError};
use crate::intake::header::normalize;
use crate::intake::profile::{Alternative, Profile, Purpose};
use crate::intake::target::Target;

/// Names that are listed of the many a column may go by.
const MOST_NAMES: usize = 6;

/// The profile that knows most of the header, or the canonical names where no profile knows more.
pub(super) fn no_match<'p>(
    profiles: impl Iterator<Item = &'p Profile>,
    keys: &[String],
    context: &DetectContext,
) -> LayoutError {
    let found = keys.iter().filter(|key| generic::lookup(key).is_some()).count();
    let is_read = |profile: &&Profile| !matches!(profile.purpose, Purpose::Refused { .. });
    let knows = |profile: &Profile| keys.iter().filter(|key| profile.column(key).is_some()).count();
    let has_need = |profile: &Profile| {
        profile.alternatives.iter().flat_map(|it| &it.need).filter(|need| keys.contains(need)).count()
    };
    let closest = profiles
        .filter(is_read)
        .filter(|profile| profile.name != "canonical" && has_need(profile) > 0 && knows(profile) > found)
        .max_by_key(|profile| (knows(profile), Reverse(missing_of(profile, keys).len())));
    if let Some(profile) = closest {
        return LayoutError::NoMatch {
            closest: Some(told(&profile.name, knows(profile), keys.len())),
            missing: missing_of(profile, keys),
            found: knows(profile),
        };
    }
    let own: Vec<String> = Target::ALL.iter().map(|target| normalize(target.as_str())).collect();
    let n_own = keys.iter().filter(|key| own.contains(key)).count();
    let name = if n_own == found { "canonical" } else { "generic" };
    let closest = (found > 0).then(|| told(name, found, keys.len()));
    LayoutError::NoMatch { closest, missing: missing_at_all(keys, context), found }
}

fn told(name: &str, known: usize, all: usize) -> String {
    format!("{name}, {known} of {all} columns known")
}

/// What the alternative that lacks least still lacks, as the export writes it.
fn missing_of(profile: &Profile, keys: &[String]) -> Vec<String> {
    let lacks = |it: &Alternative| it.need.iter().filter(|need| !keys.contains(need)).count();
    let Some(nearest) = profile.alternatives.iter().min_by_key(|it| lacks(it)) else { return Vec::new() };
    let written = |need: &String| {
        let column = profile.column(need);
        let place = column.and_then(|column| column.names.iter().position(|name| name == need));
        place.and_then(|place| column?.written.get(place)).unwrap_or(need).clone()
    };
    let missing = nearest.need.iter().filter(|need| !keys.contains(need)).map(written);
    let unwanted = nearest.not.iter().filter(|not| keys.contains(not));
    missing.chain(unwanted.map(|not| format!("a header without {not}"))).collect()
}

/// What no name of the header stands for, of the three things every row needs.
fn missing_at_all(keys: &[String], context: &DetectContext) -> Vec<String> {
    let has = |is_it: fn(Target) -> bool| {
        keys.iter().any(|key| generic::lookup(key).is_some_and(|synonym| is_it(synonym.target)))
    };
    let mut missing = Vec::new();
    if !has(Target::names_customer) && context.outside.is_none() {
        let names = any_of(&[Target::CustomerTenantId, Target::CustomerDomain, Target::CustomerName]);
        missing.push(format!("a customer ({names}, or FILE@TENANT)"));
    }
    if !has(Target::names_product) {
        let names = any_of(&[Target::SubscriptionId, Target::ProductName, Target::SkuPartNumber]);
        missing.push(format!("a subscription or product ({names})"));
    }
    if !has(|target| target == Target::SeatsPurchased) {
        missing.push(format!("seats_purchased ({})", any_of(&[Target::SeatsPurchased])));
    }
    missing
}

fn any_of(targets: &[Target]) -> String {
    let each = MOST_NAMES / targets.len();
    let names: Vec<&str> =
        targets.iter().flat_map(|target| generic::names_of(*target).into_iter().take(each)).collect();
    format!("any of {}, \u{2026}", names.join(", "))
}

//! Which profile a header belongs to.

use super::closest::no_match;
use super::generic::{self, Synonym};
use super::{
    ColumnUse, DateRule, DetectContext, Layout, LayoutError, MOST_COLUMNS, Reader, Role, Why, plain,
};
use crate::intake::Grain;
use crate::intake::header;
use crate::intake::profile::{Alternative, BUILT_IN, DateDefault, Ends, Profile, Purpose, Rank};
use crate::intake::special::Special;
use crate::intake::target::Target;

impl Layout {
    /// Finds the profile of a header, or a mapping by common names where no profile fits.
    pub fn detect(header: &[&str], context: &DetectContext) -> Result<Layout, LayoutError> {
        let keys = header::keys(header);
        if keys.len() > MOST_COLUMNS {
            return Err(LayoutError::TooManyColumns { columns: keys.len() });
        }
        let built_in = BUILT_IN.as_ref().map_err(|error| LayoutError::BuiltIn(error.to_string()))?;
        let found = match best(&context.user_profiles, &keys)? {
            Some(found) => Some(found),
            None => best(built_in, &keys)?,
        };
        let written: Vec<String> = header[..keys.len()].iter().map(|cell| (*cell).to_owned()).collect();
        let layout = if let Some((profile, alternative)) = found {
            of_profile(profile, alternative, &keys, written, context)?
        } else {
            let profiles = context.user_profiles.iter().chain(built_in);
            by_synonyms(&keys, written, context).ok_or_else(|| no_match(profiles, &keys, context))?
        };
        if layout.role == Role::Portfolio && layout.customer_from_outside() && layout.outside.is_none() {
            return Err(LayoutError::CustomerNotNamed { profile: layout.profile });
        }
        Ok(layout)
    }
}

/// The matching profile that knows most of the header.
fn best<'p>(
    profiles: &'p [Profile],
    keys: &[String],
) -> Result<Option<(&'p Profile, &'p Alternative)>, LayoutError> {
    let mut best: Option<(usize, &Profile, &Alternative)> = None;
    let mut tied: Option<&Profile> = None;
    for profile in profiles {
        let Some(alternative) = profile.alternatives.iter().find(|it| matches(it, keys)) else { continue };
        let known = keys.iter().filter(|key| profile.column(key).is_some()).count();
        match best {
            Some((most, ..)) if known < most => {}
            Some((most, ..)) if known == most => tied = Some(profile),
            _ => (best, tied) = (Some((known, profile, alternative)), None),
        }
    }
    match (best, tied) {
        (Some((_, first, _)), Some(second)) => {
            Err(LayoutError::Tie { first: first.name.clone(), second: second.name.clone() })
        }
        (best, _) => Ok(best.map(|(_, profile, alternative)| (profile, alternative))),
    }
}

pub(super) fn matches(alternative: &Alternative, keys: &[String]) -> bool {
    alternative.need.iter().all(|need| keys.contains(need))
        && !alternative.not.iter().any(|not| keys.contains(not))
}

fn of_profile(
    profile: &Profile,
    alternative: &Alternative,
    keys: &[String],
    header: Vec<String>,
    context: &DetectContext,
) -> Result<Layout, LayoutError> {
    let (role, grain) = match profile.purpose {
        Purpose::Records(grain) => (Role::Portfolio, grain),
        Purpose::Reference => (Role::Reference, Grain::Subscription),
        Purpose::Refused { always: false } => (Role::Useless, Grain::Subscription),
        Purpose::Refused { always: true } => {
            let (profile, reason) = (profile.name.clone(), profile.because.clone());
            return Err(LayoutError::Refused { profile, reason });
        }
    };
    let known = keys.iter().filter(|key| profile.column(key).is_some()).count();
    let why = Why::Profile { columns: alternative.need.join(", "), known, all: keys.len() };
    let (mut readers, mut uses) = readers_of(profile, keys);
    add_renamed(profile, keys, &mut readers, &mut uses);
    let beyond = profile.columns.iter().filter_map(|column| column.nth).max().unwrap_or(0);
    let mut layout = layout(why, readers, uses, header, context);
    layout.width = layout.width.max(beyond);
    layout.constants.clone_from(&profile.constants);
    Ok(Layout {
        profile: profile.name.clone(),
        role,
        grain,
        rank: profile.rank,
        because: profile.because.clone(),
        date_default: profile.dates,
        number_default: profile.numbers,
        strict: profile.strict,
        contract_notation: profile.strict,
        ..layout
    })
}

/// The profile's own columns, in the profile's order, so that the first filled one of several wins.
fn readers_of(profile: &Profile, keys: &[String]) -> (Vec<Reader>, Vec<ColumnUse>) {
    let mut uses = vec![ColumnUse::Unknown; keys.len()];
    let mut readers = Vec::new();
    for column in &profile.columns {
        let named = column.names.iter().filter_map(|name| keys.iter().position(|key| key == name));
        for at in named.chain(column.nth.map(|position| position - 1)) {
            if let Some(usage) = uses.get_mut(at) {
                *usage = match (column.target, column.special) {
                    (_, Some(Special::Personal)) => ColumnUse::Personal,
                    (Some(target), _) => ColumnUse::Mapped(target),
                    (None, _) => ColumnUse::Ignored,
                };
            }
            // A column without a target is still read where its treatment says something about the row.
            let target = column.target.or_else(|| column.special.and_then(stand_in));
            let is_exclusive = profile.exclusive_end && column.target == Some(Target::EndDate);
            let ends = if is_exclusive { Ends::DayAfter } else { column.ends };
            readers.extend(target.map(|target| reader(at, target, column.special, ends)));
        }
    }
    (readers, uses)
}

/// The target a treatment of an otherwise unused column works on.
fn stand_in(special: Special) -> Option<Target> {
    match special {
        Special::LicensesOnly | Special::Consumption | Special::JsonTerminfo | Special::UnitType => {
            Some(Target::SubscriptionName)
        }
        Special::AddOn
        | Special::AfterColon
        | Special::Agreement
        | Special::AgreementType
        | Special::BesideName
        | Special::BillingType
        | Special::CloudblueStatus
        | Special::Country
        | Special::CspFlag
        | Special::DapFlag
        | Special::FreeSku
        | Special::IfGuid
        | Special::IfKnown
        | Special::ListSemicolon
        | Special::LocalePrefix
        | Special::MinusOne
        | Special::Money
        | Special::Never
        | Special::NumberOrLost
        | Special::OfferOrPsa
        | Special::OwnerNullDirect
        | Special::Pad4
        | Special::Pax8Description
        | Special::PerTerm
        | Special::Personal
        | Special::Qualifiers
        | Special::Relationship
        | Special::SalesChannel
        | Special::SecondaryType
        | Special::Sentinel
        | Special::SkipAzurePlan
        | Special::SkuByValue
        | Special::SubscriptionType
        | Special::Tags
        | Special::TermAndCycle => None,
    }
}

/// Unknown columns that go by a common name: of the customer in a file that does not name it, and of
/// any column the profile has but this header lacks.
fn add_renamed(profile: &Profile, keys: &[String], readers: &mut Vec<Reader>, uses: &mut [ColumnUse]) {
    let lacks = |target: Target, readers: &[Reader]| {
        profile.columns.iter().any(|column| column.target == Some(target))
            && !readers.iter().any(|reader| reader.target == target)
    };
    for (at, key) in keys.iter().enumerate() {
        let Some(synonym) = generic::lookup(key).filter(|_| uses[at] == ColumnUse::Unknown) else { continue };
        let of_customer = profile.outside && synonym.target.names_customer();
        let has_name = readers.iter().any(|reader| reader.target == Target::ProductName);
        if synonym.special == Some(Special::BesideName) && !has_name {
            continue;
        }
        if of_customer || lacks(synonym.target, readers) {
            uses[at] = ColumnUse::Synonym(synonym.target);
            readers.push(reader(at, synonym.target, synonym.special, synonym.ends));
        }
    }
}

/// A mapping by common names; `None` where they do not make up a row.
fn by_synonyms(keys: &[String], header: Vec<String>, context: &DetectContext) -> Option<Layout> {
    let mut found: Vec<(usize, &Synonym)> =
        keys.iter().enumerate().filter_map(|(at, key)| Some((at, generic::lookup(key)?))).collect();
    found.sort_by_key(|(_, synonym)| synonym.place);
    let has_name = found.iter().any(|(_, synonym)| synonym.target == Target::ProductName);
    found.retain(|(_, synonym)| has_name || synonym.special != Some(Special::BesideName));
    let has = |wanted: fn(Target) -> bool| found.iter().any(|(_, synonym)| wanted(synonym.target));
    let customer = has(Target::names_customer) || context.outside.is_some();
    if !(customer && has(Target::names_product) && has(|target| target == Target::SeatsPurchased)) {
        return None;
    }
    let mut uses = vec![ColumnUse::Unknown; keys.len()];
    for &(at, synonym) in &found {
        uses[at] = ColumnUse::Synonym(synonym.target);
    }
    let why = Why::CommonNames { found: found.len(), all: keys.len() };
    let readers = found
        .iter()
        .map(|&(at, synonym)| reader(at, synonym.target, synonym.special, synonym.ends))
        .collect();
    Some(layout(why, readers, uses, header, context))
}

fn reader(column: usize, target: Target, special: Option<Special>, ends: Ends) -> Reader {
    Reader { column, target, special, ends, read: plain::of(target), dates: DateRule::default(), mark: None }
}

fn layout(
    why: Why,
    readers: Vec<Reader>,
    uses: Vec<ColumnUse>,
    header: Vec<String>,
    context: &DetectContext,
) -> Layout {
    Layout {
        profile: "generic".to_owned(),
        role: Role::Portfolio,
        grain: Grain::Subscription,
        rank: Rank::Report,
        why,
        because: String::new(),
        uses,
        decisions: Vec::new(),
        constants: Vec::new(),
        date_default: DateDefault::Local,
        number_default: None,
        date_order: context.date_order,
        strict: false,
        contract_notation: false,
        width: header.len(),
        has_seats: readers
            .iter()
            .any(|reader| matches!(reader.target, Target::SeatsPurchased | Target::ChargeQuantity)),
        readers,
        header,
        partner: context.partner.clone(),
        outside: context.outside.clone(),
    }
}

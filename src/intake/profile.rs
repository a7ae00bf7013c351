//! Profiles: what an export's header looks like and what its columns mean, read from text.

mod columns;

use std::str::FromStr;
use std::sync::LazyLock;

use thiserror::Error;

use crate::intake::Grain;
use crate::intake::header::normalize;
use crate::intake::target::Target;
use crate::intake::values::numbers::Mark;
use crate::model::value::column_values;
use crate::model::{
    AgreementType, Channel, CommerceModel, DapStatus, PriceBasis, RelationshipStatus, SeatsScope,
};

pub use columns::{Column, Columns, Ends};

/// The built-in profiles, in the order of the file.
pub static BUILT_IN: LazyLock<Result<Vec<Profile>, ProfileError>> =
    LazyLock::new(|| profiles(TEXT, Columns::leave));

/// The text of the built-in profiles.
const TEXT: &str = include_str!("profiles.txt");

/// What happens to a line of columns.
type OnColumns<'t> = fn(&mut Columns, &'t str) -> Result<(), String>;

column_values! {
    /// How much a file is trusted where several tell of one subscription, the most trusted first.
    Rank { PartnerCenter = "partner", TenantSide = "tenant", Billing = "billing", Report = "report" }
}

column_values! {
    /// The notation of dates where no cell proves another.
    DateDefault { Iso = "iso", MonthFirst = "mdy", DayFirst = "dmy", Local = "local", Unix = "unix" }
}

/// What the records of a file are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Records(Grain),
    /// Prices, offers or names: used as if given by its own option.
    Reference,
    /// Not read at all; `always`, or only where no other input is planned.
    Refused {
        always: bool,
    },
}

/// One known export.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: String,
    pub rank: Rank,
    pub purpose: Purpose,
    pub dates: DateDefault,
    /// Decimal mark where no cell proves one.
    pub numbers: Option<Mark>,
    /// The file does not name its customer.
    pub outside: bool,
    /// Its end dates name the first day after the term.
    pub exclusive_end: bool,
    /// Values outside a column's own list are refused even where a treatment could read them.
    pub strict: bool,
    pub constants: Vec<(Target, String)>,
    pub alternatives: Vec<Alternative>,
    pub columns: Columns,
    /// Why the file is refused, and what to give instead.
    pub because: String,
}

/// One set of names by which a header is recognized.
#[derive(Debug, Clone, Default)]
pub struct Alternative {
    pub need: Vec<String>,
    pub not: Vec<String>,
}

impl Profile {
    /// The mapping of a normalized header name.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.names.iter().any(|name| name == key))
    }
}

/// A profile that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct ProfileError {
    pub line: usize,
    pub message: String,
}

/// Reads profiles from their text; comments start with `#` at the beginning of a line.
pub fn parse(text: &str) -> Result<Vec<Profile>, ProfileError> {
    profiles(text, Columns::read)
}

fn profiles<'t>(text: &'t str, on_columns: OnColumns<'t>) -> Result<Vec<Profile>, ProfileError> {
    let mut profiles: Vec<Profile> = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(idx, line)| (idx + 1, line.trim())) {
        let fail = |message: String| ProfileError { line: number, message };
        if line.is_empty() || is_comment(line) {
            continue;
        }
        if line.starts_with('[') {
            profiles.push(head(line).map_err(fail)?);
            continue;
        }
        let profile = profiles.last_mut().ok_or_else(|| fail("expected [name] first".to_owned()))?;
        body(profile, line, on_columns).map_err(fail)?;
    }
    match profiles.iter().find(|profile| profile.alternatives.is_empty()) {
        Some(profile) => {
            Err(ProfileError { line: 0, message: format!("[{}] has no `need` line", profile.name) })
        }
        None => Ok(profiles),
    }
}

/// `#8 => column` is a mapping, every other line that begins with `#` a comment.
fn is_comment(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn head(line: &str) -> Result<Profile, String> {
    let (name, rest) = line[1..].split_once(']').ok_or("expected [name] key=value ...")?;
    let mut profile = Profile {
        name: name.trim().to_owned(),
        rank: Rank::Report,
        purpose: Purpose::Records(Grain::Subscription),
        dates: DateDefault::Local,
        numbers: None,
        outside: false,
        exclusive_end: false,
        strict: false,
        constants: Vec::new(),
        alternatives: Vec::new(),
        columns: Columns::default(),
        because: String::new(),
    };
    for pair in rest.split_whitespace() {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("expected key=value, not `{pair}`"))?;
        attribute(&mut profile, key, value)?;
    }
    Ok(profile)
}

fn attribute(profile: &mut Profile, key: &str, value: &str) -> Result<(), String> {
    match (key, value) {
        ("rank", _) => profile.rank = one_of(value)?,
        ("grain", _) => profile.purpose = purpose(value)?,
        ("dates", _) => profile.dates = one_of(value)?,
        ("numbers", "point") => profile.numbers = Some(Mark::Point),
        ("numbers", "comma") => profile.numbers = Some(Mark::Comma),
        ("customer", "outside") => profile.outside = true,
        ("end", "exclusive") => profile.exclusive_end = true,
        ("strict", "yes") => profile.strict = true,
        ("alone", "refuse") => profile.purpose = Purpose::Refused { always: false },
        ("set", _) => profile.constants = constants(value)?,
        ("ragged" | "totals", "yes") | ("latest", _) => {}
        _ => return Err(format!("unknown setting `{key}={value}`")),
    }
    Ok(())
}

fn purpose(value: &str) -> Result<Purpose, String> {
    Ok(match value {
        "subscription" => Purpose::Records(Grain::Subscription),
        "customer" => Purpose::Records(Grain::Customer),
        "relationship" => Purpose::Records(Grain::Relationship),
        "pool" => Purpose::Records(Grain::Pool),
        "charge" => Purpose::Records(Grain::Charge),
        "reference" => Purpose::Reference,
        "refuse" => Purpose::Refused { always: true },
        _ => {
            return Err(format!(
                "unknown grain `{value}`; expected subscription, customer, relationship, pool, charge, reference or refuse"
            ));
        }
    })
}

fn constants(value: &str) -> Result<Vec<(Target, String)>, String> {
    let pairs = value.split(',').map(|pair| {
        let (column, value) =
            pair.split_once(':').ok_or_else(|| format!("expected column:value, not `{pair}`"))?;
        let target = one_of(column)?;
        constant(target, value)?;
        Ok((target, value.to_owned()))
    });
    pairs.collect()
}

/// Whether a column can be set for every row, and to this value.
fn constant(target: Target, value: &str) -> Result<(), String> {
    if target == Target::SourceChannel {
        one_of::<Channel>(value).map(|_| ())
    } else if target == Target::CommerceModel {
        one_of::<CommerceModel>(value).map(|_| ())
    } else if target == Target::RelationshipStatus {
        one_of::<RelationshipStatus>(value).map(|_| ())
    } else if target == Target::AgreementType {
        one_of::<AgreementType>(value).map(|_| ())
    } else if target == Target::DapStatus {
        one_of::<DapStatus>(value).map(|_| ())
    } else if target == Target::SeatsScope {
        one_of::<SeatsScope>(value).map(|_| ())
    } else if target == Target::PriceBasis {
        one_of::<PriceBasis>(value).map(|_| ())
    } else {
        Err(format!(
            "`{target}` cannot be set; expected source_channel, commerce_model, relationship_status, \
             agreement_type, dap_status, seats_scope or price_basis"
        ))
    }
}

fn body<'t>(profile: &mut Profile, line: &'t str, on_columns: OnColumns<'t>) -> Result<(), String> {
    if let Some(because) = line.strip_prefix("because ") {
        because.clone_into(&mut profile.because);
        return Ok(());
    }
    if !line.starts_with("need ") || line.contains("=>") {
        return on_columns(&mut profile.columns, line);
    }
    for part in line.split(" | ").map(str::trim) {
        profile.alternatives.push(alternative(part)?);
    }
    Ok(())
}

fn alternative(text: &str) -> Result<Alternative, String> {
    let names = text.strip_prefix("need ").ok_or_else(|| format!("expected `need names`, not `{text}`"))?;
    let (need, not) = names.split_once(" not ").unwrap_or((names, ""));
    let list = |names: &str| -> Vec<String> {
        names.split(',').map(normalize).filter(|name| !name.is_empty()).collect()
    };
    let alternative = Alternative { need: list(need), not: list(not) };
    if alternative.need.is_empty() { Err("`need` names no column".to_owned()) } else { Ok(alternative) }
}

fn one_of<T: FromStr<Err = crate::model::UnknownValue>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|unknown: crate::model::UnknownValue| format!("unknown `{text}`; {unknown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_can_be_read() {
        let profiles = BUILT_IN.as_ref().expect("profiles");
        assert_eq!(profiles.len(), 58, "57 and the canonical one");
        let at_once = parse(TEXT).expect("every column of every profile");
        assert!(profiles.iter().map(|it| it.columns.len()).eq(at_once.iter().map(|it| it.columns.len())));
        for profile in profiles {
            assert!(
                !matches!(profile.purpose, Purpose::Refused { .. }) || !profile.because.is_empty(),
                "{}",
                profile.name
            );
        }
    }

    #[test]
    fn canonical_maps_every_column_to_itself() {
        let canonical = &BUILT_IN.as_ref().expect("profiles")[0];
        for target in Target::ALL.iter().filter(|target| !target.as_str().starts_with("charge_")) {
            let name = normalize(target.as_str());
            let column = canonical.columns.iter().find(|column| column.names.contains(&name));
            assert_eq!(column.and_then(|column| column.target), Some(*target), "{target}");
        }
    }

    #[test]
    fn only_the_legacy_invoice_prints_exclusive_ends() {
        let marked: Vec<_> =
            BUILT_IN.as_ref().expect("profiles").iter().filter(|profile| profile.exclusive_end).collect();
        assert_eq!(marked.iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>(), ["recon_legacy"]);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, line, word) in [
            ("need a", 1, "[name]"),
            ("[x] color=red", 1, "color=red"),
            ("[x]\nneed a\nA => custmer_name", 3, "custmer_name"),
            ("[x]\nneed a\nA => customer_name @magic", 3, "magic"),
            ("[x]\nA => customer_name", 0, "need"),
            ("[x]\nneed a\nwhat is this", 3, "Header => column"),
            ("[x] set=source_channel:shop", 1, "shop"),
            ("[x] set=status:active", 1, "cannot be set"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.line, line, "{text}");
            assert!(error.message.contains(word), "{text}: {error}");
        }
    }
}

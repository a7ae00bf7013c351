//! Arguments and policy into the settings of the stages.

use std::path::{Path, PathBuf};

use cutover::catalogue::{Catalogue, Download, Downloads, check_age};
use cutover::config::Policy;
use cutover::error::Error;
use cutover::intake::layout::DateOrder;
use cutover::intake::{self, DetectContext, Portfolio, profile};
use cutover::model::Day;
use cutover::plan::Wishes;
use cutover::report::run_json::sha256_hex;
use cutover::rules::{Pins, Rulebook};

use crate::cli::plan::args::{DateOrderArg, InputArgs, PlanArgs};

/// The policy of the run, with what the command line says above it.
pub(crate) fn policy(path: Option<&Path>) -> Result<Policy, Error> {
    let builtin = Rulebook::builtin();
    let known: Vec<&str> = builtin.rules().iter().map(|rule| rule.id).collect();
    path.map_or_else(|| Ok(Policy::default()), |path| Policy::load(path, &known))
}

/// How the inputs are read.
pub(crate) fn intake(
    args: &InputArgs,
    policy: &Policy,
    skip_unreadable: bool,
) -> Result<intake::Settings, Error> {
    let date_order = args.date_order.map(|order| match order {
        DateOrderArg::Dmy => DateOrder::DayFirst,
        DateOrderArg::Mdy => DateOrder::MonthFirst,
    });
    Ok(intake::Settings {
        encoding: args.encoding.as_deref().map(encoding).transpose()?,
        delimiter: args.delimiter.as_deref().map(delimiter).transpose()?,
        skip_unreadable,
        look_only: false,
        memory: None,
        context: DetectContext {
            user_profiles: args.columns.as_deref().map(user_profiles).transpose()?.unwrap_or_default(),
            date_order,
            partner: policy.partner_ids(),
            outside: None,
        },
    })
}

fn encoding(name: &str) -> Result<&'static encoding_rs::Encoding, Error> {
    encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        Error::Usage(format!("--encoding {name}: expected a name such as utf-8, windows-1252 or utf-16le"))
    })
}

fn delimiter(text: &str) -> Result<u8, Error> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        &[byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'"' => Ok(byte),
        _ => Err(Error::Usage(format!("--delimiter {text}: expected one character such as `;`, or `tab`"))),
    }
}

fn user_profiles(path: &Path) -> Result<Vec<profile::Profile>, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|wrong| Error::Policy(format!("{}: {wrong}", path.display())))?;
    profile::parse(&text).map_err(|wrong| Error::Policy(format!("{}: {wrong}", path.display())))
}

/// The catalogue of a run, and the hash of everything in it.
pub(crate) struct Catalogued {
    pub(crate) catalogue: Catalogue,
    pub(crate) sha256: String,
}

/// The catalogue of the run: embedded, joined with what was downloaded.
pub(crate) fn catalogue(
    args: &PlanArgs,
    policy: &Policy,
    portfolio: &Portfolio,
    as_of: Day,
) -> Result<Catalogued, Error> {
    let of_policy = &policy.catalogue;
    let file = |option: &Option<PathBuf>,
                written: &str,
                profile: &str|
     -> Result<Option<(String, Vec<u8>)>, Error> {
        let given = option.clone().or_else(|| policy.path(written));
        let found = among_exports(portfolio, profile)?;
        match (given, found) {
            (Some(_), Some(found)) => Err(Error::Usage(format!(
                "{found} is a second reference file of its kind; leave one of the two out"
            ))),
            (Some(path), None) => read(&path).map(Some),
            (None, found) => found.map(|path| read(Path::new(path))).transpose(),
        }
    };
    let list = file(&args.catalog, &of_policy.licensing_list, "product_names")?;
    let matrix = file(&args.offer_matrix, &of_policy.offer_matrix, "offers_nce")?;
    let prices = file(&args.price_list, &of_policy.price_list, "price_nce")?;
    let legacy = file(&args.legacy_offers, &of_policy.legacy_offers, "offers_legacy")?;
    let map = args.map.clone().or_else(|| policy.path(&of_policy.map)).map(|path| read(&path)).transpose()?;
    let catalogue = Catalogue::assemble(&Downloads {
        licensing_list: download(list.as_ref()),
        offer_matrix: download(matrix.as_ref()),
        price_list: download(prices.as_ref()),
        legacy_offers: download(legacy.as_ref()),
        overrides: download(map.as_ref()),
    })?;
    check_ages(&catalogue, args.max_catalog_age.unwrap_or(of_policy.max_age_days), as_of)?;
    let files = [&list, &matrix, &prices, &legacy, &map];
    Ok(Catalogued { catalogue, sha256: hash_of(files.map(Option::as_ref)) })
}

/// Of the embedded edition and the bytes of every file that was added to it, whatever its name.
fn hash_of(files: [Option<&(String, Vec<u8>)>; 5]) -> String {
    let of_file =
        |file: Option<&(String, Vec<u8>)>| file.map_or(String::new(), |(_, bytes)| sha256_hex(bytes));
    let parts = [Catalogue::version().to_owned()].into_iter().chain(files.map(of_file));
    sha256_hex(parts.collect::<Vec<_>>().join("\n").as_bytes())
}

pub(crate) fn download(file: Option<&(String, Vec<u8>)>) -> Option<Download<'_>> {
    file.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
}

pub(crate) fn read(path: &Path) -> Result<(String, Vec<u8>), Error> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(wrong) => Err(Error::Reference { path: name, reason: wrong.to_string() }),
    }
}

/// The path of the one reference file of a kind among the exports; two of a kind are a mistake.
fn among_exports<'p>(portfolio: &'p Portfolio, profile: &str) -> Result<Option<&'p str>, Error> {
    let is_kind =
        |file: &&intake::FileReport| file.sections.iter().any(|(_, layout)| layout.profile() == profile);
    let mut found = portfolio.files.iter().filter(is_kind);
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Err(Error::Usage(format!(
            "{} and {} are both `{profile}`; leave one of them out",
            first.path, second.path
        ))),
        (first, _) => Ok(first.map(|file| file.path.as_str())),
    }
}

fn check_ages(catalogue: &Catalogue, max_days: u32, as_of: Day) -> Result<(), Error> {
    if max_days == 0 {
        return Ok(());
    }
    let dated = catalogue.reports().iter().filter_map(|report| Some((report.path.as_str(), report.dated?)));
    for (path, day) in dated {
        check_age(path, day, as_of, max_days)?;
    }
    check_age("the embedded catalogue", Catalogue::dated(), as_of, max_days)
}

/// What the calendar has to respect: capacity, freezes and groups of the policy, and the pins.
pub(crate) fn wishes(args: &PlanArgs, policy: &Policy) -> Result<Wishes, Error> {
    let pins = match &args.pins {
        None => Pins::default(),
        Some(path) => {
            let name = path.display().to_string();
            let bytes = std::fs::read(path).map_err(|source| Error::Open { path: name.clone(), source })?;
            Pins::parse(&name, &bytes)?
        }
    };
    Ok(Wishes { settings: policy.wave_settings(), groups: policy.customer_groups(), pins })
}

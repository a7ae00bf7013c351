//! What has to hold for any bytes at all. The fuzz targets run it, and a test replays the corpus through it.

use std::io::Write;
use std::path::Path;

use cutover::config::{Policy, known_rules, policy_toml};
use cutover::error::Error;
use cutover::intake::{Entry, Input, Portfolio, Settings, profile};
use cutover::model::Country;
use cutover::rules::builtin::RULES;
use cutover::run::Nightly;

/// Nonsense in a file gives rejects or one clear error: never a panic, never a ledger that does not balance.
pub(crate) fn reader(bytes: &[u8]) {
    let (&first, bytes) = bytes.split_first().unwrap_or((&0, bytes));
    let name = [".csv.gz", ".tsv", ".csv", ".csv"][usize::from(first % 4)];
    // Trying every delimiter takes four times as long: one in four inputs is left to that.
    let settings = Settings {
        delimiter: if first / 4 % 4 == 0 { None } else { Some(usual_delimiter(bytes)) },
        ..Settings::default()
    };
    let mut file = tempfile::Builder::new().suffix(name).tempfile().expect("a temporary file");
    file.write_all(bytes).expect("room for an input");
    let path = file.path().to_string_lossy().into_owned();
    match Portfolio::read(&[Input::parse(&path)], &settings, &|_| Ok(())) {
        Err(Error::Open { .. } | Error::Input { .. }) => {}
        Err(other) => panic!("another kind of error: {other}"),
        Ok(portfolio) => balanced(&portfolio),
    }
}

/// The delimiter there are most of near the start.
fn usual_delimiter(bytes: &[u8]) -> u8 {
    let start = &bytes[..bytes.len().min(400)];
    let count = |delimiter: &u8| start.split(|byte| byte == delimiter).count();
    *b"|\t;,".iter().max_by_key(|delimiter| count(delimiter)).unwrap_or(&b',')
}

fn balanced(portfolio: &Portfolio) {
    let file = &portfolio.files[0];
    let Entry { read, accepted, merged, reference, skipped, rejected, .. } = &file.entry;
    let parts = [accepted, merged, reference, skipped, rejected];
    assert_eq!(read.records, parts.iter().map(|part| part.records).sum::<u64>(), "records");
    assert_eq!(read.seats, parts.iter().map(|part| part.seats).sum::<u64>(), "seats");
    assert_eq!(rejected.records, portfolio.rejects.len() as u64, "rejects");
    let held = portfolio.n_subscriptions() as u64;
    assert!(held <= accepted.records + read.records, "{held} subscriptions");
}

/// A policy is read or refused with its place; one that is read is printed and read again as the same.
pub(crate) fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let known = known_rules();
    match Policy::parse(Path::new("policy.toml"), text, &known) {
        Err(Error::Policy(said)) => assert!(said.contains("policy.toml"), "no place: {said}"),
        Err(other) => panic!("another kind of error: {other}"),
        Ok(mut policy) => {
            policy.partner.country = policy.partner.country.or(Country::parse("DE"));
            let _ = policy.rulebook();
            let printed = policy_toml(&policy, RULES);
            let again = Policy::parse(Path::new("policy.toml"), &printed, &known)
                .unwrap_or_else(|wrong| panic!("not read again: {wrong}\n{printed}"));
            assert_eq!(policy_toml(&again, RULES), printed);
        }
    }
    match Nightly::parse(Path::new("nightly.toml"), text) {
        Ok(_) | Err(Error::Policy(_)) => {}
        Err(other) => panic!("another kind of error: {other}"),
    }
}

/// A profile of a user's own is read or refused; one that is read meets an export without a panic.
pub(crate) fn profiles(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (text, export) = text.split_once("\n===\n").unwrap_or((text, EXPORT));
    let Ok(user_profiles) = profile::parse(text) else { return };
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    file.write_all(export.as_bytes()).expect("room for an input");
    let mut settings = Settings::default();
    settings.context.user_profiles = user_profiles;
    let path = file.path().to_string_lossy().into_owned();
    match Portfolio::read(&[Input::parse(&path)], &settings, &|_| Ok(())) {
        Err(Error::Open { .. } | Error::Input { .. }) => {}
        Err(other) => panic!("another kind of error: {other}"),
        Ok(portfolio) => balanced(&portfolio),
    }
}

/// An export for profiles that bring none.
const EXPORT: &str = "tenant,subscription,product,seats,ends\n\
    198b2541-eca7-4a86-8e89-34c482c6191c,0f8fad5b-d9cb-469f-a165-70867728950e,SPB,25,2027-01-31\n";

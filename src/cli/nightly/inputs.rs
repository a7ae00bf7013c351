//! The inputs of a night: patterns that no shell expands, and files that have to stand still.

use std::path::Path;
use std::time::{Duration, Instant};

use cutover::error::Error;
use cutover::intake;
use cutover::run::{InputStamps, Nightly};

use crate::cli::interrupt;

/// How often it is looked whether an input moves.
const LOOK: Duration = Duration::from_millis(50);

/// Every file the patterns mean, sorted; a pattern without a file is an error that names it.
pub(super) fn expand(config: &Nightly) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for written in &config.inputs {
        let (pattern, customer) = pattern(config, written);
        let wrong = |why: String| Error::Policy(format!("inputs: `{written}`: {why}"));
        let paths = glob::glob(&pattern).map_err(|error| wrong(error.to_string()))?;
        let before = found.len();
        for path in paths {
            let path = path.map_err(|error| Error::Open {
                path: error.path().display().to_string(),
                source: error.into(),
            })?;
            found.push(format!("{}{customer}", path.display()));
        }
        if found.len() == before {
            let reason = "no file is there; look whether the export ran, and what it is called";
            return Err(Error::input(&pattern, reason));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The pattern with the configuration's own directory, and what follows it from `@` on.
pub(super) fn pattern(config: &Nightly, written: &str) -> (String, String) {
    let (path, customer) = match written.rsplit_once('@') {
        Some((path, customer)) if !customer.contains(['/', '\\', '*']) && !path.is_empty() => {
            (path, format!("@{customer}"))
        }
        Some(_) | None => (written, String::new()),
    };
    let directory = glob::Pattern::escape(&config.directory.to_string_lossy());
    (Path::new(&directory).join(path).to_string_lossy().into_owned(), customer)
}

/// Refuses an input that moves while nobody reads it yet.
pub(super) fn settle(exports: &[String], seconds: u64) -> Result<(), Error> {
    if seconds == 0 {
        return Ok(());
    }
    let stamps = InputStamps::note(&intake::expand(exports)?);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        std::thread::sleep(LOOK);
        interrupt::check()?;
        stamps.check()?;
    }
    Ok(())
}

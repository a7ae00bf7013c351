//! Inputs that somebody still writes: their size or their time of change moves while they are read.

use std::fs;
use std::time::SystemTime;

use crate::error::Error;
use crate::intake::Input;

/// Inputs as they stood before they were read.
#[derive(Debug, Clone)]
pub struct InputStamps(Vec<(String, Option<Stamp>)>);

/// Size and time of change.
type Stamp = (u64, Option<SystemTime>);

impl InputStamps {
    /// Notes how every input stands; standard input stands nowhere.
    pub fn note(inputs: &[Input]) -> Self {
        InputStamps(inputs.iter().map(|input| (input.path.clone(), stamp(&input.path))).collect())
    }

    /// Refuses the first input that does not stand as it did.
    pub fn check(&self) -> Result<(), Error> {
        let moved = self.0.iter().find(|(path, before)| stamp(path) != *before);
        match moved {
            None => Ok(()),
            Some((path, _)) if !std::path::Path::new(path).exists() => {
                Err(Error::input(path, "it vanished while it was read; export it again and run again"))
            }
            Some((path, _)) => Err(still_written(path, "its size or time of change moved")),
        }
    }
}

/// The error about an input that is not whole yet.
pub fn still_written(path: &str, because: &str) -> Error {
    Error::input(path, format!("it is still being written ({because}); run again when the export has ended"))
}

fn stamp(path: &str) -> Option<Stamp> {
    let metadata = (path != "-").then(|| fs::metadata(path))?.ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_or_vanishes_is_named() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("export.csv");
        fs::write(&path, "a\n").unwrap();
        let inputs = [Input::parse(&path.to_string_lossy()), Input::parse("-")];
        let stamps = InputStamps::note(&inputs);
        stamps.check().unwrap();
        fs::write(&path, "a\nb\n").unwrap();
        let error = stamps.check().unwrap_err().to_string();
        assert!(error.contains("export.csv: it is still being written"), "{error}");
        fs::remove_file(&path).unwrap();
        let error = stamps.check().unwrap_err().to_string();
        assert!(error.contains("export.csv: it vanished"), "{error}");
    }
}

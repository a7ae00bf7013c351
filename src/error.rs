//! What can end a run. A bad row is a reject and an unwelcome customer a finding; neither is an error.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Everything that ends a run. Every message says where, what was expected and what to do.
#[derive(Debug, Error)]
pub enum Error {
    /// The command line asks for something that cannot be.
    #[error("{0}")]
    Usage(String),
    /// The policy, or a file it names, is not acceptable. The text already points at line and column.
    #[error("{0}")]
    Policy(String),
    /// An input cannot be opened or read.
    #[error("cannot read {path}: {source}")]
    Open { path: String, source: std::io::Error },
    /// An input was read and is not acceptable.
    #[error("{path}{}: {reason}", line.map_or(String::new(), |line| format!(":{line}")))]
    Input { path: String, line: Option<u32>, reason: String },
    /// Reference data is missing, empty or too old.
    #[error("{path}: {reason}")]
    Reference { path: String, reason: String },
    /// An output cannot be written.
    #[error("cannot write {path}: {reason}")]
    Output { path: PathBuf, reason: String },
    /// Another run holds the output.
    #[error("{path} is in use by another run ({holder}); wait for it to end, or choose another --out")]
    Locked { path: PathBuf, holder: String },
    /// A gate that guards what is published tripped before anything was.
    #[error("{0}; nothing was published")]
    Gate(String),
    /// The run was told to stop.
    #[error("interrupted; nothing was published")]
    Interrupted,
    /// A law of the program does not hold: the result cannot be trusted and was not published.
    #[error(
        "internal error: {0}; nothing was published. Please report this with the version and the input's shape"
    )]
    Internal(String),
}

impl Error {
    /// An error about an input as a whole.
    pub fn input(path: &str, reason: impl Into<String>) -> Self {
        Error::Input { path: path.to_owned(), line: None, reason: reason.into() }
    }

    /// An error that names the path an output operation failed on.
    pub fn output(path: &Path, source: &std::io::Error) -> Self {
        let reason = match source.kind() {
            std::io::ErrorKind::StorageFull => "the disk is full; free some space and run again".to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                "no permission, or the file is open in another program; close it or choose another --out"
                    .to_owned()
            }
            _ => source.to_string(),
        };
        Error::Output { path: path.to_owned(), reason }
    }
}

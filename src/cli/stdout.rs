//! Results on standard output: a closed pipe is a quiet success, a full disk is an error.

use std::io::{ErrorKind, Write};
use std::path::Path;

use cutover::error::Error;

/// Writes `text` whole.
pub(crate) fn write(text: &str) -> Result<(), Error> {
    write_bytes(text.as_bytes())
}

/// Writes `bytes` whole.
pub(crate) fn write_bytes(bytes: &[u8]) -> Result<(), Error> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::output(Path::new("standard output"), &error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

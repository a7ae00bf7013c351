//! Ctrl-C and SIGTERM: said at once, acted on between two chunks, and a second one ends the program now.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use cutover::error::Error;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From here on an interrupt is noticed instead of ending the program.
pub(crate) fn watch() {
    // A second handler in one process is a mistake nobody can act on.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, clippy::disallowed_methods, reason = "a second interrupt means: now")]
            std::process::exit(130);
        }
        let _ = writeln!(std::io::stderr(), "stopping; what is not whole yet will not be published");
    });
}

/// An error once an interrupt has been noticed.
pub(crate) fn check() -> Result<(), Error> {
    if is_interrupted() { Err(Error::Interrupted) } else { Ok(()) }
}

/// Whether an interrupt has been noticed.
pub(crate) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

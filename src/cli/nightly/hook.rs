//! The hook: a program of the user's own, told how the night ended. No shell is involved.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cutover::run::Nightly;

use crate::cli::nightly::health::Health;

/// How often it is looked whether the hook has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Runs the hook, if there is one. What goes wrong with it is a complaint, and never the night's code.
pub(super) fn run(config: &Nightly, health: &Health<'_>) -> Option<String> {
    let (program, arguments) = config.hook.split_first()?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(&config.directory)
        .stdin(Stdio::null())
        // Standard output carries results only.
        .stdout(std::io::stderr())
        .env("CUTOVER_CODE", health.code.to_string())
        .env("CUTOVER_OUTCOME", health.outcome())
        .env("CUTOVER_MESSAGE", health.message())
        .env("CUTOVER_NIGHT", health.night.to_string())
        .env("CUTOVER_ROOT", config.path(&config.root))
        .env("CUTOVER_HEALTH", config.health_path());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(wrong) => return Some(format!("{program} cannot be started: {wrong}")),
    };
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return None,
            Ok(Some(status)) => return Some(format!("{program} ended with {status}")),
            Err(wrong) => return Some(format!("{program}: {wrong}")),
            Ok(None) if begun.elapsed().as_secs() >= config.hook_seconds => {
                let _ = child.kill();
                let _ = child.wait();
                return Some(format!("{program} was ended after {} seconds", config.hook_seconds));
            }
            Ok(None) => std::thread::sleep(LOOK),
        }
    }
}

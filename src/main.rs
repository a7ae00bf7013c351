//! Parse, run, exit code; the only file that declares `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}

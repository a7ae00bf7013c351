//! One binary of acceptance tests: the program as a user meets it.

mod dice;
mod documents;
mod browser;
mod causes;
mod exit_codes;
#[cfg(target_os = "linux")]
mod faults;
mod fuzz_replay;
mod golden;
mod formats;
mod help;
mod language;
mod policies;
mod properties;
mod intake_laws;
mod quirks;
mod page;
#[cfg(unix)]
mod interrupted;
mod night;
mod nightly;
mod run;
mod samples;
mod scenarios;
mod tidy;
mod waves;
mod vintage;

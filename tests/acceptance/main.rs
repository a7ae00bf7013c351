//! One binary of acceptance tests: the program as a user meets it.

mod clarified;
mod deadlines;
mod bombs;
mod dated;
mod dice;
mod decisions;
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
mod peaks;
mod policies;
mod properties;
mod intake_laws;
mod memory;
mod quirks;
mod page;
#[cfg(unix)]
mod interrupted;
mod night;
mod nightly;
mod run;
mod samples;
mod scenarios;
mod since;
mod tidy;
mod told;
mod units;
mod waves;
mod vintage;
mod whatif;

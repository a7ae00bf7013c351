//! Any bytes at all, given to `reader` of `checks.rs`.
#![no_main]

#[path = "../checks.rs"]
#[expect(dead_code, reason = "each target runs one of the checks")]
mod checks;
#[path = "../single_thread.rs"]
mod single_thread;

libfuzzer_sys::fuzz_target!(init: single_thread::arrange(), |bytes: &[u8]| checks::reader(bytes));

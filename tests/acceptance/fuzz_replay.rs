//! The fuzzers' corpus, replayed: what once was found, or leads to rare places, is tried on every test run.

use std::fs;

use crate::night::names;
use crate::run::root;

#[path = "../../fuzz/checks.rs"]
mod checks;

/// Gives every file of a corpus to a check, and some damaged variants of it.
fn replay(corpus: &str, check: fn(&[u8])) {
    let directory = root().join("fuzz/corpus").join(corpus);
    let files = names(&directory);
    assert!(!files.is_empty(), "{}: no corpus", directory.display());
    for name in files {
        let bytes = fs::read(directory.join(&name)).expect("a file of the corpus");
        check(&bytes);
        for part in 1..4 {
            check(&bytes[..bytes.len() * part / 4]);
        }
        let mut flipped = bytes;
        for at in (7..flipped.len()).step_by(211) {
            flipped[at] ^= 0x15;
        }
        check(&flipped);
    }
}

#[test]
fn any_bytes_at_all_balance_or_are_refused() {
    replay("reader", checks::reader);
}

#[test]
fn any_policy_is_read_or_pointed_at() {
    replay("policy", checks::policy);
}

#[test]
fn any_profile_is_read_or_refused() {
    replay("profiles", checks::profiles);
}

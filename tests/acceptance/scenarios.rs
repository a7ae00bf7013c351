//! Every directory below `scenarios/` is one run: inputs, `args`, and what is expected to come out.
//!
//! `expected/` holds `code`, `stdout`, `stderr` and, below `out/`, the files of the run directory that the
//! scenario is about. `UPDATE=1` rewrites whatever is there; the diff is for a person to read.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{cutover, root};

#[test]
fn every_scenario_gives_what_it_says() {
    let directory = root().join("tests/acceptance/scenarios");
    let mut scenarios: Vec<PathBuf> =
        fs::read_dir(directory).expect("scenarios").map(|entry| entry.expect("an entry").path()).collect();
    scenarios.sort();
    let failures: Vec<String> = scenarios.iter().flat_map(|scenario| differences(scenario)).collect();
    assert!(failures.is_empty(), "{}\nUPDATE=1 rewrites what is expected", failures.join("\n"));
    assert!(!scenarios.is_empty(), "there are scenarios");
}

fn differences(scenario: &Path) -> Vec<String> {
    let work = tempfile::tempdir().expect("a temporary directory");
    copy(scenario, work.path());
    let arguments = fs::read_to_string(scenario.join("args")).expect("a scenario has its args");
    let arguments: Vec<&str> = arguments.lines().collect();
    let output = cutover(work.path(), &arguments);

    let expected = scenario.join("expected");
    let code = format!("{}\n", output.status.code().unwrap_or(-1));
    fs::write(work.path().join("code"), code).expect("code is written");
    fs::write(work.path().join("stdout"), output.stdout).expect("stdout is written");
    fs::write(work.path().join("stderr"), output.stderr).expect("stderr is written");
    let compared = files(&expected);
    assert!(!compared.is_empty(), "{}: nothing is expected", scenario.display());
    compared.iter().filter_map(|file| difference(&expected, work.path(), file)).collect()
}

fn difference(expected: &Path, actual: &Path, file: &Path) -> Option<String> {
    let wanted = expected.join(file);
    let found = fs::read_to_string(actual.join(file)).unwrap_or_else(|error| format!("<{error}>"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&wanted, &found).expect("expectations can be written");
        return None;
    }
    let text = fs::read_to_string(&wanted).expect("what is expected can be read");
    let line = text.lines().zip(found.lines()).position(|(a, b)| a != b);
    (text != found).then(|| {
        let line = line.unwrap_or_else(|| text.lines().count().min(found.lines().count()));
        let show = |text: &str| text.lines().nth(line).unwrap_or("<nothing>").to_owned();
        format!("{}:{}\n  expected {}\n  found    {}", wanted.display(), line + 1, show(&text), show(&found))
    })
}

/// Every file below `directory`, as paths relative to it, sorted.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(directory).expect("below it").to_owned());
            }
        }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        if !file.starts_with("expected") {
            let target = to.join(&file);
            fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
            fs::copy(from.join(&file), target).expect("a copy");
        }
    }
}

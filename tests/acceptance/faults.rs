//! Disks that are full or read-only, system calls that fail, clocks and locales that lie.

#![expect(clippy::unwrap_used, reason = "what a test prepares may panic")]
#![expect(clippy::print_stdout, reason = "what could not be tried here is told")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::night::{Night, SETTINGS, assert_whole, hashes, names, said};
use crate::run::{cutover, root};

fn program() -> String {
    assert_cmd::cargo::cargo_bin!("cutover").display().to_string()
}

/// The tools a fault needs are not everywhere; what could not be tried is said.
fn can(what: &str, arguments: &[&str]) -> bool {
    let outcome = Command::new(arguments[0]).args(&arguments[1..]).output();
    let can = outcome.is_ok_and(|output| output.status.success());
    if !can {
        println!("not tried here: {what}");
    }
    can
}

fn shell(script: &str, directory: &Path) -> Output {
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", script]).current_dir(directory).env("CUTOVER", program());
    command.output().expect("a shell")
}

#[test]
fn a_full_disk_changes_nothing_and_room_is_enough_to_go_on() {
    let probe = "mkdir -p /tmp/cutover-probe && mount -t tmpfs -o size=64k none /tmp/cutover-probe";
    if !can("a small file system", &["unshare", "-m", "sh", "-c", probe]) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("disk")).unwrap();
    fs::copy(root().join("samples/portfolio.csv"), place.path().join("in.csv")).unwrap();
    let script = "
        set -u
        mount -t tmpfs -o size=24m none disk
        plan() { $CUTOVER plan in.csv --partner-country DE --as-of $1 --out disk/plan >/dev/null; }
        plan 2026-11-21; echo first $?
        head -c 32m /dev/zero > disk/filler 2>/dev/null
        plan 2026-11-22; echo full $?
        rm disk/filler
        left=$(df -k --output=avail disk | tail -1)
        head -c $((left - 100))k /dev/zero > disk/filler
        plan 2026-11-22; echo nearly $?
        $CUTOVER verify disk/plan; echo stands $?
        ls -A disk | tr '\\n' ' '
        rm disk/filler
        plan 2026-11-22; echo again $?
        $CUTOVER verify disk/plan; ls -A disk | tr '\\n' ' '";
    let output = shell(script, place.path());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in [
        "first 0",
        "full 5",
        "nearly 5",
        "as of 2026-11-21",
        "stands 0",
        "filler plan ",
        "again 0",
        "as of 2026-11-22",
    ] {
        assert!(told.contains(line), "{line}: {told}\n{}", said(&output));
    }
    assert!(said(&output).contains("the disk is full; free some space"), "{}", said(&output));
    assert!(told.ends_with("plan "), "{told}");
}

#[test]
fn a_read_only_output_is_an_error_of_the_output() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-20");
    let probe = [
        "unshare",
        "-m",
        "sh",
        "-c",
        "mkdir -p /tmp/cutover-probe && mount --bind -o ro /tmp/cutover-probe /tmp/cutover-probe",
    ];
    if !can("a read-only file system", &probe) {
        return;
    }
    let script = "mount --bind runs runs && mount -o remount,ro,bind runs
        $CUTOVER nightly --config nightly.toml --as-of 2026-11-21; echo code $?";
    let output = shell(script, &night.path(""));
    assert!(String::from_utf8_lossy(&output.stdout).contains("code 5"), "{}", said(&output));
    assert!(said(&output).contains("cannot write"), "{}", said(&output));
    night.everything_published_verifies();
    assert_eq!(night.names(), ["2026-11-20", "health.json", "latest"]);
}

/// Fails the call of this name the `number`th time, once or from then on; says whether it came to that.
fn fails(night: &Night, day: &str, call: &str, number: u32, for_good: bool) -> (Output, bool) {
    let when = format!("inject={call}:error=ENOSPC:when={number}{}", if for_good { "+" } else { "" });
    let trace = night.path("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(&trace).args(["-e", &format!("trace={call}"), "-e", &when]);
    command.arg(program()).args(["nightly", "--config", "nightly.toml", "--as-of", day]);
    let output = command.current_dir(night.path("")).env_clear().output().expect("strace runs");
    (output, fs::read_to_string(trace).unwrap().contains("(INJECTED)"))
}

/// Calls by which bytes and names get onto a disk. Each of every night is failed once, and every fourth for good.
const CALLS: [&str; 5] = ["write", "fsync", "rename", "mkdir", "unlink"];

#[test]
fn no_system_call_that_fails_can_spoil_what_is_published() {
    if !can(
        "failing system calls",
        &["strace", "-qq", "-o", "/dev/null", "-e", "inject=fsync:error=ENOSPC", "true"],
    ) {
        return;
    }
    let night = Night::with(SETTINGS);
    night.passes("2026-01-01");
    let mut day = cutover::model::parse_day("2026-01-01").unwrap();
    let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
    let mut felt: BTreeMap<&str, u32> = BTreeMap::new();
    for call in CALLS {
        let numbers =
            (1..).flat_map(|n| [(n, false), (n, true)]).filter(|(n, for_good)| !for_good || n % 4 == 1);
        for (number, for_good) in numbers {
            day = cutover::model::plus_days(day, 1);
            let (output, is_felt) = fails(&night, &day.to_string(), call, number, for_good);
            let code = output.status.code().unwrap_or(-1);
            let stands = night.path("runs").join(day.to_string()).exists();
            assert!(code != 0 || stands, "{call} {number}: 0 without a run");
            assert!([0, 3, 5].contains(&code), "{call} {number} {for_good}: {code} {}", said(&output));
            night.everything_published_verifies();
            if !is_felt {
                break;
            }
            *codes.entry(code).or_default() += 1;
            *felt.entry(call).or_default() += 1;
        }
    }
    println!("{felt:?} faults: {codes:?}");
    assert!(CALLS.iter().all(|call| felt.contains_key(call)), "{felt:?}");
    assert!(codes.get(&5).is_some_and(|&n| n > 40), "faults were felt: {codes:?}");
    night.passes("2026-12-31");
    let left: Vec<String> = night.names().into_iter().filter(|name| name.starts_with('.')).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn a_full_standard_output_is_an_error_and_a_closed_one_is_not() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = Command::new(program()).args(["rules", "list"]).stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(5));
    let script = "$CUTOVER rules list | head -1 >/dev/null; $CUTOVER policy | true; echo done";
    let output = Command::new("sh").args(["-c", script]).env("CUTOVER", program()).output().unwrap();
    assert_eq!(said(&output), "");
}

/// Where distributions put the library that shifts a program's clock.
const FAKE_CLOCKS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib64/faketime/libfaketime.so.1",
];

#[test]
fn neither_clock_nor_zone_nor_locale_nor_threads_change_a_byte() {
    let night = Night::with("log = \"json\"\nsettle-seconds = 0\n");
    fs::copy(root().join("samples/portfolio.csv"), night.export()).unwrap();
    night.passes("2026-02-28");
    night.passes("2026-03-01");
    let wanted = hashes(&night.path("runs/2026-03-01"));
    assert!(wanted.len() > 8, "{wanted:?}");
    let mut lies: Vec<Vec<(&str, &str)>> = vec![
        vec![("TZ", "Pacific/Kiritimati"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8")],
        vec![("TZ", "America/Adak"), ("LC_ALL", "tr_TR.UTF-8"), ("CUTOVER_JOBS", "1")],
        vec![("TZ", "nonsense"), ("LC_ALL", "C"), ("HOME", "/nonexistent"), ("CUTOVER_JOBS", "7")],
    ];
    match FAKE_CLOCKS.into_iter().find(|path| Path::new(path).exists()) {
        None => println!("not tried here: a clock that is shifted (libfaketime is not installed)"),
        Some(library) => lies.extend(
            [
                "1970-01-02 00:00:00",
                "2038-01-20 03:14:08",
                "2026-10-25 02:30:00",
                "@2026-03-01 12:00:00 x-3600",
            ]
            .map(|moment| vec![("LD_PRELOAD", library), ("FAKETIME", moment), ("TZ", "Europe/Berlin")]),
        ),
    }
    for lie in lies {
        fs::remove_dir_all(night.path("runs/2026-03-01")).unwrap();
        let mut command = Command::new(program());
        // The language of documents for people is an answer to a question of its own.
        command.current_dir(night.path("")).env_clear().env("CUTOVER_LANG", "en").envs(lie.iter().copied());
        command.args(["nightly", "--config", "nightly.toml", "--as-of", "2026-03-01"]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{lie:?}: {}", said(&output));
        assert_eq!(hashes(&night.path("runs/2026-03-01")), wanted, "{lie:?}");
    }
    assert_whole(&night.path("runs/2026-03-01"));
}

#[test]
fn a_vanished_input_is_named() {
    let place = tempfile::tempdir().unwrap();
    let output = cutover(place.path(), &["plan", "gone.csv", "--partner-country", "DE"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("gone.csv"));
    assert!(names(place.path()).is_empty());
}

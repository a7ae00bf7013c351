//! Runs that put rows aside on disk: the same bytes as without, and nothing left behind however they end.

#![expect(clippy::unwrap_used, reason = "what a test prepares may panic")]
#![expect(clippy::print_stdout, reason = "what could not be tried here is told")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::night::{hashes, names, said};
use crate::run::{cutover, root};

/// So little that every input is put aside, and just enough to work on the largest part of the samples.
const LITTLE: &str = "--rows-in-memory=200000";
const GIVEN: [&str; 5] = ["--partner-country", "DE", "--as-of", "2026-11-22", "--format=csv"];

/// A plan of `inputs`, beside this package's samples.
fn plan(inputs: &[&str], more: &[&str], out: &Path) -> Output {
    let mut arguments = vec!["plan", "--out", out.to_str().unwrap()];
    arguments.extend(GIVEN.iter().chain(more).chain(inputs));
    cutover(&root(), &arguments)
}

/// Plans with all rows in memory and with next to none, and compares every byte.
fn is_the_same(inputs: &[&str], more: &[&str]) {
    let place = tempfile::tempdir().unwrap();
    let (held, aside) = (place.path().join("held"), place.path().join("aside"));
    let first = plan(inputs, more, &held);
    let second = plan(inputs, &[more, &[LITTLE]].concat(), &aside);
    assert_eq!(first.status.code(), second.status.code(), "{}", said(&second));
    let expected = hashes(&held);
    assert!(expected.len() > 8, "{}", said(&first));
    assert_eq!(hashes(&aside), expected, "{inputs:?} {more:?}");
    assert_eq!(names(place.path()), ["aside", "held"]);
}

#[test]
fn the_samples_give_the_same_bytes_with_next_to_no_memory() {
    let folder = root().join("samples");
    let is_export = |name: &String| Path::new(name).extension().is_some_and(|it| it == "csv");
    let exports = names(&folder).into_iter().filter(is_export);
    let all: Vec<String> = exports.map(|name| format!("samples/{name}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    is_the_same(&all, &[]);
    is_the_same(&all, &["--policy", "samples/busy-partner.toml"]);
    is_the_same(&["samples/portfolio.csv"], &["--policy", "samples/crowded.toml", "--fail-on", "blocker"]);
    is_the_same(&["samples/portfolio.csv"], &["--pins", "samples/decisions/pins.csv"]);
}

#[test]
fn shuffled_rows_in_several_files_without_tenants_give_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join("samples/portfolio.csv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut files = vec![format!("{header}\n"); 3];
    for (number, row) in rows.lines().enumerate() {
        let place = number * 7919 % 257;
        let (_, nameless) = row.split_once(',').unwrap();
        let row = if place % 5 == 0 { format!(",{nameless}") } else { row.to_owned() };
        writeln!(files[place % 3], "{row}").unwrap();
        if place % 40 == 0 {
            // The same subscription once more, with other seats or for another tenant.
            writeln!(files[(place + 1) % 3], "{}", row.replace(",25,25,", ",26,25,")).unwrap();
        }
    }
    let paths: Vec<String> =
        (0..3).map(|n| place.path().join(format!("{n}.csv")).display().to_string()).collect();
    paths.iter().zip(&files).for_each(|(path, text)| fs::write(path, text).unwrap());
    is_the_same(&paths.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    is_the_same(&paths.iter().map(String::as_str).collect::<Vec<_>>(), &["--policy", "samples/crowded.toml"]);
}

/// An export that is read in more than one step.
fn large() -> String {
    let mut text =
        "customer_tenant_id,customer_name,subscription_id,sku_part_number,product_name,seats_purchased,\
                    start_date,end_date,term,status\n"
            .to_owned();
    for n in 0..80_000u32 {
        let tenant = (n / 4).wrapping_mul(2_654_435_761);
        let _ = writeln!(
            text,
            "{tenant:08x}-0000-4000-a000-000000000001,Customer {tenant:x} of a long name,{n:08x}-1111-4000-a000-000000000002,\
             SPB,Microsoft 365 Business Premium,25,2026-01-01,2026-12-31,P1Y,active"
        );
    }
    text
}

/// A plan that puts rows aside and then waits for the rest of its input.
fn begun(directory: &Path) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cutover"));
    command.current_dir(directory).env_clear().args(["plan", "large.csv", "-", "--out", "plan"]).args(GIVEN);
    command.arg("--rows-in-memory=1000000").stdin(Stdio::piped()).stdout(Stdio::null());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until the program holds a file that no directory names any more.
#[cfg(target_os = "linux")]
fn wait_for_rows_aside(child: &Child) {
    let begun = Instant::now();
    let is_aside = || {
        let open = fs::read_dir(format!("/proc/{}/fd", child.id())).unwrap();
        let targets = open.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
        targets
            .map(|it| it.display().to_string())
            .any(|it| it.contains("staging/") && it.ends_with("(deleted)"))
    };
    while !is_aside() {
        assert!(begun.elapsed() < Duration::from_mins(1), "rows are put aside");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn rows_on_disk_are_gone_after_ctrl_c_sigterm_and_kill() {
    let text = large();
    for (name, code) in [("-INT", Some(130)), ("-TERM", Some(130)), ("-KILL", None)] {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("large.csv"), &text).unwrap();
        let mut child = begun(place.path());
        let mut input = child.stdin.take().unwrap();
        wait_for_rows_aside(&child);
        input.write_all(&fs::read(root().join("samples/minimal.csv")).unwrap()).unwrap();
        Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
        std::thread::sleep(Duration::from_millis(50));
        drop(input);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), code, "{name}: {}", said(&output));
        if name == "-KILL" {
            let left = names(&place.path().join(".plan.cutover-staging"));
            assert_eq!(left, [".cutover-unpublished"], "only the mark of an unpublished run");
            fs::copy(root().join("samples/minimal.csv"), place.path().join("in.csv")).unwrap();
            let next = cutover(place.path(), &[&["plan", "in.csv", "--out", "plan"], &GIVEN[..]].concat());
            assert!(next.status.success(), "{}", said(&next));
            assert_eq!(names(place.path()), ["in.csv", "large.csv", "plan"]);
        } else {
            assert_eq!(names(place.path()), ["large.csv"], "{name}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_too_small_for_the_rows_is_an_error_of_the_output() {
    let probe = "mkdir -p /tmp/cutover-probe && mount -t tmpfs -o size=64k none /tmp/cutover-probe";
    let can = Command::new("unshare").args(["-m", "sh", "-c", probe]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        println!("not tried here: a small file system");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("disk")).unwrap();
    fs::write(place.path().join("in.csv"), large()).unwrap();
    let script = "
        mount -t tmpfs -o size=1m none disk
        $CUTOVER plan in.csv --partner-country DE --as-of 2026-11-22 --rows-in-memory=1000000 --out disk/plan
        echo code $?; ls -A disk | wc -l";
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", script]).current_dir(place.path());
    let program = assert_cmd::cargo::cargo_bin!("cutover").display().to_string();
    let output = command.env("CUTOVER", program).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "code 5\n0\n", "{}", said(&output));
    assert!(said(&output).contains("the disk is full; free some space"), "{}", said(&output));
}

#[test]
fn a_size_that_is_none_or_too_small_is_a_usage_error() {
    for (size, told) in [("64M", "M at least"), ("much", "such as 512M"), ("1.5G", "such as 512M")] {
        let place = tempfile::tempdir().unwrap();
        let output = plan(&["samples/minimal.csv"], &["--memory", size], &place.path().join("plan"));
        assert_eq!(output.status.code(), Some(2), "{size}");
        assert!(said(&output).contains(told), "{size}: {}", said(&output));
    }
}

#[test]
fn a_part_too_large_for_the_memory_is_named_and_nothing_is_left() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("plan");
    let output = plan(&["samples/portfolio.csv"], &["--rows-in-memory=1000"], &out);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("--memory is too small: the rows"), "{}", said(&output));
    assert!(names(place.path()).is_empty());
}

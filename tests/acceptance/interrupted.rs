//! Runs that are killed, stopped, or meet each other: what is published is whole, or it is not there.

#![expect(clippy::print_stdout, reason = "the seed of a failure is told")]

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use cutover::model::{Day, parse_day, plus_days};

use crate::night::{Night, SETTINGS, names};
use crate::run::root;

/// Moments at which a run is killed, and how many runs may be begun for that: some end too early.
const KILLS: u32 = 200;
const MOST_RUNS: i64 = 600;

/// A small generator; the seed is printed, so that a failure can be seen again.
struct Dice(u64);

impl Dice {
    #[expect(clippy::disallowed_methods, reason = "every run of the suite kills at other moments")]
    fn throw() -> Self {
        let seed = std::env::var("CUTOVER_SEED").ok().and_then(|seed| seed.parse().ok());
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
        let seed = seed.unwrap_or_else(now);
        println!("CUTOVER_SEED={seed}");
        Dice(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

fn first_day() -> Day {
    parse_day("2026-01-01").expect("a day")
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    // The run may have ended by itself a moment ago.
    assert!(status.is_ok(), "`kill` is there");
}

/// How long an undisturbed night takes here.
fn usual_time(night: &Night, day: Day) -> Duration {
    let begun = Instant::now();
    assert!(night.begin(&day.to_string()).wait().expect("a night").success());
    begun.elapsed()
}

#[test]
fn whatever_was_published_survives_kill_9_at_any_moment() {
    let night = Night::with(SETTINGS);
    let mut dice = Dice::throw();
    let usual = usual_time(&night, first_day()).max(Duration::from_millis(8));
    let (mut killed, mut passed) = (0, 0);
    for number in 1..=MOST_RUNS {
        if killed == KILLS {
            break;
        }
        // Some nights are tried again, some are new, so that every part of a night is hit.
        let day = plus_days(first_day(), number / 3);
        let mut child = night.begin(&day.to_string());
        std::thread::sleep(Duration::from_micros(dice.below(usual.as_micros() as u64)));
        child.kill().expect("kill -9");
        let status = child.wait().expect("its end");
        killed += u32::from(status.code().is_none());
        passed += u32::from(status.success());
        night.everything_published_verifies();
    }
    println!("{killed} killed, {passed} were faster");
    assert_eq!(killed, KILLS, "{passed} were faster");
    let last = plus_days(first_day(), MOST_RUNS);
    night.passes(&last.to_string());
    night.everything_published_verifies();
    assert_eq!(night.latest(), last.to_string());
    let left: Vec<String> = night.names().into_iter().filter(|name| name.starts_with('.')).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    assert!(night.names().len() <= 3 + 2, "retention: {:?}", night.names());
}

#[test]
fn a_signal_at_any_moment_ends_with_130_or_a_whole_run() {
    let night = Night::with(SETTINGS);
    let mut dice = Dice::throw();
    let usual = usual_time(&night, first_day()).max(Duration::from_millis(8));
    for number in 1..=24 {
        let day = plus_days(first_day(), number).to_string();
        let mut child = night.begin(&day);
        std::thread::sleep(Duration::from_micros(dice.below(usual.as_micros() as u64)));
        signal(&child, ["-TERM", "-INT", "-HUP"][number as usize % 3]);
        let status = child.wait().expect("its end");
        let stands = night.path("runs").join(&day).exists();
        match status.code() {
            Some(0) => assert!(stands, "{day}: 0 without a run"),
            Some(130) => assert!(!stands, "{day}: interrupted and published"),
            // Before the program could ask to be told of signals.
            None => assert!(!stands, "{day}: ended by the signal itself and published"),
            Some(code) => panic!("{day}: {code}"),
        }
        night.everything_published_verifies();
        let left: Vec<String> = night.names().into_iter().filter(|name| name.starts_with('.')).collect();
        assert!(left.is_empty(), "{day}: left behind: {left:?}");
    }
}

/// A plan that has its lock and its directory, and waits for the rest of its input.
fn waiting(directory: &std::path::Path) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("cutover"));
    command.current_dir(directory).env_clear();
    command.args(["plan", "-", "--partner-country", "DE", "--as-of", "2026-11-22", "--out", "plan"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    let begun = Instant::now();
    while !directory.join(".plan.cutover-staging/.cutover-unpublished").exists() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the run begins");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

#[test]
fn sigterm_and_ctrl_c_in_the_middle_leave_nothing_behind() {
    for name in ["-TERM", "-INT"] {
        let place = tempfile::tempdir().unwrap();
        let mut child = waiting(place.path());
        let sample = fs::read(root().join("samples/minimal.csv")).unwrap();
        let mut stdin = child.stdin.take().expect("its input");
        stdin.write_all(&sample).unwrap();
        signal(&child, name);
        std::thread::sleep(Duration::from_millis(100));
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{name}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said.matches("stopping").count(), 1, "{said}");
        assert!(names(place.path()).is_empty(), "{name}: {:?}", names(place.path()));
    }
}

#[test]
fn the_second_of_two_runs_is_told_who_holds_the_output() {
    let place = tempfile::tempdir().unwrap();
    let mut first = waiting(place.path());
    fs::copy(root().join("samples/minimal.csv"), place.path().join("in.csv")).unwrap();
    let arguments = ["plan", "in.csv", "--partner-country", "DE", "--as-of", "2026-11-22", "--out", "plan"];
    let second = crate::run::cutover(place.path(), &arguments);
    assert_eq!(second.status.code(), Some(6));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains(&format!("process {}", first.id())), "{said}");
    first.kill().unwrap();
    first.wait().unwrap();
    let third = crate::run::cutover(place.path(), &arguments);
    assert_eq!(third.status.code(), Some(0), "the lock died with its holder");
    assert_eq!(names(place.path()), ["in.csv", "plan"]);
}

#[test]
fn two_nights_at_once_are_one_night_and_one_refusal() {
    let night = Night::with("settle-seconds = 1\n");
    let mut first = night.begin("2026-11-21");
    let begun = Instant::now();
    while !night.path("runs/.nightly.cutover-lock-holder").exists() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the night begins");
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = night.run("2026-11-22", &[]);
    assert_eq!(second.status.code(), Some(6), "{}", crate::night::said(&second));
    assert!(first.wait().unwrap().success());
    assert_eq!(night.names(), ["2026-11-21", "health.json", "latest"]);
}

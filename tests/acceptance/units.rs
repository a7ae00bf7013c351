//! The units in docs/ run the program with options it has, under names it publishes, at a time that is one.

#![expect(clippy::unwrap_used, reason = "what a test prepares may panic")]

use std::fs;

use crate::night::{Night, SETTINGS, said};
use crate::run::{cutover, root};

fn unit(name: &str) -> String {
    fs::read_to_string(root().join("docs/units").join(name)).unwrap()
}

/// The arguments behind the program in a line of a unit.
fn arguments(text: &str, program: &str) -> Vec<String> {
    let line = text.lines().rev().find_map(|line| line.split_once(program)).unwrap().1;
    let line = line.split(['>', '<']).next().unwrap();
    line.split_whitespace().map(str::to_owned).collect()
}

/// The text between two tags.
fn element<'t>(text: &'t str, tag: &str) -> &'t str {
    let rest = text.split_once(&format!("<{tag}>")).unwrap().1;
    rest.split_once(&format!("</{tag}>")).unwrap().0
}

#[test]
fn every_unit_runs_a_night_with_options_there_are() {
    let task = unit("cutover-task.xml");
    let of_task: Vec<String> = element(&task, "Arguments").split_whitespace().map(str::to_owned).collect();
    let of_service = arguments(&unit("cutover.service"), "ExecStart=/usr/local/bin/cutover");
    let of_cron = arguments(&unit("cutover.cron"), "/usr/local/bin/cutover");
    for (name, written) in [("task", of_task), ("service", of_service), ("cron", of_cron)] {
        let night = Night::with(SETTINGS);
        let place = |argument: &String| {
            if argument.ends_with("nightly.toml") { "nightly.toml".to_owned() } else { argument.clone() }
        };
        let arguments: Vec<String> = written.iter().map(place).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_eq!(arguments[..3], ["nightly", "--config", "nightly.toml"], "{name}");
        let output = cutover(&night.path(""), &arguments);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", said(&output));
    }
}

/// Tags are closed in the order in which they were opened, and nothing stands outside of them.
#[test]
fn the_task_is_well_formed_in_the_encoding_it_has() {
    let task = unit("cutover-task.xml");
    assert!(task.is_ascii(), "without a named encoding it has to be the same in all of them");
    let body = task.strip_prefix("<?xml version=\"1.0\"?>").unwrap();
    let (before, rest) = body.split_once("<!--").unwrap();
    let (comment, elements) = rest.split_once("-->").unwrap();
    assert!(before.trim().is_empty() && !comment.contains("--"));
    let mut open: Vec<&str> = Vec::new();
    for part in elements.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed)),
            None => open.push(tag.split_whitespace().next().unwrap()),
        }
        assert!(!open.is_empty() || text.trim().is_empty(), "{text}");
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(task.contains("xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\""));
}

/// `health.json` is the name the alarm sends and the documents give.
#[test]
fn the_alarm_sends_what_the_night_writes() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    assert!(unit("cutover.service").contains("ReadWritePaths=/srv/cutover/runs"));
    assert!(unit("cutover-alarm.service").contains("/srv/cutover/runs/health.json"));
    assert!(night.path("runs/health.json").exists());
}

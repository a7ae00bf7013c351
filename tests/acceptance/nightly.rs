//! Night after night: what is published, what is kept, what is refused, and what is told in the morning.

use std::fs;

use crate::night::{Night, SETTINGS, assert_whole, names, said};
use crate::run::root;

#[test]
fn a_night_publishes_a_run_and_says_so() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    assert_eq!(night.names(), ["2026-11-21", "health.json", "latest"]);
    assert_eq!(night.latest(), "2026-11-21");
    let health = night.health();
    assert_eq!((health["code"].as_u64(), health["run"].as_str()), (Some(0), Some("2026-11-21")));
    assert_eq!(health["last_success"]["run"], "2026-11-21");
    assert_whole(&night.path("runs/2026-11-21"));
}

#[test]
fn the_next_night_is_compared_with_the_last_by_itself() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    assert!(!night.path("runs/2026-11-21/changes.csv").exists(), "there was nothing to compare with");
    let output = night.run("2026-11-22", &[]);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(summary.contains("Since 2026-11-21: customers"), "{summary}");
    assert!(summary.lines().count() <= 20, "{summary}");
    assert!(night.path("runs/2026-11-22/changes.csv").exists());
    assert_whole(&night.path("runs/2026-11-22"));
}

#[test]
fn the_same_night_again_changes_nothing_and_repairs_the_pointer() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    let before = fs::read(night.path("runs/2026-11-21/run.json")).unwrap();
    fs::remove_file(night.path("runs/latest")).unwrap();
    fs::write(night.export(), "tomorrow's export\n").unwrap();
    let output = night.run("2026-11-21", &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("already published"));
    assert_eq!(night.latest(), "2026-11-21");
    assert_eq!(fs::read(night.path("runs/2026-11-21/run.json")).unwrap(), before);
    assert_eq!(night.health()["outcome"], "already-published");
}

#[test]
fn the_same_night_can_be_planned_again_when_asked() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    let text = fs::read_to_string(night.export()).unwrap();
    fs::write(night.export(), text.replace("Sonnenhof", "Mondhof")).unwrap();
    assert_eq!(night.run("2026-11-21", &["--again"]).status.code(), Some(0));
    let plan = fs::read_to_string(night.path("runs/2026-11-21/plan.csv")).unwrap();
    assert!(plan.contains("Mondhof"));
}

#[test]
fn a_run_that_was_edited_is_not_taken_for_published() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    fs::write(night.path("runs/2026-11-21/plan.csv"), "edited\n").unwrap();
    let output = night.run("2026-11-21", &[]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("not what was published"));
}

#[test]
fn old_runs_go_and_the_newest_stay() {
    let night = Night::with("keep = 2\nsettle-seconds = 0\n");
    for day in ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"] {
        night.passes(day);
    }
    assert_eq!(night.names(), ["2026-11-21", "2026-11-22", "health.json", "latest"]);
}

#[test]
fn a_night_of_the_past_does_not_become_the_latest() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-21");
    night.passes("2026-11-20");
    assert_eq!(night.latest(), "2026-11-21");
    assert_eq!(night.names(), ["2026-11-20", "2026-11-21", "health.json", "latest"]);
}

#[test]
fn a_clock_that_jumped_ahead_spoils_no_night_and_is_told_until_its_run_is_gone() {
    let night = Night::with("keep = 2\nsettle-seconds = 0\n");
    night.passes("2026-11-20");
    night.passes("2038-01-20");
    for day in ["2026-11-21", "2026-11-22"] {
        let output = night.run(day, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).contains("`latest` names 2038-01-20"), "{}", said(&output));
        assert!(night.path("runs").join(day).join("changes.csv").exists(), "compared with the night before");
        let health = night.health();
        assert!(health["message"].as_str().unwrap().contains("2038-01-20"), "{health}");
        assert_eq!((health["run"].as_str(), health["latest"].as_str()), (Some(day), Some("2038-01-20")));
    }
    night.everything_published_verifies();
    fs::remove_dir_all(night.path("runs/2038-01-20")).unwrap();
    let output = night.run("2026-11-23", &[]);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
    assert_eq!((night.latest().as_str(), night.health()["message"].as_str()), ("2026-11-23", Some("")));
    assert_eq!(night.names(), ["2026-11-22", "2026-11-23", "health.json", "latest"]);
}

#[test]
fn an_export_that_shrank_by_more_than_a_fifth_does_not_replace_a_good_night() {
    let night = Night::with(SETTINGS);
    let sample = fs::read_to_string(root().join("samples/portfolio.csv")).unwrap();
    let head = |n: usize| sample.split_inclusive('\n').take(n + 1).collect::<String>();
    fs::write(night.export(), head(100)).unwrap();
    night.passes("2026-11-20");
    fs::write(night.export(), head(79)).unwrap();
    let output = night.run("2026-11-21", &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("79 records and held 100"), "{}", said(&output));
    assert_eq!((night.latest().as_str(), night.names().len()), ("2026-11-20", 3));
    let health = night.health();
    assert_eq!((health["outcome"].as_str(), health["code"].as_u64()), (Some("withheld"), Some(1)));
    assert_eq!(health["last_success"]["run"], "2026-11-20");
    assert_eq!(night.run("2026-11-21", &["--max-shrink", "21%"]).status.code(), Some(0));
    fs::write(night.export(), head(64)).unwrap();
    night.passes("2026-11-22");
}

#[test]
fn a_gate_on_new_findings_asks_for_a_look_at_a_run_that_is_published() {
    let night = Night::with(SETTINGS);
    let settings = "inputs = [\"in/*.csv\"]\nroot = \"runs\"\nsettle-seconds = 0\n[plan]\n\
                    partner-country = \"DE\"\nformat = [\"csv\"]\nfail-on-new = \"action\"\n";
    fs::write(night.path("nightly.toml"), settings).unwrap();
    let sample = fs::read_to_string(root().join("samples/portfolio.csv")).unwrap();
    let whole = |text: &str| text.split_inclusive('\n').take(101).collect::<String>();
    fs::write(night.export(), whole(&sample)).unwrap();
    night.passes("2026-11-20");
    night.passes("2026-11-21");
    fs::write(night.export(), whole(&sample).replace(",DE,", ",TR,")).unwrap();
    let output = night.run("2026-11-22", &[]);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(1), ""));
    assert_eq!(night.latest(), "2026-11-22");
    let health = night.health();
    assert_eq!((health["outcome"].as_str(), health["code"].as_u64()), (Some("published"), Some(1)));
    night.everything_published_verifies();
}

#[test]
fn an_export_whose_last_record_is_cut_is_refused_by_name() {
    let night = Night::with(SETTINGS);
    let text = fs::read_to_string(night.export()).unwrap();
    let comma = text.trim_end().rfind(',').unwrap();
    let inside_a_quote = format!("{text}\"198b2541-eca7-4a86-8e89-34c482c6191c\",\"Con");
    for cut in [&text[..comma - 40], &inside_a_quote] {
        fs::write(night.export(), cut).unwrap();
        let output = night.run("2026-11-21", &[]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(said(&output).contains("in/export.csv: it is still being written"), "{}", said(&output));
        assert_eq!(night.names(), ["health.json"]);
    }
}

#[test]
fn an_export_that_lost_its_final_line_end_is_refused_unless_it_never_had_one() {
    let night = Night::with(SETTINGS);
    let whole = fs::read_to_string(night.export()).unwrap();
    let open = whole.trim_end();
    let refused = |day: &str, because: &str| {
        let output = night.run(day, &[]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(said(&output).contains("in/export.csv: it is still being written"), "{}", said(&output));
        assert!(said(&output).contains(because), "{}", said(&output));
    };
    fs::write(night.export(), open).unwrap();
    night.passes("2026-11-20");
    night.passes("2026-11-21");
    fs::write(night.export(), &whole).unwrap();
    night.passes("2026-11-22");
    fs::write(night.export(), open).unwrap();
    refused("2026-11-23", "its last line has no end, and had one on 2026-11-22");
    night.configure(&format!("{SETTINGS}final-line-end = \"optional\"\n"));
    night.passes("2026-11-23");
    night.configure(&format!("{SETTINGS}final-line-end = \"required\"\n"));
    refused("2026-11-24", "its last line has no end");
    // Packed, it is looked at unpacked; and exports that carry the day in their names are compared by pattern.
    fs::write(night.export(), &whole).unwrap();
    night.configure(SETTINGS);
    night.passes("2026-11-24");
    fs::rename(night.export(), night.path("in/export-25.csv")).unwrap();
    fs::write(night.path("in/export-25.csv"), open).unwrap();
    let output = night.run("2026-11-25", &[]);
    assert!(said(&output).contains("and had one on 2026-11-24"), "{}", said(&output));
}

#[test]
fn an_export_that_vanishes_meanwhile_is_named() {
    let night = Night::with("settle-seconds = 3\n");
    night.passes("2026-11-20");
    let mut child = night.begin("2026-11-21");
    while !night.path("runs/.nightly.cutover-lock-holder").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    fs::remove_file(night.export()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3));
    let message = night.health()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("in/export.csv") && message.contains("vanished"), "{message}");
    assert_eq!((night.latest().as_str(), night.names().len()), ("2026-11-20", 3));
}

#[test]
fn an_export_that_grows_meanwhile_is_refused_by_name() {
    let night = Night::with("settle-seconds = 1\n");
    let mut child = night.begin("2026-11-21");
    let text = fs::read_to_string(night.export()).unwrap();
    while child.try_wait().expect("the state of a child").is_none() {
        let longer = fs::metadata(night.export()).unwrap().len() as usize + 1;
        fs::write(night.export(), text.clone() + &"\n".repeat(longer - text.len())).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert!(night.health()["message"].as_str().unwrap().contains("still being written"));
    assert_eq!(night.names(), ["health.json"]);
}

#[test]
fn an_export_that_is_not_there_is_named_by_its_pattern() {
    let night = Night::with(SETTINGS);
    night.passes("2026-11-20");
    fs::remove_file(night.export()).unwrap();
    let output = night.run("2026-11-21", &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("in/*.csv: no file is there"), "{}", said(&output));
    assert_eq!((night.latest().as_str(), night.health()["code"].as_u64()), ("2026-11-20", Some(3)));
}

#[test]
fn the_log_is_part_of_the_run_and_ends_with_the_code() {
    let night = Night::with("log = \"json\"\nsettle-seconds = 0\n");
    night.passes("2026-11-21");
    let log = fs::read_to_string(night.path("runs/2026-11-21/nightly.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect();
    let last = lines.last().unwrap();
    assert_eq!((last["event"].as_str(), last["code"].as_u64()), (Some("summary"), Some(0)));
    night.configure(SETTINGS);
    night.passes("2026-11-22");
    let log = fs::read_to_string(night.path("runs/2026-11-22/nightly.log")).unwrap();
    assert!(log.lines().last().unwrap().contains("code=0"), "{log}");
}

#[cfg(unix)]
#[test]
fn the_hook_is_told_how_the_night_ended_and_cannot_spoil_it() {
    let hook = "hook = [\"/bin/sh\", \"-c\", \"echo $CUTOVER_CODE $CUTOVER_OUTCOME >> told; exit 9\"]\n";
    let night = Night::with(&format!("{SETTINGS}{hook}"));
    night.passes("2026-11-21");
    fs::write(night.export(), "").unwrap();
    assert_eq!(night.run("2026-11-22", &[]).status.code(), Some(3));
    assert_eq!(fs::read_to_string(night.path("told")).unwrap(), "0 published\n3 failed\n");
    night.configure(&format!("{SETTINGS}hook = [\"/bin/sleep\", \"60\"]\nhook-seconds = 0\n"));
    assert!(said(&night.run("2026-11-21", &[])).contains("was ended after 0 seconds"));
}

#[test]
fn a_configuration_with_a_mistake_is_underlined() {
    let night = Night::with("kep = 3\n");
    let output = night.run("2026-11-21", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `keep`?"), "{}", said(&output));
    assert!(!night.path("runs").exists());
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_root_and_rights_do_not_grow() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let night = Night::with(SETTINGS);
    let elsewhere = night.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir(night.path("runs")).unwrap();
    fs::set_permissions(night.path("runs"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink(&elsewhere, night.path("runs/2026-11-21")).unwrap();
    symlink(elsewhere.join("latest"), night.path("runs/latest")).unwrap();
    symlink(elsewhere.join("health"), night.path("runs/health.json")).unwrap();
    let output = night.run("2026-11-21", &[]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    night.passes("2026-11-22");
    assert!(names(&elsewhere).is_empty(), "{:?}", names(&elsewhere));
    let mut open = vec![night.path("runs/2026-11-22"), night.path("runs/latest")];
    while let Some(path) = open.pop() {
        let metadata = fs::symlink_metadata(&path).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o027, 0, "{}", path.display());
        if metadata.is_dir() {
            open.extend(names(&path).into_iter().map(|name| path.join(name)));
        }
    }
}

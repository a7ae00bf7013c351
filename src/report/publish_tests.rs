//! Publishing, and every way in which it must change nothing.

use std::fs;
use std::path::Path;

use super::*;

fn run() -> RunInfo {
    RunInfo::new("1.0.0", "2026-11-22")
}

fn publish(out: &Path, text: &str) -> Result<RunInfo, Error> {
    let staging = Staging::begin(out, "this test")?;
    let finished =
        vec![staging.write("plan.csv", text.as_bytes())?, staging.write("rejects/a/b.csv", b"x\n")?];
    staging.publish(run(), finished)
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_run_appears_whole_and_nothing_stays_beside_it() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("plan");
    let info = publish(&out, "a,b\n").unwrap();
    assert_eq!(names(root.path()), ["plan"]);
    assert_eq!(names(&out), ["plan.csv", "rejects", "run.json"]);
    let outputs: Vec<_> = info.outputs.iter().map(|it| (it.path.as_str(), it.bytes)).collect();
    assert_eq!(outputs, [("plan.csv", 4), ("rejects/a/b.csv", 2)]);
    assert_eq!(info.outputs[0].sha256, run_json::sha256_hex(b"a,b\n"));
}

#[test]
fn an_earlier_run_is_replaced_and_an_empty_directory_is_filled() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("plan");
    fs::create_dir(&out).unwrap();
    publish(&out, "first").unwrap();
    publish(&out, "second").unwrap();
    assert_eq!(fs::read_to_string(out.join("plan.csv")).unwrap(), "second");
    assert_eq!(names(root.path()), ["plan"]);
}

#[test]
fn nothing_is_left_of_a_run_that_fails() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("plan");
    publish(&out, "first").unwrap();
    let staging = Staging::begin(&out, "this test").unwrap();
    staging.write("plan.csv", b"half").unwrap();
    drop(staging);
    assert_eq!(fs::read_to_string(out.join("plan.csv")).unwrap(), "first");
    assert_eq!(names(root.path()), ["plan"]);
}

#[test]
fn a_foreign_directory_a_file_and_a_link_are_refused_and_untouched() {
    let root = tempfile::tempdir().unwrap();
    let foreign = root.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("run.json"), "{\"tool\": \"another\"}").unwrap();
    let file = root.path().join("file");
    fs::write(&file, "mine").unwrap();
    for out in [&foreign, &file] {
        let error = publish(out, "x").unwrap_err();
        assert!(matches!(&error, Error::Output { path, .. } if path == out), "{error}");
    }
    assert_eq!(names(root.path()), ["file", "foreign"]);
    assert_eq!(names(&foreign), ["run.json"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_run_is_not_followed() {
    let root = tempfile::tempdir().unwrap();
    publish(&root.path().join("plan"), "first").unwrap();
    let link = root.path().join("link");
    std::os::unix::fs::symlink(root.path().join("plan"), &link).unwrap();
    assert!(matches!(publish(&link, "x"), Err(Error::Output { .. })));
    assert_eq!(fs::read_to_string(root.path().join("plan/plan.csv")).unwrap(), "first");
}

#[test]
fn a_second_run_into_the_same_output_is_locked_out() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("plan");
    let first = Staging::begin(&out, "process 1").unwrap();
    assert!(matches!(publish(&out, "x"), Err(Error::Locked { holder, .. }) if holder == "process 1"));
    first.publish(run(), Vec::new()).unwrap();
    publish(&out, "x").unwrap();
}

#[test]
fn leftovers_with_our_mark_are_removed_and_others_are_not() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("plan");
    for (name, file) in [(".plan.cutover-staging", MARKER), (".other.cutover-staging", MARKER)] {
        fs::create_dir(root.path().join(name)).unwrap();
        fs::write(root.path().join(name).join(file), "").unwrap();
    }
    let foreign = root.path().join(".foreign.cutover-staging");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("precious"), "").unwrap();
    publish(&out, "x").unwrap();
    assert_eq!(names(root.path()), [".foreign.cutover-staging", "plan"]);
}

#[test]
fn a_foreign_directory_in_the_way_is_an_error_not_a_victim() {
    let root = tempfile::tempdir().unwrap();
    let in_the_way = root.path().join(".plan.cutover-staging");
    fs::create_dir(&in_the_way).unwrap();
    fs::write(in_the_way.join("precious"), "").unwrap();
    let error = publish(&root.path().join("plan"), "x").unwrap_err();
    assert!(matches!(error, Error::Output { path, .. } if path == in_the_way));
    assert_eq!(names(&in_the_way), ["precious"]);
}

#[test]
fn a_run_killed_between_its_renames_is_put_back() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("plan");
    publish(&out, "first").unwrap();
    fs::rename(&out, root.path().join(".plan.cutover-replaced")).unwrap();
    drop(Staging::begin(&out, "this test").unwrap());
    assert_eq!(fs::read_to_string(out.join("plan.csv")).unwrap(), "first");
    assert_eq!(names(root.path()), ["plan"]);
}

#[test]
fn no_file_lands_outside_the_run() {
    let root = tempfile::tempdir().unwrap();
    let staging = Staging::begin(&root.path().join("plan"), "this test").unwrap();
    for path in ["../escaped", "/tmp/escaped", "a/../../b", ""] {
        assert!(matches!(staging.create(path), Err(Error::Internal(_))), "{path}");
    }
    assert!(matches!(Staging::begin(Path::new(".."), ""), Err(Error::Usage(_))));
}

#[cfg(unix)]
#[test]
fn no_file_has_wider_rights_than_the_directory() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let out = root.path().join("plan");
    publish(&out, "x").unwrap();
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights(&out) & 0o027, 0);
    assert_eq!(rights(&out.join("plan.csv")) & 0o137, 0);
    assert_eq!(rights(&out.join("rejects/a")) & 0o027, 0);
}

#[cfg(unix)]
#[test]
fn a_directory_without_rights_is_an_output_error() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let closed = root.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    let is_bypassed = fs::write(closed.join("probe"), "").is_ok();
    if !is_bypassed {
        assert!(matches!(publish(&closed.join("plan"), "x"), Err(Error::Output { .. })));
    }
    let below_a_file = root.path().join("file");
    fs::write(&below_a_file, "").unwrap();
    assert!(matches!(publish(&below_a_file.join("plan"), "x"), Err(Error::Output { .. })));
}

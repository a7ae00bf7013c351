//! `--help` of the program and of every subcommand, as snapshots: names and options are a promise.

use crate::run::{cutover, root};

fn help(arguments: &[&str]) -> String {
    let output = cutover(&root(), arguments);
    String::from_utf8(output.stdout).expect("help is text")
}

#[test]
fn help_is_as_promised() {
    let mut pages = help(&["--help"]);
    for line in pages.clone().lines().skip_while(|line| *line != "Commands:").skip(1) {
        let Some(name) = line.split_whitespace().next() else { break };
        if name != "help" {
            pages.extend(["\n===== cutover ", name, " --help\n\n", &help(&[name, "--help"])]);
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("help", pages) });
}

#[test]
fn no_argument_is_a_usage_error_with_help() {
    let output = cutover(&root(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage: cutover"));
}

//! `report.html` in a real browser: it is sorted, filtered, followed and printed, and nobody is shut out.
//!
//! Needs Chromium (installed with apt-get where the test runs as root) and axe-core (fetched with npm into
//! the build directory, once; `CUTOVER_AXE` may name an `axe.min.js` instead).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use scraper::{Html, Selector};
use serde_json::Value;

use crate::page::{SAMPLES, planned};
use crate::run::{cutover, root};

const DRIVER: &str = include_str!("browser.js");

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn chromium() -> &'static str {
    if !is_there("chromium") {
        let install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium";
        let installed = Command::new("sh").args(["-c", install]).output();
        let advice = "the browser test needs Chromium: install the package `chromium` (as root: apt-get install chromium)";
        assert!(installed.is_ok_and(|it| it.status.success()) && is_there("chromium"), "{advice}");
    }
    "chromium"
}

fn axe() -> String {
    let given = std::env::var_os("CUTOVER_AXE").map(PathBuf::from);
    let file = given.unwrap_or_else(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe");
        let file = folder.join("node_modules/axe-core/axe.min.js");
        if !file.is_file() {
            fs::create_dir_all(&folder).expect("a folder");
            let arguments = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
            let _ = Command::new("npm").args(arguments).arg(&folder).arg("axe-core@4").output();
        }
        file
    });
    fs::read_to_string(&file).unwrap_or_else(|error| {
        let file = file.display();
        panic!("{file}: {error}; the browser test needs axe-core: install npm, or let CUTOVER_AXE name an axe.min.js")
    })
}

/// Chromium, alone with one file: nothing of a user's profile, nothing from a network.
fn browse(page: &Path, arguments: &[&str]) -> Output {
    let profile = tempfile::tempdir().expect("a profile");
    let quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--enable-logging=stderr",
        "--v=0",
        "--virtual-time-budget=60000",
    ];
    let output = Command::new(chromium())
        .args(quiet)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .output();
    let output = output.expect("Chromium starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn console(output: &Output) -> Vec<String> {
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    talk.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect()
}

/// What the driver saw on a page: the page itself, but for the one policy that would keep the driver out.
fn used(page: &Path, arguments: &[&str]) -> Value {
    let text = fs::read_to_string(page).expect("the page");
    let start = text.find("script-src 'sha256-").expect("a policy");
    let end = start + text[start..].find(';').expect("its end");
    let text = format!("{}script-src 'unsafe-inline'{}", &text[..start], &text[end..]);
    let scripts = format!("<script>{}</script><script>{DRIVER}</script></body>", axe());
    let driven = page.with_extension("driven.html");
    fs::write(&driven, text.replace("</body>", &scripts)).expect("a driven page");
    let output = browse(&driven, &[arguments, &["--dump-dom"]].concat());
    let html = Html::parse_document(&String::from_utf8_lossy(&output.stdout));
    let outcome = html.select(&Selector::parse("#outcome").expect("a selector")).next();
    let outcome = outcome.unwrap_or_else(|| panic!("the driver left nothing: {:?}", console(&output)));
    serde_json::from_str(&outcome.text().collect::<String>()).expect("JSON")
}

fn check(outcome: &Value) {
    assert_eq!(outcome["error"], Value::Null);
    let numbers = |key: &str| -> Vec<u64> {
        outcome[key].as_array().expect("rows").iter().filter_map(Value::as_u64).collect()
    };
    let (ascending, mut descending) = (numbers("ascending"), numbers("descending"));
    assert!(ascending.len() > 100 && ascending.is_sorted() && ascending.first() < ascending.last());
    descending.reverse();
    assert!(descending.is_sorted(), "{descending:?}");
    assert_eq!(outcome["sortState"], "descending");
    assert_eq!(outcome["filtered"], serde_json::json!(["Service Gap GmbH"]));
    assert!(outcome["told"].as_str().is_some_and(|told| told.starts_with("1 ")), "{}", outcome["told"]);
    assert_eq!(outcome["isOpen"], true, "a link opens the customer it leads to");
    assert_eq!(outcome["focused"], true, "and takes the keyboard there");
    assert_eq!(outcome["widerThanWindow"], false);
    assert_eq!(outcome["violations"], serde_json::json!([]));
}

#[test]
fn the_page_works_in_a_browser_in_both_languages() {
    let directory = tempfile::tempdir().expect("a directory");
    let baseline = directory.path().join("baseline").display().to_string();
    let earlier = ["--partner-country", "DE", "--as-of", "2026-11-20", "--format", "csv", "--out", &baseline];
    let made = cutover(&root(), &[&["plan"], SAMPLES, earlier.as_slice()].concat());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let run = planned(directory.path(), &[SAMPLES, &["--baseline", &baseline]].concat());
    assert!(fs::read_to_string(run.join("report.html")).expect("the page").contains("id=\"t-worsened\""));
    let english = directory.path().join("en.html");
    fs::copy(run.join("report.html"), &english).expect("the page");
    let german = directory.path().join("de.html");
    let (shown, out) = (run.display().to_string(), german.display().to_string());
    assert!(cutover(&root(), &["report", &shown, "--lang", "de", "--out", &out]).status.success());
    check(&used(&english, &["--window-size=1280,900"]));
    // Dark, and as wide as a telephone.
    check(&used(&german, &["--window-size=500,900", "--blink-settings=preferredColorScheme=0"]));
    for page in [&english, &german] {
        let output = browse(page, &["--dump-dom"]);
        assert_eq!(console(&output), Vec::<String>::new());
        assert!(String::from_utf8_lossy(&output.stdout).contains("type=\"search\""), "the script has run");
    }
    a_foreign_script_is_refused(&english);
    prints(&german);
}

fn a_foreign_script_is_refused(page: &Path) {
    let text = fs::read_to_string(page).expect("the page");
    let foreign = text.replace("</body>", "<script>document.title = 'run'</script></body>");
    let tampered = page.with_extension("tampered.html");
    fs::write(&tampered, foreign).expect("a page");
    let output = browse(&tampered, &["--dump-dom"]);
    assert!(console(&output).iter().any(|line| line.contains("Content Security Policy")), "it is told");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("<title>run</title>"), "and not run");
}

fn prints(page: &Path) {
    let pdf = page.with_extension("pdf");
    browse(page, &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())]);
    let bytes = fs::read(&pdf).expect("a PDF");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF"));
    let n_pages = text.matches("/Type /Page\n").count();
    assert!((5..60).contains(&n_pages), "{n_pages} pages");
    assert!(text.contains("[0 0 594.95996 841.91998]"), "on A4");
}

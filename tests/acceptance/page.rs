//! `report.html`: its parts, hostile names, its size, and that the same run gives the same page.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cutover::report::run_json::RunInfo;
use cutover::report::{Run, findings_csv, page, plan_csv, risk_csv};
use cutover::wording::{Language, Wording};
use scraper::{Html, Selector};

use crate::run::{cutover, root};

/// Plans some samples below `directory` and gives the directory of the run.
pub(crate) fn planned(directory: &Path, arguments: &[&str]) -> PathBuf {
    let out = directory.join("run");
    let shown = out.display().to_string();
    let mut all = vec!["plan", "--partner-country", "DE", "--as-of", "2026-11-22", "--out", &shown];
    all.extend(arguments);
    let output = cutover(&root(), &all);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    out
}

/// The samples whose page is looked at.
pub(crate) const SAMPLES: &[&str] =
    &["--policy", "samples/busy-partner.toml", "samples/portfolio.csv", "samples/malformed.csv"];

fn select<'h>(page: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(element: scraper::ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_page_tells_everything_in_both_languages() {
    let directory = tempfile::tempdir().expect("a directory");
    let run = planned(directory.path(), &[SAMPLES, &["--lang", "de"]].concat());
    let german = fs::read_to_string(run.join("report.html")).expect("plan writes the page");
    let shown = run.display().to_string();
    let english = cutover(&root(), &["report", &shown, "--format", "html", "--lang", "en", "--out", "-"]);
    let english = String::from_utf8(english.stdout).expect("text");
    let sections = [
        "overview",
        "customers",
        "deadlines",
        "waves",
        "money",
        "waiting",
        "rules",
        "heat",
        "successors",
        "quality",
        "ledger",
        "run",
        "one-by-one",
    ];
    for (page, language, one_thousand) in [(&german, "de", "1.119"), (&english, "en", "1,119")] {
        let html = Html::parse_document(page);
        assert!(page.starts_with("<!doctype html>"), "no quirks");
        assert_eq!(select(&html, "html")[0].attr("lang"), Some(language));
        for section in sections {
            assert_eq!(select(&html, &format!("section#{section} > h2")).len(), 1, "{section}");
        }
        assert_eq!(select(&html, "h1").len(), 1);
        assert!(select(&html, "svg[role=img] > title").len() >= 4, "drawings are named");
        assert_eq!(select(&html, "table").len(), select(&html, "table > caption").len());
        assert!(page.contains(one_thousand), "numbers are those of the language");
        every_link_leads_somewhere(&html);
        assert!(page.len() <= page::MOST_BYTES);
        for key in ["page.", "steps."] {
            let words = select(&html, "main")[0].text().collect::<String>();
            assert!(!words.contains(key), "every text has its words");
        }
    }
    let html = Html::parse_document(&english);
    waves_stand_against_their_capacity(&html, &run);
    let assumed = text(select(&html, "#overview #assumptions")[0]);
    assert!(assumed.contains("customers rest on assumptions"), "{assumed}");
    assert!(text(select(&html, "#ledger")[0]).contains("The ledger balances."));
}

/// One bar a wave that is drawn, and above it the line of what the day can take.
fn waves_stand_against_their_capacity(html: &Html, run: &Path) {
    let waves = crate::run::rows(&run.join("waves.csv"));
    let bars = select(html, "#waves svg rect.wave, #waves svg rect.over");
    let limits = select(html, "#waves svg line.limit");
    assert!(bars.len() > 50 && bars.len() <= waves.len(), "{}", bars.len());
    assert_eq!(limits.len(), bars.len(), "the policy limits every day");
    let number = |element: &scraper::ElementRef<'_>, name: &str| -> f64 {
        element.attr(name).expect("a number").parse().expect("a number")
    };
    for ((bar, limit), wave) in bars.iter().zip(&limits).zip(&waves) {
        let count = |column: &str| wave[column].parse::<u64>().expect("a count");
        let is_over = count("customers") > count("capacity");
        assert_eq!(bar.attr("class") == Some("over"), is_over, "{wave:?}");
        assert_eq!(number(bar, "y") < number(limit, "y1"), is_over, "{wave:?}");
        assert!(text(*bar).contains(&wave["date"]), "{wave:?}");
    }
    assert!(!select(html, "#waves svg rect.band").is_empty(), "the freeze is drawn");
}

fn every_link_leads_somewhere(html: &Html) {
    let links = select(html, "a[href^='#']");
    assert!(links.len() > 100, "customers lead to their sections and rules");
    let ids: std::collections::BTreeSet<&str> =
        select(html, "[id]").into_iter().filter_map(|it| it.attr("id")).collect();
    assert_eq!(ids.len(), select(html, "[id]").len(), "ids are unique");
    for link in links {
        let target = link.attr("href").expect("an address").trim_start_matches('#');
        assert!(ids.contains(target), "#{target}");
    }
}

#[test]
fn the_page_needs_and_allows_nothing_from_elsewhere() {
    let directory = tempfile::tempdir().expect("a directory");
    let run = planned(directory.path(), SAMPLES);
    let page = fs::read_to_string(run.join("report.html")).expect("the page");
    let html = Html::parse_document(&page);
    let policy =
        select(&html, "meta[http-equiv='Content-Security-Policy']")[0].attr("content").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for selector in ["link", "script[src]", "img", "iframe", "object", "embed", "form", "[style]", "base"] {
        assert_eq!(select(&html, selector).len(), 0, "{selector}");
    }
    assert_eq!(select(&html, "script").len(), 1);
}

#[test]
fn the_same_run_gives_the_same_page() {
    let directory = tempfile::tempdir().expect("a directory");
    let run = planned(directory.path(), SAMPLES);
    let planned = fs::read(run.join("report.html")).expect("the page");
    let shown = run.display().to_string();
    let file = directory.path().join("again.html");
    let output = cutover(&root(), &["report", &shown, "--out", &file.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read(&file).expect("the page again"), planned);
}

#[test]
fn hostile_names_are_shown_and_never_run() {
    let long = "x".repeat(10_000);
    let names = [
        "</td><script>alert(1)</script>",
        "=cmd|'/c calc'!A1",
        "\u{202e}evil\u{202d}",
        "🚀👩‍👩‍👧",
        &long,
        "<img src=x onerror=alert(1)>",
        "\"' onmouseover=alert(1) x=\"",
    ];
    let directory = tempfile::tempdir().expect("a directory");
    let mut export = String::from(
        "customer_tenant_id,customer_name,subscription_id,product_name,seats_purchased,source_channel,status,end_date\n",
    );
    for (n, name) in names.iter().enumerate() {
        let quoted = name.replace('"', "\"\"");
        let id = format!("0000000{n}-0000-4000-8000-00000000000{n}");
        writeln!(export, "{id},\"{quoted}\",{id},\"{quoted}\",5,csp_other,active,2027-03-01").expect("text");
    }
    let file = directory.path().join("hostile.csv");
    fs::write(&file, export).expect("an export");
    let run = planned(directory.path(), &[&file.display().to_string()]);
    let page = fs::read_to_string(run.join("report.html")).expect("the page");
    let html = Html::parse_document(&page);
    assert_eq!(select(&html, "script").len(), 1, "only our own");
    assert_eq!(select(&html, "img, [onerror], [onmouseover]").len(), 0);
    let told: Vec<String> = select(&html, "#t-customers tbody th bdi").into_iter().map(text).collect();
    for name in &names[..4] {
        assert!(told.iter().any(|it| it == name), "{name} is told as it is: {told:?}");
    }
    assert!(!page.contains(&"x".repeat(200)), "a name of 10,000 characters is cut");
}

/// A run of fabricated rows: enough to be far too large for one page.
fn fabricated(directory: &Path, customers: usize, name: &str) -> Run {
    let rows = |columns: &[&str], n: usize, cell: &dyn Fn(&str, usize) -> String| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(columns).expect("a header");
        for row in 0..n {
            writer.write_record(columns.iter().map(|column| cell(column, row))).expect("a row");
        }
        writer.into_inner().expect("bytes")
    };
    let cell = |column: &str, row: usize| -> String {
        match column {
            "customer_tenant_id" => format!("{:08x}-0000-4000-8000-000000000000", row % customers),
            "customer_name" | "product_name" | "target_product_name" => name.to_owned(),
            "readiness" => ["blocked", "ready", "unknown"][row % 3].to_owned(),
            "risk_score" => (100 - (row * 100 / customers).min(100)).to_string(),
            "grade" => "F".to_owned(),
            "severity" => "action".to_owned(),
            "rule" => format!("rule-{}", row % 50),
            "reason_1" | "reason_2" => "auto-renew-on".to_owned(),
            "seats" | "seats_purchased" | "subscriptions" => "7".to_owned(),
            "first_deadline" | "last_safe_date" | "cutover_date" => format!("2027-{:02}-15", row % 12 + 1),
            "observed" | "score_breakdown" => [name; 6].join(";"),
            "offer_match" => "equivalent".to_owned(),
            _ => String::new(),
        }
    };
    let write = |file: &str, bytes: Vec<u8>| fs::write(directory.join(file), bytes).expect("a table");
    write("risk.csv", rows(risk_csv::COLUMNS, customers, &cell));
    write("plan.csv", rows(plan_csv::COLUMNS, 8 * customers.min(400), &cell));
    write("findings.csv", rows(findings_csv::COLUMNS, 10 * customers.min(400), &cell));
    write("run.json", RunInfo::new("0.1.0", "2026-11-22").to_bytes().expect("json"));
    Run::open(directory).expect("a run")
}

#[test]
fn a_large_portfolio_is_one_small_page_that_says_where_the_rest_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let run = fabricated(directory.path(), 200_000, "Müller & Söhne GmbH");
    let page = page::render(&run, Wording::of(Language::English)).expect("a page");
    assert!(page.len() <= page::MOST_BYTES, "{}", page.len());
    let html = Html::parse_document(&page);
    let told = select(&html, "#t-customers tbody tr").len();
    assert!(told >= 100, "{told}");
    let rest = text(select(&html, "#customers > p")[0]);
    let more = Wording::of(Language::English).count(200_000 - told as u64);
    assert!(rest.contains(&format!("{more} more customers are in risk.csv")), "{rest}");
    assert!(text(select(&html, "#overview")[0]).contains("without rules.csv"), "what is absent is named");
}

#[test]
fn the_size_holds_where_every_text_is_as_long_as_it_can_be() {
    let directory = tempfile::tempdir().expect("a directory");
    let run = fabricated(directory.path(), 400, &"\"<🚀>".repeat(100));
    let page = page::render(&run, Wording::of(Language::German)).expect("a page");
    assert!(page.len() <= page::MOST_BYTES, "{}", page.len());
    assert!(!select(&Html::parse_document(&page), "#t-customers tbody tr").is_empty(), "somebody is told of");
}

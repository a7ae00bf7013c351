//! Exports as they really are: every defect that formats and clarifications name, one test each.

mod accounts;
mod encodings;
mod facts;
mod invoices;
mod refusals;
mod shapes;
mod sheets;
mod states;
mod values;

use std::fs;
use std::path::PathBuf;

use crate::run::{cutover, rows};

pub(super) const FIRST: &str = "3c95518e-8c37-41e3-9627-0ca339200f53";
pub(super) const SECOND: &str = "7c1d1fc2-6f0b-4ab8-9ba9-5d2e6a4d0c11";
pub(super) const ONE: &str = "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d";
pub(super) const TWO: &str = "1b0e6d3a-22c4-4c1f-a2b7-9f50a7e1c2d3";

/// The header of the contract, cut down, and rows under it.
pub(super) fn canonical(lines: &[String]) -> String {
    let header = "customer_tenant_id,customer_name,subscription_id,product_name,seats_purchased,end_date";
    let mut text = format!("{header}\n");
    for line in lines {
        text.extend([line.as_str(), "\n"]);
    }
    text
}

/// A plain row of the first customer.
pub(super) fn row(subscription: &str) -> String {
    format!("{FIRST},Contoso,{subscription},Office 365 E3,25,2027-01-31")
}

/// Files that are planned together, and what comes of it.
pub(super) struct Quirk {
    directory: tempfile::TempDir,
    exports: Vec<String>,
    options: Vec<String>,
}

/// What came of a run, in short words.
pub(super) struct Outcome {
    pub(super) code: i32,
    pub(super) stderr: String,
    /// `customer|subscription|product|seats`, and `|` with every further column asked for.
    pub(super) plan: Vec<String>,
    /// `line column code`.
    pub(super) rejects: Vec<String>,
    pub(super) run: serde_json::Value,
    directory: tempfile::TempDir,
}

pub(super) fn given(name: &str, content: impl AsRef<[u8]>) -> Quirk {
    let directory = tempfile::tempdir().expect("a temporary directory");
    Quirk { directory, exports: Vec::new(), options: Vec::new() }.and(name, content)
}

impl Quirk {
    pub(super) fn and(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let (path, _) = name.rsplit_once('@').unwrap_or((name, ""));
        let target = self.directory.path().join(path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::write(target, content).expect("an export");
        self.exports.push(name.to_owned());
        self
    }

    /// A file that is no export.
    pub(super) fn beside(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self = self.and(name, content);
        self.exports.pop();
        self
    }

    pub(super) fn with(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(ToString::to_string));
        self
    }

    pub(super) fn planned(self) -> Outcome {
        self.planned_with(&[])
    }

    /// Plans, and shows these columns of `plan.csv` too.
    pub(super) fn planned_with(self, columns: &[&str]) -> Outcome {
        let mut arguments = vec!["plan", "--partner-country", "DE", "--as-of", "2026-11-22", "--out", "out"];
        arguments.extend(self.options.iter().map(String::as_str));
        arguments.extend(self.exports.iter().map(String::as_str));
        let output = cutover(self.directory.path(), &arguments);
        let out = self.directory.path().join("out");
        let is_written = out.join("run.json").exists();
        let table = |name: &str| if is_written { rows(&out.join(name)) } else { Vec::new() };
        let planned = ["customer_name", "subscription_id", "product_name", "seats_purchased"];
        let plan = table("plan.csv").into_iter().map(|row| {
            let cells = planned.iter().chain(columns).map(|column| short(&row[*column]));
            cells.collect::<Vec<_>>().join("|")
        });
        let rejects = table("rejects.csv").into_iter().map(|row| {
            let code = row["reason"].split([':', ';']).next().unwrap_or_default();
            [&row["source_line"], &row["column"], code].join(" ")
        });
        let (plan, rejects) = (plan.collect(), rejects.collect());
        let run = fs::read(out.join("run.json")).unwrap_or_else(|_| b"{}".to_vec());
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            plan,
            rejects,
            run: serde_json::from_slice(&run).expect("run.json"),
            directory: self.directory,
        }
    }

    /// The files are refused with these words and nothing is written.
    pub(super) fn refused(self, words: &[&str]) {
        let outcome = self.planned();
        assert_eq!(outcome.code, 3, "{}", outcome.stderr);
        for word in words {
            assert!(outcome.stderr.contains(word), "`{word}` is not in: {}", outcome.stderr);
        }
        assert!(!outcome.directory.path().join("out").exists(), "nothing is written");
    }

    /// What `inspect` says of the files.
    pub(super) fn inspected(self) -> String {
        let mut arguments = vec!["inspect", "--as-of", "2026-11-22"];
        arguments.extend(self.options.iter().map(String::as_str));
        arguments.extend(self.exports.iter().map(String::as_str));
        let output = cutover(self.directory.path(), &arguments);
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }
}

impl Outcome {
    #[track_caller]
    pub(super) fn is(self, plan: &[&str]) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        assert_eq!(self.plan, plan, "rejected: {:?}", self.rejects);
        self
    }

    #[track_caller]
    pub(super) fn rejects(self, rejects: &[&str]) -> Self {
        assert_eq!(self.rejects, rejects);
        self
    }

    /// The notes of the first input.
    #[track_caller]
    pub(super) fn notes(self, word: &str) -> Self {
        let notes = self.run["inputs"].to_string();
        assert!(notes.contains(word), "`{word}` is not in {notes}");
        self
    }

    pub(super) fn input(&self, key: &str) -> &str {
        self.run["inputs"][0][key].as_str().unwrap_or_default()
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join("out").join(name)
    }
}

/// Ids as words, so that expectations can be read.
fn short(cell: &str) -> String {
    [(FIRST, "first"), (SECOND, "second"), (ONE, "one"), (TWO, "two")]
        .into_iter()
        .fold(cell.to_owned(), |text, (id, word)| text.replace(id, word))
}

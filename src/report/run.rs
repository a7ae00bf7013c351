//! An earlier run, opened for reading.

use std::path::{Component, Path, PathBuf};

use crate::error::Error;
use crate::report::run_json::RunInfo;
use crate::report::{
    changes_csv, facts_csv, findings_csv, money_csv, plan_csv, rejects_csv, risk_csv, rules_csv,
    schedule_csv, steps_csv, waves_csv,
};
use crate::table::Table;

/// A run directory and what its `run.json` says.
#[derive(Debug, Clone)]
pub struct Run {
    pub directory: PathBuf,
    pub info: RunInfo,
}

impl Run {
    /// Opens a published run, or the one a pointer such as `latest` names; says what is wrong where there
    /// is none.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let directory = pointed_at(path).unwrap_or_else(|| path.to_owned());
        let (info, _) = RunInfo::read(&directory)?;
        Ok(Run { directory, info })
    }

    /// Whether the run holds a file; `--outputs` may have left it out.
    pub fn has(&self, name: &str) -> bool {
        self.directory.join(name).is_file()
    }

    pub fn plan(&self) -> Result<Table, Error> {
        self.table("plan.csv", plan_csv::COLUMNS)
    }

    pub fn risk(&self) -> Result<Table, Error> {
        self.table("risk.csv", risk_csv::COLUMNS)
    }

    pub fn findings(&self) -> Result<Table, Error> {
        self.table("findings.csv", findings_csv::COLUMNS)
    }

    pub fn rules(&self) -> Result<Table, Error> {
        self.table("rules.csv", rules_csv::COLUMNS)
    }

    pub fn steps(&self) -> Result<Table, Error> {
        self.table("steps.csv", steps_csv::COLUMNS)
    }

    pub fn waves(&self) -> Result<Table, Error> {
        self.table("waves.csv", waves_csv::COLUMNS)
    }

    pub fn rejects(&self) -> Result<Table, Error> {
        self.table("rejects.csv", rejects_csv::COLUMNS)
    }

    pub fn facts(&self) -> Result<Table, Error> {
        self.table("facts.csv", facts_csv::COLUMNS)
    }

    pub fn money(&self) -> Result<Table, Error> {
        self.table("money.csv", money_csv::COLUMNS)
    }

    pub fn schedule(&self) -> Result<Table, Error> {
        self.table("schedule.csv", schedule_csv::COLUMNS)
    }

    /// What changed since the baseline; a run that was compared with nothing has no such table.
    pub fn changes(&self) -> Result<Table, Error> {
        self.table(changes_csv::FILE_NAME, changes_csv::COLUMNS)
    }

    fn table(&self, name: &str, columns: &'static [&'static str]) -> Result<Table, Error> {
        if !self.has(name) {
            let shown = self.directory.display().to_string();
            return Err(Error::input(&shown, format!("the run was made without {name}; plan again with it")));
        }
        Table::open(&self.directory.join(name), columns)
    }
}

/// The directory beside a pointer that the pointer names; a pointer is a small file that holds one name.
pub fn pointed_at(pointer: &Path) -> Option<PathBuf> {
    let metadata = std::fs::symlink_metadata(pointer).ok()?;
    if !metadata.is_file() || metadata.len() > LONGEST_POINTER {
        return None;
    }
    let text = std::fs::read_to_string(pointer).ok()?;
    let name = Path::new(text.trim());
    let is_plain = matches!(name.components().collect::<Vec<_>>().as_slice(), [Component::Normal(_)]);
    is_plain.then(|| pointer.with_file_name(name))
}

/// Bytes a name of a directory may have, and then some.
const LONGEST_POINTER: u64 = 512;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Readiness;
    use crate::report::fixture::{FIRST, TENANT, day, plan, published};
    use crate::rules::Severity;

    #[test]
    fn what_is_written_is_read_back() {
        let root = tempfile::tempdir().unwrap();
        let run = published(&root.path().join("plan"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()]);
        let rows: Vec<_> = run.plan().unwrap().rows().map(Result::unwrap).collect();
        let last = &rows[2];
        assert_eq!(last.text("customer_tenant_id"), TENANT);
        assert_eq!(last.text("customer_name"), "Müller, Söhne");
        assert_eq!(last.text("subscription_id"), FIRST);
        assert_eq!(last.text("target_product_name"), "=Microsoft 365 E3", "the mark is taken back");
        assert_eq!(last.count("seats_purchased"), Some(25));
        assert_eq!(last.count("seats_assigned"), None);
        assert_eq!(last.day("cutover_date"), Some(day("2027-01-01")));
        assert_eq!(last.money("overlap_cost").map(|it| it.to_string()).as_deref(), Some("32.88"));
        assert_eq!(last.value("readiness"), Some(Readiness::NeedsAction));
        let rules: Vec<_> = last.list("findings").collect();
        assert_eq!(rules, ["relationship-missing", "same-offer", "double-payment"]);
        let finding = run.findings().unwrap().next_row().unwrap().unwrap();
        assert_eq!(finding.value("severity"), Some(Severity::Action));
        assert_eq!(run.risk().unwrap().next_row().unwrap().unwrap().count("risk_score"), Some(25));
        assert_eq!(run.steps().unwrap().rows().count(), 2);
    }

    #[test]
    fn a_table_that_was_not_asked_for_is_named() {
        let root = tempfile::tempdir().unwrap();
        let run = published(&root.path().join("plan"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()]);
        let error = run.waves().unwrap_err().to_string();
        assert!(error.contains("waves.csv"), "{error}");
    }

    #[test]
    fn foreign_columns_and_a_foreign_directory_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let run = published(&root.path().join("plan"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()]);
        std::fs::write(run.directory.join("steps.csv"), "a,b\n").unwrap();
        assert!(matches!(run.steps(), Err(Error::Input { line: Some(1), .. })));
        assert!(matches!(Run::open(root.path()), Err(Error::Open { .. })));
    }

    #[test]
    fn a_pointer_leads_to_its_run_and_nowhere_else() {
        let root = tempfile::tempdir().unwrap();
        published(&root.path().join("2026-11-22"), RunInfo::new("1.0.0", "2026-11-22"), &[plan()]);
        let pointer = root.path().join("latest");
        std::fs::write(&pointer, "2026-11-22\n").unwrap();
        assert_eq!(Run::open(&pointer).unwrap().directory, root.path().join("2026-11-22"));
        for elsewhere in ["../2026-11-22", "/etc", "a/b", ""] {
            std::fs::write(&pointer, elsewhere).unwrap();
            assert_eq!(pointed_at(&pointer), None, "{elsewhere}");
        }
    }
}

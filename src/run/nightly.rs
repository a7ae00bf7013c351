//! The configuration of `cutover nightly`: what is read, where runs are kept, and what is guarded.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use crate::config::mistake;
use crate::config::spelled::{spelled_serde, spelled_words};
use crate::error::Error;
use crate::model::value::column_values;
use crate::run::Request;

column_values! {
    /// How the log of a run is written.
    LogStyle { Text = "text", Json = "json" }
}

spelled_words!(LogStyle);
spelled_serde!(LogStyle);

column_values! {
    /// What a text file is taken for whose last line has no end.
    FinalLineEnd {
        /// Cut, where the same export had a final line end last night.
        AsBefore = "as-before",
        /// Cut.
        Required = "required",
        /// Whole, for its exporter writes none.
        Optional = "optional",
    }
}

spelled_words!(FinalLineEnd);
spelled_serde!(FinalLineEnd);

/// A share in whole and tenth percents, such as `20%`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(f64);

impl Share {
    /// Reads `20%`.
    pub fn parse(text: &str) -> Option<Self> {
        let percent: f64 = text.trim().strip_suffix('%')?.trim_end().parse().ok()?;
        (0.0..=100.0).contains(&percent).then_some(Share(percent))
    }

    /// Whether `new` is smaller than `old` by more than this share.
    pub fn is_passed(self, old: u64, new: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a share of records, not money")]
        let (old, new) = (old as f64, new as f64);
        new * 100.0 < old * (100.0 - self.0)
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}%", self.0)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Share::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("not a share, expected percents such as \"20%\""))
    }
}

/// Everything a night is told.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Nightly {
    /// Files, or patterns such as `exports/*.csv`; `FILE@TENANT` as on the command line.
    pub inputs: Vec<String>,
    /// Where the runs stand, one directory per night.
    pub root: String,
    /// Runs that are kept.
    pub keep: usize,
    /// How much smaller than last night's an input may be; `100%` lets everything pass.
    pub max_shrink: Share,
    /// How long inputs must stand still before they are read.
    pub settle_seconds: u64,
    /// What a text file without a line end at its end is taken for.
    pub final_line_end: FinalLineEnd,
    /// How the log inside the run is written.
    pub log: LogStyle,
    /// The health file; empty: `health.json` in the root.
    pub health: String,
    /// A program and its arguments, run when the night has ended, however it ended.
    pub hook: Vec<String>,
    /// After how long the hook is ended.
    pub hook_seconds: u64,
    /// What every night asks for; the night adds its day, its inputs, its baseline and where it is written.
    pub plan: Request,
    /// Directory of the file: where the paths in it begin.
    #[serde(skip)]
    pub directory: PathBuf,
}

impl Default for Nightly {
    fn default() -> Self {
        Nightly {
            inputs: Vec::new(),
            root: String::new(),
            keep: 30,
            max_shrink: Share(20.0),
            settle_seconds: 3,
            final_line_end: FinalLineEnd::AsBefore,
            log: LogStyle::Text,
            health: String::new(),
            hook: Vec::new(),
            hook_seconds: 60,
            plan: Request::default(),
            directory: PathBuf::new(),
        }
    }
}

impl Nightly {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where the file cannot be read or is not acceptable; the text points at the place.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|wrong| {
            Error::Policy(format!("cannot read the configuration {}: {wrong}", path.display()))
        })?;
        Nightly::parse(path, &text)
    }

    /// Reads the text of a configuration.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let mut nightly: Nightly =
            toml::from_str(text).map_err(|wrong| mistake::of_toml(path, text, &wrong))?;
        let needed = [
            (nightly.inputs.is_empty(), "inputs = [\"exports/*.csv\"] is needed"),
            (nightly.root.is_empty(), "root = \"DIRECTORY\" is needed: where the runs are kept"),
            (nightly.keep == 0, "keep = 0 would keep no run; give 1 or more"),
        ];
        if let Some((_, advice)) = needed.iter().find(|(is_missing, _)| *is_missing) {
            return Err(Error::Policy(format!("{}: {advice}", path.display())));
        }
        nightly.refuse_what_the_night_decides(path)?;
        path.parent().unwrap_or(Path::new("")).clone_into(&mut nightly.directory);
        nightly.plan.begin_at(&nightly.directory);
        Ok(nightly)
    }

    fn refuse_what_the_night_decides(&self, path: &Path) -> Result<(), Error> {
        let plan = &self.plan;
        let decided = [
            ("out", !plan.out.as_os_str().is_empty()),
            ("as-of", plan.as_of.is_some()),
            ("baseline", plan.baseline.is_some()),
            ("inputs", !plan.inputs.is_empty()),
        ];
        match decided.into_iter().find(|(_, is_said)| *is_said) {
            None => Ok(()),
            Some((name, _)) => Err(Error::Policy(format!(
                "{}: `{name}` in [plan] is decided by the night itself; leave it out",
                path.display()
            ))),
        }
    }

    /// A path of the configuration as the working directory sees it.
    pub fn path(&self, written: &str) -> PathBuf {
        self.directory.join(written)
    }

    /// Where the health file stands.
    pub fn health_path(&self) -> PathBuf {
        match self.health.as_str() {
            "" => self.path(&self.root).join("health.json"),
            written => self.path(written),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{MemoryLimit, PolicySource, RejectLimit};

    fn parse(text: &str) -> Result<Nightly, String> {
        Nightly::parse(Path::new("conf/nightly.toml"), text).map_err(|wrong| wrong.to_string())
    }

    const LEAST: &str = "inputs = [\"in/*.csv\"]\nroot = \"runs\"\n";

    #[test]
    fn what_is_not_written_has_a_default() {
        let nightly = parse(LEAST).unwrap();
        assert_eq!((nightly.keep, nightly.max_shrink), (30, Share(20.0)));
        assert_eq!(nightly.health_path(), Path::new("conf/runs/health.json"));
    }

    #[test]
    fn mistakes_are_pointed_at() {
        for (text, said) in [
            ("inputs = []\nroot = \"x\"\n".to_owned(), "inputs"),
            (format!("{LEAST}kep = 3\n"), "did you mean `keep`?"),
            (format!("{LEAST}max-shrink = \"much\"\n"), "20%"),
            (format!("{LEAST}log = \"xml\"\n"), "text"),
            (format!("{LEAST}keep = 0\n"), "keep = 0"),
        ] {
            let refusal = parse(&text).unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
    }

    #[test]
    fn options_are_those_of_plan_and_paths_begin_at_the_file() {
        let plan = parse(&format!(
            "{LEAST}[plan]\npolicy = \"policy.toml\"\npartner-country = \"DE\"\nfail-on = \"blocker\"\n\
             outputs = [\"plan\", \"risk\"]\nformat = \"csv,html\"\nskip-unreadable = true\n\
             max-catalog-age = 40\nmax-rejects = 7\nmemory = \"1G\"\n",
        ))
        .unwrap()
        .plan;
        assert_eq!(plan.policy, Some(PolicySource::File("conf/policy.toml".into())));
        assert_eq!((plan.outputs.len(), plan.format.len(), plan.skip_unreadable), (2, 2, true));
        assert_eq!((plan.max_catalog_age, plan.max_rejects), (Some(40), Some(RejectLimit::Records(7))));
        assert_eq!(plan.memory, Some(MemoryLimit::Run(1 << 30)));
    }

    #[test]
    fn what_plan_does_not_know_is_pointed_at() {
        for (plan, said) in [
            ("polcy = \"x\"\n", "did you mean `policy`?"),
            ("out = \"x\"\n", "decided by the night itself"),
            ("partner-country = \"Germany\"\n", "two letters"),
            ("fail-on = { a = 1 }\n", "does not stand for one value"),
            ("fail-on = \"note\"\n", "`blocker`"),
            ("outputs = [\"plans\"]\n", "did you mean `plan`?"),
            ("max-rejects = \"many\"\n", "such as 2%"),
        ] {
            let refusal = parse(&format!("{LEAST}[plan]\n{plan}")).unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
    }

    #[test]
    fn a_fifth_less_passes_and_more_than_that_does_not() {
        let share = Share::parse("20%").unwrap();
        assert!(!share.is_passed(100, 81) && !share.is_passed(100, 80));
        assert!(share.is_passed(100, 79));
        assert!(!share.is_passed(0, 0) && !share.is_passed(10, 20));
        assert_eq!(Share::parse("120%"), None);
    }
}

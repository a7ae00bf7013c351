//! What a run is asked for, as one value: the command line, `nightly.toml` and `run.json` all say it in the same keys.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::{Policy, known_rules};
use crate::error::Error;
use crate::intake::layout::DateOrder;
use crate::model::{Country, Day};
use crate::report::run_json::RunInfo;
use crate::report::{Format, OutputTable};
use crate::rules::{Membership, Severity};
use crate::run::limits::{MemoryLimit, RejectLimit};
use crate::run::spelling::{gate, list, optional};
use crate::wording::{Language, Wording};

/// Everything that is asked of a run. What is left open is as with `cutover plan`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Request {
    /// Files, folders, `-`, or `FILE@TENANT`.
    pub inputs: Vec<String>,
    #[serde(with = "optional")]
    pub date_order: Option<DateOrder>,
    /// Label of the encoding of files that do not say theirs.
    pub encoding: Option<String>,
    /// One character, or `tab`.
    pub delimiter: Option<String>,
    /// A profile of the user's own.
    pub columns: Option<PathBuf>,
    /// Go on without inputs that cannot be read.
    pub skip_unreadable: bool,
    /// `None`: the built-in policy.
    pub policy: Option<PolicySource>,
    /// Above the policy's own.
    #[serde(with = "optional")]
    pub partner_country: Option<Country>,
    /// The day the plan is made for; a run needs it.
    #[serde(with = "optional")]
    pub as_of: Option<Day>,
    /// Offer overrides.
    pub map: Option<PathBuf>,
    pub catalog: Option<PathBuf>,
    pub offer_matrix: Option<PathBuf>,
    pub price_list: Option<PathBuf>,
    pub legacy_offers: Option<PathBuf>,
    /// Oldest reference data that is accepted, in days before the as-of day; above the policy's own.
    pub max_catalog_age: Option<u32>,
    pub pins: Option<PathBuf>,
    /// An earlier run to compare with.
    pub baseline: Option<PathBuf>,
    #[serde(with = "list")]
    pub format: Vec<Format>,
    #[serde(with = "optional")]
    pub lang: Option<Language>,
    /// Tables to write; empty: all.
    #[serde(with = "list")]
    pub outputs: Vec<OutputTable>,
    #[serde(serialize_with = "optional::serialize", deserialize_with = "gate")]
    pub fail_on: Option<Severity>,
    #[serde(serialize_with = "optional::serialize", deserialize_with = "gate")]
    pub fail_on_new: Option<Severity>,
    #[serde(with = "optional")]
    pub max_rejects: Option<RejectLimit>,

    // How the work is done. It changes no answer, so no run records it.
    /// Directory the run is written to.
    #[serde(skip_serializing)]
    pub out: PathBuf,
    #[serde(with = "optional", skip_serializing)]
    pub memory: Option<MemoryLimit>,
    /// Threads; `None`: one per core.
    #[serde(skip_serializing)]
    pub jobs: Option<usize>,
    /// Say how long every stage took.
    #[serde(skip_serializing)]
    pub timings: bool,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            inputs: Vec::new(),
            date_order: None,
            encoding: None,
            delimiter: None,
            columns: None,
            skip_unreadable: false,
            policy: None,
            partner_country: None,
            as_of: None,
            map: None,
            catalog: None,
            offer_matrix: None,
            price_list: None,
            legacy_offers: None,
            max_catalog_age: None,
            pins: None,
            baseline: None,
            format: Format::DEFAULT.to_vec(),
            lang: None,
            outputs: Vec::new(),
            fail_on: None,
            fail_on_new: None,
            max_rejects: None,
            out: PathBuf::new(),
            memory: None,
            jobs: None,
            timings: false,
        }
    }
}

/// Where a policy is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PolicySource {
    File(PathBuf),
    /// As a run recorded it.
    Text {
        text: String,
        /// The file it was once; where the paths in it begin.
        path: PathBuf,
    },
}

impl PolicySource {
    /// Reads a policy; without a source it is the built-in one.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where it cannot be read or is not acceptable.
    pub fn load(source: Option<&PolicySource>) -> Result<Policy, Error> {
        match source {
            None => Ok(Policy::default()),
            Some(PolicySource::File(path)) => Policy::load(path, &known_rules()),
            Some(PolicySource::Text { text, path }) => Policy::parse(path, text, &known_rules()),
        }
    }

    pub(super) fn path(&self) -> &Path {
        let (PolicySource::File(path) | PolicySource::Text { path, .. }) = self;
        path
    }

    fn path_mut(&mut self) -> &mut PathBuf {
        let (PolicySource::File(path) | PolicySource::Text { path, .. }) = self;
        path
    }
}

impl Request {
    /// What a run was asked for. One that was made before runs recorded it has said nearly all of it among its
    /// options.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where another version asked for something that this one does not know.
    pub fn of_run(info: &RunInfo) -> Result<Self, Error> {
        let recorded = info.request.clone().unwrap_or_else(|| {
            let is_asked = |name: &str| !name.ends_with("-sha256");
            let options = info.options.iter().filter(|(name, _)| is_asked(name));
            let mut asked: Map<String, Value> =
                options.map(|(name, value)| (name.clone(), value.clone())).collect();
            asked.insert("inputs".into(), info.inputs.iter().map(|input| input.path.as_str()).collect());
            asked.insert("as-of".into(), info.as_of.as_str().into());
            asked.insert("policy".into(), info.policy.path.as_deref().into());
            Value::Object(asked)
        });
        serde_json::from_value(recorded).map_err(|wrong| {
            Error::Usage(format!("the run was asked for what this version cannot do: {wrong}"))
        })
    }

    /// As `run.json` keeps it: what is left open is left out.
    pub(super) fn record(&self) -> Result<Value, Error> {
        let mut value = self.to_json()?;
        let is_open = |value: &Value| {
            value.is_null() || *value == Value::Bool(false) || value.as_array().is_some_and(Vec::is_empty)
        };
        value.retain(|_, value| !is_open(value));
        Ok(Value::Object(value))
    }

    /// Every key that a run records, with `null` for what is left open.
    pub(super) fn to_json(&self) -> Result<Map<String, Value>, Error> {
        match serde_json::to_value(self) {
            Ok(Value::Object(keys)) => Ok(keys),
            Ok(other) => Err(Error::Internal(format!("a request is no {other}"))),
            Err(wrong) => Err(Error::Internal(format!("a request cannot be written: {wrong}"))),
        }
    }

    /// Lets every relative path begin at `directory`; the inputs aside.
    pub fn begin_at(&mut self, directory: &Path) {
        for path in self.paths_mut() {
            *path = directory.join(&*path);
        }
    }

    /// Every path but those of the inputs and of the run itself.
    pub(super) fn paths_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let of_policy = self.policy.as_mut().map(PolicySource::path_mut);
        let others = [
            &mut self.columns,
            &mut self.map,
            &mut self.catalog,
            &mut self.offer_matrix,
            &mut self.price_list,
            &mut self.legacy_offers,
            &mut self.pins,
            &mut self.baseline,
        ];
        others.into_iter().filter_map(Option::as_mut).chain(of_policy)
    }

    /// The day the plan is made for.
    pub fn day(&self) -> Result<Day, Error> {
        self.as_of.ok_or_else(|| Error::Usage("the day the plan is made for is not said (as-of)".to_owned()))
    }

    /// The language of documents for people.
    pub fn wording(&self) -> &'static Wording {
        Wording::of(self.lang.unwrap_or(Language::English))
    }

    /// The policy with the request above it; nothing is read before it is known to be complete.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] for a policy that is not acceptable, [`Error::Usage`] where the partner's country is
    /// missing or in no region.
    pub fn effective_policy(&self) -> Result<Policy, Error> {
        let mut policy = PolicySource::load(self.policy.as_ref())?;
        policy.partner.country = self.partner_country.or(policy.partner.country);
        let countries = policy.partner.enrolled_countries();
        if countries.is_empty() {
            let advice = "give --partner-country CC, or country in the [partner] section of the policy";
            return Err(Error::Usage(format!("the planning partner's country is not known; {advice}")));
        }
        let rules = policy.rule_settings()?;
        let list = rules.regions.on(self.day()?);
        let foreign =
            countries.into_iter().find(|&country| !matches!(list.membership(country), Membership::In(_)));
        match foreign {
            None => Ok(policy),
            Some(country) => Err(Error::Usage(format!(
                "the partner's country {} is in no region of the list of {}; give the code of an enrolled country",
                country.as_str(),
                list.date
            ))),
        }
    }
}

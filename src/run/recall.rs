//! What an earlier run was asked for, found again from wherever one stands, and what has changed since.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::intake::Portfolio;
use crate::report::Run;
use crate::run::record::file_hash;
use crate::run::{PolicySource, Request};

/// The request of a run with its paths as the working directory sees them.
#[derive(Debug, Clone)]
pub struct Recalled {
    pub request: Request,
    /// The policy that was in effect, as the run recorded it.
    pub policy: PolicySource,
    /// Where the relative paths of the run begin.
    base: PathBuf,
    run: Run,
}

impl Recalled {
    /// Recalls a run. Relative paths begin in the working directory, or else in the first folder from the run
    /// upwards below which every file of the run is found: a run can be asked again from elsewhere, and moved
    /// together with its files.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where another version asked for something that this one does not know.
    pub fn of(run: Run) -> Result<Self, Error> {
        let mut request = Request::of_run(&run.info)?;
        let base = base(&run);
        request.begin_at(&base);
        for input in request.inputs.iter_mut().filter(|input| *input != "-") {
            *input = base.join(&*input).to_string_lossy().into_owned();
        }
        let path = base.join(run.info.policy.path.as_deref().unwrap_or_default());
        let policy = PolicySource::Text { text: run.info.policy.text.clone(), path };
        if run.info.request.is_none() {
            // Its options do not tell the country; the policy in effect does.
            request.partner_country = PolicySource::load(Some(&policy))?.partner.country;
        }
        Ok(Recalled { request, policy, base, run })
    }

    /// Whatever is no longer what the run read, as sentences for people: its inputs, as they were read again, and
    /// the files beside them.
    pub fn changed(&self, portfolio: &Portfolio) -> Vec<String> {
        let info = &self.run.info;
        let here = |path: &str| self.base.join(path).to_string_lossy().into_owned();
        let then: Vec<(String, &str)> =
            info.inputs.iter().map(|input| (here(&input.path), input.sha256.as_str())).collect();
        let told = |path: &str, what: &str| format!("{path} {what} since the run of {} was made", info.as_of);
        let mut changed = Vec::new();
        for (path, sha256) in &then {
            match portfolio.files.iter().find(|file| file.path == *path) {
                None => changed.push(told(path, "is gone")),
                Some(file) if file.sha256 != *sha256 => changed.push(told(path, "has changed")),
                Some(_) => {}
            }
        }
        let is_new = |path: &str| then.iter().all(|(known, _)| known != path);
        let new = portfolio.files.iter().filter(|file| is_new(&file.path));
        changed.extend(new.map(|file| told(&file.path, "has come")));
        for (path, sha256) in &info.references.files {
            let path = here(path);
            if file_hash(Some(Path::new(&path))).is_none_or(|now| now != *sha256) {
                changed.push(told(&path, "has changed"));
            }
        }
        changed
    }
}

/// Where the relative paths of a run begin.
fn base(run: &Run) -> PathBuf {
    let inputs = run.info.inputs.iter().map(|input| input.path.as_str()).filter(|path| *path != "-");
    let files: Vec<&str> = inputs.chain(run.info.references.files.keys().map(String::as_str)).collect();
    let holds_all = |folder: &Path| files.iter().all(|path| folder.join(path).exists());
    let directory = std::path::absolute(&run.directory).unwrap_or_else(|_| run.directory.clone());
    let above = directory.ancestors().skip(1).map(Path::to_owned);
    std::iter::once(PathBuf::new()).chain(above).find(|folder| holds_all(folder)).unwrap_or_default()
}

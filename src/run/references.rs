//! The reference data of a run: licensing list, offer matrix, price list, legacy offers and offer overrides.

use std::path::{Path, PathBuf};

use crate::catalogue::{Catalogue, Download, Downloads};
use crate::config::Policy;
use crate::error::Error;
use crate::intake::{FileReport, Portfolio};
use crate::report::run_json::sha256_hex;
use crate::run::Request;

/// Kinds of reference data, in the order of [`Downloads`], and the profile by which one is known among exports.
const KINDS: [Option<&str>; 5] =
    [Some("product_names"), Some("offers_nce"), Some("price_nce"), Some("offers_legacy"), None];

/// The files of reference data, read and not yet understood.
#[derive(Debug, Clone, Default)]
pub struct References([Option<(String, Vec<u8>)>; 5]);

impl References {
    /// Reads what a request names; nothing of a policy, nothing among the exports.
    ///
    /// # Errors
    ///
    /// [`Error::Reference`] for a file that cannot be read.
    pub fn of(request: &Request) -> Result<Self, Error> {
        References::read(paths_of(request))
    }

    /// Reads what the request names, else the policy, else what stands among the exports; two of a kind are a
    /// mistake.
    pub(super) fn find(request: &Request, policy: &Policy, portfolio: &Portfolio) -> Result<Self, Error> {
        let of_policy = &policy.catalogue;
        let written = [
            &of_policy.licensing_list,
            &of_policy.offer_matrix,
            &of_policy.price_list,
            &of_policy.legacy_offers,
            &of_policy.map,
        ];
        let mut paths = paths_of(request);
        for ((path, written), kind) in paths.iter_mut().zip(written).zip(KINDS) {
            let found = kind.map(|profile| among_exports(portfolio, profile)).transpose()?.flatten();
            *path = match (path.take().or_else(|| policy.path(written)), found) {
                (Some(_), Some(found)) => {
                    return Err(Error::Usage(format!(
                        "{found} is a second reference file of its kind; leave one of the two out"
                    )));
                }
                (given, found) => given.or_else(|| found.map(PathBuf::from)),
            };
        }
        References::read(paths)
    }

    fn read(paths: [Option<PathBuf>; 5]) -> Result<Self, Error> {
        let mut files = [const { None }; 5];
        for (file, path) in files.iter_mut().zip(paths) {
            *file = path.map(|path| read(&path)).transpose()?;
        }
        Ok(References(files))
    }

    /// The embedded catalogue, joined with what was downloaded.
    pub fn catalogue(&self) -> Result<Catalogue, Error> {
        let [licensing_list, offer_matrix, price_list, legacy_offers, overrides] =
            self.0.each_ref().map(|file| file.as_ref().map(download));
        Catalogue::assemble(&Downloads { licensing_list, offer_matrix, price_list, legacy_offers, overrides })
    }

    /// Path and SHA-256 of every file.
    pub(super) fn hashes(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().flatten().map(|(path, bytes)| (path.clone(), sha256_hex(bytes)))
    }

    /// Of the embedded edition and the bytes of every file that was added to it, whatever its name.
    pub(super) fn sha256(&self) -> String {
        let of_files =
            self.0.iter().map(|file| file.as_ref().map_or(String::new(), |(_, bytes)| sha256_hex(bytes)));
        let parts: Vec<String> = [Catalogue::version().to_owned()].into_iter().chain(of_files).collect();
        sha256_hex(parts.join("\n").as_bytes())
    }
}

fn paths_of(request: &Request) -> [Option<PathBuf>; 5] {
    let Request { catalog, offer_matrix, price_list, legacy_offers, map, .. } = request;
    [catalog, offer_matrix, price_list, legacy_offers, map].map(Clone::clone)
}

fn download((path, bytes): &(String, Vec<u8>)) -> Download<'_> {
    (path, bytes)
}

fn read(path: &Path) -> Result<(String, Vec<u8>), Error> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(wrong) => Err(Error::Reference { path: name, reason: wrong.to_string() }),
    }
}

/// The path of the one reference file of a kind among the exports.
fn among_exports<'p>(portfolio: &'p Portfolio, profile: &str) -> Result<Option<&'p str>, Error> {
    let is_kind = |file: &&FileReport| file.sections.iter().any(|(_, layout)| layout.profile() == profile);
    let mut found = portfolio.files.iter().filter(is_kind);
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Err(Error::Usage(format!(
            "{} and {} are both `{profile}`; leave one of them out",
            first.path, second.path
        ))),
        (first, _) => Ok(first.map(|file| file.path.as_str())),
    }
}

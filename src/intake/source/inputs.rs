//! From the words of the command line to the files they mean, and the customer a file name gives.

use std::path::Path;

use crate::error::Error;
use crate::intake::layout::Outside;
use crate::model::TenantId;

/// Names of files a folder is searched for.
const READABLE: [&str; 4] = [".csv", ".tsv", ".csv.gz", ".xlsx"];
/// Last words of a file name that are no top-level domains.
const FILE_ENDS: [&str; 5] = ["csv", "tsv", "gz", "xlsx", "txt"];

/// The customer of a file whose rows do not name one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum NamedCustomer {
    #[default]
    Nobody,
    Tenant(TenantId),
    /// Lower case.
    Domain(String),
    /// Several ids in the name: only `FILE@TENANT` can tell.
    Ambiguous(Vec<String>),
}

impl NamedCustomer {
    /// Whether exactly one customer is named.
    pub fn is_named(&self) -> bool {
        matches!(self, NamedCustomer::Tenant(_) | NamedCustomer::Domain(_))
    }

    /// As the layout of a file that names no customer takes it.
    pub(crate) fn outside(&self) -> Option<Outside> {
        match self {
            NamedCustomer::Tenant(tenant) => Some(Outside { tenant: Some(*tenant), domain: String::new() }),
            NamedCustomer::Domain(domain) => Some(Outside { tenant: None, domain: domain.clone() }),
            NamedCustomer::Nobody | NamedCustomer::Ambiguous(_) => None,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(tenant) = TenantId::parse(text) {
            return Some(NamedCustomer::Tenant(tenant));
        }
        is_domain(text).then(|| NamedCustomer::Domain(text.to_ascii_lowercase()))
    }
}

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As given, or as found in a folder that was given; `-` is standard input.
    pub path: String,
    pub outside: NamedCustomer,
}

impl Input {
    /// An export as written on the command line: a path, or `FILE@TENANT`.
    pub fn parse(export: &str) -> Self {
        if let Some((path, customer)) = export.rsplit_once('@')
            && !Path::new(export).exists()
            && let Some(outside) = NamedCustomer::parse(customer)
        {
            return Input { path: path.to_owned(), outside };
        }
        Input { path: export.to_owned(), outside: named_by(Path::new(export)) }
    }
}

/// Every file the exports mean: folders give their readable files, sorted by name, not recursively.
pub fn expand(exports: &[String]) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for export in exports {
        let input = Input::parse(export);
        if Path::new(&input.path).is_dir() {
            let outside = if input.path == *export { None } else { Some(&input.outside) };
            inputs.extend(folder(&input.path, outside)?);
        } else {
            inputs.push(input);
        }
    }
    match u16::try_from(inputs.len()) {
        Ok(_) => Ok(inputs),
        Err(_) => Err(Error::Usage(format!("{} inputs are too many; join some of them", inputs.len()))),
    }
}

fn folder(path: &str, outside: Option<&NamedCustomer>) -> Result<Vec<Input>, Error> {
    let failed = |source| Error::Open { path: path.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
        if entry.path().is_file() && READABLE.iter().any(|suffix| name.ends_with(suffix)) {
            found.push(entry.path());
        }
    }
    if found.is_empty() {
        return Err(Error::input(path, "the folder holds no .csv, .tsv, .csv.gz or .xlsx file"));
    }
    found.sort();
    let input = |file: std::path::PathBuf| Input {
        outside: outside.cloned().unwrap_or_else(|| named_by(&file)),
        path: file.to_string_lossy().into_owned(),
    };
    Ok(found.into_iter().map(input).collect())
}

/// The customer in the file's name, else in the nearest folder's.
fn named_by(path: &Path) -> NamedCustomer {
    let stem = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let stem = READABLE.iter().find_map(|suffix| stem.strip_suffix(suffix)).unwrap_or(&stem);
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match named_in(stem) {
        NamedCustomer::Nobody => folder.map_or(NamedCustomer::Nobody, |folder| named_in(&folder)),
        found @ (NamedCustomer::Tenant(_) | NamedCustomer::Domain(_) | NamedCustomer::Ambiguous(_)) => found,
    }
}

fn named_in(name: &str) -> NamedCustomer {
    let words = |is_part: fn(char) -> bool| name.split(move |c| !is_part(c)).filter(|word| !word.is_empty());
    let mut tenants: Vec<TenantId> = Vec::new();
    for word in words(|c| c.is_ascii_hexdigit() || c == '-') {
        let word = word.trim_matches('-');
        tenants.extend(word.len().eq(&36).then(|| TenantId::parse(word)).flatten());
    }
    tenants.dedup();
    let mut domains: Vec<&str> = words(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.').collect();
    domains.retain(|word| is_domain(word));
    domains.dedup();
    match (tenants.as_slice(), domains.as_slice()) {
        ([tenant], _) => NamedCustomer::Tenant(*tenant),
        ([], [domain]) => NamedCustomer::Domain(domain.to_ascii_lowercase()),
        ([], []) => NamedCustomer::Nobody,
        ([], several) => NamedCustomer::Ambiguous(several.iter().map(|&name| name.to_owned()).collect()),
        (several, _) => NamedCustomer::Ambiguous(several.iter().map(ToString::to_string).collect()),
    }
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let ends_in_letters = text.rsplit('.').next().is_some_and(|last| {
        last.len() >= 2 && !FILE_ENDS.contains(&last) && last.bytes().all(|b| b.is_ascii_alphabetic())
    });
    text.contains('.') && ends_in_letters && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "9ab2c1d0-5e6f-4a7b-8c9d-0e1f2a3b4c5d";

    #[test]
    fn a_customer_may_follow_the_file() {
        let input = Input::parse(&format!("licenses.csv@{TENANT}"));
        assert_eq!(input.path, "licenses.csv");
        assert_eq!(Some(input.outside), TenantId::parse(TENANT).map(NamedCustomer::Tenant));
        assert_eq!(
            Input::parse("licenses.csv@Contoso.com").outside,
            NamedCustomer::Domain("contoso.com".to_owned())
        );
        assert!(!Input::parse("me@home.csv").outside.is_named());
    }

    #[test]
    fn the_name_decides_before_the_folder() {
        let other = "11111111-5e6f-4a7b-8c9d-0e1f2a3b4c5d";
        let path = format!("{other}/licenses_{TENANT}.csv");
        assert_eq!(Some(named_by(Path::new(&path))), TenantId::parse(TENANT).map(NamedCustomer::Tenant));
        let path = format!("{other}/licenses.csv");
        assert_eq!(Some(named_by(Path::new(&path))), TenantId::parse(other).map(NamedCustomer::Tenant));
    }

    #[test]
    fn two_ids_in_one_name_are_ambiguous() {
        let name = format!("{TENANT}_11111111-5e6f-4a7b-8c9d-0e1f2a3b4c5d.csv");
        assert!(matches!(named_by(Path::new(&name)), NamedCustomer::Ambiguous(ids) if ids.len() == 2));
    }
}

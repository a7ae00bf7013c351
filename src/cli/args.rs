//! Arguments that several subcommands share, and how they become a request.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use cutover::error::Error;
use cutover::intake::layout::DateOrder;
use cutover::model::{Country, Day, UnknownValue, parse_day};
use cutover::report::Format;
use cutover::rules::Severity;
use cutover::run::{MemoryLimit, PolicySource, Request};

use crate::cli::language::LanguageArgs;

/// What the files do not say of themselves.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// How dates are written where nothing else decides
    #[arg(long, value_parser = date_order())]
    date_order: Option<DateOrder>,
    /// Encoding of files that do not say it (utf-8, windows-1252, utf-16le, …)
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Delimiter of all files: a character, or `tab`
    #[arg(long, value_name = "CHAR")]
    delimiter: Option<String>,
    /// A profile of your own for a format nobody knows
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// Threads (default: one per core); answers are the same with any number
    #[arg(long, value_name = "N", env = "CUTOVER_JOBS")]
    jobs: Option<usize>,
}

/// What is known of offers, and what people decided.
#[derive(Debug, Args)]
pub(crate) struct ReferenceArgs {
    /// Offer overrides
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Microsoft's licensing list as downloaded
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The new-commerce offer matrix as downloaded
    #[arg(long, value_name = "FILE")]
    offer_matrix: Option<PathBuf>,
    /// The new-commerce price list as downloaded
    #[arg(long, value_name = "FILE")]
    price_list: Option<PathBuf>,
    /// The mapping of legacy offers saved as CSV
    #[arg(long, value_name = "FILE")]
    legacy_offers: Option<PathBuf>,
    /// Decisions of people that the plan keeps (docs/pins.md)
    #[arg(long, value_name = "FILE")]
    pins: Option<PathBuf>,
    /// Oldest reference data that is accepted, in days before the as-of day
    #[arg(long, value_name = "DAYS")]
    max_catalog_age: Option<u32>,
}

/// What the environment may say for every run.
#[derive(Debug, Args)]
pub(crate) struct StandingArgs {
    /// Policy file (`cutover policy` prints one)
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    policy: Option<PathBuf>,
    /// Country of the planning partner's tenant, two letters (or in the policy)
    #[arg(long, value_name = "CC", value_parser = country, env = "CUTOVER_PARTNER_COUNTRY")]
    partner_country: Option<Country>,
    /// Memory a run may take, such as 512M or 2G: what does not fit goes to disk beside the output (default: all
    /// in memory)
    #[arg(long, value_name = "SIZE", env = "CUTOVER_MEMORY")]
    memory: Option<MemoryLimit>,
    #[command(flatten)]
    language: LanguageArgs,
}

impl StandingArgs {
    /// Fills what a request leaves open.
    pub(crate) fn fill(&self, request: &mut Request) {
        let policy = request.policy.take();
        request.policy = policy.or_else(|| self.policy.clone().map(PolicySource::File));
        request.partner_country = request.partner_country.or(self.partner_country);
        request.memory = request.memory.or(self.memory);
        request.lang = request.lang.or_else(|| Some(self.language.language()));
    }
}

/// Puts what is given above what a request says.
macro_rules! put_above {
    ($request:ident, $given:ident: $($field:ident),+) => {
        $(if let Some(given) = &$given.$field {
            $request.$field = Some(given.clone());
        })+
    };
}

impl ReadingArgs {
    pub(crate) fn put(&self, request: &mut Request) {
        put_above!(request, self: date_order, encoding, delimiter, columns, jobs);
    }
}

impl ReferenceArgs {
    pub(crate) fn put(&self, request: &mut Request) {
        put_above!(request, self: map, catalog, offer_matrix, price_list, legacy_offers, pins, max_catalog_age);
    }
}

/// Works on so many threads from here on.
pub(crate) fn limit_threads(jobs: Option<usize>) -> Result<(), Error> {
    let Some(jobs) = jobs else { return Ok(()) };
    if jobs == 0 {
        return Err(Error::Usage("--jobs 0: at least one thread is needed".to_owned()));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    pool.build_global().map_err(|wrong| Error::Usage(format!("--jobs {jobs}: {wrong}")))
}

pub(crate) fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).ok_or_else(|| "expected the two letters of a country, such as DE".to_owned())
}

pub(crate) fn day(text: &str) -> Result<Day, String> {
    parse_day(text).ok_or_else(|| "expected a day that exists, as YYYY-MM-DD".to_owned())
}

/// A value of a closed list of the library.
pub(crate) fn word<T: FromStr<Err = UnknownValue>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|wrong: UnknownValue| wrong.to_string())
}

pub(crate) fn gate(text: &str) -> Result<Severity, String> {
    match text.parse() {
        Ok(Severity::Note) | Err(_) => Err("expected blocker, action or risk".to_owned()),
        Ok(severity) => Ok(severity),
    }
}

fn date_order() -> impl TypedValueParser<Value = DateOrder> {
    let about = |order| match order {
        DateOrder::DayFirst => "Day first: 31.12.2026 or 31/12/2026",
        DateOrder::MonthFirst => "Month first: 12/31/2026",
    };
    explained(DateOrder::ALL.iter().map(|&it| PossibleValue::new(it.as_str()).help(about(it))).collect())
}

/// One of `formats`, each with what it is.
pub(crate) fn format(formats: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let about = |format| match format {
        Format::Csv => "The tables",
        Format::Json => "run.json, which every run has",
        Format::Html => "report.html, one page for everybody",
        Format::Xlsx => "report.xlsx, every table as a sheet",
        Format::Ics => "calendar.ics, deadlines and waves",
        Format::Md => "customers/TENANT.md and .html, a letter to every customer",
    };
    explained(formats.iter().map(|&it| PossibleValue::new(it.as_str()).help(about(it))).collect())
}

fn explained<T>(words: Vec<PossibleValue>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = UnknownValue> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|text| text.parse::<T>())
}

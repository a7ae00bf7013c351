//! The arguments of `cutover plan`.

use std::path::PathBuf;

use clap::{ArgAction, Args};
use cutover::model::{Country, Day, parse_day};
use cutover::report::OutputTable;
use cutover::rules::Severity;

use crate::cli::language::LanguageArgs;
use crate::cli::plan::room::RoomArgs;
use crate::cli::report::Document;

/// What is read, and what the files do not say of themselves.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, directories, `-`, or FILE@TENANT for a file that does not name its customer
    #[arg(value_name = "EXPORT", required = true)]
    pub(crate) exports: Vec<String>,
    /// How dates are written where nothing else decides
    #[arg(long, value_enum)]
    pub(crate) date_order: Option<DateOrderArg>,
    /// Encoding of files that do not say it (utf-8, windows-1252, utf-16le, …)
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Delimiter of all files: a character, or `tab`
    #[arg(long, value_name = "CHAR")]
    pub(crate) delimiter: Option<String>,
    /// A profile of your own for a format nobody knows
    #[arg(long, value_name = "FILE")]
    pub(crate) columns: Option<PathBuf>,
    /// Policy file (`cutover policy` prints one)
    #[arg(long, value_name = "FILE", env = "CUTOVER_POLICY")]
    pub(crate) policy: Option<PathBuf>,
    /// Threads (default: one per core); answers are the same with any number
    #[arg(long, value_name = "N", env = "CUTOVER_JOBS")]
    pub(crate) jobs: Option<usize>,
}

/// Read exports, assess every customer, write a run directory.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Country of the planning partner's tenant, two letters (or in the policy)
    #[arg(long, value_name = "CC", value_parser = country, env = "CUTOVER_PARTNER_COUNTRY")]
    pub(crate) partner_country: Option<Country>,
    /// The day the plan is made for (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    /// Where the run is written (default: cutover-AS_OF)
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Offer overrides
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// Microsoft's licensing list as downloaded
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// The new-commerce offer matrix as downloaded
    #[arg(long, value_name = "FILE")]
    pub(crate) offer_matrix: Option<PathBuf>,
    /// The new-commerce price list as downloaded
    #[arg(long, value_name = "FILE")]
    pub(crate) price_list: Option<PathBuf>,
    /// The mapping of legacy offers saved as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) legacy_offers: Option<PathBuf>,
    /// Decisions of people that the plan keeps (docs/pins.md)
    #[arg(long, value_name = "FILE")]
    pub(crate) pins: Option<PathBuf>,
    /// Oldest reference data that is accepted, in days before the as-of day
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_catalog_age: Option<u32>,
    /// Go on without inputs that cannot be read
    #[arg(long)]
    pub(crate) skip_unreadable: bool,
    /// Say on standard error how long every stage took, and how much of it only one thread worked
    #[arg(long)]
    pub(crate) timings: bool,
    #[command(flatten)]
    pub(crate) room: RoomArgs,
    /// Formats to write
    #[arg(long, value_delimiter = ',', value_enum, default_values_t = FormatArg::DEFAULT)]
    pub(crate) format: Vec<FormatArg>,
    #[command(flatten)]
    pub(crate) language: LanguageArgs,
    /// Program to call once when the run is published, with the path of summary.md and the exit code
    #[arg(long, value_name = "CMD")]
    pub(crate) hook: Option<PathBuf>,
    /// CSV files to write (default: all)
    #[arg(long, value_name = "TABLES", value_delimiter = ',', value_parser = table)]
    pub(crate) outputs: Vec<OutputTable>,
    /// Exit 1 when a finding of this severity or above is found
    #[arg(long, value_name = "SEVERITY", value_parser = gate)]
    pub(crate) fail_on: Option<Severity>,
    /// An earlier run to compare with: adds changes.csv and a section in every report, and two lines to the summary
    #[arg(long, value_name = "RUN")]
    pub(crate) baseline: Option<PathBuf>,
    /// Exit 1 when a finding of this severity or above is new since the baseline
    #[arg(long, value_name = "SEVERITY", value_parser = gate)]
    pub(crate) fail_on_new: Option<Severity>,
    /// Exit 1 when more records are rejected: a number, or a share such as 2%
    #[arg(long, value_name = "N|P%", value_parser = limit, action = ArgAction::Set)]
    pub(crate) max_rejects: Option<RejectLimit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DateOrderArg {
    /// Day first: 31.12.2026 or 31/12/2026
    Dmy,
    /// Month first: 12/31/2026
    Mdy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FormatArg {
    /// The tables
    Csv,
    /// run.json, which every run has
    Json,
    /// report.html, one page for everybody
    Html,
    /// report.xlsx, every table as a sheet
    Xlsx,
    /// calendar.ics, deadlines and waves
    Ics,
    /// customers/TENANT.md and .html, a letter to every customer
    Md,
}

impl FormatArg {
    /// What is written where nothing is said; letters are only written when they are asked for.
    const DEFAULT: [FormatArg; 5] =
        [FormatArg::Csv, FormatArg::Json, FormatArg::Html, FormatArg::Xlsx, FormatArg::Ics];

    /// The document this format is, where it is one for people.
    pub(crate) fn document(self) -> Option<Document> {
        match self {
            FormatArg::Csv | FormatArg::Json => None,
            FormatArg::Html => Some(Document::Html),
            FormatArg::Xlsx => Some(Document::Xlsx),
            FormatArg::Ics => Some(Document::Ics),
            FormatArg::Md => Some(Document::Md),
        }
    }
}

/// How many records may be rejected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RejectLimit {
    Records(u64),
    /// Of the records read, in percent.
    Percent(f64),
}

impl RejectLimit {
    /// Whether `rejected` of `read` records are too many.
    pub(crate) fn is_passed(self, rejected: u64, read: u64) -> bool {
        match self {
            RejectLimit::Records(most) => rejected > most,
            #[expect(clippy::cast_precision_loss, reason = "a share of records, not money")]
            RejectLimit::Percent(most) => rejected as f64 * 100.0 > most * read as f64,
        }
    }
}

pub(crate) fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).ok_or_else(|| "expected the two letters of a country, such as DE".to_owned())
}

pub(crate) fn day(text: &str) -> Result<Day, String> {
    parse_day(text).ok_or_else(|| "expected a day that exists, as YYYY-MM-DD".to_owned())
}

fn table(text: &str) -> Result<OutputTable, String> {
    text.parse().map_err(|wrong: cutover::model::UnknownValue| wrong.to_string())
}

pub(crate) fn gate(text: &str) -> Result<Severity, String> {
    match text.parse() {
        Ok(Severity::Note) | Err(_) => Err("expected blocker, action or risk".to_owned()),
        Ok(severity) => Ok(severity),
    }
}

fn limit(text: &str) -> Result<RejectLimit, String> {
    let expected = "expected a number of records, or a share such as 2%";
    match text.strip_suffix('%') {
        Some(percent) => match percent.parse() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(RejectLimit::Percent(percent)),
            Ok(_) | Err(_) => Err(expected.to_owned()),
        },
        None => text.parse().map(RejectLimit::Records).map_err(|_| expected.to_owned()),
    }
}

//! What `run.json` records of a run.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::config::{policy_hash, policy_toml};
use crate::error::Error;
use crate::intake::{Count, FileReport, Note, Portfolio};
use crate::model::Money;
use crate::plan::{Accepted, PortfolioTotals, Readiness};
use crate::report::run_json::{
    InputInfo, LedgerLine, MoneyTotal, PolicyInfo, Reference, References, RunInfo, SeatsLine, Totals,
    sha256_hex,
};
use crate::rules::{Severity, builtin, rules_markdown};
use crate::run::Request;
use crate::run::pipeline::Prepared;
use crate::wording::{Language, Wording};

/// Keys of a request that `options` repeats: what can change a result, as every version of a run has told it.
const OPTIONS: [&str; 14] = [
    "encoding",
    "delimiter",
    "date-order",
    "columns",
    "baseline",
    "map",
    "catalog",
    "offer-matrix",
    "price-list",
    "legacy-offers",
    "pins",
    "skip-unreadable",
    "lang",
    "outputs",
];

/// The record of a run, its outputs aside; a ledger that does not balance is an internal error.
pub(super) fn run_info(
    prepared: &Prepared<'_>,
    portfolio: &Portfolio,
    totals: &PortfolioTotals,
) -> Result<RunInfo, Error> {
    let Prepared { request, policy, .. } = prepared;
    let mut info = RunInfo::new(env!("CARGO_PKG_VERSION"), &prepared.context.as_of.to_string());
    info.request = Some(request.record()?);
    info.options = options(request)?;
    info.policy = PolicyInfo {
        path: request.policy.as_ref().map(|source| source.path().display().to_string()),
        sha256: policy_hash(policy),
        text: policy_toml(policy, builtin::RULES),
    };
    info.references = references(prepared);
    info.inputs = portfolio.files.iter().map(input).collect();
    info.ledger =
        portfolio.files.iter().zip(&totals.files).map(|(file, accepted)| ledger(file, accepted)).collect();
    info.totals = totals_of(totals);
    for (line, file) in info.ledger.iter().zip(&portfolio.files) {
        let is_whole =
            line.planned + line.out_of_scope == file.entry.accepted.records + file.entry.skipped.records;
        if !line.balances() || !is_whole {
            return Err(Error::Internal(format!("the ledger of {} does not balance: {line:?}", line.path)));
        }
    }
    Ok(info)
}

/// Options that can change a result; never the number of threads.
fn options(request: &Request) -> Result<BTreeMap<String, Value>, Error> {
    let mut asked = request.to_json()?;
    let mut options: BTreeMap<String, Value> =
        OPTIONS.iter().map(|&name| (name.to_owned(), asked.remove(name).unwrap_or_default())).collect();
    options.insert("lang".to_owned(), request.wording().language.as_str().into());
    options.insert("columns-sha256".to_owned(), file_hash(request.columns.as_deref()).into());
    let pins = file_hash(request.pins.as_deref());
    options.extend(pins.map(|sha256| ("pins-sha256".to_owned(), sha256.into())));
    Ok(options)
}

/// The hash of a file that decides an answer, so that another text under the same name is noticed.
pub(super) fn file_hash(path: Option<&Path>) -> Option<String> {
    std::fs::read(path?).ok().map(|bytes| sha256_hex(&bytes))
}

fn references(Prepared { request, policy, references, .. }: &Prepared<'_>) -> References {
    let rules = rules_markdown();
    let regions = policy.path(&policy.regions.file);
    let others = [request.columns.as_deref(), request.pins.as_deref(), regions.as_deref()];
    let others = others
        .into_iter()
        .flatten()
        .filter_map(|path| Some((path.display().to_string(), file_hash(Some(path))?)));
    References {
        rulebook: Reference {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: sha256_hex(rules.as_bytes()),
        },
        catalogue: Reference {
            version: format!("{} ({})", Catalogue::version(), Catalogue::dated()),
            sha256: references.sha256(),
        },
        regions: Reference {
            version: if policy.regions.file.is_empty() {
                "2021-04-15, 2023-08-17".to_owned()
            } else {
                policy.regions.file.clone()
            },
            // What cannot be read has already ended the run.
            sha256: file_hash(regions.as_deref()).unwrap_or_default(),
        },
        files: references.hashes().chain(others).collect(),
    }
}

fn input(file: &FileReport) -> InputInfo {
    let (delimiter, profile) = match file.sections.first() {
        Some((header, layout)) => (char::from(header.delimiter).to_string(), layout.profile().to_owned()),
        None => (String::new(), String::new()),
    };
    let english = Wording::of(Language::English);
    InputInfo {
        path: file.path.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        encoding: file.encoding.to_owned(),
        delimiter,
        profile,
        records: file.entry.read.records,
        open_ended: file.open_ended,
        marked_cells: file.notes.get(&Note::FormulaText).copied().unwrap_or(0),
        notes: file.notes.iter().map(|(note, &n)| (english.note(*note).to_owned(), n)).collect(),
    }
}

fn ledger(file: &FileReport, accepted: &Accepted) -> LedgerLine {
    let entry = &file.entry;
    let part = |of: fn(Count) -> u64| SeatsLine {
        read: of(entry.read),
        planned: 0,
        merged: of(entry.merged),
        out_of_scope: of(entry.skipped),
        reference: of(entry.reference),
        rejected: of(entry.rejected),
    };
    let (records, seats) = (part(|count| count.records), part(|count| count.seats));
    LedgerLine {
        path: file.path.clone(),
        read: records.read,
        planned: accepted.planned,
        merged: records.merged,
        out_of_scope: accepted.out_of_scope + records.out_of_scope,
        reference: records.reference,
        rejected: records.rejected,
        seats: SeatsLine {
            planned: accepted.planned_seats,
            out_of_scope: accepted.out_of_scope_seats + seats.out_of_scope,
            ..seats
        },
    }
}

fn totals_of(totals: &PortfolioTotals) -> Totals {
    let named = |counts: &[u64; 7]| {
        Readiness::ALL.iter().zip(counts).map(|(name, &count)| (name.as_str().to_owned(), count)).collect()
    };
    let severities = Severity::ALL.iter().zip(&totals.findings_by_severity);
    Totals {
        customers: totals.customers,
        subscriptions: totals.subscriptions_by_readiness.iter().sum(),
        seats: totals.seats,
        findings: totals.findings_by_severity.iter().sum(),
        waived_findings: totals.waived,
        customers_on_assumptions: totals.assumed_customers,
        urgent_customers: totals.urgent_customers,
        urgent_seats: totals.urgent_seats,
        customers_by_readiness: named(&totals.customers_by_readiness),
        subscriptions_by_readiness: named(&totals.subscriptions_by_readiness),
        findings_by_severity: severities.map(|(name, &count)| (name.as_str().to_owned(), count)).collect(),
        money: money(totals),
    }
}

fn money(totals: &PortfolioTotals) -> Vec<MoneyTotal> {
    let mut by_currency: BTreeMap<_, (Money, Money)> = BTreeMap::new();
    totals
        .overlap_cost
        .iter()
        .for_each(|(currency, amount)| by_currency.entry(currency).or_default().0 += amount);
    totals
        .stranded_cost
        .iter()
        .for_each(|(currency, amount)| by_currency.entry(currency).or_default().1 += amount);
    let told =
        by_currency.into_iter().filter(|(_, (overlap, stranded))| !overlap.is_zero() || !stranded.is_zero());
    told.map(|(currency, (overlap, stranded))| MoneyTotal {
        currency: currency.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        overlap_cost: overlap.to_string(),
        stranded_cost: stranded.to_string(),
    })
    .collect()
}

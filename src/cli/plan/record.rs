//! What `run.json` records of a run.

use std::collections::BTreeMap;
use std::path::Path;

use cutover::catalogue::Catalogue;
use cutover::config::{Policy, policy_hash, policy_toml};
use cutover::error::Error;
use cutover::intake::{Count, FileReport, Note, Portfolio};
use cutover::model::{Day, Money};
use cutover::plan::{Accepted, PortfolioTotals, Readiness};
use cutover::report::run_json::{
    InputInfo, LedgerLine, MoneyTotal, PolicyInfo, Reference, References, RunInfo, SeatsLine, Totals,
    sha256_hex,
};
use cutover::rules::{Severity, rules_markdown};
use cutover::wording::{Language, Wording};
use serde_json::json;

use crate::cli::language;
use crate::cli::plan::PlanArgs;

/// The record of a run, its outputs aside; a ledger that does not balance is an internal error.
pub(crate) fn run_info(
    args: &PlanArgs,
    policy: &Policy,
    portfolio: &Portfolio,
    totals: &PortfolioTotals,
    as_of: Day,
) -> Result<RunInfo, Error> {
    let mut info = RunInfo::new(env!("CARGO_PKG_VERSION"), &as_of.to_string());
    info.options = options(args);
    info.policy = PolicyInfo {
        path: args.input.policy.as_ref().map(|path| path.display().to_string()),
        sha256: policy_hash(policy),
        text: policy_toml(policy, cutover::rules::builtin::RULES),
    };
    info.references = references(policy);
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
fn options(args: &PlanArgs) -> BTreeMap<String, serde_json::Value> {
    let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|it| it.display().to_string());
    let all = [
        ("encoding", json!(args.input.encoding)),
        ("delimiter", json!(args.input.delimiter)),
        ("date-order", json!(args.input.date_order.map(|order| format!("{order:?}").to_lowercase()))),
        ("columns", json!(path(&args.input.columns))),
        ("columns-sha256", json!(file_hash(args.input.columns.as_deref()))),
        ("baseline", json!(path(&args.baseline))),
        ("map", json!(path(&args.map))),
        ("catalog", json!(path(&args.catalog))),
        ("offer-matrix", json!(path(&args.offer_matrix))),
        ("price-list", json!(path(&args.price_list))),
        ("legacy-offers", json!(path(&args.legacy_offers))),
        ("pins", json!(path(&args.pins))),
        ("skip-unreadable", json!(args.skip_unreadable)),
        (language::OPTION, json!(args.language.wording().language.as_str())),
        ("outputs", json!(args.outputs.iter().map(|table| table.as_str()).collect::<Vec<_>>())),
    ];
    let pins = file_hash(args.pins.as_deref()).map(|sha256| ("pins-sha256", json!(sha256)));
    all.into_iter().chain(pins).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The hash of a file that decides an answer, so that another text under the same name is noticed.
fn file_hash(path: Option<&Path>) -> Option<String> {
    std::fs::read(path?).ok().map(|bytes| sha256_hex(&bytes))
}

fn references(policy: &Policy) -> References {
    let rules = rules_markdown();
    References {
        rulebook: Reference {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: sha256_hex(rules.as_bytes()),
        },
        catalogue: Reference {
            version: format!("{} ({})", Catalogue::version(), Catalogue::dated()),
            sha256: sha256_hex(Catalogue::version().as_bytes()),
        },
        regions: Reference {
            version: if policy.regions.file.is_empty() {
                "2021-04-15, 2023-08-17".to_owned()
            } else {
                policy.regions.file.clone()
            },
            // What cannot be read has already ended the run.
            sha256: file_hash(policy.path(&policy.regions.file).as_deref()).unwrap_or_default(),
        },
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

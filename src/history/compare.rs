//! Two runs compared, customer by customer.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::history::cause::{Evidence, Suspects};
use crate::history::change::{CellChange, Change, Diff, Kind, Subject, Summary};
use crate::history::pairs::{Key, Pair, Pairs};
use crate::history::subscriptions::{Matched, match_subscriptions};
use crate::plan::Readiness;
use crate::report::Run;
use crate::rules::Severity;
use crate::table::Row;

/// Cells of `risk.csv` whose change is worth telling.
const CUSTOMER_CELLS: [&str; 12] = [
    "readiness",
    "risk_score",
    "grade",
    "blockers",
    "actions",
    "risks",
    "missing_facts",
    "assumed_facts",
    "first_deadline",
    "first_cutover",
    "next_step",
    "waiting_on",
];

/// Compares two runs and keeps every change.
pub fn diff(old: &Run, new: &Run) -> Result<Diff, Error> {
    let mut changes = Vec::new();
    let summary = compare(old, new, &mut |change| changes.push(change))?;
    Ok(Diff { summary, changes })
}

/// Compares two runs and hands on every change as it is found; both need `plan.csv`, and of the other
/// tables what both have is compared.
pub fn compare(old: &Run, new: &Run, sink: &mut dyn FnMut(Change)) -> Result<Summary, Error> {
    let suspects = Suspects::between(old, new)?;
    let mut comparison = Comparison {
        summary: Summary {
            old_as_of: old.info.as_of.clone(),
            new_as_of: new.info.as_of.clone(),
            possible_causes: suspects.possible().to_vec(),
            ..Summary::default()
        },
        suspects,
        customers: (customers_of(old)?, customers_of(new)?),
        sink,
    };
    let both_have = |name: &str| old.has(name) && new.has(name);
    let mut plans = Pairs::new(old.plan()?, new.plan()?)?;
    let (mut facts, mut findings) = (None, None);
    if both_have("facts.csv") {
        facts = Some(Pairs::new(old.facts()?, new.facts()?)?);
    }
    if both_have("findings.csv") {
        findings = Some(Pairs::new(old.findings()?, new.findings()?)?);
    }
    while let Some(pair) = plans.next()? {
        let hidden =
            taken(&mut facts, &pair.key)?.map(|facts| fingerprints(&facts.old) != fingerprints(&facts.new));
        let evidence = comparison.customer(&pair, hidden);
        if !pair.key.tenant.is_empty()
            && let Some(found) = taken(&mut findings, &pair.key)?
        {
            comparison.findings(&pair, &found, &evidence);
        }
    }
    if let Some(found) = taken(&mut findings, &Key::default())? {
        comparison.findings(&Pair::default(), &found, &Evidence::default());
    }
    Ok(comparison.summary)
}

fn taken(pairs: &mut Option<Pairs>, key: &Key) -> Result<Option<Pair>, Error> {
    pairs.as_mut().map_or(Ok(None), |pairs| pairs.take(key))
}

fn fingerprints(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.text("fingerprint")).collect()
}

type Customers = BTreeMap<Key, Vec<String>>;

fn customers_of(run: &Run) -> Result<Customers, Error> {
    if !run.has("risk.csv") {
        return Ok(Customers::new());
    }
    let entry =
        |row: Row| (Key::of(&row), CUSTOMER_CELLS.iter().map(|column| row.text(column).to_owned()).collect());
    run.risk()?.rows().map(|row| row.map(entry)).collect()
}

struct Comparison<'s> {
    summary: Summary,
    suspects: Suspects,
    customers: (Customers, Customers),
    sink: &'s mut dyn FnMut(Change),
}

impl Comparison<'_> {
    fn emit(&mut self, change: Change) {
        self.summary.count(&change);
        (self.sink)(change);
    }

    /// Tells what changed about a customer and its subscriptions, and returns the evidence of it all.
    fn customer(&mut self, pair: &Pair, hidden_facts_differ: Option<bool>) -> Evidence {
        let mut whole = Evidence { hidden_facts_differ, ..Evidence::default() };
        let mut changes = Vec::new();
        for matched in match_subscriptions(&pair.old, &pair.new) {
            let cells = matched.differing();
            let evidence = matched.evidence(&cells, hidden_facts_differ);
            whole.own_facts_differ |= evidence.own_facts_differ;
            whole.offer_differs |= evidence.offer_differs;
            whole.only_wave_differs |= evidence.only_wave_differs;
            whole.toggled_rules.extend(evidence.toggled_rules.iter().cloned());
            match self.subscription(pair, &matched, cells, &evidence) {
                Some(change) => changes.push(change),
                None => self.summary.count_unchanged(Subject::Subscription),
            }
        }
        self.customer_itself(pair, &whole);
        for change in changes {
            self.emit(change);
        }
        whole
    }

    fn customer_itself(&mut self, pair: &Pair, evidence: &Evidence) {
        let (old, new) = (self.customers.0.remove(&pair.key), self.customers.1.remove(&pair.key));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        if old == new {
            return self.summary.count_unchanged(Subject::Customer);
        }
        let cell = |cells: &[String], at: usize| cells.get(at).cloned().unwrap_or_default();
        let differing = CUSTOMER_CELLS.iter().enumerate().filter(|&(at, _)| cell(&old, at) != cell(&new, at));
        let cells =
            differing.map(|(at, &column)| CellChange { column, old: cell(&old, at), new: cell(&new, at) });
        let cells = if old.is_empty() || new.is_empty() { Vec::new() } else { cells.collect() };
        let (old, new) = (cell(&old, 0), cell(&new, 0));
        let causes = self.suspects.narrow(evidence);
        let kind = kind_of(&old, &new, Kind::Gone);
        let change = change(Subject::Customer, kind, pair, String::new());
        self.emit(Change { old, new, cells, causes, ..change });
    }

    fn subscription(
        &self,
        pair: &Pair,
        matched: &Matched<'_>,
        cells: Vec<CellChange>,
        evidence: &Evidence,
    ) -> Option<Change> {
        let readiness = |row: Option<&Row>| row.map_or(String::new(), |row| row.text("readiness").to_owned());
        let (old, new) = (readiness(matched.old), readiness(matched.new));
        if old == new && cells.is_empty() {
            return None;
        }
        let causes = self.suspects.narrow(evidence);
        let kind = kind_of(&old, &new, Kind::Gone);
        let change = change(Subject::Subscription, kind, pair, matched.id.clone());
        Some(Change { old, new, cells, causes, ..change })
    }

    fn findings(&mut self, pair: &Pair, found: &Pair, evidence: &Evidence) {
        fn by_id(rows: &[Row]) -> BTreeMap<&str, &Row> {
            rows.iter().map(|row| (row.text("finding_id"), row)).collect()
        }
        let (old_rows, new_rows) = (by_id(&found.old), by_id(&found.new));
        let ids: std::collections::BTreeSet<&str> = old_rows.keys().chain(new_rows.keys()).copied().collect();
        for id in ids {
            let rows = [old_rows.get(id).copied(), new_rows.get(id).copied()];
            let [old, new] = rows.map(|row| row.map_or(String::new(), |row| row.text("severity").to_owned()));
            if old == new {
                self.summary.count_unchanged(Subject::Finding);
                continue;
            }
            let rule = rows.into_iter().flatten().next().map(|row| row.text("rule").to_owned());
            let toggled_rules = rule.into_iter().collect();
            let evidence = Evidence { toggled_rules, is_of_one_rule: true, ..evidence.clone() };
            let causes = self.suspects.narrow(&evidence);
            let kind = severity_kind(&old, &new);
            let change = change(Subject::Finding, kind, pair, id.to_owned());
            self.emit(Change { old, new, causes, ..change });
        }
    }
}

fn change(subject: Subject, kind: Kind, pair: &Pair, id: String) -> Change {
    let row = pair.new.first().or(pair.old.first());
    Change {
        subject,
        kind,
        tenant: pair.key.tenant.clone(),
        customer_name: row.map_or(String::new(), |row| row.text("customer_name").to_owned()),
        id,
        old: String::new(),
        new: String::new(),
        cells: Vec::new(),
        causes: Vec::new(),
    }
}

/// How readiness moved; what is out of scope is neither better nor worse.
fn kind_of(old: &str, new: &str, gone: Kind) -> Kind {
    let rank = |text: &str| text.parse::<Readiness>().ok().filter(|&it| it != Readiness::OutOfScope);
    match (old, new) {
        ("", _) => Kind::New,
        (_, "") => gone,
        (old, new) => match (rank(old), rank(new)) {
            (Some(old), Some(new)) if new > old => Kind::Better,
            (Some(old), Some(new)) if new < old => Kind::Worse,
            (Some(_) | None, Some(_) | None) => Kind::Changed,
        },
    }
}

fn severity_kind(old: &str, new: &str) -> Kind {
    let rank = |text: &str| text.parse::<Severity>().ok();
    match (rank(old), rank(new)) {
        (None, _) => Kind::New,
        (Some(_), None) => Kind::Resolved,
        (Some(old), Some(new)) if new > old => Kind::Worse,
        (Some(_), Some(_)) => Kind::Better,
    }
}

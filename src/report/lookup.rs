//! One customer of a run, found by any of the names people know it by.

use crate::error::Error;
use crate::model::TenantId;
use crate::report::Run;
use crate::report::customers::{Customer, Customers, owner};
use crate::table::Row;

/// How alike two names must be to be offered.
const NEAR: f64 = 0.8;
/// Names offered at most.
const OFFERED: usize = 3;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Focus {
    Customer,
    /// Subscription id.
    Subscription(String),
    /// Finding id.
    Finding(String),
}

/// Everything a run holds about one customer.
#[derive(Debug, Clone)]
pub(super) struct Dossier {
    pub focus: Focus,
    /// Never empty: a customer without an accepted subscription is in no plan.
    pub plan: Vec<Row>,
    pub risk: Option<Row>,
    pub findings: Vec<Row>,
    pub steps: Vec<Row>,
}

/// Finds by tenant id, domain, exact name, subscription id or finding id.
pub(super) fn find(run: &Run, wanted: &str) -> Result<Dossier, Error> {
    let wanted = wanted.trim();
    // A GUID is known in any of its spellings.
    let id = TenantId::parse(wanted).map_or_else(|| wanted.to_owned(), |guid| guid.to_string());
    let finding = finding_of(run, wanted)?;
    let subscription = match &finding {
        Some(row) => row.text("subscription_id").to_owned(),
        None => id.clone(),
    };
    let tenant = finding.as_ref().map_or(id.as_str(), |row| row.text("customer_tenant_id"));
    let named = owner_by_domain(run, wanted)?;
    let without_tenant = without_tenant(run, wanted, &id)?;
    let is_counted = run.has("facts.csv");
    let is_meant = |row: &Row| {
        let (row_tenant, name) = (row.text("customer_tenant_id"), row.text("customer_name"));
        if is_counted && row_tenant.is_empty() {
            return false;
        }
        let is_tenant = !row_tenant.is_empty() && row_tenant == tenant;
        let is_subscription = !subscription.is_empty() && row.text("subscription_id") == subscription;
        let is_domain = named.iter().any(|(tenant, it)| tenant == row_tenant && it == name);
        let is_name = finding.is_none() && name == wanted && !name.is_empty();
        let is_nameless = finding.is_some()
            && tenant.is_empty()
            && subscription.is_empty()
            && row_tenant.is_empty()
            && wanted.contains(name);
        is_tenant || is_subscription || is_domain || is_name || is_nameless
    };
    let mut owners = customers_where(run, is_meant)?;
    let focus_of = |plan: &[Row]| match finding {
        Some(row) => Focus::Finding(row.text("finding_id").to_owned()),
        None if plan.iter().any(|row| row.text("subscription_id") == id) => Focus::Subscription(id.clone()),
        None => Focus::Customer,
    };
    match (owners.pop(), without_tenant.as_slice()) {
        (None, []) => Err(not_found(run, wanted)?),
        (Some(plan), []) if owners.is_empty() => gather(run, focus_of(&plan), plan),
        (None, [customer]) => {
            let Customer { plan, findings, steps, .. } = customer.clone();
            Ok(Dossier { focus: focus_of(&plan), risk: risk_of(run, &plan)?, plan, findings, steps })
        }
        (last, _) => {
            owners.extend(last);
            Err(ambiguous(wanted, &owners, &without_tenant))
        }
    }
}

/// The customers without a tenant that are called this, each with its own rows only.
fn without_tenant(run: &Run, wanted: &str, id: &str) -> Result<Vec<Customer>, Error> {
    let mut found = Vec::new();
    if !run.has("facts.csv") {
        return Ok(found);
    }
    let mut customers = Customers::open(run)?;
    // They stand before all others.
    while let Some(customer) = customers.next()? {
        if !customer.plan[0].text("customer_tenant_id").is_empty() {
            break;
        }
        let is_domain = !wanted.is_empty() && customer.domain.eq_ignore_ascii_case(wanted);
        let is_row = |row: &Row| {
            let ids = ["subscription_id", "customer_name"].map(|column| row.text(column));
            (!id.is_empty() && ids[0] == id) || (!wanted.is_empty() && ids[1] == wanted)
        };
        let is_finding = |row: &Row| row.text("finding_id").eq_ignore_ascii_case(wanted);
        if is_domain || customer.plan.iter().any(is_row) || customer.findings.iter().any(is_finding) {
            found.push(customer);
        }
    }
    Ok(found)
}

/// The line of `risk.csv`; of several customers of one name the one with as many seats.
fn risk_of(run: &Run, plan: &[Row]) -> Result<Option<Row>, Error> {
    if !run.has("risk.csv") {
        return Ok(None);
    }
    let in_scope = plan.iter().filter(|row| row.text("readiness") != "out-of-scope");
    let seats: u64 = in_scope.filter_map(|row| row.count("seats_purchased")).sum();
    let is_meant = |row: &Row| {
        owner(row) == owner(&plan[0])
            && (!row.text("customer_tenant_id").is_empty() || row.count("seats") == Some(seats))
    };
    run.risk()?.rows().find(|row| row.as_ref().map_or(true, is_meant)).transpose()
}

fn finding_of(run: &Run, wanted: &str) -> Result<Option<Row>, Error> {
    if !wanted.contains(':') || !run.has("findings.csv") {
        return Ok(None);
    }
    let is_meant = |row: &Row| row.text("finding_id").eq_ignore_ascii_case(wanted);
    run.findings()?.rows().find(|row| row.as_ref().map_or(true, is_meant)).transpose()
}

/// Tenant and name of the customers with this domain.
fn owner_by_domain(run: &Run, wanted: &str) -> Result<Vec<(String, String)>, Error> {
    if !wanted.contains('.') || !run.has("facts.csv") {
        return Ok(Vec::new());
    }
    let mut owners = Vec::new();
    for row in run.facts()?.rows() {
        let row = row?;
        if row.text("customer_domain").eq_ignore_ascii_case(wanted) {
            owners.push((row.text("customer_tenant_id").to_owned(), row.text("customer_name").to_owned()));
        }
    }
    Ok(owners)
}

/// The rows of every customer of which one row is meant; a customer's rows stand together.
fn customers_where(run: &Run, is_meant: impl Fn(&Row) -> bool) -> Result<Vec<Vec<Row>>, Error> {
    let mut found = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut keep = |rows: &mut Vec<Row>| {
        let rows = std::mem::take(rows);
        if rows.iter().any(&is_meant) {
            found.push(rows);
        }
    };
    for row in run.plan()?.rows() {
        let row = row?;
        if rows.first().is_some_and(|first| owner(first) != owner(&row)) {
            keep(&mut rows);
        }
        rows.push(row);
    }
    keep(&mut rows);
    Ok(found)
}

fn gather(run: &Run, focus: Focus, plan: Vec<Row>) -> Result<Dossier, Error> {
    let mut dossier = Dossier { focus, plan, risk: None, findings: Vec::new(), steps: Vec::new() };
    let (tenant, _) = owner(&dossier.plan[0]);
    let ids: Vec<&str> = dossier.plan.iter().map(|row| row.text("subscription_id")).collect();
    let has_id =
        |row: &Row| !row.text("subscription_id").is_empty() && ids.contains(&row.text("subscription_id"));
    let is_of_customer = |row: &Row| match tenant {
        "" => row.text("customer_tenant_id").is_empty() && has_id(row),
        tenant => row.text("customer_tenant_id") == tenant,
    };
    let kept = |row: &Result<Row, Error>| row.as_ref().map_or(true, is_of_customer);
    dossier.risk = risk_of(run, &dossier.plan)?;
    let mut findings = Vec::new();
    if run.has("findings.csv") {
        findings = run.findings()?.rows().filter(kept).collect::<Result<_, _>>()?;
    }
    let mut steps = Vec::new();
    if run.has("steps.csv") {
        steps = run.steps()?.rows().filter(kept).collect::<Result<_, _>>()?;
    }
    Ok(Dossier { findings, steps, ..dossier })
}

fn ambiguous(wanted: &str, owners: &[Vec<Row>], without_tenant: &[Customer]) -> Error {
    let mut ids: Vec<&str> = owners.iter().map(|rows| rows[0].text("customer_tenant_id")).collect();
    let nameless = without_tenant.iter().map(|customer| match customer.domain.as_str() {
        "" => customer.plan[0].text("subscription_id"),
        domain => domain,
    });
    ids.extend(nameless);
    let advice = "ask by tenant id, domain or subscription id";
    Error::Usage(format!("`{wanted}` names {} customers; {advice}: {}", ids.len(), ids.join(", ")))
}

fn not_found(run: &Run, wanted: &str) -> Result<Error, Error> {
    let mut near: Vec<(f64, String)> = Vec::new();
    let lower = wanted.to_lowercase();
    let columns = ["customer_tenant_id", "customer_name", "subscription_id"];
    for row in run.plan()?.rows() {
        let row = row?;
        for name in columns.map(|column| row.text(column)).into_iter().filter(|name| !name.is_empty()) {
            let likeness = strsim::jaro_winkler(&lower, &name.to_lowercase());
            if likeness >= NEAR && !near.iter().any(|(_, it)| it == name) {
                near.push((likeness, name.to_owned()));
                near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
                near.truncate(OFFERED);
            }
        }
    }
    let names: Vec<String> = near.into_iter().map(|(_, name)| format!("`{name}`")).collect();
    let hint = match names.as_slice() {
        [] => "give a tenant id, a domain, an exact name, a subscription id or a finding id".to_owned(),
        names => format!("did you mean {}?", names.join(" or ")),
    };
    Ok(Error::Usage(format!("nothing in {} is called `{wanted}`; {hint}", run.directory.display())))
}

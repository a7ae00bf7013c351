//! A run customer by customer: the tables that are in the order of the tenants, read side by side.

use crate::error::Error;
use crate::report::Run;
use crate::table::{Row, Table};

/// Everything the tables of a run hold of one customer.
#[derive(Debug, Default, Clone)]
pub(crate) struct Customer {
    /// Empty where no export names one, and where the run was made without `facts.csv`.
    pub domain: String,
    /// Never empty.
    pub plan: Vec<Row>,
    pub steps: Vec<Row>,
    pub findings: Vec<Row>,
}

/// A table and its next row.
struct Ahead {
    table: Option<Table>,
    next: Option<Row>,
}

/// The customers of a run, in the order of its plan.
///
/// Two customers without a tenant may have one name, and rows of both stand side by side. How many of them are
/// whose, `facts.csv` says; without it they are told apart by their names alone.
pub(crate) struct Customers {
    facts: Ahead,
    plan: Ahead,
    steps: Ahead,
    findings: Ahead,
}

impl Ahead {
    fn open(table: Option<Table>) -> Result<Self, Error> {
        let mut ahead = Ahead { table, next: None };
        ahead.step()?;
        Ok(ahead)
    }

    /// The next row, with the one behind it made ready.
    fn step(&mut self) -> Result<Option<Row>, Error> {
        let following = self.table.as_mut().map_or(Ok(None), Table::next_row)?;
        Ok(std::mem::replace(&mut self.next, following))
    }

    /// The next rows, as many as are counted; a table the run was made without has none.
    fn take(&mut self, n_rows: u64) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        for _ in 0..n_rows {
            rows.extend(self.step()?);
        }
        Ok(rows)
    }

    /// The rows about this customer, which come next where there are any.
    ///
    /// Rows without a tenant are a customer's own only where they name one of its subscriptions.
    fn of_customer(&mut self, tenant: &str, subscriptions: &[String]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        while let Some(next) = self.next.as_ref().filter(|it| it.text("customer_tenant_id") == tenant) {
            let subscription = next.text("subscription_id");
            let is_named = !tenant.is_empty()
                || subscriptions.binary_search_by(|it| it.as_str().cmp(subscription)).is_ok();
            let is_nobodys = tenant.is_empty() && subscription.is_empty();
            if !is_named && !is_nobodys {
                break;
            }
            let row = self.step()?;
            if is_named {
                rows.extend(row);
            }
        }
        Ok(rows)
    }
}

/// What names a customer in a table: the tenant, or the name where the tenant is not known.
pub(crate) fn owner(row: &Row) -> (&str, &str) {
    let tenant = row.text("customer_tenant_id");
    (tenant, if tenant.is_empty() { row.text("customer_name") } else { "" })
}

impl Customers {
    pub(crate) fn open(run: &Run) -> Result<Self, Error> {
        let facts = if run.has("facts.csv") { Some(run.facts()?) } else { None };
        let steps = if run.has("steps.csv") { Some(run.steps()?) } else { None };
        let findings = if run.has("findings.csv") { Some(run.findings()?) } else { None };
        Ok(Customers {
            facts: Ahead::open(facts)?,
            plan: Ahead::open(Some(run.plan()?))?,
            steps: Ahead::open(steps)?,
            findings: Ahead::open(findings)?,
        })
    }

    pub(crate) fn next(&mut self) -> Result<Option<Customer>, Error> {
        while let Some(facts) = self.facts.step()? {
            let customer = self.counted(&facts)?;
            if !customer.plan.is_empty() {
                return Ok(Some(customer));
            }
        }
        self.named()
    }

    /// The customer that a row of `facts.csv` stands for.
    fn counted(&mut self, facts: &Row) -> Result<Customer, Error> {
        let count = |column: &str| facts.count(column).unwrap_or_default();
        let customer = Customer {
            domain: facts.text("customer_domain").to_owned(),
            plan: self.plan.take(count("subscriptions"))?,
            steps: self.steps.take(count("steps"))?,
            findings: self.findings.take(count("findings"))?,
        };
        let is_own = |row: &Row| row.text("customer_tenant_id") == facts.text("customer_tenant_id");
        let mut rows = customer.plan.iter().chain(&customer.steps).chain(&customer.findings);
        if rows.all(is_own) { Ok(customer) } else { Err(self.disagreement()) }
    }

    /// Nobody is told what belongs to somebody else.
    fn disagreement(&self) -> Error {
        let reason = "the tables of this run do not agree on whose a row is; plan again";
        let refuse = |table: &Table| table.refuse(reason);
        self.facts.table.as_ref().map_or_else(|| Error::Internal(reason.to_owned()), refuse)
    }

    /// The next customer of a run that counts nobody's rows.
    fn named(&mut self) -> Result<Option<Customer>, Error> {
        let Some(first) = self.plan.step()? else { return Ok(None) };
        let mut plan = vec![first];
        while self.plan.next.as_ref().is_some_and(|next| owner(next) == owner(&plan[0])) {
            plan.extend(self.plan.step()?);
        }
        let tenant = plan[0].text("customer_tenant_id").to_owned();
        let ids = plan.iter().map(|row| row.text("subscription_id").to_owned());
        let mut subscriptions: Vec<String> = ids.filter(|id| !id.is_empty()).collect();
        subscriptions.sort_unstable();
        let steps = self.steps.of_customer(&tenant, &subscriptions)?;
        let findings = self.findings.of_customer(&tenant, &subscriptions)?;
        Ok(Some(Customer { domain: String::new(), plan, steps, findings }))
    }
}

/// A name for a file or an address: the tenant, or a part of the domain or the name and a mark of the whole of
/// it, so that it is the same every night and nobody else's.
pub(crate) fn safe_name(tenant: &str, domain: &str, name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    if !tenant.is_empty() {
        return tenant.chars().take(64).map(safe).collect();
    }
    let known = if domain.is_empty() { name } else { domain };
    let readable: String = known.chars().take(40).map(safe).collect();
    let mark = crate::report::run_json::sha256_hex(format!("{domain}\n{name}").as_bytes());
    format!("without-tenant-{}-{}", readable.trim_matches(['-', '.']), &mark[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_without_a_tenant_has_a_name_of_its_own() {
        let tenant = "198b2541-eca7-4a86-8e89-34c482c6191c";
        assert_eq!(safe_name(tenant, "a.de", "A"), tenant);
        let names = [
            ("", "A/B"),
            ("", "A-B"),
            ("a.de", "A/B"),
            ("b.de", "A/B"),
            ("", "../../etc"),
            ("", "🙂"),
            ("", ""),
        ];
        let mut safe: Vec<String> = names.iter().map(|(domain, name)| safe_name("", domain, name)).collect();
        assert!(safe[0].starts_with("without-tenant-a-b-") && safe[2].starts_with("without-tenant-a.de-"));
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        assert!(
            safe.iter().all(|name| name.chars().all(is_plain) && !name.contains("..") && name.len() < 80)
        );
        safe.sort_unstable();
        safe.dedup();
        assert_eq!(safe.len(), names.len());
    }
}

//! A run customer by customer: the tables that are in the order of the tenants, read side by side.

use crate::error::Error;
use crate::report::{Row, Run, Table};

/// Everything the letters need of one customer.
#[derive(Debug, Default)]
pub(super) struct Customer {
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

pub(super) struct Customers {
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

fn owner(row: &Row) -> (&str, &str) {
    let tenant = row.text("customer_tenant_id");
    (tenant, if tenant.is_empty() { row.text("customer_name") } else { "" })
}

impl Customers {
    pub(super) fn open(run: &Run) -> Result<Self, Error> {
        let steps = if run.has("steps.csv") { Some(run.steps()?) } else { None };
        let findings = if run.has("findings.csv") { Some(run.findings()?) } else { None };
        Ok(Customers {
            plan: Ahead::open(Some(run.plan()?))?,
            steps: Ahead::open(steps)?,
            findings: Ahead::open(findings)?,
        })
    }

    pub(super) fn next(&mut self) -> Result<Option<Customer>, Error> {
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
        Ok(Some(Customer { plan, steps, findings }))
    }
}

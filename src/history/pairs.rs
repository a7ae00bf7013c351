//! Two tables side by side, customer by customer, however large they are.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::table::{Row, Table};

/// A customer by its tenant; by its name where no input names the tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Key {
    pub tenant: String,
    pub name: String,
}

impl Key {
    pub(super) fn of(row: &Row) -> Self {
        let tenant = row.text("customer_tenant_id").to_owned();
        let is_named = tenant.is_empty() && row.iter().any(|(column, _)| column == "customer_name");
        let name = if is_named { row.text("customer_name").to_owned() } else { String::new() };
        Key { tenant, name }
    }

    /// Whether a row belongs to this customer; asked of every row, so it makes no texts.
    fn has(&self, row: &Row) -> bool {
        let tenant = row.text("customer_tenant_id");
        if tenant.is_empty() { Key::of(row) == *self } else { tenant == self.tenant }
    }
}

/// The rows of one customer in both runs; one side is empty where the customer is new or gone.
#[derive(Debug, Default)]
pub(super) struct Pair {
    pub key: Key,
    pub old: Vec<Row>,
    pub new: Vec<Row>,
}

/// Pairs in the order of the tenants; customers without one come last, by name.
pub(super) struct Pairs {
    old: Groups,
    new: Groups,
    ahead: Option<Pair>,
    nameless: BTreeMap<Key, Pair>,
}

impl Pairs {
    pub(super) fn new(old: Table, new: Table) -> Result<Self, Error> {
        let (old, new) = (Groups::new(old)?, Groups::new(new)?);
        Ok(Pairs { old, new, ahead: None, nameless: BTreeMap::new() })
    }

    /// Sets aside the groups without a tenant that are next: their order says nothing.
    fn set_aside(&mut self) -> Result<(), Error> {
        while let Some((key, rows)) = self.old.next_without_tenant()? {
            self.nameless.entry(key).or_default().old.extend(rows);
        }
        while let Some((key, rows)) = self.new.next_without_tenant()? {
            self.nameless.entry(key).or_default().new.extend(rows);
        }
        Ok(())
    }

    pub(super) fn next(&mut self) -> Result<Option<Pair>, Error> {
        if let Some(pair) = self.ahead.take() {
            return Ok(Some(pair));
        }
        self.set_aside()?;
        let key = match (self.old.key(), self.new.key()) {
            (None, None) => {
                let first = self.nameless.pop_first();
                return Ok(first.map(|(key, pair)| Pair { key, ..pair }));
            }
            (Some(key), None) | (None, Some(key)) => key,
            (Some(old), Some(new)) => old.min(new),
        };
        let (old, new) = (self.old.take(&key)?, self.new.take(&key)?);
        Ok(Some(Pair { key, old, new }))
    }

    /// The pair of this customer; keys must be asked for in the order of [`Pairs::next`].
    pub(super) fn take(&mut self, key: &Key) -> Result<Option<Pair>, Error> {
        let order = |key: &Key| (key.tenant.is_empty(), key.clone());
        while let Some(pair) = self.next()? {
            if pair.key == *key {
                return Ok(Some(pair));
            }
            if order(&pair.key) > order(key) {
                self.ahead = Some(pair);
                return Ok(None);
            }
        }
        Ok(None)
    }
}

/// The rows of one table, one customer at a time.
struct Groups {
    table: Table,
    ahead: Option<Row>,
}

impl Groups {
    fn new(mut table: Table) -> Result<Self, Error> {
        let ahead = table.next_row()?;
        Ok(Groups { table, ahead })
    }

    fn key(&self) -> Option<Key> {
        self.ahead.as_ref().map(Key::of)
    }

    /// The next group if it has no tenant.
    fn next_without_tenant(&mut self) -> Result<Option<(Key, Vec<Row>)>, Error> {
        match self.key().filter(|key| key.tenant.is_empty()) {
            Some(key) => Ok(Some((key.clone(), self.take(&key)?))),
            None => Ok(None),
        }
    }

    /// The rows of this customer, which are none where another customer is next.
    fn take(&mut self, key: &Key) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        while let Some(row) = self.ahead.take_if(|row| key.has(row)) {
            rows.push(row);
            self.ahead = self.table.next_row()?;
        }
        let is_unsorted = |next: &Key| !next.tenant.is_empty() && next < key && !rows.is_empty();
        if self.key().as_ref().is_some_and(is_unsorted) {
            return Err(self.table.refuse("the rows are not sorted by tenant id: not the table of a run"));
        }
        Ok(rows)
    }
}

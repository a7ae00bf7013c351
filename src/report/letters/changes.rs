//! What changed for one customer since the baseline, as far as the customer notices it.

use crate::error::Error;
use crate::model::Day;
use crate::report::escape::plain;
use crate::report::letters::view::{Ground, distinct, product};
use crate::report::{Run, changes_csv};
use crate::table::{Row, Table};

/// What a customer notices, and the columns of `plan.csv` that show it.
const TOPICS: [(&str, &[&str]); 6] = [
    ("day", &["cutover_date"]),
    ("how", &["route"]),
    ("becomes", &["target_product_name", "target_sku_part_number", "offer_match", "lost_data"]),
    ("seats", &["seats_purchased", "target_seats", "reassign_seats"]),
    ("deadline", &["end_date", "last_safe_date", "users_work_until", "data_deleted_on"]),
    ("money", &["overlap_cost", "credit", "credit_contact"]),
];

/// The changes of a run, customer by customer.
pub(super) struct Changes {
    table: Option<Table>,
    next: Option<Row>,
    /// Those of customers without a tenant, which stand at the end of the table.
    nameless: Vec<Row>,
}

impl Changes {
    pub(super) fn open(run: &Run) -> Result<Self, Error> {
        let mut changes = Changes { table: None, next: None, nameless: Vec::new() };
        if run.has(changes_csv::FILE_NAME) {
            for row in run.changes()?.rows() {
                let row = row?;
                if row.text("customer_tenant_id").is_empty() && is_told(&row) {
                    changes.nameless.push(row);
                }
            }
            changes.table = Some(run.changes()?);
            changes.step()?;
        }
        Ok(changes)
    }

    /// Those of one customer of the run, given all rows of its plan.
    pub(super) fn of_one(run: &Run, plan: &[Row]) -> Result<Vec<Row>, Error> {
        Changes::open(run)?.take(plan)
    }

    fn step(&mut self) -> Result<Option<Row>, Error> {
        let following = self.table.as_mut().map_or(Ok(None), Table::next_row)?;
        Ok(std::mem::replace(&mut self.next, following))
    }

    /// Those of the next customer; customers come in the order of their tenants.
    pub(super) fn take(&mut self, plan: &[Row]) -> Result<Vec<Row>, Error> {
        let tenant = plan[0].text("customer_tenant_id");
        if tenant.is_empty() {
            // Two customers may have one name: only what is about a subscription of this one is its own.
            let is_own = |row: &&Row| plan.iter().any(|it| it.text("subscription_id") == row.text("id"));
            return Ok(self.nameless.iter().filter(is_own).cloned().collect());
        }
        let mut own = Vec::new();
        while let Some(next) = self.next.as_ref() {
            let other = next.text("customer_tenant_id");
            if other.is_empty() || other > tenant {
                break;
            }
            let row = self.step()?;
            own.extend(row.filter(|row| row.text("customer_tenant_id") == tenant && is_told(row)));
        }
        Ok(own)
    }
}

fn is_told(row: &Row) -> bool {
    row.text("subject") == "subscription" && !row.text("id").is_empty()
}

/// One sentence per kind of change, with the products it is about; none where nothing is noticed.
pub(super) fn sentences(ground: &Ground<'_>) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |key: &str, products: Vec<String>| {
        let products = distinct(products);
        if !products.is_empty() {
            told.push(ground.say(&format!("changed.{key}"), &[("products", &products.join(", "))]));
        }
    };
    let of_kind = |kind: &'static str| ground.changes.iter().filter(move |row| row.text("change") == kind);
    tell("new", of_kind("new").filter_map(|row| moving_product(ground, row)).collect());
    tell("gone", of_kind("gone").map(|row| plain(row.text("id"))).collect());
    for (topic, columns) in TOPICS {
        let is_about = |row: &&Row| row.list("columns").any(|column| columns.contains(&column));
        let rows = ground.changes.iter().filter(is_about);
        tell(topic, rows.filter_map(|row| moving_product(ground, row)).collect());
    }
    told
}

/// The product of a subscription that moves; what does not move is not told of.
fn moving_product(ground: &Ground<'_>, row: &Row) -> Option<String> {
    ground.moving().find(|it| it.text("subscription_id") == row.text("id")).map(product)
}

/// The day of the baseline, where anything is told about it.
pub(super) fn since(ground: &Ground<'_>, told: &[String]) -> String {
    let day: Option<Day> = ground.since.filter(|_| !told.is_empty());
    day.map(|day| ground.wording.day(day)).unwrap_or_default()
}

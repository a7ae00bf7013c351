//! The export every bench works on: what the example `portfolio` writes, its dirt included.

use cutover::model::{Day, parse_day};

use customer::Customer;
use dice::Dice;
pub(crate) use row::HEADER;
use row::Row;

#[path = "../../examples/portfolio/customer.rs"]
mod customer;
#[path = "../../examples/portfolio/dice.rs"]
mod dice;
#[path = "../../examples/portfolio/row.rs"]
mod row;
#[path = "../../examples/portfolio/shelf.rs"]
mod shelf;

/// The day around which terms end, and the plan is made for.
pub(crate) const AS_OF: &str = "2026-11-22";

pub(crate) fn as_of() -> Day {
    parse_day(AS_OF).expect("a day")
}

/// The rows of so many customers, about five each.
pub(crate) fn rows(customers: u64) -> Vec<String> {
    let (mut dice, shelf, mut rows) = (Dice(42), shelf::shelf(), Vec::new());
    let mut remembered = Vec::new();
    for position in 0..customers {
        let customer = Customer::throw(&mut dice, position, false);
        let mut previous = String::new();
        for _ in 0..customer::subscriptions(&mut dice) {
            let mut row = Row::throw(&mut dice, &customer, &shelf, &previous, as_of());
            previous.clone_from(&row.subscription);
            row.damage(&mut dice, &mut remembered);
            rows.push(row.line(&customer));
        }
    }
    rows
}

/// Rows under their header.
pub(crate) fn text(rows: &[String]) -> String {
    HEADER.to_owned() + &rows.concat()
}

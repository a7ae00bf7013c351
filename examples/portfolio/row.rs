//! One subscription of a portfolio, and what people and spreadsheets do to it.

use std::fmt::Write;

use cutover::model::{Day, add_months, plus_days};

use super::customer::{Customer, quoted};
use super::dice::Dice;
use super::shelf::{Product, pick};

/// The columns of a row, in the canonical format.
pub(crate) const HEADER: &str = "customer_tenant_id,customer_name,customer_domain,customer_country,customer_segment,\
source_channel,billing_account_type,commerce_model,relationship_status,dap_status,gdap_status,\
agreement_status,subscription_id,sku_part_number,product_name,seats_purchased,seats_assigned,status,term,\
billing_cycle,start_date,end_date,auto_renew,is_trial,parent_subscription_id,unit_price,price_basis,currency\n";

/// Subscriptions that a later row may name again by mistake.
const REMEMBERED: usize = 500;

/// The cells of one subscription.
pub(crate) struct Row {
    tenant: String,
    account: &'static str,
    model: &'static str,
    pub(crate) subscription: String,
    part_number: String,
    product: String,
    seats: String,
    assigned: u64,
    status: &'static str,
    term: &'static str,
    cycle: &'static str,
    start: String,
    end: String,
    auto_renew: bool,
    is_trial: bool,
    parent: String,
    price: String,
    currency: &'static str,
}

impl Row {
    pub(crate) fn throw(
        dice: &mut Dice,
        customer: &Customer,
        shelf: &[Product],
        previous: &str,
        as_of: Day,
    ) -> Row {
        let product = pick(dice, shelf);
        let seats = 1 + dice.below(2 * customer.size);
        let assigned = if dice.of_hundred(3) { seats + 1 + dice.below(4) } else { dice.below(seats + 1) };
        let term = dice.weighted(&[("P1Y", 60), ("P1M", 35), ("P3Y", 5)]);
        let (months, ahead) = match term {
            "P1M" => (1, 50),
            "P1Y" => (12, 385),
            _ => (36, 1100),
        };
        let end = plus_days(as_of, dice.below(ahead) as i64 - 20);
        let start = add_months(plus_days(end, 1), -months);
        let is_trial = dice.of_hundred(2);
        let cents = if is_trial { 0 } else { product.cents };
        let has_parent = !previous.is_empty() && dice.once_in(20);
        Row {
            tenant: customer.tenant.clone(),
            account: if customer.channel == "direct" {
                dice.weighted(&[("mca", 60), ("mosa", 40)])
            } else {
                ""
            },
            model: match customer.channel {
                "csp_other" => dice.weighted(&[("nce", 85), ("legacy", 15)]),
                _ => "",
            },
            subscription: dice.guid(),
            part_number: product.part_number.clone(),
            product: quoted(&product.name),
            seats: seats.to_string(),
            assigned,
            status: dice.weighted(&[("active", 92), ("suspended", 4), ("expired", 3), ("warning", 1)]),
            term,
            cycle: dice.weighted(&[("monthly", 56), ("annual", 38), ("triennial", 3), ("none", 3)]),
            start: start.to_string(),
            end: end.to_string(),
            auto_renew: dice.of_hundred(80),
            is_trial,
            parent: if has_parent { previous.to_owned() } else { String::new() },
            price: format!("{}.{:02}", cents / 100, cents % 100),
            currency: if dice.once_in(300) { "USD" } else { customer.currency },
        }
    }

    /// What people and spreadsheets do to two rows of a hundred, and what no catalogue knows.
    pub(crate) fn damage(&mut self, dice: &mut Dice, remembered: &mut Vec<String>) {
        if dice.once_in(200) {
            self.part_number = format!("RETIRED_{}", dice.below(40));
            "Retired product".clone_into(&mut self.product);
        }
        if dice.once_in(500) {
            "0badc0de-0000-4000-8000-000000000bad".clone_into(&mut self.parent);
        }
        if dice.once_in(50) {
            match dice.below(10) {
                0 => dice.one_of(&["", "2026-02-30", "31.12.2025", "n/a"]).clone_into(&mut self.start),
                1 | 2 => {
                    dice.one_of(&["", "2026-13-01", "2027-04-31", "12/31/2026"]).clone_into(&mut self.end);
                }
                3 => self.tenant.clear(),
                4 => self.subscription.clear(),
                5 | 6 => self.seats.insert(0, '-'),
                7 => "free".clone_into(&mut self.price),
                8 => std::mem::swap(&mut self.start, &mut self.end),
                _ if remembered.is_empty() => {}
                _ => {
                    let again = dice.below(remembered.len() as u64) as usize;
                    self.subscription.clone_from(&remembered[again]);
                }
            }
        }
        if remembered.len() < REMEMBERED {
            remembered.push(self.subscription.clone());
        } else {
            remembered[dice.below(REMEMBERED as u64) as usize].clone_from(&self.subscription);
        }
    }

    pub(crate) fn line(&self, customer: &Customer) -> String {
        let mut line = String::with_capacity(360);
        let _ = write!(line, "{},{},{},{},", self.tenant, customer.cells, self.account, self.model);
        let _ = write!(line, "{},{},", customer.standing, self.subscription);
        let _ = write!(line, "{},{},{},{},", self.part_number, self.product, self.seats, self.assigned);
        let _ = write!(line, "{},{},{},{},{},", self.status, self.term, self.cycle, self.start, self.end);
        let _ = write!(line, "{},{},{},{},", self.auto_renew, self.is_trial, self.parent, self.price);
        let _ = writeln!(line, "per_month,{}", self.currency);
        line
    }
}

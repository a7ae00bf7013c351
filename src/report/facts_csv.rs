//! `facts.csv`: a fingerprint of what was known of every customer beyond the columns of `plan.csv`.
//!
//! Two runs are compared with it: where a fingerprint did not change, an answer that did change did not
//! change because of the customer's data. It is also the only table that names the customer's
//! domain, and that tells customers without a tenant apart.

use crate::model::digits::hex;
use crate::model::{CustomerFacts, Day, Remark, RemarkKind, Subscription, SubscriptionId};
use crate::plan::CustomerPlan;
use crate::report::findings_csv;
use crate::table::{CellWriter, append_header};

/// The columns.
pub const COLUMNS: &[&str] = &[
    "customer_tenant_id",
    "customer_name",
    "customer_domain",
    "fingerprint",
    "subscriptions",
    "findings",
    "steps",
];

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The line of one customer, with how many lines of the other tables are about it.
pub fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>) {
    let mut cells = CellWriter::new(out);
    cells.tenant(plan.customer.tenant);
    cells.text(plan.customer.name);
    cells.text(plan.customer.domain);
    cells.word(&hex(&fingerprint(plan).to_be_bytes()));
    cells.count(plan.lines.len() as u64);
    cells.count(findings_csv::n_listed(plan) as u64);
    cells.count(plan.steps.len() as u64);
    cells.end();
}

/// Facts that `plan.csv` does not show; where a record stands in its file is not a fact.
fn fingerprint(plan: &CustomerPlan<'_>) -> u64 {
    let customer = &plan.customer;
    let mut print = Fingerprint::default();
    print.facts(&customer.facts);
    print.text(customer.domain);
    plan.lines.iter().for_each(|line| print.subscription(&line.subscription));
    for remark in &customer.remarks {
        print.remark(remark);
    }
    print.0
}

/// Turns a price into whole units of its eighth decimal when counted in cents.
const PRICE_SCALE: i128 = 1_000_000;

/// A 64-bit multiply-and-rotate hash, the same on every machine. It guards against nobody.
struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Fingerprint(0x9e37_79b9_7f4a_7c15)
    }
}

impl Fingerprint {
    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(31);
    }

    /// A value and whether it is there.
    fn some(&mut self, value: Option<u64>) {
        self.word(value.map_or(u64::MAX, |it| it));
    }

    fn day(&mut self, day: Option<Day>) {
        self.some(day.map(|it| it.num_days_from_ce() as u64));
    }

    fn text(&mut self, text: &str) {
        self.word(text.len() as u64);
        for piece in text.as_bytes().chunks(8) {
            self.word(piece.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
    }

    fn facts(&mut self, facts: &CustomerFacts) {
        self.some(facts.segment.map(|it| it as u64));
        self.some(facts.relationship_status.map(|it| it as u64));
        self.some(facts.relationship_type.map(|it| it as u64));
        self.some(facts.dap_status.map(|it| it as u64));
        self.some(facts.gdap_status.map(|it| it as u64));
        self.day(facts.gdap_end_date);
        self.some(facts.agreement_status.map(|it| it as u64));
        self.some(facts.agreement_type.map(|it| it as u64));
        self.day(facts.agreement_date);
        self.some(facts.agreement_method.map(|it| it as u64));
        self.some(facts.active_subscriptions.map(u64::from));
        self.some(facts.uses_group_licensing.map(u64::from));
    }

    fn remark(&mut self, remark: &Remark<'_>) {
        self.some(remark.subscription.map(|position| position as u64));
        match remark.kind {
            RemarkKind::SourcesDisagree { column, kept, other } => {
                self.text(column);
                self.text(kept);
                self.text(other);
            }
            RemarkKind::JoinedByDomain => self.word(1),
            RemarkKind::JoinedByName => self.word(2),
        }
    }

    fn subscription(&mut self, subscription: &Subscription<'_>) {
        match subscription.id {
            Some(SubscriptionId::Guid(guid)) => self.word(guid.as_u64_pair().0 ^ guid.as_u64_pair().1),
            Some(SubscriptionId::Text(text)) => self.text(text),
            None => self.some(None),
        }
        self.some(subscription.billing_account.map(|it| it as u64));
        self.some(subscription.seats_scope.map(|it| it as u64));
        self.day(subscription.cancel_until);
        self.day(subscription.last_purchase_or_renewal);
        self.some(subscription.end_of_term_action.map(|it| it as u64));
        self.word(u64::from(subscription.is_trial) << 1 | u64::from(subscription.is_add_on));
        self.text(subscription.promotion_id);
        self.text(subscription.open_transfer_id);
        self.some(subscription.unit_price.map(|price| price.money().scaled(PRICE_SCALE, 1).cents() as u64));
        self.some(subscription.price_basis.map(|it| it as u64));
        self.some(subscription.target_seats.map(|seats| u64::from(seats.get())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, RelationshipStatus, UnitPrice};
    use crate::report::fixture::plan;

    #[test]
    fn a_fact_changes_the_fingerprint_and_a_place_in_a_file_does_not() {
        let before = fingerprint(&plan());
        let mut moved = plan();
        moved.lines[0].subscription.origin = Origin { file: 9, line: 99 };
        assert_eq!(fingerprint(&moved), before);
        let mut related = plan();
        related.customer.facts.relationship_status = Some(RelationshipStatus::None);
        assert_ne!(fingerprint(&related), before);
        let mut dearer = plan();
        let prices = ["10.001", "10.002"].map(|price| {
            dearer.lines[0].subscription.unit_price = UnitPrice::parse(price);
            fingerprint(&dearer)
        });
        assert_ne!(prices[0], prices[1], "less than a cent is a fact too");
        let mut promoted = plan();
        promoted.lines[1].subscription.promotion_id = "P";
        assert_ne!(fingerprint(&promoted), before);
    }

    #[test]
    fn a_line_names_the_domain() {
        let mut out = Vec::new();
        append(&mut out, &plan());
        let line = String::from_utf8(out).unwrap();
        assert!(line.contains(",mueller.example,"), "{line}");
    }
}

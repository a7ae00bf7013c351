//! What the portfolio adds up to: customers and seats per readiness, urgency, and money per currency.

use crate::model::Day;
use crate::model::{Totals, days_between};
use crate::plan::{CustomerPlan, LinePlan, Readiness};

/// A last safe day at most this many days away is urgent.
const URGENT_DAYS: i64 = 7;

/// Sums over a portfolio; merged chunk by chunk, in any order.
#[derive(Debug, Clone, Default)]
pub struct PortfolioTotals {
    pub customers: u64,
    /// Seats in scope.
    pub seats: u64,
    /// Customers per readiness, in the order of [`Readiness::ALL`].
    pub customers_by_readiness: [u64; 7],
    pub seats_by_readiness: [u64; 7],
    /// Customers whose first deadline is at most seven days away or already past, and their seats.
    pub urgent_customers: u64,
    pub urgent_seats: u64,
    pub assumed_customers: u64,
    pub overlap_cost: Totals,
    pub stranded_cost: Totals,
    /// Accepted subscriptions per input, in the order of the inputs.
    pub files: Vec<Accepted>,
    /// Findings per severity that count, in the order of [`crate::rules::Severity::ALL`].
    pub findings_by_severity: [u64; 4],
    pub waived: u64,
    /// Subscriptions per readiness, in the order of [`Readiness::ALL`].
    pub subscriptions_by_readiness: [u64; 7],
    pub steps: u64,
}

/// Accepted subscriptions of one input, and their seats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accepted {
    pub planned: u64,
    pub planned_seats: u64,
    pub out_of_scope: u64,
    pub out_of_scope_seats: u64,
}

impl PortfolioTotals {
    /// Totals for a run of `files` inputs.
    pub fn new(files: usize) -> Self {
        PortfolioTotals { files: vec![Accepted::default(); files], ..PortfolioTotals::default() }
    }

    /// Adds one customer.
    pub fn add(&mut self, plan: &CustomerPlan<'_>, as_of: Day) {
        let seats = self.add_subscriptions(plan);
        self.customers += 1;
        self.seats += seats;
        self.customers_by_readiness[plan.readiness as usize] += 1;
        self.seats_by_readiness[plan.readiness as usize] += seats;
        self.assumed_customers += u64::from(!plan.assumed.is_empty());
        self.steps += plan.steps.len() as u64;
        if is_urgent(plan, as_of) {
            self.urgent_customers += 1;
            self.urgent_seats += seats;
        }
        self.waived += plan.waived.iter().filter(|&&waived| waived).count() as u64;
        for (sum, count) in self.findings_by_severity.iter_mut().zip(plan.counting_by_severity) {
            *sum += count;
        }
    }

    fn add_subscriptions(&mut self, plan: &CustomerPlan<'_>) -> u64 {
        let mut seats_in_scope = 0;
        for LinePlan { subscription, course, readiness, .. } in &plan.lines {
            let seats = u64::from(subscription.seats_purchased);
            let file = &mut self.files[subscription.origin.file as usize];
            self.subscriptions_by_readiness[*readiness as usize] += 1;
            if !course.is_in_scope() {
                file.out_of_scope += 1;
                file.out_of_scope_seats += seats;
                continue;
            }
            file.planned += 1;
            file.planned_seats += seats;
            seats_in_scope += seats;
            course
                .overlap_cost
                .into_iter()
                .for_each(|cost| self.overlap_cost.add(subscription.currency, cost));
            course
                .stranded_cost
                .into_iter()
                .for_each(|cost| self.stranded_cost.add(subscription.currency, cost));
        }
        seats_in_scope
    }

    /// Adds what another chunk added up to.
    pub fn merge(&mut self, other: &PortfolioTotals) {
        self.customers += other.customers;
        self.seats += other.seats;
        self.urgent_customers += other.urgent_customers;
        self.urgent_seats += other.urgent_seats;
        self.assumed_customers += other.assumed_customers;
        self.waived += other.waived;
        self.steps += other.steps;
        for position in 0..Readiness::ALL.len() {
            self.customers_by_readiness[position] += other.customers_by_readiness[position];
            self.seats_by_readiness[position] += other.seats_by_readiness[position];
            self.subscriptions_by_readiness[position] += other.subscriptions_by_readiness[position];
        }
        self.overlap_cost.merge(&other.overlap_cost);
        self.stranded_cost.merge(&other.stranded_cost);
        for (mine, theirs) in self.findings_by_severity.iter_mut().zip(&other.findings_by_severity) {
            *mine += theirs;
        }
        for (mine, theirs) in self.files.iter_mut().zip(&other.files) {
            mine.planned += theirs.planned;
            mine.planned_seats += theirs.planned_seats;
            mine.out_of_scope += theirs.out_of_scope;
            mine.out_of_scope_seats += theirs.out_of_scope_seats;
        }
    }
}

/// The first deadline is at most seven days away, or already past.
fn is_urgent(plan: &CustomerPlan<'_>, as_of: Day) -> bool {
    let first_deadline = plan.in_scope().filter_map(|(_, line)| line.course.last_safe_date).min();
    first_deadline.is_some_and(|day| days_between(as_of, day) <= URGENT_DAYS)
}

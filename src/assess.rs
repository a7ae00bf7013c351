//! The rulebook over one customer: assumptions, the course of every subscription, findings, facts.

use crate::catalogue::{Buyer, Given, Lookup, remaining_losses};
use crate::model::{Customer, Day, Estate, FactSet, Product, Subscription};
use crate::routes::{self, Line, Route};
use crate::rules::{
    self, Assumptions, Case, FactCount, Finding, Findings, Rulebook, Waivers, facts_of_customer,
    facts_of_subscription,
};

/// Everything one customer is judged by. Shared by all threads; nothing in it changes.
#[derive(Clone, Copy)]
pub struct Assessor<'a> {
    pub as_of: Day,
    pub products: &'a [Product],
    pub offers: &'a Lookup<'a>,
    pub routes: &'a routes::Settings,
    pub rulebook: &'a Rulebook<'a>,
    pub rules: &'a rules::Settings,
    pub assumptions: &'a Assumptions,
    pub waivers: &'a Waivers,
}

/// A customer whose subscriptions have a course, cut over on their best dates.
#[derive(Debug, Clone)]
pub struct Charted<'a> {
    pub customer: Customer<'a>,
    /// Facts the policy assumed.
    pub assumed: FactSet,
    /// Sorted by subscription id.
    pub lines: Vec<Line<'a>>,
    /// What has to be said about decisions of people that were applied; filled by whoever applies them.
    pub pins: Vec<rules::PinNote<'a>>,
}

/// One customer with everything the rules found.
#[derive(Debug, Clone)]
pub struct Assessment<'a> {
    pub charted: Charted<'a>,
    /// In the order of the rulebook.
    pub findings: Vec<Finding<'a>>,
    /// One per finding where the policy waives any; empty where it waives none.
    pub waived: Vec<bool>,
    pub facts_of_customer: FactCount,
    /// One per line.
    pub facts_of_subscriptions: Vec<FactCount>,
}

impl Assessment<'_> {
    /// Whether the policy waives the finding.
    pub fn is_waived(&self, finding: usize) -> bool {
        rules::is_waived(&self.waived, finding)
    }
}

impl<'a> Assessor<'a> {
    /// Fills what the policy assumes and charts the course of every subscription.
    pub fn chart(&self, mut estate: Estate<'a>) -> Charted<'a> {
        let assumed = self.complete(&mut estate);
        let Estate { customer, subscriptions } = estate;
        let mut verdict_of = self.verdicts(&customer);
        let mut lines = routes::chart(&customer, subscriptions, &mut verdict_of, self.routes, self.as_of);
        keep_what_other_lines_keep(&mut lines);
        Charted { customer, assumed, lines, pins: Vec::new() }
    }

    /// The best dates of what moves: what [`Assessor::chart`] would say, at a fraction of its work.
    pub fn best_days(&self, mut estate: Estate<'a>, days: &mut Vec<Day>) {
        self.complete(&mut estate);
        days.extend(routes::best_days(&estate, self.routes, self.as_of));
    }

    /// Fills what the product implies and what the policy assumes; tells what was assumed.
    fn complete(&self, estate: &mut Estate<'a>) -> FactSet {
        for subscription in &mut estate.subscriptions {
            let product = &self.products[subscription.product.0 as usize];
            subscription.commerce_model =
                subscription.commerce_model.or_else(|| product.implied_commerce_model());
        }
        self.assumptions.apply(estate)
    }

    /// Charts one subscription anew by a route somebody chose.
    pub fn take_route(&self, charted: &mut Charted<'a>, position: usize, route: Route) {
        let Charted { customer, lines, .. } = charted;
        let mut verdict_of = self.verdicts(customer);
        lines[position].course =
            routes::chart_route(customer, lines, position, route, &mut verdict_of, self.routes, self.as_of);
        keep_what_other_lines_keep(lines);
    }

    /// Answers what the catalogue says to this customer about a subscription on a day.
    fn verdicts(&self, customer: &Customer<'a>) -> impl FnMut(&Subscription<'a>, Day) -> Given<'a> + use<'a> {
        let (facts, products, offers) = (customer.facts, self.products, self.offers);
        move |subscription, day| {
            let product = &products[subscription.product.0 as usize];
            let buyer = Buyer { country: facts.country, segment: facts.segment, day, net_new: true };
            offers.verdict(subscription.product, product, &buyer)
        }
    }

    /// The needed facts that are missing of a customer and its subscriptions; no rule is applied.
    pub fn missing(&self, estate: Estate<'a>) -> FactSet {
        let charted = self.chart(estate);
        let case = self.case(&charted);
        let positions = 0..charted.lines.len();
        let of_subscriptions = positions.map(|position| facts_of_subscription(&case, position));
        of_subscriptions.fold(facts_of_customer(&case), FactCount::with).missing
    }

    fn case<'c>(&'c self, charted: &'c Charted<'a>) -> Case<'c, 'a> {
        Case {
            customer: &charted.customer,
            lines: &charted.lines,
            products: self.products,
            as_of: self.as_of,
            settings: self.rules,
        }
    }

    /// Applies the rulebook.
    pub fn judge(&self, charted: Charted<'a>) -> Assessment<'a> {
        let findings = Findings::with_room(charted.lines.len());
        self.judge_into(findings, charted)
    }

    /// Applies the rulebook; `findings` are empty.
    pub fn judge_into(&self, mut findings: Findings<'a>, charted: Charted<'a>) -> Assessment<'a> {
        let case = self.case(&charted);
        self.rulebook.inspect(&case, &mut findings);
        rules::tell_pins(&charted.pins, self.rulebook, &mut findings);
        let waived = self.waivers.apply(&case, self.rulebook, &mut findings);
        let facts_of_customer = facts_of_customer(&case);
        let positions = 0..charted.lines.len();
        let facts_of_subscriptions =
            positions.map(|position| facts_of_subscription(&case, position)).collect();
        let findings = findings.into_vec();
        Assessment { charted, findings, waived, facts_of_customer, facts_of_subscriptions }
    }
}

/// A loss on one line does not stand where another moving line of the customer keeps the service.
fn keep_what_other_lines_keep(lines: &mut [Line<'_>]) {
    if lines.iter().all(|line| line.course.lost.is_empty()) {
        return;
    }
    let moving = || lines.iter().filter(|line| line.course.route != Route::None);
    let verdicts: Vec<_> = moving().map(|line| &*line.course.verdict).collect();
    let lost = remaining_losses(&verdicts);
    let moving = lines.iter_mut().filter(|line| line.course.route != Route::None);
    moving.zip(lost).for_each(|(line, lost)| line.course.lost = lost);
}

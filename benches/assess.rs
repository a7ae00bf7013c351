//! What the rules cost: the assessment of a portfolio as large as a night's, with the whole book, and with the rules
//! of the source document alone. The first is to stay within one and a half times the second.
//!
//! An assessment is everything `plan` does between reading and writing: the course of every subscription, the
//! rules, readiness, score and steps.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::assess::Assessor;
use cutover::catalogue::{Catalogue, Downloads, Lookup};
use cutover::config::Policy;
use cutover::intake::{Portfolio, Settings, expand};
use cutover::model::{Country, Day, parse_day};
use cutover::plan::decide;
use cutover::rules::Rulebook;

use crate::customer::Customer;
use crate::dice::Dice;
use crate::row::Row;

#[path = "../examples/portfolio/customer.rs"]
mod customer;
#[path = "../examples/portfolio/dice.rs"]
mod dice;
#[path = "../examples/portfolio/row.rs"]
mod row;
#[path = "../examples/portfolio/shelf.rs"]
mod shelf;

/// About 100,000 subscriptions.
const CUSTOMERS: u64 = 20_000;
const HEADER: &str = "customer_tenant_id,customer_name,customer_domain,customer_country,customer_segment,\
source_channel,billing_account_type,commerce_model,relationship_status,dap_status,gdap_status,\
agreement_status,subscription_id,sku_part_number,product_name,seats_purchased,seats_assigned,status,term,\
billing_cycle,start_date,end_date,auto_renew,is_trial,parent_subscription_id,unit_price,price_basis,currency\n";

/// The rules the source document states.
const STATED: [&str; 12] = [
    "region-mismatch",
    "relationship-missing",
    "delegated-admin-missing",
    "same-offer",
    "offer-changes",
    "offer-discontinued",
    "successor-loses-data",
    "seats-differ",
    "commitment-running",
    "service-gap",
    "credit-possible",
    "no-credit",
];

/// The book with every other rule silenced.
fn stated() -> Rulebook<'static> {
    let all = Rulebook::builtin();
    let others = all.rules().iter().filter(|rule| !STATED.contains(&rule.id));
    let off: BTreeMap<String, _> = others.map(|rule| (rule.id.to_owned(), None)).collect();
    Rulebook::assemble(&[], &off, &BTreeMap::new()).expect("built-in rules")
}

fn as_of() -> Day {
    parse_day("2026-11-22").expect("a day")
}

/// The portfolio the example of the same name writes, its dirt included.
fn export() -> String {
    let (mut dice, shelf, mut text) = (Dice(42), shelf::shelf(), HEADER.to_owned());
    let mut remembered = Vec::new();
    for position in 0..CUSTOMERS {
        let customer = Customer::throw(&mut dice, position, false);
        let mut previous = String::new();
        for _ in 0..customer::subscriptions(&mut dice) {
            let mut row = Row::throw(&mut dice, &customer, &shelf, &previous, as_of());
            previous.clone_from(&row.subscription);
            row.damage(&mut dice, &mut remembered);
            text.push_str(&row.line(&customer));
        }
    }
    text
}

fn assess(criterion: &mut Criterion) {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    std::fs::write(file.path(), export()).expect("the portfolio");
    let inputs = expand(&[file.path().display().to_string()]).expect("the portfolio");
    let portfolio = Portfolio::read(&inputs, &Settings::default(), &|_| {}).expect("a portfolio");
    let mut policy = Policy::default();
    policy.partner.country = Country::parse("DE");
    let catalogue = Catalogue::assemble(&Downloads::default()).expect("the embedded catalogue");
    let offers = Lookup::new(&catalogue, portfolio.products.len());
    let rules = policy.rule_settings().expect("settings");
    let (routes, assumptions, waivers) = (policy.route_settings(), policy.assumptions(), policy.waivers());
    let bands = policy.score_bands();
    let shards = portfolio.shards.lend_all().expect("shards in memory");
    let customers = || shards.iter().flat_map(|shard| shard.customers());
    let mut group = criterion.benchmark_group("assess");
    group.sample_size(10);
    let n_subscriptions: usize = customers().map(|customer| customer.subscriptions.len()).sum();
    group.throughput(Throughput::Elements(n_subscriptions as u64));
    for (name, rulebook) in [("stated", stated()), ("whole", Rulebook::builtin())] {
        let assessor = Assessor {
            as_of: as_of(),
            products: &portfolio.products,
            offers: &offers,
            routes: &routes,
            rulebook: &rulebook,
            rules: &rules,
            assumptions: &assumptions,
            waivers: &waivers,
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let judged = customers().map(|customer| {
                    let assessment = assessor.judge(assessor.chart(customer));
                    black_box(decide(&assessor, &bands, assessment, |_| None)).findings.len()
                });
                judged.sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, assess);
criterion_main!(benches);

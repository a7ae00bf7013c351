//! What the rules cost: the assessment of the sample portfolio with the whole book, and with the rules of the
//! source document alone. The first is to stay within one and a half times the second.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::assess::Assessor;
use cutover::catalogue::{Catalogue, Downloads, Lookup};
use cutover::config::Policy;
use cutover::intake::{Portfolio, Settings, expand};
use cutover::model::{Country, parse_day};
use cutover::rules::Rulebook;

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

fn assess(criterion: &mut Criterion) {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/portfolio.csv").to_owned();
    let inputs = expand(&[sample]).expect("the sample");
    let portfolio = Portfolio::read(&inputs, &Settings::default(), &|_| {}).expect("a portfolio");
    let mut policy = Policy::default();
    policy.partner.country = Country::parse("DE");
    let catalogue = Catalogue::assemble(&Downloads::default()).expect("the embedded catalogue");
    let offers = Lookup::new(&catalogue, portfolio.products.len());
    let rules = policy.rule_settings().expect("settings");
    let (routes, assumptions, waivers) = (policy.route_settings(), policy.assumptions(), policy.waivers());
    let customers: Vec<_> = portfolio.shards().iter().flat_map(cutover::intake::Shard::customers).collect();
    let mut group = criterion.benchmark_group("assess");
    group.throughput(Throughput::Elements(customers.len() as u64));
    for (name, rulebook) in [("stated", stated()), ("whole", Rulebook::builtin())] {
        let assessor = Assessor {
            as_of: parse_day("2026-11-22").expect("a day"),
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
                let judged = customers.iter().map(|it| assessor.judge(assessor.chart(it.clone())));
                judged.map(|assessment| black_box(assessment).findings.len()).sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, assess);
criterion_main!(benches);

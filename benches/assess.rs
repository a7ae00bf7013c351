//! What the rules cost: the assessment of a portfolio as large as a night's, with the whole book, and with the rules
//! of the source document alone. The first is to stay within one and a half times the second.
//!
//! An assessment is everything `plan` does between reading and writing: the course of every subscription, the
//! rules, readiness, score and steps.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::catalogue::Lookup;
use cutover::plan::decide;
use cutover::rules::Rulebook;

use crate::planner::{Planner, portfolio};

mod export;
mod planner;

/// About 100,000 subscriptions.
const CUSTOMERS: u64 = 20_000;

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
    let (portfolio, planner) = (portfolio(CUSTOMERS), Planner::new());
    let offers = Lookup::new(&planner.catalogue, portfolio.products.len());
    let shards = portfolio.shards.lend_all().expect("shards in memory");
    let estates = || shards.iter().flat_map(|shard| shard.estates());
    let mut group = criterion.benchmark_group("assess");
    group.sample_size(10);
    group.throughput(Throughput::Elements(portfolio.n_customers() as u64));
    for (name, rulebook) in [("stated", stated()), ("whole", Rulebook::builtin())] {
        let assessor = planner.assessor(&portfolio.products, &offers, &rulebook);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let judged = estates().map(|estate| {
                    let assessment = assessor.judge(assessor.chart(estate));
                    black_box(decide(&assessor, &planner.bands, assessment, Vec::new(), |_| None))
                        .findings
                        .len()
                });
                judged.sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, assess);
criterion_main!(benches);

//! How fast customers become plans, stage by stage on one thread; only the days of the calendar take all threads.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use cutover::catalogue::Lookup;
use cutover::plan::{Planning, Room, Schedule, Wishes, decide};
use cutover::rules::Rulebook;

use crate::planner::{Planner, portfolio};

mod export;
mod pace;
mod planner;

/// About 20,000 subscriptions.
const CUSTOMERS: u64 = 4_000;

/// Customers per second of every stage, and of all of them together.
fn plan(criterion: &mut Criterion) {
    let (portfolio, planner, rulebook) = (portfolio(CUSTOMERS), Planner::new(), Rulebook::builtin());
    let (offers, wishes) = (Lookup::new(&planner.catalogue, portfolio.products.len()), Wishes::default());
    let assessor = planner.assessor(&portfolio.products, &offers, &rulebook);
    let days = || Schedule::make(&wishes, &assessor, &portfolio.shards).expect("shards in memory");
    let schedule = days();
    let planning = Planning { assessor: &assessor, schedule: &schedule, bands: &planner.bands };
    let shards = portfolio.shards.lend_all().expect("shards in memory");
    let estates = || shards.iter().flat_map(|shard| shard.estates());
    let charted: Vec<_> = estates().map(|estate| schedule.chart(&assessor, estate)).collect();
    let assessed: Vec<_> = charted.iter().map(|it| assessor.judge(it.clone())).collect();
    let mut group = criterion.benchmark_group("plan");
    group.throughput(Throughput::Elements(portfolio.n_customers() as u64));
    group.bench_function("days", |bencher| bencher.iter(days));
    group.bench_function("chart", |bencher| {
        bencher.iter(|| estates().for_each(|it| drop(black_box(schedule.chart(&assessor, it)))));
    });
    group.bench_function("judge", |bencher| {
        let judge = |all: Vec<_>| all.into_iter().for_each(|it| drop(black_box(assessor.judge(it))));
        bencher.iter_batched(|| charted.clone(), judge, BatchSize::PerIteration);
    });
    group.bench_function("decide", |bencher| {
        let decide = |it| decide(&assessor, &planner.bands, it, Vec::new(), |day| schedule.wave_of(day));
        let decide = |all: Vec<_>| all.into_iter().for_each(|it| drop(black_box(decide(it))));
        bencher.iter_batched(|| assessed.clone(), decide, BatchSize::PerIteration);
    });
    group.bench_function("whole", |bencher| {
        bencher.iter(|| {
            let mut room = Room::default();
            estates().for_each(|it| {
                let plan = black_box(planning.plan(it, &mut room));
                room.keep(plan);
            });
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = pace::of_a_stage();
    targets = plan
}
criterion_main!(benches);

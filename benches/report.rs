//! How fast plans become the bytes of a run: the lines of each table, then hashing and writing them, then every
//! table of a portfolio from its shards.

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use cutover::catalogue::Lookup;
use cutover::intake::Shards;
use cutover::plan::{CustomerPlan, Planning, Reckoning, Room, Schedule, Wishes};
use cutover::report::{
    Context, Finished, Making, Selection, Staging, facts_csv, findings_csv, money_csv, plan_csv, steps_csv,
};
use cutover::rules::Rulebook;

use crate::export::as_of;
use crate::planner::{Planner, portfolio};

mod export;
mod pace;
mod planner;

/// About 20,000 subscriptions.
const CUSTOMERS: u64 = 4_000;
/// Bytes that are written at once.
const PAGE: usize = 1 << 20;

/// A table by its name, and what appends the lines of one customer.
type Table<'t> = (&'t str, &'t dyn Fn(&mut Vec<u8>, &CustomerPlan<'_>));

fn report(criterion: &mut Criterion) {
    let (portfolio, planner, rulebook) = (portfolio(CUSTOMERS), Planner::new(), Rulebook::builtin());
    let (offers, wishes) = (Lookup::new(&planner.catalogue, portfolio.products.len()), Wishes::default());
    let assessor = planner.assessor(&portfolio.products, &offers, &rulebook);
    let schedule = Schedule::make(&wishes, &assessor, &portfolio.shards).expect("shards in memory");
    let context = Context::new(rulebook.rules(), &portfolio.products, &["export.csv".to_owned()]);
    let reckoning = Reckoning { catalogue: &planner.catalogue, routes: &planner.routes, as_of: as_of() };
    let planning = Planning { assessor: &assessor, schedule: &schedule, bands: &planner.bands };
    let shards = portfolio.shards.lend_all().expect("shards in memory");
    let estates = shards.iter().flat_map(|shard| shard.estates());
    let plans: Vec<_> = estates.map(|estate| planning.plan(estate, &mut Room::default())).collect();
    let tables: [Table<'_>; 5] = [
        ("plan", &|lines, plan| plan_csv::append(lines, plan, &context)),
        ("findings", &|lines, plan| findings_csv::append(lines, plan, &context)),
        ("steps", &|lines, plan| steps_csv::append(lines, plan, &context)),
        ("facts", &|lines, plan| facts_csv::append(lines, plan)),
        ("money", &|lines, plan| money_csv::append(lines, plan, &reckoning)),
    ];
    format(criterion, &plans, &tables);
    write(criterion, &plans, &tables);
    let selection = Selection::default();
    let making = Making {
        selection: &selection,
        context: &context,
        as_of: as_of(),
        reckoning: &reckoning,
        planning,
        risk_in_memory: None,
    };
    make(criterion, &making);
}

fn lines_of(plans: &[CustomerPlan<'_>], (_, append): Table<'_>) -> Vec<u8> {
    let mut lines = Vec::new();
    for plan in plans {
        append(&mut lines, plan);
    }
    lines
}

/// Bytes per second of making the lines of a table, on one thread.
fn format(criterion: &mut Criterion, plans: &[CustomerPlan<'_>], tables: &[Table<'_>]) {
    let mut group = criterion.benchmark_group("format");
    for &(name, append) in tables {
        let mut lines = lines_of(plans, (name, append));
        group.throughput(Throughput::Bytes(lines.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                lines.clear();
                for plan in plans {
                    append(&mut lines, plan);
                }
                black_box(lines.len())
            });
        });
    }
    group.finish();
}

/// Bytes per second of hashing and writing lines that are made, on one thread; nobody waits for the disk.
fn write(criterion: &mut Criterion, plans: &[CustomerPlan<'_>], tables: &[Table<'_>]) {
    let lines: Vec<_> = tables.iter().map(|&table| (table.0, lines_of(plans, table))).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let run = || -> (Staging, Vec<Finished>) {
        let staging = begin(folder.path());
        let written = lines.iter().map(|(name, lines)| {
            let mut file = staging.create(name).expect("a file");
            lines.chunks(PAGE).for_each(|page| file.append(page).expect("room on the disk"));
            file.finish()
        });
        let finished = written.collect();
        (staging, finished)
    };
    let mut group = criterion.benchmark_group("write");
    group.throughput(Throughput::Bytes(lines.iter().map(|(_, lines)| lines.len() as u64).sum()));
    // What was written is removed outside the measured time.
    group.bench_function("lines", |bencher| bencher.iter_batched(|| (), |()| run(), BatchSize::PerIteration));
    group.finish();
}

/// Bytes per second of planning, formatting, hashing and writing every table, on all threads.
fn make(criterion: &mut Criterion, making: &Making<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |mut shards: Shards| {
        let staging = begin(folder.path());
        let written = making.write(&staging, &mut shards, 1, &mut |_| Ok(())).expect("room on the disk");
        (staging, written)
    };
    // Planning lets shards go, so each round needs its own.
    let fresh = || portfolio(CUSTOMERS).shards;
    let (staging, written) = run(fresh());
    drop(staging);
    let bytes = written.finished.iter().map(|it| it.info.bytes).sum();
    let mut group = criterion.benchmark_group("write");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("tables of a portfolio", |bencher| {
        bencher.iter_batched(fresh, run, BatchSize::PerIteration);
    });
    group.finish();
}

/// A run that leaves nothing behind when it is dropped.
fn begin(folder: &Path) -> Staging {
    Staging::begin(&folder.join("run"), "a bench").expect("a folder to write to")
}

criterion_group! {
    name = benches;
    config = pace::of_a_stage();
    targets = report
}
criterion_main!(benches);

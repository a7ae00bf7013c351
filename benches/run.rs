//! How fast the program is as a whole: bytes of exports per second, from the command line to a published run.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

use crate::export::{AS_OF, rows, text};

mod export;

/// About 50,000 rows.
const CUSTOMERS: u64 = 10_000;

/// One run; standard error stays, so that a failure says why.
fn plan(export: &Path, out: &Path, outputs: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.args(["plan", "--quiet", "--as-of", AS_OF, "--partner-country", "DE", "--out"]);
    let status = command.arg(out).arg(export).args(outputs).stdout(Stdio::null()).status();
    assert!(status.expect("the program").success(), "the run failed");
}

fn run(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let (export, out) = (folder.path().join("export.csv"), folder.path().join("run"));
    let text = text(&rows(CUSTOMERS));
    std::fs::write(&export, &text).expect("the export");
    // The run before is removed outside the measured time.
    let clear = || drop(std::fs::remove_dir_all(&out));
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    let smaller = ["--format", "csv", "--outputs", "plan,risk,rejects"];
    for (name, outputs) in [("plan, risk, rejects", &smaller[..]), ("every table", &["--format", "csv,json"])]
    {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(clear, |()| plan(&export, &out, outputs), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    targets = run
}
criterion_main!(benches);

//! How fast exports become customers: cutting, parsing and joining alone, then all of it.

use std::hint::black_box;
use std::io::Write;
use std::sync::Mutex;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::intake::layout::{DetectContext, Layout};
use cutover::intake::{OnProgress, Portfolio, Record, Settings, expand};
use cutover::table::{Cells, Records};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::export::HEADER;

mod export;
mod pace;

const CUSTOMERS: u64 = 4_000;

/// Piles the rows are dealt to.
const PILES: usize = 1_000;

/// The rows dealt like cards, so that those of a customer come far from each other.
fn shuffled(rows: &[String]) -> Vec<String> {
    (0..PILES).flat_map(|pile| rows.iter().skip(pile).step_by(PILES)).cloned().collect()
}

/// The same table in every form it may come in; each is to be read at no less than half the speed of UTF-8.
fn forms(rows: &[String]) -> Vec<(&'static str, Vec<u8>)> {
    let text = export::text(rows);
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).expect("memory");
    vec![
        ("contiguous", text.clone().into_bytes()),
        ("shuffled", export::text(&shuffled(rows)).into_bytes()),
        ("utf-16le", utf_16(u16::to_le_bytes)),
        ("utf-16be", utf_16(u16::to_be_bytes)),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
        ("gzip", gzip.finish().expect("memory")),
    ]
}

/// Bytes per second of finding records and their cells.
fn cut(criterion: &mut Criterion) {
    let text = export::text(&export::rows(CUSTOMERS));
    let mut group = criterion.benchmark_group("intake");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("cut", |bencher| {
        bencher.iter(|| {
            let mut records = Records::new(&text, 1, b',');
            let mut cells = Cells::default();
            while records.next(&mut cells).is_some() {
                black_box(&cells);
            }
        });
    });
    group.finish();
}

/// Bytes per second of giving cells that were cut their meaning.
fn parse(criterion: &mut Criterion) {
    let text = export::text(&export::rows(CUSTOMERS));
    let header: Vec<&str> = HEADER.trim_end().split(',').collect();
    let layout = Layout::detect(&header, &DetectContext::default()).expect("the canonical layout");
    let mut records = Records::new(&text, 1, b',');
    let next = || {
        let mut cells = Cells::default();
        records.next(&mut cells).map(|_| cells)
    };
    let all: Vec<Cells<'_>> = std::iter::from_fn(next).skip(1).collect();
    let mut group = criterion.benchmark_group("intake");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            for cells in &all {
                let mut record = Record::default();
                let parsed = layout.parse(cells, &mut record);
                black_box((&record, &parsed));
            }
        });
    });
    group.finish();
}

/// Rows per second of the whole: reading, hashing, cutting, parsing, joining, merging.
fn read(criterion: &mut Criterion) {
    let (folder, rows) = (tempfile::tempdir().expect("a folder"), export::rows(CUSTOMERS));
    let mut group = criterion.benchmark_group("intake");
    // Rows, not bytes: the forms are compared with each other.
    group.throughput(Throughput::Elements(rows.len() as u64));
    for (name, bytes) in forms(&rows) {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, bytes).expect("a file");
        let inputs = expand(&[path.to_string_lossy().into_owned()]).expect("one input");
        group.bench_function(name, |bencher| {
            let settings = Settings::default();
            bencher
                .iter(|| black_box(Portfolio::read(&inputs, &settings, &|_| Ok(())).expect("a portfolio")));
        });
    }
    group.finish();
}

/// Customers per second of what follows when everything is read: sorting the shards, joining and merging the rows.
fn join(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    std::fs::write(&path, export::text(&shuffled(&export::rows(CUSTOMERS)))).expect("a file");
    let inputs = expand(&[path.to_string_lossy().into_owned()]).expect("one input");
    let read = |tell: OnProgress<'_>| {
        black_box(Portfolio::read(&inputs, &Settings::default(), tell).expect("a portfolio"))
    };
    // Whatever is told last is told at the end of reading.
    let join = || {
        let is_read = Mutex::new(Instant::now());
        let portfolio = read(&|_| {
            *is_read.lock().expect("one thread reads") = Instant::now();
            Ok(())
        });
        let joined = is_read.into_inner().expect("one thread reads").elapsed();
        drop(portfolio);
        joined
    };
    let mut group = criterion.benchmark_group("intake");
    group.throughput(Throughput::Elements(read(&|_| Ok(())).n_customers() as u64));
    group.bench_function("join", |bencher| bencher.iter_custom(|rounds| (0..rounds).map(|_| join()).sum()));
    group.finish();
}

criterion_group! {
    name = benches;
    config = pace::of_a_stage();
    targets = cut, parse, join, read
}
criterion_main!(benches);

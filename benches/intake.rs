//! How fast exports become customers: cutting and parsing alone, then reading, joining and merging with them.

use std::hint::black_box;
use std::io::Write;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::intake::layout::{DetectContext, Layout};
use cutover::intake::{Cells, Portfolio, Record, Records, Settings, expand};
use flate2::Compression;
use flate2::write::GzEncoder;

const CUSTOMERS: u64 = 4_000;
const HEADER: &str = "customer_tenant_id,customer_name,customer_domain,customer_country,source_channel,\
                      commerce_model,relationship_status,agreement_status,subscription_id,sku_part_number,\
                      product_name,seats_purchased,seats_assigned,status,term,start_date,end_date,auto_renew,\
                      unit_price,price_basis,currency\n";

/// A repeatable sequence of numbers without pattern.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 ^ (self.0 >> 29)
    }

    fn guid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        let parts = (a >> 32, (a >> 16) & 0xffff, a & 0xfff, (b >> 48) & 0xfff, b & 0xffff_ffff_ffff);
        format!("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", parts.0, parts.1, parts.2, parts.3, parts.4)
    }
}

fn rows(shuffled: bool) -> String {
    let mut numbers = Numbers(42);
    let mut rows = Vec::new();
    for customer in 0..CUSTOMERS {
        let tenant = numbers.guid();
        for _ in 0..=numbers.next() % 9 {
            let (id, seats) = (numbers.guid(), numbers.next() % 500 + 1);
            let product = numbers.next() % 200;
            rows.push(format!(
                "{tenant},\"Müller, Logistik {customer} GmbH\",customer{customer}.onmicrosoft.com,DE,csp_other,nce,\
                 active,accepted,{id},SKU_{product},Product {product},{seats},{},active,P1Y,2026-01-01,2026-12-31,\
                 true,12.50,per_month,EUR\n",
                seats / 2
            ));
        }
    }
    if shuffled {
        rows.sort_by_cached_key(|_| numbers.next());
    }
    let mut text = HEADER.to_owned();
    text.push_str(&rows.concat());
    text
}

/// The same table in every form it may come in; each is to be read at no less than half the speed of UTF-8.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let text = rows(false);
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).expect("memory");
    vec![
        ("contiguous", text.clone().into_bytes()),
        ("shuffled", rows(true).into_bytes()),
        ("utf-16le", utf_16(u16::to_le_bytes)),
        ("utf-16be", utf_16(u16::to_be_bytes)),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
        ("gzip", gzip.finish().expect("memory")),
    ]
}

/// Bytes per second of finding records and their cells.
fn cut(criterion: &mut Criterion) {
    let text = rows(false);
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

/// Rows per second of giving cells that were cut their meaning.
fn parse(criterion: &mut Criterion) {
    let text = rows(false);
    let header: Vec<&str> = HEADER.trim_end().split(',').collect();
    let layout = Layout::detect(&header, &DetectContext::default()).expect("the canonical layout");
    let mut records = Records::new(&text, 1, b',');
    let next = || {
        let mut cells = Cells::default();
        records.next(&mut cells).map(|_| cells)
    };
    let all: Vec<Cells<'_>> = std::iter::from_fn(next).skip(1).collect();
    let mut group = criterion.benchmark_group("intake");
    group.throughput(Throughput::Elements(all.len() as u64));
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
    let folder = tempfile::tempdir().expect("a folder");
    let mut group = criterion.benchmark_group("intake");
    group.sample_size(20);
    // Rows, not bytes: the forms are compared with each other.
    group.throughput(Throughput::Elements(rows(false).lines().count() as u64));
    for (name, bytes) in forms() {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, bytes).expect("a file");
        let inputs = expand(&[path.to_string_lossy().into_owned()]).expect("one input");
        group.bench_function(name, |bencher| {
            let settings = Settings::default();
            bencher.iter(|| black_box(Portfolio::read(&inputs, &settings, &|_| {}).expect("a portfolio")));
        });
    }
    group.finish();
}

criterion_group!(benches, cut, parse, read);
criterion_main!(benches);

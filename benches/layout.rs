//! What it costs to read one canonical record of 28 columns.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cutover::intake::Record;
use cutover::intake::layout::{DetectContext, Layout};
use cutover::table::Cells;

const COLUMNS: [(&str, &str); 28] = [
    ("customer_tenant_id", "3c95518e-8c37-41e3-9627-0ca339200f53"),
    ("customer_name", "Contoso Metallbau GmbH"),
    ("customer_domain", "contoso.onmicrosoft.com"),
    ("customer_country", "DE"),
    ("customer_segment", "commercial"),
    ("source_channel", "csp_other"),
    ("billing_account_type", ""),
    ("relationship_status", "active"),
    ("agreement_status", "accepted"),
    ("agreement_date", "2024-03-01"),
    ("gdap_status", "active"),
    ("subscription_id", "2b601696-7523-4e1d-8fdd-da6b9bac90eb"),
    ("commerce_model", "nce"),
    ("product_id", "CFQ7TTC0LF8R"),
    ("sku_id", "0001"),
    ("sku_part_number", "ENTERPRISEPACK"),
    ("product_name", "Office 365 E3"),
    ("seats_purchased", "25"),
    ("seats_assigned", "21"),
    ("status", "active"),
    ("term", "P1Y"),
    ("billing_cycle", "monthly"),
    ("start_date", "2025-02-01"),
    ("end_date", "2026-01-31"),
    ("auto_renew", "true"),
    ("unit_price", "17.60"),
    ("price_basis", "per_month"),
    ("currency", "EUR"),
];

fn parse(criterion: &mut Criterion) {
    let header: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let layout = Layout::detect(&header, &DetectContext::default()).expect("the canonical layout");
    let cells: Cells<'_> = COLUMNS.iter().map(|(_, cell)| *cell).collect();
    let mut group = criterion.benchmark_group("layout");
    group.throughput(Throughput::Bytes(COLUMNS.iter().map(|(_, cell)| cell.len() as u64 + 1).sum()));
    group.bench_function("parse a canonical record of 28 columns", |bencher| {
        bencher.iter(|| {
            let mut record = Record::default();
            let parsed = layout.parse(black_box(&cells), &mut record);
            black_box((&record, &parsed));
        });
    });
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);

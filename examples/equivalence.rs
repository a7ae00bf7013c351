//! Scores the ranking of successors on one edition of Microsoft's licensing list.
//!
//! `cargo run --example equivalence -- LIST.csv [--as-of=YYYY-MM-DD] [--timings] [--verbose]`

#![expect(clippy::print_stdout, reason = "printing the score is all this example does")]

use std::process::ExitCode;
use std::time::Instant;

use cutover::catalogue::{Buyer, Catalogue, Downloads, Lookup};
use cutover::model::{Country, Day, Product, ProductIdx, parse_day, plus_days};

const PAIRS: &str = include_str!("../src/catalogue/data/pairs.csv");
const CONVERSIONS: &str = include_str!("../src/catalogue/data/conversions.csv");
/// Expected by the acceptance of the ranking: successors that come first, and within the first three.
const WANTED: (usize, usize) = (23, 26);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        println!("usage: equivalence LIST.csv [--as-of=YYYY-MM-DD] [--timings] [--verbose]");
        return ExitCode::from(2);
    };
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let as_of = arguments.iter().find_map(|argument| parse_day(argument.strip_prefix("--as-of=")?));
    match score(path, as_of.unwrap_or_else(Catalogue::dated), has("--timings"), has("--verbose")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::from(3)
        }
    }
}

fn score(path: &str, day: Day, timings: bool, verbose: bool) -> Result<bool, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path)?;
    let started = Instant::now();
    let downloads = Downloads { licensing_list: Some((path, &bytes)), ..Downloads::default() };
    let catalogue = Catalogue::assemble(&downloads)?;
    let read_in = started.elapsed();
    for report in catalogue.reports() {
        let (repaired, unreadable) = (report.repaired_lines.len(), report.unreadable_lines.len());
        println!(
            "{path}: {} rows, {} SKUs, {}, delimiter {:?}, {repaired} repaired, {unreadable} left out",
            report.rows, report.offers, report.encoding, report.delimiter
        );
    }
    let buyer = Buyer { country: None, segment: None, day, net_new: true };
    let with_record = score_pairs(&catalogue, &buyer, true, verbose);
    let by_plans_alone = score_pairs(&catalogue, &buyer, false, verbose);
    let n_pairs = lines(PAIRS).count();
    println!("successor first, in first three, of {n_pairs} pairs");
    println!("  with the successors on record: {} {}", with_record.0, with_record.1);
    println!("  by the plan sets alone:        {} {}", by_plans_alone.0, by_plans_alone.1);
    let n_conversions = score_conversions(&catalogue, verbose);
    println!("published conversions as expected: {n_conversions} of {}", lines(CONVERSIONS).count());
    if timings {
        print_lookups(&catalogue);
        let ranked = Instant::now();
        let guids: Vec<String> = catalogue.guids_with_plans().map(|guid| guid.to_string()).collect();
        let n: usize = guids.iter().map(|guid| catalogue.ranked_targets(guid, &buyer, true).len()).sum();
        println!(
            "read in {read_in:?}; ranked {n} candidates of {} offers in {:?}",
            guids.len(),
            ranked.elapsed()
        );
    }
    let is_met = with_record.0 >= WANTED.0 && with_record.1 >= WANTED.1;
    Ok(is_met && n_conversions == lines(CONVERSIONS).count())
}

/// What a million questions cost a run.
fn print_lookups(catalogue: &Catalogue) {
    let named = |row: Vec<&str>| Product { sku_part_number: row[0].to_uppercase(), ..Product::default() };
    let products: Vec<Product> = lines(PAIRS).map(named).collect();
    let countries = ["DE", "US", "FR", "JP", "CH"].map(Country::parse);
    let lookup = Lookup::new(catalogue, products.len());
    let started = Instant::now();
    let n_targets: usize = (0..1_000_000)
        .map(|n: usize| {
            let day = plus_days(Catalogue::dated(), (n % 800) as i64);
            let buyer = Buyer { country: countries[n % 5], segment: None, day, net_new: n.is_multiple_of(2) };
            let position = n % products.len();
            lookup.verdict(ProductIdx(position as u32), &products[position], &buyer).targets.len()
        })
        .sum();
    println!("1,000,000 lookups with {n_targets} targets in {:?}", started.elapsed());
}

/// How many expected successors come first, and within the first three.
fn score_pairs(catalogue: &Catalogue, buyer: &Buyer, uses_record: bool, verbose: bool) -> (usize, usize) {
    let (mut first, mut third) = (0, 0);
    for pair in lines(PAIRS) {
        let (source, expected) = (pair[0], pair[1].split('|').collect::<Vec<_>>());
        let ranked = catalogue.ranked_targets(source, buyer, uses_record);
        let rank = ranked.iter().position(|target| expected.iter().any(|name| target == &[*name]));
        first += usize::from(rank == Some(0));
        third += usize::from(rank.is_some_and(|rank| rank < 3));
        if verbose {
            let rank = rank.map_or("none".to_owned(), |rank| (rank + 1).to_string());
            println!("  {source}: {rank}, best {:?}", &ranked[..ranked.len().min(3)]);
        }
    }
    (first, third)
}

fn score_conversions(catalogue: &Catalogue, verbose: bool) -> usize {
    let as_expected = |fields: &Vec<&str>| {
        let found = catalogue.compare_offers(fields[0], fields[1], Catalogue::dated());
        if verbose {
            println!("  {} to {}: {found}", fields[0], fields[1]);
        }
        found.as_str() == fields[2]
    };
    lines(CONVERSIONS).filter(as_expected).count()
}

fn lines(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}

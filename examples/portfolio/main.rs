//! A seeded portfolio of any size on stdout: `cargo run --release --example portfolio -- --customers 200000`.
//!
//! The rows have the columns of the canonical format and the dirt real exports have; the same arguments give
//! the same bytes on every machine.

mod customer;
mod dice;
mod row;
mod shelf;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use cutover::model::{Day, parse_day};

use crate::customer::Customer;
use crate::dice::Dice;
use crate::row::{HEADER, Row};

/// Rows that are held back and written later, out of their customer's place.
const LATE_ROWS: usize = 4096;

/// Writes a portfolio as canonical CSV.
#[derive(Debug, Parser)]
struct Options {
    /// Customers; about five subscriptions each.
    #[arg(long, default_value_t = 1_000)]
    customers: u64,
    /// Another seed is another portfolio.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Break the rows of a customer apart.
    #[arg(long)]
    shuffle: bool,
    /// The day around which terms end.
    #[arg(long, default_value = "2026-11-22", value_parser = day)]
    as_of: Day,
    /// No damaged, repeated or misplaced rows.
    #[arg(long)]
    clean: bool,
}

fn day(text: &str) -> Result<Day, String> {
    parse_day(text).ok_or_else(|| format!("`{text}` is not a day: expected YYYY-MM-DD"))
}

fn main() -> ExitCode {
    let options = Options::parse();
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    match write_portfolio(&mut out, &options).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) if wrong.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(wrong) => {
            let _ = writeln!(io::stderr(), "cannot write the portfolio: {wrong}");
            ExitCode::FAILURE
        }
    }
}

fn write_portfolio(out: &mut impl Write, options: &Options) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    let mut dice = Dice(options.seed);
    let mut rows = Rows::new(options);
    let shelf = shelf::shelf();
    for position in 0..options.customers {
        let customer = Customer::throw(&mut dice, position, options.clean);
        let mut previous = String::new();
        for _ in 0..customer::subscriptions(&mut dice) {
            let mut row = Row::throw(&mut dice, &customer, &shelf, &previous, options.as_of);
            previous.clone_from(&row.subscription);
            if !options.clean {
                row.damage(&mut dice, &mut rows.remembered);
            }
            rows.take(out, &row.line(&customer))?;
        }
    }
    rows.finish(out)
}

/// Where finished rows wait.
struct Rows {
    shuffle: bool,
    clean: bool,
    /// Its own, so that a shuffled portfolio holds the rows of the unshuffled one.
    dice: Dice,
    waiting: Vec<String>,
    remembered: Vec<String>,
}

impl Rows {
    fn new(options: &Options) -> Self {
        let (shuffle, clean) = (options.shuffle, options.clean);
        Rows { shuffle, clean, dice: Dice(!options.seed), waiting: Vec::new(), remembered: Vec::new() }
    }

    fn take(&mut self, out: &mut impl Write, line: &str) -> io::Result<()> {
        if self.shuffle || (!self.clean && self.dice.once_in(100)) {
            self.waiting.push(line.to_owned());
            if self.shuffle || self.waiting.len() < LATE_ROWS {
                return Ok(());
            }
            return self.waiting.drain(..).try_for_each(|late| out.write_all(late.as_bytes()));
        }
        out.write_all(line.as_bytes())
    }

    fn finish(mut self, out: &mut impl Write) -> io::Result<()> {
        if self.shuffle {
            for last in (1..self.waiting.len()).rev() {
                self.waiting.swap(last, self.dice.below(last as u64 + 1) as usize);
            }
        }
        self.waiting.iter().try_for_each(|row| out.write_all(row.as_bytes()))
    }
}

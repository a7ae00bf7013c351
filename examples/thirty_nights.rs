//! Thirty nights of a changing portfolio: `cargo run --release --example thirty-nights -- --customers 100000`.
//!
//! Every night the exports change a little, some nights are killed and run again. Every comparison has to add
//! up, the nights have to chain, and the disk has to stay within what retention allows.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use cutover::history::{LATEST, verify};
use cutover::model::{Day, plus_days};
use cutover::report::Run;

use crate::customer::Customer;
use crate::dice::Dice;
use crate::row::{HEADER, Row};

#[path = "portfolio/customer.rs"]
mod customer;
#[path = "portfolio/dice.rs"]
mod dice;
#[expect(dead_code, reason = "nobody damages these rows: what changes is what the nights are about")]
#[path = "portfolio/row.rs"]
mod row;
#[path = "portfolio/shelf.rs"]
mod shelf;

/// Nights that are killed at some moment before they are run to their end.
const KILLED: [u64; 3] = [4, 11, 23];

/// Runs many nights and checks that they add up.
#[derive(Debug, Parser)]
struct Options {
    /// Customers; about five subscriptions each.
    #[arg(long, default_value_t = 100_000)]
    customers: u64,
    #[arg(long, default_value_t = 30)]
    nights: u64,
    /// Runs that are kept.
    #[arg(long, default_value_t = 7)]
    keep: usize,
    /// What is made of every run; workbooks take most of the time of a night that has them.
    #[arg(long, value_delimiter = ',', default_value = "csv,json")]
    format: Vec<String>,
    #[arg(long, default_value_t = 42)]
    seed: u64,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match nights(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            let _ = writeln!(std::io::stderr(), "{wrong}");
            ExitCode::FAILURE
        }
    }
}

fn nights(options: &Options) -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let program = program()?;
    fs::create_dir(place.path().join("in"))?;
    let keep = options.keep;
    let settings = format!("inputs = [\"in/*.csv\"]\nroot = \"runs\"\nkeep = {keep}\nsettle-seconds = 0\n");
    fs::write(
        place.path().join("nightly.toml"),
        format!(
            "{settings}[plan]\npartner-country = \"DE\"\nmax-catalog-age = 0\nformat = {:?}\n",
            options.format
        ),
    )?;
    let mut last: Option<Sums> = None;
    let mut largest = 0;
    for night in 0..options.nights {
        let day = plus_days(cutover::model::parse_day("2026-11-01").ok_or("a day")?, night as i64);
        export(&place.path().join("in/subscriptions.csv"), options, night)?;
        let begun = Instant::now();
        if KILLED.contains(&night) {
            killed(&program, place.path(), day, Duration::from_millis(options.customers / 50 + 20))?;
        }
        passed(&program, place.path(), day)?;
        let sums = Sums::of(&place.path().join("runs").join(LATEST))?;
        if let Some(last) = &last {
            sums.follow(last)?;
        }
        let disk = size(&place.path().join("runs"))?;
        largest = largest.max(size(&place.path().join("runs").join(day.to_string()))?);
        within_retention(place.path(), options, disk, largest)?;
        say(&format!("{day}  {sums}  {} MB  {:.1} s", disk >> 20, begun.elapsed().as_secs_f64()))?;
        last = Some(sums);
    }
    let whole = all_whole(&place.path().join("runs"))?;
    say(&format!("{} nights add up; {whole} runs kept, all whole", options.nights))
}

fn say(line: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// The program beside this example, built in the same profile.
fn program() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()?;
    let directory = own.parent().and_then(Path::parent).ok_or("a target directory")?;
    let profile = match directory.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built =
        Command::new(cargo).args(["build", "--quiet", "--bin", "cutover", "--profile", profile]).status()?;
    let program = directory.join(format!("cutover{}", std::env::consts::EXE_SUFFIX));
    if built.success() && program.exists() { Ok(program) } else { Err("cutover cannot be built".into()) }
}

fn begin(program: &Path, place: &Path, day: Day) -> std::io::Result<std::process::Child> {
    let mut command = Command::new(program);
    command.args(["nightly", "--config", "nightly.toml", "--as-of", &day.to_string()]);
    command.current_dir(place).stdout(Stdio::null()).spawn()
}

fn killed(program: &Path, place: &Path, day: Day, after: Duration) -> Result<(), Failure> {
    let mut child = begin(program, place, day)?;
    std::thread::sleep(after);
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn passed(program: &Path, place: &Path, day: Day) -> Result<(), Failure> {
    let status = begin(program, place, day)?.wait()?;
    if status.success() { Ok(()) } else { Err(format!("{day}: {status}").into()) }
}

/// What happens to a customer, and from which night on.
enum Fate {
    Leaves,
    Arrives,
    IsSuspended,
    LosesTheRelationship,
    Stays,
}

fn fate(tenant: &str, options: &Options) -> (Fate, u64) {
    let mut dice =
        Dice(tenant.bytes().fold(options.seed, |seed, byte| {
            seed.wrapping_mul(0x0100_0000_01b3).wrapping_add(u64::from(byte))
        }));
    let fate = match dice.below(20) {
        0 => Fate::Leaves,
        1 => Fate::Arrives,
        2 => Fate::IsSuspended,
        3 => Fate::LosesTheRelationship,
        _ => Fate::Stays,
    };
    (fate, 1 + dice.below(options.nights.max(2) - 1))
}

/// The export of one night: the same portfolio, with what happened until then.
fn export(path: &Path, options: &Options, night: u64) -> Result<(), Failure> {
    let as_of = cutover::model::parse_day("2026-11-22").ok_or("a day")?;
    let mut out = BufWriter::with_capacity(1 << 18, File::create(path)?);
    out.write_all(HEADER.as_bytes())?;
    let mut dice = Dice(options.seed);
    let shelf = shelf::shelf();
    for position in 0..options.customers {
        let customer = Customer::throw(&mut dice, position, true);
        let (fate, from) = fate(&customer.tenant, options);
        let has_happened = night >= from;
        let mut previous = String::new();
        for _ in 0..customer::subscriptions(&mut dice) {
            let row = Row::throw(&mut dice, &customer, &shelf, &previous, as_of);
            previous.clone_from(&row.subscription);
            let line = row.line(&customer);
            match fate {
                Fate::Leaves if has_happened => {}
                Fate::Arrives if !has_happened => {}
                Fate::IsSuspended if has_happened => {
                    out.write_all(line.replace(",active,P1", ",suspended,P1").as_bytes())?;
                }
                Fate::LosesTheRelationship if has_happened => {
                    out.write_all(
                        line.replacen(",active,none,active,", ",removed,none,active,", 1).as_bytes(),
                    )?;
                }
                Fate::Leaves
                | Fate::Arrives
                | Fate::IsSuspended
                | Fate::LosesTheRelationship
                | Fate::Stays => out.write_all(line.as_bytes())?,
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// What a run holds, and what its comparison says changed.
struct Sums {
    totals: BTreeMap<&'static str, u64>,
    changes: BTreeMap<(String, String), u64>,
}

impl Sums {
    fn of(pointer: &Path) -> Result<Self, Failure> {
        let run = Run::open(pointer)?;
        let totals = &run.info.totals;
        // What is out of scope is listed too, and compared, but does not count in the totals.
        let listed = run.findings()?.rows().count() as u64;
        let mut changes = BTreeMap::new();
        let path = run.directory.join("changes.csv");
        if path.exists() {
            for row in csv::Reader::from_path(path)?.into_records() {
                let row = row?;
                *changes.entry((row[0].to_owned(), row[1].to_owned())).or_default() += 1;
            }
        }
        let totals = BTreeMap::from([
            ("customer", totals.customers),
            ("subscription", totals.subscriptions),
            ("finding", listed),
        ]);
        Ok(Sums { totals, changes })
    }

    fn changed(&self, subject: &str, kind: &str) -> u64 {
        self.changes.get(&(subject.to_owned(), kind.to_owned())).copied().unwrap_or(0)
    }

    /// What was there, and came, and did not go, is what is there.
    fn follow(&self, last: &Sums) -> Result<(), Failure> {
        for (subject, gone) in [("customer", "gone"), ("subscription", "gone"), ("finding", "resolved")] {
            let expected = last.totals[subject] + self.changed(subject, "new") - self.changed(subject, gone);
            if expected != self.totals[subject] {
                let found = self.totals[subject];
                return Err(format!("{subject}s do not add up: expected {expected}, {found}").into());
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (subject, total) in &self.totals {
            let (new, gone) = (self.changed(subject, "new"), self.changed(subject, "gone"));
            let gone = gone + self.changed(subject, "resolved");
            write!(f, "{total} {subject}s +{new} -{gone}  ")?;
        }
        Ok(())
    }
}

fn within_retention(place: &Path, options: &Options, disk: u64, largest: u64) -> Result<(), Failure> {
    let names: Vec<String> = fs::read_dir(place.join("runs"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<_>>()?;
    // The runs, the pointer and the health file.
    if names.len() > options.keep + 2 || names.iter().any(|name| name.starts_with('.')) {
        return Err(format!("more than retention allows: {names:?}").into());
    }
    if disk > largest * options.keep as u64 + 65_536 {
        return Err(format!("{disk} bytes for {} runs of {largest} at most", options.keep).into());
    }
    Ok(())
}

fn all_whole(root: &Path) -> Result<usize, Failure> {
    let mut n_runs = 0;
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_dir() {
            let found = verify(&path, env!("CARGO_PKG_VERSION"))?;
            if !found.faults.is_empty() {
                return Err(format!("{}: {:?}", path.display(), found.faults).into());
            }
            n_runs += 1;
        }
    }
    Ok(n_runs)
}

fn size(path: &Path) -> std::io::Result<u64> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_dir() {
        return Ok(metadata.len());
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}

//! Every table of a run, from the shards of a portfolio: made in parallel, written in order.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::Shard;
use crate::model::{Customer, Day};
use crate::plan::{CustomerPlan, PortfolioTotals, Reckoning};
use crate::report::risk_csv::{RankedRisks, RiskRows};
use crate::report::rules_csv::RuleTallies;
use crate::report::waves_csv::WaveRow;
use crate::report::{
    Context, Finished, OutputFile, OutputTable, Selection, Staging, Stakes, facts_csv, findings_csv,
    money_csv, plan_csv, steps_csv,
};

/// Shards per thread that are made while the ones before them are written.
const PER_THREAD: usize = 2;

/// The lines of each streamed table.
type Lines = [Vec<u8>; OutputTable::STREAMED.len()];

/// What writing the tables of the customers came to.
#[derive(Debug)]
pub struct Written {
    pub finished: Vec<Finished>,
    /// Counted where `rules.csv` is selected.
    pub tallies: RuleTallies,
    pub totals: PortfolioTotals,
    /// By cut-over day, where `waves.csv` is selected.
    pub waves: Vec<WaveRow>,
}

/// How the tables are made.
pub struct Making<'m, 'a, P> {
    pub selection: &'m Selection,
    pub context: &'m Context<'a>,
    pub as_of: Day,
    pub reckoning: &'m Reckoning<'m>,
    /// Decides one customer.
    pub plan_of: P,
}

/// The tables' lines for the customers of one shard.
struct Chunk {
    lines: Lines,
    risk: RankedRisks,
    tallies: RuleTallies,
    totals: PortfolioTotals,
    waves: BTreeMap<Day, WaveRow>,
}

impl<'a, P: Fn(Customer<'a>) -> CustomerPlan<'a> + Sync> Making<'_, 'a, P> {
    /// Plans every customer and writes the selected tables; `tick` is told how many shards are done, and
    /// may end the run.
    pub fn write(
        &self,
        staging: &Staging,
        shards: &'a [Shard],
        n_files: usize,
        tick: &mut dyn FnMut(usize) -> Result<(), Error>,
    ) -> Result<Written, Error> {
        let mut files = Files::create(staging, self.selection)?;
        let mut sums = self.no_chunk(n_files);
        let mut risk = Vec::new();
        let mut made: Vec<Chunk> = Vec::new();
        let mut rooms: Vec<Lines> = Vec::new();
        let at_once = PER_THREAD * rayon::current_num_threads();
        for (group, shards) in shards.chunks(at_once).enumerate() {
            tick(group * at_once)?;
            rooms.resize_with(shards.len(), Lines::default);
            let pairs = shards.par_iter().zip(std::mem::take(&mut rooms));
            let plan_group = || pairs.map(|(shard, room)| self.chunk(shard, n_files, room)).collect();
            let (next, written) = rayon::join(plan_group, || files.append(&made));
            written?;
            rooms = made.into_iter().map(|chunk| emptied(chunk.lines)).collect();
            made = next;
            for chunk in &mut made {
                sums.add(chunk, &mut risk);
            }
        }
        files.append(&made)?;
        files.append_risk(&risk)?;
        let waves = sums.waves.into_values().collect();
        Ok(Written { finished: files.finish(), tallies: sums.tallies, totals: sums.totals, waves })
    }

    fn no_chunk(&self, n_files: usize) -> Chunk {
        Chunk {
            lines: Lines::default(),
            risk: RankedRisks::default(),
            tallies: RuleTallies::new(self.context.rules.len()),
            totals: PortfolioTotals::new(n_files),
            waves: BTreeMap::new(),
        }
    }

    /// Makes the lines of one shard in the room of a chunk that was written.
    fn chunk(&self, shard: &'a Shard, n_files: usize, room: Lines) -> Chunk {
        let mut chunk = Chunk { lines: room, ..self.no_chunk(n_files) };
        let mut risk = RiskRows::default();
        for customer in shard.customers() {
            let plan = (self.plan_of)(customer);
            self.add(&mut chunk, &mut risk, &plan);
        }
        chunk.risk = risk.ranked();
        chunk
    }

    fn add(&self, chunk: &mut Chunk, risk: &mut RiskRows, plan: &CustomerPlan<'_>) {
        for (table, lines) in OutputTable::STREAMED.iter().zip(&mut chunk.lines) {
            if self.selection.has(*table) {
                self.append(*table, lines, plan);
            }
        }
        if self.selection.has(OutputTable::Risk) {
            risk.append(plan, self.context);
        }
        if self.selection.has(OutputTable::Rules) {
            chunk.tallies.add(plan);
        }
        if self.selection.has(OutputTable::Waves) {
            add_to_waves(&mut chunk.waves, plan);
        }
        chunk.totals.add(plan, self.as_of);
    }

    fn append(&self, table: OutputTable, lines: &mut Vec<u8>, plan: &CustomerPlan<'_>) {
        match table {
            OutputTable::Plan => plan_csv::append(lines, plan, self.context),
            OutputTable::Findings => findings_csv::append(lines, plan, self.context),
            OutputTable::Steps => steps_csv::append(lines, plan, self.context),
            OutputTable::Facts => facts_csv::append(lines, plan),
            OutputTable::Money => money_csv::append(lines, plan, self.reckoning),
            OutputTable::Risk
            | OutputTable::Rules
            | OutputTable::Waves
            | OutputTable::Rejects
            | OutputTable::Schedule => {}
        }
    }
}

impl Chunk {
    fn add(&mut self, other: &mut Chunk, risk: &mut Vec<RankedRisks>) {
        self.tallies.merge(&other.tallies);
        self.totals.merge(&other.totals);
        risk.push(std::mem::take(&mut other.risk));
        for (day, theirs) in &other.waves {
            match self.waves.get_mut(day) {
                Some(mine) => merge_wave(mine, theirs),
                None => drop(self.waves.insert(*day, theirs.clone())),
            }
        }
    }
}

/// The files of the tables that are written while customers are planned.
struct Files {
    streamed: [Option<OutputFile>; OutputTable::STREAMED.len()],
    risk: Option<OutputFile>,
}

impl Files {
    fn create(staging: &Staging, selection: &Selection) -> Result<Self, Error> {
        let create = |table: OutputTable| -> Result<Option<OutputFile>, Error> {
            if !selection.has(table) {
                return Ok(None);
            }
            let mut file = staging.create(table.file_name())?;
            let mut header = Vec::new();
            table.header(&mut header);
            file.append(&header)?;
            Ok(Some(file))
        };
        let [plan, findings, steps, facts, money] = OutputTable::STREAMED;
        let streamed = [create(plan)?, create(findings)?, create(steps)?, create(facts)?, create(money)?];
        Ok(Files { streamed, risk: create(OutputTable::Risk)? })
    }

    fn append(&mut self, chunks: &[Chunk]) -> Result<(), Error> {
        for chunk in chunks {
            for (file, lines) in self.streamed.iter_mut().zip(&chunk.lines) {
                file.iter_mut().try_for_each(|file| file.append(lines))?;
            }
        }
        Ok(())
    }

    fn append_risk(&mut self, chunks: &[RankedRisks]) -> Result<(), Error> {
        let Some(file) = &mut self.risk else { return Ok(()) };
        let mut page = Vec::new();
        for lines in RankedRisks::in_order(chunks) {
            page.extend_from_slice(lines);
            if page.len() > PAGE {
                file.append(&page)?;
                page.clear();
            }
        }
        file.append(&page)
    }

    fn finish(self) -> Vec<Finished> {
        self.streamed.into_iter().chain([self.risk]).flatten().map(OutputFile::finish).collect()
    }
}

/// Empty lines that keep their room.
fn emptied(mut lines: Lines) -> Lines {
    lines.iter_mut().for_each(Vec::clear);
    lines
}

/// Bytes that are written at once.
const PAGE: usize = 1 << 20;

fn add_to_waves(waves: &mut BTreeMap<Day, WaveRow>, plan: &CustomerPlan<'_>) {
    let mut last = None;
    for (position, subscription, course) in plan.in_scope() {
        let Some(day) = course.cutover_date else { continue };
        let wave = waves.entry(day).or_insert_with(|| WaveRow {
            number: plan.waves[position].unwrap_or_default(),
            day,
            customers: 0,
            subscriptions: 0,
            seats: 0,
            capacity: None,
            stakes: Stakes::default(),
        });
        wave.subscriptions += 1;
        wave.seats += u64::from(subscription.seats_purchased);
        wave.stakes.add_course(subscription, course);
        let is_first_of_customer = last != Some(day) && !moved_before(plan, position, day);
        wave.customers += u64::from(is_first_of_customer);
        last = Some(day);
    }
}

/// Another subscription of the customer, before this one, moves on that day too.
fn moved_before(plan: &CustomerPlan<'_>, position: usize, day: Day) -> bool {
    plan.courses[..position].iter().any(|course| course.is_in_scope() && course.cutover_date == Some(day))
}

fn merge_wave(mine: &mut WaveRow, theirs: &WaveRow) {
    mine.customers += theirs.customers;
    mine.subscriptions += theirs.subscriptions;
    mine.seats += theirs.seats;
    mine.stakes.merge(&theirs.stakes);
}

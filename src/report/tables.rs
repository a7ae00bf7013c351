//! Every table of a run, from the shards of a portfolio: made in parallel, written in order.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::error::Error;
use crate::intake::{Shard, Shards};
use crate::model::Day;
use crate::plan::{CustomerPlan, Planning, PortfolioTotals, Reckoning, Room};
use crate::report::risk_csv::{RankedRisks, RiskRows};
use crate::report::risks::Risks;
use crate::report::rules_csv::RuleTallies;
use crate::report::waves_csv::WaveRow;
use crate::report::{
    Context, Finished, OutputFile, OutputTable, Selection, Staging, Stakes, facts_csv, findings_csv,
    money_csv, plan_csv, schedule_csv, steps_csv,
};

/// Shards per thread that are let go together.
const PER_THREAD: usize = 2;
/// Pieces per thread that are made while the ones before them are written: enough that no thread waits long for
/// the last of them.
const PIECES_PER_THREAD: usize = 16;
/// Customers of a shard that are made as one piece: what waits to be written does not grow with the portfolio.
const PIECE: usize = 64;

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
pub struct Making<'m, 'a> {
    pub selection: &'m Selection,
    pub context: &'m Context<'a>,
    pub as_of: Day,
    pub reckoning: &'m Reckoning<'m>,
    pub planning: Planning<'m, 'a>,
    /// Bytes of the risk report that may wait in memory; `None`: all of them.
    pub risk_in_memory: Option<usize>,
}

/// The tables' lines for the customers of one piece.
struct Chunk {
    lines: Lines,
    risk: RankedRisks,
    tallies: RuleTallies,
    totals: PortfolioTotals,
    waves: BTreeMap<Day, WaveRow>,
}

impl<'a> Making<'_, 'a> {
    /// Plans every customer and writes the selected tables; the shards are let go on the way. `tick` is told
    /// how many shards are done, and may end the run.
    pub fn write(
        &self,
        staging: &Staging,
        shards: &mut Shards,
        n_files: usize,
        tick: &mut dyn FnMut(usize) -> Result<(), Error>,
    ) -> Result<Written, Error> {
        let mut files = Files::create(staging, self.selection)?;
        let mut sums = self.no_chunk(n_files);
        let mut risks = Risks::new(self.risk_in_memory);
        let mut made: Vec<Chunk> = Vec::new();
        let mut rooms: Vec<Lines> = Vec::new();
        let n_shards = (PER_THREAD * rayon::current_num_threads()).min(shards.at_once());
        for first in (0..shards.n()).step_by(n_shards) {
            tick(first)?;
            let group = shards.give(first..(first + n_shards).min(shards.n()))?;
            let pieces: Vec<(&Shard, Range<usize>)> = group.iter().flat_map(pieces).collect();
            for pieces in pieces.chunks(PIECES_PER_THREAD * rayon::current_num_threads()) {
                rooms.resize_with(pieces.len(), Lines::default);
                let pairs = pieces.par_iter().zip(std::mem::take(&mut rooms));
                let plan = || pairs.map(|(piece, room)| self.chunk(piece, n_files, room)).collect();
                let (next, written) = rayon::join(plan, || files.append(&made));
                written?;
                rooms = made.into_iter().map(|chunk| emptied(chunk.lines)).collect();
                made = next;
                for chunk in &mut made {
                    sums.add(chunk);
                    risks.push(std::mem::take(&mut chunk.risk), staging.directory())?;
                }
            }
        }
        files.append(&made)?;
        files.risk.iter_mut().try_for_each(|file| risks.write(file))?;
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

    /// Makes the lines of some customers in the room of a chunk that was written.
    fn chunk<'s>(&self, (shard, piece): &(&'s Shard, Range<usize>), n_files: usize, room: Lines) -> Chunk
    where
        'a: 's,
    {
        let mut chunk = Chunk { lines: room, ..self.no_chunk(n_files) };
        let mut risk = RiskRows::default();
        let mut room = Room::default();
        for position in piece.clone() {
            let plan = self.planning.plan(shard.estate(position), &mut room);
            self.add(&mut chunk, &mut risk, &plan);
            room.keep(plan);
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
            OutputTable::Schedule => {
                if let Some(book) = self.planning.schedule.book() {
                    schedule_csv::append(lines, plan, book);
                }
            }
            OutputTable::Risk | OutputTable::Rules | OutputTable::Waves | OutputTable::Rejects => {}
        }
    }
}

impl Chunk {
    fn add(&mut self, other: &Chunk) {
        self.tallies.merge(&other.tallies);
        self.totals.merge(&other.totals);
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
        let mut streamed = [const { None }; OutputTable::STREAMED.len()];
        for (table, file) in OutputTable::STREAMED.iter().zip(&mut streamed) {
            *file = create(*table)?;
        }
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

    fn finish(self) -> Vec<Finished> {
        self.streamed.into_iter().chain([self.risk]).flatten().map(OutputFile::finish).collect()
    }
}

/// Empty lines that keep their room.
fn emptied(mut lines: Lines) -> Lines {
    lines.iter_mut().for_each(Vec::clear);
    lines
}

/// The customers of a shard in pieces of about one size.
fn pieces(shard: &Shard) -> impl Iterator<Item = (&Shard, Range<usize>)> {
    let n = shard.n_customers();
    let n_pieces = n.div_ceil(PIECE);
    (0..n_pieces).map(move |piece| (shard, piece * n / n_pieces..(piece + 1) * n / n_pieces))
}

fn add_to_waves(waves: &mut BTreeMap<Day, WaveRow>, plan: &CustomerPlan<'_>) {
    let mut last = None;
    for (position, line) in plan.in_scope() {
        let Some(day) = line.course.cutover_date else { continue };
        let wave = waves.entry(day).or_insert_with(|| WaveRow {
            number: line.wave.unwrap_or_default(),
            day,
            customers: 0,
            subscriptions: 0,
            seats: 0,
            capacity: None,
            stakes: Stakes::default(),
        });
        wave.subscriptions += 1;
        wave.seats += u64::from(line.subscription.seats_purchased);
        wave.stakes.add_line(line);
        let is_first_of_customer = last != Some(day) && !moved_before(plan, position, day);
        wave.customers += u64::from(is_first_of_customer);
        last = Some(day);
    }
}

/// Another subscription of the customer, before this one, moves on that day too.
fn moved_before(plan: &CustomerPlan<'_>, position: usize, day: Day) -> bool {
    plan.in_scope()
        .take_while(|&(it, _)| it < position)
        .any(|(_, line)| line.course.cutover_date == Some(day))
}

fn merge_wave(mine: &mut WaveRow, theirs: &WaveRow) {
    mine.customers += theirs.customers;
    mine.subscriptions += theirs.subscriptions;
    mine.seats += theirs.seats;
    mine.stakes.merge(&theirs.stakes);
}

//! `risk.csv`: one line per customer, the riskiest first.

use crate::model::{Day, Fact};
use crate::plan::{CustomerPlan, LinePlan, ScoreSource};
use crate::report::plan_csv::owner_cells;
use crate::report::{Context, Stakes};
use crate::table::{CellWriter, append_header};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &[
    "customer_tenant_id",
    "customer_name",
    "customer_country",
    "readiness",
    "risk_score",
    "grade",
    "score_breakdown",
    "blockers",
    "actions",
    "risks",
    "notes",
    "facts_known",
    "facts_needed",
    "missing_facts",
    "subscriptions",
    "seats",
    "first_deadline",
    "first_cutover",
    "overlap_cost",
    "stranded_cost",
    "currency",
    "reason_1",
    "reason_2",
    "reason_3",
    "next_step",
    "waiting_on",
    "assumed_facts",
];

/// Highest score a customer can have.
pub(crate) const WORST: usize = 100;

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The lines of some customers, kept apart by score so that no sort is needed to write them.
#[derive(Debug, Clone, Default)]
pub struct RiskRows {
    lines: Vec<u8>,
    /// Score of each line, and where it ends.
    ends: Vec<(u8, u32)>,
}

/// The lines of some customers by score, each score in one piece.
#[derive(Debug, Clone)]
pub struct RankedRisks {
    lines: Vec<u8>,
    /// Where the lines of each score end, from the worst score down.
    ends: [u32; WORST + 1],
}

impl Default for RankedRisks {
    fn default() -> Self {
        RankedRisks { lines: Vec::new(), ends: [0; WORST + 1] }
    }
}

impl RiskRows {
    /// Adds the line of one customer; customers are added in the order of their tenants.
    pub fn append(&mut self, plan: &CustomerPlan<'_>, context: &Context<'_>) {
        append(&mut self.lines, plan, context);
        self.ends.push((plan.score.total, self.lines.len() as u32));
    }

    /// The same lines by score; those of one score stay in their order.
    pub fn ranked(&self) -> RankedRisks {
        let mut ranked = RankedRisks { lines: Vec::with_capacity(self.lines.len()), ends: [0; WORST + 1] };
        let starts = std::iter::once(0).chain(self.ends.iter().map(|&(_, end)| end));
        let mut lines: Vec<(usize, u32, u32)> =
            self.ends.iter().zip(starts).map(|(&(score, end), start)| (rank(score), start, end)).collect();
        lines.sort_by_key(|&(rank, ..)| rank);
        for (rank, start, end) in lines {
            ranked.lines.extend_from_slice(&self.lines[start as usize..end as usize]);
            ranked.ends[rank] = ranked.lines.len() as u32;
        }
        for rank in 1..=WORST {
            ranked.ends[rank] = ranked.ends[rank].max(ranked.ends[rank - 1]);
        }
        ranked
    }
}

/// Place of a score, the worst being the first.
fn rank(score: u8) -> usize {
    WORST - usize::from(score).min(WORST)
}

impl RankedRisks {
    /// Lines with their scores.
    #[cfg(test)]
    pub(crate) fn of_lines(lines: &[(u8, Vec<u8>)]) -> Self {
        let mut rows = RiskRows::default();
        for (score, line) in lines {
            rows.lines.extend_from_slice(line);
            rows.ends.push((*score, rows.lines.len() as u32));
        }
        rows.ranked()
    }

    /// The lines of all chunks, which stand in the order of their tenants: by score, then by tenant.
    pub fn in_order(chunks: &[RankedRisks]) -> impl Iterator<Item = &[u8]> {
        let lines = (0..=WORST).flat_map(|rank| chunks.iter().map(move |chunk| chunk.of(rank)));
        lines.filter(|lines| !lines.is_empty())
    }

    pub(crate) fn n_bytes(&self) -> usize {
        self.lines.len()
    }

    /// The lines of one rank, 0 being that of the worst score.
    pub(crate) fn of(&self, rank: usize) -> &[u8] {
        let start = rank.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.lines[start as usize..self.ends[rank] as usize]
    }
}

fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    out.extend_from_slice(&owner_cells(plan));
    let mut cells = CellWriter::new(out);
    judged(&mut cells, plan, context);
    at_stake(&mut cells, plan);
    for reason in plan.reasons {
        cells.word(reason.map_or("", |rule| context.rule_id(rule)));
    }
    cells.word(plan.next.step.map_or("", |it| it.as_str()));
    cells.word(plan.next.waiting_on.map_or("", |it| it.as_str()));
    cells.words(plan.assumed.iter().map(Fact::as_str));
    cells.end();
}

fn judged(cells: &mut CellWriter<'_>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    cells.word(plan.readiness.as_str());
    cells.count(u64::from(plan.score.total));
    cells.word(plan.grade.as_str());
    cells.points(plan.score.parts.iter().map(|&(source, points)| (source_name(source, context), points)));
    plan.counting_by_severity.into_iter().rev().for_each(|count| cells.count(count));
    cells.count(u64::from(plan.facts_known));
    cells.count(u64::from(plan.facts_needed));
    cells.words(plan.missing_facts.iter().map(Fact::as_str));
}

fn source_name<'a>(source: ScoreSource, context: &Context<'a>) -> &'a str {
    match source {
        ScoreSource::Rule(rule) => context.rule_id(rule),
        ScoreSource::Deadline => "deadline",
        ScoreSource::Exposure => "exposure",
    }
}

fn at_stake(cells: &mut CellWriter<'_>, plan: &CustomerPlan<'_>) {
    let (mut n_subscriptions, mut n_seats) = (0, 0);
    let (mut first_deadline, mut first_cutover): (Option<Day>, Option<Day>) = (None, None);
    for (_, LinePlan { subscription, course, .. }) in plan.in_scope() {
        n_subscriptions += 1;
        n_seats += u64::from(subscription.seats_purchased);
        first_deadline = earlier(first_deadline, course.last_safe_date);
        first_cutover = earlier(first_cutover, course.cutover_date);
    }
    cells.count(n_subscriptions);
    cells.count(n_seats);
    cells.day(first_deadline);
    cells.day(first_cutover);
    Stakes::of(plan).append(cells);
}

fn earlier(one: Option<Day>, other: Option<Day>) -> Option<Day> {
    one.into_iter().chain(other).min()
}

//! `risk.csv`: one line per customer, the riskiest first.

use crate::model::{Day, Fact};
use crate::plan::{CustomerPlan, ScoreSource};
use crate::report::cells::{Cells, append_header};
use crate::report::plan_csv::owner_cells;
use crate::report::{Context, Stakes};
use crate::rules::Severity;

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
const WORST: usize = 100;

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The lines of some customers, kept apart by score so that no sort is needed to write them.
#[derive(Debug, Clone)]
pub struct RiskRows(Vec<Vec<u8>>);

impl Default for RiskRows {
    fn default() -> Self {
        RiskRows(vec![Vec::new(); WORST + 1])
    }
}

impl RiskRows {
    /// Adds the line of one customer; customers are added in the order of their tenants.
    pub fn append(&mut self, plan: &CustomerPlan<'_>, context: &Context<'_>) {
        let bucket = &mut self.0[usize::from(plan.score.total).min(WORST)];
        append(bucket, plan, context);
    }

    /// The lines of all chunks, which stand in the order of their tenants: by score, then by tenant.
    pub fn in_order(chunks: &[RiskRows]) -> impl Iterator<Item = &[u8]> {
        let scores = (0..=WORST).rev();
        let lines = scores.flat_map(|score| chunks.iter().map(move |chunk| chunk.0[score].as_slice()));
        lines.filter(|lines| !lines.is_empty())
    }
}

fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    out.extend_from_slice(&owner_cells(plan));
    let mut cells = Cells::new(out);
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

fn judged(cells: &mut Cells<'_>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    cells.word(plan.readiness.as_str());
    cells.count(u64::from(plan.score.total));
    cells.word(plan.grade.as_str());
    cells.points(plan.score.parts.iter().map(|&(source, points)| (source_name(source, context), points)));
    for severity in [Severity::Blocker, Severity::Action, Severity::Risk, Severity::Note] {
        cells.count(plan.count_of(severity) as u64);
    }
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

fn at_stake(cells: &mut Cells<'_>, plan: &CustomerPlan<'_>) {
    let (mut n_subscriptions, mut n_seats) = (0, 0);
    let (mut first_deadline, mut first_cutover): (Option<Day>, Option<Day>) = (None, None);
    for (_, subscription, course) in plan.in_scope() {
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

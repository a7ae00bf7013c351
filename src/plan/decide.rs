//! One assessment to one customer's plan.

use crate::assess::{Assessment, Assessor};
use crate::model::Day;
use crate::plan::customer_plan::moves;
use crate::plan::readiness::{self, Evidence};
use crate::plan::steps::{self, Ground};
use crate::plan::{Bands, BySubject, CustomerPlan, LinePlan, Next, Readiness, Score, Step, score};
use crate::routes::{Line, deadlines};
use crate::rules::{Actor, FactCount, Finding, PartnerType};

/// Decides readiness, score and steps, which take the place of those in `room`; `wave_of` gives the number of the wave
/// of a cut-over day.
pub fn decide<'a>(
    assessor: &Assessor<'a>,
    bands: &Bands,
    assessment: Assessment<'a>,
    room: Vec<Step>,
    wave_of: impl Fn(Day) -> Option<u32>,
) -> CustomerPlan<'a> {
    let standing = standing(&assessment);
    let by_subject = BySubject::new(&assessment.findings, assessment.charted.lines.len());
    let readiness_of_lines = readiness_of(assessor, &assessment, &by_subject);
    let readiness = readiness::of_customer(&readiness_of_lines);
    let steps = steps_of(assessor, &assessment, &standing, room);
    let lines = &assessment.charted.lines;
    let counting = standing.iter().copied().filter(|finding| moves(finding, lines, readiness));
    let score = match readiness {
        Readiness::OutOfScope => Score::default(),
        _ => score_of(assessor, bands, &assessment, counting.clone()),
    };
    let counting_by_severity = score::by_severity(counting);
    let grade = score::grade(bands, score.total, score::worst(&counting_by_severity));
    let next_of_lines = next_of_lines(&steps, lines);
    let Assessment { charted, findings, waived, facts_of_customer, facts_of_subscriptions } = assessment;
    let decided = charted.lines.into_iter().zip(readiness_of_lines.into_iter().zip(next_of_lines));
    let facts = facts_of_subscriptions.into_iter().fold(facts_of_customer, FactCount::with);
    CustomerPlan {
        customer: charted.customer,
        assumed: charted.assumed,
        lines: decided.map(|(line, (readiness, next))| line_plan(line, readiness, next, &wave_of)).collect(),
        findings,
        by_subject,
        waived,
        counting_by_severity,
        readiness,
        reasons: score::reasons(&score),
        score,
        grade,
        facts_known: facts.known,
        facts_needed: facts.needed,
        missing_facts: facts.missing,
        next: steps.iter().find(|step| step.after_step.is_none()).map_or_else(Next::default, next_of),
        steps,
    }
}

fn line_plan(
    line: Line<'_>,
    readiness: Readiness,
    next: Next,
    wave_of: impl Fn(Day) -> Option<u32>,
) -> LinePlan<'_> {
    let Line { subscription, course, unit } = line;
    let wave = course.cutover_date.filter(|_| course.is_in_scope()).and_then(wave_of);
    LinePlan { subscription, course, unit, readiness, wave, next }
}

/// The findings no waiver takes away.
fn standing<'e, 'a>(assessment: &'e Assessment<'a>) -> Vec<&'e Finding<'a>> {
    let mut standing = Vec::with_capacity(assessment.findings.len());
    let findings = assessment.findings.iter().enumerate();
    standing.extend(findings.filter(|(at, _)| !assessment.is_waived(*at)).map(|(_, finding)| finding));
    standing
}

fn readiness_of<'a>(
    assessor: &Assessor<'a>,
    assessment: &Assessment<'a>,
    by_subject: &BySubject,
) -> Vec<Readiness> {
    let (rulebook, as_of) = (assessor.rulebook, assessor.as_of);
    readiness::of_subscriptions(&Evidence { assessment, by_subject, rulebook, as_of })
}

fn score_of<'f, 'a: 'f>(
    assessor: &Assessor<'a>,
    bands: &Bands,
    assessment: &Assessment<'a>,
    counting: impl Iterator<Item = &'f Finding<'a>>,
) -> Score {
    let lines = &assessment.charted.lines;
    let in_scope = lines.iter().filter(|line| line.course.is_in_scope());
    let safe = in_scope.filter_map(|line| line.course.last_safe_date);
    let days = score::days_to(safe.min(), assessor.as_of);
    let seats = score::seats_in_scope(lines);
    score::score(counting, assessor.rulebook, bands, days, seats)
}

fn steps_of<'a>(
    assessor: &Assessor<'a>,
    assessment: &Assessment<'a>,
    standing: &[&Finding<'a>],
    room: Vec<Step>,
) -> Vec<Step> {
    let charted = &assessment.charted;
    let deadlines: Vec<_> =
        charted.lines.iter().map(|line| deadlines(&line.course, assessor.routes)).collect();
    let is_missing = |facts: &FactCount| !facts.missing.is_empty();
    let ground = Ground {
        customer: &charted.customer,
        lines: &charted.lines,
        findings: standing,
        rulebook: assessor.rulebook,
        deadlines: &deadlines,
        has_missing_facts: is_missing(&assessment.facts_of_customer)
            || assessment.facts_of_subscriptions.iter().any(is_missing),
        provisioner: provisioner(assessor),
        as_of: assessor.as_of,
    };
    steps::steps(&ground, room)
}

/// An indirect reseller cannot order: its provider does.
fn provisioner(assessor: &Assessor<'_>) -> Actor {
    match assessor.rules.partner.kind {
        Some(PartnerType::IndirectReseller) => Actor::Provider,
        Some(PartnerType::DirectBill | PartnerType::IndirectProvider) | None => Actor::Us,
    }
}

/// Of each subscription the first step that concerns it or the customer as a whole.
fn next_of_lines(steps: &[Step], lines: &[Line<'_>]) -> Vec<Next> {
    let of_customer = steps.iter().position(|step| step.subscription.is_none());
    let mut next = vec![Next::default(); lines.len()];
    for step in steps[..of_customer.unwrap_or(steps.len())].iter().rev() {
        step.subscription.into_iter().for_each(|position| next[position] = next_of(step));
    }
    let everybodys = of_customer.map_or_else(Next::default, |at| next_of(&steps[at]));
    for (next, line) in next.iter_mut().zip(lines) {
        match (line.course.is_in_scope(), next.step) {
            (false, _) => *next = Next::default(),
            (true, None) => *next = everybodys,
            (true, Some(_)) => {}
        }
    }
    next
}

fn next_of(step: &Step) -> Next {
    Next { step: Some(step.kind), waiting_on: Some(step.actor) }
}

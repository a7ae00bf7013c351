//! One assessment to one customer's plan.

use crate::assess::{Assessment, Assessor};
use crate::model::{Day, FactSet};
use crate::plan::customer_plan::moves;
use crate::plan::readiness::{self, Evidence};
use crate::plan::steps::{self, Ground};
use crate::plan::{Bands, CustomerPlan, Next, Readiness, Score, Step, score};
use crate::routes::{Course, deadlines};
use crate::rules::{Actor, FactCount, Finding, PartnerType};

/// Decides readiness, score and steps; `wave_of` gives the number of the wave of a cut-over day.
pub fn decide<'a>(
    assessor: &Assessor<'a>,
    bands: &Bands,
    assessment: Assessment<'a>,
    wave_of: impl Fn(Day) -> Option<u32>,
) -> CustomerPlan<'a> {
    let standing = standing(&assessment);
    let subscription_readiness = readiness_of(assessor, &assessment, &standing);
    let readiness = readiness::of_customer(&subscription_readiness);
    let steps = steps_of(assessor, &assessment, &standing);
    let courses = &assessment.charted.courses;
    let counting = standing.iter().copied().filter(|finding| moves(finding, courses, readiness));
    let score = match readiness {
        Readiness::OutOfScope => Score::default(),
        _ => score_of(assessor, bands, &assessment, counting.clone()),
    };
    let grade = score::grade(bands, score.total, counting.map(|finding| finding.severity).max());
    let waves =
        courses.iter().map(|it| it.cutover_date.filter(|_| it.is_in_scope()).and_then(&wave_of)).collect();
    let positions = 0..courses.len();
    let subscription_next =
        positions.map(|position| next_of_subscription(&steps, courses, position)).collect();
    let Assessment { charted, findings, waived, facts_of_customer, facts_of_subscriptions } = assessment;
    let facts = facts_of_subscriptions.into_iter().fold(facts_of_customer, FactCount::with);
    CustomerPlan {
        customer: charted.customer,
        assumed: charted.assumed,
        courses: charted.courses,
        moves: charted.moves,
        findings,
        waived,
        subscription_readiness,
        readiness,
        reasons: score::reasons(&score),
        score,
        grade,
        facts_known: facts.known,
        facts_needed: facts.needed,
        missing_facts: facts.missing,
        subscription_next,
        next: steps.iter().find(|step| step.after_step.is_none()).map_or_else(Next::default, next_of),
        steps,
        waves,
    }
}

/// The findings no waiver takes away.
fn standing<'e, 'a>(assessment: &'e Assessment<'a>) -> Vec<&'e Finding<'a>> {
    let is_waived = |position: usize| assessment.waived.get(position).is_some_and(|&waived| waived);
    let mut standing = Vec::with_capacity(assessment.findings.len());
    let positions = assessment.findings.iter().enumerate();
    standing.extend(positions.filter(|(position, _)| !is_waived(*position)).map(|(_, finding)| finding));
    standing
}

fn readiness_of<'a>(
    assessor: &Assessor<'a>,
    assessment: &Assessment<'a>,
    standing: &[&Finding<'a>],
) -> Vec<Readiness> {
    let missing: Vec<FactSet> = assessment.facts_of_subscriptions.iter().map(|facts| facts.missing).collect();
    readiness::of_subscriptions(&Evidence {
        customer: &assessment.charted.customer,
        courses: &assessment.charted.courses,
        findings: standing,
        missing_of_customer: assessment.facts_of_customer.missing,
        missing_of_subscription: &missing,
        rulebook: assessor.rulebook,
        as_of: assessor.as_of,
    })
}

fn score_of<'f, 'a: 'f>(
    assessor: &Assessor<'a>,
    bands: &Bands,
    assessment: &Assessment<'a>,
    counting: impl Iterator<Item = &'f Finding<'a>>,
) -> Score {
    let charted = &assessment.charted;
    let safe =
        charted.courses.iter().filter(|course| course.is_in_scope()).filter_map(|it| it.last_safe_date);
    let days = score::days_to(safe.min(), assessor.as_of);
    let seats = score::seats_in_scope(&charted.customer, &charted.courses);
    score::score(counting, assessor.rulebook, bands, days, seats)
}

fn steps_of<'a>(
    assessor: &Assessor<'a>,
    assessment: &Assessment<'a>,
    standing: &[&Finding<'a>],
) -> Vec<Step> {
    let charted = &assessment.charted;
    let deadlines: Vec<_> = charted.courses.iter().map(|course| deadlines(course, assessor.routes)).collect();
    let is_missing = |facts: &FactCount| !facts.missing.is_empty();
    steps::steps(&Ground {
        customer: &charted.customer,
        courses: &charted.courses,
        findings: standing,
        rulebook: assessor.rulebook,
        deadlines: &deadlines,
        has_missing_facts: is_missing(&assessment.facts_of_customer)
            || assessment.facts_of_subscriptions.iter().any(is_missing),
        provisioner: provisioner(assessor),
        as_of: assessor.as_of,
    })
}

/// An indirect reseller cannot order: its provider does.
fn provisioner(assessor: &Assessor<'_>) -> Actor {
    match assessor.rules.partner.kind {
        Some(PartnerType::IndirectReseller) => Actor::Provider,
        Some(PartnerType::DirectBill | PartnerType::IndirectProvider) | None => Actor::Us,
    }
}

/// The first step that concerns the subscription or the customer as a whole.
fn next_of_subscription(steps: &[Step], courses: &[Course], position: usize) -> Next {
    let concerns = |step: &&Step| step.subscription.is_none_or(|it| it == position);
    let first = steps.iter().find(concerns).filter(|_| courses[position].is_in_scope());
    first.map_or_else(Next::default, next_of)
}

fn next_of(step: &Step) -> Next {
    Next { step: Some(step.kind), waiting_on: Some(step.actor) }
}

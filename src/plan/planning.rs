//! One customer from its facts to its plan.

use crate::assess::Assessor;
use crate::model::Estate;
use crate::plan::{Bands, CustomerPlan, Schedule, Step, decide};
use crate::rules::{Finding, Findings};

/// What every customer is planned with.
#[derive(Clone, Copy)]
pub struct Planning<'p, 'a> {
    pub assessor: &'p Assessor<'a>,
    pub schedule: &'p Schedule<'a>,
    pub bands: &'p Bands,
}

impl<'a> Planning<'_, 'a> {
    /// Charts, moves to the days of the calendar, judges and decides. The customer may be gone long before the
    /// run is.
    pub fn plan<'s>(&self, estate: Estate<'s>, room: &mut Room<'s>) -> CustomerPlan<'s>
    where
        'a: 's,
    {
        let assessor: Assessor<'s> = *self.assessor;
        let charted = self.schedule.chart(&assessor, estate);
        let findings = Findings::in_room_of(std::mem::take(&mut room.findings));
        let assessment = assessor.judge_into(findings, charted);
        let steps = std::mem::take(&mut room.steps);
        decide(&assessor, self.bands, assessment, steps, |day| self.schedule.wave_of(day))
    }
}

/// What the lists of a plan stood in that is no longer needed: those of the next customer find room in it.
#[derive(Debug, Default)]
pub struct Room<'a> {
    findings: Vec<Finding<'a>>,
    steps: Vec<Step>,
}

impl<'a> Room<'a> {
    /// Keeps the room of a plan that was written.
    pub fn keep(&mut self, plan: CustomerPlan<'a>) {
        (self.findings, self.steps) = (plan.findings, plan.steps);
    }
}

//! One customer from its facts to its plan.

use crate::assess::Assessor;
use crate::model::Customer;
use crate::plan::{Bands, CustomerPlan, Schedule, decide};

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
    pub fn plan<'s>(&self, customer: Customer<'s>) -> CustomerPlan<'s>
    where
        'a: 's,
    {
        let assessor: Assessor<'s> = *self.assessor;
        let charted = self.schedule.chart(&assessor, customer);
        let assessment = assessor.judge(charted);
        decide(&assessor, self.bands, assessment, |day| self.schedule.wave_of(day))
    }
}

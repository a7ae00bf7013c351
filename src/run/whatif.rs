//! Several policies over one reading of the same inputs.

use crate::assess::Assessor;
use crate::catalogue::Lookup;
use crate::config::Policy;
use crate::error::Error;
use crate::history::{Difference, differences};
use crate::intake::{Portfolio, Shard};
use crate::model::Estate;
use crate::plan::{CustomerPlan, PortfolioTotals, Schedule, decide};
use crate::run::observer::Observer;
use crate::run::pipeline::Prepared;
use crate::run::{PolicySource, Request};

/// What a portfolio comes to under several policies.
#[derive(Debug)]
pub struct Comparison {
    /// One per policy, in the order given.
    pub totals: Vec<PortfolioTotals>,
    /// In the order of the customers.
    pub differences: Vec<Difference>,
}

/// Reads the inputs of a request once and plans them under each of `policies`; nothing is written.
///
/// # Errors
///
/// As [`plan`](crate::run::plan), and [`Error::Usage`] where the policies name different partners: what the partner
/// is called decides which rows are its own, and that is settled while reading.
pub fn whatif(
    request: &Request,
    policies: &[PolicySource],
    observer: &mut dyn Observer,
) -> Result<Comparison, Error> {
    let requests: Vec<Request> =
        policies.iter().map(|policy| Request { policy: Some(policy.clone()), ..request.clone() }).collect();
    let policies = requests.iter().map(Request::effective_policy).collect::<Result<Vec<_>, _>>()?;
    let Some((first, policy)) = requests.first().zip(policies.first()) else {
        return Err(Error::Usage("there is no policy to compare".to_owned()));
    };
    require_one_reading(&requests, &policies)?;
    let (portfolio, stamps) = first.read(policy, None, observer)?;
    let prepared: Vec<Prepared<'_>> = requests
        .iter()
        .zip(&policies)
        .map(|(request, policy)| Prepared::new(request, policy, &portfolio))
        .collect::<Result<_, _>>()?;
    let judged = judge(&prepared, &portfolio, observer)?;
    stamps.check()?;
    observer.check()?;
    Ok(judged)
}

fn require_one_reading(requests: &[Request], policies: &[Policy]) -> Result<(), Error> {
    let ids = |policy: &Policy| (policy.partner.tenant_id, policy.partner.mpn_ids.clone());
    let shown = |at: usize| requests[at].policy.as_ref().map(|policy| policy.path().display());
    let other = policies.iter().position(|policy| ids(policy) != ids(&policies[0]));
    match other.and_then(|at| shown(0).zip(shown(at))) {
        None => Ok(()),
        Some((first, other)) => Err(Error::Usage(format!(
            "{first} and {other} name different partners (tenant-id, mpn-ids): the exports are read only once"
        ))),
    }
}

/// One policy with the calendar it makes.
struct Alternative<'a> {
    prepared: &'a Prepared<'a>,
    assessor: Assessor<'a>,
    schedule: Schedule<'a>,
}

impl Alternative<'_> {
    fn plan<'s>(&'s self, estate: Estate<'s>) -> CustomerPlan<'s> {
        let charted = self.schedule.chart(&self.assessor, estate);
        let bands = &self.prepared.context.bands;
        let wave_of = |day| self.schedule.wave_of(day);
        decide(&self.assessor, bands, self.assessor.judge(charted), Vec::new(), wave_of)
    }
}

fn judge(
    prepared: &[Prepared<'_>],
    portfolio: &Portfolio,
    observer: &dyn Observer,
) -> Result<Comparison, Error> {
    let n_products = portfolio.products.len();
    let offers: Vec<Lookup<'_>> = prepared.iter().map(|it| Lookup::new(&it.catalogue, n_products)).collect();
    let alternative = |(prepared, offers)| -> Result<Alternative<'_>, Error> {
        let prepared: &Prepared<'_> = prepared;
        let assessor = prepared.context.assessor(&portfolio.products, offers);
        let schedule = Schedule::make(&prepared.context.wishes, &assessor, &portfolio.shards)?;
        observer.check()?;
        Ok(Alternative { prepared, assessor, schedule })
    };
    let alternatives: Vec<_> = prepared.iter().zip(&offers).map(alternative).collect::<Result<_, _>>()?;
    let as_of = prepared[0].context.as_of;
    let none = || vec![PortfolioTotals::new(portfolio.files.len()); prepared.len()];
    let of_shard = |_: usize, shard: &Shard| {
        let mut judged = Comparison { totals: none(), differences: Vec::new() };
        observer.check()?;
        for estate in shard.estates() {
            let plans: Vec<_> = alternatives.iter().map(|it| it.plan(estate.clone())).collect();
            judged.totals.iter_mut().zip(&plans).for_each(|(totals, plan)| totals.add(plan, as_of));
            judged.differences.extend(differences(&plans));
        }
        Ok(judged)
    };
    let mut all = Comparison { totals: none(), differences: Vec::new() };
    for shard in portfolio.shards.map(of_shard)? {
        let shard: Comparison = shard?;
        all.totals.iter_mut().zip(&shard.totals).for_each(|(sum, part)| sum.merge(part));
        all.differences.extend(shard.differences);
    }
    Ok(all)
}

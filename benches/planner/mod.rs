//! A portfolio in memory, and everything it is planned with.

use cutover::assess::Assessor;
use cutover::catalogue::{Catalogue, Downloads, Lookup};
use cutover::config::Policy;
use cutover::intake::{self, Portfolio, expand};
use cutover::model::{Country, Product};
use cutover::rules::{Assumptions, Rulebook, Waivers};
use cutover::{plan, routes, rules};

use crate::export::{as_of, rows, text};

/// So many customers, read and joined.
pub(crate) fn portfolio(customers: u64) -> Portfolio {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    std::fs::write(file.path(), text(&rows(customers))).expect("the export");
    let inputs = expand(&[file.path().display().to_string()]).expect("the export");
    Portfolio::read(&inputs, &intake::Settings::default(), &|_| Ok(())).expect("a portfolio")
}

/// The default policy of a German partner in the settings of the stages, and the embedded catalogue.
pub(crate) struct Planner {
    pub(crate) catalogue: Catalogue,
    pub(crate) routes: routes::Settings,
    pub(crate) bands: plan::Bands,
    rules: rules::Settings,
    assumptions: Assumptions,
    waivers: Waivers,
}

impl Planner {
    pub(crate) fn new() -> Self {
        let mut policy = Policy::default();
        policy.partner.country = Country::parse("DE");
        Planner {
            catalogue: Catalogue::assemble(&Downloads::default()).expect("the embedded catalogue"),
            routes: policy.route_settings(),
            bands: policy.score_bands(),
            rules: policy.rule_settings().expect("settings"),
            assumptions: policy.assumptions(),
            waivers: policy.waivers(),
        }
    }

    pub(crate) fn assessor<'a>(
        &'a self,
        products: &'a [Product],
        offers: &'a Lookup<'a>,
        rulebook: &'a Rulebook<'a>,
    ) -> Assessor<'a> {
        Assessor {
            as_of: as_of(),
            products,
            offers,
            routes: &self.routes,
            rulebook,
            rules: &self.rules,
            assumptions: &self.assumptions,
            waivers: &self.waivers,
        }
    }
}

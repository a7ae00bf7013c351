//! Everything the page tells of, read from the tables of a run in one pass each.

use serde::Serialize;

use crate::error::Error;
use crate::model::{Day, parse_day};
use crate::report::Run;
use crate::report::page::calendar::{Calendar, Closures, Dates};
use crate::report::page::customers::Customers;
use crate::report::page::findings::{self, RuleLine};
use crate::report::page::readiness::{self, Heat, Line};
use crate::report::page::shown::shown;
use crate::report::page::subscriptions::{Subscriptions, Successor, Sum};
use crate::report::page::waves::{self, Waves};
use crate::report::page::{money, quality, since};
use crate::report::run_json::{InputInfo, LedgerLine, RunInfo, SeatsLine, Totals};
use crate::report::since::Since;
use crate::wording::Wording;

/// Inputs that are listed; the rest is in the sums and in `run.json`.
const MOST_INPUTS: usize = 100;

/// What the template is filled with.
#[derive(Debug, Serialize)]
pub(super) struct View {
    version: String,
    as_of: String,
    run: About,
    ledger: Ledger,
    totals: Totals,
    customers: Customers,
    /// Absent where the run was compared with nothing.
    since: Option<since::View>,
    readiness: Vec<Line>,
    routes: Vec<RouteLine>,
    money: Vec<money::Currency>,
    calendar: Calendar,
    waves: Waves,
    heat: Heat,
    rules: Vec<RuleLine>,
    successors: Vec<Successor>,
    n_successors: usize,
    rejects: Vec<quality::RejectLine>,
    /// Tables this run was made without.
    absent: Vec<&'static str>,
}

/// Which run this is.
#[derive(Debug, Serialize)]
struct About {
    policy: String,
    policy_hash: String,
    rulebook: String,
    catalogue: String,
    regions: String,
    inputs: Vec<InputInfo>,
    n_inputs: usize,
    marked_cells: u64,
}

#[derive(Debug, Serialize)]
struct Ledger {
    lines: Vec<LedgerLine>,
    total: LedgerLine,
    balances: bool,
}

#[derive(Debug, Serialize)]
struct RouteLine {
    route: String,
    subscriptions: u64,
    seats: u64,
}

impl View {
    /// Reads the tables the run has; what it was made without is named on the page.
    pub(super) fn read(run: &Run, most_customers: usize, wording: &Wording) -> Result<Self, Error> {
        let info = &run.info;
        let as_of = parse_day(&info.as_of)
            .ok_or_else(|| Error::input("run.json", format!("`{}` is not a day", shown(&info.as_of))))?;
        let mut since = Since::read(run)?;
        let mut customers = if run.has("risk.csv") {
            Customers::read(run, as_of, most_customers, since.as_mut())?
        } else {
            Customers::default()
        };
        let subscriptions = told_at_length(run, &mut customers)?;
        let rules = findings::rules(run)?;
        let waves = waves::read(run)?;
        let closures = Closures::of_policy(&info.policy.text);
        Ok(View {
            version: info.version.clone(),
            as_of: info.as_of.clone(),
            run: About::of(info),
            ledger: Ledger::of(&info.ledger),
            totals: info.totals.clone(),
            readiness: readiness::lines(&customers.by_readiness, &subscriptions.by_readiness),
            routes: routes(&subscriptions),
            money: money::currencies(&subscriptions.money, &info.totals.money),
            waves: Waves::draw(&waves, &closures, as_of),
            calendar: calendar(&customers, &subscriptions, &waves, closures, as_of),
            heat: readiness::heat(&subscriptions.heat, &rules),
            rules,
            n_successors: subscriptions.n_successors,
            successors: subscriptions.successors,
            rejects: quality::rejects(run, wording)?,
            since: since.as_ref().map(since::View::of),
            customers,
            absent: TABLES.iter().copied().filter(|name| !run.has(name)).collect(),
        })
    }

    /// Half the customers are told of at length; `false` where there is nobody left to leave out.
    pub(super) fn tell_less(&mut self) -> bool {
        let top = &mut self.customers.top;
        let fewer = top.len() / 2;
        top.truncate(fewer);
        fewer > 0
    }
}

/// Tables the page is made of.
const TABLES: [&str; 6] = ["risk.csv", "plan.csv", "findings.csv", "rules.csv", "waves.csv", "rejects.csv"];

/// What the riskiest hold and what was found is put beside them; both tables are read at once.
fn told_at_length(run: &Run, customers: &mut Customers) -> Result<Subscriptions, Error> {
    let mut told: Vec<String> = customers.top.iter().map(|customer| customer.key.clone()).collect();
    told.sort_unstable();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let read_plan =
        || if run.has("plan.csv") { Subscriptions::read(run, &told) } else { Ok(Subscriptions::default()) };
    let (subscriptions, findings) = rayon::join(read_plan, || findings::read(run, &told));
    let (mut subscriptions, mut findings) = (subscriptions?, findings?);
    for customer in &mut customers.top {
        customer.held = subscriptions.held.remove(&customer.key).unwrap_or_default();
        customer.findings = findings.remove(&customer.key).unwrap_or_default();
    }
    Ok(subscriptions)
}

fn calendar(
    customers: &Customers,
    subscriptions: &Subscriptions,
    waves: &[waves::Wave],
    closures: Closures,
    as_of: Day,
) -> Calendar {
    let (customers, subscriptions) = (&customers.deadlines, &subscriptions.deadlines);
    Calendar::draw(&Dates { as_of, customers, subscriptions, waves, closures })
}

fn routes(subscriptions: &Subscriptions) -> Vec<RouteLine> {
    let line = |(route, sum): (&String, &Sum)| RouteLine {
        route: route.clone(),
        subscriptions: sum.subscriptions,
        seats: sum.seats,
    };
    let mut lines: Vec<_> = subscriptions.by_route.iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.subscriptions));
    lines
}

impl About {
    fn of(info: &RunInfo) -> Self {
        let input = |input: &InputInfo| InputInfo { path: shown(&input.path), ..input.clone() };
        About {
            policy: info.policy.path.as_deref().map(shown).unwrap_or_default(),
            policy_hash: info.policy.sha256.clone(),
            rulebook: shown(&info.references.rulebook.version),
            catalogue: shown(&info.references.catalogue.version),
            regions: shown(&info.references.regions.version),
            inputs: info.inputs.iter().take(MOST_INPUTS).map(input).collect(),
            n_inputs: info.inputs.len(),
            marked_cells: info.inputs.iter().map(|input| input.marked_cells).sum(),
        }
    }
}

impl Ledger {
    fn of(ledger: &[LedgerLine]) -> Self {
        let mut total = LedgerLine::default();
        for line in ledger {
            total.read += line.read;
            total.planned += line.planned;
            total.merged += line.merged;
            total.out_of_scope += line.out_of_scope;
            total.reference += line.reference;
            total.rejected += line.rejected;
            add_seats(&mut total.seats, &line.seats);
        }
        let shown_line = |line: &LedgerLine| LedgerLine { path: shown(&line.path), ..line.clone() };
        Ledger {
            lines: ledger.iter().take(MOST_INPUTS).map(shown_line).collect(),
            balances: ledger.iter().all(LedgerLine::balances),
            total,
        }
    }
}

fn add_seats(total: &mut SeatsLine, line: &SeatsLine) {
    total.read += line.read;
    total.planned += line.planned;
    total.merged += line.merged;
    total.out_of_scope += line.out_of_scope;
    total.reference += line.reference;
    total.rejected += line.rejected;
}

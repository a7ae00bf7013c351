//! Several policies over one portfolio, side by side: who changes readiness, score, route, date or money.

use std::fmt::Display;

use crate::model::value::column_values;
use crate::model::{Currency, Day, Money};
use crate::plan::{CustomerPlan, LinePlan, PortfolioTotals, Readiness};
use crate::report::Stakes;
use crate::routes::Course;
use crate::table::CellWriter;
use crate::wording::Wording;

column_values! {
    /// What a policy can change, under the names of the columns it stands in.
    Aspect {
        Readiness = "readiness",
        RiskScore = "risk_score",
        Route = "route",
        CutoverDate = "cutover_date",
        OverlapCost = "overlap_cost",
        StrandedCost = "stranded_cost",
    }
}

/// A policy by the name it is told under, and what the portfolio adds up to by it.
#[derive(Debug, Clone)]
pub struct Alternative {
    pub name: String,
    pub totals: PortfolioTotals,
}

/// One thing about a customer, or about one of its subscriptions, on which the policies do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub tenant: String,
    pub customer: String,
    /// Empty where the customer as a whole is meant.
    pub subscription: String,
    pub aspect: Aspect,
    /// One per policy, in their order.
    pub values: Vec<String>,
}

/// On what the plans of one customer differ; all plans are of the same customer, one per policy.
///
/// Costs of a customer are told per currency, as `risk.csv` has them; those of a subscription as `plan.csv`.
pub fn differences(plans: &[CustomerPlan<'_>]) -> Vec<Difference> {
    let Some((first, others)) = plans.split_first() else { return Vec::new() };
    if others.iter().all(|other| agree(first, other)) {
        return Vec::new();
    }
    let tenant = first.customer.tenant.map(|tenant| tenant.to_string()).unwrap_or_default();
    let mut found = Vec::new();
    let mut compare = |subscription: &str, aspect: Aspect, value: &dyn Fn(&CustomerPlan<'_>) -> String| {
        let values: Vec<String> = plans.iter().map(value).collect();
        if values.iter().any(|value| *value != values[0]) {
            let (tenant, customer) = (tenant.clone(), first.customer.name.to_owned());
            let subscription = subscription.to_owned();
            found.push(Difference { tenant, customer, subscription, aspect, values });
        }
    };
    for &aspect in Aspect::ALL {
        compare("", aspect, &|plan| of_customer(plan, aspect));
    }
    for (position, line) in first.lines.iter().enumerate() {
        let id = line.subscription.id.map(|id| id.to_string()).unwrap_or_default();
        for &aspect in Aspect::ALL {
            compare(&id, aspect, &|plan| of_subscription(&plan.lines[position], aspect));
        }
    }
    found
}

/// Nothing is told apart, for nearly every customer without putting anything into words.
fn agree(one: &CustomerPlan<'_>, other: &CustomerPlan<'_>) -> bool {
    let told = |line: &LinePlan<'_>| {
        let Course { route, cutover_date, overlap_cost, stranded_cost, .. } = line.course;
        (line.readiness, route, cutover_date, overlap_cost, stranded_cost)
    };
    (one.readiness, one.score.total) == (other.readiness, other.score.total)
        && one.lines.iter().map(told).eq(other.lines.iter().map(told))
}

/// Route and date of a customer are those of its subscriptions and not told twice.
fn of_customer(plan: &CustomerPlan<'_>, aspect: Aspect) -> String {
    match aspect {
        Aspect::Readiness => plan.readiness.as_str().to_owned(),
        Aspect::RiskScore => plan.score.total.to_string(),
        Aspect::Route | Aspect::CutoverDate => String::new(),
        Aspect::OverlapCost => amounts(plan, |stake| stake.overlap_cost),
        Aspect::StrandedCost => amounts(plan, |stake| stake.stranded_cost),
    }
}

fn amounts(plan: &CustomerPlan<'_>, of: impl Fn(&crate::report::Stake) -> Money) -> String {
    let stakes = Stakes::of(plan);
    let told = stakes.iter().map(|stake| priced(of(stake), stake.currency));
    told.collect::<Vec<_>>().join(";")
}

fn of_subscription(line: &LinePlan<'_>, aspect: Aspect) -> String {
    let LinePlan { subscription, course, .. } = line;
    let cost = |cost: Option<Money>| cost.map(|cost| priced(cost, subscription.currency)).unwrap_or_default();
    match aspect {
        Aspect::Readiness => line.readiness.as_str().to_owned(),
        Aspect::RiskScore => String::new(),
        Aspect::Route => course.route.as_str().to_owned(),
        Aspect::CutoverDate => course.cutover_date.map(|day: Day| day.to_string()).unwrap_or_default(),
        Aspect::OverlapCost => cost(course.overlap_cost),
        Aspect::StrandedCost => cost(course.stranded_cost),
    }
}

fn priced(amount: Money, currency: Option<Currency>) -> String {
    format!("{amount} {}", currency.as_ref().map_or("", Currency::as_str)).trim_end().to_owned()
}

/// A table for people: the totals of every policy beside each other, then every customer that changes.
pub fn whatif_text(
    as_of: Day,
    alternatives: &[Alternative],
    differences: &[Difference],
    wording: &Wording,
) -> String {
    let mut table = Table::default();
    table.push("", alternatives.iter().map(|it| it.name.clone()));
    for &readiness in Readiness::ALL.iter().rev() {
        let counts = alternatives.iter().map(|it| it.totals.customers_by_readiness[readiness as usize]);
        if counts.clone().any(|count| count > 0) {
            let name = wording.value("readiness", readiness.as_str());
            let label = wording.fill("whatif.customers", &[("readiness", &name)]);
            table.push(&format!("  {label}"), counts.map(|count| wording.count(count)));
        }
    }
    let sums = |of: fn(&PortfolioTotals) -> &crate::model::Totals| {
        let tell = move |it: &Alternative| {
            let told = of(&it.totals).iter().filter(|(_, amount)| !amount.is_zero());
            let amount = |(currency, amount): (Option<Currency>, Money)| {
                let code = currency.as_ref().map_or("", Currency::as_str).to_owned();
                format!("{} {code}", wording.amount(&amount.to_string())).trim_end().to_owned()
            };
            told.map(amount).collect::<Vec<_>>().join(", ")
        };
        alternatives.iter().map(tell).collect::<Vec<_>>()
    };
    let label = |key: &str| format!("  {}", wording.text(key));
    table.push(&label("whatif.overlap"), sums(|totals| &totals.overlap_cost).into_iter());
    table.push(&label("whatif.stranded"), sums(|totals| &totals.stranded_cost).into_iter());
    let mut owner = None;
    for difference in differences {
        if owner != Some((&difference.tenant, &difference.customer)) {
            owner = Some((&difference.tenant, &difference.customer));
            table.title(format!("{}  {}", difference.customer, difference.tenant).trim().to_owned());
        }
        let aspect = wording.text(difference.aspect.wording_key());
        let label = match difference.subscription.as_str() {
            "" => format!("  {aspect}"),
            id => format!("  {id} {aspect}"),
        };
        let value = |it: &String| wording.value(difference.aspect.as_str(), it).to_owned();
        table.push(&label, difference.values.iter().map(value));
    }
    let customers = alternatives.first().map_or(0, |it| it.totals.customers);
    let values: [(&str, &dyn Display); 4] = [
        ("policies", &alternatives.len()),
        ("day", &wording.day(as_of)),
        ("changing", &wording.count(owners(differences) as u64)),
        ("customers", &wording.count(customers)),
    ];
    format!("{}\n{}", wording.fill("whatif.head", &values), table.text())
}

impl Aspect {
    const fn wording_key(self) -> &'static str {
        match self {
            Aspect::Readiness => "whatif.aspect.readiness",
            Aspect::RiskScore => "whatif.aspect.risk_score",
            Aspect::Route => "whatif.aspect.route",
            Aspect::CutoverDate => "whatif.aspect.cutover_date",
            Aspect::OverlapCost => "whatif.aspect.overlap_cost",
            Aspect::StrandedCost => "whatif.aspect.stranded_cost",
        }
    }
}

/// Customers that change; their differences stand together.
fn owners(differences: &[Difference]) -> usize {
    differences
        .chunk_by(|one, other| (&one.tenant, &one.customer) == (&other.tenant, &other.customer))
        .count()
}

/// The differences as CSV: one line per customer or subscription and column, one column per policy.
pub fn whatif_csv(alternatives: &[Alternative], differences: &[Difference]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut cells = CellWriter::new(&mut out);
    for column in ["customer_tenant_id", "customer_name", "subscription_id", "column"] {
        cells.word(column);
    }
    for it in alternatives {
        cells.text(&it.name);
    }
    cells.end();
    for difference in differences {
        let mut cells = CellWriter::new(&mut out);
        cells.text(&difference.tenant);
        cells.text(&difference.customer);
        cells.text(&difference.subscription);
        cells.word(difference.aspect.as_str());
        difference.values.iter().for_each(|value| cells.text(value));
        cells.end();
    }
    out
}

/// Lines of cells below each other; titles stand between them.
#[derive(Default)]
struct Table {
    lines: Vec<(String, Vec<String>)>,
}

impl Table {
    fn push(&mut self, label: &str, cells: impl Iterator<Item = String>) {
        let shown = |cell: String| if cell.is_empty() { "-".to_owned() } else { cell };
        self.lines.push((label.to_owned(), cells.map(shown).collect()));
    }

    fn title(&mut self, title: String) {
        self.lines.push((title, Vec::new()));
    }

    fn text(&self) -> String {
        let width = |text: &str| text.chars().count();
        let rows = || self.lines.iter().filter(|(_, cells)| !cells.is_empty());
        let label_width = rows().map(|(label, _)| width(label)).max().unwrap_or(0);
        let columns = rows().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let widest =
            |column: usize| rows().filter_map(|(_, cells)| cells.get(column)).map(|it| width(it)).max();
        let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        let mut out = String::new();
        for (label, cells) in &self.lines {
            let mut line = label.clone();
            if cells.is_empty() {
                out.push('\n');
            } else {
                line.extend(std::iter::repeat_n(' ', label_width - width(label)));
            }
            for (cell, width_of_column) in cells.iter().zip(&widths) {
                line.push_str("  ");
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width_of_column - width(cell)));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Language;

    fn alternative(name: &str, ready: u64) -> Alternative {
        let mut totals = PortfolioTotals::new(1);
        totals.customers = 3;
        totals.customers_by_readiness[Readiness::Ready as usize] = ready;
        Alternative { name: name.to_owned(), totals }
    }

    fn difference() -> Difference {
        Difference {
            tenant: "t".to_owned(),
            customer: "=Contoso".to_owned(),
            subscription: "s".to_owned(),
            aspect: Aspect::Route,
            values: vec!["rebuy-now".to_owned(), String::new()],
        }
    }

    #[test]
    fn policies_stand_beside_each_other() {
        let day = crate::model::parse_day("2026-11-22").unwrap();
        let text = whatif_text(
            day,
            &[alternative("a.toml", 1), alternative("b.toml", 2)],
            &[difference()],
            Wording::of(Language::English),
        );
        let expected = "\
2 policies, as of 2026-11-22 UTC: 1 of 3 customers change
                   a.toml         b.toml
  customers ready  1              2
  paid twice       -              -
  stranded         -              -

=Contoso  t
  s route          buy again now  -
";
        assert_eq!(text, expected);
        let german =
            whatif_text(day, &[alternative("a.toml", 1)], &[difference()], Wording::of(Language::German));
        assert!(german.starts_with("1 Richtlinie, Stand 22.11.2026 UTC: 1 von 3 Kunden"), "{german}");
        assert!(german.contains("s Weg") && german.contains("Kunden bereit"), "{german}");
    }

    #[test]
    fn a_name_is_no_formula_in_csv() {
        let csv = whatif_csv(&[alternative("a.toml", 1), alternative("b.toml", 2)], &[difference()]);
        let lines = String::from_utf8(csv).unwrap();
        assert_eq!(
            lines,
            "customer_tenant_id,customer_name,subscription_id,column,a.toml,b.toml\n\
             t,'=Contoso,s,route,rebuy-now,\n"
        );
    }
}

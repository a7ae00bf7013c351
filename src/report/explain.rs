//! Everything known and decided about one customer, subscription or finding, as text.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::error::Error;
use crate::plan::{StepKind, Undo};
use crate::report::lookup::{Dossier, Focus, find};
use crate::report::step_words::{actor_words, step_words, undo_words};
use crate::report::{Row, Run};
use crate::rules::Actor;

/// Explains what the id names: a tenant id, a domain, an exact name, a subscription id or a finding id.
///
/// An id the run does not know is a usage error that offers the nearest ones.
pub fn explain(run: &Run, id: &str) -> Result<String, Error> {
    let dossier = find(run, id)?;
    let rules = rules_of(run)?;
    let page = Page { run, dossier: &dossier, rules: &rules };
    let mut out = String::new();
    page.write(&mut out).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(out)
}

fn rules_of(run: &Run) -> Result<BTreeMap<String, Row>, Error> {
    if !run.has("rules.csv") {
        return Ok(BTreeMap::new());
    }
    run.rules()?.rows().map(|row| row.map(|row| (row.text("rule").to_owned(), row))).collect()
}

struct Page<'p> {
    run: &'p Run,
    dossier: &'p Dossier,
    rules: &'p BTreeMap<String, Row>,
}

impl Page<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        self.who(out)?;
        for row in self.dossier.plan.iter().filter(|row| self.is_told(row.text("subscription_id"))) {
            self.subscription(out, row)?;
        }
        self.findings(out)?;
        self.steps(out)
    }

    /// Whether the page is about this subscription, or about the customer where the id is empty.
    fn is_told(&self, subscription: &str) -> bool {
        match &self.dossier.focus {
            Focus::Customer => true,
            Focus::Subscription(id) => subscription == id,
            Focus::Finding(id) => {
                let finding = self.dossier.findings.iter().find(|row| row.text("finding_id") == id);
                finding.is_none_or(|row| {
                    let about = row.text("subscription_id");
                    about.is_empty() || about == subscription
                })
            }
        }
    }

    fn who(&self, out: &mut String) -> fmt::Result {
        let first = &self.dossier.plan[0];
        let known = |text: &str| if text.is_empty() { "unknown" } else { text }.to_owned();
        writeln!(out, "{}", known(first.text("customer_name")))?;
        writeln!(out, "  tenant {}", known(first.text("customer_tenant_id")))?;
        writeln!(
            out,
            "  country {}; planned for {}",
            known(first.text("customer_country")),
            self.run.info.as_of
        )?;
        let Some(risk) = &self.dossier.risk else { return Ok(()) };
        writeln!(
            out,
            "  {}; risk {} of 100 (grade {}): {}",
            risk.text("readiness"),
            risk.text("risk_score"),
            risk.text("grade"),
            known(&spaced(risk, "score_breakdown")),
        )?;
        writeln!(out, "  {} of {} needed facts known", risk.text("facts_known"), risk.text("facts_needed"))?;
        line(out, "  missing: ", &spaced(risk, "missing_facts"))?;
        line(out, "  assumed by the policy: ", &spaced(risk, "assumed_facts"))?;
        next(out, risk)
    }

    fn subscription(&self, out: &mut String, row: &Row) -> fmt::Result {
        let name = ["product_name", "sku_part_number", "subscription_id"].map(|column| row.text(column));
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or("a product without a name");
        writeln!(out, "\n{name}: {}", row.text("readiness"))?;
        let bought = ["source_channel", "commerce_model", "status", "term", "billing_cycle"];
        let bought = bought.map(|column| row.text(column)).into_iter().filter(|it| !it.is_empty());
        line(out, "  id ", row.text("subscription_id"))?;
        writeln!(out, "  {} seats; {}", row.text("seats_purchased"), bought.collect::<Vec<_>>().join(", "))?;
        writeln!(out, "  read from {}:{}", row.text("source_file"), row.text("source_line"))?;
        next(out, row)?;
        self.route(out, row)?;
        dates(out, row)?;
        money(out, row)
    }

    fn route(&self, out: &mut String, row: &Row) -> fmt::Result {
        writeln!(out, "  Route: {}", row.text("route"))?;
        for rejected in row.list("rejected_routes") {
            let (route, rule) = rejected.split_once(':').unwrap_or((rejected, ""));
            writeln!(out, "    not {route}: {}", self.title(rule))?;
        }
        line(out, "    becomes ", row.text("target_product_name"))?;
        line(out, "    part number ", row.text("target_sku_part_number"))?;
        line(out, "    seats afterwards ", row.text("target_seats"))?;
        line(out, "    the offer is ", row.text("offer_match"))?;
        line(out, "    licences to assign anew ", row.text("reassign_seats"))?;
        line(out, "    data that would be lost: ", &spaced(row, "lost_data"))
    }

    fn findings(&self, out: &mut String) -> fmt::Result {
        let about = |row: &&Row| match &self.dossier.focus {
            Focus::Finding(id) => row.text("finding_id") == id,
            Focus::Customer => true,
            Focus::Subscription(id) => is_about_customer(row) || row.text("subscription_id") == id,
        };
        let told: Vec<&Row> = self.dossier.findings.iter().filter(about).collect();
        if !told.is_empty() {
            writeln!(out, "\nFindings")?;
        }
        for row in told {
            let rule = row.text("rule");
            writeln!(out, "  {} {}", row.text("severity"), self.title(rule))?;
            line(out, "    id ", row.text("finding_id"))?;
            line(out, "    seen: ", &row.list("observed").collect::<Vec<_>>().join(", "))?;
            let rule = self.rules.get(rule);
            line(out, "    to do: ", rule.map_or("", |rule| rule.text("remedy")))?;
            line(out, "    by: ", row.value::<Actor>("actor").map_or("", actor_words))?;
            line(out, "    until: ", row.text("due"))?;
            line(out, "    because: ", rule.map_or("", |rule| rule.text("citation")))?;
        }
        Ok(())
    }

    fn steps(&self, out: &mut String) -> fmt::Result {
        let about = |row: &&Row| {
            let subscription = row.text("subscription_id");
            subscription.is_empty() || self.is_told(subscription)
        };
        let told: Vec<&Row> = self.dossier.steps.iter().filter(about).collect();
        if !told.is_empty() {
            writeln!(out, "\nSteps")?;
        }
        for row in told {
            let words = row.value::<StepKind>("step").map(step_words);
            let who = row.value::<Actor>("actor").map_or("somebody", actor_words);
            let deed = words.map_or(row.text("step"), |words| words.deed);
            writeln!(out, "  {:>2}. {who}: {deed}", row.text("step_no"))?;
            line(out, "      where: ", words.map_or("", |words| words.place))?;
            line(out, "      for: ", row.text("subscription_id"))?;
            line(out, "      not before: ", row.text("not_before"))?;
            line(out, "      by: ", row.text("due"))?;
            line(out, "      first prove step ", row.text("after_step"))?;
            line(out, "      undo: ", row.value::<Undo>("undo").map_or("", undo_words))?;
        }
        Ok(())
    }

    /// A rule's id and what it claims.
    fn title(&self, rule: &str) -> String {
        match self.rules.get(rule) {
            Some(row) => format!("{rule}: {}", row.text("title")),
            None => rule.to_owned(),
        }
    }
}

/// A finding about a subscription without an id names its product behind the customer.
fn is_about_customer(finding: &Row) -> bool {
    let subject = finding.text("finding_id").split_once(':').map_or("", |(_, subject)| subject);
    let behind_tenant = subject.strip_prefix(finding.text("customer_tenant_id")).unwrap_or(subject);
    finding.text("subscription_id").is_empty() && !behind_tenant.contains('/')
}

fn dates(out: &mut String, row: &Row) -> fmt::Result {
    let dated = [
        ("term ends", "end_date"),
        ("everything in place from", "earliest_date"),
        ("best day", "best_date"),
        ("cut-over", "cutover_date"),
        ("last day without a gap", "last_safe_date"),
        ("users work until", "users_work_until"),
        ("data deleted on", "data_deleted_on"),
        ("days paid twice", "overlap_days"),
        ("days without service", "gap_days"),
        ("wave", "wave"),
    ];
    writeln!(out, "  Dates")?;
    dated.into_iter().try_for_each(|(words, column)| match row.text(column) {
        "" => Ok(()),
        cell => writeln!(out, "    {words}: {cell}"),
    })
}

fn money(out: &mut String, row: &Row) -> fmt::Result {
    let currency = row.text("currency");
    writeln!(out, "  Money")?;
    for (words, column) in [("paid twice", "overlap_cost"), ("lost by leaving today", "stranded_cost")] {
        match row.text(column) {
            "" => writeln!(out, "    {words}: unknown")?,
            amount => writeln!(out, "    {words}: {}", format!("{amount} {currency}").trim_end())?,
        }
    }
    write!(out, "    credit: {}", row.text("credit"))?;
    match row.text("credit_contact") {
        "" => writeln!(out),
        contact => writeln!(out, ", to be asked for by the {contact}"),
    }
}

fn next(out: &mut String, row: &Row) -> fmt::Result {
    let Some(kind) = row.value::<StepKind>("next_step") else { return Ok(()) };
    let who = row.value::<Actor>("waiting_on").map_or("somebody", actor_words);
    writeln!(out, "  next: {who}: {}", step_words(kind).deed)
}

/// A line where there is something to say.
fn line(out: &mut String, words: &str, cell: &str) -> fmt::Result {
    if cell.is_empty() { Ok(()) } else { writeln!(out, "{words}{cell}") }
}

fn spaced(row: &Row, column: &str) -> String {
    row.list(column).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TenantId;
    use crate::report::fixture::{FIRST, TENANT, plan, published};
    use crate::report::run_json::RunInfo;

    fn asked(id: &str) -> Result<String, String> {
        let root = tempfile::tempdir().unwrap();
        let mut other = plan();
        other.customer.tenant = TenantId::parse("99999999-2222-3333-4444-555555555555");
        other.customer.name = "Contoso";
        other.customer.domain = "contoso.example";
        for subscription in &mut other.customer.subscriptions {
            subscription.id = None;
        }
        let info = RunInfo::new("1.0.0", "2026-11-22");
        let run = published(&root.path().join("plan"), info, &[plan(), other]);
        explain(&run, id).map_err(|error| error.to_string())
    }

    #[test]
    fn a_customer_is_found_by_every_name_it_has() {
        let page = asked(TENANT).unwrap();
        for id in [TENANT.to_uppercase().as_str(), "{11111111222233334444555555555555}", "Müller, Söhne"] {
            let spelled = id.trim_matches(['{', '}']);
            assert_eq!(asked(spelled).as_deref(), Ok(page.as_str()), "{id}");
        }
        assert_eq!(asked("mueller.example"), Ok(page));
        assert!(asked("Contoso").unwrap().starts_with("Contoso\n"));
    }

    #[test]
    fn a_page_says_who_what_why_when_and_what_next() {
        let page = asked(TENANT).unwrap();
        for told in [
            "needs-action; risk 25 of 100 (grade C): relationship-missing:15, deadline:10",
            "missing: agreement_date, term",
            "assumed by the policy: agreement_status",
            "Office 365 E3, monthly: needs-action",
            "Route: rebuy-at-term-end",
            "not rebuy-now: commitment-running",
            "cut-over: 2027-01-01",
            "paid twice: 32.88 EUR",
            "action relationship-missing: A title",
            "to do: Do something, soon.",
            "seen: overlap_days=3, product_name==x,y",
            " 1. we: request the reseller relationship",
            "where: account admin or sales agent: Partner Center",
            "first prove step 1",
        ] {
            assert!(page.contains(told), "{told} is not in\n{page}");
        }
    }

    #[test]
    fn a_subscription_has_a_page_of_its_own() {
        let page = asked(FIRST).unwrap();
        assert_eq!(page.matches("Route:").count(), 1);
        assert!(page.contains(FIRST) && page.contains("relationship-missing"));
        assert!(!page.contains("#2"), "another subscription's finding:\n{page}");
    }

    #[test]
    fn a_finding_is_explained_alone() {
        let id = format!("double-payment:{FIRST}");
        let page = asked(&id).unwrap();
        let findings: Vec<&str> = page.lines().filter(|line| line.starts_with("    id ")).collect();
        assert_eq!(findings, [format!("    id {id}")]);
        assert!(asked(&format!("relationship-missing:{TENANT}")).is_ok());
    }

    #[test]
    fn a_name_with_a_slip_is_answered_with_the_nearest() {
        assert!(asked("Contosso").unwrap_err().ends_with("did you mean `Contoso`?"));
        assert!(asked("zzz").unwrap_err().contains("give a tenant id"));
    }
}

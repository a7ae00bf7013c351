//! Everything known and decided about one customer, subscription or finding, as text.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::error::Error;
use crate::report::Run;
use crate::report::explain_calendar::Beside;
use crate::report::explain_finding::RuleRows;
use crate::report::lookup::{Dossier, Focus, find};
use crate::table::Row;
use crate::wording::Wording;

/// Explains what the id names: a tenant id, a domain, an exact name, a subscription id or a finding id.
///
/// An id the run does not know is a usage error that offers the nearest ones.
pub fn explain(run: &Run, id: &str, wording: &Wording) -> Result<String, Error> {
    let dossier = find(run, id)?;
    let rules = rules_of(run)?;
    let beside = Beside::of(run, &dossier.plan)?;
    let page = Page { run, dossier: &dossier, rules: &rules, wording, beside: &beside };
    let mut out = String::new();
    page.write(&mut out).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(out)
}

fn rules_of(run: &Run) -> Result<RuleRows, Error> {
    if !run.has("rules.csv") {
        return Ok(BTreeMap::new());
    }
    run.rules()?.rows().map(|row| row.map(|row| (row.text("rule").to_owned(), row))).collect()
}

pub(super) struct Page<'p> {
    pub(super) run: &'p Run,
    pub(super) dossier: &'p Dossier,
    pub(super) rules: &'p RuleRows,
    pub(super) wording: &'p Wording,
    pub(super) beside: &'p Beside,
}

impl Page<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        self.who(out)?;
        for row in self.dossier.plan.iter().filter(|row| self.is_told(row.text("subscription_id"))) {
            self.subscription(out, row)?;
        }
        self.findings(out)?;
        self.steps(out)?;
        self.beside.write(out, self.wording, &|subscription| self.is_told(subscription))
    }

    /// Whether the page is about this subscription, or about the customer where the id is empty.
    pub(super) fn is_told(&self, subscription: &str) -> bool {
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

    /// A text of the section `explain`.
    pub(super) fn text(&self, key: &str, values: &[(&str, &dyn fmt::Display)]) -> String {
        self.wording.fill(&format!("explain.{key}"), values)
    }

    /// A line where there is something to say.
    pub(super) fn line(&self, out: &mut String, indent: usize, key: &str, value: &str) -> fmt::Result {
        if value.is_empty() {
            return Ok(());
        }
        writeln!(out, "{:indent$}{}", "", self.text(key, &[("value", &value)]))
    }

    /// A line about a cell, in the language's notation.
    pub(super) fn cell(
        &self,
        out: &mut String,
        indent: usize,
        key: &str,
        row: &Row,
        column: &str,
    ) -> fmt::Result {
        self.line(out, indent, key, &self.wording.cell(column, row.text(column)))
    }

    fn known<'k>(&'k self, text: &'k str) -> &'k str {
        if text.is_empty() { self.wording.text("explain.unknown") } else { text }
    }

    fn who(&self, out: &mut String) -> fmt::Result {
        let first = &self.dossier.plan[0];
        writeln!(out, "{}", self.known(first.text("customer_name")))?;
        self.line(out, 2, "tenant", self.known(first.text("customer_tenant_id")))?;
        let country = self.known(first.text("customer_country"));
        let day = self.wording.cell("as_of", &self.run.info.as_of);
        writeln!(out, "  {}", self.text("country", &[("country", &country), ("day", &day)]))?;
        let Some(risk) = &self.dossier.risk else { return Ok(()) };
        self.standing(out, risk)?;
        self.line(out, 2, "missing", &self.facts(risk, "missing_facts"))?;
        self.line(out, 2, "assumed", &self.facts(risk, "assumed_facts"))?;
        self.next(out, risk)
    }

    fn standing(&self, out: &mut String, risk: &Row) -> fmt::Result {
        let readiness = self.wording.value("readiness", risk.text("readiness"));
        let breakdown = self.breakdown(risk);
        let standing = self.text(
            "standing",
            &[
                ("readiness", &readiness),
                ("score", &risk.text("risk_score")),
                ("grade", &risk.text("grade")),
                ("breakdown", &breakdown),
            ],
        );
        writeln!(out, "  {standing}")?;
        let (known, needed) = (risk.text("facts_known"), risk.text("facts_needed"));
        writeln!(out, "  {}", self.text("facts", &[("known", &known), ("needed", &needed)]))
    }

    /// The parts of the score: rules by their ids, which the findings explain.
    fn breakdown(&self, risk: &Row) -> String {
        let part = |part: &str| match part.split_once(':') {
            Some((source, points)) => format!("{}:{points}", self.wording.value("score", source)),
            None => part.to_owned(),
        };
        let parts: Vec<String> = risk.list("score_breakdown").map(part).collect();
        if parts.is_empty() { self.wording.text("explain.no_points").to_owned() } else { parts.join(", ") }
    }

    /// Facts by name and column: the column is what an export has to be given.
    fn facts(&self, row: &Row, column: &str) -> String {
        let fact = |fact: &str| format!("{} ({fact})", self.wording.fact(fact));
        row.list(column).map(fact).collect::<Vec<_>>().join(", ")
    }

    fn subscription(&self, out: &mut String, row: &Row) -> fmt::Result {
        let name = ["product_name", "sku_part_number", "subscription_id"].map(|column| row.text(column));
        let name = name.into_iter().find(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| self.wording.text("explain.no_name"));
        writeln!(out, "\n{name}: {}", self.wording.value("readiness", row.text("readiness")))?;
        self.line(out, 2, "id", row.text("subscription_id"))?;
        let bought = ["source_channel", "commerce_model", "status", "term", "billing_cycle"];
        let bought = bought.map(|column| self.wording.value(column, row.text(column)));
        let bought: Vec<&str> = bought.into_iter().filter(|it| !it.is_empty()).collect();
        let (seats, bought) =
            (self.wording.cell("seats_purchased", row.text("seats_purchased")), bought.join(", "));
        let (file, line) = (row.text("source_file"), row.text("source_line"));
        writeln!(out, "  {}", self.text("seats", &[("seats", &seats), ("bought", &self.known(&bought))]))?;
        writeln!(out, "  {}", self.text("read_from", &[("file", &file), ("line", &line)]))?;
        self.next(out, row)?;
        self.route(out, row)?;
        self.dates(out, row)?;
        self.money(out, row)
    }

    fn route(&self, out: &mut String, row: &Row) -> fmt::Result {
        self.cell(out, 2, "route", row, "route")?;
        for rejected in row.list("rejected_routes") {
            let (route, rule) = rejected.split_once(':').unwrap_or((rejected, ""));
            let (route, rule) = (self.wording.value("route", route), self.title(rule));
            writeln!(out, "    {}", self.text("not_route", &[("route", &route), ("rule", &rule)]))?;
        }
        self.line(out, 4, "becomes", row.text("target_product_name"))?;
        self.line(out, 4, "part_number", row.text("target_sku_part_number"))?;
        self.cell(out, 4, "seats_afterwards", row, "target_seats")?;
        self.cell(out, 4, "offer", row, "offer_match")?;
        self.cell(out, 4, "assign_anew", row, "reassign_seats")?;
        let lost: Vec<&str> =
            row.list("lost_data").map(|family| self.wording.value("lost_data", family)).collect();
        self.line(out, 4, "lost_data", &lost.join(", "))
    }

    fn dates(&self, out: &mut String, row: &Row) -> fmt::Result {
        let dated = [
            "end_date",
            "earliest_date",
            "best_date",
            "cutover_date",
            "last_safe_date",
            "users_work_until",
            "data_deleted_on",
            "overlap_days",
            "gap_days",
            "wave",
        ];
        if dated.iter().all(|column| row.text(column).is_empty()) {
            return Ok(());
        }
        writeln!(out, "  {}", self.wording.text("explain.dates"))?;
        dated.iter().try_for_each(|column| self.cell(out, 4, column, row, column))
    }

    fn money(&self, out: &mut String, row: &Row) -> fmt::Result {
        writeln!(out, "  {}", self.wording.text("explain.money"))?;
        for column in ["overlap_cost", "stranded_cost"] {
            let amount = match row.text(column) {
                "" => self.wording.text("explain.unknown").to_owned(),
                amount => format!("{} {}", self.wording.amount(amount), row.text("currency")),
            };
            self.line(out, 4, column, amount.trim_end())?;
        }
        self.cell(out, 4, "credit", row, "credit")?;
        self.cell(out, 4, "credit_contact", row, "credit_contact")
    }

    fn next(&self, out: &mut String, row: &Row) -> fmt::Result {
        let step = row.text("next_step");
        if step.is_empty() {
            return Ok(());
        }
        let (who, deed) = (self.actor(row, "waiting_on"), self.wording.value("step", step));
        writeln!(out, "  {}", self.text("next", &[("who", &who), ("deed", &deed)]))
    }

    pub(super) fn actor<'r>(&'r self, row: &'r Row, column: &str) -> &'r str {
        match row.text(column) {
            "" => self.wording.text("explain.somebody"),
            actor => self.wording.value("actor", actor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TenantId;
    use crate::report::fixture::{FIRST, TENANT, plan, published};
    use crate::report::run_json::RunInfo;
    use crate::wording::Language;

    fn asked(id: &str) -> Result<String, String> {
        asked_in(Language::English, id)
    }

    fn asked_in(language: Language, id: &str) -> Result<String, String> {
        let root = tempfile::tempdir().unwrap();
        let mut other = plan();
        other.customer.tenant = TenantId::parse("99999999-2222-3333-4444-555555555555");
        other.customer.name = "Contoso";
        other.customer.domain = "contoso.example";
        for line in &mut other.lines {
            line.subscription.id = None;
        }
        let info = RunInfo::new("1.0.0", "2026-11-22");
        let run = published(&root.path().join("plan"), info, &[plan(), other]);
        explain(&run, id, Wording::of(language)).map_err(|error| error.to_string())
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
            "needs action; risk 25 of 100 (grade C): relationship-missing:15, deadline:10",
            "missing: date of the customer agreement (agreement_date), term (term)",
            "assumed by the policy: customer agreement (agreement_status)",
            "Office 365 E3, monthly: needs action",
            "25 seats: bought from Microsoft directly, new commerce, active, 1 year",
            "Route: buy again at the end of the term",
            "not: buy again now, because of commitment-running",
            "cut-over: 2027-01-01",
            "paid twice: 32.88 EUR",
            "action relationship-missing: A title",
            "to do: Do something, soon.",
            "3 days paid twice",
            " 1. we: request the reseller relationship",
            "where: account admin, admin agent or sales agent: Partner Center",
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

    #[test]
    fn a_page_speaks_german_to_the_last_line() {
        let page = asked_in(Language::German, TENANT).unwrap();
        for told in [
            "Handlung nötig; Risiko 25 von 100 (Note C): relationship-missing:15, Frist:10",
            "es fehlt: Datum der Kundenvereinbarung (agreement_date), Laufzeit (term)",
            "25 Lizenzen: direkt bei Microsoft gekauft, New Commerce, aktiv, 1 Jahr",
            "Weg: zum Laufzeitende neu kaufen",
            "nicht: jetzt neu kaufen, wegen commitment-running: Die Laufzeitbindung besteht noch",
            "Umstellung: 01.01.2027",
            "doppelt bezahlt: 32,88 EUR",
            "Aufgabe relationship-missing: Die Handelspartnerbeziehung besteht nicht",
            "zu tun: Handelspartnerbeziehung anfragen",
            "bis: 06.12.2026",
            " 1. wir: die Handelspartnerbeziehung anfragen",
            "wo: Kontoadministrator, Administrator-Agent oder Vertriebsmitarbeiter: Partner Center",
            "zuerst Schritt 1 nachweisen",
        ] {
            assert!(page.contains(told), "{told} is not in\n{page}");
        }
    }
}

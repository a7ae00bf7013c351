//! What `explain` says about findings and steps.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::report::explain::Page;
use crate::report::lookup::Focus;
use crate::table::Row;
use crate::wording::{Language, observed_values};

/// The rules of a run by their ids, as `rules.csv` has them.
pub(super) type RuleRows = BTreeMap<String, Row>;

impl Page<'_> {
    pub(super) fn findings(&self, out: &mut String) -> fmt::Result {
        let about = |row: &&Row| match &self.dossier.focus {
            Focus::Finding(id) => row.text("finding_id") == id,
            Focus::Customer => true,
            Focus::Subscription(id) => is_about_customer(row) || row.text("subscription_id") == id,
        };
        let told: Vec<&Row> = self.dossier.findings.iter().filter(about).collect();
        if !told.is_empty() {
            writeln!(out, "\n{}", self.wording.text("explain.findings"))?;
        }
        told.into_iter().try_for_each(|row| self.finding(out, row))
    }

    fn finding(&self, out: &mut String, row: &Row) -> fmt::Result {
        let rule = row.text("rule");
        let severity = self.wording.value("severity", row.text("severity"));
        writeln!(out, "  {severity} {}", self.title(rule))?;
        self.line(out, 4, "id", row.text("finding_id"))?;
        let mut values = observed_values(row.text("observed"));
        values.push(("currency", self.currency(row.text("subscription_id"))));
        self.line(out, 4, "seen", &self.wording.observed(rule, &values))?;
        self.line(out, 4, "to_do", self.remedy(rule))?;
        self.cell(out, 4, "who", row, "actor")?;
        self.cell(out, 4, "until", row, "due")?;
        self.line(out, 4, "source", self.rules.get(rule).map_or("", |rule| rule.text("citation")))
    }

    /// The currency of a subscription; amounts of a finding about the customer have none.
    fn currency(&self, subscription: &str) -> &str {
        let of = |row: &&Row| !subscription.is_empty() && row.text("subscription_id") == subscription;
        self.dossier.plan.iter().find(of).map_or("", |row| row.text("currency"))
    }

    pub(super) fn steps(&self, out: &mut String) -> fmt::Result {
        let about = |row: &&Row| {
            let subscription = row.text("subscription_id");
            subscription.is_empty() || self.is_told(subscription)
        };
        let told: Vec<&Row> = self.dossier.steps.iter().filter(about).collect();
        if !told.is_empty() {
            writeln!(out, "\n{}", self.wording.text("explain.steps"))?;
        }
        told.into_iter().try_for_each(|row| self.step(out, row))
    }

    fn step(&self, out: &mut String, row: &Row) -> fmt::Result {
        let step = row.text("step");
        let (who, deed) = (self.actor(row, "actor"), self.wording.value("step", step));
        writeln!(out, "  {:>2}. {who}: {deed}", row.text("step_no"))?;
        self.line(out, 6, "where", self.wording.get(&format!("steps.place.{step}")).unwrap_or_default())?;
        self.line(out, 6, "for", row.text("subscription_id"))?;
        self.cell(out, 6, "not_before", row, "not_before")?;
        self.cell(out, 6, "by", row, "due")?;
        self.line(out, 6, "after_step", row.text("after_step"))?;
        self.cell(out, 6, "undo", row, "undo")
    }

    /// A rule's id and what it claims.
    pub(super) fn title(&self, rule: &str) -> String {
        match self.rule_text(rule, "title") {
            "" => rule.to_owned(),
            title => format!("{rule}: {title}"),
        }
    }

    fn remedy(&self, rule: &str) -> &str {
        self.rule_text(rule, "remedy")
    }

    /// What the run recorded of its rules; the built-in ones in the language of the page.
    fn rule_text(&self, rule: &str, column: &str) -> &str {
        let row = self.rules.get(rule);
        let recorded = row.map_or("", |row| row.text(column));
        let is_of_policy = row.is_some_and(|row| row.text("provenance") == "policy");
        let is_spoken = self.wording.language == Language::English && !recorded.is_empty();
        if is_of_policy || is_spoken {
            return recorded;
        }
        self.wording.get(&format!("rules.{rule}.{column}")).unwrap_or(recorded)
    }
}

/// A finding about a subscription without an id names its product behind the customer.
fn is_about_customer(finding: &Row) -> bool {
    let subject = finding.text("finding_id").split_once(':').map_or("", |(_, subject)| subject);
    let behind_tenant = subject.strip_prefix(finding.text("customer_tenant_id")).unwrap_or(subject);
    finding.text("subscription_id").is_empty() && !behind_tenant.contains('/')
}

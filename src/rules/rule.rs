//! A rule is a value: everything about it except its check is a field.

use crate::model::Fact;
use crate::model::value::column_values;
use crate::rules::{Case, Findings, Validity};

column_values! {
    /// How much a finding weighs; ordered.
    Severity { Note = "note", Risk = "risk", Action = "action", Blocker = "blocker" }
}

column_values! {
    /// Who says so.
    Provenance {
        /// The source document of this project.
        Seed = "seed",
        /// Microsoft's documentation.
        Microsoft = "microsoft",
        /// A distributor or licensing firm, not Microsoft: a policy value.
        ThirdParty = "third-party",
        /// Our own deduction: a policy value, never Microsoft's word.
        Inferred = "inferred",
        /// A rule of the partner's own policy.
        Policy = "policy",
    }
}

column_values! {
    /// Whether a finding of severity `action` must be dealt with before the cut-over.
    Stands { BeforeCutover = "before-cutover", AfterCutover = "after-cutover" }
}

/// One rule: a situation, why it matters, what to do, and the check that finds it.
#[derive(Clone, Copy)]
pub struct Rule<'a> {
    /// The file name with hyphens; states the condition and reads well after "ignore".
    pub id: &'a str,
    /// A short claim without a full stop.
    pub title: &'a str,
    pub severity: Severity,
    /// Points a customer gets once, however often the rule fires in scope.
    pub points: u32,
    /// One sentence: what to do.
    pub remedy: &'a str,
    /// Page the rule is taken from: an `https` link.
    pub citation: &'a str,
    pub provenance: Provenance,
    /// When the rule holds. The rulebook sees to it: no check asks for itself.
    pub valid: Validity,
    pub stands: Stands,
    /// Facts the check cannot do without.
    pub needs: &'a [Fact],
    /// Markdown with exactly the headings *Why it matters* and *What to do*.
    pub explain: &'a str,
    pub check: Check<'a>,
}

impl Rule<'_> {
    /// Lends the customer to the check, and keeps what it finds on days on which the rule holds.
    #[inline]
    pub(super) fn inspect<'d>(&self, position: u16, case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
        findings.begin(position, self.severity);
        match self.check {
            Check::Code(check) => check(case, findings),
            Check::When(condition) => condition.inspect(case, findings),
            Check::Pins | Check::Waivers => {}
        }
        if self.valid.is_dated() {
            findings.keep_begun(|subscription| self.valid.covers(case, subscription));
        }
    }
}

/// How a rule finds its situation.
#[derive(Clone, Copy)]
pub enum Check<'a> {
    /// Built in.
    Code(for<'c, 'd> fn(&Case<'c, 'd>, &mut Findings<'d>)),
    /// Written in the policy.
    When(&'a crate::rules::Condition),
    /// Found when the pins are applied, before the customer is judged.
    Pins,
    /// Found when waivers are applied to what the other rules have found.
    Waivers,
}

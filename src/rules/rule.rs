//! A rule is a value: everything about it except its check is a field.

use crate::model::value::column_values;
use crate::model::{Day, Fact};
use crate::rules::{Case, Findings};

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
    /// First day the rule holds, judged on the day of the event; `None` is always.
    pub valid_from: Option<Day>,
    /// Last day the rule holds; `None` is until further notice.
    pub valid_to: Option<Day>,
    pub stands: Stands,
    /// Facts the check cannot do without.
    pub needs: &'a [Fact],
    /// Markdown with exactly the headings *Why it matters* and *What to do*.
    pub explain: &'a str,
    pub check: Check<'a>,
}

impl Rule<'_> {
    /// Whether the rule holds on the day of the event.
    #[inline]
    pub fn holds_on(&self, event: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= event) && self.valid_to.is_none_or(|to| event <= to)
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

#[cfg(test)]
mod tests {
    use crate::rules::builtin::RULES;
    use crate::rules::fixture::day;

    #[test]
    fn a_rule_holds_from_its_first_day() {
        let rule = RULES.iter().find(|rule| rule.valid_from == Some(day("2024-06-01"))).unwrap();
        assert!(rule.holds_on(day("2024-06-01")) && !rule.holds_on(day("2024-05-31")));
    }
}

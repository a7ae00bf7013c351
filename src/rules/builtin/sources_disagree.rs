//! Two sources of different rank that say different things about the same cell.

use crate::model::RemarkKind;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "sources-disagree",
    title: "Two sources disagree",
    severity: Severity::Risk,
    points: 0,
    remedy: "Find out which source is right, and correct the other.",
    citation: "https://learn.microsoft.com/partner-center/see-your-customer-list",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

The plan stands on the value of the higher source. If the other one is right, seats, dates or the route of
the plan are wrong.

## What to do

Compare both values with Partner Center. Correct the export or leave the wrong file out, and plan again.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for remark in &case.customer.remarks {
        let RemarkKind::SourcesDisagree { column, kept, other } = remark.kind else { continue };
        let detail = Detail::NONE
            .with(Column::ObservedColumn, column)
            .with(Column::Kept, kept)
            .with(Column::Other, other)
            .with(Column::OtherSource, remark.origin);
        match remark.subscription {
            Some(position) => findings.flag(position, Actor::Us, None, detail),
            None => findings.flag_customer(Actor::Us, None, detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{Origin, Remark, RemarkKind};
    use crate::rules::Value;
    use crate::rules::fixture::{customer, findings_of, flags, subscription};

    #[test]
    fn flags_both_values_and_where_the_other_one_stands() {
        let origin = Origin { file: 1, line: 7 };
        let kind =
            RemarkKind::SourcesDisagree { column: "end_date", kept: "2026-06-30", other: "2026-07-01" };
        let scene = customer(vec![subscription("e3")])
            .but(|it| it.customer.remarks.push(Remark { subscription: Some(0), kind, origin }));
        let observed: Vec<_> = findings_of(&RULE, &scene)[0].detail.iter().collect();
        assert_eq!(observed[1], ("kept", Value::Text("2026-06-30")));
        assert_eq!(observed[3], ("other_source", Value::Origin(origin)));
    }

    #[test]
    fn ignores_a_join() {
        let origin = Origin { file: 1, line: 7 };
        let scene = customer(vec![subscription("e3")]).but(|it| {
            it.customer.remarks.push(Remark { subscription: None, kind: RemarkKind::JoinedByName, origin });
        });
        assert!(!flags(&RULE, &scene));
    }
}

//! A record without a tenant id that was joined by domain or by name.

use crate::model::RemarkKind;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "joined-by-fallback",
    title: "A record was joined without a tenant id",
    severity: Severity::Note,
    points: 0,
    remedy: "Check that the record belongs to this customer.",
    citation: "https://learn.microsoft.com/partner-center/see-your-customer-list",
    provenance: Provenance::Inferred,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Domains and names are weaker than the tenant id: two customers may share a name, and a domain may have
moved.

## What to do

Add the tenant id to the export, or name the customer of the file when you give it.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for remark in &case.customer.remarks {
        let detail = match remark.kind {
            RemarkKind::JoinedByDomain => Detail::NONE.with(Column::Kept, case.customer.domain),
            RemarkKind::JoinedByName => Detail::NONE.with(Column::Kept, case.customer.name),
            RemarkKind::SourcesDisagree { .. } => continue,
        };
        let detail = detail.with(Column::OtherSource, remark.origin);
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
    use crate::rules::fixture::{customer, flags, flags_line, subscription};

    #[test]
    fn flags_a_join_by_domain_and_by_name() {
        for kind in [RemarkKind::JoinedByDomain, RemarkKind::JoinedByName] {
            let origin = Origin { file: 1, line: 7 };
            let scene = customer(vec![subscription("e3")])
                .but(|it| it.customer.remarks.push(Remark { subscription: None, kind, origin }));
            assert!(flags(&RULE, &scene));
        }
    }

    #[test]
    fn ignores_a_customer_nobody_had_to_guess() {
        assert!(!flags_line(&RULE, subscription("e3")));
    }
}

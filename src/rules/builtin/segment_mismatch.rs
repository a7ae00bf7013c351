//! A target offer of a special segment that the customer does not belong to.

use crate::catalogue::Verdict;
use crate::model::{Fact, Segment};
use crate::routes::Route;
use crate::rules::{
    Actor, Case, Check, Column, Detail, Findings, Provenance, Rule, Severity, Stands, Validity,
};

pub(super) const RULE: Rule<'_> = Rule {
    id: "segment-mismatch",
    title: "The segment of the customer may not buy the offer",
    severity: Severity::Blocker,
    points: 30,
    remedy: "Choose the offer of the right segment, or have the status of the customer approved first.",
    citation: "https://learn.microsoft.com/partner-center/get-special-pricing-for-offers",
    provenance: Provenance::Microsoft,
    valid: Validity::ALWAYS,
    stands: Stands::BeforeCutover,
    needs: &[Fact::CustomerSegment],
    explain: "\
## Why it matters

Education, nonprofit and government offers are sold only to customers whose status is approved. Losing the
status does not switch off what runs, but it blocks buying again.

## What to do

Let the customer have its status confirmed, or plan the commercial offer and its price.
",
    check: Check::Code(check),
};

fn check<'d>(case: &Case<'_, 'd>, findings: &mut Findings<'d>) {
    for (position, _, course) in case.moving() {
        if course.route == Route::Transfer || !conflicts(case.customer.facts.segment, &course.verdict) {
            continue;
        }
        let segment = case.customer.facts.segment.map(Segment::as_str);
        let target = course.verdict.target_segment.map(Segment::as_str);
        let detail =
            Detail::NONE.with_some(Column::CustomerSegment, segment).with_some(Column::TargetSegment, target);
        findings.flag(position, Actor::Us, course.cutover_date, detail);
    }
}

/// A commercial offer needs no proof; a special one is sold to its own segment only.
fn conflicts(customer: Option<Segment>, verdict: &Verdict) -> bool {
    let special = verdict.target_segment.filter(|&target| target != Segment::Commercial);
    let is_other = special.zip(customer).is_some_and(|(target, customer)| target != customer);
    is_other || verdict.segment_conflict.is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::Segment;
    use crate::routes::Route;
    use crate::rules::fixture::{Scene, customer, flags, flags_line, subscription};

    #[test]
    fn flags_a_special_offer_for_a_customer_of_another_segment() {
        assert!(flags(&RULE, &buying(Some(Segment::Education), Some(Segment::Commercial))));
        assert!(flags(&RULE, &buying(Some(Segment::Charity), Some(Segment::Education))));
    }

    #[test]
    fn flags_a_conflict_the_catalogue_names() {
        let line =
            subscription("e3").but(|it| it.verdict.segment_conflict = Some("nonprofit only".to_owned()));
        assert!(flags_line(&RULE, line));
    }

    #[test]
    fn ignores_the_own_segment_a_commercial_offer_and_a_customer_of_unknown_segment() {
        assert!(!flags(&RULE, &buying(Some(Segment::Education), Some(Segment::Education))));
        assert!(!flags(&RULE, &buying(Some(Segment::Commercial), Some(Segment::Government))));
        assert!(!flags(&RULE, &buying(None, Some(Segment::Charity))));
        assert!(!flags(&RULE, &buying(Some(Segment::Education), None)));
    }

    #[test]
    fn ignores_a_transfer() {
        let scene = buying(Some(Segment::Education), Some(Segment::Commercial))
            .but(|it| it.lines[0].course.route = Route::Transfer);
        assert!(!flags(&RULE, &scene));
    }

    fn buying(target: Option<Segment>, segment: Option<Segment>) -> Scene {
        customer(vec![subscription("a3").but(|it| it.verdict.target_segment = target)])
            .but(|it| it.customer.facts.segment = segment)
    }
}

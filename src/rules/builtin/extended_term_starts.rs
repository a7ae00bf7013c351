//! A term after which a paid extended term begins, because renewal is off and nothing says that it is cancelled.

use crate::model::{Money, Subscription};
use crate::routes::monthly_price;
use crate::rules::{
    Actor, Bound, Case, Check, Column, Detail, Event, Findings, Provenance, Rule, Severity, Stands,
    Thresholds, Validity,
};
use crate::timing::LastDay;

pub(super) const RULE: Rule<'_> = Rule {
    id: "extended-term-starts",
    title: "A paid extended term begins when the term ends",
    severity: Severity::Risk,
    points: 8,
    remedy: "Have its owner set it to cancel at the end of the term.",
    citation: "https://learn.microsoft.com/partner-center/customers/extended-service-terms",
    provenance: Provenance::Microsoft,
    valid: Validity::since(Bound::setting("extended-term-from"), Event::TermEnd),
    stands: Stands::BeforeCutover,
    needs: &[],
    explain: "\
## Why it matters

Since May 2026 switching renewal off is not a cancellation: the subscription goes on month by month at a
surcharge until somebody ends it, and the free days after the term are gone.

## What to do

The owner sets an explicit cancellation at the end of the term, and the new subscription stands on the
last day. If that day cannot be met, the extended term is a bridge with a price, and somebody has to end
it. The price for a month is that of a monthly term with its surcharge; of a longer term it is an estimate:
its own price for a month with the larger surcharge of an offer without a monthly term.
",
    check: Check::Code(check),
};

fn check(case: &Case<'_, '_>, findings: &mut Findings<'_>) {
    for (position, subscription, course) in case.in_scope() {
        let timing = &course.timing;
        if !timing.is_est_eligible || timing.users_work_until != LastDay::Open {
            continue;
        }
        let detail = Detail::NONE
            .with_some(Column::EndDate, timing.end)
            .with(Column::SeatsPurchased, subscription.seats_purchased)
            .with_some(Column::BridgeCost, bridge_of_a_month(subscription, &case.settings.thresholds));
        findings.flag(position, Actor::owner_of(subscription.channel), timing.end, detail);
    }
}

/// What one month of the extended term costs. The price of a monthly term is known only where one is bought;
/// a longer term pays the larger surcharge on its own price for a month, as an offer without a monthly term does.
fn bridge_of_a_month(subscription: &Subscription<'_>, thresholds: &Thresholds) -> Option<Money> {
    let percent = if subscription.term?.months() == 1 {
        thresholds.extended_term_surcharge_percent
    } else {
        thresholds.extended_term_surcharge_percent_without_monthly
    };
    let price = monthly_price(subscription)?;
    Some(price.scaled(i128::from(subscription.seats_purchased) * i128::from(100 + percent), 100))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::model::{Term, UnitPrice};
    use crate::rules::Value;
    use crate::rules::fixture::{Line, customer, findings_of, flags_line, subscription};
    use crate::timing::LastDay;

    #[test]
    fn flags_a_term_that_stays_open() {
        assert!(flags_line(&RULE, open()));
    }

    #[test]
    fn prices_the_bridge_where_the_monthly_price_is_known() {
        let line = open().but(|it| {
            it.facts.term = Term::of_months(1);
            it.facts.seats_purchased = 40;
            it.facts.unit_price = UnitPrice::parse("30");
        });
        let scene = customer(vec![line]);
        let observed: Vec<_> = findings_of(&RULE, &scene)[0].detail.iter().collect();
        assert_eq!(observed[2], ("bridge_cost", Value::Money(UnitPrice::parse("1236").unwrap().money())));
    }

    #[test]
    fn a_longer_term_pays_the_larger_surcharge_on_its_own_price() {
        let bridge = |of: u32| {
            let line = open().but(|it| it.facts.seats_purchased = 40);
            let scene = customer(vec![line]).but(|it| {
                it.settings.thresholds.extended_term_surcharge_percent_without_monthly = of;
            });
            let found = findings_of(&RULE, &scene);
            found[0].detail.iter().nth(2).map(|(name, value)| format!("{name} {value:?}"))
        };
        let told = |amount| {
            let value = Value::Money(UnitPrice::parse(amount).unwrap().money());
            Some(format!("bridge_cost {value:?}"))
        };
        assert_eq!(bridge(23), told("1230"), "40 seats at 300 a year");
        assert_eq!(bridge(0), told("1000"));
        let unknown = customer(vec![open().but(|it| it.facts.term = None)]);
        assert_eq!(findings_of(&RULE, &unknown)[0].detail.iter().count(), 2);
    }

    #[test]
    fn ignores_a_cancellation_and_a_term_without_extension() {
        assert!(!flags_line(&RULE, subscription("e3")));
        assert!(!flags_line(&RULE, open().but(|it| it.course.timing.is_est_eligible = false)));
    }

    fn open() -> Line {
        subscription("e3").but(|it| it.course.timing.users_work_until = LastDay::Open)
    }
}

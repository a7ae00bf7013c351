//! Laws that hold for the course of any subscription of any customer on any day.

use proptest::prelude::*;
use proptest::sample::select;

use crate::model::{
    AgreementMethod, AgreementStatus, BillingAccount, BillingCycle, Channel, CommerceModel, CustomerFacts,
    Day, EndOfTermAction, Estate, Fact, PriceBasis, RelationshipStatus, Status, Subscription, Term,
    UnitPrice, plus_days,
};
use crate::routes::fixture::{customer, same_offer, well_known};
use crate::routes::{
    Contact, Course, Credit, Line, Route, Settings, chart, has_unavoidable_gap, last_paid_day, set_cutover,
};
use crate::timing::LastDay;
use crate::timing::fixture::{day, of_partner};

fn any_of<T: Copy + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(0.9, select(values))
}

fn any_day() -> impl Strategy<Value = Day> {
    (0i64..3650).prop_map(|offset| plus_days(day("2020-01-01"), offset))
}

fn any_what() -> impl Strategy<Value = Subscription<'static>> {
    (
        any_of(Channel::ALL),
        any_of(BillingAccount::ALL),
        any_of(CommerceModel::ALL),
        any_of(Status::ALL),
        any_of(EndOfTermAction::ALL),
        any_of(&[true, false]),
        (any_of(PriceBasis::ALL), any_of(BillingCycle::ALL), any_of(&["0", "12.34", "300"])),
        (proptest::bool::weighted(0.05), select(&["", "", "", "T-1"][..]), 0u32..500),
    )
        .prop_map(|(channel, billing_account, commerce_model, status, action, renew, price, rest)| {
            Subscription {
                channel,
                billing_account,
                commerce_model,
                status,
                end_of_term_action: action,
                auto_renew: renew,
                price_basis: price.0,
                billing_cycle: price.1,
                unit_price: price.2.and_then(UnitPrice::parse),
                is_trial: rest.0,
                open_transfer_id: rest.1,
                seats_purchased: rest.2,
                ..of_partner("2025-07-01", "2026-06-30")
            }
        })
}

fn any_subscription() -> impl Strategy<Value = Subscription<'static>> {
    let months = any_of(&[1u16, 12, 36]);
    let dates = (any_day(), months, proptest::option::weighted(0.9, 0i64..800), any::<[bool; 3]>());
    (any_what(), dates, any_day()).prop_map(|(what, (start, months, length, present), other)| Subscription {
        start_date: Some(start).filter(|_| present[0]),
        end_date: length.map(|days| plus_days(start, days)),
        term: months.and_then(Term::of_months),
        last_purchase_or_renewal: Some(other).filter(|_| present[1] && present[2]),
        cancel_until: Some(plus_days(other, 7)).filter(|_| present[1] && !present[2]),
        ..what
    })
}

fn any_estate() -> impl Strategy<Value = Estate<'static>> {
    let facts = (
        any_of(RelationshipStatus::ALL),
        any_of(AgreementStatus::ALL),
        any_of(AgreementMethod::ALL),
        proptest::option::of(any_day()),
    )
        .prop_map(|(relationship_status, agreement_status, agreement_method, agreement_date)| {
            CustomerFacts {
                relationship_status,
                agreement_status,
                agreement_date,
                agreement_method,
                ..well_known()
            }
        });
    (facts, proptest::collection::vec(any_subscription(), 1..4))
        .prop_map(|(facts, subscriptions)| Estate { customer: customer(facts), subscriptions })
}

fn lines(estate: Estate<'static>, as_of: Day) -> Vec<Line<'static>> {
    let Estate { customer, subscriptions } = estate;
    chart(&customer, subscriptions, &mut |_, _| same_offer().into(), &Settings::default(), as_of)
}

fn courses(estate: Estate<'static>, as_of: Day) -> impl Iterator<Item = Course<'static>> {
    lines(estate, as_of).into_iter().map(|line| line.course)
}

/// Everything about a course that moving its cut-over can change.
fn moving_parts(course: &Course<'_>) -> impl PartialEq + std::fmt::Debug + use<> {
    (course.cutover_date, course.gap_days, course.overlap_days, course.overlap_cost, course.stranded_cost)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_course_has_a_silent_gap(estate in any_estate(), as_of in any_day()) {
        for Line { course, subscription, .. } in &lines(estate, as_of) {
            let is_rescue = course.timing.has_ended || subscription.status == Some(Status::Suspended);
            if course.gap_days.is_some_and(|days| days > 0) {
                prop_assert!(has_unavoidable_gap(course, as_of) || is_rescue, "{course:?}");
            }
            if course.gap_days.is_none() && course.route != Route::None {
                prop_assert!(course.timing.end.is_none(), "an unknown gap needs a fact that is missing");
                let missing = course.timing.missing;
                prop_assert!([Fact::EndDate, Fact::AutoRenew, Fact::Term].iter().any(|&it| missing.contains(it)));
            }
        }
    }

    #[test]
    fn setting_the_best_date_again_changes_nothing(estate in any_estate(), as_of in any_day()) {
        for Line { mut course, subscription, .. } in lines(estate, as_of) {
            let before = moving_parts(&course);
            let settings = Settings::default();
            if let Some((best, planned)) = course.best_date.zip(course.cutover_date) {
                set_cutover(&mut course, &subscription, plus_days(best, 40), &settings, as_of);
                set_cutover(&mut course, &subscription, planned, &settings, as_of);
            }
            prop_assert_eq!(before, moving_parts(&course));
        }
    }

    #[test]
    fn nothing_is_planned_before_it_is_possible(estate in any_estate(), as_of in any_day()) {
        for course in courses(estate, as_of) {
            prop_assert!(course.earliest_date.is_none_or(|earliest| earliest >= as_of));
            prop_assert!(course.best_date >= course.earliest_date || course.best_date.is_none());
            let is_late_transfer = course.route == Route::Transfer && course.best_date > course.timing.end;
            prop_assert!(!is_late_transfer || course.timing.end.is_none());
        }
    }

    #[test]
    fn users_never_work_longer_than_their_data_is_kept(estate in any_estate(), as_of in any_day()) {
        for course in courses(estate, as_of) {
            let (works, deleted) = (course.timing.users_work_until, course.timing.data_deleted_on);
            if let (LastDay::On(works), LastDay::On(deleted)) = (works, deleted) {
                prop_assert!(works < deleted);
            }
            prop_assert_eq!(works == LastDay::Open, deleted == LastDay::Open);
        }
    }

    #[test]
    fn no_route_leaves_every_answer_empty(estate in any_estate(), as_of in any_day()) {
        for course in courses(estate, as_of).filter(|course| course.route == Route::None) {
            prop_assert_eq!(course.earliest_date.or(course.best_date).or(course.last_safe_date), None);
            prop_assert_eq!(course.gap_days.or(course.overlap_days), None);
            prop_assert_eq!(course.overlap_cost.or(course.stranded_cost), None);
            prop_assert!(course.rejected.is_empty());
        }
    }

    #[test]
    fn a_taken_route_is_not_rejected_and_money_asks_somebody(estate in any_estate(), as_of in any_day()) {
        for course in courses(estate, as_of) {
            prop_assert!(course.rejected.iter().all(|rejected| rejected.route != course.route));
            let is_promising = matches!(course.credit, Credit::Prorated | Credit::Window);
            prop_assert!(!is_promising || course.credit_contact.is_some());
            prop_assert!(course.credit != Credit::None || course.credit_contact.is_none());
            prop_assert!(course.credit_contact != Some(Contact::SourcePartner) || !course.rejected.is_empty());
        }
    }

    /// A later day inside the safe window would not let the old subscription run out first: the best date
    /// already holds as few subscriptions side by side as any order can.
    #[test]
    fn no_other_safe_day_holds_fewer_side_by_side(estate in any_estate(), as_of in any_day()) {
        for Line { course, subscription, .. } in &lines(estate, as_of) {
            let is_side_by_side = course.overlap_days.is_some_and(|days| days > 0);
            if let (true, Some(safe)) = (is_side_by_side, course.last_safe_date) {
                let last_paid = last_paid_day(course, subscription);
                prop_assert!(Some(safe) <= last_paid, "{safe} lies behind {last_paid:?}: {course:?}");
            }
        }
    }
}

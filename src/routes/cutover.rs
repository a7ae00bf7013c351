//! The day of the cut-over, and what moving it changes: gap, overlap and their cost.

use crate::model::{Day, Fact, Money, Status, Subscription, days_between, plus_days};
use crate::routes::bridge::extended_term;
use crate::routes::cost::cost_of_days;
use crate::routes::scope::is_partner_legacy;
use crate::routes::{BridgeKind, Course, Credit, Route, Settings, Standing};
use crate::timing::{LastDay, Timing};

/// `P` by the dates alone; `None` on no route, where the end of the term is unknown and awaited, and for a transfer of
/// a term that has renewed for nobody knows how long: its day might lie behind the next renewal.
pub(super) fn best_date(route: Route, timing: &Timing, standing: &Standing) -> Option<Day> {
    match route {
        Route::None => None,
        Route::Transfer => Some(standing.transfer).filter(|_| !timing.missing.contains(Fact::Term)),
        Route::RebuyNow | Route::MigrateOwnLegacy => Some(standing.earliest),
        Route::RebuyAtTermEnd | Route::ChannelTransfer => {
            let renewal = plus_days(timing.end?, 1);
            let last = timing.last_day_of_service().unwrap_or(renewal);
            Some(standing.earliest.max(renewal.min(last)))
        }
    }
}

/// The last cut-over without a gap.
pub(super) fn last_safe_date(route: Route, timing: &Timing, status: Option<Status>) -> Option<Day> {
    if status == Some(Status::Suspended) || timing.users_work_until == LastDay::Unknown {
        return None;
    }
    match route {
        Route::None => None,
        Route::Transfer | Route::MigrateOwnLegacy => timing.end,
        Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer => timing.last_day_of_service(),
    }
}

/// Moves the cut-over of a course to `day` and works out gap, overlap and cost anew.
///
/// A course without a route has no cut-over and stays as it is.
pub fn set_cutover(
    course: &mut Course<'_>,
    subscription: &Subscription<'_>,
    day: Day,
    settings: &Settings,
    as_of: Day,
) {
    if course.route != Route::None {
        place(course, subscription, Some(day), settings, as_of);
    }
}

/// Takes the cut-over away: somebody decided that the subscription does not move.
pub fn clear_cutover(
    course: &mut Course<'_>,
    subscription: &Subscription<'_>,
    settings: &Settings,
    as_of: Day,
) {
    place(course, subscription, None, settings, as_of);
}

/// What moving on `day` instead of the planned one would pay twice; `None` where that is not known.
pub fn overlap_cost_on(course: &Course<'_>, subscription: &Subscription<'_>, day: Day) -> Option<Money> {
    cost_of_overlap(course, subscription, overlap_days(course, subscription, Some(day)))
}

/// What each day before the best one adds to the price of the move; `None` where the price is not known.
pub fn cost_per_day_early(course: &Course<'_>, subscription: &Subscription<'_>) -> Option<Money> {
    let best = course.best_date?;
    let early = overlap_cost_on(course, subscription, plus_days(best, -1))?;
    Some(early - overlap_cost_on(course, subscription, best)?)
}

/// Puts the cut-over on `day`, or on no known day, and fills what follows from it.
pub(super) fn place(
    course: &mut Course<'_>,
    subscription: &Subscription<'_>,
    day: Option<Day>,
    settings: &Settings,
    as_of: Day,
) {
    course.cutover_date = day;
    let renews_once = course.bridge.filter(|bridge| bridge.kind == BridgeKind::RenewOnce);
    course.bridge = renews_once
        .or_else(|| extended_term(course, subscription, day?, settings, as_of))
        .filter(|_| day.is_some());
    course.gap_days = gap_days(course, subscription, day, as_of);
    course.overlap_days = overlap_days(course, subscription, day);
    course.overlap_cost = cost_of_overlap(course, subscription, course.overlap_days);
}

/// What leaving the running term on the as-of day would lose.
pub(super) fn stranded_cost(
    course: &Course<'_>,
    subscription: &Subscription<'_>,
    as_of: Day,
) -> Option<Money> {
    match course.route {
        Route::None => None,
        Route::RebuyAtTermEnd => {
            cost_of_overlap(course, subscription, overlap_days(course, subscription, Some(as_of)))
        }
        Route::RebuyNow | Route::Transfer | Route::ChannelTransfer | Route::MigrateOwnLegacy => {
            Some(Money::ZERO)
        }
    }
}

/// Users work today, and will be locked out before anything can be ordered.
pub fn has_unavoidable_gap(course: &Course<'_>, as_of: Day) -> bool {
    let (Some(last), Some(earliest)) = (course.timing.users_work_until.day(), course.earliest_date) else {
        return false;
    };
    as_of <= last && last < earliest
}

fn gap_days(
    course: &Course<'_>,
    subscription: &Subscription<'_>,
    day: Option<Day>,
    as_of: Day,
) -> Option<i64> {
    match course.route {
        Route::None => return None,
        Route::Transfer | Route::MigrateOwnLegacy => return Some(0),
        Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer => {}
    }
    let yesterday = plus_days(as_of, -1);
    let last = match course.timing.users_work_until {
        LastDay::Unknown if subscription.status == Some(Status::Suspended) => yesterday,
        LastDay::Unknown => return None,
        LastDay::Open => return Some(0),
        LastDay::On(last) => last.max(yesterday),
    };
    Some((days_between(last, day?) - 1).max(0))
}

fn overlap_days(course: &Course<'_>, subscription: &Subscription<'_>, day: Option<Day>) -> Option<i64> {
    if course.route == Route::None {
        return None;
    }
    if stops_being_paid(course, subscription, day) {
        return Some(0);
    }
    Some((days_between(day?, course.timing.end?) + 1).max(0))
}

/// `L`: the last day on which the source is paid and counts, for the cut-over as it stands; `None` where the
/// end of its term is unknown and nothing else ends it.
pub fn last_paid_day(course: &Course<'_>, subscription: &Subscription<'_>) -> Option<Day> {
    let cutover = course.cutover_date?;
    if stops_being_paid(course, subscription, Some(cutover)) {
        Some(plus_days(cutover, -1))
    } else {
        course.timing.end
    }
}

/// Until when the old subscription ends with the cut-over, so that there is never an old and a new one: always
/// ([`Day::MAX`]), while a purchase can be undone, or never (`None`).
pub fn ends_with_cutover_until(course: &Course<'_>, subscription: &Subscription<'_>) -> Option<Day> {
    if course.credit == Credit::Window {
        return course.timing.window_last_day;
    }
    stops_being_paid(course, subscription, course.cutover_date).then_some(Day::MAX)
}

/// The old subscription is paid until the day before the cut-over and no longer.
fn stops_being_paid(course: &Course<'_>, subscription: &Subscription<'_>, day: Option<Day>) -> bool {
    let is_handed_over = matches!(course.route, Route::Transfer | Route::MigrateOwnLegacy);
    let is_refunded = match course.credit {
        Credit::Prorated => true,
        // A cut-over that capacity pushed out of the window finds nothing left to undo.
        Credit::Window => day.is_none_or(|day| Some(day) <= course.timing.window_last_day),
        Credit::None | Credit::Unknown => false,
    };
    is_handed_over || is_refunded || course.timing.has_ended || is_partner_legacy(subscription)
}

fn cost_of_overlap(course: &Course<'_>, subscription: &Subscription<'_>, days: Option<i64>) -> Option<Money> {
    cost_of_days(subscription, course.timing.end, days?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        BillingAccount, Channel, CommerceModel, CustomerFacts, EndOfTermAction, PriceBasis,
        RelationshipStatus, UnitPrice,
    };
    use crate::routes::Settings;
    use crate::routes::fixture::{chart_one, chart_with, well_known};
    use crate::timing::fixture::{day, of_partner, subscription, term};

    fn priced(mut bought: Subscription<'static>) -> Subscription<'static> {
        bought.seats_purchased = 40;
        bought.unit_price = UnitPrice::parse("300");
        bought.price_basis = Some(PriceBasis::PerTerm);
        bought.term = Some(term("P1Y"));
        bought
    }

    /// Past its cancellation window and inside another request, so that it has to wait.
    fn waiting(start: &str, end: &str) -> Subscription<'static> {
        priced(Subscription {
            open_transfer_id: "T-1",
            end_of_term_action: Some(EndOfTermAction::Cancel),
            ..of_partner(start, end)
        })
    }

    fn unrelated() -> CustomerFacts {
        CustomerFacts { relationship_status: Some(RelationshipStatus::None), ..well_known() }
    }

    fn days(course: &Course<'_>) -> (Option<i64>, Option<i64>) {
        (course.gap_days, course.overlap_days)
    }

    fn cents(amount: Option<Money>) -> Option<String> {
        amount.map(|amount| amount.to_string())
    }

    #[test]
    fn with_free_grace_the_day_after_the_end() {
        let course = chart_one(&waiting("2025-03-10", "2026-03-09"), "2026-02-01");
        assert_eq!(course.best_date, Some(day("2026-03-10")));
        assert_eq!(course.last_safe_date, Some(day("2026-04-08")));
        assert_eq!(days(&course), (Some(0), Some(0)));
    }

    #[test]
    fn without_grace_the_last_day_itself() {
        let course = chart_one(&waiting("2025-06-01", "2026-05-31"), "2026-05-20");
        assert_eq!(course.best_date, Some(day("2026-05-31")));
        assert_eq!(course.last_safe_date, Some(day("2026-05-31")));
        assert_eq!(days(&course), (Some(0), Some(1)));
        assert_eq!(cents(course.overlap_cost).as_deref(), Some("32.88"));
    }

    #[test]
    fn what_runs_on_at_a_price_is_still_best_ended_on_its_last_day() {
        let left_alone = Subscription {
            end_of_term_action: Some(EndOfTermAction::ExtendedServiceTerm),
            ..waiting("2025-06-01", "2026-05-31")
        };
        let mut course = chart_one(&left_alone, "2026-05-20");
        assert_eq!(
            (course.best_date, course.last_safe_date),
            (Some(day("2026-05-31")), Some(day("2026-05-31")))
        );
        set_cutover(&mut course, &left_alone, day("2026-06-05"), &Settings::default(), day("2026-05-20"));
        assert_eq!(days(&course), (Some(0), Some(0)), "nobody is locked out");
    }

    #[test]
    fn what_already_runs_on_moves_now() {
        let left_alone = Subscription {
            end_of_term_action: None,
            auto_renew: Some(false),
            ..waiting("2025-06-01", "2026-05-31")
        };
        let course = chart_one(&left_alone, "2026-06-10");
        assert_eq!((course.route, course.best_date), (Route::RebuyNow, Some(day("2026-06-10"))));
        assert_eq!(course.last_safe_date, Some(day("2026-05-31")), "past");
        assert_eq!(days(&course), (Some(0), Some(0)));
        assert!(!has_unavoidable_gap(&course, day("2026-06-10")));
    }

    #[test]
    fn the_first_day_without_service_is_a_gap() {
        let bought = waiting("2025-03-10", "2026-03-09");
        let mut course = chart_one(&bought, "2026-02-01");
        let gap = |course: &mut Course<'_>, text: &str| {
            set_cutover(course, &bought, day(text), &Settings::default(), day("2026-02-01"));
            course.gap_days
        };
        assert_eq!(gap(&mut course, "2026-04-08"), Some(0), "G");
        assert_eq!(gap(&mut course, "2026-04-09"), Some(0), "the morning after");
        assert_eq!(gap(&mut course, "2026-04-10"), Some(1));
    }

    #[test]
    fn each_day_before_the_end_is_paid_twice() {
        let bought = waiting("2025-03-10", "2026-03-09");
        let mut course = chart_one(&bought, "2026-02-01");
        for (cutover, overlap, cost) in
            [("2026-03-08", 2, "65.75"), ("2026-03-09", 1, "32.88"), ("2026-03-10", 0, "0.00")]
        {
            set_cutover(&mut course, &bought, day(cutover), &Settings::default(), day("2026-02-01"));
            assert_eq!(course.overlap_days, Some(overlap));
            assert_eq!(cents(course.overlap_cost).as_deref(), Some(cost));
        }
    }

    #[test]
    fn a_lead_that_outlasts_the_grace_is_an_unavoidable_gap() {
        let bought = waiting("2025-06-01", "2026-05-31");
        let chart = |as_of| chart_with(unrelated(), &bought, &Settings::default(), as_of);
        let late = chart("2026-05-25");
        assert_eq!(late.earliest_date, Some(day("2026-06-08")));
        assert!(has_unavoidable_gap(&late, day("2026-05-25")));
        assert_eq!((late.best_date, late.gap_days), (Some(day("2026-06-08")), Some(7)));
        assert!(has_unavoidable_gap(&chart("2026-05-31"), day("2026-05-31")), "users still work today");
        assert!(!has_unavoidable_gap(&chart("2026-06-01"), day("2026-06-01")), "a rescue, not a surprise");
        assert!(!has_unavoidable_gap(&chart("2026-05-15"), day("2026-05-15")), "ready on the 29th");
    }

    #[test]
    fn users_who_are_locked_out_count_from_today() {
        let mut bought = priced(of_partner("2025-06-01", "2026-05-31"));
        bought.status = Some(Status::Suspended);
        let locked_out = chart_with(unrelated(), &bought, &Settings::default(), "2026-01-05");
        assert_eq!((locked_out.best_date, locked_out.gap_days), (Some(day("2026-01-19")), Some(14)));
        assert_eq!(locked_out.last_safe_date, None);
        assert_eq!(locked_out.overlap_days, Some(133), "still billed");
        bought.status = Some(Status::Expired);
        bought.start_date = Some(day("2024-06-01"));
        bought.end_date = Some(day("2025-05-31"));
        let gone = chart_with(unrelated(), &bought, &Settings::default(), "2026-01-05");
        assert_eq!((gone.gap_days, gone.overlap_days), (Some(14), Some(0)));
        assert_eq!(chart_one(&bought, "2026-01-05").gap_days, Some(0), "nothing that could be done sooner");
    }

    #[test]
    fn an_unknown_end_leaves_what_depends_on_it_open() {
        let mut bought = waiting("2025-06-01", "2026-05-31");
        bought.end_date = None;
        bought.term = None;
        let course = chart_one(&bought, "2026-01-05");
        assert_eq!(
            (course.route, course.best_date, course.cutover_date),
            (Route::RebuyAtTermEnd, None, None)
        );
        assert_eq!(days(&course), (None, None));
        assert_eq!((course.overlap_cost, course.stranded_cost), (None, None));
        bought.commerce_model = Some(CommerceModel::Legacy);
        assert_eq!(days(&chart_one(&bought, "2026-01-05")), (None, Some(0)), "suspended on the day itself");
        bought.commerce_model = Some(CommerceModel::Nce);
        bought.open_transfer_id = "";
        assert_eq!(days(&chart_one(&bought, "2026-01-05")), (Some(0), Some(0)), "handed over");
    }

    #[test]
    fn no_route_has_no_dates_and_no_cost() {
        let trial = Subscription { is_trial: true, ..waiting("2025-06-01", "2026-05-31") };
        let mut course = chart_one(&trial, "2026-01-05");
        set_cutover(&mut course, &trial, day("2026-02-01"), &Settings::default(), day("2026-01-05"));
        let dates = [course.earliest_date, course.best_date, course.cutover_date, course.last_safe_date];
        assert_eq!(dates, [None; 4]);
        assert_eq!(days(&course), (None, None));
        assert_eq!((course.overlap_cost, course.stranded_cost), (None, None));
        assert_eq!(course.timing.users_work_until, LastDay::Unknown);
        assert_eq!(course.timing.data_deleted_on, LastDay::Unknown);
    }

    #[test]
    fn leaving_today_would_strand_the_rest_of_the_term() {
        let bought = waiting("2025-03-10", "2026-03-09");
        assert_eq!(cents(chart_one(&bought, "2026-03-08").stranded_cost).as_deref(), Some("65.75"));
        assert_eq!(cents(chart_one(&bought, "2026-03-09").stranded_cost).as_deref(), Some("32.88"));
        let transfer = Subscription { open_transfer_id: "", ..bought.clone() };
        assert_eq!(cents(chart_one(&transfer, "2026-01-05").stranded_cost).as_deref(), Some("0.00"));
        let legacy = Subscription { commerce_model: Some(CommerceModel::Legacy), ..bought };
        assert_eq!(cents(chart_one(&legacy, "2026-01-05").stranded_cost).as_deref(), Some("0.00"));
    }

    #[test]
    fn a_cutover_pushed_out_of_the_window_pays_twice() {
        let mut bought = priced(subscription(Channel::Direct, "2026-01-05", "2027-01-04"));
        bought.billing_account = Some(BillingAccount::Mca);
        let mut course = chart_one(&bought, "2026-01-06");
        assert_eq!((course.credit, course.overlap_days), (Credit::Window, Some(0)));
        let overlap = |course: &mut Course<'_>, text: &str| {
            set_cutover(course, &bought, day(text), &Settings::default(), day("2026-01-06"));
            course.overlap_days
        };
        assert_eq!(overlap(&mut course, "2026-01-11"), Some(0), "the last day of the window");
        assert_eq!(overlap(&mut course, "2026-01-12"), Some(358));
    }

    #[test]
    fn own_legacy_and_transfers_are_safe_until_the_end() {
        let mut own = of_partner("2025-01-01", "2025-12-31");
        own.channel = Some(Channel::CspSelf);
        own.commerce_model = Some(CommerceModel::Legacy);
        let migration = chart_one(&own, "2025-06-02");
        assert_eq!(
            (migration.best_date, migration.last_safe_date),
            (Some(day("2025-06-02")), Some(day("2025-12-31")))
        );
        let transfer = chart_one(&of_partner("2025-01-01", "2025-12-31"), "2025-06-02");
        assert_eq!(
            (transfer.best_date, transfer.last_safe_date),
            (Some(day("2025-06-16")), Some(day("2025-12-31")))
        );
    }
}

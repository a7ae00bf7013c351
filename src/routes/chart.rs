//! From the facts of a customer to the course of each of its subscriptions.

use crate::catalogue::{Given, Verdict};
use crate::model::{Channel, Customer, Day, Estate, Subscription};
use crate::routes::credit::{contact_of, credit_of};
use crate::routes::cutover::{best_date, last_safe_date, place, stranded_cost};
use crate::routes::rejected::rejected_routes;
use crate::routes::route::route_of;
use crate::routes::seats::{reassign_seats, target_seats};
use crate::routes::{Course, Line, OutOfScope, Route, Settings, Standing, out_of_scope};
use crate::timing::{self, LastDay, Timing};

/// Every subscription of a customer with its course, in the same order, each cut over on its best date.
///
/// `verdict_of` is asked once per subscription what the catalogue says on the planned day, which is the
/// best date, or the as-of day where that is unknown.
pub fn chart<'a>(
    customer: &Customer<'a>,
    subscriptions: Vec<Subscription<'a>>,
    verdict_of: &mut impl FnMut(&Subscription<'a>, Day) -> Given<'a>,
    settings: &Settings,
    as_of: Day,
) -> Vec<Line<'a>> {
    let standing = Standing::of(&customer.facts, &subscriptions, settings, as_of);
    let lines = subscriptions.into_iter().map(|subscription| {
        let course = course_of(customer, &subscription, None, &standing, verdict_of, settings, as_of);
        Line { subscription, course, unit: None }
    });
    lines.collect()
}

/// The best dates of what moves, as [`chart`] would find them, at a fraction of its work.
pub fn best_days(estate: &Estate<'_>, settings: &Settings, as_of: Day) -> impl Iterator<Item = Day> {
    let facts = &estate.customer.facts;
    let standing = Standing::of(facts, &estate.subscriptions, settings, as_of);
    estate.subscriptions.iter().filter_map(move |subscription| {
        let timing = timing::of(subscription, facts, &settings.timing, as_of);
        let (_, route) = scope_and_route(subscription, &timing, None, &standing, settings, as_of);
        best_date(route, &timing, &standing)
    })
}

/// The course of one subscription by a route somebody chose, cut over on the best date of that route.
///
/// Whether the channel could take the route at all is for the caller to know.
pub fn chart_route<'a>(
    customer: &Customer<'a>,
    lines: &[Line<'a>],
    position: usize,
    route: Route,
    verdict_of: &mut impl FnMut(&Subscription<'a>, Day) -> Given<'a>,
    settings: &Settings,
    as_of: Day,
) -> Course<'a> {
    let subscriptions = lines.iter().map(|line| &line.subscription);
    let standing = Standing::of(&customer.facts, subscriptions, settings, as_of);
    let subscription = &lines[position].subscription;
    course_of(customer, subscription, Some(route), &standing, verdict_of, settings, as_of)
}

fn course_of<'a>(
    customer: &Customer<'a>,
    subscription: &Subscription<'a>,
    chosen: Option<Route>,
    standing: &Standing,
    verdict_of: &mut impl FnMut(&Subscription<'a>, Day) -> Given<'a>,
    settings: &Settings,
    as_of: Day,
) -> Course<'a> {
    let timing = timing::of(subscription, &customer.facts, &settings.timing, as_of);
    let (out_of_scope, route) = scope_and_route(subscription, &timing, chosen, standing, settings, as_of);
    let best_date = best_date(route, &timing, standing);
    let verdict = verdict_of(subscription, best_date.unwrap_or(as_of));
    let timing = printed(timing, route, subscription, &verdict, settings);
    let credit = credit_of(subscription, out_of_scope, route, &timing, standing, as_of);
    let target_seats = target_seats(subscription, &verdict);
    let mut course = Course {
        out_of_scope,
        timing,
        route,
        rejected: rejected_routes(subscription, &timing, route),
        lost: (0..verdict.losses.len()).collect(),
        loss_accepted: verdict.loss_accepted
            || settings.accepted_losses.cover(customer.tenant, subscription.id),
        target_seats,
        reassign_seats: reassign_seats(subscription, &verdict, route, target_seats),
        verdict,
        earliest_date: (route != Route::None).then_some(standing.earliest),
        best_date,
        cutover_date: None,
        held_back_from: None,
        bridge: None,
        last_safe_date: last_safe_date(route, &timing, subscription.status),
        gap_days: None,
        overlap_days: None,
        overlap_cost: None,
        stranded_cost: None,
        credit,
        credit_contact: contact_of(subscription, route, credit, standing),
    };
    place(&mut course, subscription, best_date, settings, as_of);
    course.stranded_cost = stranded_cost(&course, subscription, as_of);
    course
}

fn scope_and_route(
    subscription: &Subscription<'_>,
    timing: &Timing,
    chosen: Option<Route>,
    standing: &Standing,
    settings: &Settings,
    as_of: Day,
) -> (Option<OutOfScope>, Route) {
    match out_of_scope(subscription) {
        None => (None, chosen.unwrap_or_else(|| route_of(subscription, timing, standing, settings, as_of))),
        reason => (reason, Route::None),
    }
}

/// The dates as the plan shows them: none after the end without a route, and the shorter grace of some
/// products bought by volume, which only the catalogue can name.
fn printed(
    mut timing: Timing,
    route: Route,
    subscription: &Subscription<'_>,
    verdict: &Verdict,
    settings: &Settings,
) -> Timing {
    if route == Route::None {
        timing.users_work_until = LastDay::Unknown;
        timing.data_deleted_on = LastDay::Unknown;
        return timing;
    }
    let short_lived = &settings.timing.short_volume_grace;
    let is_short = subscription.channel == Some(Channel::Volume)
        && short_lived.iter().any(|number| number.eq_ignore_ascii_case(&verdict.source_part_number));
    if is_short { timing.with_short_volume_grace() } else { timing }
}

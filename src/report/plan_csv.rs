//! `plan.csv`: one line per accepted subscription.

use crate::catalogue::Loss;
use crate::model::{Seats, Subscription};
use crate::plan::{CustomerPlan, LinePlan};
use crate::report::Context;
use crate::routes::{Course, Route};
use crate::table::{CellWriter, append_header};

/// The columns, in the order of the contract.
pub const COLUMNS: &[&str] = &[
    "customer_tenant_id",
    "customer_name",
    "customer_country",
    "subscription_id",
    "parent_subscription_id",
    "product_name",
    "sku_part_number",
    "source_channel",
    "commerce_model",
    "status",
    "seats_purchased",
    "seats_assigned",
    "term",
    "billing_cycle",
    "start_date",
    "end_date",
    "auto_renew",
    "route",
    "rejected_routes",
    "offer_match",
    "target_sku_part_number",
    "target_product_name",
    "target_seats",
    "reassign_seats",
    "lost_data",
    "earliest_date",
    "best_date",
    "cutover_date",
    "last_safe_date",
    "users_work_until",
    "data_deleted_on",
    "overlap_days",
    "overlap_cost",
    "stranded_cost",
    "gap_days",
    "currency",
    "credit",
    "credit_contact",
    "wave",
    "readiness",
    "findings",
    "next_step",
    "waiting_on",
    "source_file",
    "source_line",
];

pub fn header(out: &mut Vec<u8>) {
    append_header(out, COLUMNS);
}

/// The lines of one customer, in the order of its subscriptions.
pub fn append(out: &mut Vec<u8>, plan: &CustomerPlan<'_>, context: &Context<'_>) {
    let owner = owner_cells(plan);
    for (position, line) in plan.lines.iter().enumerate() {
        let LinePlan { subscription, course, .. } = line;
        let mut cells = CellWriter::new(out);
        cells.encoded(&owner);
        exported(&mut cells, subscription, context);
        moved(&mut cells, course, subscription);
        dated(&mut cells, course, subscription, context);
        judged(&mut cells, plan, position, context);
        cells.encoded(context.source_cell(subscription.origin.file));
        cells.count(u64::from(subscription.origin.line));
        cells.end();
    }
}

/// Tenant, name and country: the same on every line of the customer.
pub(super) fn owner_cells(plan: &CustomerPlan<'_>) -> Vec<u8> {
    let mut owner = Vec::with_capacity(96);
    let mut cells = CellWriter::new(&mut owner);
    cells.tenant(plan.customer.tenant);
    cells.text(plan.customer.name);
    cells.word(plan.customer.facts.country.as_ref().map_or("", |country| country.as_str()));
    owner
}

fn exported(cells: &mut CellWriter<'_>, subscription: &Subscription<'_>, context: &Context<'_>) {
    cells.subscription(subscription.id);
    cells.subscription(subscription.parent);
    cells.encoded(context.product_cells(subscription.product));
    let Subscription { channel, commerce_model, status, .. } = *subscription;
    cells.encoded(context.phrases.standing(channel, commerce_model, status));
    cells.count(u64::from(subscription.seats_purchased));
    cells.some_count(subscription.seats_assigned.map(|seats| u64::from(Seats::get(seats))));
    cells.term(subscription.term);
    cells.word(subscription.billing_cycle.map_or("", |it| it.as_str()));
    cells.day(subscription.start_date);
    cells.day(subscription.end_date);
    cells.flag(subscription.auto_renew);
}

fn moved(cells: &mut CellWriter<'_>, course: &Course<'_>, subscription: &Subscription<'_>) {
    let verdict = &course.verdict;
    cells.word(course.route.as_str());
    cells.words_of_pairs(course.rejected.iter().map(|it| (it.route.as_str(), it.rule)));
    cells.word(course.offer_match(subscription.seats_purchased).as_str());
    if !course.is_in_scope() {
        return cells.empties(5);
    }
    cells.texts(verdict.targets.iter().map(|(part_number, _)| part_number.as_str()));
    cells.texts(verdict.targets.iter().map(|(_, name)| name.as_str()));
    cells.count(u64::from(course.target_seats));
    cells.count(u64::from(course.reassign_seats));
    if course.lost.is_empty() {
        return cells.empty();
    }
    let losses: Vec<String> = course.lost.iter().map(|&loss| loss_words(&verdict.losses[loss])).collect();
    cells.texts(losses.iter().map(String::as_str));
}

/// What becomes of the data of one service, in plain words.
fn loss_words(loss: &Loss) -> String {
    let service = if loss.service.is_empty() { &loss.family } else { &loss.service };
    match loss.days_until_gone {
        _ if loss.is_shrink => format!("{service}: kept at a lower tier"),
        Some(1) => format!("{service}: data gone after 1 day"),
        Some(days) => format!("{service}: data gone after {days} days"),
        None => format!("{service}: data gone"),
    }
}

/// Days and money; all empty where nothing moves, whatever is known about the dates.
fn dated(
    cells: &mut CellWriter<'_>,
    course: &Course<'_>,
    subscription: &Subscription<'_>,
    context: &Context<'_>,
) {
    if course.route == Route::None {
        cells.empties(10);
    } else {
        cells.day(course.earliest_date);
        cells.day(course.best_date);
        cells.day(course.cutover_date);
        cells.day(course.last_safe_date);
        cells.day(course.timing.users_work_until.day());
        cells.day(course.timing.data_deleted_on.day());
        cells.some_number(course.overlap_days);
        cells.money(course.overlap_cost);
        cells.money(course.stranded_cost);
        cells.some_number(course.gap_days);
    }
    cells.word(subscription.currency.as_ref().map_or("", |currency| currency.as_str()));
    cells.encoded(context.phrases.credit(course.credit, course.credit_contact));
}

fn judged(cells: &mut CellWriter<'_>, plan: &CustomerPlan<'_>, position: usize, context: &Context<'_>) {
    let line = &plan.lines[position];
    cells.some_count(line.wave.map(u64::from));
    cells.word(line.readiness.as_str());
    cells.words(rules_of(plan, position).map(|rule| context.rule_id(rule)));
    cells.encoded(context.phrases.next(line.next));
}

/// Rules that hold for a subscription, each once: its own, and the customer's where it moves.
fn rules_of<'p>(plan: &'p CustomerPlan<'_>, position: usize) -> impl Iterator<Item = u16> + 'p {
    let mut own = plan.by_subject.of(Some(position)).peekable();
    let is_moving = plan.lines[position].course.is_in_scope();
    let mut shared = plan.by_subject.of(None).filter(move |_| is_moving).peekable();
    let mut last = None;
    let in_order = std::iter::from_fn(move || match (own.peek(), shared.peek()) {
        (Some(mine), Some(everybodys)) if mine < everybodys => own.next(),
        (Some(_), None) => own.next(),
        (_, Some(_)) => shared.next(),
        (None, None) => None,
    });
    let rules = in_order.filter(|&at| !plan.is_waived(at)).map(|at| plan.findings[at].rule);
    rules.filter(move |&rule| last.replace(rule) != Some(rule))
}

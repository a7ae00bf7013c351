//! What a move costs and may bring back, each figure with how sure it is, and what waiting would cost.

use crate::catalogue::Catalogue;
use crate::model::value::column_values;
use crate::model::{Currency, Day, Money, Subscription, Totals, plus_days};
use crate::plan::{CustomerPlan, LinePlan};
use crate::routes::{
    self, Course, Credit, Route, cost_of_days, extended_term_cost, monthly_price, months_one_price_pays,
    overlap_cost_on,
};
use crate::timing::LastDay;

column_values! {
    /// `kind`: what an amount is for.
    MoneyKind {
        /// Old and new are both paid on the planned days.
        Overlap = "overlap",
        /// What leaving on the as-of day would lose.
        Stranded = "stranded-commitment",
        /// The extended service term from the end of the old term to the cut-over.
        Bridge = "extended-service-bridge",
        /// What cancelling the old subscription may bring back: never a promise, and negative because it comes back.
        Credit = "credit",
        /// The new term at list price less the old one at its own price.
        NewTerm = "new-term-difference",
        /// Of a customer: what moving everything on the as-of day would pay twice.
        MovingToday = "moving-today",
        /// Of a customer: what moving everything on its best day pays twice.
        MovingOnBestDay = "moving-on-best-day",
        /// Of a customer: what moving everything on its last safe day pays twice or for a bridge.
        MovingOnLastSafeDay = "moving-on-last-safe-day",
    }
}

column_values! {
    /// `label`: how sure an amount is.
    MoneyLabel {
        /// Exported price, exported end, documented formula.
        Certain = "certain",
        /// Rests on something derived, or on somebody's consent.
        Estimate = "estimate",
        /// Rests on the price list, before any discount.
        ListPrice = "list-price",
    }
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Position of the subscription; `None`: of the customer.
    pub position: Option<usize>,
    pub kind: MoneyKind,
    /// The day the move is reckoned on, where there is one.
    pub day: Option<Day>,
    pub amount: Money,
    pub currency: Option<Currency>,
    pub label: MoneyLabel,
}

/// What the figures of a plan rest on.
#[derive(Clone, Copy)]
pub struct Reckoning<'r> {
    pub catalogue: &'r Catalogue,
    pub routes: &'r routes::Settings,
    pub as_of: Day,
}

impl Reckoning<'_> {
    /// Every figure that is known and not zero: those of the subscriptions in their order, then those of the
    /// customer per currency. The three of waiting are told together, zeros included, where one of them is not zero.
    pub fn figures(&self, plan: &CustomerPlan<'_>) -> Vec<Figure> {
        let mut figures = Vec::new();
        for (position, line) in plan.moving() {
            self.subscription(&mut figures, plan, position, &line.subscription, &line.course);
        }
        self.waiting(&mut figures, plan);
        figures
    }

    fn subscription(
        &self,
        figures: &mut Vec<Figure>,
        plan: &CustomerPlan<'_>,
        position: usize,
        subscription: &Subscription<'_>,
        course: &Course<'_>,
    ) {
        let of_term = if subscription.end_date == course.timing.end {
            MoneyLabel::Certain
        } else {
            MoneyLabel::Estimate
        };
        let cutover = course.cutover_date;
        let mut tell = |kind, day, amount: Option<Money>, currency, label| {
            if let Some(amount) = amount.filter(|amount| !amount.is_zero()) {
                figures.push(Figure { position: Some(position), kind, day, amount, currency, label });
            }
        };
        let own = subscription.currency;
        tell(MoneyKind::Overlap, cutover, course.overlap_cost, own, of_term);
        tell(MoneyKind::Stranded, Some(self.as_of), course.stranded_cost, own, of_term);
        let bridge = cutover.and_then(|day| self.bridge(subscription, course, day));
        tell(MoneyKind::Bridge, cutover, bridge, own, MoneyLabel::Estimate);
        tell(MoneyKind::Credit, cutover, credit(subscription, course), own, MoneyLabel::Estimate);
        if let Some((amount, currency)) = self.new_term(plan, subscription, course) {
            tell(MoneyKind::NewTerm, cutover, Some(amount), Some(currency), MoneyLabel::ListPrice);
        }
    }

    /// The extended service term from the day after the end to the day before `cutover`.
    fn bridge(&self, subscription: &Subscription<'_>, course: &Course<'_>, cutover: Day) -> Option<Money> {
        let runs_on = course.timing.is_est_eligible && course.timing.users_work_until == LastDay::Open;
        let first = plus_days(course.timing.end.filter(|_| runs_on)?, 1);
        let is_monthly = subscription.term.is_some_and(|term| term.months() == 1);
        let (price, seats) = (monthly_price(subscription)?, subscription.seats_purchased);
        Some(extended_term_cost(price, is_monthly, seats, first, cutover, &self.routes.timing))
    }

    /// The list price of the new term less the price of the old one, where both are of one currency.
    fn new_term(
        &self,
        plan: &CustomerPlan<'_>,
        subscription: &Subscription<'_>,
        course: &Course<'_>,
    ) -> Option<(Money, Currency)> {
        if !course.route.buys_anew() || course.verdict.targets.is_empty() {
            return None;
        }
        let (term, day, facts) = (subscription.term?, course.cutover_date?, &plan.customer.facts);
        let segment = course.verdict.target_segment.or(facts.segment);
        let own = subscription.currency?;
        let mut list = Money::ZERO;
        for (part_number, _) in &course.verdict.targets {
            let (price, currency) =
                self.catalogue.list_price(part_number, facts.country, segment, day, term)?;
            if currency != own {
                return None;
            }
            list += price.money().scaled(i128::from(course.target_seats), 1);
        }
        let paid_months = months_one_price_pays(subscription.price_basis?, term, subscription.billing_cycle)?;
        let seats = i128::from(subscription.seats_purchased) * i128::from(term.months());
        let today = subscription.unit_price?.money().scaled(seats, i128::from(paid_months));
        Some((list - today, own))
    }

    fn waiting(&self, figures: &mut Vec<Figure>, plan: &CustomerPlan<'_>) {
        let mut sums = [Totals::default(), Totals::default(), Totals::default()];
        for LinePlan { subscription, course, .. } in plan.moving().map(|(_, line)| line) {
            let days = [Some(self.as_of), course.best_date, course.last_safe_date.max(course.best_date)];
            for (sum, day) in sums.iter_mut().zip(days) {
                let Some(day) = day else { continue };
                let Some(overlap) = overlap_cost_on(course, subscription, day) else { continue };
                let bridge = self.bridge(subscription, course, day).unwrap_or_default();
                sum.add(subscription.currency, overlap + bridge);
            }
        }
        let kinds = [MoneyKind::MovingToday, MoneyKind::MovingOnBestDay, MoneyKind::MovingOnLastSafeDay];
        let mut currencies: Vec<Option<Currency>> =
            sums.iter().flat_map(Totals::iter).filter(|(_, sum)| !sum.is_zero()).map(|it| it.0).collect();
        currencies.sort_unstable();
        currencies.dedup();
        for currency in currencies {
            for (kind, sum) in kinds.into_iter().zip(&sums) {
                let amount = sum.iter().find(|it| it.0 == currency).map_or(Money::ZERO, |it| it.1);
                let day = (kind == MoneyKind::MovingToday).then_some(self.as_of);
                figures.push(Figure {
                    position: None,
                    kind,
                    day,
                    amount,
                    currency,
                    label: MoneyLabel::Estimate,
                });
            }
        }
    }
}

/// What is left of the paid term on the cut-over, where cancelling earns it back.
fn credit(subscription: &Subscription<'_>, course: &Course<'_>) -> Option<Money> {
    let is_ours = course.route != Route::Transfer && course.route != Route::MigrateOwnLegacy;
    let earns = is_ours && matches!(course.credit, Credit::Prorated | Credit::Window);
    let (day, end) = (course.cutover_date.filter(|_| earns)?, course.timing.end?);
    let days = crate::model::days_between(day, end) + 1;
    cost_of_days(subscription, Some(end), days.max(0)).map(|amount| -amount)
}

//! One customer as lent to a rule.

use crate::model::{Channel, Customer, Day, Product, Subscription, plus_days};
use crate::routes::{Course, Credit, Line, OutOfScope, Route};

/// A customer, the course of each of its subscriptions, and the settings a rule may read.
///
/// Rules never read configuration, severities or each other.
#[derive(Clone, Copy)]
pub struct Case<'c, 'a> {
    pub customer: &'c Customer<'a>,
    /// One per subscription, in the same order.
    pub lines: &'c [Line<'a>],
    pub products: &'a [Product],
    pub as_of: Day,
    pub settings: &'a crate::rules::Settings,
}

impl<'c, 'a> Case<'c, 'a> {
    /// The subscriptions that move, with their position and their course.
    #[inline]
    pub fn in_scope(&self) -> Lines<'c, 'a> {
        self.walk(Wanted::InScope)
    }

    /// The subscriptions in scope for which there is a route.
    #[inline]
    pub fn moving(&self) -> Lines<'c, 'a> {
        self.walk(Wanted::Moving)
    }

    /// Every subscription, with its position and its course.
    #[inline]
    pub fn all(&self) -> Lines<'c, 'a> {
        self.walk(Wanted::All)
    }

    #[inline]
    fn walk(&self, wanted: Wanted) -> Lines<'c, 'a> {
        Lines { all: self.lines, next: 0, wanted }
    }

    /// Something of the customer is in scope: only then a rule about the whole customer speaks.
    pub fn has_scope(&self) -> bool {
        self.lines.iter().any(|line| line.course.is_in_scope())
    }

    /// The earliest cut-over in scope.
    pub fn first_cutover(&self) -> Option<Day> {
        self.in_scope().filter_map(|(_, _, course)| course.cutover_date).min()
    }

    /// The latest cut-over in scope.
    pub fn last_cutover(&self) -> Option<Day> {
        self.in_scope().filter_map(|(_, _, course)| course.cutover_date).max()
    }

    /// The day `days` before the first cut-over, not before the as-of day.
    pub fn before_first_cutover(&self, days: i64) -> Option<Day> {
        self.first_cutover().map(|cutover| plus_days(cutover, -days).max(self.as_of))
    }

    /// Position of the base of an add-on among the customer's subscriptions, which are sorted by id.
    pub fn base_of(&self, add_on: &Subscription<'_>) -> Option<usize> {
        let parent = add_on.parent?;
        self.lines.binary_search_by(|line| line.subscription.id.cmp(&Some(parent))).ok()
    }

    /// What was bought, as exported.
    pub fn product(&self, subscription: &Subscription<'_>) -> &'a Product {
        &self.products[subscription.product.0 as usize]
    }

    /// Whether two subscriptions, given by position, are of one product.
    pub fn is_same_product(&self, one: usize, other: usize) -> bool {
        let product = |position: usize| self.lines[position].subscription.product;
        let part_number = |position: usize| self.lines[position].course.verdict.source_part_number.as_str();
        product(one) == product(other)
            || (!part_number(one).is_empty() && part_number(one) == part_number(other))
    }

    /// The purchase is direct and follows the source document on the as-of day, whatever its account type.
    pub fn follows_source_document(&self, channel: Option<Channel>) -> bool {
        channel.is_some_and(Channel::is_direct) && self.as_of < self.settings.thresholds.source_document_until
    }

    /// Stays with the planning partner as it is: it does not move, but it is there.
    pub fn is_already_here(course: &Course<'_>) -> bool {
        course.out_of_scope == Some(OutOfScope::AlreadyHere)
    }
}

/// Which subscriptions a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    InScope,
    Moving,
}

/// Subscriptions of a customer with their positions and courses. Fifty rules walk over every customer, so
/// the walk is written out: chained adapters cost a call per step.
#[derive(Clone)]
pub struct Lines<'c, 'a> {
    all: &'c [Line<'a>],
    next: usize,
    wanted: Wanted,
}

impl<'c, 'a> Iterator for Lines<'c, 'a> {
    type Item = (usize, &'c Subscription<'a>, &'c Course<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let position = self.next;
            let Line { subscription, course, .. } = self.all.get(position)?;
            self.next += 1;
            let is_wanted = match self.wanted {
                Wanted::All => true,
                Wanted::InScope => course.is_in_scope(),
                Wanted::Moving => course.is_moving(),
            };
            if is_wanted {
                return Some((position, subscription, course));
            }
        }
    }
}

impl Route {
    /// A new subscription is bought and the old one goes, so that for a while there may be both.
    #[inline]
    pub const fn buys_anew(self) -> bool {
        matches!(self, Route::RebuyNow | Route::RebuyAtTermEnd | Route::ChannelTransfer)
    }
}

impl Course<'_> {
    /// The source earns money back when it is cancelled: that is asked of Microsoft, or of the seller.
    #[inline]
    pub(crate) const fn earns_credit(&self) -> bool {
        matches!(self.credit, Credit::Prorated | Credit::Window)
    }
}
